package assembly_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
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

// TestFeed_EndsAlikeWhateverBecomesOfIt: what consumers make of the same changes is the
// same, whether each change is told once and in order, or the process dies before or
// after any call, items come in any order, and what was told is told again from an
// earlier place on: entries of lists and of search, figures, deliveries of webhooks and
// all jobs (SYS-07).
func TestFeed_EndsAlikeWhateverBecomesOfIt(t *testing.T) {
	want := told(t, nil)
	for kind, least := range map[string]int{"LIST#": 100, "LIST#word:": 20, "DL#": 10, "FIGURES#": 2, "COUNTED#": 10, "HK#": 10, "V#": 10} {
		n := 0
		for k := range want {
			if strings.HasPrefix(k, kind) {
				n++
			}
		}
		if n < least {
			t.Errorf("%d items of %s: the test shows less than it says", n, kind)
		}
	}
	for seed := range uint64(12) {
		if d := cmp.Diff(want, told(t, rand.New(rand.NewPCG(seed, 5)))); d != "" {
			t.Errorf("seed %d: it ends otherwise (-told once +with faults)\n%s", seed, d)
		}
	}
}

// told tells all changes of a played day to all consumers, and gives what is stored then.
// dice: what goes wrong; nil: nothing does.
func told(t *testing.T, dice *rand.Rand) map[string]string {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	play(t, store.Store{Engine: e, Now: now}, &at)
	flaky := &mortal{Engine: e, calls: -1}
	st := store.Store{Engine: flaky, Now: now}
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Outbox: nowhere{flaky}, Words: words.Bares, Now: now}
	tell := feed.Dispatcher{Consumers: []feed.Consumer{p.Lister(), p.Counter(), p.Teller(), p.Announcer(), p.HandOvers(), p.Watcher()}}
	tellFaultily(t, e, flaky, tell, dice)
	out := map[string]string{}
	if err := e.Each(func(it store.Item) error {
		if it = it.Clone(); strings.HasPrefix(it.Str("pk"), "DL#") {
			delete(it, "version") // how often it was written
			it["v"] = withoutWriters(t, it.Str("v"))
		}
		delete(it, "write") // a word of the write's own
		maps.DeleteFunc(it, func(name string, v any) bool { return v == int64(0) && strings.HasPrefix(name, "n.") })
		out[it.Str("pk")+" "+it.Str("sk")] = fmt.Sprint(it)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// withoutWriters is a dialog's LISTED without the names of those who died writing entries,
// which stay for an hour: what they left is in the entries, if they left anything.
func withoutWriters(t *testing.T, listed string) string {
	t.Helper()
	v := map[string]any{}
	if err := json.Unmarshal([]byte(listed), &v); err != nil {
		t.Fatal(err)
	}
	delete(v, "w")
	delete(v, "s")
	return fmt.Sprint(v)
}

// tellFaultily tells all that changed in an engine: once and in order, or as the dice
// have it.
func tellFaultily(t *testing.T, e *embedded.Engine, flaky *mortal, tell feed.Dispatcher, dice *rand.Rand) {
	t.Helper()
	changes, err := e.Changes(t.Context(), "", 100_000)
	if err != nil {
		t.Fatal(err)
	}
	left, items := map[string][]desk.FeedRecord{}, []string{}
	for _, c := range changes {
		r := builtin.Record(c)
		if left[r.Item] == nil {
			items = append(items, r.Item)
		}
		left[r.Item] = append(left[r.Item], r)
	}
	for place := map[string]int{}; len(items) > 0; {
		i := 0
		if dice != nil {
			i, flaky.calls = dice.IntN(len(items)), dice.IntN(25)
			if back := dice.IntN(6); back < 2 { // as after a kill before what was told was noted
				place[items[i]] = max(place[items[i]]-1-back, 0)
			}
			if dice.IntN(3) == 0 {
				flaky.calls = -1 // lives on
			}
		}
		item := items[i]
		if tell.Tell(t.Context(), left[item][place[item]:place[item]+1])[0] == nil {
			place[item]++
		} else if dice == nil {
			t.Fatal("a consumer fails though nothing does")
		}
		if place[item] == len(left[item]) {
			items = slices.Delete(items, i, i+1)
		}
	}
}

// play has twelve customers talk, of whom most are answered, closed and come back.
func play(t *testing.T, s store.Store, at *time.Time) {
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := s.SaveEndpoint(ctx, desk.Endpoint{ID: "crm", URL: "https://crm.example/in", Kinds: desk.EventKinds(), Secret: "s"})
	must(err)
	for _, o := range []desk.OperatorID{"olga", "max"} {
		_, err := s.ChangeWorkload(ctx, o, func(w desk.Workload) (desk.Workload, error) { w.Limit = 100; return w, nil })
		must(err)
	}
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	for i := range 40 {
		*at = at.Add(7 * time.Minute)
		who := i * 5 % 12
		a, err := s.Append(ctx, desk.Append{
			Line: line, Profile: desk.Profile{User: fmt.Sprint(who), Name: []string{"Anna Kovalchuk", "Max Berg"}[who%2]},
			Message: desk.Message{Customer: desk.NewCustomerID("shop", fmt.Sprint(who)), External: desk.ExternalID(fmt.Sprint("m", i)), Author: desk.ByCustomer, Text: "Hello", SentAt: *at},
		})
		must(err)
		id := a.Dialog.ID
		_, err = s.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			switch i % 4 {
			case 0:
				d.Labels, d.Team = []desk.LabelID{"vip"}, "sales"
			case 1, 2:
				d = d.Taken("olga", *at)
			case 3:
				d = d.Taken("max", *at).Closed(desk.ClosedByHand, "Max", *at)
			}
			return d, nil
		})
		must(err)
		if i%5 == 0 {
			r, _, err := s.CreateRun(ctx, desk.Run{ID: desk.RunID(fmt.Sprint("r", i)), Dialog: id, Card: desk.CardRef{Kind: desk.KindLead, ID: fmt.Sprint(i)}, State: desk.RunWaiting, AskedAt: *at})
			must(err)
			r.State, r.DoneAt = desk.RunDone, *at
			_, err = s.SaveRun(ctx, r, nil, nil)
			must(err)
		}
	}
}

// mortal is an engine whose process dies at a call, before its work or after it; below
// zero it lives.
type mortal struct {
	store.Engine
	calls int
}

var errDied = fmt.Errorf("%w: the process died", desk.ErrBusy)

// dies says whether this call is the one; from then on all are.
func (m *mortal) dies() (before, after bool) {
	switch {
	case m.calls < 0:
		return false, false
	case m.calls < 2:
		before, after = m.calls == 0, true
	}
	if m.calls = max(m.calls-2, 0); before || after {
		m.calls = 0
	}
	return before, after
}

func (m *mortal) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	if before, after := m.dies(); before || after {
		return nil, errDied
	}
	return m.Engine.Get(ctx, k, strong)
}

func (m *mortal) Query(ctx context.Context, q store.Query) (store.Found, error) {
	if before, after := m.dies(); before || after {
		return store.Found{}, errDied
	}
	return m.Engine.Query(ctx, q)
}

func (m *mortal) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	before, after := m.dies()
	if before {
		return nil, errDied
	}
	it, err := m.Engine.Write(ctx, ops...)
	if after {
		return nil, errDied
	}
	return it, err
}

// nowhere is an outbox that the process may die before.
type nowhere struct{ process *mortal }

func (n nowhere) Enqueue(context.Context, desk.Job, time.Duration) error {
	if before, after := n.process.dies(); before || after {
		return errDied
	}
	return nil
}
