package flow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// asked counts how often each dialog is to be looked at sooner, and when.
type asked map[desk.DialogID][]time.Time

func (a asked) CloseSooner(_ context.Context, d desk.DialogID, at time.Time) error {
	a[d] = append(a[d], at)
	return nil
}

func TestDeadlines_GoThroughAllOpenDialogsInStretches_DG23(t *testing.T) {
	w := newWorld(t)
	const n = 620 // more than one call goes through
	for i := range n {
		w.hear(w.said(fmt.Sprint("c", i), "1", "hello"))
	}
	got := asked{}
	s := &talk.Deadlines{Overdue: w.store, Config: w.config, Sooner: got, Jobs: w.store, Outbox: w, Now: w.clock}
	d := w.worker()
	d.Handlers[desk.JobDeadlines] = s.Job()
	clear(w.nudges)
	err := s.Change(context.Background(), "", time.Hour, 2*time.Minute, func() error { w.config.settings.Idle = 2 * time.Minute; return nil })
	if err != nil {
		t.Fatal(err)
	}
	calls := 0
	for end := w.now.Add(2 * time.Minute); w.now.Before(end); w.now = w.now.Add(time.Second) {
		for id, at := range w.nudges {
			if !at.After(w.now) {
				delete(w.nudges, id)
				calls++
				if err := d.Do(context.Background(), id); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if len(got) != n || calls != 4 {
		t.Errorf("%d dialogs in %d calls, want %d in two stretches, each gone through twice", len(got), calls, n)
	}
	one := w.dialog("c619", 1)
	if at := got[one.ID]; len(at) != 2 || !at[0].Equal(one.IdleFrom(2*time.Minute)) {
		t.Errorf("the last dialog is looked at %v, want twice at %v", at, one.IdleFrom(2*time.Minute))
	}
	clear(w.nudges)
	for name, c := range map[string]struct {
		to   time.Duration
		fail error
	}{"a longer one": {time.Hour, nil}, "one that is not saved": {time.Second, desk.ErrConflict}} {
		err := s.Change(context.Background(), "shop", time.Minute, c.to, func() error { return c.fail })
		if !errors.Is(err, c.fail) || len(w.nudges) != 0 {
			t.Errorf("%s: %v, %d nudges, want none", name, err, len(w.nudges))
		}
	}
}
