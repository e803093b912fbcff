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

// Shelf keeps what was not told.
type Shelf interface {
	// KeepUntold keeps a change, with the job that tells it, unless it is kept; isNew says
	// that it was not. What is erased of a customer, a run or a card is kept no more.
	KeepUntold(ctx context.Context, r desk.FeedRecord) (u desk.Untold, isNew bool, err error)
	// UntoldUpto are what is kept of one item, in the feed's order, up to a change and with
	// it. None: it was told, erased, or its time is over. ErrNotFound: there is no such id.
	UntoldUpto(ctx context.Context, id desk.UntoldID) ([]desk.Untold, error)
	// SaveUntold saves one over the version of itself that it names. ErrConflict.
	SaveUntold(ctx context.Context, u desk.Untold) error
	// DropUntold drops one. Idempotent.
	DropUntold(ctx context.Context, id desk.UntoldID) error
	// ListUntold are all that are kept.
	ListUntold(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Untold], error)
}

// Shelver keeps changes that were not told, as they were told, and has a job tell them to
// all consumers, after as long as the feed itself tries. It does not matter whether it does:
// consumers are idempotent by version. So whoever's tries are over, nothing is lost by it.
type Shelver struct {
	Shelf  Shelf
	Outbox flow.Outbox
}

// Keep implements Keeper.
func (s *Shelver) Keep(ctx context.Context, r desk.FeedRecord) error {
	if !r.Keeps() {
		return nil
	}
	u, isNew, err := s.Shelf.KeepUntold(ctx, r)
	if err != nil || !isNew { // one of whose job nobody was told, the sweep finds
		return err
	}
	return s.Outbox.Enqueue(ctx, desk.NewRetellJob(u), desk.Backoff(desk.MaxAttempts))
}

// Changes reads what the engine told.
type Changes interface {
	// RecordOf is a change that was kept (desk.Untold.Told) as it was told.
	RecordOf(told any) desk.FeedRecord
}

// Reteller tells what was kept.
type Reteller struct {
	Shelf     Shelf
	Changes   Changes
	Consumers []Consumer
	Jobs      flow.Jobs
	Outbox    flow.Outbox
	Now       func() time.Time
}

// Job does the jobs of kind desk.JobRetell, each at least once.
func (t *Reteller) Job() work.Handler { return work.AtLeastOnce{Job: t} }

// Do implements work.Repeatable: what is told twice changes nothing. What was kept of the
// same item before it goes first, so that changes of a thing are told in their order, as far
// as they were kept; and what fails holds those behind it back.
func (t *Reteller) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	kept, err := t.Shelf.UntoldUpto(ctx, desk.UntoldID(v.Cursor))
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	records := make([]desk.FeedRecord, len(kept))
	for i, u := range kept {
		records[i] = t.Changes.RecordOf(u.Told)
	}
	for i, cause := range (Dispatcher{Consumers: t.Consumers}).Tell(ctx, records) {
		if cause == nil {
			if err := t.Shelf.DropUntold(ctx, kept[i].ID); err != nil {
				return 0, err
			}
			continue
		}
		if kept[i].ID == desk.UntoldID(v.Cursor) {
			return t.failed(ctx, kept[i], cause)
		}
	}
	return 0, nil
}

// failed notes that a change was not told, and says when it is tried again, if it is: never
// by itself, once it is a dead letter.
func (t *Reteller) failed(ctx context.Context, u desk.Untold, cause error) (time.Duration, error) {
	ctx, cancel := work.Lastly(ctx)
	defer cancel()
	now := t.Now()
	u = u.Failed(string(work.CodeOf(cause)), cause.Error(), now)
	if err := t.Shelf.SaveUntold(ctx, u); err != nil {
		return 0, err
	}
	if u.State == desk.UntoldFailed {
		return 0, nil
	}
	return u.Next.Sub(now), nil
}

// List shows an administrator what is kept.
func (t *Reteller) List(ctx context.Context, by desk.Actor, ask desk.PageAsk) (desk.Page[desk.Untold], error) {
	if err := by.MustBe(); err != nil {
		return desk.Page[desk.Untold]{}, err
	}
	return t.Shelf.ListUntold(ctx, ask)
}

// Again has one told now that is kept, also a dead letter. ErrNotFound: it is not kept.
//
// Idempotent: its one job is due now.
func (t *Reteller) Again(ctx context.Context, by desk.Actor, id desk.UntoldID) (desk.Untold, error) {
	if err := by.MustBe(); err != nil {
		return desk.Untold{}, err
	}
	kept, err := t.Shelf.UntoldUpto(ctx, id)
	if err != nil {
		return desk.Untold{}, err
	}
	if len(kept) == 0 || kept[len(kept)-1].ID != id {
		return desk.Untold{}, fmt.Errorf("%w: no change is kept as %q", desk.ErrNotFound, id)
	}
	u := kept[len(kept)-1].Anew(t.Now())
	if err := t.Shelf.SaveUntold(ctx, u); err != nil {
		return desk.Untold{}, err
	}
	return u, t.nudge(ctx, u)
}

// nudge has its job done at once.
func (t *Reteller) nudge(ctx context.Context, u desk.Untold) error {
	v := desk.NewRetellJob(u)
	for try := 0; ; try++ {
		have, err := t.Jobs.Job(ctx, v.ID)
		if errors.Is(err, desk.ErrNotFound) {
			return work.Queue(ctx, t.Jobs, t.Outbox, v, 0)
		}
		if err == nil {
			_, err = t.Jobs.SaveJob(ctx, have.Anew(u.Next))
		}
		if errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		if err != nil {
			return fmt.Errorf("job %s again: %w", v.ID, err)
		}
		return t.Outbox.Enqueue(ctx, v, 0)
	}
}
