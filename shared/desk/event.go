package desk

import (
	"reflect"
	"slices"
	"strconv"
	"time"
)

// EventKind is what happened, in the words of whoever connects another system.
type EventKind string

// The kinds. They are part of the API: never renamed.
const (
	EventDialogOpened    EventKind = "dialog.opened"    // also the one that goes on after a transfer
	EventDialogAssigned  EventKind = "dialog.assigned"  // an operator has it: it was assigned to them, or they took it
	EventDialogClosed    EventKind = "dialog.closed"    // Code: the reason
	EventHandover        EventKind = "handover"         // from an operator or a bot to people
	EventMessageCreated  EventKind = "message.created"  // of either side, and notes
	EventMessageUpdated  EventKind = "message.updated"  // its words, files, reactions or status
	EventRunDone         EventKind = "run.done"         // also one whose proposals wait for a person
	EventRunFailed       EventKind = "run.failed"       // also one that was refused; Code: why
	EventProposalCreated EventKind = "proposal.created" // a value waits for keep or replace
	EventProposalDecided EventKind = "proposal.decided" // Code: how
	EventFieldFilled     EventKind = "field.filled"     // by CoPilot, without asking
	EventFieldUndone     EventKind = "field.undone"
	EventCardCreated     EventKind = "card.created" // of the built-in CRM
	EventLeadCreated     EventKind = "lead.created" // and it is a lead
	// Nobody subscribes to these.
	EventTest       EventKind = "webhook.test"      // an administrator's
	EventAutomation EventKind = "automation.fired"  // a rule calls the address; Code: which
	EventUnanswered EventKind = "dialog.unanswered" // the customer begins to wait; Message: since which
	EventCardMoved  EventKind = "card.moved"        // to another stage; Code: which
	EventAction     EventKind = "dialog.action"     // an operator pressed a rule's button
)

// EventKinds are those that one can subscribe to, in the order of the documentation.
func EventKinds() []EventKind {
	return []EventKind{
		EventDialogOpened, EventDialogAssigned, EventDialogClosed, EventHandover, EventMessageCreated, EventMessageUpdated,
		EventRunDone, EventRunFailed, EventProposalCreated, EventProposalDecided, EventFieldFilled, EventFieldUndone,
		EventCardCreated, EventLeadCreated,
	}
}

// EventID names one event: the same change gives the same id, however often it is
// told.
type EventID string

// Event is one thing that happened. It holds ids and codes, and nothing that a
// customer said or is: so it may outlive the customer's erasure.
type Event struct {
	ID       EventID
	Kind     EventKind
	At       time.Time // zero: the change does not say
	Line     LineID
	Customer CustomerID
	Dialog   DialogID
	Message  Seq // its place in the customer's stream
	Run      RunID
	Card     CardRef
	Field    FieldName
	Operator OperatorID // who has the dialog, or to whom it was handed
	Team     TeamID     // in whose care it is, or to which it was handed
	Code     string     // a reason, a decision or a state
}

// with is the event, with the id that its kind and parts give.
func (e Event) with(parts ...string) Event {
	e.ID = EventID(Digest("evt_", append([]string{string(e.Kind)}, parts...)...))
	return e
}

// Events are what a change says has happened. Pure: the same change, told again,
// gives the same events.
func (r FeedRecord) Events() []Event {
	switch {
	case r.Dialog != nil:
		return dialogEvents(*r.Dialog)
	case r.Message != nil:
		return messageEvents(*r.Message)
	case r.Run != nil:
		return runEvents(*r.Run)
	case r.Card != nil && r.Card.Old == nil && r.Card.New != nil:
		return cardEvents(*r.Card.New)
	}
	return nil
}

