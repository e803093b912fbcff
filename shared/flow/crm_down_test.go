package flow_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// downs are ways in which a CRM is down for hours: it wants to be left alone, as the gate
// to it says, or it just does not answer.
func downs(w *world, hours time.Duration) map[string]func() error {
	until := w.now.Add(hours * time.Hour)
	stalled := 0
	return map[string]func() error{
		"stalls": func() error { // three answers that never end, and then nobody is let call it
			switch stalled++; {
			case !w.now.Before(until):
				return nil
			case stalled%4 != 0:
				return &desk.Because{Code: desk.WhyBrokenOff, Err: fmt.Errorf("%w: the answer broke off", desk.ErrBusy)}
			}
			return &desk.Later{Until: w.now.Add(15 * time.Minute), Why: "the CRM is down"}
		},
		"left alone": func() error {
			if w.now.Before(until) {
				return &desk.Later{Until: w.now.Add(15 * time.Minute), Why: "the CRM is down"}
			}
			return nil
		},
		"no answer": func() error {
			if w.now.Before(until) {
				return fmt.Errorf("%w: the CRM can't be reached", desk.ErrBusy)
			}
			return nil
		},
	}
}

// A reading is never paid for twice because the CRM was down when it was to be filled in,
// be it for most of a day.
func TestDown_TheReadingIsKept(t *testing.T) {
	for _, name := range []string{"left alone", "no answer", "stalls"} {
		w, f := sold(t)
		w.hear(w.said("ann", "1", "chairs, please"))
		w.now = w.now.Add(time.Second)
		w.hear(w.said("ann", "2", "three of them, 3"))
		w.pass(10 * time.Minute)
		w.finds("product", "chairs")
		find := w.read
		w.read = func(chat desk.Chat) (desk.Reading, error) {
			f.Down = downs(w, 20)[name] // while the model reads
			return find(chat)
		}
		w.ask("r1", dialogID("ann", 1))
		before := w.reads
		w.pass(10 * time.Hour)
		if r := w.run("r1"); r.State != desk.RunWaiting || r.Reading == nil {
			t.Errorf("%s: after ten hours the run is %s (%s)", name, r.State, r.Reason)
		}
		w.pass(12 * time.Hour)
		r := w.run("r1")
		if lead := f.Cards(desk.KindLead)[0]; r.State != desk.RunDone || lead.Values["product"] != "chairs" || w.reads != before+1 {
			t.Errorf("%s: the run is %s (%s), the lead has %v, it was read %d times", name, r.State, r.Reason, lead.Values, w.reads-before)
		}
	}
}

