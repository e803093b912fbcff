package desk

import (
	"context"
	"time"
)

// CardItem is what came of a run as people see it in the timeline of a card in their own
// CRM, with what they can press there.
type CardItem struct {
	Card    CardRef
	Mark    string // names the item within the card: NoteMark
	Run     RunID
	Title   string
	Summary string
	Values  []ItemValue
	More    string       // "": all values are told
	Buttons []ItemButton // the two that matter first
	// Badge is what the card shows at a glance while the item is not done; "": nothing.
	Badge Badge
	Done  bool // nothing of it waits for a person
	// Task is what is to be done on the card beside it, or no more; nil: nothing is said of
	// that.
	Task *CardTask
}

// ItemValue is a value with its proof.
type ItemValue struct {
	Field   FieldName
	Title   string
	Text    string // as people read it, with what it would replace
	Quote   string
	Buttons []ItemButton
}

// ItemButton is something to press.
type ItemButton struct {
	Press Press
	Title string
	URL   string // of PressOpen: where it leads
}

// NewItemJob is the one job that shows a run in its CRM as it is. It is nudged with each
// change.
func NewItemJob(r Run, now time.Time) Job {
	return Job{
		ID: JobID(Digest("i", string(r.ID))), Kind: JobItem, Line: r.Line, Customer: r.Customer, Dialog: r.Dialog, Run: r.ID, State: JobQueued, Due: now,
	}
}

// Unpressed is a CRM whose people press nothing of ours: a plug that has not the
// capability Items embeds it. It is not asked.
type Unpressed struct{}

// SetItem implements flow.Timelines.
func (Unpressed) SetItem(context.Context, CardItem) error { return errUnshown }

// PersonNamed implements flow.Timelines.
func (Unpressed) PersonNamed(context.Context, ConnectionID, string) (string, error) { return "", nil }

// CardVisit is a person who opened a page of ours within a card of their CRM, as the CRM
// proves.
type CardVisit struct {
	Card     CardRef
	Name     string // of the person; "": the CRM does not tell
	Language string
	Frame    string // the one origin that may show the page
	// Pass lets the page come back to us as the same person, for this card, until Ends.
	// Nobody but the CRM's plug reads it.
	Pass string
	Ends time.Time
}
