package automation_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/automation"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// crowd is a store with many who wait, in which every so-manyeth write of a firing kills
// the process, before it or after; and a clock that each of them moves on.
type crowd struct {
	store.Store
	now          time.Time
	each, writes int
	after        bool
	killed       int
	sent         int // to the queue
}

func (c *crowd) AddFiring(ctx context.Context, f desk.Firing, job desk.Job) error {
	c.now = c.now.Add(time.Second)
	c.writes++
	dies := c.each > 0 && c.writes%c.each == 0
	if dies {
		c.killed++
	}
	if dies && !c.after {
		return errKilled
	}
	return errors.Join(c.Store.AddFiring(ctx, f, job), map[bool]error{true: errKilled}[dies])
}

// Enqueue loses what it is given: all comes from who looks for what is overdue.
func (c *crowd) Enqueue(context.Context, desk.Job, time.Duration) error { c.sent++; return nil }

// crowded is a store in which n wait.
func crowded(t *testing.T, n int) *crowd {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "x.db"), embedded.Knobs{NoSync: true})
	must(t, err)
	t.Cleanup(func() { e.Close() })
	c := &crowd{now: at}
	c.Store = store.Store{Engine: e, Now: func() time.Time { return c.now }}
	for i := range n {
		said, err := c.Append(t.Context(), desk.Append{Line: desk.Line{ID: "shop", Channel: desk.ChannelWeb}, Message: desk.Message{
			Customer: desk.NewCustomerID("shop", fmt.Sprint("u", i)), External: "m", Author: desk.ByCustomer, Text: "Hi",
		}})
		must(t, err)
		must(t, c.List(t.Context(), said.Dialog.ID, func(context.Context, desk.Dialog) ([]string, error) { return nil, nil }))
	}
	return c
}

// keeper and worker are the verbs over it.
func (c *crowd) verbs() (*automation.Keeper, *work.Worker) {
	w := &automation.Waiting{Rules: c, Lists: c, Firings: c, Jobs: c, Outbox: c, Now: c.Store.Now}
	k := &automation.Keeper{Rules: c, Firings: c, Config: c, Waiting: w, Now: c.Store.Now}
	return k, &work.Worker{Jobs: c, Outbox: c, Now: c.Store.Now, Since: at.Add(-time.Hour), Handlers: map[desk.JobKind]work.Handler{desk.JobCatch: w.Job()}}
}

// goesOn does each job of who waits already that is not at its end, until there is none, and
// says how many there were.
func (c *crowd) goesOn(t *testing.T, w *work.Worker) int {
	ids := map[desk.JobID]bool{}
	for range 1000 {
		c.now = c.now.Add(10 * time.Minute)
		page, err := c.DueJobs(t.Context(), c.now, desk.PageAsk{Limit: 1000})
		must(t, err)
		n := 0
		for _, v := range page.Items {
			if v.Kind != desk.JobCatch {
				continue
			}
			n, ids[v.ID] = n+1, true
			if err := w.Do(t.Context(), v.ID); err != nil && !errors.Is(err, desk.ErrBusy) {
				t.Fatal(err)
			}
		}
		if n == 0 {
			return len(ids)
		}
	}
	t.Fatal("it never ends")
	return 0
}

// log is how often each dialog stands in a rule's log.
func (c *crowd) log(t *testing.T, rule desk.AutomationID) map[desk.DialogID]int {
	out := map[desk.DialogID]int{}
	_, err := work.Every(t.Context(), func(ask desk.PageAsk) (desk.Page[desk.Firing], error) {
		return c.ListFirings(t.Context(), rule, ask)
	}, func(f desk.Firing) error { out[f.Event.Dialog]++; return nil })
	must(t, err)
	return out
}

func unanswered() desk.Automation {
	return desk.Automation{Title: "R", When: desk.Trigger{Kind: desk.WhenUnanswered, For: 24 * time.Hour}, Then: []desk.Action{{Kind: desk.DoNote, Text: "1"}}}
}

var admin = desk.Actor{Role: desk.RoleAdmin}

