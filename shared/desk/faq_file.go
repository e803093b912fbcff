package desk

import (
	"fmt"
	"path"
	"strings"
)

// FAQFile is a file of an entry's answer. It lies once, for all customers who are sent
// it and all versions of the entry: nobody's erasure takes it.
type FAQFile struct {
	ID   string // of an upload, until the entry takes it
	Name string
	MIME string
	Size int64
}

// MaxFAQFiles is how many files an answer has, at most.
const MaxFAQFiles = 5

// faqFile begins the id of a file that an entry took.
const faqFile = "faq"

// NewFAQFile is what an entry makes of an upload: the same one makes the same.
func NewFAQFile(u Upload) FAQFile {
	return FAQFile{faqFile + Digest("", "faq", string(u.ID)) + fileTypes.Get()[u.MIME], u.Name, u.MIME, u.Size}
}

// Taken says whether an entry took the file.
func (f FAQFile) Taken() bool { return ofEntry(f.ID) }

// Stored is where the file lies.
func (f FAQFile) Stored() string { return "sent/" + f.ID }

// ofEntry tells the name of an entry's file, by its length, from all other names.
func ofEntry(name string) bool {
	stem := strings.TrimSuffix(name, path.Ext(name))
	return strings.HasPrefix(stem, faqFile) && len(stem) == len(faqFile)+len(Digest("", ""))
}

// Shared says whether the attachment's file is an entry's, and not of this message
// alone.
func (a Attachment) Shared() bool {
	name, sent := strings.CutPrefix(a.Stored, "sent/")
	return sent && ofEntry(name)
}

// Attach are the files as a message on the line has them; whole is false if the line's
// messenger does not take one of them, which is left out.
func (l Line) Attach(files []FAQFile) (as []Attachment, whole bool) {
	whole = true
	for _, f := range files {
		kind, err := l.FileKind(Upload{Name: f.Name, MIME: f.MIME, Size: f.Size})
		if err != nil {
			whole = false
			continue
		}
		as = append(as, Attachment{Kind: kind, Name: f.Name, MIME: f.MIME, Size: f.Size, Stored: f.Stored()})
	}
	return as, whole
}

func checkFAQFiles(fs []FAQFile) error {
	if len(fs) > MaxFAQFiles {
		return fmt.Errorf("%w: an answer has at most %d files", ErrInvalid, MaxFAQFiles)
	}
	for _, f := range fs {
		if !f.Taken() || fileTypes.Get()[f.MIME] == "" {
			return RefuseUpload(UploadID(f.ID))
		}
		if err := CheckFileName(f.Name); err != nil {
			return err
		}
	}
	return nil
}
