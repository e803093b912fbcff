package desk

import (
	"strconv"
	"strings"
	"time"
)

// DialogState is a dialog's lifecycle (DG-01). Whose turn it is, is another
// axis: Turn (D11).
type DialogState string

// The states.
const (
	StateWaiting    DialogState = "waiting"     // nobody has taken it
	StateInProgress DialogState = "in_progress" // an operator has
	StateBot        DialogState = "bot"         // a bot is talking
	StateClosed     DialogState = "closed"
)

// Turn is whose turn it is (CL-10…12).
type Turn string

// The turns.
const (
	TurnOperator Turn = "operator" // the customer waits for a reply
	TurnCustomer Turn = "customer" // the operator replied
	TurnNobody   Turn = "nobody"   // closed
)

// CloseReason is why a dialog was closed.
type CloseReason string

// The reasons.
const (
	ClosedByHand   CloseReason = "by_hand"  // DG-22
	ClosedIdle     CloseReason = "idle"     // DG-23
	ClosedTransfer CloseReason = "transfer" // DG-18: a child goes on
	ClosedErased   CloseReason = "erased"   // the customer was; soon it is no more
)

// Dialog is one exchange with a customer on one line, first message to close:
// the stretch of the customer's stream after After, up to Last. A transfer
// closes it and opens a child; both are one thread, which is again one stretch
// of the stream, after ThreadAfter.
//
// The stretches of a customer's dialogs lie end to end: no message is outside.
type Dialog struct {
	ID       DialogID
	Customer CustomerID
	Number   int // the customer's first dialog is 1
	Line     LineID
	Channel  Channel // CH-21

	State DialogState
	Turn  Turn

	After       Seq        // the dialog's messages come after this place …
	Last        Seq        // … up to this one
	LastSpoken  Seq        // the last message that ResetsQuiet: the quiet period counts from it
	LastSaid    ExternalID // names that message; "": it was stored before names were kept
	ThreadAfter Seq
	ButtonsAt   Seq // the newest message of ours, if it HasButtons; 0: it does not
	Parent      DialogID
	First       int // the number of the thread's first dialog

	OpenedAt    time.Time
	ClosedAt    time.Time
	CloseReason CloseReason
	ClosedBy    string     // a name
	Closer      OperatorID // of whom it is the name; "": of nobody who is an operator
	HandedTo    Receiver   // of a transfer

	// Operator has the dialog: while it waits it is assigned to them, else they
	// accepted it, or wrote first.
	Operator OperatorID
	Team     TeamID      // in whose care it is; "": anybody's who may accept it
	Contact  CardRef     // the customer's contact, once bound
	Cards    []BoundCard // leads and deals (CB-06), and the cases made from it

	// WaitingSince is when it began to wait for its team, which has been chosen then;
	// zero: it has not been routed.
	WaitingSince time.Time
	// AssignedAt and AssignedUntil are of an assignment by routing; the latter is zero
	// where the team gives any time to take it.
	AssignedAt, AssignedUntil time.Time
	AcceptedAt                time.Time
	RepliedAt                 time.Time  // when an operator's first message came, written here (ST-02)
	Missed                    []Missed   // assignments that passed, the newest last
	Skip                      OperatorID // who let the last one pass: the next is another's
	Named                     OperatorID // who looks after the customer, and goes first (DG-28)

	Bot    BotMode // which bot answered first on its line when it began
	BotApp string  // of another platform's bot: its app, which handed over; "": nobody said

	Topic    string // what a bot says that it is about: some teams are chosen by it
	Priority Priority
	Labels   []LabelID // the company's own (DG-24)
	Snooze   Snooze
}

// Receiver is to whom a dialog is handed over: a person, or a team.
type Receiver struct {
	Operator OperatorID
	Team     TeamID
}

// NewDialogID names a customer's dialog by its number, so that the dialog is
// found from its id alone and opening it twice gives one id. It may name a
// Step Functions execution.
func NewDialogID(c CustomerID, number int) DialogID {
	return DialogID(string(c) + "-" + strconv.Itoa(number))
}

// Split is the inverse of NewDialogID. ErrNotFound: no dialog has such an id.
func (id DialogID) Split() (CustomerID, int, error) {
	c, n, ok := strings.Cut(string(id), "-")
	number, err := strconv.Atoi(n)
	if !ok || c == "" || err != nil || number < 1 || string(NewDialogID(CustomerID(c), number)) != string(id) {
		return "", 0, ErrNotFound
	}
	return CustomerID(c), number, nil
}

// Open says whether messages still come into the dialog.
func (d Dialog) Open() bool { return d.State != StateClosed }

// LastAt is when the last message of either side came (D1).
func (d Dialog) LastAt() time.Time { return d.LastSpoken.Time() }

// QuietFrom is the first moment, to the millisecond, at which more than period
// has passed since the last message of either side (MC-13: 30.0 s is not yet).
func (d Dialog) QuietFrom(period time.Duration) time.Time {
	return d.LastAt().Add(period + time.Millisecond)
}

// QuietAt says whether the dialog has been quiet for more than period.
func (d Dialog) QuietAt(now time.Time, period time.Duration) bool {
	return now.Sub(d.LastAt()) > period
}

// IdleFrom is when the dialog closes by itself if nobody says anything (DG-23):
// not before the time to which it was put off.
func (d Dialog) IdleFrom(idle time.Duration) time.Time {
	from := d.LastAt()
	if d.snoozed() && d.Snooze.Until.After(from) {
		from = d.Snooze.Until
	}
	return from.Add(idle)
}