// TestAllWhoWaitAreCaughtOnce_AT01: however many they are, and wherever the job is cut off.
func TestAllWhoWaitAreCaughtOnce_AT01(t *testing.T) {
	const many = 430
	for _, c := range []struct {
		each  int
		after bool
	}{{0, false}, {97, false}, {97, true}, {211, true}} {
		t.Run(fmt.Sprintf("killed at each %d. write, after it %v", c.each, c.after), func(t *testing.T) {
			w := crowded(t, many)
			k, worker := w.verbs()
			w.each, w.after = c.each, c.after
			_, err := k.Create(t.Context(), admin, "rule", unanswered())
			must(t, err)
			if w.writes != 0 || w.sent != 1 {
				t.Errorf("as the rule is made, %d firings were written and %d jobs put on the queue, want a job", w.writes, w.sent)
			}
			stretches := w.goesOn(t, worker)
			if c.each == 0 && stretches < 3 || (w.killed > 0) != (c.each > 0) {
				t.Errorf("there were %d stretches and %d deaths: that shows nothing", stretches, w.killed)
			}
			log := w.log(t, "rule")
			for d, n := range log {
				if n != 1 {
					t.Errorf("%s was caught %d times", d, n)
				}
			}
			if len(log) != many {
				t.Errorf("caught %d of %d", len(log), many)
			}
		})
	}
}

// diesSaving is a store of rules that dies as it stores one, having done so or not.
type diesSaving struct {
	*crowd
	after bool
}

func (d diesSaving) SaveAutomation(ctx context.Context, a desk.Automation) (desk.Automation, error) {
	if d.after {
		_, err := d.crowd.SaveAutomation(ctx, a)
		return a, errors.Join(err, errKilled)
	}
	return a, errKilled
}

// TestACutOffRuleCatchesWhoWaits_AT01: whoever is killed as the rule is stored leaves a rule
// that knows who waits, or none; and no job of a rule that is not there acts.
func TestACutOffRuleCatchesWhoWaits_AT01(t *testing.T) {
	for after, want := range map[bool]int{true: 3, false: 0} {
		w := crowded(t, 3)
		k, worker := w.verbs()
		k.Rules = diesSaving{w, after}
		if _, err := k.Create(t.Context(), admin, "rule", unanswered()); !errors.Is(err, errKilled) {
			t.Fatalf("got %v", err)
		}
		w.goesOn(t, worker)
		if log := w.log(t, "rule"); len(log) != want {
			t.Errorf("killed after the rule was stored %v: caught %d, want %d", after, len(log), want)
		}
		k.Rules = w
		if !after {
			_, err := k.Create(t.Context(), admin, "rule", unanswered())
			must(t, err)
			w.goesOn(t, worker)
			if log := w.log(t, "rule"); len(log) != 3 {
				t.Errorf("made once more, it caught %d of 3", len(log))
			}
		}
	}
}

// TestARuleThatIsOffCatchesNobody_AT01: nor does a job that began before it was switched off
// and on again add to what the new one does.
func TestARuleThatIsOffCatchesNobody_AT01(t *testing.T) {
	w := crowded(t, 3)
	k, worker := w.verbs()
	_, err := k.Create(t.Context(), admin, "rule", unanswered())
	must(t, err)
	sets := func(off bool) {
		t.Helper()
		_, err := k.Change(t.Context(), admin, "rule", func(a desk.Automation) (desk.Automation, error) { a.Off = off; return a, nil })
		must(t, err)
	}
	sets(true)
	w.goesOn(t, worker)
	if log := w.log(t, "rule"); len(log) != 0 {
		t.Fatalf("switched off, it caught %d", len(log))
	}
	sets(false)
	sets(true)
	sets(false)
	w.goesOn(t, worker)
	for d, n := range w.log(t, "rule") {
		if n != 1 {
			t.Errorf("switched on twice, it caught %s %d times", d, n)
		}
	}
	if log := w.log(t, "rule"); len(log) != 3 {
		t.Errorf("switched on, it caught %d of 3", len(log))
	}
}
