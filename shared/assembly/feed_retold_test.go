package assembly_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/words"
)

// TestFeed_WhatFailsForDaysIsADeadLetterAndIsToldOnceMore_BX05: a consumer that fails for
// one dialog fails for it alone. What it missed is tried for three days, ever more seldom,
// then it is a dead letter, which administrators see and have told once more: each consumer
// ends as if nothing had failed, and those that heard of it do nothing twice.
func TestFeed_WhatFailsForDaysIsADeadLetterAndIsToldOnceMore_BX05(t *testing.T) {
	for _, ill := range []int{0, 1, 5, 11} { // for how many tries of the job it fails on; 11: all
		t.Run(fmt.Sprint(ill), func(t *testing.T) { retold(t, ill) })
	}
}

func retold(t *testing.T, ill int) {
	want := toldWith(t, func(d feed.Dispatcher, _ assembly.Parts, records []desk.FeedRecord, _ *illFigures, _ *time.Time) {
		for i, err := range d.Tell(t.Context(), records) {
			if err != nil {
				t.Fatalf("record %d: %v", i, err)
			}
		}
	})
	got := toldWith(t, func(d feed.Dispatcher, p assembly.Parts, records []desk.FeedRecord, sick *illFigures, at *time.Time) {
		item, of := records[len(records)-1].Item, records[len(records)-1].Dialog // it is archived nowhere yet
		sick.thing = "COUNTED#" + desk.Digest("", "dialog", string(of.New.ID))
		left := records
		for range desk.MaxAttempts {
			var again []desk.FeedRecord
			for i, err := range d.Tell(t.Context(), left) {
				if err != nil && left[i].Item != item {
					t.Errorf("%s is held up, too: %v", left[i].Item, err)
				} else if err != nil {
					again = append(again, left[i])
				}
			}
			left = again
		}
		if len(left) < 2 {
			t.Fatal("nothing was given up with what is behind it: the test shows less than it says")
		}
		st, out := p.Store.(store.Store), p.Outbox.(*remembered)
		clock := at.Add(desk.Backoff(desk.MaxAttempts))
		teller, letters := p.Reteller(), p.Letters()
		teller.Now = func() time.Time { return clock }
		letters.Now = teller.Now
		worker := &work.Worker{Jobs: st, Outbox: out, Now: teller.Now, Handlers: map[desk.JobKind]work.Handler{desk.JobRetell: teller.Job()}}
		jobs := retells(t, st, out)
		if len(jobs) != len(left) {
			t.Fatalf("%d jobs for %d records", len(jobs), len(left))
		}
		do := func() {
			t.Helper()
			for _, id := range jobs {
				if err := worker.Do(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
		}
		first, waits := clock, []time.Duration{}
		for range ill {
			do()
			kept := keptIn(t, st)
			if len(kept) != len(left) {
				t.Fatalf("%d of %d are kept", len(kept), len(left))
			}
			if kept[0].Code == "" || !strings.Contains(kept[0].Reason, "throttled") || kept[0].Dialog == "" || kept[0].About != desk.UntoldDialog {
				t.Errorf("it says %+v", kept[0])
			}
			if kept[0].State == desk.UntoldWaiting {
				waits, clock = append(waits, kept[0].Next.Sub(clock)), kept[0].Next
			}
		}
		for i := range waits[min(len(waits), 1):] {
			if waits[i+1] < waits[i] {
				t.Errorf("it waits %v", waits)
			}
		}
		sick.thing = ""
		if ill == 11 {
			if took := clock.Sub(first); took < 3*24*time.Hour || len(waits) != 10 {
				t.Errorf("it is tried for %v, %d times more", took, len(waits))
			}
			do() // healed, but nobody tries by themselves
			clock = clock.Add(24 * time.Hour)
			do()
			for _, u := range keptIn(t, st) {
				if u.State != desk.UntoldFailed || !u.Next.IsZero() {
					t.Fatalf("got %+v, want a dead letter", u)
				}
				if _, err := letters.Again(t.Context(), desk.Actor{Role: desk.RoleOperator}, u.ID); !errors.Is(err, desk.ErrRefused) {
					t.Errorf("an operator: %v, want a refusal", err)
				}
				for range 2 {
					if _, err := letters.Again(t.Context(), desk.Actor{Role: desk.RoleAdmin}, u.ID); err != nil {
						t.Fatal(err)
					}
				}
			}
			if _, err := letters.Again(t.Context(), desk.Actor{Role: desk.RoleAdmin}, "none.none.7"); !errors.Is(err, desk.ErrNotFound) {
				t.Errorf("none: %v", err)
			}
		}
		for range 2 {
			do()
		}
		if kept := keptIn(t, st); len(kept) != 0 {
			t.Errorf("kept still: %+v", kept)
		}
	})
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("it ends otherwise (-told at once +told later)\n%s", d)
	}
}

// toldWith plays a day, has its changes told, and gives all that is stored then.
func toldWith(t *testing.T, tell func(feed.Dispatcher, assembly.Parts, []desk.FeedRecord, *illFigures, *time.Time)) map[string]string {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	sick := &illFigures{Engine: e}
	st := store.Store{Engine: sick, Now: func() time.Time { return at }}
	playRule(t, st)
	play(t, st, &at)
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Outbox: &remembered{}, Words: words.Bares, Now: func() time.Time { return at }}
	changes, err := e.Changes(t.Context(), "", 100_000)
	if err != nil {
		t.Fatal(err)
	}
	var records []desk.FeedRecord
	for _, c := range changes {
		if r := builtin.Record(c); r.Dialog != nil {
			records = append(records, r)
		}
	}
	tell(feed.Dispatcher{Consumers: p.Consumers(), Keeper: p.Shelver()}, p, records, sick, &at)
	return allOf(t, e)
}

func keptIn(t *testing.T, s store.Store) []desk.Untold {
	t.Helper()
	page, err := s.ListUntold(t.Context(), desk.PageAsk{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

// retells are the jobs that tell what was kept.
func retells(t *testing.T, s store.Store, out *remembered) (ids []desk.JobID) {
	t.Helper()
	for _, id := range out.jobs {
		v, err := s.Job(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if v.Kind == desk.JobRetell {
			ids = append(ids, id)
		}
	}
	return ids
}

// illFigures is an engine that counts one thing no more.
type illFigures struct {
	store.Engine
	thing string
}

func (i *illFigures) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	for _, op := range ops {
		if op.Key.PK == i.thing {
			return nil, fmt.Errorf("%w: throttled", desk.ErrBusy)
		}
	}
	return i.Engine.Write(ctx, ops...)
}
