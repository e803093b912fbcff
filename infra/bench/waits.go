package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
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
	at     time.Time
	queued bool // on a queue; else an execution waits
	do     func(context.Context) error
}

// out is what one function puts off.
func (w *waits) out(by string) outgoing { return outgoing{w, by} }

type outgoing struct {
	*waits
	by string
}

// Schedule is flow.QuietQueue's.
func (o outgoing) Schedule(_ context.Context, k desk.Wakeup, after time.Duration) error {
	o.send(after, func(ctx context.Context) error { return o.house.analyzer.Analyze(ctx, k) })
	return nil
}

// Enqueue is flow.Outbox's.
func (o outgoing) Enqueue(_ context.Context, v desk.Job, after time.Duration) error {
	o.send(after, func(ctx context.Context) error { return o.house.worker.Do(ctx, v.ID) })
	return nil
}

// hop is how long a message takes through a queue at least. What is asked for and
// done in the same instant would cost less than it does: a time that does not
// move leaves an index as it is.
const hop = 20 * time.Millisecond

// send has a function invoked for one message of a queue, after whole seconds
// as SQS counts them.
func (o outgoing) send(after time.Duration, do func(context.Context) error) {
	m := o.house.meter
	m.Count(Use{Sends: 1})
	m.Called(story.Call{By: o.by, Service: story.SQS, Operation: "SendMessage"})
	whole := (after + time.Second - 1).Truncate(time.Second)
	o.due = append(o.due, wait{o.house.now.Add(whole + hop), true, func(ctx context.Context) error {
		m.Count(Use{Invocations: 1})
		err := do(ctx)
		if err == nil {
			m.Called(story.Call{By: story.EventSource, Service: story.SQS, Operation: "DeleteMessage"})
		}
		return err
	}})
}

// StartClosing is flow.Closing's.
func (o outgoing) StartClosing(_ context.Context, id desk.DialogID, at time.Time) error {
	o.house.meter.Called(story.Call{By: o.by, Service: story.StepFunctions, Operation: "StartExecution"})
	o.start(string(id), schedule.Steps{Dialog: id, At: at})
	return nil
}

// start starts an execution: it enters its first state, which waits.
func (w *waits) start(name string, in schedule.Steps) {
	if w.closings[name] {
		return
	}
	w.closings[name] = true
	w.enter(w.house.machine.StartAt)
	w.ask(in)
}

// enter counts states that are entered.
func (w *waits) enter(states ...string) {
	w.house.meter.Count(Use{Transitions: len(states)})
	w.house.meter.Entered(states)
}

// ask is what an execution does when its waiting is over.
func (w *waits) ask(in schedule.Steps) {
	h := w.house
	w.due = append(w.due, wait{in.At, false, func(ctx context.Context) error {
		h.meter.Count(Use{Invocations: 1})
		done, err := h.closer.Due(ctx, in.Dialog)
		if err != nil {
			return err
		}
		next, err := in.After(h.now, done.Again, done.Schedule, done.Delay)
		if err != nil {
			return err
		}
		path, err := h.machine.entered(next.Next)
		if err != nil {
			return err
		}
		w.enter(path...)
		switch next.Next {
		case schedule.NextAgain:
			w.ask(next.Steps)
		case schedule.NextFresh:
			w.start(next.Name, next.Steps)
		case schedule.NextWake:
			return h.out(story.Steps).Schedule(ctx, *done.Schedule, time.Duration(next.Delay)*time.Second)
		}
		return nil
	}})
}

// pass moves the clock and does what becomes due on the way, in order.
func (h *house) pass(ctx context.Context, d time.Duration) error {
	for end := h.now.Add(d); ; {
		if h.telling {
			if err := h.tell(ctx, h.meter); err != nil {
				return err
			}
		}
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

// settle does what is on a queue without a delay.
func (h *house) settle(ctx context.Context) error { return h.pass(ctx, hop) }
