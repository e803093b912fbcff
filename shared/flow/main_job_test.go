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
	"github.com/sufler/sufler/shared/flow/copilot"
)

// ordered is a chat of two messages with a lead bound, quiet since long.
func ordered(w *world) desk.CardRef {
	w.t.Helper()
	w.hear(w.said("ann", "1", "chairs, please"))
	w.now = w.now.Add(time.Second)
	w.hear(w.said("ann", "2", "three of them, 3"))
	w.pass(time.Minute)
	return w.dialog("ann", 1).Cards[0].Ref
}

func kinds(r desk.Run) map[desk.FieldName]desk.OutcomeKind {
	m := map[desk.FieldName]desk.OutcomeKind{}
	for _, o := range r.Outcomes {
		m[o.Field] = o.Kind
	}
	return m
}

func TestMainJob_EmptyIsFilledOtherIsProposed_FF01_FF04_FF10(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	c := w.card(ref)
	c.Values = map[desk.FieldName]desk.Value{"quantity": "5"}
	if _, err := w.crm.PutCard(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	w.finds("product", "chairs", "quantity", "3", "budget", "3", "discount", "3", "ask", "please", "nosuch", "x")
	w.ask("r1", dialogID("ann", 1))
	w.work()
	run := w.run("r1")
	want := map[desk.FieldName]desk.OutcomeKind{
		"product": desk.OutcomeFilled, "quantity": desk.OutcomeProposed, "budget": desk.OutcomeUnsupported, "discount": desk.OutcomeInvalid, "ask": desk.OutcomeProposed,
	}
	if diff := cmp.Diff(want, kinds(run)); diff != "" || run.State != desk.RunAwaiting {
		t.Fatalf("state %s (%s), outcomes (-want +got):\n%s", run.State, run.Reason, diff)
	}
	if v := w.card(ref).Values; v["product"] != "chairs" || v["quantity"] != "5" || v["ask"] != "" {
		t.Errorf("the card holds %v", v)
	}
	if b := w.annotations(ref).Badges(w.card(ref).Values); len(b) != 2 {
		t.Errorf("badges %v", b)
	}
	run, err := w.decider().Decide(context.Background(), admin, "r1", nil, desk.DecisionReplace)
	if err != nil || run.State != desk.RunDone || w.card(ref).Values["quantity"] != "3" || len(w.annotations(ref).Awaiting) != 0 {
		t.Fatalf("replace all: %v, %s, %v, %v", err, run.State, w.card(ref).Values, w.annotations(ref))
	}
	if _, err := w.decider().Undo(context.Background(), admin, "r1", nil); err != nil {
		t.Fatal(err)
	}
	if v := w.card(ref).Values; v["product"] != "" || v["quantity"] != "5" {
		t.Errorf("after the undo the card holds %v", v)
	}
	if m := w.annotations(ref); len(m.Badges(w.card(ref).Values)) != 0 {
		t.Errorf("after the undo the margin is %+v", m)
	}
}

// A field that a person emptied, by undo or by hand, is their choice: the next run
// offers the same value and fills only another.
func TestFill_WhatAPersonTookBackIsOffered_FF01_MC02(t *testing.T) {
	for name, takeBack := range map[string]func(w *world, ref desk.CardRef) error{
		"by undo": func(w *world, ref desk.CardRef) error {
			_, err := w.decider().Undo(context.Background(), admin, "r1", []desk.FieldName{"product"})
			return err
		},
		"by hand": func(w *world, ref desk.CardRef) error {
			c := w.card(ref)
			delete(c.Values, "product")
			_, err := w.crm.PutCard(context.Background(), c, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ref := ordered(w)
			reads := func(id, product string) desk.Outcome {
				w.finds("product", product)
				w.ask(id, dialogID("ann", 1))
				w.work()
				i, ok := w.run(desk.RunID(id)).Outcome("product")
				if !ok {
					t.Fatalf("run %s has no outcome", id)
				}
				return w.run(desk.RunID(id)).Outcomes[i]
			}
			if o := reads("r1", "chairs"); o.Kind != desk.OutcomeFilled {
				t.Fatalf("the first run: %+v", o)
			}
			if err := takeBack(w, ref); err != nil {
				t.Fatal(err)
			}
			for _, again := range []string{"r2", "r3"} {
				if o := reads(again, "chairs"); o.Kind != desk.OutcomeProposed || o.Reason == "" || w.card(ref).Values["product"] != "" {
					t.Errorf("run %s: %+v, the card holds %v", again, o, w.card(ref).Values)
				}
			}
			if _, err := w.decider().Decide(context.Background(), admin, "r3", nil, desk.DecisionReplace); err != nil || w.card(ref).Values["product"] != "chairs" {
				t.Errorf("taken after all: %v, the card holds %v", err, w.card(ref).Values)
			}
			if err := func() error { _, err := w.decider().Undo(context.Background(), admin, "r3", nil); return err }(); err != nil {
				t.Fatal(err)
			}
			if o := reads("r4", "three"); o.Kind != desk.OutcomeFilled || w.card(ref).Values["product"] != "three" {
				t.Errorf("another value: %+v, the card holds %v", o, w.card(ref).Values)
			}
		})
	}
}

// Where a person wrote another value in the card's own CRM, of which we hear nothing, the
// mark tells that ours was corrected.
func TestFill_WhatWasCorrectedInTheCRMIsDeclined_D19_BX03(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	for i, want := range []desk.OutcomeKind{desk.OutcomeFilled, desk.Declined} {
		id := fmt.Sprint("r", i)
		w.finds("product", "chairs")
		w.ask(id, dialogID("ann", 1))
		w.work()
		run := w.run(desk.RunID(id))
		if o, _ := run.Outcome("product"); run.Outcomes[o].Kind != want {
			t.Errorf("run %s: %+v, want it %s", id, run.Outcomes[o], want)
		}
		if i == 0 {
			c := w.card(ref)
			c.Values["product"] = "tables"
			if _, err := w.crm.PutCard(t.Context(), c, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := w.card(ref).Values["product"]; got != "tables" {
		t.Errorf("the card holds %q", got)
	}
}

func TestAsk_RefusalsNameTheCondition_MC12_MC14_MC15_MC16_CP01(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(w *world)
		by   desk.Actor
		ask  copilot.Ask
		want desk.Code
	}{
		{"one message is too few", func(w *world) { w.hear(w.said("ann", "1", "hi")) }, admin, copilot.Ask{}, desk.CodeTooFewMessages},
		{"switched off", func(w *world) { ordered(w); w.config.settings.CoPilot = false }, admin, copilot.Ask{}, desk.CodeCopilotOff},
		{"no right to change leads", func(w *world) { ordered(w) }, desk.Actor{Role: desk.RoleOperator, Rights: desk.Rights{Deals: desk.MayChange}}, copilot.Ask{}, desk.CodeForbidden},
		{"no card", func(w *world) {
			l := w.config.lines["shop"]
			l.LeadPolicy = desk.LeadNever
			w.config.lines["shop"] = l
			w.hear(w.said("ann", "1", "hi"), w.said("ann", "2", "there"))
		}, admin, copilot.Ask{}, desk.CodeNoCard},
		{"a contact", func(w *world) { ordered(w) }, admin, copilot.Ask{Card: desk.CardRef{Kind: desk.KindContact, ID: "x"}}, desk.CodeLeadsAndDealsOnly},
		{"no field to read into", func(w *world) { ordered(w); w.config.fields[desk.KindLead] = nil }, admin, copilot.Ask{}, desk.CodeNothingToRead},
		{"not quiet, and no wish to wait", func(w *world) { ordered(w); w.hear(w.said("ann", "3", "and")) }, admin, copilot.Ask{NoWait: true}, desk.CodeNotQuietYet},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.make(w)
			w.work()
			c.ask.ID, c.ask.Dialog = "r", dialogID("ann", 1)
			_, err := w.asker().Ask(context.Background(), c.by, c.ask)
			var no *desk.Refusal
			if !errors.As(err, &no) || no.Code != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if c.want == desk.CodeNotQuietYet && no != nil && no.Until.IsZero() {
				t.Error("the refusal does not say when it will be allowed")
			}
		})
	}
}

func TestAsk_TooEarlyWaitsAndMoreMessagesPushItOn_MC13(t *testing.T) {
	w := newWorld(t)
	ordered(w)
	w.hear(w.said("ann", "3", "wait"))
	at := w.now
	run := w.ask("r", dialogID("ann", 1))
	if run.State != desk.RunWaiting || !run.StartsAt.Equal(at.Add(30*time.Second+time.Millisecond)) {
		t.Fatalf("got %s, starts %v", run.State, run.StartsAt)
	}
	w.pass(20 * time.Second)
	w.hear(w.said("ann", "4", "and cushions"))
	w.pass(29 * time.Second)
	if w.reads != 0 || w.run("r").State != desk.RunWaiting {
		t.Fatalf("read %d times before it was quiet", w.reads)
	}
	w.pass(2 * time.Second)
	if r := w.run("r"); r.State != desk.RunDone || w.reads != 1 {
		t.Errorf("state %s (%s) after %d readings", r.State, r.Reason, w.reads)
	}
}

func TestAsk_WhileOneWaitsIsThatOne(t *testing.T) {
	w := newWorld(t)
	ordered(w)
	w.hear(w.said("ann", "3", "wait"))
	first, second := w.ask("a", dialogID("ann", 1)), w.ask("b", dialogID("ann", 1))
	if first.ID != second.ID {
		t.Errorf("two runs: %s and %s", first.ID, second.ID)
	}
}

func TestFill_APersonWhoWasFasterKeepsTheirValue(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	w.read = func(chat desk.Chat) (desk.Reading, error) {
		c := w.card(ref) // a person sets the field while the reader reads
		c.Values = map[desk.FieldName]desk.Value{"product": "tables"}
		if _, err := w.crm.PutCard(context.Background(), c, nil); err != nil {
			t.Fatal(err)
		}
		return desk.Reading{Summary: "s", Findings: []desk.Finding{found(chat, "product", "chairs")}}, nil
	}
	w.ask("r", dialogID("ann", 1))
	w.work()
	run := w.run("r")
	i, _ := run.Outcome("product")
	if o := run.Outcomes[i]; o.Kind != desk.OutcomeProposed || o.Old != "tables" || w.card(ref).Values["product"] != "tables" {
		t.Errorf("outcome %+v, card %v", o, w.card(ref).Values)
	}
}

func TestDecide_ChangedSinceIsAskedAgain(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	set := func(v desk.Value) {
		c := w.card(ref)
		c.Values = map[desk.FieldName]desk.Value{"quantity": v}
		if _, err := w.crm.PutCard(context.Background(), c, nil); err != nil {
			t.Fatal(err)
		}
	}
	set("5")
	w.finds("quantity", "3")
	w.ask("r", dialogID("ann", 1))
	w.work()
	ctx := context.Background()
	for _, v := range []desk.Value{"6", "5", "6"} { // and back, and forth
		set(v)
		run, err := w.decider().Decide(ctx, admin, "r", nil, desk.DecisionReplace)
		var no *desk.Refusal
		if !errors.As(err, &no) || no.Code != desk.CodeChangedSince || !errors.Is(err, desk.ErrConflict) {
			t.Fatalf("after %s: got %v, want changed_since", v, err)
		}
		if i, _ := run.Outcome("quantity"); run.Outcomes[i].Old != v || w.card(ref).Values["quantity"] != v {
			t.Fatalf("the offer shows %+v", run.Outcomes[i])
		}
	}
	run, err := w.decider().Decide(ctx, admin, "r", map[desk.FieldName]desk.Decision{"quantity": desk.DecisionReplace}, "")
	if err != nil || w.card(ref).Values["quantity"] != "3" {
		t.Fatalf("got %v, card %v, run %+v", err, w.card(ref).Values, run)
	}
	set("7")
	if _, err := w.decider().Undo(ctx, admin, "r", nil); !errors.Is(err, desk.ErrConflict) || w.card(ref).Values["quantity"] != "7" {
		t.Errorf("undo after a change: %v, %v", err, w.card(ref).Values)
	}
}

func TestRun_LaterOfferVoidsTheEarlier_SU06_MC02(t *testing.T) {
	w := newWorld(t)
	ref := ordered(w)
	c := w.card(ref)
	c.Values = map[desk.FieldName]desk.Value{"quantity": "5"}
	if _, err := w.crm.PutCard(context.Background(), c, nil); err != nil {
		t.Fatal(err)
	}
	w.finds("quantity", "3")
	w.ask("r1", dialogID("ann", 1))
	w.work()
	w.hear(w.said("ann", "3", "no, 4"))
	w.finds("quantity", "4")
	w.ask("r2", dialogID("ann", 1))
	w.pass(time.Minute)
	first, second := w.run("r1"), w.run("r2")
	i, _ := first.Outcome("quantity")
	if first.Outcomes[i].Kind != desk.OutcomeStale || first.State != desk.RunDone || second.State != desk.RunAwaiting {
		t.Errorf("first %s %+v, second %s", first.State, first.Outcomes[i], second.State)
	}
	m := w.annotations(ref)
	if len(m.Awaiting) != 1 || m.Awaiting[0].Run != "r2" || m.Summaries[dialogID("ann", 1)] != "r2" {
		t.Errorf("margin %+v", m)
	}
	if _, err := w.decider().Decide(context.Background(), admin, "r1", nil, desk.DecisionReplace); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("all of nothing: %v, want it refused", err)
	}
	_, err := w.decider().Decide(context.Background(), admin, "r1", map[desk.FieldName]desk.Decision{"quantity": desk.DecisionReplace}, "")
	if !errors.Is(err, desk.ErrRefused) {
		t.Errorf("deciding a void offer: %v", err)
	}
}

