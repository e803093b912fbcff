package desk

import (
	"errors"
	"path"
	"strings"
	"time"
)

// Found is a file that lies in the folder of recordings (FB-11).
type Found struct {
	Key  string // below the folder, as in "2026/call.mp3"
	Mark string // changes with its bytes
	Size int64
}

// CallID names the call of which the file is the recording: the same file, the same call.
func (f Found) CallID() CallID { return CallID(Digest("r", f.Key, f.Mark)) }

// NewFoundCall is a recorded call whose recording was found in the folder. One that can't
// be taken has failed, with the reason: its file stays where it is.
func NewFoundCall(f Found, now time.Time) Call {
	name := path.Base(f.Key)
	u, err := NewUpload("", name, typeOf(name), f.Size, now)
	var c Call
	if err == nil {
		c, err = NewCall(f.CallID(), u, 0, now)
	}
	if err == nil {
		c.Stored, c.Folder = Digest("f", f.Key, f.Mark), f.Key
		return c
	}
	c = Call{ID: f.CallID(), Name: name, MIME: u.MIME, Size: f.Size, Folder: f.Key, AskedAt: now.UTC()}
	code := Code("invalid")
	if no := (*Refusal)(nil); errors.As(err, &no) {
		code = no.Code
	}
	return c.Failed(code, now)
}

// typeOf is the type of a file by its name's ending; "": of none that is sent.
func typeOf(name string) string {
	ending := path.Ext(strings.ToLower(name))
	for mime, e := range fileTypes.Get() {
		if e == ending && e != "" {
			return mime
		}
	}
	return ""
}

// Folders of recordings: how many of its files are begun at one look, and of how many that
// can't be taken it is said why.
const (
	MaxFound   = 10
	MaxRefused = 20
)
