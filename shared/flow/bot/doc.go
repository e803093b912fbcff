// Package bot holds what our bot does in dialogs: it answers what the knowledge base
// knows, word for word, and hands everything else to people (FB-01…04, HO-01…06). It
// says nothing that is neither an entry's nor one of its few notices, whatever a
// customer writes.
package bot

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Knowledge is the knowledge base, asked by a customer of a line. before is what they
// asked last.
type Knowledge interface {
	Answers(ctx context.Context, line desk.LineID, question, before string) (desk.FAQFound, error)
	// Speaks is the language (ru, es or en) of the first of some texts that is plainly in
	// one; if none is, what the first seems to be in that says anything of it, or "".
	Speaks(ctx context.Context, texts ...string) (string, error)
}

// Unanswered hears of questions that no entry answers.
type Unanswered interface {
	// NoteUnanswered keeps one, by its newest message once, for a while. Its Text is
	// not kept.
	NoteUnanswered(ctx context.Context, u desk.Unanswered) error
}

// Data is what a line requires to be known of its customers (CB-05).
type Data interface {
	// Missing are the required fields that the customer's contact has not, in the
	// line's order, after the dialog was looked through for them, with the same proof
	// as a run's. Idempotent.
	Missing(ctx context.Context, d desk.Dialog, line desk.Line) ([]desk.Field, error)
}

// People is where what the bot can't answer goes.
type People interface {
	// FromBot hands a dialog over from the bot: it is completed, and a child waits for
	// the line's team. In which a person joined, or which was closed otherwise, stays.
	// Idempotent.
	FromBot(ctx context.Context, d desk.DialogID) error
}
