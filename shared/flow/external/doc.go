// Package external holds what goes with a bot on another platform that answers a line's
// customers first (SYS-09, FB-14…29): it talks to the messenger itself, we are told what
// is said, and keep it. When it hands a customer over, people go on in a child dialog;
// when they have finished, or say so, the bot gets the word again. Which messenger or
// platform it is, and by which calls, its channel's folder knows.
package external

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// People is where what the bot hands over goes.
type People interface {
	// FromApp hands a dialog over from the bot: it is completed, and a child waits for
	// the line's team. In which a person joined, or which was closed otherwise, stays.
	// Idempotent.
	FromApp(ctx context.Context, d desk.DialogID, app string) error
}

// Platform is the bot's platform, or the messenger that passes customers between apps.
type Platform interface {
	// Hand tells it who has the word with a customer from now on. Idempotent. Its errors
	// are *desk.SendError.
	Hand(ctx context.Context, line desk.Line, h desk.Handing) error
}