// Next is the dialog that a message at place s opens after d, which is closed,
// or the customer's first if d is the zero Dialog. The new one begins where the
// old one ended, so a message that was stored in between is in it.
func (d Dialog) Next(c CustomerID, line Line, s Seq) Dialog {
	state := StateWaiting
	if line.BotFirst() {
		state = StateBot
	}
	return Dialog{
		ID: NewDialogID(c, d.Number+1), Customer: c, Number: d.Number + 1, Line: line.ID, Channel: line.Channel,
		State: state, Turn: TurnOperator, First: d.Number + 1, Bot: line.Bot,
		After: d.Last, ThreadAfter: d.Last, OpenedAt: s.Time(), Contact: d.Contact, Team: line.Team,
	}
}

// Child is the dialog that goes on after d was closed by a transfer (DG-18…20):
// to a person it is in progress and stays in its team's care, to a team it waits.
func (d Dialog) Child(to OperatorID, team TeamID, now time.Time) Dialog {
	n := d
	n.ID, n.Number = NewDialogID(d.Customer, d.Number+1), d.Number+1
	n.Parent, n.After = d.ID, d.Last
	n.State, n.Operator = StateWaiting, to
	if team != "" {
		n.Team = team
	}
	n.WaitingSince, n.AssignedAt, n.AssignedUntil, n.AcceptedAt, n.RepliedAt = time.Time{}, time.Time{}, time.Time{}, time.Time{}, time.Time{}
	n.Missed, n.Skip, n.Snooze = nil, "", Snooze{}
	if to != "" {
		n.State, n.AcceptedAt = StateInProgress, now
	}
	n.OpenedAt, n.ClosedAt, n.CloseReason, n.ClosedBy, n.Closer, n.HandedTo = now, time.Time{}, "", "", "", Receiver{}
	return n
}

// Root is the thread's first dialog: "the chat" for whoever counts chats (D6).
func (d Dialog) Root() DialogID { return NewDialogID(d.Customer, d.First) }

// Continuation is the dialog into which d was handed over; "": d is its thread's last.
func (d Dialog) Continuation() DialogID {
	if d.CloseReason != ClosedTransfer {
		return ""
	}
	return NewDialogID(d.Customer, d.Number+1)
}

// AfterMessageBy is the state and the turn after a message by author.
func (d Dialog) AfterMessageBy(by Author) (DialogState, Turn) {
	switch by {
	case ByCustomer:
		return d.State, TurnOperator
	case ByOperator:
		return StateInProgress, TurnCustomer
	case ByBot:
		return d.State, TurnCustomer
	}
	return d.State, d.Turn
}

// ButtonsAfter is where an offer waits for an answer after a message.
func (d Dialog) ButtonsAfter(m Message) Seq {
	switch {
	case m.HasButtons():
		return m.Seq
	case m.Author == ByOperator || m.Author == ByBot:
		return 0
	}
	return d.ButtonsAt
}

// Customer is the person who writes, as one line knows them. Several may be one
// CRM contact.
type Customer struct {
	ID      CustomerID
	Line    LineID
	Profile Profile
	Contact CardRef
	// BlockedAt is when the messenger last said that they can't be written to; zero:
	// it did not, or took it back.
	BlockedAt time.Time
	FirstAt   time.Time
	// Born is the number of the customer's first dialog, if that is not 1: who had
	// the id before was erased.
	Born int
	// Photo is where our own copy of the profile's photo lies; the messenger's
	// address of it expires.
	Photo string
	// LookedAt is when the messenger was asked for what its webhooks leave out.
	LookedAt time.Time
}

// Blocked reports whether they can't be written to, if their last message came
// then (zero: never): who writes can be answered, and not every messenger says
// that somebody no longer blocks us.
func (c Customer) Blocked(lastIn time.Time) bool {
	return !c.BlockedAt.IsZero() && !lastIn.After(c.BlockedAt)
}

// Seen is the customer with what a messenger shows of them where we know
// nothing yet; what they said or what we know stays.
func (c Customer) Seen(shown Profile) Customer {
	for _, f := range []struct {
		have *string
		now  string
	}{{&c.Profile.Name, shown.Name}, {&c.Profile.Username, shown.Username}, {&c.Profile.Photo, shown.Photo}} {
		if *f.have == "" {
			*f.have = f.now
		}
	}
	return c
}

// BoundEntry is what a card's timeline says of the dialog being bound to it.
func (d Dialog) BoundEntry(ref CardRef, by string, at time.Time) Entry {
	return Entry{
		ID: Digest("t", string(d.ID), ref.String(), "bound"), Card: ref, At: at, By: by,
		Kind: EntryBound, Dialog: d.ID, Text: string(d.Channel),
	}
}

// Span is where the dialog's messages lie in the customer's stream: after a place,
// and up to another; 0: an open dialog goes on to the end.
func (d Dialog) Span() (after, upto Seq) {
	if d.Open() {
		return d.After, 0
	}
	return d.After, d.Last
}

// Times are a dialog's four times, from its start on (ST-01…04); nil: it has not come
// to that.
type Times struct {
	Accepted *time.Duration // until an operator accepted it: "agent response time"
	Replied  *time.Duration // until an operator's first message: "waiting for agent"
	Talked   *time.Duration // until the last message: "conversation duration"
	Closed   *time.Duration // until an operator closed it
}

// Times are the dialog's.
func (d Dialog) Times() Times {
	since := func(at time.Time) *time.Duration {
		if at.IsZero() {
			return nil
		}
		took := max(at.Sub(d.OpenedAt), 0)
		return &took
	}
	t := Times{Accepted: since(d.AcceptedAt), Replied: since(d.RepliedAt), Talked: since(d.LastAt())}
	if d.CloseReason == ClosedByHand {
		t.Closed = since(d.ClosedAt)
	}
	return t
}
