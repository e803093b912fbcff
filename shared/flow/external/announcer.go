package external

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Announcer has a bot's platform told who has the word with a customer: a consumer of the
// feed. People have it from the moment that they join, and the bot again when the dialog
// is over, or when somebody restarts it (HO-01, HO-04, FB-21).
//
// Repeating is harmless: the job knows the last change that it was made for.
type Announcer struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer.
func (a *Announcer) Changed(ctx context.Context, r desk.FeedRecord) error {
	to, ok := r.FloorChange()
	if !ok {
		return nil
	}
	v := desk.NewFloorJob(*r.Dialog.New, to, r.Dialog.Version, a.Now())
	if err := a.queue(ctx, v); err != nil {
		return fmt.Errorf("who has the word in %s: %w", v.Dialog, err)
	}
	return nil
}

// queue has a job done, once more if it was done for an earlier change.
func (a *Announcer) queue(ctx context.Context, v desk.Job) error {
	for try := 0; ; try++ {
		have, err := a.Jobs.Job(ctx, v.ID)
		switch {
		case errors.Is(err, desk.ErrNotFound):
			return work.Queue(ctx, a.Jobs, a.Outbox, v, 0)
		case err != nil:
			return err
		case have.Done >= v.Done && have.Ended():
			return nil
		case have.Done < v.Done:
			again := have.Anew(v.Due)
			again.Done, again.App = v.Done, v.App
			if _, err = a.Jobs.SaveJob(ctx, again); errors.Is(err, desk.ErrConflict) && try < work.Retries {
				continue
			} else if err != nil {
				return err
			}
		}
		return a.Outbox.Enqueue(ctx, v, 0)
	}
}
