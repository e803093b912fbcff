package desk

import "time"

// CardEvent is what a CRM tells: that a card changed, or is gone, whose state is read
// anew; that a person pressed something beside it; or that we were removed.
type CardEvent struct {
	Centre  *CentreEvent // instead of all else: what its centre tells
	Card    CardRef
	Pressed Pressed // zero: the card changed
	Removed bool    // the CRM lets us in no more
}

// Press is what people can press on an item of ours in their CRM.
type Press string

// The presses.
const (
	PressRead    Press = "read"    // CP-02: have the chat read again
	PressKeep    Press = "keep"    // FF-06
	PressReplace Press = "replace" // FF-06
	PressSeen    Press = "seen"    // FF-08: what was filled was seen
	PressOpen    Press = "open"    // SU-03: leads to us, and is told to nobody
)

// Pressed is that a person pressed something on a run's item.
type Pressed struct {
	Press  Press
	Run    RunID
	Field  FieldName // of one value; "": of all
	Person string    // the CRM's id of whoever did
	Mark   string    // tells it from another press of the same
}

// NewCardJob is the one job of a card that changed in its CRM. It is nudged with each
// event, and what there is to do stands in the card.
func NewCardJob(card CardRef, now time.Time) Job {
	return Job{ID: JobID(Digest("e", card.String())), Kind: JobCard, Contact: card.String(), State: JobQueued, Due: now}
}

// NewPressJob is the job of one press.
func NewPressJob(e CardEvent, now time.Time) Job {
	p := e.Pressed
	return Job{
		ID:   JobID(Digest("p", e.Card.String(), string(p.Press), string(p.Run), string(p.Field), p.Person, p.Mark)),
		Kind: JobPress, Contact: e.Card.String(), Run: p.Run, Press: p.Press, Field: p.Field, Person: p.Person, State: JobQueued, Due: now,
	}
}

// InCRM is whoever works in a connected CRM, by the name that it gives them. Which cards
// they see and change is for the CRM to say, and was asked; beside those they may what
// its people may.
func InCRM(c ConnectionID, name string) Actor {
	if name == "" {
		name = string(c)
	} else {
		name += " (" + string(c) + ")"
	}
	return Actor{Name: name, Role: RoleOperator, Rights: Rights{Leads: MayChange, Deals: MayChange, Cases: MayChange, Dialogs: ScopeAll, Customers: true}}
}
