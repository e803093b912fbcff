package flow_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestMerge_TheSurvivorIsCalledAsItsNameAndProposalsAreAgainstWhatItHolds_OP36_FF05: a
// contact that was called by its name still is, also once the merge is undone; and what
// waited is against the name that the card has now, or was taken with it.
func TestMerge_TheSurvivorIsCalledAsItsNameAndProposalsAreAgainstWhatItHolds_OP36_FF05(t *testing.T) {
	for _, name := range []string{"Ann Brown", "Annie"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ann, bob := twins(w)
			w.hear(w.said("cid", "c1", "hello"))
			w.pass(time.Minute)
			cid := w.dialog("cid", 1).Contact
			for ref, to := range map[desk.CardRef]desk.Card{
				ann: {Title: "Ann", Values: map[desk.FieldName]desk.Value{"name": "Ann", "telegram_user_id": "1"}},
				bob: {Title: "Bob", Values: map[desk.FieldName]desk.Value{"name": "Ann Brown", "telegram_user_id": "2"}},
				cid: {Title: "Cid", Values: map[desk.FieldName]desk.Value{"name": desk.Value(name)}},
			} {
				c := w.card(ref)
				c.Title, c.Values = to.Title, to.Values
				if _, err := w.crm.PutCard(t.Context(), c, nil); err != nil {
					t.Fatal(err)
				}
			}
			w.merge(bob, ann) // the name waits; the other id does not, since both are kept
			if got := w.offered(ann); got != "awaiting name\nawaiting_approval name proposed  Ann | Ann Brown\n" {
				t.Fatalf("first it is offered\n%s", got)
			}
			w.now = w.now.Add(time.Second)
			w.merge(cid, ann, "name")
			if c := w.card(ann); c.Title != name || string(c.Values["name"]) != name {
				t.Errorf("its name is %q, and it is called %q; want %q", c.Values["name"], c.Title, name)
			}
			run, err := w.store.Run(t.Context(), desk.Merge{From: bob, Into: ann, AskedAt: w.mergeOf(bob).AskedAt}.Offered())
			if err != nil || len(run.Outcomes) != 1 {
				t.Fatalf("what was offered: %+v, %v", run, err)
			}
			o := run.Outcomes[0]
			if taken := o.Decision == desk.DecisionReplace; taken != (name == "Ann Brown") || o.Open() != (name == "Annie") || !taken && o.Old != "Annie" {
				t.Errorf("what waited is %+v", o)
			}
			w.unmerge(cid)
			if c := w.card(ann); c.Title != "Ann" || c.Values["name"] != "Ann" {
				t.Errorf("once undone its name is %q, and it is called %q", c.Values["name"], c.Title)
			}
		})
	}
}

// mergeOf is the merge of a contact into another.
func (w *world) mergeOf(from desk.CardRef) desk.Merge {
	w.t.Helper()
	g, err := w.store.Merge(w.t.Context(), from)
	if err != nil {
		w.t.Fatal(err)
	}
	return g
}
