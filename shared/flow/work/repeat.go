package work

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// AtLeastOnce is for what may be done any number of times. Its first try is made
// without a claim, since most need no other.
type AtLeastOnce struct {
	Job Repeatable
	// Always: each nudge has it done, also one that ended or was put off. Else it is
	// done when it is due, until it ended.
	Always bool
}

// Repeatable is how a kind of job is done that may be repeated.
type Repeatable interface {
	// Do does it, or a piece of it: then next, if not 0, says when to go on, and what
	// was done is no failed attempt. ErrBusy: it may work later.
	Do(ctx context.Context, v desk.Job) (next time.Duration, err error)
}

// GivesUp is a Repeatable of which people must hear if it was given up.
type GivesUp interface {
	// GiveUp says where people look that it failed so often. Idempotent.
	GiveUp(ctx context.Context, v desk.Job, cause error) error
}

func (h AtLeastOnce) handle(ctx context.Context, w *Worker, v desk.Job) error {
	if v.Ended() && !h.Always {
		return nil
	}
	v, mine, err := h.begun(ctx, w, v)
	if err != nil || !mine {
		return err
	}
	if v.State == desk.JobQueued && v.Attempts >= desk.MaxAttempts {
		return h.done(ctx, w, v, 0, ErrCutOff)
	}
	next, err := desk.TryValue(func() (time.Duration, error) { return h.Job.Do(ctx, v) })
	return h.done(ctx, w, v, next, err)
}

// begun counts a try before it is made where a process may have died over the
// job: who was killed by what they did can't count it after. That is one
// that is late, or older than this process. The answer is the job as it is
// now, and whether it is ours to do.
func (h AtLeastOnce) begun(ctx context.Context, w *Worker, v desk.Job) (desk.Job, bool, error) {
	queued := v.State == desk.JobQueued
	switch {
	case v.Ended():
		return v, true, nil
	case w.early(v) && !(queued && h.Always):
		return v, false, w.enqueue(ctx, v)
	case queued && w.Now().Sub(v.Due) <= holdTime && !v.Due.Before(w.Since):
		return v, true, nil
	case v.Attempts >= desk.MaxAttempts:
		v.State = desk.JobQueued
		return v, true, nil
	}
	return w.claim(ctx, v)
}

// done notes what became of a try.
func (h AtLeastOnce) done(ctx context.Context, w *Worker, v desk.Job, next time.Duration, cause error) error {
	if cause == nil && next == 0 && v.Ended() {
		return nil
	}
	ctx, cancel := Lastly(ctx)
	defer cancel()
	if v.State != desk.JobSending { // else it was counted before
		v.Attempts++
	}
	var later *desk.Later
	switch {
	case errors.As(cause, &later):
		v = v.Held(later.Until, failure(cause))
	case cause != nil:
		v = v.Failed(failure(cause), w.Now())
	case next > 0:
		v = v.Anew(w.Now().Add(next))
	default:
		v = v.Succeeded()
	}
	err := w.end(ctx, v, func() error { return h.giveUp(ctx, v, cause) })
	if err != nil {
		return errors.Join(cause, err)
	}
	return nil
}

// giveUp says that a job was given up. A panic over that keeps nothing from
// ending.
func (h AtLeastOnce) giveUp(ctx context.Context, v desk.Job, cause error) error {
	job, ok := h.Job.(GivesUp)
	if !ok || v.State != desk.JobDead {
		return nil
	}
	if err := desk.Try(func() error { return job.GiveUp(ctx, v, cause) }); err != nil && !Broke(err) {
		return err
	}
	return nil
}
