package feed

import (
	"context"
	"errors"
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
	// Untold is one that is kept. ErrNotFound: it was told, erased, or its time is over.
	Untold(ctx context.Context, id desk.UntoldID) (desk.Untold, error)
	// UntoldUpto are the first that are kept of one item, in the feed's order, up to a change
	// and with it, so many at most. ErrNotFound: there is no such id.
	UntoldUpto(ctx context.Context, id desk.UntoldID, most int) ([]desk.Untold, error)
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

// Keep implements Keeper. What is no change of ours at all can't be kept.
func (s *Shelver) Keep(ctx context.Context, r desk.FeedRecord) error {
	if r.Told == nil { // who types, or may what, is news for those who look on, and for nobody later
		return r.Err
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
	Now       func() time.Time
}

// Job does the jobs of kind desk.JobRetell, each at least once.
func (t *Reteller) Job() work.Handler { return work.AtLeastOnce{Job: t} }

// retoldAtOnce is how many changes of an item are read before they are told: a job that fails
// with the first of many has read no more, and one that tells them all reads each once.
const retoldAtOnce = 10

// Do implements work.Repeatable: what is told twice changes nothing. What was kept of the
// same item before it goes first, so that changes of a thing are told in their order, as far
// as they were kept; and what fails holds those behind it back.
func (t *Reteller) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	id := desk.UntoldID(v.Cursor)
	for {
		kept, err := t.Shelf.UntoldUpto(ctx, id, retoldAtOnce)
		if errors.Is(err, desk.ErrNotFound) || err == nil && len(kept) == 0 {
			return 0, nil
		}
		if err != nil {
			return 0, err
		}
		if err := t.tell(ctx, id, kept); err != nil {
			return t.failed(ctx, id, err)
		}
	}
}

// tell tells changes of one item in their order, and drops those that were told. It fails
// with the cause for which the one of that id is not told, if it is among them or behind them.
func (t *Reteller) tell(ctx context.Context, id desk.UntoldID, kept []desk.Untold) error {
	records := make([]desk.FeedRecord, len(kept))
	for i, u := range kept {
		records[i] = t.Changes.RecordOf(u.Told)
	}
	for i, cause := range (Dispatcher{Consumers: t.Consumers}).Tell(ctx, records) {
		if cause == nil {
			cause = t.Shelf.DropUntold(ctx, kept[i].ID)
		}
		if cause == nil {
			continue
		}
		if kept[i].ID != id {
			return ErrHeld
		}
		return cause
	}
	return nil
}

// failed notes that a change was not told, and says when it is tried again, if it is: never
// by itself, once it is a dead letter.
func (t *Reteller) failed(ctx context.Context, id desk.UntoldID, cause error) (time.Duration, error) {
	ctx, cancel := work.Lastly(ctx)
	defer cancel()
	u, err := t.Shelf.Untold(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
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
