package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// IdleCloser closes what its closing steps missed.
type IdleCloser interface {
	// CloseIdle closes a dialog that has been idle since before, and sees to what
	// follows. It says whether it did. Idempotent.
	CloseIdle(ctx context.Context, d desk.Dialog, before time.Time) (bool, error)
}

// Retention takes what was kept long enough. Idempotent.
type Retention interface {
	Expire(ctx context.Context) error
}

// TeamSweep finds waiting dialogs that nobody may have been told of.
type TeamSweep interface {
	// Sweep nudges the teams for which dialogs wait, and says how many they are.
	// Repeating is harmless.
	Sweep(ctx context.Context) (int, error)
}

// CardSweep has what is in connected CRMs looked at that may have changed unheard.
type CardSweep interface {
	// Heal says how many are to be looked at. Repeating is harmless.
	Heal(ctx context.Context) (int, error)
}

// RecordingSweep takes what lies in the folder of recordings.
type RecordingSweep interface {
	// Look says how many were begun or taken away. Repeating is harmless.
	Look(ctx context.Context) (int, error)
}

// Sweeper tells again what may never have been told: a function died between
// storing a run or a job and putting it on its queue. It runs now and
// then, and once when a single process starts.
//
// Idempotent: whoever is told again looks first whether there is
// anything to do.
type Sweeper struct {
	Overdue flow.Overdue
	Quiet   flow.QuietQueue
	Outbox  flow.Outbox
	Now     func() time.Time
	// Closer, if set, closes dialogs whose closing steps were never started or
	// failed: looked for in the first minute of every hour, since that reads all
	// open dialogs.
	Closer IdleCloser
	// Teams, if set, are nudged where dialogs wait for them.
	Teams TeamSweep
	// Eraser, if set, takes what was kept long enough, as often.
	Eraser Retention
	// Keeper, if set, ends operators' sessions whose time is over, as often.
	Keeper Retention
	// Cards, if set, are looked at as often.
	Cards CardSweep
	// Centres, if set, are what is answered in connected CRMs' own chats, looked at as often.
	Centres CardSweep
	// Recordings, if set, are looked for in their folder.
	Recordings RecordingSweep
	// After is how long something must be overdue; long enough that what is on
	// its way is left alone. Zero at the start of a single process.
	After time.Duration
}

// Sweep answers with how much was told again.
func (s *Sweeper) Sweep(ctx context.Context) (int, error) {
	before := s.Now().Add(-s.After)
	runs, err := Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return s.Overdue.DueRuns(ctx, before, ask)
	}, func(r desk.Run) error {
		return s.Quiet.Schedule(ctx, r.Wakeup(), 0)
	})
	var failed []error
	if err != nil {
		failed = append(failed, fmt.Errorf("sweep runs: %w", err))
	}
	jobs, err := Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Job], error) {
		return s.Overdue.DueJobs(ctx, before, ask)
	}, func(d desk.Job) error {
		return s.Outbox.Enqueue(ctx, d, 0)
	})
	if err != nil {
		failed = append(failed, fmt.Errorf("sweep jobs: %w", err))
	}
	waiting := 0
	if s.Teams != nil {
		if waiting, err = s.Teams.Sweep(ctx); err != nil {
			failed = append(failed, fmt.Errorf("sweep teams: %w", err))
		}
	}
	closed, err := s.idle(ctx, before)
	if err != nil {
		failed = append(failed, fmt.Errorf("sweep dialogs: %w", err))
	}
	if s.Eraser != nil && s.Now().Minute() == 0 {
		if err := s.Eraser.Expire(ctx); err != nil {
			failed = append(failed, fmt.Errorf("sweep what was kept long enough: %w", err))
		}
	}
	if s.Keeper != nil && s.Now().Minute() == 0 {
		if err := s.Keeper.Expire(ctx); err != nil {
			failed = append(failed, fmt.Errorf("sweep operators' sessions: %w", err))
		}
	}
	healed := 0
	if s.Cards != nil && s.Now().Minute() == 0 {
		if healed, err = s.Cards.Heal(ctx); err != nil {
			failed = append(failed, fmt.Errorf("sweep cards of connected CRMs: %w", err))
		}
	}
	answered := 0
	if s.Centres != nil && s.Now().Minute() == 0 {
		if answered, err = s.Centres.Heal(ctx); err != nil {
			failed = append(failed, fmt.Errorf("sweep what is answered in connected CRMs: %w", err))
		}
	}
	recordings := 0
	if s.Recordings != nil {
		if recordings, err = s.Recordings.Look(ctx); err != nil {
			failed = append(failed, fmt.Errorf("look for recordings: %w", err))
		}
	}
	return runs + jobs + waiting + closed + healed + answered + recordings, errors.Join(failed...)
}

// idle closes what has been idle for longer than it may.
func (s *Sweeper) idle(ctx context.Context, before time.Time) (int, error) {
	if s.Closer == nil || s.Now().Minute() != 0 {
		return 0, nil
	}
	n := 0
	_, err := Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
		return s.Overdue.OpenDialogs(ctx, ask)
	}, func(d desk.Dialog) error {
		closed, err := s.Closer.CloseIdle(ctx, d, before)
		if closed {
			n++
		}
		return err
	})
	return n, err
}

// every does something with each item of a list, page by page. One that fails
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
