package desk

import (
	"fmt"
	"strings"
	"time"
)

// Draft is a reply, or a note, that an operator has not sent (OP-13). It is the
// thread's: who hands the dialog over, or gets it back, finds it again. All of an
// operator's devices share it, and nobody else sees it.
type Draft struct {
	Thread   DialogID // the thread's first dialog
	Dialog   DialogID // in which it was written last
	Operator OperatorID
	Text     string
	Note     bool // it is to be a note
	ReplyTo  ExternalID
	Files    []DraftFile
	// CreatedAt is when it was begun, and its place in the operator's list.
	CreatedAt time.Time
	ChangedAt time.Time
	// Version is the microsecond of its last change, raised where needed: a draft
	// that takes the place of one that went has another. 0: new.
	Version int64
}

// DraftFile is an upload that is to go with a draft. It may be gone when the draft
// is sent: uploads live for UploadLife.
type DraftFile struct {
	Upload UploadID
	Name   string // as the customer is to see it; "": as it was announced
}

// DraftLife is how long a draft is kept after its last change, whatever becomes of
// its dialog.
const DraftLife = 30 * 24 * time.Hour

// Check says what is wrong with the draft. ErrInvalid.
func (d Draft) Check() error {
	switch {
	case strings.TrimSpace(d.Text) == "" && len(d.Files) == 0:
		return fmt.Errorf("%w: an empty draft is none: delete it", ErrInvalid)
	case len(d.Text) > MaxText:
		return fmt.Errorf("%w: a draft has at most %d bytes", ErrInvalid, MaxText)
	case len(d.Files) > MaxFiles:
		return fmt.Errorf("%w: a draft has at most %d files", ErrInvalid, MaxFiles)
	}
	return nil
}

// Same says whether the drafts say the same.
func (d Draft) Same(o Draft) bool {
	if d.Text != o.Text || d.Note != o.Note || d.ReplyTo != o.ReplyTo || d.Dialog != o.Dialog || len(d.Files) != len(o.Files) {
		return false
	}
	for i, f := range d.Files {
		if f != o.Files[i] {
			return false
		}
	}
	return true
}

// MustStandForOperator refuses who stands for no operator, and so has nothing of
// their own: no marker, no draft. ErrInvalid.
func (a Actor) MustStandForOperator() error {
	if a.Operator == "" {
		return NoOperator()
	}
	return nil
}
