package desk

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// FiringID names one time that a rule acts.
type FiringID string

// FiringState is how far that is.
type FiringState string

// The states.
const (
	FiringWaiting FiringState = "waiting"
	FiringDone    FiringState = "done"
	FiringFailed  FiringState = "failed" // something that it does was refused; the rest was done
	FiringCut     FiringState = "cut"    // rules caused one another too often: nothing was done
)

// Firings: how long they are kept, and how long a chain of rules may be of which each
// acts upon what another did.
const (
	FiringLife = 30 * 24 * time.Hour
	// CauseLife is how long it is known what a rule did: a run may wait for a day.
	CauseLife = 24 * time.Hour
	MaxChain  = 5
)

// Firing is one time that a rule acts: once for each thing that happened. It holds ids
// and codes, and nothing that a customer said or is.
type Firing struct {
	ID         FiringID
	Automation AutomationID
	Event      Event
	By         string         // who pressed the button; "": nobody did
	Chain      []AutomationID // the rules before it, of which each caused the next, and itself
	State      FiringState
	Code       Code // why the last that was refused was
	Done       int  // how many of the actions were done, or refused
	Refused    []NotDone
	Saw        string // of a deal that is being moved: as it was; of a process: that it is being started
	DoneAt     time.Time
	Version    int64
}

// NotDone is an action that was refused: which one it was, what it does, and why.
type NotDone struct {
	N    int // from 1 on
	Kind ActionKind
	Code Code
}

// Did is how many of the actions were done.
func (f Firing) Did() int { return f.Done - len(f.Refused) }

// NewFiring is a rule's acting upon something. Firings lie in the order of their events.
func NewFiring(a AutomationID, o Occurrence) Firing {
	id := fmt.Sprintf("%016d-%s", max(o.Event.At.UnixMicro(), 0), strings.TrimPrefix(string(o.Event.ID), "evt_"))
	return Firing{ID: FiringID(id), Automation: a, Event: o.Event, State: FiringWaiting}
}

// NewPressed is a rule's acting because somebody pressed its button: once for a mark.
func NewPressed(a AutomationID, d Dialog, mark, by string, now time.Time) Firing {
	e := Event{Kind: EventAction, At: now, Line: d.Line, Customer: d.Customer, Dialog: d.ID, Operator: d.Operator, Team: d.Team}
	f := NewFiring(a, Occurrence{Event: e.with(string(a), string(d.ID), mark)})
	f.By = by
	return f
}

// Job does it.
func (f Firing) Job(due time.Time) Job {
	return Job{
		ID: JobID(Digest("u", string(f.Automation), string(f.Event.ID))), Kind: JobAutomation, Line: f.Event.Line, Customer: f.Event.Customer,
		Automation: f.Automation, Firing: f.ID, State: JobQueued, Due: due,
	}
}

// Mark names what the firing's next action makes: the same however often it is tried.
func (f Firing) Mark() string {
	return Digest("", string(f.Automation), string(f.Event.ID), fmt.Sprint(f.Done))
}

// Following is the firing, with the chain that it ends: cut where that is too long.
func (f Firing) Following(chain []AutomationID) Firing {
	if f.Chain = append(slices.Clone(chain), f.Automation); len(f.Chain) > MaxChain {
		f.State = FiringCut
	}
	return f
}

// Next is the firing once its next action of these was done, or refused with a code.
func (f Firing) Next(of []Action, refused Code, now time.Time) Firing {
	n := f.Done
	f.Done, f.Saw = n+1, ""
	if refused != "" {
		f.Code = refused
		if n < len(of) {
			f.Refused = append(slices.Clone(f.Refused), NotDone{f.Done, of[n].Kind, refused})
		}
	}
	if f.Done < len(of) {
		return f
	}
	f.State, f.DoneAt = FiringDone, now
	if f.Code != "" {
		f.State = FiringFailed
	}
	return f
}

// Causes name what an event is about, as it is kept what a rule did: which of them the
// rule changed, if it did.
func (e Event) Causes() []string {
	switch e.Kind {
	case EventDialogAssigned:
		return []string{"assigned#" + string(e.Dialog) + "#" + string(e.Operator), "dialog#" + string(e.Dialog)}
	case EventDialogOpened, EventDialogClosed, EventHandover, EventUnanswered:
		return []string{"dialog#" + string(e.Dialog)}
	case EventRunDone, EventFieldFilled, EventProposalCreated:
		return []string{"run#" + string(e.Run)}
	case EventCardMoved:
		return []string{"stage#" + e.Card.String() + "#" + e.Code}
	}
	return nil
}

// CauseRun, CauseAssigned, CauseDialog and CauseStage name what a rule changes.
func CauseRun(id RunID) string { return "run#" + string(id) }

// CauseAssigned is a dialog that is given to an operator.
func CauseAssigned(d DialogID, to OperatorID) string {
	return "assigned#" + string(d) + "#" + string(to)
}

// CauseDialog is a dialog that is opened by a transfer.
func CauseDialog(d DialogID) string { return "dialog#" + string(d) }

// CauseStage is a card that is moved to a stage.
func CauseStage(card CardRef, to StageID) string { return "stage#" + card.String() + "#" + string(to) }
