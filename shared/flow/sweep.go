package flow

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Sweeper tells again what may never have been told: a function died between
// storing a run or a delivery and putting it on its queue. It runs now and
// then, and once when a single process starts.
//
// Repeating is harmless: who is told again looks first whether there is
// anything to do.
type Sweeper struct {
	Overdue Overdue
	Quiet   QuietQueue
	Outbox  Outbox
	Now     func() time.Time
	// Closer, if set, closes dialogs whose closing steps were never started or
	// failed: looked for in the first minute of every hour, since that reads all
	// open dialogs.
	Closer *Closer
	// After is how long something must be overdue; long enough that what is on
	// its way is left alone. Zero at the start of a single process.
	After time.Duration
}

// Sweep answers with how much was told again.
func (s *Sweeper) Sweep(ctx context.Context) (int, error) {
	before := s.Now().Add(-s.After)
	runs, err := every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return s.Overdue.DueRuns(ctx, before, ask)
	}, func(r desk.Run) error {
		return s.Quiet.Wake(ctx, desk.Wakeup{Dialog: r.Dialog, Run: r.ID}, 0)
	})
	if err != nil {
		return runs, fmt.Errorf("sweep runs: %w", err)
	}
	deliveries, err := every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Delivery], error) {
		return s.Overdue.DueDeliveries(ctx, before, ask)
	}, func(d desk.Delivery) error {
		return s.Outbox.Nudge(ctx, d.ID, 0)
	})
	if err != nil {
		return runs + deliveries, fmt.Errorf("sweep deliveries: %w", err)
	}
	closed, err := s.idle(ctx, before)
	if err != nil {
		return runs + deliveries, fmt.Errorf("sweep dialogs: %w", err)
	}
	return runs + deliveries + closed, nil
}

// idle closes what has been idle for longer than it may.
func (s *Sweeper) idle(ctx context.Context, before time.Time) (int, error) {
	if s.Closer == nil || s.Now().Minute() != 0 {
		return 0, nil
	}
	n := 0
	_, err := every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
		return s.Overdue.OpenDialogs(ctx, ask)
	}, func(d desk.Dialog) error {
		idle, err := s.Closer.idle(ctx, d)
		if err != nil || d.IdleFrom(idle).After(before) {
			return err
		}
		done, err := s.Closer.Due(ctx, d.ID)
		if err != nil || !done.Again.IsZero() {
			return err
		}
		n++
		if done.Wake == nil {
			return nil
		}
		return s.Quiet.Wake(ctx, *done.Wake, done.Delay)
	})
	return n, err
}

// every does something with each item of a list, page by page.
func every[T any](ctx context.Context, next func(desk.PageAsk) (desk.Page[T], error), do func(T) error) (int, error) {
	n, ask := 0, desk.PageAsk{Limit: 100}
	for {
		page, err := next(ask)
		if err != nil {
			return n, err
		}
		for _, item := range page.Items {
			if err := do(item); err != nil {
				return n, err
			}
			n++
		}
		if page.Next == "" {
			return n, ctx.Err()
		}
		ask.Cursor = page.Next
	}
}
