package work

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Handler does the jobs of one kind: AtLeastOnce or AtMostOnce. It stands in
// the area whose verb it calls, in a file of its own, x_job.go.
type Handler interface {
	handle(ctx context.Context, w *Worker, v desk.Job) error
}

// Worker does what lies in the outbox, each kind by its handler. Claim, lease,
// back-off and end are the same for all.
//
// Idempotent: a job that ended is left alone, and how much of one
// may be done twice its handler's class says.
type Worker struct {
	Jobs     flow.Jobs
	Outbox   flow.Outbox
	Handlers map[desk.JobKind]Handler
	Now      func() time.Time
	Since    time.Time // voids older claims, as Analyzer.Since
}

// Do does what a nudge is for, or puts it off. An error asks for the nudge once
// more.
func (w *Worker) Do(ctx context.Context, id desk.JobID) error {
	v, err := w.Jobs.Job(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("job %s: %w", id, err)
	}
	h, ok := w.Handlers[v.Kind]
	if !ok {
		h = AtLeastOnce{Job: unknown{}}
	}
	return h.handle(ctx, w, v)
}

// unknown is for a kind that nobody handles: it may be a newer program's, and so
// it is put off like any other.
type unknown struct{}

func (unknown) Do(_ context.Context, v desk.Job) (time.Duration, error) {
	return 0, fmt.Errorf("%w: job %s is of no known kind", desk.ErrInvalid, v.ID)
}

// early says whether a job has to wait: it is not due, or somebody is at it.
func (w *Worker) early(v desk.Job) bool {
	return w.Now().Before(v.Due) && (v.State == desk.JobQueued || !v.ClaimedAt.Before(w.Since))
}

// enqueue has a job done when it is due.
func (w *Worker) enqueue(ctx context.Context, v desk.Job) error {
	return w.Outbox.Enqueue(ctx, v, max(v.Due.Sub(w.Now()), time.Millisecond))
}

// claim makes the job this function's. A claim whose answer was lost is
// looked up: it is ours if it carries our word.
func (w *Worker) claim(ctx context.Context, v desk.Job) (desk.Job, bool, error) {
	now := w.Now()
	v.State, v.Attempts, v.ClaimedAt, v.Due = desk.JobSending, v.Attempts+1, now, now.Add(desk.JobLease)
	v.ClaimedBy = rand.Text()
	saved, err := w.Jobs.SaveJob(ctx, v)
	if err == nil {
		return saved, true, nil
	}
	have, again := w.Jobs.Job(ctx, v.ID)
	switch {
	case again == nil && have.ClaimedBy == v.ClaimedBy:
		return have, true, nil
	case errors.Is(err, desk.ErrConflict):
		return v, false, nil // somebody else was faster with this very nudge
	}
	return v, false, fmt.Errorf("claim job %s: %w", v.ID, err)
}

// end notes what became of an attempt, and has what was put off done when it is
// due. note says it where people look: of what ended first, since who is cut off
// after it tries once more; of what was put off last, since nothing hangs on it.
func (w *Worker) end(ctx context.Context, v desk.Job, note func() error) error {
	if v.Ended() {
		if err := note(); err != nil {
			return err
		}
	}
	// Who was faster, here, has nudged it or ended it.
	if _, err := w.Jobs.SaveJob(ctx, v); err != nil && !errors.Is(err, desk.ErrConflict) {
		return fmt.Errorf("save job %s: %w", v.ID, err)
	}
	if v.Ended() {
		return nil
	}
	return errors.Join(w.enqueue(ctx, v), note())
}

// failure is an attempt's error as it is kept: it may be made again.
func failure(cause error) desk.SendError {
	return desk.SendError{Again: true, Code: string(CodeOf(cause)), Reason: cause.Error()}
}

// holdTime is less than a job must be overdue for the sweep.
const holdTime = time.Minute

// hold puts off what is held back. It comes before the claim, so it is no
// attempt, and it costs no write but one in holdTime: that one keeps the sweep
// from nudging it too, each time once more.
func (w *Worker) hold(ctx context.Context, v desk.Job, wait time.Duration) error {
	if now := w.Now(); now.Sub(v.Due) > holdTime {
		v.Due = now.Add(wait)
		if _, err := w.Jobs.SaveJob(ctx, v); errors.Is(err, desk.ErrConflict) {
			return nil // somebody else is at it, with a nudge of their own
		} else if err != nil {
			return fmt.Errorf("save job %s: %w", v.ID, err)
		}
	}
	return w.Outbox.Enqueue(ctx, v, wait)
}
