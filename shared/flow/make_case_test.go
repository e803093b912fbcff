package flow_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/talk"
)

func (w *world) caseMaker() *talk.CaseMaker { return w.parts().CaseMaker() }

// makeCase makes a case, as a person who clicks once.
func (w *world) makeCase(by desk.Actor, id desk.DialogID) (desk.Card, bool) {
	w.t.Helper()
	card, made, err := w.caseMaker().Make(context.Background(), by, id)
	if err != nil {
		w.t.Fatal(err)
	}
	return card, made
}

// boundTo are the cards of a kind that a dialog is bound to.
func boundTo(d desk.Dialog, k desk.CardKind) (refs []desk.CardRef) {
	for _, b := range d.Cards {
		if b.Ref.Kind == k {
			refs = append(refs, b.Ref)
		}
	}
	return refs
}

// A fault may come at each call of the engine, before or after its work; the
// repeat, by anybody, makes up for it, and there is one case. It comes a minute
// later and so would make another one if it could.
func TestMakeCase_CutOffAnywhereIsMadeUpFor_OP17(t *testing.T) {
	ready := func() *world {
		w := newWorld(t)
		w.hear(w.said("ann", "1", "it leaks"))
		w.pass(time.Minute)
		return w
	}
	calm := ready()
	calm.engine.n = 0
	calm.makeCase(admin, dialogID("ann", 1))
	calls := calm.engine.n
	if calls < 5 {
		t.Fatalf("only %d calls: the story tells nothing", calls)
	}
	for at := range calls {
		for _, after := range []bool{false, true} {
			w := ready()
			w.engine.n, w.engine.at, w.engine.after = 0, at, after
			_, _, err := w.caseMaker().Make(context.Background(), admin, dialogID("ann", 1))
			if !errors.Is(err, desk.ErrBusy) {
				t.Errorf("call %d failed (after its work: %v): got %v, want busy", at, after, err)
			}
			w.engine.at = -1
			w.pass(time.Minute)
			other := admin
			other.Name = "boris"
			card, _ := w.makeCase(other, dialogID("ann", 1))
			again, made := w.makeCase(admin, dialogID("ann", 1))
			if made || again.Ref != card.Ref {
				t.Errorf("call %d: a repeat made %v, want %v", at, again.Ref, card.Ref)
			}
			if got := boundTo(w.dialog("ann", 1), desk.KindCase); len(got) != 1 || got[0] != card.Ref {
				t.Errorf("call %d: the dialog is bound to %v, want %v", at, got, card.Ref)
			}
			all, err := w.crm.ListCards(context.Background(), desk.CardFilter{Kind: desk.KindCase}, desk.PageAsk{Limit: 9})
			if err != nil || len(all.Items) != 1 {
				t.Errorf("call %d: %d cases, %v; want one", at, len(all.Items), err)
			}
			line, err := w.store.Timeline(context.Background(), card.Ref, desk.PageAsk{Limit: 9})
			if err != nil || len(line.Items) != 2 {
				t.Errorf("call %d: the timeline is %+v, %v; want created and bound", at, line.Items, err)
			}
		}
	}
}

func TestMakeCase_OfTheWholeThread_D6_OP18_OP19_OP25(t *testing.T) {
	for _, asked := range []int{1, 2, 3} {
		t.Run(fmt.Sprint("asked for in dialog ", asked), func(t *testing.T) {
			w := newWorld(t)
			w.hear(w.said("ann", "1", "it leaks"))
			w.pass(time.Minute)
			for n, to := range []desk.OperatorID{"olga", "boris"} {
				if _, err := w.transferrer().Transfer(context.Background(), admin, dialogID("ann", n+1), to, ""); err != nil {
					t.Fatal(err)
				}
				w.hear(w.said("ann", fmt.Sprint(n+2), "hello?"))
			}
			card, made := w.makeCase(admin, dialogID("ann", asked))
			if !made {
				t.Error("it was there before")
			}
			want := map[desk.FieldName]desk.Value{
				desk.CaseSubject: "it leaks", desk.CaseDescription: "it leaks\nhello?\nhello?", desk.CaseResponsible: "boris",
				desk.CaseRegistered: desk.Value(w.now.Format(time.RFC3339)),
			}
			if d := cmp.Diff(want, card.Values); d != "" {
				t.Errorf("values, of the fields that there are, as far as they fit (-want +got):\n%s", d)
			}
			for n := range 3 {
				if got := boundTo(w.dialog("ann", n+1), desk.KindCase); len(got) != 1 || got[0] != card.Ref {
					t.Errorf("dialog %d is bound to %v", n+1, got)
				}
			}
		})
	}
}

