package assembly_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
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

// TestFeed_WhatIsGivenUpIsToldLater_BX05: records that fail until they are given up, with
// all that their batches hold of the same item behind them, because any one consumer fails,
// the lists can't be written, or nothing at all, so that they lie in letters which are taken
// over by a process that dies at any call, are told by their jobs once that is over: lists, words of
// search, figures, deliveries of webhooks, firings of rules, marks of what was counted and
// all jobs are as they would be had each been told at once (CL-01, CL-05, ST-01, AT-01).
func TestFeed_WhatIsGivenUpIsToldLater_BX05(t *testing.T) {
	want, _ := givenUp(t, nil)
	for prefix, least := range map[string]int{"LIST#": 100, "LIST#word:zina": 2, "LIST#word:anna": 5, "CARDS#contact": 3, "FIGURES#": 2, "COUNTED#": 10, "HK#": 10, "AU#": 10, "V#": 10} {
		n := 0
		for k := range want {
			if strings.HasPrefix(k, prefix) {
				n++
			}
		}
		if n < least {
			t.Errorf("%d items of %s: the test shows less than it says", n, prefix)
		}
	}
	missed := map[string]int{}
	for seed := range uint64(12) {
		got, before := givenUp(t, rand.New(rand.NewPCG(seed, 12)))
		for _, of := range []string{"LIST#", "CARDS#", "FIGURES#", "COUNTED#", "HK#", "AU#", "V#"} {
			if !cmp.Equal(only(want, of), only(before, of)) {
				missed[of]++
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("seed %d: it ends otherwise (-told +given up)\n%s", seed, d)
		}
	}
	for _, of := range []string{"LIST#", "CARDS#", "FIGURES#", "COUNTED#", "HK#", "AU#", "V#"} {
		if missed[of] < 2 {
			t.Errorf("of %s something was missing before it was told later for %d seeds only: the test shows less than it says", of, missed[of])
		}
	}
}

func only(all map[string]string, prefix string) map[string]string {
	out := map[string]string{}
	for k, v := range all {
		if strings.HasPrefix(k, prefix) {
			out[k] = v
		}
	}
	return out
}

// givenUp tells what changed on a played day, in batches, of which dice have some given
// up; nil: none. It gives what is stored once their jobs are done, and before.
func givenUp(t *testing.T, dice *rand.Rand) (after, before map[string]string) {
	e, err := embedded.Open(filepath.Join(t.TempDir(), "t.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	ill := &illLists{Engine: e}
	st, crm := store.Store{Engine: ill, Now: now}, builtin.CRM{Table: store.Store{Engine: e, Now: now}.Table()}
	out := &remembered{}
	said := at.Add(24 * time.Hour) // what follows from a change says when it was told: here, at one time
	p := assembly.Parts{Store: st, BuiltIn: builtin.CRM{Table: st.Table()}, Outbox: out, Words: words.Bares, Now: func() time.Time { return said }}
	var sick []*sickConsumer
	var all []feed.Consumer
	for _, c := range p.Consumers() {
		sick = append(sick, &sickConsumer{Consumer: c})
		all = append(all, sick[len(sick)-1])
	}
	tell := feed.Dispatcher{Consumers: all, Keeper: p.Shelver()}
	box, place := letterbox{}, ""
	for _, played := range []func(){
		func() { playRule(t, st); play(t, st, &at) },
		func() { playCards(t, st, crm, &at) },
		func() { playNames(t, crm, &at) },
	} {
		played()
		changes, err := e.Changes(t.Context(), place, 100_000)
		if err != nil {
			t.Fatal(err)
		}
		place = changes[len(changes)-1].Place
		tellBatches(t, changes, ill, sick, tell, box, dice)
	}
	before = allOf(t, e)
	if dice != nil && len(box) == 0 {
		t.Fatal("nothing lies in letters: the test shows less than it says")
	}
	takeOver(t, e, now, box, dice)
	later := said.Add(desk.Backoff(desk.MaxAttempts))
	worker := &work.Worker{Jobs: st, Outbox: out, Now: func() time.Time { return later }, Handlers: map[desk.JobKind]work.Handler{desk.JobRetell: p.Reteller().Job()}}
	kept := allKept(t, st)
	for _, u := range kept {
		id := desk.NewRetellJob(u).ID
		if err := worker.Do(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if v, err := st.Job(t.Context(), id); err != nil || v.State != desk.JobSent {
			t.Fatalf("the job is %s, %v", v.State, err)
		}
	}
	if left, err := st.ListUntold(t.Context(), desk.PageAsk{}); err != nil || len(left.Items) > 0 || (len(kept) > 0) != (dice != nil) {
		t.Fatalf("%d were told later, and %v (%v) are kept still", len(kept), left.Items, err)
	}
	return allOf(t, e), before
}

// playRule has a rule act upon each message.
func playRule(t *testing.T, s store.Store) {
	t.Helper()
	if _, err := s.SaveAutomation(t.Context(), desk.Automation{ID: "greet", Title: "Greet", When: desk.Trigger{Kind: desk.WhenMessage}, Then: []desk.Action{{Kind: desk.DoLabel, Label: "vip"}}}); err != nil {
		t.Fatal(err)
	}
}

// tellBatches tells changes in batches, of which some fail until they are given up, as
// the dice have it, some into letters.
func tellBatches(t *testing.T, changes []store.Change, ill *illLists, sick []*sickConsumer, tell feed.Dispatcher, box letterbox, dice *rand.Rand) {
	t.Helper()
	for len(changes) > 0 {
		n, fault := min(20, len(changes)), 0
		if dice != nil {
			n, fault = min(1+dice.IntN(8), len(changes)), dice.IntN(4)
		}
		batch := changes[:n]
		changes = changes[n:]
		ill.lists, ill.all = fault == 1, fault == 3
		if fault == 2 {
			sick[dice.IntN(len(sick))].fails = true
		}
		for try := 0; try < desk.MaxAttempts && len(batch) > 0; try++ {
			batch = untold(t, tell, batch)
		}
		if fault == 3 && len(batch) > 0 {
			box.put(t, batch)
			batch = nil
		}
		ill.lists, ill.all = false, false
		for _, c := range sick {
			c.fails = false
		}
		if fault != 1 && fault != 2 && len(batch) > 0 {
			t.Fatal("a record is not told though nothing fails")
		}
	}
}

// untold tells a batch, and gives it from the first record on that was not told: Lambda
// brings all of that again, also what was told.
func untold(t *testing.T, tell feed.Dispatcher, batch []store.Change) []store.Change {
	t.Helper()
	var records []desk.FeedRecord
	for _, c := range batch {
		records = append(records, builtin.Record(c))
	}
	for i, err := range tell.Tell(t.Context(), records) {
		if err != nil {
			return batch[i:]
		}
	}
	return nil
}

// allOf is all that is stored, but for what tells later and what a process wrote of itself.
func allOf(t *testing.T, e *embedded.Engine) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := e.Each(func(it store.Item) error {
		switch it = it.Clone(); {
		case it.Str("pk") == "UNTOLD", strings.Contains(it.Str("v"), `"kind":"retell"`):
			return nil
		case strings.HasPrefix(it.Str("pk"), "DL#"):
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

// playCards has three customers be contacts.
func playCards(t *testing.T, s store.Store, crm builtin.CRM, at *time.Time) {
	t.Helper()
	for who := range 3 {
		*at = at.Add(time.Minute)
		c, err := crm.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Values: map[desk.FieldName]desk.Value{desk.ContactName: "Olena"}}, fmt.Sprint(who))
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.Newest(t.Context(), desk.NewCustomerID("shop", fmt.Sprint(who)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ChangeDialog(t.Context(), d.ID, func(d desk.Dialog) (desk.Dialog, error) { d.Contact = c.Ref; return d, nil }); err != nil {
			t.Fatal(err)
		}
	}
}

// playNames has them be called otherwise.
func playNames(t *testing.T, crm builtin.CRM, at *time.Time) {
	t.Helper()
	for who := range 3 {
		*at = at.Add(time.Minute)
		ref := desk.OriginRef(desk.KindContact, fmt.Sprint(who))
		renamed := desk.CardChange{ID: fmt.Sprint("renamed", who), Card: ref, By: "olga", At: *at, Fields: []desk.FieldChange{{Field: desk.ContactName, Old: "Olena", New: "Zinaida"}}}
		if _, err := crm.ChangeCard(t.Context(), renamed); err != nil {
			t.Fatal(err)
		}
	}
}

// illLists is an engine that takes nothing into lists while it is ill, or nothing at all.
type illLists struct {
	store.Engine
	lists, all bool
}

func (i *illLists) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	for _, op := range ops {
		if i.all || i.lists && (strings.HasPrefix(op.Key.PK, "LIST#") || strings.HasPrefix(op.Key.PK, "CARDS#")) {
			return nil, fmt.Errorf("%w: throttled", desk.ErrBusy)
		}
	}
	return i.Engine.Write(ctx, ops...)
}

// sickConsumer fails now and then.
type sickConsumer struct {
	feed.Consumer
	fails bool
}

func (s *sickConsumer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if s.fails {
		return errors.New("it is sick")
	}
	return s.Consumer.Changed(ctx, r)
}

// remembered is an outbox that keeps what was put on it.
type remembered struct{ jobs []desk.JobID }

func (r *remembered) Enqueue(_ context.Context, v desk.Job, _ time.Duration) error {
	r.jobs = append(r.jobs, v.ID)
	return nil
}
