package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Queue stores a job, unless it is there, and has it done.
func Queue(ctx context.Context, ds flow.Jobs, out flow.Outbox, v desk.Job, after time.Duration) error {
	if err := ds.AddJob(ctx, v); err != nil {
		return fmt.Errorf("store job %s: %w", v.ID, err)
	}
	if err := out.Enqueue(ctx, v, after); err != nil {
		return fmt.Errorf("enqueue job %s: %w", v.ID, err)
	}
	return nil
}

// Requeue is Queue for a job that may have ended, once there is more for it
// to do. One that fetches files, passes messages on, or waits for silence, may be at work and have begun before there was
// more: it is made anew too, so that it can't end over it.
func Requeue(ctx context.Context, ds flow.Jobs, out flow.Outbox, v desk.Job, after time.Duration) error {
	for try := 0; ; try++ {
		have, err := ds.Job(ctx, v.ID)
		if err == nil && (have.Ended() || v.Kind == desk.JobFiles || v.Kind == desk.JobBotResume || v.Kind == desk.JobCentre || v.Kind == desk.JobCentreTold) {
			_, err = ds.SaveJob(ctx, have.Anew(v.Due))
		}
		switch {
		case errors.Is(err, desk.ErrConflict) && try < Retries:
			continue
		case err != nil && !errors.Is(err, desk.ErrNotFound):
			return fmt.Errorf("job %s again: %w", v.ID, err)
		}
		return Queue(ctx, ds, out, v, after)
	}
}
