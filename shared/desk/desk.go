// Package desk holds the nouns of Sufler and their rules: dialog, message,
// line, customer, operator, card, field, proposal, run.
//
// It is the one package that everybody may rely on. It knows no protocol, no
// database and no clock: it imports the standard library only, carries no
// struct tags, and every rule that depends on time is told the time.
package desk

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"
)

// Ids are named types, so that one can't be passed for another. All are
// opaque to everybody but the package that makes them, safe in a URL path and
// free of customers' data.
type (
	// LineID names one connected account of a messenger; a company chooses it.
	LineID string
	// CustomerID names one person as one line knows them; see NewCustomerID.
	CustomerID string
	// DialogID names one dialog; see NewDialogID.
	DialogID string
	// RunID names one reading of a dialog.
	RunID string
	// JobID names one thing that must go out, in the outbox.
	JobID string
	// KeyID names an API key. It is public; the secret behind it is not kept.
	KeyID string
	// OperatorID names the person who answers.
	OperatorID string
	// SessionID names one sign-in of an operator. It is public; the secret behind it
	// is not kept.
	SessionID string
	// TeamID names operators who share waiting dialogs.
	TeamID string
	// LabelID names a label of the company's own for dialogs.
	LabelID string
	// PipelineID and StageID name a deal's pipeline and a stage in it.
	PipelineID string
	StageID    string
	// ConnectionID names one connected CRM; a company chooses it. "" is the built-in
	// one, which is always there.
	ConnectionID string
	// FieldName is a field's name within its card kind, as the CRM spells it.
	FieldName string
	// UploadID names a file that an operator uploads. Whoever knows it may send the
	// file, so it can't be guessed.
	UploadID string
	// ExternalID is the messenger's own id of a message, unique within its line
	// (Telegram: chat/message). Ours, for what we send, begin with OwnPrefix.
	ExternalID string
)

// OwnPrefix begins the external id of a message that Sufler itself made (an
// operator's reply, a note) before any messenger gave it one.
const OwnPrefix = "own:"

// Seq is a message's place in its customer's stream: the microsecond of its
// arrival at the store since 1970, raised where needed so that each message of
// a customer comes after the one before. It grows, and it is not dense. It
// fits a JSON number. (Two messages of one customer can share a place only if
// they arrive in the same microsecond while one of them is being delivered twice
// at once.)
type Seq int64

// SeqAt is the first place in a stream that a message arriving at t can have.
func SeqAt(t time.Time) Seq { return Seq(t.UnixMicro()) }

// Time is when the message arrived, UTC.
func (s Seq) Time() time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(s)).UTC()
}

// NewCustomerID derives a customer's id on a line that has no CustomerKey. Whoever
// can guess the user, a phone for example, can tell the id: see Line.Customer.
func NewCustomerID(line LineID, user string) CustomerID {
	return CustomerID(Digest("c", string(line), user))
}

// Digest makes a short id (26 characters of a SHA-256) out of parts: the same
// parts give the same id. It makes what is repeated idempotent, not secrets safe.
func Digest(prefix string, parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return prefix + strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h.Sum(nil)[:16]))
}

// Page is a part of a list. An empty Next ends the list; a page may be short,
// even empty, and still have a Next.
type Page[T any] struct {
	Items []T
	Next  string
}

// PageAsk asks for a page: at most Limit items after Cursor, which is a Next.
type PageAsk struct {
	Limit  int
	Cursor string
}
