package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/schedule"
)

// waits is everything that was put off, with when it is due: the two queues and
// the executions of the state machine. Sending and every state that is entered
// are counted; nothing waits in real time.
type waits struct {
	house    *house
	due      []wait
	closings map[string]bool // executions by name: a second start is none
}

type wait struct {
	at time.Time
	do func(context.Context) error
}

// Wake is flow.QuietQueue's.
func (w *waits) Wake(_ context.Context, k desk.Wakeup, after time.Duration) error {
	w.house.meter.Count(Use{Sends: 1})
	w.later(after, func(ctx context.Context) error { return w.house.analyzer.Analyze(ctx, k) })
	return nil
}

// Nudge is flow.Outbox's.
func (w *waits) Nudge(_ context.Context, id desk.DeliveryID, after time.Duration) error {
	w.house.meter.Count(Use{Sends: 1})
	w.later(after, func(ctx context.Context) error { return w.house.deliverer.Deliver(ctx, id) })
	return nil
}

// later has a function invoked for one message of a queue, after whole seconds
// as SQS counts them.
func (w *waits) later(after time.Duration, do func(context.Context) error) {
	whole := (after + time.Second - 1).Truncate(time.Second)
	w.due = append(w.due, wait{w.house.now.Add(whole), func(ctx context.Context) error {
		w.house.meter.Count(Use{Invocations: 1})
		return do(ctx)
	}})
}

// StartClosing is flow.Closing's.
func (w *waits) StartClosing(_ context.Context, id desk.DialogID, at time.Time) error {
	w.start(string(id), schedule.Steps{Dialog: id, At: at})
	return nil
}

// start starts an execution: it enters its first state, which waits.
func (w *waits) start(name string, in schedule.Steps) {
	if w.closings[name] {
		return
	}
	w.closings[name] = true
	w.house.meter.Count(Use{Transitions: 1})
	w.ask(in)
}

// ask is what an execution does when its waiting is over.
func (w *waits) ask(in schedule.Steps) {
	h := w.house
	w.due = append(w.due, wait{in.At, func(ctx context.Context) error {
		h.meter.Count(Use{Invocations: 1})
		done, err := h.closer.Due(ctx, in.Dialog)
		if err != nil {
			return err
		}
		next, err := in.After(h.now, done.Again, done.Wake, done.Delay)
		if err != nil {
			return err
		}
		path, err := h.machine.entered(next.Next)
		if err != nil {
			return err
		}
		h.meter.Count(Use{Transitions: len(path)})
		switch next.Next {
		case schedule.NextAgain:
			w.ask(next.Steps)
		case schedule.NextFresh:
			w.start(next.Name, next.Steps)
		case schedule.NextWake:
			return h.Wake(ctx, *done.Wake, time.Duration(next.Delay)*time.Second)
		}
		return nil
	}})
}

// pass moves the clock and does what becomes due on the way, in order.
func (h *house) pass(ctx context.Context, d time.Duration) error {
	for end := h.now.Add(d); ; {
		slices.SortStableFunc(h.due, func(a, b wait) int { return a.at.Compare(b.at) })
		if len(h.due) == 0 || h.due[0].at.After(end) {
			h.now = end
			return nil
		}
		next := h.due[0]
		h.due = h.due[1:]
		if next.at.After(h.now) {
			h.now = next.at
		}
		if err := next.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", h.now.Format(time.TimeOnly), err)
		}
	}
}

// settle does what is due now.
func (h *house) settle(ctx context.Context) error { return h.pass(ctx, 0) }
