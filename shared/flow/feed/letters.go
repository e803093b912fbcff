package feed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Letters are what administrators see of changes that were not told, and do about them.
type Letters struct {
	Shelf  Shelf
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// List shows an administrator what is kept.
func (l *Letters) List(ctx context.Context, by desk.Actor, ask desk.PageAsk) (desk.Page[desk.Untold], error) {
	if err := by.MustBe(); err != nil {
		return desk.Page[desk.Untold]{}, err
	}
	return l.Shelf.ListUntold(ctx, ask)
}

// Again has one told now that is kept, also a dead letter. ErrNotFound: it is not kept.
//
// Idempotent: its one job is due now.
func (l *Letters) Again(ctx context.Context, by desk.Actor, id desk.UntoldID) (desk.Untold, error) {
	if err := by.MustBe(); err != nil {
		return desk.Untold{}, err
	}
	u, err := l.Shelf.Untold(ctx, id)
	if err != nil {
		return desk.Untold{}, err
	}
	u = u.Anew(l.Now())
	if err := l.Shelf.SaveUntold(ctx, u); err != nil {
		return desk.Untold{}, err
	}
	return u, l.nudge(ctx, u)
}

// nudge has its job done at once.
func (l *Letters) nudge(ctx context.Context, u desk.Untold) error {
	v := desk.NewRetellJob(u)
	for try := 0; ; try++ {
		have, err := l.Jobs.Job(ctx, v.ID)
		if errors.Is(err, desk.ErrNotFound) {
			return work.Queue(ctx, l.Jobs, l.Outbox, v, 0)
		}
		if err == nil {
			_, err = l.Jobs.SaveJob(ctx, have.Anew(u.Next))
		}
		if errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		if err != nil {
			return fmt.Errorf("job %s again: %w", v.ID, err)
		}
		return l.Outbox.Enqueue(ctx, v, 0)
	}
}
