package desk

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
)

// Upload is a file that an operator has announced, to be sent to customers
// (CH-20), or a website's visitor, to be sent to us (CH-19). Its bytes come later,
// and by another way.
type Upload struct {
	ID        UploadID
	By        string // who announced it: the visitor's CustomerID, or Actor.Uploader
	Name      string
	MIME      string // one of fileTypes, without parameters
	Size      int64  // bytes
	ExpiresAt time.Time
}

// UploadURL is a request that stores an upload's bytes. Whoever knows it may make it.
type UploadURL struct {
	Method string
	URL    string
	Header map[string]string
}

// Limits of what operators send, on whatever channel. A messenger's MB may be a
// million bytes or 2^20: a million is never too much.
const (
	MB         = 1_000_000
	MaxUpload  = 100 * MB       // WhatsApp's documents; nobody takes more
	MaxFiles   = 10             // with one message
	UploadTime = time.Hour      // how long a slot takes the bytes
	UploadLife = 24 * time.Hour // how long they stay if no message takes them
	LendTime   = time.Hour      // how long a messenger can fetch a file

	maxFileName = 200 // bytes
)

// Limits of what a website's visitors send, and of a day's uploads (UTC) of one
// visitor and of all who call from one network: a new visitor costs nothing.
const (
	MaxVisitorFile = 20 * MB
	VisitorFiles   = 20
	VisitorBytes   = 100 * MB
	NetworkFiles   = 200
	NetworkBytes   = 1000 * MB
)

// Quota is how much is, or may be, uploaded.
type Quota struct {
	Files int
	Bytes int64
}

// NewVisitorUpload is NewUpload of a website's visitor.
func NewVisitorUpload(by CustomerID, id UploadID, name, mime string, size int64, now time.Time) (Upload, error) {
	u, err := NewUpload(id, name, mime, size, now)
	if size > MaxVisitorFile {
		err = noFile(CodeFileTooBig, "The file has %s; %s is the most that can be sent.", megabytes(size), megabytes(MaxVisitorFile))
	}
	u.By = string(by)
	return u, err
}

// Attachment is the upload as its visitor's message shows it. Its Ref is where a
// copy is fetched from.
func (u Upload) Attachment() Attachment {
	return Attachment{Kind: kindsOf(u.MIME)[0], Ref: string(u.ID), Name: u.Name, MIME: u.MIME, Size: u.Size}
}

// fileTypes are the types that may be sent, with the ending that their files'
// names have: what customers can open, and nothing that runs or shows as a page
// of ours.
var fileTypes = lazy.Table(func() map[string]string {
	return map[string]string{
		"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/heic": ".heic",
		"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/aac": ".aac", "audio/amr": ".amr", "audio/ogg": ".ogg", "audio/wav": ".wav",
		"video/mp4": ".mp4", "video/3gpp": ".3gp", "video/quicktime": ".mov", "video/webm": ".webm",
		"application/pdf": ".pdf", "application/rtf": ".rtf", "application/zip": ".zip", "text/plain": ".txt", "text/csv": ".csv",
		"application/msword": ".doc", "application/vnd.ms-excel": ".xls", "application/vnd.ms-powerpoint": ".ppt",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document":   ".docx",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":         ".xlsx",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
		"application/vnd.oasis.opendocument.text":                                   ".odt", "application/vnd.oasis.opendocument.spreadsheet": ".ods",
	}
})

// NewUpload is an upload as it was announced, made plain. Refusals:
// file_type_not_allowed, file_too_big; ErrInvalid: the name or the size can't be.
func NewUpload(id UploadID, name, mime string, size int64, now time.Time) (Upload, error) {
	bare, _, _ := strings.Cut(mime, ";")
	u := Upload{ID: id, Name: name, MIME: strings.ToLower(strings.TrimSpace(bare)), Size: size, ExpiresAt: now.Add(UploadLife).UTC()}
	switch {
	case fileTypes.Get()[u.MIME] == "":
		return u, noFile(CodeFileType, "Files of the type %q are not sent. Images, audio, video, PDF, text, CSV, ZIP and office documents are.", u.MIME)
	case size > MaxUpload:
		return u, noFile(CodeFileTooBig, "The file has %s; %s is the most that can be sent.", megabytes(size), megabytes(MaxUpload))
	case size < 1:
		return u, fmt.Errorf("%w: the size of a file is at least 1 byte", ErrInvalid)
	}
	return u, CheckFileName(name)
}

// CheckFileName says what is wrong with a file's name. ErrInvalid.
func CheckFileName(name string) error {
	if strings.TrimSpace(name) == "" || len(name) > maxFileName || !utf8.ValidString(name) ||
		strings.ContainsAny(name, `/\`) || strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || turns(r) }) {
		return fmt.Errorf("%w: a file's name has 1 to %d bytes, no slash and nothing invisible", ErrInvalid, maxFileName)
	}
	return nil
}

// Key is where the upload's bytes lie until a message takes them.
func (u Upload) Key() string { return "uploads/" + string(u.ID) }

// SentKey is where the bytes lie for good once a message has taken them, as its
// n-th attachment. It ends as such files' names do, since some messengers look
// at the ending of an address.
func (u Upload) SentKey(message ExternalID, c CustomerID, n int) string {
	return "sent/" + Digest("", string(c), string(message), fmt.Sprint(n)) + fileTypes.Get()[u.MIME]
}

// Uploader is what an actor's uploads are known by: an operator's are theirs by whatever
// key or session, a program's are its key's.
func (a Actor) Uploader() string {
	if a.Operator != "" {
		return "operator " + string(a.Operator)
	}
	return "key " + string(a.Key)
}

// TakenBy says whether an actor may take the upload: it is their own, and still there.
func (u Upload) TakenBy(a Actor, now time.Time) bool { return u.By == a.Uploader() && !u.Gone(now) }

// Gone says whether the upload's time has passed.
func (u Upload) Gone(now time.Time) bool { return !now.Before(u.ExpiresAt) }

func noFile(code Code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Text: fmt.Sprintf(format, args...), Kind: ErrInvalid}
}

// megabytes writes a size for people, never smaller than it is.
func megabytes(n int64) string {
	if n%MB == 0 {
		return fmt.Sprintf("%d MB", n/MB)
	}
	tenths := (n + MB/10 - 1) / (MB / 10)
	return fmt.Sprintf("%d.%d MB", tenths/10, tenths%10)
}

// RefuseUpload refuses an upload that nobody announced, or that is no longer kept.
func RefuseUpload(id UploadID) *Refusal {
	return &Refusal{Code: CodeFileUnknown, Kind: ErrInvalid, Text: "There is no upload " + string(id) + ", or its time has passed. Upload the file again."}
}
