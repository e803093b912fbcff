package flow_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/store/embedded"
)

// twins are two contacts of one person: ann's and bob's, each with a dialog and a
// lead.
func twins(w *world) (ann, bob desk.CardRef) {
	w.t.Helper()
	for _, u := range []string{"ann", "bob"} {
		w.hear(w.said(u, u+"1", "hello"))
	}
	w.pass(time.Minute)
	ann, bob = w.dialog("ann", 1).Contact, w.dialog("bob", 1).Contact
	for ref, values := range map[desk.CardRef]map[desk.FieldName]desk.Value{
		ann: {"name": "Ann", "phone": "+14155552671", "username": "ann"},
		bob: {"name": "Ann Brown", "email": "ann@example.com"},
	} {
		w.step("values", func() error {
			c, err := w.crm.Card(context.Background(), ref)
			if err == nil {
				c.Values = values
				_, err = w.crm.PutCard(context.Background(), c, nil)
			}
			return err
		})
		w.step("lead", func() error {
			_, err := w.crm.CreateCard(context.Background(), desk.Card{Ref: desk.CardRef{Kind: desk.KindLead}, Title: "L", Contact: ref}, "lead of "+ref.ID)
			return err
		})
	}
	return ann, bob
}

func (w *world) merge(from, into desk.CardRef, take ...desk.FieldName) {
	w.t.Helper()
	w.step("merge", func() error {
		_, err := w.parts().Merger().Merge(context.Background(), admin, from, into, take)
		return err
	})
	w.pass(2 * time.Minute)
}

// unmerge parts again, by somebody who asks until it is done.
func (w *world) unmerge(from desk.CardRef) {
	w.t.Helper()
	w.step("unmerge", func() error {
		_, err := w.parts().Merger().Unmerge(context.Background(), admin, from)
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		return err
	})
	w.pass(2 * time.Minute)
}

// whose is all that belongs to a contact, and what its card and timeline say.
func (w *world) whose(ref desk.CardRef) string {
	w.t.Helper()
	ctx := context.Background()
	card := w.card(ref)
	out := fmt.Sprintln("values", card.Values)
	page, err := w.store.CustomersOf(ctx, ref, desk.PageAsk{Limit: 50})
	for _, c := range page.Items {
		out += fmt.Sprintln("customer", c.ID)
		ds, no := w.store.ListDialogs(ctx, desk.DialogFilter{Customers: []desk.CustomerID{c.ID}}, desk.PageAsk{Limit: 50})
		err = errors.Join(err, no)
		for _, d := range ds.Items {
			out += fmt.Sprintln("dialog", d.ID, d.Contact == ref)
		}
	}
	ids, no := w.store.KnownBy(ctx, ref)
	err = errors.Join(err, no)
	for _, id := range ids {
		claimed, no := w.store.Claimed(ctx, "", []desk.Identity{id})
		err = errors.Join(err, no)
		out += fmt.Sprintln("known by", id, claimed[id].Contact == ref)
	}
	of, no := w.crm.CardsOf(ctx, ref)
	err = errors.Join(err, no)
	for _, c := range of {
		out += fmt.Sprintln("card", c, w.card(c).Contact == ref)
	}
	line, no := w.store.Timeline(ctx, ref, desk.PageAsk{Limit: 100})
	if err = errors.Join(err, no); err != nil {
		w.t.Fatal(err)
	}
	told := map[string]bool{}
	for _, e := range line.Items {
		told[string(e.Kind)+" "+string(e.Dialog)+" "+e.ID] = true
	}
	return out + fmt.Sprintln(told) + w.offered(ref)
}

// offered is what waits on a contact for keep or replace, and what became of what a merge
// offered to it.
func (w *world) offered(ref desk.CardRef) (out string) {
	w.t.Helper()
	m, err := w.store.Annotations(context.Background(), ref)
	for _, p := range m.Awaiting {
		out += fmt.Sprintln("awaiting", p.Field)
	}
	runs, no := w.store.MergeRuns(context.Background(), ref)
	if err = errors.Join(err, no); err != nil {
		w.t.Fatal(err)
	}
	for _, r := range runs {
		for _, o := range r.Outcomes {
			if r.Card == ref {
				out += fmt.Sprintln(r.State, o.Field, o.Kind, o.Decision, o.Old, "|", o.Value)
			}
		}
	}
	return out
}

