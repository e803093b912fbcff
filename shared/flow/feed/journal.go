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

// MessageChanged implements Consumer.
func (j Journal) MessageChanged(ctx context.Context, c desk.Change[desk.Message]) error {
	m, gone := newest(c)
	j.Log.DebugContext(ctx, "message changed", "customer", m.Customer, "seq", m.Seq, "version", c.Version, "gone", gone)
	return nil
}

// DialogChanged implements Consumer.
func (j Journal) DialogChanged(ctx context.Context, c desk.Change[desk.Dialog]) error {
	d, gone := newest(c)
	j.Log.DebugContext(ctx, "dialog changed", "dialog", d.ID, "state", d.State, "version", c.Version, "gone", gone)
	return nil
}

// newest is the thing as it is, or as it was before it went.
func newest[T any](c desk.Change[T]) (v T, gone bool) {
	switch {
	case c.New != nil:
		return *c.New, false
	case c.Old != nil:
		return *c.Old, true
	}
	return v, true
}