func TestReader_BusyIsTriedAgainRefusalIsFinal(t *testing.T) {
	for _, c := range []struct {
		name  string
		err   error
		state desk.RunState
		code  desk.Code
		reads int
	}{
		{"busy at first", fmt.Errorf("%w: throttled", desk.ErrBusy), desk.RunDone, "", 3},
		{"refused", desk.Refuse(desk.CodeReaderRefused, "no"), desk.RunRefused, desk.CodeReaderRefused, 1},
		{"can never work", fmt.Errorf("%w: no such model", desk.ErrInvalid), desk.RunFailed, desk.CodeReaderSettings, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ordered(w)
			w.read = func(desk.Chat) (desk.Reading, error) {
				if w.reads < 3 {
					return desk.Reading{}, c.err
				}
				return desk.Reading{Summary: "s"}, nil
			}
			w.ask("r", dialogID("ann", 1))
			w.pass(time.Minute)
			if r := w.run("r"); r.State != c.state || r.Code != c.code || w.reads != c.reads {
				t.Errorf("state %s, code %q (%s) after %d readings, want %s, %q after %d", r.State, r.Code, r.Reason, w.reads, c.state, c.code, c.reads)
			}
		})
	}
	w := newWorld(t)
	ordered(w)
	w.read = func(desk.Chat) (desk.Reading, error) { return desk.Reading{}, desk.ErrBusy }
	w.ask("r", dialogID("ann", 1))
	w.pass(time.Hour)
	if r := w.run("r"); r.State != desk.RunFailed || w.reads != desk.MaxAttempts {
		t.Errorf("never ends: %s after %d", r.State, w.reads)
	}
}

