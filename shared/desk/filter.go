package desk

import (
	"slices"
	"time"
)

// DialogFilter narrows a list of dialogs. Of a part with several values any will
// do; an empty part does not narrow.
type DialogFilter struct {
	States    []DialogState
	Turns     []Turn
	Lines     []LineID
	Channels  []Channel
	Customers []CustomerID
	Operators []OperatorID // "" is nobody, of open dialogs
	Teams     []TeamID
	Labels    []LabelID
	// Detailed are states with turns (CL-13).
	Detailed   []Detailed
	Priorities []Priority
	Contacts   []CardRef
	Cards      []CardRef
	// Opened and Closed are when: from a moment on, and before another.
	Opened, Closed Period
	// Find are words, folded, each of which a word of the customer's name, phone or
	// e-mail begins with (CL-05, CL-06).
	Find  []string
	Sort  DialogSort
	Actor *Actor // who asks: only what they see passes; nil: everything does
	// OnlyRead: only those pass of which they read what is said.
	OnlyRead bool
}

// Has says whether d passes.
func (f DialogFilter) Has(d Dialog) bool {
	return anyOf(f.States, d.State) && anyOf(f.Turns, d.Turn) && anyOf(f.Lines, d.Line) &&
		anyOf(f.Channels, d.Channel) && anyOf(f.Customers, d.Customer) && f.answers(d) &&
		anyOf(f.Teams, d.Team) && (len(f.Labels) == 0 || slices.ContainsFunc(d.Labels, func(l LabelID) bool { return anyOf(f.Labels, l) })) &&
		anyOf(f.Detailed, d.Detailed()) && anyOf(f.Priorities, d.Priority) && anyOf(f.Contacts, d.Contact) &&
		(len(f.Cards) == 0 || slices.ContainsFunc(d.Cards, func(b BoundCard) bool { return anyOf(f.Cards, b.Ref) })) &&
		f.Opened.Has(d.OpenedAt) && f.Closed.Has(d.ClosedAt) && f.sees(d)
}

// answers says whether who answers d is asked for; of open dialogs that may be nobody.
func (f DialogFilter) answers(d Dialog) bool {
	return anyOf(f.Operators, d.Operator) && (d.Operator != "" || len(f.Operators) == 0 || d.Open())
}

// sees says whether who asks may know that the dialog passes: of one that they only
// see to be there, they are not told on which line it is, nor whose (RS-07).
func (f DialogFilter) sees(d Dialog) bool {
	if f.Actor == nil {
		return true
	}
	switch f.Actor.Sight(d) {
	case SeesWords:
		return true
	case SeesThatItIs:
		return !f.OnlyRead && len(f.Lines)+len(f.Channels)+len(f.Contacts)+len(f.Cards)+len(f.Find) == 0
	}
	return false
}

// Period is from a moment on, and before another; a zero one does not bound it.
type Period struct{ From, To time.Time }

// Has says whether a moment is in the period. The zero moment is in none that is
// bounded.
func (p Period) Has(at time.Time) bool {
	if p == (Period{}) {
		return true
	}
	return !at.IsZero() && !at.Before(p.From) && (p.To.IsZero() || at.Before(p.To))
}

// DialogSort is in which order dialogs are listed.
type DialogSort string

// The orders: the newest first, but for OldestFirst, which is ByOpening turned round.
const (
	ByOpening   DialogSort = ""
	ByActivity  DialogSort = "activity"
	OldestFirst DialogSort = "oldest"
)

// Detailed is a dialog's state and, while it is open, whose turn it is.
type Detailed string

// DetailedClosed is of a closed dialog (CL-12).
const DetailedClosed = Detailed(StateClosed)

// Detailed is the state with the turn: in_progress_operator, while the customer
// waits for the operator's reply (CL-10), in_progress_customer once they replied
// (CL-11), and so for those that wait (waiting_…) or talk to a bot (bot_…).
func (d Dialog) Detailed() Detailed {
	if !d.Open() {
		return DetailedClosed
	}
	return Detailed(d.State) + "_" + Detailed(d.Turn)
}

// Owner is the operator whose are all the closed dialogs that pass; "": there may be
// others'.
func (f DialogFilter) Owner() OperatorID {
	if len(f.Operators) == 1 {
		return f.Operators[0]
	}
	if a := f.Actor; a != nil && !a.SeesEveryDialog() && a.Dialogs != ScopeTeam {
		return a.Operator
	}
	return ""
}

// OnlyOpen says that no closed dialog passes. A closed dialog is nobody's turn.
func (f DialogFilter) OnlyOpen() bool {
	return len(f.States) > 0 && !slices.Contains(f.States, StateClosed) || len(f.Turns) > 0 && !slices.Contains(f.Turns, TurnNobody) ||
		len(f.Detailed) > 0 && !slices.Contains(f.Detailed, DetailedClosed)
}

// CardFilter narrows a list of cards of one kind, as DialogFilter one of dialogs.
type CardFilter struct {
	Connection ConnectionID // the CRM that is looked in
	Kind       CardKind
	Pipelines  []PipelineID
	Stages     []StageID
	Contacts   []CardRef
	Companies  []CardRef
	// ChangedSince: those that were changed then or later, the first changed first; of
	// the built-in CRM only. Zero: all.
	ChangedSince time.Time
}

// Has says whether c passes.
func (f CardFilter) Has(c Card) bool {
	return f.Connection == c.Ref.Connection && f.Kind == c.Ref.Kind && anyOf(f.Pipelines, c.Pipeline) && anyOf(f.Stages, c.Stage) && anyOf(f.Contacts, c.Contact) && anyOf(f.Companies, c.Company) && !c.UpdatedAt.Before(f.ChangedSince)
}

func anyOf[T comparable](wanted []T, have T) bool {
	return len(wanted) == 0 || slices.Contains(wanted, have)
}