// decides decides on what a merge offers.
func (w *world) decides(from desk.CardRef, as desk.Decision, f desk.FieldName) (desk.Run, error) {
	w.t.Helper()
	g, err := w.store.Merge(w.t.Context(), from)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.decider().Decide(w.t.Context(), admin, g.Offered(), map[desk.FieldName]desk.Decision{f: as}, desk.DecisionNone)
}

// What the other one held otherwise waits for keep or replace, is decided like anything
// that CoPilot proposes, and is none of CoPilot's.
func TestMerge_WhatDiffersIsProposed_OP36_FF05_FF11(t *testing.T) {
	for as, want := range map[desk.Decision]desk.Value{desk.DecisionKeep: "Ann", desk.DecisionReplace: "Ann Brown"} {
		t.Run(string(as), func(t *testing.T) {
			w := newWorld(t)
			ann, bob := twins(w)
			w.merge(bob, ann)
			if got := w.offered(ann); got != "awaiting name\nawaiting_approval name proposed  Ann | Ann Brown\n" {
				t.Errorf("it is offered\n%s", got)
			}
			page, err := w.store.Awaiting(t.Context(), desk.PageAsk{Limit: 10})
			if err != nil || len(page.Items) != 1 || page.Items[0].Card != ann {
				t.Errorf("the inbox: %+v, %v", page.Items, err)
			}
			for range 2 {
				if _, err := w.decides(bob, as, "name"); err != nil {
					t.Fatal(err)
				}
			}
			if got := w.card(ann).Values["name"]; got != want {
				t.Errorf("the name is %q, want %q", got, want)
			}
			m, err := w.store.Annotations(t.Context(), ann)
			if err != nil || len(m.Awaiting)+len(m.Marks) > 0 || m.Filled {
				t.Errorf("beside it: %+v, %v", m, err)
			}
			w.unmerge(bob)
			if got := w.card(ann).Values["name"]; got != want {
				t.Errorf("parted again, what was decided is %q, want %q", got, want)
			}
			if got, is := w.offered(ann), fmt.Sprintf("done name proposed %s Ann | Ann Brown\n", as); got != is {
				t.Errorf("parted again, it says\n%swant\n%s", got, is)
			}
		})
	}
}

// What nobody decided on goes with the merge; what was kept away is not pressed again.
func TestMerge_UndoTakesOpenProposalsBack_OP36_FF12(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	w.merge(bob, ann)
	w.unmerge(bob)
	if got := w.offered(ann); got != "done name stale superseded Ann | Ann Brown\n" {
		t.Errorf("parted again, it says\n%s", got)
	}
	w.merge(bob, ann)
	if _, err := w.decides(bob, desk.DecisionKeep, "name"); err != nil {
		t.Fatal(err)
	}
	w.unmerge(bob)
	w.merge(bob, ann)
	if m, err := w.store.Annotations(t.Context(), ann); err != nil || len(m.Awaiting) > 0 {
		t.Errorf("merged again, it waits: %+v, %v", m.Awaiting, err)
	}
}