func TestClosing_IdleThenAutomaticRun_DG23_MC03_MC05_D3_D4(t *testing.T) {
	for _, c := range []struct {
		name string
		mode desk.Mode
		sub  bool
		runs [2]int // of the first and the second dialog
	}{
		{"manual", desk.ModeManual, true, [2]int{0, 0}},
		{"first only", desk.ModeFirst, true, [2]int{1, 0}},
		{"all", desk.ModeAll, true, [2]int{1, 1}},
		{"all, without the subscription", desk.ModeAll, false, [2]int{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.config.settings.LeadMode, w.config.settings.Subscription = c.mode, c.sub
			for n := 1; n <= 2; n++ {
				w.hear(w.said("ann", fmt.Sprint(n, "a"), "hello"), w.said("ann", fmt.Sprint(n, "b"), "again"))
				w.pass(59 * time.Minute)
				if d := w.dialog("ann", n); !d.Open() {
					t.Fatalf("closed too early: %+v", d)
				}
				w.pass(2 * time.Minute)
				d := w.dialog("ann", n)
				if d.Open() || d.CloseReason != desk.ClosedIdle || d.Turn != desk.TurnNobody {
					t.Fatalf("not closed: %+v", d)
				}
				runs, err := w.store.DialogRuns(context.Background(), d.ID, desk.PageAsk{Limit: 10})
				if err != nil || len(runs.Items) != c.runs[n-1] {
					t.Errorf("dialog %d: %d automatic runs, want %d (%v)", n, len(runs.Items), c.runs[n-1], err)
				}
				for _, r := range runs.Items {
					if w.run(r.ID).State != desk.RunDone {
						t.Errorf("run is %+v", w.run(r.ID))
					}
				}
			}
		})
	}
}

