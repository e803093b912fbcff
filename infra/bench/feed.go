package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store"
)

// feedBatch is the template's: how many changes the function feed is brought at
// once, at most. It is not waited for more, so a lone message's changes are a
// batch of their own: the dearest there is, and what is counted. Of messages that
// come within the same quarter of a second many share one.
const feedBatch = 100

// tell does what functions/feed does with all that changed, counted by m, if there
// is one.
func (h *house) tell(ctx context.Context, m *Meter) error {
	all, err := h.changes.Changes(ctx, "", 10_000)
	if err != nil {
		return err
	}
	to := feed.Dispatcher{Consumers: append(h.told.Consumers(), feed.Journal{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})}
	for batch := range slices.Chunk(all, feedBatch) {
		var records []desk.FeedRecord
		for _, c := range batch {
			records = append(records, builtin.Record(c))
			h.changes.Take(c.Place)
		}
		if m != nil {
			m.Count(Use{Told: 1})
		}
		became := to.Tell(ctx, records)
		if err := h.pusher.Tell(ctx, records, became); err != nil {
			return err
		}
		if err := errors.Join(became...); err != nil {
			return err
		}
	}
	return nil
}

// browsers are what the gateway holds; all are there.
type browsers struct{ house *house }

// Post implements live.Gateway.
func (b browsers) Post(context.Context, desk.SocketID, []desk.Hint) error {
	b.house.meter.Count(Use{Frames: 1})
	return nil
}

// Close implements live.Gateway.
func (browsers) Close(context.Context, desk.SocketID) error { return nil }

// connected are so many operators with their browsers, who see every dialog.
func (h *house) connected(ctx context.Context, st store.Store, n int) error {
	for i := range n {
		id := fmt.Sprint("operator", i)
		who := desk.Actor{Session: "s", Operator: desk.OperatorID(id), Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange, Dialogs: desk.ScopeAll}}
		if _, err := st.SaveSocket(ctx, desk.Socket{ID: desk.SocketID(id), Who: who, Until: h.now.Add(desk.SocketLife)}); err != nil {
			return err
		}
	}
	return nil
}

// disconnected has them leave.
func (h *house) disconnected(ctx context.Context, st store.Store) error {
	all, err := st.Sockets(ctx)
	for _, s := range all {
		err = errors.Join(err, st.DropSocket(ctx, s.ID))
	}
	return err
}

// hear has one consumer hear of all that changed, which stays to be told.
func (h *house) hear(ctx context.Context, by feed.Consumer) error {
	all, err := h.changes.Changes(ctx, "", 10_000)
	if err != nil {
		return err
	}
	var records []desk.FeedRecord
	for _, c := range all {
		records = append(records, builtin.Record(c))
	}
	return errors.Join(feed.Dispatcher{Consumers: []feed.Consumer{by}}.Tell(ctx, records)...)
}
