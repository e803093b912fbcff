package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Sweep is something that is looked for now and then, since nobody may have been told of
// it. Repeating is harmless: whoever is told again looks first whether there is anything
// to do.
type Sweep struct {
	// For is what is looked for, as the end of "sweep …".
	For string
	// Hourly: it reads so much that once an hour must do.
	Hourly bool
	// Do says how many were told again.
	Do func(ctx context.Context) (int, error)
}

// Sweeper looks for all of it in turn. One that fails stops no other.
type Sweeper struct {
	Sweeps []Sweep
	// Every is how often it is called: what is hourly is looked for by the hour's first
	// call. Less than a minute is a minute.
	Every time.Duration
	Now   func() time.Time
}

// Sweep answers with how much was told again.
func (s *Sweeper) Sweep(ctx context.Context) (int, error) {
	n, failed := 0, []error(nil)
	for _, l := range s.Sweeps {
		if l.Hourly && s.Now().Minute() >= max(1, int(s.Every/time.Minute)) {
			continue
		}
		told, err := desk.TryValue(func() (int, error) { return l.Do(ctx) })
		if n += told; err != nil {
			failed = append(failed, fmt.Errorf("sweep %s: %w", l.For, err))
		}
	}
	return n, errors.Join(failed...)
}

// Retention takes what was kept long enough. Idempotent.
type Retention interface {
	Expire(ctx context.Context) error
}

// Expiring is a sweep that takes what was kept long enough.
func Expiring(what string, r Retention) Sweep {
	return Sweep{For: what, Hourly: true, Do: func(ctx context.Context) (int, error) { return 0, r.Expire(ctx) }}
}

// Overdue tells again what may never have been told: a function died between storing a
// run, a job or a dialog and having it done.
type Overdue struct {
	Lists  flow.Overdue
	Quiet  flow.QuietQueue
	Outbox flow.Outbox
	Closer IdleCloser
	Unsent UnsentHealer
	Now    func() time.Time
	// After is how long something must be overdue; long enough that what is on
	// its way is left alone.
	After time.Duration
}

// IdleCloser closes what its closing steps missed.
type IdleCloser interface {
	// CloseIdle closes a dialog that has been idle since before, and sees to what
	// follows. It says whether it did. Idempotent.
	CloseIdle(ctx context.Context, d desk.Dialog, before time.Time) (bool, error)
}

// UnsentHealer sees to what could not be sent and nobody saw to.
type UnsentHealer interface {
	// HealUnsent hands a bot's dialog over whose answer could not be sent. It says whether
	// it did. Idempotent.
	HealUnsent(ctx context.Context, d desk.Dialog) (bool, error)
}

// Sweeps are its sweeps.
func (o Overdue) Sweeps() []Sweep {
	return []Sweep{
		{For: "runs", Do: o.runs},
		{For: "jobs", Do: o.jobs},
		{For: "dialogs", Hourly: true, Do: o.dialogs}, // it reads all that are open
	}
}

func (o Overdue) runs(ctx context.Context) (int, error) {
	before := o.Now().Add(-o.After)
	return Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return o.Lists.DueRuns(ctx, before, ask)
	}, func(r desk.Run) error {
		return o.Quiet.Schedule(ctx, r.Wakeup(), 0)
	})
}

func (o Overdue) jobs(ctx context.Context) (int, error) {
	before := o.Now().Add(-o.After)
	return Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Job], error) {
		return o.Lists.DueJobs(ctx, before, ask)
	}, func(v desk.Job) error {
		return o.Outbox.Enqueue(ctx, v, 0)
	})
}

// dialogs closes those whose closing steps were never started, or failed, and has people
// see to bots' whose answer could not be sent.
func (o Overdue) dialogs(ctx context.Context) (int, error) {
	n, before := 0, o.Now().Add(-o.After)
	_, err := Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
		return o.Lists.OpenDialogs(ctx, ask)
	}, func(d desk.Dialog) error {
		did, err := o.Closer.CloseIdle(ctx, d, before)
		if !did && err == nil {
			did, err = o.Unsent.HealUnsent(ctx, d)
		}
		if did {
			n++
		}
		return err
	})
	return n, err
}

// Every does something with each item of a list, page by page. One that fails
// stops nobody else; told are the first failures, and how many there were.
func Every[T any](ctx context.Context, next func(desk.PageAsk) (desk.Page[T], error), do func(T) error) (int, error) {
	n, ask := 0, desk.PageAsk{Limit: 100}
	var failed []error
	failures := 0
	for {
		page, err := next(ask)
		if err != nil {
			return n, errors.Join(append(failed, err)...)
		}
		for _, item := range page.Items {
			err := desk.Try(func() error { return do(item) })
			switch {
			case err == nil:
				n++
			case ctx.Err() != nil:
				return n, err
			default:
				if failures++; failures <= maxTold {
					failed = append(failed, err)
				}
			}
		}
		if page.Next == "" || ctx.Err() != nil {
			if failures > maxTold {
				failed = append(failed, fmt.Errorf("and %d failures more", failures-maxTold))
			}
			return n, errors.Join(append(failed, ctx.Err())...)
		}
		ask.Cursor = page.Next
	}
}

// maxTold is how many failures of a sweep are told in full.
const maxTold = 3
