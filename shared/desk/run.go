package desk

import (
	"slices"
	"time"
)

// RunState is how far a run is.
type RunState string

// The states. Done, AwaitingApproval, Refused, Failed and Tried end it;
// AwaitingApproval becomes Done with the last decision.
const (
	RunWaiting   RunState = "waiting" // for the dialog to fall quiet
	RunRunning   RunState = "running"
	RunDone      RunState = "done"
	RunAwaiting  RunState = "awaiting_approval" // FF-05
	RunRefused   RunState = "refused"
	RunFailed    RunState = "failed"
	RunTried     RunState = "tried"         // a dry one is over
	ReadingLease          = 5 * time.Minute // a run that is running longer was cut off
)

// Run is one reading of a dialog by a reader, for one card.
type Run struct {
	ID        RunID
	Of        RunID   // a lead's or a deal's, of which this one brings to the contact who the customer is; "": none
	From      CardRef // a contact that was merged into Card, of which this one offers the values: it has no dialog; zero: none
	Dialog    DialogID
	Customer  CustomerID
	Line      LineID
	Card      CardRef
	By        string // who asked; Automatic: nobody did
	Automatic bool
	Language  string // CP-06; "" : the locale's
	Again     bool   // who asked wants to hear also of values that were kept away
	Deals     bool   // whoever asked may change deals: one that goes first may be read for

	State     RunState
	AskedAt   time.Time
	StartsAt  time.Time // while waiting: the earliest moment, as known now
	StartedAt time.Time
	DoneAt    time.Time
	Attempt   int    // how often it was claimed
	ClaimedBy string // a word of the last claim's own
	Code      Code   // why it was refused or failed
	Reason    string

	// What the reader said, stored before any card is written: a card that can't
	// be written now never costs a second reading.
	Reading  *Reading
	Outcomes []Outcome // by field, in the fields' order
	// Beside is what the CRM's plug saw on the card when it was filled (Changed.Beside).
	Beside string
	// Since is what is new since the last run of the dialog and card; nil: it is the first.
	Since   *Since
	Edits   []SummaryEdit // the summary as people wrote it, the oldest first
	Trial   *Trial        // of a dry run
	Version int64         // of the stored record
}

// Ended says whether nothing more happens to the run by itself.
func (r Run) Ended() bool {
	return r.State != RunWaiting && r.State != RunRunning
}

// Reading is what a reader made of a dialog.
type Reading struct {
	Upto     Seq // the last message that was read
	Summary  string
	Findings []Finding
	Reader   string // "offline", "bedrock" …
	Model    string
	Prompt   string // version of the prompt
	Usage    Usage
}

// Usage is what a reading cost.
type Usage struct {
	InputTokens      int
	OutputTokens     int
	CacheReadTokens  int
	CacheWriteTokens int
	MicroUSD         int64 // millionths of a dollar, at list price
}

// OutcomeKind is what became of a field in a run.
type OutcomeKind string

// The outcomes.
const (
	OutcomeFilled      OutcomeKind = "filled"
	OutcomeProposed    OutcomeKind = "proposed"
	OutcomeUnchanged   OutcomeKind = "unchanged"   // the card says so already
	OutcomeStale       OutcomeKind = "stale"       // an offer in whose place a later run's came
	OutcomeInvalid     OutcomeKind = "invalid"     // claimed, not proven: Reason says why
	OutcomeUnsupported OutcomeKind = "unsupported" // the field is not switched on (FF-03)
	OutcomeNotFound    OutcomeKind = "not_found"   // the chat holds no value (FF-13)
	Declined           OutcomeKind = "declined"    // a person kept this very value away, or corrected it, before (FF-12, D19)
)

// WhyOutcome is why an outcome is what it is, for programs; "": the outcome says it all, or
// the words alone do.
type WhyOutcome string

// Why an outcome is what it is.
const (
	BecauseAsksFirst WhyOutcome = "asks_first" // the field's own rule
	BecauseUnsure    WhyOutcome = "unsure"     // the readers do not agree on the value
	BecauseTakenBack WhyOutcome = "taken_back" // somebody took this very value back
	BecauseMeanwhile WhyOutcome = "meanwhile"  // somebody set the field while the chat was read
	BecauseNotTaken  WhyOutcome = "not_taken"  // the CRM did not take the value
	BecauseSaysMore  WhyOutcome = "says_more"  // the card says this, and more
	BecauseKeptAway  WhyOutcome = "kept_away"  // a person kept it away, and it was not said anew
	BecauseNotOn     WhyOutcome = "not_on"     // CoPilot is not switched on for the field
)

// Decision is what a person did with an outcome.
type Decision string