// Two who go into one are offered beside each other, and beside what CoPilot proposes; on
// one that went on itself nobody decides.
func TestMerge_ProposalsOfTwoStandBesideEachOther_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	w.hear(w.said("cid", "c1", "hello"))
	w.pass(time.Minute)
	cid := w.dialog("cid", 1).Contact
	c := w.card(cid)
	c.Values = map[desk.FieldName]desk.Value{"name": "Annie"}
	if _, err := w.crm.PutCard(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	w.merge(bob, ann)
	w.now = w.now.Add(time.Second)
	w.merge(cid, ann)
	if got := w.offered(ann); got != "awaiting name\nawaiting name\nawaiting_approval name proposed  Ann | Ann Brown\nawaiting_approval name proposed  Ann | Annie\n" {
		t.Errorf("both are offered\n%s", got)
	}
	if _, err := w.decides(bob, desk.DecisionReplace, "name"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.decides(cid, desk.DecisionReplace, "name"); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("the other is against what was: %v", err)
	}
	if _, err := w.decides(cid, desk.DecisionReplace, "name"); err != nil || w.card(ann).Values["name"] != "Annie" {
		t.Errorf("looked at anew: %v, %q", err, w.card(ann).Values["name"])
	}
	w.hear(w.said("dan", "d1", "hello"))
	w.pass(time.Minute)
	w.unmerge(bob)
	w.unmerge(cid)
	w.merge(bob, ann)
	w.merge(ann, w.dialog("dan", 1).Contact)
	var no *desk.Refusal
	if _, err := w.decides(bob, desk.DecisionReplace, "name"); !errors.As(err, &no) || no.Code != desk.CodeContactMerged {
		t.Errorf("on one that was merged: %v", err)
	}
}

// Of who is erased nothing stands in what a merge offered, whether it is undone or not.
func TestMerge_ErasureTakesWhatWasOffered_OP36_BX12(t *testing.T) {
	for name, undone := range map[string]bool{"merged": false, "undone": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ann, bob := twins(w)
			w.merge(bob, ann)
			if undone {
				if _, err := w.decides(bob, desk.DecisionKeep, "name"); err != nil {
					t.Fatal(err)
				}
				w.unmerge(bob)
				w.erasing(desk.NewCustomerID("shop", "bob"), desk.CardRef{}, desk.DropCards)
			} else {
				w.erasing("", ann, desk.DropCards)
			}
			w.wantNone(name, "Ann Brown")
		})
	}
}

// Where contacts live in a connected CRM, too; there it is told and asked in their words.
func TestMerge_WhatDiffersIsProposedInAConnectedCRM_OP36_FF05(t *testing.T) {
	w, f := sold(t)
	for _, u := range []string{"ann", "bob"} {
		w.hear(w.said(u, u+"1", "hello"))
	}
	w.pass(10 * time.Minute)
	ann, bob := w.dialog("ann", 1).Contact, w.dialog("bob", 1).Contact
	f.Set(ann, "name", "Ann")
	f.Set(bob, "name", "Ann Brown")
	f.Set(bob, "email", "ann@example.com")
	w.merge(bob, ann)
	if got := w.offered(ann); got != "awaiting name\nawaiting_approval name proposed  Ann | Ann Brown\n" {
		t.Errorf("it is offered\n%s", got)
	}
	g, err := w.store.Merge(t.Context(), bob)
	if err != nil {
		t.Fatal(err)
	}
	w.announced(g.Offered(), nil)
	if got := f.Notes(ann); len(got) != 1 || !strings.Contains(got[0], "Values of a merged contact") || !strings.Contains(got[0], "Ann → Ann Brown") {
		t.Errorf("its notes: %q", got)
	}
	if got := f.Tasks(ann); len(got) != 1 {
		t.Errorf("its tasks: %q", got)
	}
	f.Set(ann, "name", "Ann Brown") // taken there
	if err := (copilot.CardJob{Decider: w.decider(), Lists: w.store}).Follow(t.Context(), ann); err != nil {
		t.Fatal(err)
	}
	if got := w.offered(ann); got != "done name proposed replace Ann | Ann Brown\n" {
		t.Errorf("once taken there\n%s", got)
	}
}

