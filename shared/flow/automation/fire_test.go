package automation_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/automation"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

var at = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a store and the deeds of rules, which die at a call, before or after what
// they do. Like the verbs, they make what has one mark once.
type world struct {
	store.Store
	automation.Deeds
	calls, dies int
	after       bool
	made        map[string]bool
	did         []string // in their order
}

var errKilled = fmt.Errorf("%w: killed", desk.ErrBusy)

func (w *world) do(does func() error) error {
	w.calls++
	switch {
	case w.dies > 0 && w.calls == w.dies && !w.after:
		return errKilled
	case w.dies > 0 && w.calls == w.dies:
		return errors.Join(does(), errKilled)
	}
	return does()
}

func (w *world) makes(mark, what string) error {
	return w.do(func() error {
		if !w.made[mark] {
			w.made[mark], w.did = true, append(w.did, what)
		}
		return nil
	})
}

func (w *world) Reply(_ context.Context, _ desk.Actor, mark string, _ desk.DialogID, text string) error {
	return w.makes(mark, "reply "+text)
}

func (w *world) Note(_ context.Context, _ desk.Actor, mark string, _ desk.DialogID, text string) error {
	return w.makes(mark, "note "+text)
}

func (w *world) AskRun(_ context.Context, _ desk.Actor, id desk.RunID, _ desk.DialogID) error {
	return w.makes(string(id), "run")
}

func (w *world) Call(_ context.Context, _ desk.EndpointID, e desk.Event) error {
	return w.makes(string(e.ID), "call")
}

func (w *world) SaveFiring(ctx context.Context, f desk.Firing) (saved desk.Firing, err error) {
	err = w.do(func() (err error) { saved, err = w.Store.SaveFiring(ctx, f); return err })
	return saved, err
}

func (w *world) NoteCause(ctx context.Context, of string, chain []desk.AutomationID) error {
	return w.do(func() error { return w.Store.NoteCause(ctx, of, chain) })
}

// TestKilledAnywhereEachActionIsDoneOnce_AT01: at each call, before or after it, each
// action is done once, in their order, and the log says so.
func TestKilledAnywhereEachActionIsDoneOnce_AT01(t *testing.T) {
	want := []string{"reply 1", "note 2", "reply 3", "run", "call"}
	for dies := 0; ; dies++ {
		for _, after := range []bool{false, true} {
			e, err := embedded.Open(filepath.Join(t.TempDir(), "x.db"), embedded.Knobs{NoSync: true})
			must(t, err)
			defer e.Close()
			st := store.Store{Engine: e, Now: func() time.Time { return at }}
			w := &world{Store: st, made: map[string]bool{}, dies: dies, after: after}
			line := desk.Line{ID: "shop", Channel: desk.ChannelWeb}
			said, err := st.Append(t.Context(), desk.Append{Line: line, Message: desk.Message{Customer: desk.NewCustomerID("shop", "u"), External: "m", Author: desk.ByCustomer, Text: "Hi"}})
			must(t, err)
			_, err = st.SaveAutomation(t.Context(), desk.Automation{ID: "rule", Title: "R", When: desk.Trigger{Kind: desk.WhenOpened}, CreatedAt: at, Then: []desk.Action{
				{Kind: desk.DoReply, Text: "1"}, {Kind: desk.DoNote, Text: "2"}, {Kind: desk.DoReply, Text: "3"}, {Kind: desk.DoRun}, {Kind: desk.DoWebhook, Endpoint: "x"},
			}})
			must(t, err)
			f := desk.NewPressed("rule", said.Dialog, "mark", "Olga", at)
			must(t, st.AddFiring(t.Context(), f, f.Job(at)))
			j := &automation.FireJob{
				Rules: st, Firings: w, Causes: w, Deeds: w, Now: st.Now,
				Reads: automation.Reads{Dialogs: st, Newest: st, Messages: st, Runs: st, Teams: st, Config: st, Lists: st, Now: st.Now},
			}
			for range 4 { // also once it is done
				if _, err := j.Do(t.Context(), f.Job(at)); err != nil && !errors.Is(err, desk.ErrBusy) && !errors.Is(err, desk.ErrConflict) {
					t.Fatal(err)
				}
			}
			if !slices.Equal(w.did, want) {
				t.Errorf("killed at %d, after %v: did %q", dies, after, w.did)
			}
			if got, err := st.Firing(t.Context(), "rule", f.ID); err != nil || got.State != desk.FiringDone || got.Done != len(want) || got.Code != "" {
				t.Errorf("killed at %d, after %v: the log says %+v, %v", dies, after, got, err)
			}
			if dies > w.calls {
				return
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// unopened has no dialogs yet.
type unopened struct {
	store.Store
	yet bool
}

func (u *unopened) Newest(ctx context.Context, c desk.CustomerID) (desk.Dialog, error) {
	if u.yet {
		return desk.Dialog{}, desk.ErrNotFound
	}
	return u.Store.Newest(ctx, c)
}

// TestAFirstMessageWaitsForItsDialog_AT01: a message is told of before its dialog is
// there. The rule acts once it is, and ends where it never comes.
func TestAFirstMessageWaitsForItsDialog_AT01(t *testing.T) {
	for name, c := range map[string]struct {
		opens bool
		state desk.FiringState
	}{"opened later": {true, desk.FiringDone}, "never opened": {false, ""}} {
		t.Run(name, func(t *testing.T) {
			e, err := embedded.Open(filepath.Join(t.TempDir(), "x.db"), embedded.Knobs{NoSync: true})
			must(t, err)
			defer e.Close()
			now := at
			st := store.Store{Engine: e, Now: func() time.Time { return now }}
			w := &world{Store: st, made: map[string]bool{}}
			said, err := st.Append(t.Context(), desk.Append{Line: desk.Line{ID: "shop", Channel: desk.ChannelWeb}, Message: desk.Message{Customer: desk.NewCustomerID("shop", "u"), External: "m", Author: desk.ByCustomer, Text: "a refund"}})
			must(t, err)
			_, err = st.SaveAutomation(t.Context(), desk.Automation{ID: "rule", Title: "R", When: desk.Trigger{Kind: desk.WhenMessage}, CreatedAt: at, Then: []desk.Action{{Kind: desk.DoNote, Text: "1"}}})
			must(t, err)
			f := desk.NewFiring("rule", desk.Occurrence{Event: desk.Event{ID: "evt_1", Kind: desk.EventMessageCreated, At: at, Customer: said.Message.Customer, Message: said.Message.Seq}, Due: at})
			must(t, st.AddFiring(t.Context(), f, f.Job(at)))
			newest := &unopened{Store: st, yet: true}
			j := &automation.FireJob{
				Rules: st, Firings: w, Causes: w, Deeds: w, Now: st.Now,
				Reads: automation.Reads{Dialogs: st, Newest: newest, Messages: st, Runs: st, Teams: st, Config: st, Lists: st, Now: st.Now},
			}
			for range 2 {
				if _, err := j.Do(t.Context(), f.Job(at)); !errors.Is(err, desk.ErrBusy) {
					t.Fatalf("before its dialog is there: %v, want that it is tried again", err)
				}
			}
			newest.yet, now = !c.opens, at.Add(time.Hour)
			if _, err := j.Do(t.Context(), f.Job(at)); err != nil {
				t.Fatal(err)
			}
			got, err := st.Firing(t.Context(), "rule", f.ID)
			if got.State != c.state || c.opens != (err == nil) || c.opens != slices.Equal(w.did, []string{"note 1"}) {
				t.Errorf("the log says %+v, %v, and %q was done", got, err, w.did)
			}
		})
	}
}