// crmDown is a CRM that does not answer.
type crmDown struct{ flow.Cards }

func (crmDown) Card(context.Context, desk.CardRef) (desk.Card, error) {
	return desk.Card{}, desk.ErrBusy
}

func TestClosing_AsksNoCRM_MC09(t *testing.T) {
	for _, c := range []struct {
		name  string
		modes map[desk.PipelineID]desk.Mode
		runs  int
	}{
		{"the deal's pipeline wants a run", map[desk.PipelineID]desk.Mode{"sales": desk.ModeAll}, 1},
		{"another pipeline wants one", map[desk.PipelineID]desk.Mode{"repairs": desk.ModeAll}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.config.settings.Subscription, w.config.settings.PipelineModes = true, c.modes
			w.hear(w.said("ann", "1", "hello"), w.said("ann", "2", "again"))
			w.work()
			deal, err := w.crm.CreateCard(t.Context(), desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal}, Pipeline: "sales"}, "d")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.binder().Bind(t.Context(), admin, dialogID("ann", 1), deal.Ref); err != nil {
				t.Fatal(err)
			}
			closer := w.closer()
			chats := w.parts().Chats()
			chats.Cards = crmDown{}
			closer.AutoRunner = &copilot.AutoRunner{Runs: w.store, Chats: chats, Firsts: w.store, Merges: w.store, Dialogs: w.store, Now: w.clock}
			if _, err := closer.Close(t.Context(), admin, dialogID("ann", 1)); err != nil {
				t.Fatalf("with a CRM that is down: %v", err)
			}
			runs, err := w.store.DialogRuns(t.Context(), dialogID("ann", 1), desk.PageAsk{})
			if err != nil || len(runs.Items) != c.runs {
				t.Errorf("got %d runs (%v), want %d", len(runs.Items), err, c.runs)
			}
		})
	}
}