func TestMerge_EverythingIsTheSurvivors_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	before := w.whose(bob)
	w.merge(bob, ann, "name")
	if d := cmp.Diff(map[desk.FieldName]desk.Value{"name": "Ann Brown", "phone": "+14155552671", "username": "ann", "email": "ann@example.com"}, w.card(ann).Values); d != "" {
		t.Errorf("the survivor's values (-want +got)\n%s", d)
	}
	if d := cmp.Diff(map[desk.FieldName]desk.Value{"name": "Ann Brown", "email": "ann@example.com"}, w.card(bob).Values); d != "" {
		t.Errorf("the other's stay (-want +got)\n%s", d)
	}
	if got := w.dialog("bob", 1).Contact; got != ann {
		t.Errorf("bob's dialog is %s's, want %s", got, ann)
	}
	g, err := w.store.Merge(t.Context(), bob)
	if err != nil || g.State != desk.Merged || g.Into != ann {
		t.Errorf("the merge: %+v, %v", g, err)
	}
	w.hear(w.said("bob", "bob2", "again"))
	w.pass(3 * time.Hour)
	w.hear(w.said("bob", "bob3", "a new dialog"))
	w.pass(time.Minute)
	if got := w.dialog("bob", 2).Contact; got != ann {
		t.Errorf("bob's next dialog is %s's, want %s", got, ann)
	}
	w.unmerge(bob)
	for n := 1; n < 3; n++ {
		if got := w.dialog("bob", n).Contact; got != bob {
			t.Errorf("once undone bob's dialog %d is %s's, want %s", n, got, bob)
		}
	}
	if d := cmp.Diff(map[desk.FieldName]desk.Value{"name": "Ann", "phone": "+14155552671", "username": "ann"}, w.card(ann).Values); d != "" {
		t.Errorf("once undone, the survivor's values (-want +got)\n%s", d)
	}
	if after := w.whose(bob); len(after) <= len(before) {
		t.Errorf("once undone bob has\n%s\nbefore\n%s", after, before)
	}
}

// A value that a person gave the survivor since stays when the merge is undone.
func TestMerge_UndoKeepsWhatAPersonChanged_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	w.merge(bob, ann)
	if v := w.card(ann).Values["name"]; v != "Ann" {
		t.Errorf("a name that nobody chose is %q, want Ann", v)
	}
	c := w.card(ann)
	c.Values["email"] = "other@example.com"
	if _, err := w.crm.PutCard(t.Context(), c, nil); err != nil {
		t.Fatal(err)
	}
	w.unmerge(bob)
	if v := w.card(ann).Values["email"]; v != "other@example.com" {
		t.Errorf("the e-mail is %q", v)
	}
}

// Every call of the engine fails once, before it did its work or after it; or whoever
// called dies of it: the end is the same. (Promises 1 and 2.)
func TestFaults_AMergeAndItsUndoEndTheSame_OP36(t *testing.T) {
	for name, undo := range map[string]bool{"merged": false, "and undone": true} {
		t.Run(name, func(t *testing.T) {
			play := func(at int, after, kill bool) (string, int) {
				w := newWorld(t)
				ann, bob := twins(w)
				if at >= 0 {
					w.engine.at, w.engine.after, w.engine.kill = w.engine.n+at, after, kill
				}
				from := w.engine.n
				w.merge(bob, ann)
				if undo {
					w.unmerge(bob)
				}
				w.engine.at, w.engine.dead = -1, false
				calls := w.engine.n - from
				settle(w)
				return w.whose(ann) + w.whose(bob), calls
			}
			want, calls := play(-1, false, false)
			if calls < 30 {
				t.Fatalf("only %d calls: the story tells nothing", calls)
			}
			for at := range calls {
				for _, how := range []struct{ after, kill bool }{{false, false}, {true, false}, {true, true}} {
					if got, _ := play(at, how.after, how.kill); got != want {
						t.Fatalf("call %d failed (%+v): the end differs (-want +got):\n%s", at, how, cmp.Diff(want, got))
					}
				}
			}
		})
	}
}

func TestMerge_TwoWaysAtOnceOneWins_OP36(t *testing.T) {
	for range 10 {
		w := newWorldOn(t, embedded.Knobs{NoSync: true})
		ann, bob := twins(w)
		m := w.unfailingMerger()
		var errs [2]error
		var wg sync.WaitGroup
		for i, pair := range [][2]desk.CardRef{{ann, bob}, {bob, ann}} {
			wg.Go(func() { _, errs[i] = m.Merge(context.Background(), admin, pair[0], pair[1], nil) })
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			var no *desk.Refusal
			switch {
			case err == nil:
				won++
			case !errors.As(err, &no) || no.Code != desk.CodeMerging && no.Code != desk.CodeContactMerged:
				t.Errorf("the loser is told %v", err)
			}
		}
		if won != 1 {
			t.Fatalf("%d won", won)
		}
	}
}