// dialogEvents: a dialog that comes to a place of its own was closed before, and was
// told of then; but one that a transfer closed comes there closed.
func dialogEvents(c Change[Dialog]) []Event {
	if c.New == nil {
		return nil
	}
	d, id := *c.New, string(c.New.ID)
	e := func(kind EventKind, at time.Time) Event {
		return Event{Kind: kind, At: at, Line: d.Line, Customer: d.Customer, Dialog: d.ID, Operator: d.Operator, Team: d.Team}
	}
	closed := func(to Receiver) []Event {
		over := e(EventDialogClosed, d.ClosedAt)
		over.Code = string(d.CloseReason)
		out := []Event{over.with(id)}
		if d.CloseReason == ClosedTransfer {
			h := e(EventHandover, d.ClosedAt)
			h.Operator, h.Team = to.Operator, to.Team
			out = append(out, h.with(id))
		}
		return out
	}
	switch {
	case c.Old == nil && !d.Open():
		if d.CloseReason == ClosedTransfer {
			return closed(d.HandedTo)
		}
		return nil
	case c.Old != nil && c.Old.Open() && !d.Open():
		return closed(d.HandedTo)
	case !d.Open():
		return nil
	}
	var out []Event
	had := Dialog{}
	if c.Old != nil {
		had = *c.Old
	} else {
		out = append(out, e(EventDialogOpened, d.OpenedAt).with(id))
	}
	version := strconv.FormatInt(c.Version, 10)
	if had.State == StateBot && d.State != StateBot {
		out = append(out, e(EventHandover, time.Time{}).with(id, version))
	}
	if d.Operator != "" && d.Operator != had.Operator {
		at := d.AcceptedAt
		if d.Assigned() {
			at = d.AssignedAt
		}
		a := e(EventDialogAssigned, at)
		a.Code = string(d.State)
		out = append(out, a.with(id, version))
	}
	return out
}

func messageEvents(c Change[Message]) []Event {
	if c.New == nil {
		return nil
	}
	m := *c.New
	e := Event{Kind: EventMessageCreated, At: m.Seq.Time(), Customer: m.Customer, Message: m.Seq, Operator: m.Operator, Code: string(m.Author)}
	parts := []string{string(m.Customer), string(m.External)}
	if c.Old == nil {
		return []Event{e.with(parts...)}
	}
	had := *c.Old
	had.Seq, had.Changed = m.Seq, m.Changed // moved, it is the same message
	if reflect.DeepEqual(had, m) {
		return nil
	}
	e.Kind, e.At, e.Code = EventMessageUpdated, m.Changed, string(m.Status)
	return []Event{e.with(append(parts, strconv.FormatInt(c.Version, 10))...)}
}

// runEvents: what became of fields counts once the run has ended.
func runEvents(c Change[Run]) []Event {
	if c.New == nil || !c.New.Ended() || c.New.Dry() {
		return nil
	}
	r, had := *c.New, Run{}
	if c.Old != nil && c.Old.Ended() {
		had = *c.Old
	}
	e := func(kind EventKind, at time.Time) Event {
		return Event{Kind: kind, At: at, Line: r.Line, Customer: r.Customer, Dialog: r.Dialog, Run: r.ID, Card: r.Card}
	}
	var out []Event
	if had.ID == "" && !r.Carried() {
		over := e(EventRunDone, r.DoneAt)
		over.Code = string(r.State)
		if r.State == RunFailed || r.State == RunRefused {
			over.Kind, over.Code = EventRunFailed, string(r.Code)
		}
		out = append(out, over.with(string(r.ID)))
	}
	for _, o := range r.Outcomes {
		var before Outcome
		if i := slices.IndexFunc(had.Outcomes, func(b Outcome) bool { return b.Field == o.Field }); i >= 0 {
			before = had.Outcomes[i]
		}
		say := func(kind EventKind, at time.Time, code string) {
			f := e(kind, at)
			f.Field, f.Code = o.Field, code
			out = append(out, f.with(string(r.ID), string(o.Field), code))
		}
		if o.Kind == OutcomeFilled && before.Kind != OutcomeFilled {
			say(EventFieldFilled, r.DoneAt, "")
		}
		if o.Kind == OutcomeProposed && before.Kind != OutcomeProposed {
			say(EventProposalCreated, r.DoneAt, "")
		}
		switch {
		case o.Decision == before.Decision || o.Decision == DecisionNone:
		case o.Decision == DecisionUndo:
			say(EventFieldUndone, o.DecidedAt, "")
		case o.Kind == OutcomeProposed:
			say(EventProposalDecided, o.DecidedAt, string(o.Decision))
		}
	}
	return out
}

func cardEvents(c Card) []Event {
	e := Event{Kind: EventCardCreated, At: c.CreatedAt, Card: c.Ref, Code: string(c.Ref.Kind)}
	out := []Event{e.with(c.Ref.String())}
	if c.Ref.Kind == KindLead {
		e.Kind = EventLeadCreated
		out = append(out, e.with(c.Ref.String()))
	}
	return out
}