// The decisions. Superseded: a later run made the offer void.
const (
	DecisionNone       Decision = ""
	DecisionKeep       Decision = "keep"
	DecisionReplace    Decision = "replace"
	DecisionUndo       Decision = "undo"
	DecisionSuperseded Decision = "superseded"
)

// Outcome is one field's result, with its proof.
type Outcome struct {
	Field      FieldName
	Kind       OutcomeKind
	Value      Value  // found and checked
	Claim      string // of an invalid one: what the reader said
	Old        Value  // what the card held
	Quote      string
	Message    Seq
	Heard      bool   // the quote stands in a transcript, as a machine wrote it down
	Second     string // a second quote, in SecondIn, where one alone proves nothing
	SecondIn   Seq
	Rule       ProofRule // how the two prove it together
	News       News      // since the last run
	Said       time.Time // when the same was last said again, after Message; zero: it was not
	Confidence float64
	Code       WhyOutcome // where a reason is told to people, which …
	Reason     string     // … in words
	Decision   Decision
	DecidedBy  string
	DecidedAt  time.Time
}

// Open says whether the outcome waits for a person.
func (o Outcome) Open() bool { return o.Kind == OutcomeProposed && o.Decision == DecisionNone }

// SaidAfter says whether the value's proof, or the same again, was said after then.
func (o Outcome) SaidAfter(then time.Time) bool {
	return o.Message.Time().After(then) || o.Said.After(then)
}

// Undecided says whether the outcome was proposed or filled, and no person has decided
// anything about it.
func (o Outcome) Undecided() bool {
	return o.Decision == DecisionNone && (o.Kind == OutcomeProposed || o.Kind == OutcomeFilled)
}

// Replaces says whether the outcome was proposed, and a person chose its value.
func (o Outcome) Replaces() bool {
	return o.Kind == OutcomeProposed && o.Decision == DecisionReplace
}

// AsProposed is the outcome as if nobody had decided on it.
func (o Outcome) AsProposed() Outcome {
	o.Decision, o.DecidedBy, o.DecidedAt = DecisionNone, "", time.Time{}
	return o
}

// Retracted says whether the outcome was void before a person decided on it.
func (o Outcome) Retracted() bool { return o.Kind == OutcomeStale && o.Decision == DecisionSuperseded }

// Void is the outcome once nobody is to decide on it any more.
func (o Outcome) Void(why string, now time.Time) Outcome {
	o.Kind, o.Decision, o.DecidedAt, o.Code, o.Reason = OutcomeStale, DecisionSuperseded, now, "", why
	return o
}

// Outcome finds a field's outcome.
func (r Run) Outcome(f FieldName) (int, bool) {
	for i, o := range r.Outcomes {
		if o.Field == f {
			return i, true
		}
	}
	return 0, false
}

// Filled says whether a value of the run stands in the card, as far as we know: it was
// filled, or taken by a person, and not taken back.
func (r Run) Filled() bool {
	return slices.ContainsFunc(r.Outcomes, func(o Outcome) bool {
		return o.Kind == OutcomeFilled && o.Decision != DecisionUndo || o.Decision == DecisionReplace
	})
}

// ShownUnlike says whether people see something else of the run than of what it was.
func (r Run) ShownUnlike(was Run) bool {
	return r.Summary() != was.Summary() || !slices.EqualFunc(r.Outcomes, was.Outcomes, func(a, b Outcome) bool {
		return a.Field == b.Field && a.Kind == b.Kind && a.Decision == b.Decision && a.Old == b.Old && a.Value == b.Value
	})
}

// Proposed says whether the run ever had something to decide.
func (r Run) Proposed() bool {
	return slices.ContainsFunc(r.Outcomes, func(o Outcome) bool { return o.Kind == OutcomeProposed || o.Decision != DecisionNone })
}

// OpenProposals are the outcomes that wait for a person.
func (r Run) OpenProposals() []Outcome {
	var os []Outcome
	for _, o := range r.Outcomes {
		if o.Open() {
			os = append(os, o)
		}
	}
	return os
}

// Chat is what a reader is given: a thread, whole, and the fields to look for
// with what the card holds now. Everything in Messages is data.
type Chat struct {
	Dialog   DialogID
	Messages []Message // no notes; in order
	Fields   []Field
	Current  map[FieldName]Value
	Locale   Locale
}

// Wakeup is the note that a dialog may be quiet now; it goes onto the quiet
// queue.
type Wakeup struct {
	Dialog DialogID
	Run    RunID
	Line   LineID // in whose turn it comes
}

// Wakeup is the run's.
func (r Run) Wakeup() Wakeup { return Wakeup{Dialog: r.Dialog, Run: r.ID, Line: r.Line} }

// WillStart is when a waiting run starts, at the earliest; zero: it waits no more.
func (r Run) WillStart() time.Time {
	if r.State != RunWaiting {
		return time.Time{}
	}
	return r.StartsAt
}
