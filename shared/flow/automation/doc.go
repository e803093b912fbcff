// Package automation does what the company's rules say (AT-01 … AT-07): a Watcher hears
// what changed and puts what rules act upon on the outbox, a job does it, and an
// operator's button does the same (OP-14 … OP-16).
//
// Each thing that happened has a rule act once, whatever is repeated. What a rule does
// may have another one act; a chain of them is cut.
package automation

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Rules knows the rules.
type Rules interface {
	// ActiveAutomations are those that are on. They may be up to a minute old.
	ActiveAutomations(ctx context.Context) ([]desk.Automation, error)
}

// RuleStore keeps the rules.
type RuleStore interface {
	// Automation finds one. ErrNotFound.
	Automation(ctx context.Context, id desk.AutomationID) (desk.Automation, error)
	// Automations are all, the oldest first.
	Automations(ctx context.Context) ([]desk.Automation, error)
	// SaveAutomation stores it over the one of its Version (0: there is none). ErrConflict.
	SaveAutomation(ctx context.Context, a desk.Automation) (desk.Automation, error)
	// DropAutomation takes one away. What is gone is no error.
	DropAutomation(ctx context.Context, id desk.AutomationID) error
}

// Firings keeps what rules did, each in a log of its own.
type Firings interface {
	// AddFiring stores a firing with its job, unless the job is there. Idempotent.
	AddFiring(ctx context.Context, f desk.Firing, job desk.Job) error
	// Firing finds one. ErrNotFound.
	Firing(ctx context.Context, a desk.AutomationID, id desk.FiringID) (desk.Firing, error)
	// SaveFiring stores it. ErrConflict: it is no longer of that Version.
	SaveFiring(ctx context.Context, f desk.Firing) (desk.Firing, error)
	// DropFiring takes one away: the rule did not act. What is gone is no error.
	DropFiring(ctx context.Context, f desk.Firing) error
	// ListFirings are a rule's, the newest events first.
	ListFirings(ctx context.Context, a desk.AutomationID, ask desk.PageAsk) (desk.Page[desk.Firing], error)
}

// Causes knows what rules did, for desk.CauseLife.
type Causes interface {
	// NoteCause notes that a chain of rules changes something. Idempotent.
	NoteCause(ctx context.Context, of string, chain []desk.AutomationID) error
	// Cause is the longest chain that is noted of any of these; none: people did it.
	Cause(ctx context.Context, of []string) ([]desk.AutomationID, error)
	// FirstIn says whether the firing is the rule's first in a dialog. Repeating answers
	// alike.
	FirstIn(ctx context.Context, d desk.DialogID, f desk.Firing) (bool, error)
}

// Deeds are what rules do, by the verbs of those who do it by hand. What they answer
// with a refusal, or desk.ErrInvalid or desk.ErrNotFound, will be no other later.
// Repeating one is harmless; mark names what it makes.
type Deeds interface {
	Reply(ctx context.Context, by desk.Actor, mark string, d desk.DialogID, text string) error
	Note(ctx context.Context, by desk.Actor, mark string, d desk.DialogID, text string) error
	// Mark gives a dialog another priority, unless it is nil, and one more label, unless
	// that is "".
	Mark(ctx context.Context, by desk.Actor, d desk.DialogID, to *desk.Priority, label desk.LabelID) error
	// Assign makes a dialog an operator's, unless a colleague has accepted it.
	Assign(ctx context.Context, d desk.DialogID, to desk.OperatorID) error
	HandOver(ctx context.Context, by desk.Actor, d desk.DialogID, to desk.TeamID) error
	AskRun(ctx context.Context, by desk.Actor, id desk.RunID, d desk.DialogID) error
	// Move moves a card that was seen so to a stage. ErrConflict: it is not so any more.
	Move(ctx context.Context, by desk.Actor, saw desk.Card, to desk.StageID) error
	// Task has people do something, in the CRM that holds the card. A refusal,
	// desk.CodeCantTask: that has no tasks.
	Task(ctx context.Context, t desk.CardTask) error
	// Start starts a process of the CRM's own, each time. A refusal, desk.CodeCantProcess: the
	// CRM has none. A refusal, desk.ErrInvalid, desk.ErrNotFound, *desk.Later: it was not
	// started; another error: nobody knows.
	Start(ctx context.Context, p desk.CardProcess) error
	Call(ctx context.Context, to desk.EndpointID, e desk.Event) error
}

// Reads are what a firing is about.
type Reads struct {
	Dialogs  flow.Dialogs
	Newest   flow.Newest
	Messages flow.Messages
	Runs     flow.Runs
	Cards    flow.Cards
	Teams    flow.Teams
	Config   flow.Config
	Lists    Lists
	Now      func() time.Time
}

// Lists finds the dialogs of a card.
type Lists interface {
	ListDialogs(ctx context.Context, f desk.DialogFilter, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}
