package feed

import (
	"context"
	"log/slog"

	"github.com/sufler/sufler/shared/desk"
)

// Journal writes into the log, at its most talkative level, what changed and in
// which order: ids and versions, no words. Hearing the same again says so again.
type Journal struct{ Log *slog.Logger }

var _ Consumer = Journal{}

// Changed implements Consumer.
func (j Journal) Changed(ctx context.Context, r desk.FeedRecord) error {
	switch {
	case r.Message != nil:
		m, gone := r.Message.Newest()
		j.Log.DebugContext(ctx, "message changed", "customer", m.Customer, "seq", m.Seq, "version", r.Message.Version, "gone", gone)
	case r.Dialog != nil:
		d, gone := r.Dialog.Newest()
		j.Log.DebugContext(ctx, "dialog changed", "dialog", d.ID, "state", d.State, "version", r.Dialog.Version, "gone", gone)
	case r.Run != nil:
		run, gone := r.Run.Newest()
		j.Log.DebugContext(ctx, "run changed", "run", run.ID, "state", run.State, "version", r.Run.Version, "gone", gone)
	case r.Annotations != nil:
		a, gone := r.Annotations.Newest()
		j.Log.DebugContext(ctx, "annotations changed", "card", a.Card, "version", r.Annotations.Version, "gone", gone)
	case r.Typing != nil:
		_, gone := r.Typing.Newest()
		j.Log.DebugContext(ctx, "typing changed", "dialog", r.TypingIn, "gone", gone)
	case r.Card != nil:
		c, gone := r.Card.Newest()
		j.Log.DebugContext(ctx, "card changed", "card", c.Ref, "version", r.Card.Version, "gone", gone)
	case r.Staff:
		j.Log.DebugContext(ctx, "an account or a team changed", "item", r.Item)
	}
	return nil
}
