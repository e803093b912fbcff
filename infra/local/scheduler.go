package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
)

// scheduler puts work off in this process: the quiet queue, the outbox and the
// closing steps. It is flow.QuietQueue, flow.Outbox and flow.Closing, and drives
// the verbs behind them.
//
// Timers are memory; what they stand for is stored: runs and jobs in the
// store, begun closings in a file. Resume, after each start, asks for all of it
// again, so a kill at any moment loses nothing.
type scheduler struct {
	Wakeups *timers[desk.Wakeup]
	Nudges  *timers[desk.JobID]
	Binds   *timers[desk.JobID] // the nudges of bindings
	Spreads *timers[spreadAt]   // the nudges of teams
	Idles   *timers[desk.DialogID]

	Analyzer *copilot.Analyzer
	Worker   *work.Worker
	Closer   *talk.Closer
	Sweeper  *work.Sweeper
	Overdue  flow.Overdue
	Config   flow.Config
	Begun    *closings
	Now      func() time.Time
	Log      *slog.Logger
}

// A reading may wait for a model, a job for a messenger; closing waits for
// nobody. Each has its own workers, so that none holds up another. Who delivers
// mostly waits, and costs little: there are enough for a few lines whose
// messengers hang, each of which has its share and no more. Binding takes several
// writes one after the other, where a message takes one, and writes that come
// together share a commit: bindings keep pace only where about as many are made at
// once as writes fit a commit.
const (
	analyzers = 4
	workers   = 32
	lineShare = workers / 4
	closers   = 2

	binders     = 1024
	binderShare = binders / 4
)

// spreadAt is a nudge of a team's dialogs. It is not a record that puts itself off
// when it is woken too early, but a look at what is so then: each has to come at its
// own time.
type spreadAt struct {
	job desk.JobID
	due time.Time
}

func newScheduler(begun *closings, now func() time.Time, log *slog.Logger) *scheduler {
	s := &scheduler{Begun: begun, Now: now, Log: log}
	s.Wakeups = newTimers("analyze", analyzers, now, log, func(ctx context.Context, w desk.Wakeup) error {
		return s.Analyzer.Analyze(ctx, w)
	})
	s.Wakeups.Turns.PerCustomer = 1
	do := func(ctx context.Context, id desk.JobID) error { return s.Worker.Do(ctx, id) }
	s.Nudges = newTimers("jobs", workers, now, log, do)
	s.Nudges.Turns.PerLine = lineShare
	s.Binds = newTimers("bind", binders, now, log, do)
	s.Binds.Turns.PerLine = binderShare
	s.Spreads = newTimers("spread", workers, now, log, func(ctx context.Context, at spreadAt) error { return do(ctx, at.job) })
	s.Idles = newTimers("close", closers, now, log, s.idle)
	return s
}

// Schedule is flow.QuietQueue's.
func (s *scheduler) Schedule(_ context.Context, w desk.Wakeup, after time.Duration) error {
	c, _, _ := w.Dialog.Split() // of one that is none, nobody's
	s.Wakeups.At(w, turn{string(w.Line), string(c)}, s.Now().Add(after))
	return nil
}

// Enqueue is flow.Outbox's.
func (s *scheduler) Enqueue(_ context.Context, v desk.Job, after time.Duration) error {
	if v.Kind == desk.JobSpread {
		due := s.Now().Add(after)
		s.Spreads.At(spreadAt{v.ID, due}, turn{}, due)
		return nil
	}
	to := s.Nudges
	if v.Kind == desk.JobBind {
		to = s.Binds
	}
	to.At(v.ID, turn{string(v.Line), string(v.Customer)}, s.Now().Add(after))
	return nil
}

// StartClosing is flow.Closing's.
func (s *scheduler) StartClosing(_ context.Context, id desk.DialogID, at time.Time) error {
	if err := s.Begun.Begin(id); err != nil {
		return err
	}
	s.Idles.At(id, turn{}, at)
	return nil
}

// CloseSooner is flow.Sooner's.
func (s *scheduler) CloseSooner(ctx context.Context, id desk.DialogID, at time.Time) error {
	return s.StartClosing(ctx, id, at) // who is asked for twice comes at the earlier time
}

// idle is one round of a dialog's closing steps.
func (s *scheduler) idle(ctx context.Context, id desk.DialogID) error {
	c, err := s.Closer.Due(ctx, id)
	if err != nil {
		return err
	}
	if !c.Again.IsZero() {
		s.Idles.At(id, turn{}, c.Again)
		return nil
	}
	if c.Schedule != nil {
		// The run is stored, so a kill from here on is no loss.
		if err := s.Schedule(ctx, *c.Schedule, c.Delay); err != nil {
			return err
		}
	}
	return s.Begun.End(id)
}

// Sweeping is the net below the timers: how often it looks, and how long
// something must be overdue to be told again.
const (
	sweepEvery = 5 * time.Minute
	sweepAfter = 2 * time.Minute
)

// Run does work at its time until ctx ends, and then waits for what is under
// way, whose context is work. What the last process left is looked for meanwhile.
func (s *scheduler) Run(ctx, work context.Context) {
	var all sync.WaitGroup
	all.Go(func() { s.Wakeups.Run(ctx, work) })
	all.Go(func() { s.Nudges.Run(ctx, work) })
	all.Go(func() { s.Binds.Run(ctx, work) })
	all.Go(func() { s.Spreads.Run(ctx, work) })
	all.Go(func() { s.Idles.Run(ctx, work) })
	all.Go(func() { s.resume(ctx) })
	all.Go(func() { s.sweep(ctx) })
	all.Wait()
}

// sweep looks at once, too: nobody who puts recordings there and starts it waits.
func (s *scheduler) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		if _, err := s.Sweeper.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("not all that may never have been told could be looked for", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Step does one piece of work that is due, here and now; false: there is none.
// For whoever moves the clock by hand and does not Run.
func (s *scheduler) Step(ctx context.Context) bool {
	return s.Nudges.Step(ctx) || s.Binds.Step(ctx) || s.Spreads.Step(ctx) || s.Wakeups.Step(ctx) || s.Idles.Step(ctx)
}

// Next is when the next piece of work is due, if any is waiting.
func (s *scheduler) Next() (next time.Time, ok bool) {
	for _, peek := range []func() (time.Time, bool){s.Nudges.Next, s.Binds.Next, s.Spreads.Next, s.Wakeups.Next, s.Idles.Next} {
		if at, waiting := peek(); waiting && (!ok || at.Before(next)) {
			next, ok = at, true
		}
	}
	return next, ok
}