// A run that waits for a CRM that was down is brought as soon as that is there again, and
// once however often it is said: it is read no second time, and what waits for another CRM,
// or for a quiet chat, stays as it is.
func TestDown_ARunIsBroughtOnceTheCRMIsThereAgain(t *testing.T) {
	w, f := sold(t)
	outage := desk.Outage{Connection: "sold"}
	for _, who := range []string{"ann", "bob"} {
		w.hear(w.said(who, "1", "chairs, please"))
		w.now = w.now.Add(time.Second)
		w.hear(w.said(who, "2", "three of them, 3"))
	}
	w.pass(10 * time.Minute)
	w.finds("product", "chairs")
	find, until := w.read, w.now.Add(time.Hour)
	w.read = func(chat desk.Chat) (desk.Reading, error) {
		f.Down = func() error {
			if w.now.Before(until) {
				return &desk.Later{Until: w.now.Add(15 * time.Minute), Why: outage.Said()}
			}
			return nil
		}
		return find(chat)
	}
	before := w.reads
	w.ask("r1", dialogID("ann", 1))
	w.pass(time.Minute)
	held := w.run("r1")
	if held.State != desk.RunWaiting || !outage.Holds(held.Reason) || held.StartsAt.Before(w.now.Add(10*time.Minute)) {
		t.Fatalf("while the CRM is down the run is %s until %s (%s)", held.State, held.StartsAt, held.Reason)
	}
	other := held // one that waits as long, for another CRM
	other.ID, other.Dialog, other.Reason, other.Version = "r2", dialogID("bob", 1), desk.Outage{Connection: "sold-2"}.Said(), 0
	other.Card.ID = "another"
	w.step("another run", func() error { _, _, err := w.store.CreateRun(t.Context(), other); return err })

	until = w.now // it is there again
	resumer := w.parts().ConnectionKeeper().Waiting
	for i, want := range []int{1, 0} {
		if n, err := resumer.Resume(t.Context(), "sold"); n != want || err != nil {
			t.Errorf("time %d: %d are brought, want %d: %v", i+1, n, want, err)
		}
	}
	if r := w.run("r1"); !r.StartsAt.Equal(w.now.Add(desk.OutageHeard)) {
		t.Errorf("it starts at %s, want %s", r.StartsAt, w.now.Add(desk.OutageHeard))
	}
	w.pass(desk.OutageHeard)
	leads := f.Cards(desk.KindLead)
	if r, lead := w.run("r1"), leads[slices.IndexFunc(leads, func(c desk.Card) bool { return c.Ref.ID == held.Card.ID })]; r.State != desk.RunDone || lead.Values["product"] != "chairs" || w.reads != before+1 {
		t.Errorf("the run is %s (%s), the lead has %v, it was read %d times", r.State, r.Reason, lead.Values, w.reads-before)
	}
	if r := w.run("r2"); r.State != desk.RunWaiting || !r.StartsAt.Equal(other.StartsAt) {
		t.Errorf("the other CRM's run is %s, and starts at %s, want %s", r.State, r.StartsAt, other.StartsAt)
	}
}

// proving does something before it proves.
type proving struct {
	flow.Prover
	first func()
}

func (p proving) Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error) {
	p.first()
	return p.Prover.Prove(f, found, m, l)
}

// What the company switches off while a run waits for its CRM is neither written nor
// proposed when that is there again; the other fields are.
func TestDown_WhatIsSwitchedOffMeanwhileIsNotWritten_BX07_MC08_MC14(t *testing.T) {
	product := func(w *world, f *crmtest.Fake, change func(*desk.Field)) {
		fields := slices.Clone(f.Has[desk.KindLead])
		change(&fields[0])
		f.Has = map[desk.CardKind][]desk.Field{desk.KindLead: fields, desk.KindContact: f.Has[desk.KindContact]}
	}
	for name, c := range map[string]struct {
		off     func(w *world, f *crmtest.Fake)
		state   desk.RunState
		product desk.OutcomeKind
		code    desk.Code
		values  map[desk.FieldName]desk.Value
	}{
		"nothing": {func(*world, *crmtest.Fake) {}, desk.RunDone, desk.OutcomeFilled, "", map[desk.FieldName]desk.Value{"product": "chairs", "quantity": "3"}},
		"the field": {func(w *world, f *crmtest.Fake) {
			product(w, f, func(f *desk.Field) { f.Policy = desk.PolicyNever })
		}, desk.RunDone, desk.OutcomeUnsupported, "", map[desk.FieldName]desk.Value{"quantity": "3"}},
		"the field asks first": {func(w *world, f *crmtest.Fake) {
			product(w, f, func(f *desk.Field) { f.Policy = desk.PolicyAlwaysPropose })
		}, desk.RunAwaiting, desk.OutcomeProposed, "", map[desk.FieldName]desk.Value{"quantity": "3"}},
		"the field is a number": {func(w *world, f *crmtest.Fake) {
			product(w, f, func(f *desk.Field) { f.Type = desk.TypeInteger })
		}, desk.RunDone, desk.OutcomeUnsupported, "", map[desk.FieldName]desk.Value{"quantity": "3"}},
		"CoPilot": {func(w *world, _ *crmtest.Fake) { w.config.settings.CoPilot = false }, desk.RunRefused, desk.OutcomeFilled, desk.CodeCopilotOff, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := sold(t)
			w.hear(w.said("ann", "1", "chairs, please"))
			w.now = w.now.Add(time.Second)
			w.hear(w.said("ann", "2", "three of them, 3"))
			w.pass(10 * time.Minute)
			w.finds("product", "chairs", "quantity", "3")
			w.prover = proving{w, func() { f.Down = downs(w, 5)["no answer"] }}
			w.ask("r1", dialogID("ann", 1))
			w.pass(time.Hour)
			w.prover = w
			if r := w.run("r1"); r.State != desk.RunWaiting || len(r.Outcomes) == 0 {
				t.Fatalf("while the CRM is down the run is %s with %d outcomes", r.State, len(r.Outcomes))
			}
			c.off(w, f)
			w.pass(10 * time.Hour)
			r := w.run("r1")
			i, _ := r.Outcome("product")
			if r.State != c.state || r.Code != c.code || r.Outcomes[i].Kind != c.product {
				t.Errorf("the run is %s %s (%s), the product %+v", r.State, r.Code, r.Reason, r.Outcomes[i])
			}
			if diff := cmp.Diff(c.values, f.Cards(desk.KindLead)[0].Values, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("the lead holds (-want +got):\n%s", diff)
			}
		})
	}
}

