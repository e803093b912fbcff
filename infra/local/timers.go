package main

import (
	"container/heap"
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// timers bring jobs of one kind back at their time, at least once: a job that
// fails comes again with back-off until it works. A job is named by its key.
// Asking for the same key again moves it to the earlier of the two times, since
// whoever is woken too early puts itself off; and a key is never done twice at
// the same time. Jobs whose time has come are done in Turns, not by how long they
// have been due: a burst of one's must not go ahead of everybody's.
//
// A job that panics over and over is given up: what it stands for has counted its
// attempts and said why it ended, wherever that could be said.
//
// They live in memory. What must come back after a kill lies in the store and
// is asked for again at the start (see scheduler).
type timers[K comparable] struct {
	Name    string // for the log
	Do      func(ctx context.Context, key K) error
	Now     func() time.Time
	Workers int // how many jobs at once
	Turns   turns[K]
	Log     *slog.Logger

	mu      sync.Mutex
	queue   alarms[K]
	waiting map[K]*alarm[K]
	running map[K]*alarm[K] // with the time for which it was asked meanwhile, if it was
	poke    chan struct{}
}

// alarm is one job at its time.
type alarm[K comparable] struct {
	key   K
	turn  turn
	due   time.Time
	tries int // failures in a row
	place int // in the queue; inTurn: its time has come
	again time.Time
}

// inTurn is the place of a job that waits for its turn alone.
const inTurn = -1

func newTimers[K comparable](name string, workers int, now func() time.Time, log *slog.Logger, do func(context.Context, K) error) *timers[K] {
	return &timers[K]{
		Name: name, Do: do, Now: now, Workers: workers, Log: log,
		waiting: map[K]*alarm[K]{}, running: map[K]*alarm[K]{}, poke: make(chan struct{}, 1),
	}
}

// At asks for a job, in somebody's turn.
func (t *timers[K]) At(key K, of turn, due time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a, ok := t.running[key]; ok {
		if a.again.IsZero() || due.Before(a.again) {
			a.again = due
		}
		return
	}
	t.set(key, of, due, 0)
}

// set puts a job into the queue; the lock is held.
func (t *timers[K]) set(key K, of turn, due time.Time, tries int) {
	a, ok := t.waiting[key]
	switch {
	case !ok:
		a = &alarm[K]{key: key, turn: of, due: due, tries: tries}
		t.waiting[key] = a
		heap.Push(&t.queue, a)
	case due.Before(a.due) && a.place != inTurn:
		a.due = due
		heap.Fix(&t.queue, a.place)
	}
	select {
	case t.poke <- struct{}{}:
	default: // a poke that nobody has seen yet does for this too
	}
}

// Has says whether a job was asked for and is not done.
func (t *timers[K]) Has(key K) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.waiting[key] != nil || t.running[key] != nil
}

// Next is the time of the earliest job that is to come, if there is one.
func (t *timers[K]) Next() (time.Time, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		return time.Time{}, false
	}
	return t.queue[0].due, true
}

// take takes the job whose turn it is among those that are due.
func (t *timers[K]) take() (*alarm[K], bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for now := t.Now(); len(t.queue) > 0 && !t.queue[0].due.After(now); {
		a := heap.Pop(&t.queue).(*alarm[K])
		a.place = inTurn
		t.Turns.Add(a)
	}
	if len(t.running) >= t.Workers {
		return nil, false
	}
	a := t.Turns.Next()
	if a == nil {
		return nil, false
	}
	delete(t.waiting, a.key)
	t.running[a.key] = a
	return a, true
}

// do does a job that was taken, and puts it back if it failed or was asked for
// meanwhile.
func (t *timers[K]) do(ctx context.Context, a *alarm[K]) {
	err := t.try(ctx, a.key)
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.running, a.key)
	t.Turns.Done(a.turn)
	if !a.again.IsZero() {
		t.set(a.key, a.turn, a.again, 0)
	}
	_, panicked := desk.AsPanic(err)
	switch {
	case panicked && a.tries+1 >= desk.MaxAttempts:
		t.Log.Error("job given up", "kind", t.Name, "key", fmt.Sprint(a.key), "failures", a.tries+1, "error", err.Error())
	case err != nil:
		pause := desk.Backoff(a.tries + 1)
		t.Log.Warn("job failed", "kind", t.Name, "key", fmt.Sprint(a.key), "failures", a.tries+1, "again_in", pause.String(), "error", err.Error())
		t.set(a.key, a.turn, t.Now().Add(pause), a.tries+1)
	}
	select {
	case t.poke <- struct{}{}: // there is a free worker
	default:
	}
}

// try turns a panic into a failure: one bad dialog must not stop the others.
func (t *timers[K]) try(ctx context.Context, key K) error {
	err := desk.Try(func() error { return t.Do(ctx, key) })
	if p, ok := desk.AsPanic(err); ok {
		t.Log.Error("panic", "kind", t.Name, "key", fmt.Sprint(key), "type", p.Type, "where", p.Where, "stack", p.Stack)
	}
	return err
}

// Run does jobs at their times until ctx ends, then waits for those under way;
// work is their context.
func (t *timers[K]) Run(ctx, work context.Context) {
	var under sync.WaitGroup
	defer under.Wait()
	for ctx.Err() == nil {
		if a, ok := t.take(); ok {
			under.Go(func() { t.do(work, a) })
			continue
		}
		// A step of the machine's clock shows within a minute.
		pause := time.Minute
		if due, ok := t.Next(); ok {
			pause = min(pause, max(due.Sub(t.Now()), 10*time.Millisecond))
		}
		clock := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-t.poke:
		case <-clock.C:
		}
		clock.Stop()
	}
}

// Step does one job that is due, here and now. For whoever moves the clock by
// hand and does not Run.
func (t *timers[K]) Step(ctx context.Context) bool {
	a, ok := t.take()
	if ok {
		t.do(ctx, a)
	}
	return ok
}

// alarms is a heap by time.
type alarms[K comparable] []*alarm[K]

func (q alarms[K]) Len() int           { return len(q) }
func (q alarms[K]) Less(i, j int) bool { return q[i].due.Before(q[j].due) }
func (q alarms[K]) Swap(i, j int) {
	q[i], q[j] = q[j], q[i]
	q[i].place, q[j].place = i, j
}

// Push and Pop are container/heap's.
func (q *alarms[K]) Push(x any) {
	a := x.(*alarm[K])
	a.place = len(*q)
	*q = append(*q, a)
}

// Pop takes the last one off.
func (q *alarms[K]) Pop() any {
	old := *q
	a := old[len(old)-1]
	*q = old[:len(old)-1]
	return a
}
