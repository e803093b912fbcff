package main

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store"
)

// follower tells this process's consumers what changed in the store: at once, in
// order per item. An item whose change could not be told waits, with back-off, and
// its later changes behind it; after so many tries the change is left to the job that
// tells what was kept of it, and the log says so. One that could not be kept is given up
// by nobody. What waits is memory, and stays in the store's feed until it was told: a kill
// brings it back, with all its tries.
type follower struct {
	Feed store.Feed
	Tell func(ctx context.Context, records []desk.FeedRecord) []error
	Now  func() time.Time
	Log  *slog.Logger

	place string          // read up to
	stuck map[string]*jam // by item
	held  int             // changes in it
}

// jam are the changes of one item that wait: the first has failed.
type jam struct {
	changes []store.Change
	tries   int
	due     time.Time
}

const (
	followPage = 100
	// heldMost is how many changes may wait before the feed is read on.
	heldMost = 10_000
)

// Run tells until ctx ends; work is the context of what is under way.
func (f *follower) Run(ctx, work context.Context) {
	for ctx.Err() == nil {
		if f.Step(work) {
			continue
		}
		pause := time.Minute
		if due, ok := f.Next(); ok {
			pause = min(pause, max(due.Sub(f.Now()), 10*time.Millisecond))
		}
		clock := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-f.Feed.More():
		case <-clock.C:
		}
		clock.Stop()
	}
}

// Next is when something that waits is tried again, if anything waits.
func (f *follower) Next() (next time.Time, ok bool) {
	for _, j := range f.stuck {
		if !ok || j.due.Before(next) {
			next, ok = j.due, true
		}
	}
	return next, ok
}

// Step tells some of what there is to tell now; false: there is nothing.
func (f *follower) Step(ctx context.Context) bool {
	for _, item := range slices.Sorted(maps.Keys(f.stuck)) {
		if j := f.stuck[item]; !j.due.After(f.Now()) {
			f.retry(ctx, item, j)
			return true
		}
	}
	if f.held >= heldMost {
		return false
	}
	page, err := f.Feed.Changes(ctx, f.place, followPage)
	if err != nil {
		if ctx.Err() == nil {
			f.Log.Warn("what changed can't be read", "error", err.Error())
		}
		return false // the next write, or a minute, brings the next try
	}
	if len(page) == 0 {
		return false
	}
	f.place = page[len(page)-1].Place
	f.tell(ctx, page)
	return true
}

// tell tells new changes; those of an item that waits wait behind it.
func (f *follower) tell(ctx context.Context, page []store.Change) {
	var now []store.Change
	for _, c := range page {
		if j := f.stuck[c.Key().Item()]; j != nil {
			j.changes = append(j.changes, c)
			f.held++
			continue
		}
		now = append(now, c)
	}
	for i, err := range f.Tell(ctx, records(now)) {
		switch {
		case err == nil:
			f.Feed.Take(now[i].Place)
		case ctx.Err() == nil: // else it is told at the next start
			f.hold(now[i], err)
		}
	}
}

// hold has a change wait that was not told.
func (f *follower) hold(c store.Change, err error) {
	item := c.Key().Item()
	f.held++
	if j := f.stuck[item]; j != nil {
		j.changes = append(j.changes, c)
		return
	}
	if f.stuck == nil {
		f.stuck = map[string]*jam{}
	}
	j := &jam{changes: []store.Change{c}}
	f.stuck[item] = j
	f.failed(j, err)
}

// retry tells what waits of an item once more.
func (f *follower) retry(ctx context.Context, item string, j *jam) {
	became := f.Tell(ctx, records(j.changes))
	done := 0
	for ; done < len(became) && became[done] == nil; done++ {
		f.Feed.Take(j.changes[done].Place)
		j.tries = 0
	}
	j.changes = j.changes[done:]
	f.held -= done
	if done < len(became) && ctx.Err() == nil {
		f.failed(j, became[done])
	}
	if len(j.changes) == 0 {
		delete(f.stuck, item)
	}
}

// failed counts a try of the first change that waits, and leaves it to its job after the
// last one.
func (f *follower) failed(j *jam, err error) {
	j.tries++
	c := j.changes[0]
	if j.tries < desk.MaxAttempts || errors.Is(err, feed.ErrUnkept) {
		pause := desk.Backoff(j.tries)
		f.Log.Warn("change not told", "item", c.Key().Item(), "failures", j.tries, "again_in", pause.String(), "error", err.Error())
		j.due = f.Now().Add(pause)
		return
	}
	f.Log.Error("change left to a job: somebody is not told of it yet", "item", c.Key().Item(), "failures", j.tries, "error", err.Error())
	f.Feed.Take(c.Place)
	j.changes, j.tries, j.due = j.changes[1:], 0, f.Now()
	f.held--
}

func records(changes []store.Change) []desk.FeedRecord {
	out := make([]desk.FeedRecord, len(changes))
	for i, c := range changes {
		out[i] = builtin.Record(c)
	}
	return out
}