// unfailingMerger is a merger that may be asked from several goroutines.
func (w *world) unfailingMerger() *cards.Merger {
	p := w.parts()
	m := p.Merger()
	st := w.store
	st.Engine = w.engine.Engine
	crm := w.crm
	crm.Engine = w.engine.Engine
	m.Merges, m.Dialogs, m.Customers, m.Annotations, m.Belongs, m.Outbox, m.CRM = st, st, st, st, st, deaf{}, crm
	return m
}

func TestMerge_ChainsEndAndCyclesAreRefused_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	w.hear(w.said("cid", "c1", "hello"))
	w.pass(time.Minute)
	cid := w.dialog("cid", 1).Contact
	w.merge(bob, ann)
	w.merge(ann, cid)
	for _, u := range []string{"ann", "bob"} {
		if got := w.dialog(u, 1).Contact; got != cid {
			t.Errorf("%s's dialog is %s's, want %s", u, got, cid)
		}
	}
	m := w.parts().Merger()
	refused := func(code desk.Code, err error) {
		t.Helper()
		var no *desk.Refusal
		if !errors.As(err, &no) || no.Code != code {
			t.Errorf("got %v, want %s", err, code)
		}
	}
	_, err := m.Merge(t.Context(), admin, cid, bob, nil)
	refused(desk.CodeContactMerged, err)
	_, err = m.Merge(t.Context(), admin, bob, cid, nil)
	refused(desk.CodeContactMerged, err)
	_, err = m.Unmerge(t.Context(), admin, bob)
	refused(desk.CodeContactMerged, err)
	_, err = m.Merge(t.Context(), desk.Actor{Role: desk.RoleOperator, Rights: desk.Rights{Leads: desk.MayChange}}, cid, bob, nil)
	refused(desk.CodeForbidden, err)
	_, err = w.eraser().Ask(t.Context(), admin, "", bob, desk.DropCards)
	refused(desk.CodeContactMerged, err)
	w.unmerge(ann)
	w.unmerge(bob)
	if a, b := w.dialog("ann", 1).Contact, w.dialog("bob", 1).Contact; a != ann || b != bob {
		t.Errorf("once both are undone the dialogs are %s's and %s's", a, b)
	}
	w.merge(bob, ann)
	w.now = w.now.Add(desk.MergeUndo)
	_, err = m.Unmerge(t.Context(), admin, bob)
	refused(desk.CodeMergeFinal, err)
}

// Who is erased after they were merged leaves nothing, the merged card neither.
func TestMerge_ErasingTheSurvivorTakesTheMerged_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	w.merge(bob, ann)
	w.erasing("", ann, desk.DropCards)
	for _, ref := range []desk.CardRef{ann, bob} {
		if _, err := w.crm.Card(t.Context(), ref); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s is there: %v", ref, err)
		}
	}
	if _, err := w.store.Merge(t.Context(), bob); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("the merge is there: %v", err)
	}
}

// An erasure that began first has the merge refused; one that comes between waits.
func TestMerge_ErasingOneOfBothDuringIt_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	if _, err := w.eraser().Ask(t.Context(), admin, "", bob, desk.DropCards); err != nil {
		t.Fatal(err)
	}
	var no *desk.Refusal
	if _, err := w.parts().Merger().Merge(t.Context(), admin, bob, ann, nil); !errors.As(err, &no) || no.Code != desk.CodeErasing {
		t.Errorf("merging who is erased: %v", err)
	}
	w = newWorld(t)
	ann, bob = twins(w)
	if _, err := w.parts().Merger().Merge(t.Context(), admin, bob, ann, nil); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Millisecond)
	w.erasing("", ann, desk.DropCards)
	for _, ref := range []desk.CardRef{ann, bob} {
		if _, err := w.crm.Card(t.Context(), ref); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s is there: %v", ref, err)
		}
	}
}

