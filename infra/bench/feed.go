package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
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
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	to := feed.Dispatcher{Consumers: []feed.Consumer{h.told.Lister(), h.told.Counter(), h.teller, h.watcher, feed.Journal{Log: quiet}}}
	for batch := range slices.Chunk(all, feedBatch) {
		var records []desk.FeedRecord
		for _, c := range batch {
			records = append(records, builtin.Record(c))
			h.changes.Take(c.Place)
		}
		if m != nil {
			m.Count(Use{Told: 1})
		}
		if err := errors.Join(to.Tell(ctx, records)...); err != nil {
			return err
		}
	}
	return nil
}
