package parties

import "time"

// Saying is one thing that a person says or does.
type Saying struct {
	Kind    Kind
	Text    string
	Payload string
	Phone   string
	Lat     float64
	Long    float64
	Name    string // of a document

	Number int64 // unique, growing: the messenger's ids are made of it
	About  int64 // the number of the message that an edit, a reaction or a deletion is of
	At     time.Time
}

// Kind is what a person does.
type Kind string

// The kinds.
const (
	Text     Kind = "text"
	Contact  Kind = "contact"
	Location Kind = "location"
	Button   Kind = "button"
	Edit     Kind = "edit"
	Photo    Kind = "photo"
	Voice    Kind = "voice"
	Sticker  Kind = "sticker"
	Document Kind = "document"
	Reaction Kind = "reaction"
	Deletion Kind = "deletion"
)

// Amends says whether a saying is about an earlier message.
func (k Kind) Amends() bool { return k == Edit || k == Reaction || k == Deletion }
