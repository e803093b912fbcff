package work

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// AtMostOnce is for what nobody may meet twice, like a message to a customer: it
// is claimed before it is done, and a lease that expired without an answer means
// that nobody knows whether it was done: it becomes unsure, and is not done again
// by itself.
type AtMostOnce struct {
	Job Unrepeatable
}

// Unrepeatable is how a kind of job is done at most once.
type Unrepeatable interface {
	// Ready reads what an attempt needs, so that between the claim and its end there
	// is nothing but the attempt. nil: what it is about was erased, and the job
	// is about to be.
	Ready(ctx context.Context, v desk.Job) (Attempt, error)
}

// Attempt is one try. Its methods are called in their order here, each at most once
// but Note.
type Attempt interface {
	// CutOff says of the one before, which nobody ended, how it ended, if that is
	// known: the job is then Ended. One that is not may be tried again. An error
	// is how it ends, since nobody knows.
	CutOff(v desk.Job) (desk.Job, error)
	// Wait is how long to hold it back. A *desk.SendError ends it, or puts it off,
	// without a try; another error asks for the nudge once more.
	Wait(ctx context.Context) (time.Duration, error)
	// Make makes it. Its errors are *desk.SendError; one that is a *desk.Later, too, says that
	// nothing was sent, and counts for no attempt.
	Make(ctx context.Context, v desk.Job) error
	// Note says what v is now, through cause, where people look. Repeating is
	// harmless.
	Note(ctx context.Context, v desk.Job, cause *desk.SendError) error
	// After does what else follows from it. It matters less than the end.
	After(ctx context.Context, cause error) error
}

func (h AtMostOnce) handle(ctx context.Context, w *Worker, v desk.Job) error {
	err := desk.Try(func() error { return h.try(ctx, w, v) })
	if Broke(err) {
		return h.broken(ctx, w, v.ID, err)
	}
	return err
}

func (h AtMostOnce) try(ctx context.Context, w *Worker, v desk.Job) error {
	switch {
	case v.Ended():
		return nil
	case w.early(v):
		return w.enqueue(ctx, v)
	}
	a, err := h.Job.Ready(ctx, v)
	if err != nil || a == nil {
		return err
	}
	if v.State == desk.JobSending {
		if v, err = a.CutOff(v); err != nil {
			return w.failed(ctx, a, v, err)
		}
		if v.Ended() { // who was cut off may have noted only some of it
			return w.end(ctx, v, func() error { return a.Note(ctx, v, nil) })
		}
	}
	wait, err := a.Wait(ctx)
	var no *desk.SendError
	switch {
	case errors.As(err, &no):
		return w.failed(ctx, a, v, no)
	case err != nil:
		return err
	case wait > 0:
		return w.hold(ctx, v, wait)
	}
	v, mine, err := w.claim(ctx, v)
	if err != nil || !mine {
		return err
	}
	return w.attempt(ctx, a, v)
}

// attempt makes a claimed attempt and notes what came of it.
func (w *Worker) attempt(ctx context.Context, a Attempt, v desk.Job) error {
	cause := leased(ctx, a, v)
	ctx, cancel := Lastly(ctx) // what is not noted ends as unsure
	defer cancel()
	if cause != nil {
		return errors.Join(w.failed(ctx, a, v, cause), a.After(ctx, cause))
	}
	// It went out, and only we know: a note of it that fails is made again at once.
	v = v.Succeeded()
	for try := 0; ; try++ {
		err := w.end(ctx, v, func() error { return a.Note(ctx, v, nil) })
		if err == nil || try == Retries || ctx.Err() != nil {
			return errors.Join(err, a.After(ctx, nil))
		}
	}
}

// attemptTime is how long an attempt may take, all its parts and files together:
// less than a claim's life, so that nobody makes another beside it.
const attemptTime = desk.JobLease - 10*time.Second

func leased(ctx context.Context, a Attempt, v desk.Job) error {
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	err := desk.Try(func() error { return a.Make(ctx, v) })
	if p, ok := desk.AsPanic(err); ok {
		return &desk.SendError{Unsure: true, Code: string(CodeOf(p)), Reason: "Sending broke off through " + p.Error() + ": it may or may not have arrived."}
	}
	return err
}

// failed notes what a failed attempt comes to.
func (w *Worker) failed(ctx context.Context, a Attempt, v desk.Job, cause error) error {
	no := &desk.SendError{Again: true, Code: "internal", Reason: "Sending failed for a reason of ours."}
	errors.As(cause, &no)
	var later *desk.Later
	if errors.As(cause, &later) { // nothing was sent, and it is no failure of the job's
		v = v.Held(later.Until, *no)
	} else {
		v = v.Failed(*no, w.Now())
	}
	return w.end(ctx, v, func() error { return a.Note(ctx, v, no) })
}

// broken ends or puts off a job over which we panicked, outside the attempt
// itself: it touches nothing but the job's own record. One that was claimed
// may have gone out.
func (h AtMostOnce) broken(ctx context.Context, w *Worker, id desk.JobID, cause error) error {
	ctx, cancel := Lastly(ctx)
	defer cancel()
	v, err := w.Jobs.Job(ctx, id)
	if err != nil || v.Ended() {
		return err
	}
	no := failure(cause)
	if no.Unsure = v.State == desk.JobSending; !no.Unsure {
		v.Attempts++
	}
	return w.end(ctx, v.Failed(no, w.Now()), func() error { return nil })
}