// A run does not wait for ever.
func TestDown_ARunEndsAfterADay(t *testing.T) {
	for _, name := range []string{"left alone", "no answer", "stalls"} {
		w, f := sold(t)
		w.hear(w.said("ann", "1", "chairs, please"))
		w.now = w.now.Add(time.Second)
		w.hear(w.said("ann", "2", "three of them, 3"))
		w.pass(10 * time.Minute)
		w.finds("product", "chairs")
		find := w.read
		w.read = func(chat desk.Chat) (desk.Reading, error) {
			f.Down = downs(w, 1000)[name]
			return find(chat)
		}
		w.ask("r1", dialogID("ann", 1))
		w.pass(30 * time.Hour)
		if r := w.run("r1"); r.State != desk.RunFailed {
			t.Errorf("%s: after thirty hours the run is %s", name, r.State)
		}
	}
}

// A CRM that wants to be left alone puts off its own jobs, and gives none of them up;
// another line's customers are bound at once.
func TestDown_OnlyItsOwnJobsWait(t *testing.T) {
	w, f := sold(t)
	other := w.config.lines["shop"]
	other.ID, other.Connection = "site", desk.ConnectionBuiltIn
	w.config.lines["site"] = other
	f.Down = downs(w, 5)["left alone"]
	w.hear(w.said("ann", "1", "chairs, please"))
	if _, err := w.receiver().Receive(context.Background(), other, []desk.Inbound{w.said("bob", "1", "sofas")}); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Minute)
	bob := desk.NewDialogID(desk.NewCustomerID("site", "bob"), 1)
	if d, err := w.store.Dialog(t.Context(), bob); err != nil || d.Contact.ID == "" || len(d.Cards) == 0 {
		t.Errorf("the other line's dialog has %v, %v (%v)", d.Contact, d.Cards, err)
	}
	w.pass(4 * time.Hour)
	if d := w.dialog("ann", 1); d.Contact.ID != "" || f.Calls() != 0 {
		t.Errorf("while it was down it made %v, in %d calls", d.Contact, f.Calls())
	}
	w.pass(2 * time.Hour)
	if d := w.dialog("ann", 1); d.Contact.ID == "" || len(f.Cards(desk.KindContact)) != 1 || len(f.Cards(desk.KindLead)) != 1 {
		t.Errorf("once it was there again it has %v, %v", f.Cards(desk.KindContact), f.Cards(desk.KindLead))
	}
}
