// Package centre is for lines whose customers are answered in a connected CRM's own chat
// (SYS-03): what is said on the line is passed on into it, in order and once; what is
// answered there is an operator's reply in our dialog, and goes out as any; a session that
// ends there completes the dialog, and a dialog that is completed here ends its session.
// Operators here may look and answer, too: what they say is passed on, marked as theirs.
//
// Which CRM it is, and by which calls, its plug knows. The messengers know nothing of it.
package centre

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Centres are the CRMs' own chats.
//
// A *desk.Later, a Refusal, ErrInvalid and ErrNotFound say that nothing was done. After any
// other error nobody knows.
type Centres interface {
	// Pass passes messages on, in their order. Each call does it once more.
	Pass(ctx context.Context, c desk.Connection, p desk.Passed) (desk.PassedIn, error)
	// There says which of the messages that were passed on are in the newest session of a
	// chat, or, where it has no name yet, in a session.
	There(ctx context.Context, c desk.Connection, in desk.PassedIn) (map[desk.ExternalID]bool, error)
	// Seen is what was said by operators in a session into which was passed on last at since,
	// and whether it is over.
	Seen(ctx context.Context, c desk.Connection, to desk.Centre, in desk.PassedIn, since time.Time) (desk.CentreSeen, error)
	// Tell tells what became of a message. Idempotent.
	Tell(ctx context.Context, c desk.Connection, t desk.PassedTold) error
	// End ends the newest session of a chat. Idempotent.
	End(ctx context.Context, c desk.Connection, chat string) error
	// Open opens a file that somebody sent there.
	Open(ctx context.Context, c desk.Connection, a desk.Attachment) (desk.File, error)
}

// Passings keeps how far customers' messages are passed on.
type Passings interface {
	// Passing is a customer's; the zero one with their id: nothing is passed on yet.
	Passing(ctx context.Context, c desk.CustomerID) (desk.Passing, error)
	// SavePassing stores it over the one of its Version. ErrConflict.
	SavePassing(ctx context.Context, p desk.Passing) (desk.Passing, error)
}

// Names are what operators are called.
type Names interface {
	// Operator finds an account. ErrNotFound.
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
}

// Completer completes dialogs.
type Completer interface {
	// Close does it, and has run what follows. Idempotent.
	Close(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error)
}
