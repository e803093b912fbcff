package assembly_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/words"
)

// rules are the company's, of the test: the last acts once in a dialog.
var rules = []desk.Automation{
	{ID: "opened", When: desk.Trigger{Kind: desk.WhenOpened}, Then: []desk.Action{{Kind: desk.DoLabel, Label: "new"}, {Kind: desk.DoNote, Text: "opened"}}},
	{ID: "message", When: desk.Trigger{Kind: desk.WhenMessage, Words: []string{"hello"}}, Then: []desk.Action{{Kind: desk.DoWebhook, Endpoint: "crm"}}},
	{ID: "unanswered", When: desk.Trigger{Kind: desk.WhenUnanswered, For: time.Minute}, Then: []desk.Action{{Kind: desk.DoPriority, Priority: desk.PriorityHigh}, {Kind: desk.DoNote, Text: "unanswered"}}},
	{ID: "assigned", When: desk.Trigger{Kind: desk.WhenAssigned}, Then: []desk.Action{{Kind: desk.DoNote, Text: "assigned"}, {Kind: desk.DoWebhook, Endpoint: "crm"}}},
	{ID: "closed", When: desk.Trigger{Kind: desk.WhenClosed}, Then: []desk.Action{{Kind: desk.DoNote, Text: "closed"}, {Kind: desk.DoWebhook, Endpoint: "crm"}}},
	{ID: "run", When: desk.Trigger{Kind: desk.WhenRunDone}, Then: []desk.Action{{Kind: desk.DoWebhook, Endpoint: "crm"}}},
	{ID: "once", When: desk.Trigger{Kind: desk.WhenMessage}, Once: true, Then: []desk.Action{{Kind: desk.DoNote, Text: "once"}}},
}

// TestRules_EachActionOnceWhateverBecomesOfIt_AT01: what rules do is the same, and each
// thing once, whether each change is told once and in order and each job done once, or
// the process dies before or after any call of either, items and jobs come in any order,
// and what was told or done is told or done again.
func TestRules_EachActionOnceWhateverBecomesOfIt_AT01(t *testing.T) {
	want := ruled(t, nil)
	for what, least := range map[string]int{"note opened": 9, "note unanswered": 9, "note assigned": 6, "note once": 9, "label new": 9, "called": 50, "done": 60, "failed closed": 10} {
		if n := counted(want, what); n < least {
			t.Errorf("%d of %q: the test shows less than it says", n, what)
		}
	}
	for seed := range uint64(6) {
		if d := cmp.Diff(want, ruled(t, rand.New(rand.NewPCG(seed, 7)))); d != "" {
			t.Errorf("seed %d: it ends otherwise (-done once +with faults)\n%s", seed, d)
		}
	}
}

func counted(did []string, what string) (n int) {
	for _, s := range did {
		if strings.HasPrefix(s, what) {
			n++
		}
	}
	return n
}

// ruled tells all changes of a played day to the rules, does their jobs, and gives what
// they did. dice: what goes wrong; nil: nothing does.
func ruled(t *testing.T, dice *rand.Rand) []string {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	must(t, err)
	defer e.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	sound := store.Store{Engine: e, Now: now}
	for _, a := range rules {
		a.Title, a.CreatedAt = string(a.ID), at
		_, err := sound.SaveAutomation(t.Context(), a)
		must(t, err)
	}
	_, err = sound.SaveSettings(t.Context(), desk.Settings{Labels: []desk.Label{{ID: "new", Title: "New"}, {ID: "vip", Title: "VIP"}}})
	must(t, err)
	_, err = sound.SaveLine(t.Context(), desk.Line{ID: "shop", Channel: desk.ChannelTelegram, Active: true})
	must(t, err)
	play(t, sound, &at)
	flaky := &mortal{Engine: e, calls: -1}
	st := store.Store{Engine: flaky, Now: now}
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Outbox: nowhere{flaky}, Words: words.Bares, Now: now}
	tellFaultily(t, e, flaky, feed.Dispatcher{Consumers: []feed.Consumer{p.Watcher()}}, dice)

	at = at.Add(time.Hour) // and everything is due
	flaky.calls = -1
	waiting := firings(t, sound)
	if dice != nil {
		waiting = slices.Concat(waiting, waiting) // a job may be nudged twice
		dice.Shuffle(len(waiting), func(i, j int) { waiting[i], waiting[j] = waiting[j], waiting[i] })
	}
	for _, f := range waiting {
		for lives := 0; ; lives++ {
			if dice != nil && lives < 3 {
				flaky.calls = dice.IntN(60)
			} else {
				flaky.calls = -1
			}
			at = at.Add(time.Hour) // a process that died comes back, and what it put off is due
			p.Since = at
			err := p.Worker().Do(t.Context(), f.Job(at).ID)
			flaky.calls = -1
			if j, bad := sound.Job(t.Context(), f.Job(at).ID); bad != nil || j.Ended() {
				must(t, bad)
				break
			}
			if dice == nil || lives > 20 {
				t.Fatalf("%s upon %s: not ended, %v", f.Automation, f.Event.Kind, err)
			}
		}
	}
	return deedsOf(t, sound)
}

// firings are all, of every rule.
func firings(t *testing.T, s store.Store) (out []desk.Firing) {
	for _, a := range rules {
		page, err := s.ListFirings(t.Context(), a.ID, desk.PageAsk{Limit: 1000})
		must(t, err)
		if out = append(out, page.Items...); page.Next != "" {
			t.Fatal("more firings than a page")
		}
	}
	return out
}

// deedsOf are what rules did, in no order of time: notes, labels and priorities by
// dialog, calls of the webhook, and what the rules' logs say.
func deedsOf(t *testing.T, s store.Store) (out []string) {
	page, err := s.EveryDialog(t.Context(), desk.PageAsk{Limit: 200})
	must(t, err)
	for _, d := range page.Items {
		if slices.Contains(d.Labels, "new") {
			out = append(out, "label new "+string(d.ID))
		}
		out = append(out, fmt.Sprint("priority ", d.Priority, " ", d.ID))
		if d.Number > 1 { // a customer's messages are one stream
			continue
		}
		said, err := s.Messages(t.Context(), d.Customer, 0, 0, false, desk.PageAsk{Limit: 500})
		must(t, err)
		for _, m := range said.Items {
			if m.Author == desk.AsNote {
				out = append(out, fmt.Sprint("note ", m.Text, " ", d.Customer))
			}
		}
	}
	calls, err := s.ListDeliveries(t.Context(), "crm", desk.PageAsk{Limit: 1000})
	must(t, err)
	for _, c := range calls.Items {
		out = append(out, fmt.Sprint("called ", c.Event.Kind, " ", c.Event.ID))
	}
	for _, f := range firings(t, s) {
		if f.Automation != "once" { // of which the first that comes stays
			out = append(out, fmt.Sprint(f.State, " ", f.Automation, " ", f.Event.ID, " ", f.Done, " ", f.Code))
		}
	}
	slices.Sort(out)
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
