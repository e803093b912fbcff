package flow_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// looksAt tells of all cards of a CRM, as its events do: each changed.
func (w *world) looksAt(f soldCRM) {
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindLead} {
		for _, c := range f.Cards(k) {
			w.step("hear of a card", func() error { return work.Queue(context.Background(), w.store, w, desk.NewCardJob(c.Ref, w.now), 0) })
		}
	}
	w.work()
}

// shuffled does things in an order, three times over.
func shuffled(order *rand.Rand, do []func()) {
	for range 3 {
		for _, i := range order.Perm(len(do)) {
			do[i]()
		}
	}
}

// inAnyOrder is a chat of two people and what comes of it, where each event of messengers
// and of the CRM comes three times and in any order: before the run, and after a person
// decided.
func inAnyOrder(w *world, f soldCRM, order *rand.Rand) {
	first, second := w.said("ann", "1", "chairs, please"), w.said("ann", "2", "three of them, 3")
	hears := func(in desk.Inbound) func() { return func() { w.hear(in); w.work() } }
	looks := func() { w.looksAt(f) }
	shuffled(order, []func(){
		hears(first), hears(second), hears(w.said("bob", "1", "mine")), looks,
		hears(desk.Inbound{Kind: desk.InEdit, External: "1", Text: "chairs, please!", EditedAt: start.Add(time.Minute), From: desk.Profile{User: "ann"}}),
		hears(desk.Inbound{Kind: desk.InReaction, External: "2", Text: "👍", At: start.Add(time.Second), From: desk.Profile{User: "ann"}}),
	})
	w.pass(10 * time.Minute)
	lead := w.dialog("ann", 1).Cards[0].Ref
	f.Set(lead, "quantity", "5")
	w.finds("product", "chairs", "quantity", "3")
	for range 2 {
		w.ask("r1", dialogID("ann", 1))
		w.pass(10 * time.Minute)
	}
	var read desk.Run
	for range 2 {
		looks()
		read = w.announced("r1", nil)
	}
	w.step("decide", func() error {
		_, err := w.decider().Decide(context.Background(), admin, "r1", map[desk.FieldName]desk.Decision{"quantity": desk.DecisionReplace}, "")
		return err
	})
	shuffled(order, []func(){looks, func() { w.announced("r1", &read) }, func() { w.announced("r1", nil) }, hears(first), hears(second)})
}

// endOf is what is there in the end, without the numbers that the CRM gives.
func endOf(w *world, f soldCRM) (out []string) {
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindLead} {
		out = append(out, fmt.Sprint(k, "s: ", len(f.Cards(k))))
	}
	for _, who := range []string{"ann", "bob"} {
		d := w.dialog(who, 1)
		if _, err := w.store.Dialog(context.Background(), dialogID(who, 2)); err == nil {
			out = append(out, who+" has a second dialog")
		}
		for _, b := range d.Cards {
			c, err := f.Card(context.Background(), b.Ref)
			values := []string{}
			for _, name := range slices.Sorted(maps.Keys(c.Values)) {
				if !strings.Contains(strings.ToLower(string(name)), "origin") { // what it was made from
					values = append(values, fmt.Sprint(name, "=", c.Values[name]))
				}
			}
			out = append(out, fmt.Sprint(who, " ", b.Ref.Kind, " of theirs: ", c.Contact == d.Contact, " ", values, " notes ", len(f.Notes(b.Ref)), " to do ", len(f.Tasks(b.Ref)), " ", err))
		}
	}
	r := w.run("r1")
	for _, o := range r.Outcomes {
		out = append(out, fmt.Sprint(o.Field, " ", o.Kind, " ", o.Value, " ", o.Decision))
	}
	slices.Sort(out)
	return append(out, string(r.State), fmt.Sprint("read ", w.reads))
}

// Promises 1 and 2 over each connected CRM: whatever comes when, and however often, nothing
// is there twice and nothing is missing.
func TestRepeats_AnyOrderIsOneInEachCRM(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) (*world, soldCRM){
		"any":                    func(t *testing.T) (*world, soldCRM) { return sold(t) },
		"Bitrix24":               func(t *testing.T) (*world, soldCRM) { return soldOn(t) },
		"Bitrix24's application": func(t *testing.T) (*world, soldCRM) { return soldToApp(t) },
		"Kommo":                  func(t *testing.T) (*world, soldCRM) { return soldAtKommo(t) },
		"Creatio":                func(t *testing.T) (*world, soldCRM) { return soldAtCreatio(t) },
		"rest":                   func(t *testing.T) (*world, soldCRM) { return soldByRest(t) },
	} {
		t.Run(name, func(t *testing.T) {
			var want []string
			for seed := range uint64(12) {
				w, f := open(t)
				inAnyOrder(w, f, rand.New(rand.NewPCG(seed, 14)))
				got := endOf(w, f)
				if seed == 0 {
					want = got
					if all := strings.Join(got, "\n"); !strings.Contains(all, "contacts: 2\n") || !strings.Contains(all, "leads: 2\n") || !strings.Contains(all, "notes 1 to do") || !strings.Contains(all, "quantity proposed 3 replace") {
						t.Fatalf("the story ends otherwise:\n%s", all)
					}
					continue
				}
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("order %d ends otherwise than order 0 (-want +got):\n%s", seed, d)
				}
			}
		})
	}
}