func TestClosing_ByHandRightAfterAMessageStillReads_DG22_D3(t *testing.T) {
	w := newWorld(t)
	w.config.settings.LeadMode = desk.ModeAll
	w.hear(w.said("ann", "1", "hello"), w.said("ann", "2", "again"))
	w.work()
	for range 2 { // twice is once
		if _, err := w.closer().Close(context.Background(), admin, dialogID("ann", 1)); err != nil {
			t.Fatal(err)
		}
	}
	w.pass(30 * time.Second)
	if w.reads != 0 {
		t.Fatal("read before it was quiet")
	}
	w.pass(time.Second)
	if w.reads != 1 {
		t.Fatalf("read %d times", w.reads)
	}
	w.hear(w.said("ann", "3", "one more thing"))
	if d := w.dialog("ann", 2); !d.Open() || d.State != desk.StateWaiting {
		t.Errorf("CH-13: %+v", d)
	}
}

func TestTransfer_ThreadIsOneChat_D6_DG18(t *testing.T) {
	w := newWorld(t)
	w.config.settings.LeadMode = desk.ModeAll
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	var child desk.Dialog
	for range 2 {
		c, err := w.transferrer().Transfer(context.Background(), admin, dialogID("ann", 1), "boris", "")
		if err != nil {
			t.Fatal(err)
		}
		child = c
	}
	if child.ID != dialogID("ann", 2) || child.Operator != "boris" || child.State != desk.StateInProgress {
		t.Fatalf("child %+v", child)
	}
	w.hear(w.said("ann", "2", "I am here"))
	w.pass(time.Minute)
	if w.reads != 0 {
		t.Error("a transfer is no end of the chat")
	}
	w.read = func(chat desk.Chat) (desk.Reading, error) {
		if len(chat.Messages) != 2 {
			t.Errorf("the thread has %d messages, want both", len(chat.Messages))
		}
		return desk.Reading{Summary: "s"}, nil
	}
	w.ask("r", child.ID)
	w.work()
	if r := w.run("r"); r.State != desk.RunDone {
		t.Errorf("MC-12 over the thread: %+v", r)
	}
}

func TestLead_WhenRequiredDataComplete_CB04_CB05(t *testing.T) {
	w := newWorld(t)
	w.config.lines["shop"] = desk.Line{
		ID: "shop", Channel: desk.ChannelTelegram, Active: true, LeadPolicy: desk.LeadWhenDataComplete, Required: []desk.FieldName{"name", "phone"},
	}
	w.finds("phone", "+4420")
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	if d := w.dialog("ann", 1); len(d.Cards) != 0 || d.Contact.ID == "" {
		t.Fatalf("before the last item: %+v", d)
	}
	w.hear(w.said("ann", "2", "+442079460000"))
	w.finds("phone", "+442079460000")
	w.work()
	w.hear(w.said("ann", "3", "thanks"))
	w.work()
	d := w.dialog("ann", 1)
	if len(d.Cards) != 1 || d.Cards[0].Ref.Kind != desk.KindLead {
		t.Fatalf("after the last item: %+v", d)
	}
	if v := w.card(d.Contact).Values; v["phone"] != "+442079460000" {
		t.Errorf("contact %v", v)
	}
}