// The first dialog with a client is the first of all contacts that the client was
// kept under (D4), and of the contact's own once they are parted.
func TestMerge_TheFirstDialogIsTheEarliestOfBoth_OP36_D4(t *testing.T) {
	w := newWorld(t)
	w.config.settings.LeadMode, w.config.settings.Subscription = desk.ModeFirst, true
	for _, u := range []string{"bob", "ann", "cid"} {
		w.hear(w.said(u, u+"1", "hello"), w.said(u, u+"2", "again"))
		w.pass(time.Minute)
	}
	of := func(u string) desk.CardRef { return w.dialog(u, 1).Contact }
	ann, bob, cid := of("ann"), of("bob"), of("cid")
	w.merge(bob, ann)
	w.merge(ann, cid)
	firsts := func(want map[string]bool) {
		t.Helper()
		for u, is := range want {
			d := w.dialog(u, 1).Closed(desk.ClosedByHand, "op", w.now)
			for range 2 {
				_, wanted, err := w.closer().AutoRunner.After(t.Context(), d)
				if err != nil || wanted != is {
					t.Errorf("%s's dialog is the first: %v, %v, want %v", u, wanted, err, is)
				}
			}
		}
	}
	firsts(map[string]bool{"bob": true, "ann": false, "cid": false})
	w.unmerge(ann)
	firsts(map[string]bool{"bob": true, "ann": false, "cid": true})
	w.unmerge(bob)
	firsts(map[string]bool{"bob": true, "ann": true, "cid": true})
}

// A survivor that is of no company gets the other's, until both are parted; one that
// somebody chose since stays.
func TestMerge_TheCompanyFollows_OP36_OP24(t *testing.T) {
	for name, c := range map[string]struct {
		own, since     string
		merged, undone string
	}{
		"it has none":          {"", "", "theirs", ""},
		"it has one":           {"own", "", "own", "own"},
		"another chosen since": {"", "other", "other", "other"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ann, bob := twins(w)
			companies := map[string]desk.CardRef{}
			for _, title := range []string{"own", "theirs", "other"} {
				w.step("company", func() error {
					card, err := w.crm.CreateCard(context.Background(), desk.Card{Ref: desk.CardRef{Kind: desk.KindCompany}, Title: title}, title)
					companies[title] = card.Ref
					return err
				})
			}
			is := func(ref desk.CardRef, company string) {
				w.step("of the company", func() error {
					card := w.card(ref)
					card.Company = companies[company]
					_, err := w.crm.PutCard(context.Background(), card, nil)
					return err
				})
			}
			is(bob, "theirs")
			is(ann, c.own)
			w.merge(bob, ann)
			if c.since != "" {
				is(ann, c.since)
			}
			if got := w.card(ann).Company; got != companies[c.merged] {
				t.Errorf("merged, it is of %q, want %q", got, companies[c.merged])
			}
			w.unmerge(bob)
			if got := w.card(ann).Company; got != companies[c.undone] {
				t.Errorf("parted, it is of %q, want %q", got, companies[c.undone])
			}
			if got := w.card(bob).Company; got != companies["theirs"] {
				t.Errorf("the other is of %q, want its own", got)
			}
		})
	}
}

// More than can be noted of a merge is refused before it begins.
func TestMerge_TooMuchIsRefused_OP36(t *testing.T) {
	w := newWorld(t)
	ann, bob := twins(w)
	m := w.parts().Merger()
	m.Belongs = crowd{m.Belongs, bob}
	for range 2 {
		var no *desk.Refusal
		if _, err := m.Merge(t.Context(), admin, bob, ann, nil); !errors.As(err, &no) || no.Code != desk.CodeTooMuchToMerge {
			t.Errorf("got %v", err)
		}
		if _, err := w.store.Merge(t.Context(), bob); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("it began: %v", err)
		}
	}
	if _, err := m.Merge(t.Context(), admin, ann, bob, nil); err != nil {
		t.Errorf("the other way round: %v", err)
	}
}

// crowd is a contact with customers without end.
type crowd struct {
	cards.Belongs
	of desk.CardRef
}

func (c crowd) CustomersOf(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Customer], error) {
	if ref != c.of {
		return c.Belongs.CustomersOf(ctx, ref, ask)
	}
	return desk.Page[desk.Customer]{Items: make([]desk.Customer, ask.Limit), Next: "more"}, nil
}