// Somebody hands the dialog over while the case is being made: the child, which
// was made before the case was bound, is bound too.
func TestMakeCase_HandedOverMeanwhile_D6(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "it leaks"))
	w.pass(time.Minute)
	m := w.caseMaker()
	m.Registry = handsOver{m.Registry, w}
	card, _, err := m.Make(context.Background(), admin, dialogID("ann", 1))
	if err != nil {
		t.Fatal(err)
	}
	for n := range 2 {
		if got := boundTo(w.dialog("ann", n+1), desk.KindCase); len(got) != 1 || got[0] != card.Ref {
			t.Errorf("dialog %d is bound to %v", n+1, got)
		}
	}
}

// handsOver hands the dialog over just before the card is made.
type handsOver struct {
	flow.Registry
	w *world
}

func (h handsOver) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	if _, err := h.w.transferrer().Transfer(ctx, admin, dialogID("ann", 1), "boris", ""); err != nil {
		return desk.Card{}, err
	}
	return h.Registry.CreateCard(ctx, c, origin)
}

func TestMakeCase_WaitsForTheContact_OP23(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "it leaks"))
	if _, _, err := w.caseMaker().Make(context.Background(), admin, dialogID("ann", 1)); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("before the dialog is bound: got %v, want busy", err)
	}
	w.work()
	if card, _ := w.makeCase(admin, dialogID("ann", 1)); card.Contact.ID == "" || card.Contact != w.dialog("ann", 1).Contact {
		t.Errorf("the case's contact is %v, want the chat's", card.Contact)
	}
	// Binding was given up.
	w.hear(w.said("bob", "1", "me too"))
	bind, err := w.store.Job(context.Background(), desk.NewBindJob(w.dialog("bob", 1), w.now).ID)
	if err != nil {
		t.Fatal(err)
	}
	bind.State = desk.JobDead
	if _, err := w.store.SaveJob(context.Background(), bind); err != nil {
		t.Fatal(err)
	}
	if card, made := w.makeCase(admin, dialogID("bob", 1)); !made || card.Contact.ID != "" {
		t.Errorf("got %+v, want a case of nobody", card)
	}
}

// A case bound first does not keep a dialog from its lead, and the customer's
// next dialog is not bound to it.
func TestMakeCase_IsNoLead_CB06_D10(t *testing.T) {
	w := newWorld(t)
	l := w.config.lines["shop"]
	l.LeadPolicy = desk.LeadNever
	w.config.lines["shop"] = l
	w.hear(w.said("ann", "1", "it leaks"))
	w.work()
	w.makeCase(admin, dialogID("ann", 1))
	l.LeadPolicy = desk.LeadOnFirstMessage
	w.config.lines["shop"] = l
	w.step("bind", func() error { return w.intakeBinder().Bind(context.Background(), dialogID("ann", 1)) })
	if d := w.dialog("ann", 1); len(boundTo(d, desk.KindLead)) != 1 || len(boundTo(d, desk.KindCase)) != 1 {
		t.Errorf("bound to %v, want a lead and the case", d.Cards)
	}
	if _, err := w.closer().Close(context.Background(), admin, dialogID("ann", 1)); err != nil {
		t.Fatal(err)
	}
	w.hear(w.said("ann", "2", "something else"))
	w.work()
	if d := w.dialog("ann", 2); len(boundTo(d, desk.KindLead)) != 1 || len(boundTo(d, desk.KindCase)) != 0 {
		t.Errorf("the next dialog is bound to %v, want the open lead alone", d.Cards)
	}
}
