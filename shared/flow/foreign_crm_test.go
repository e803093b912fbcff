package flow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/crmtest"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// sold is a world whose customers live in a CRM that promises nothing.
func sold(t *testing.T) (*world, *crmtest.Fake) {
	w := newWorld(t)
	fields := []desk.Field{{Name: "product"}, {Name: "quantity"}, {Name: "size"}, {Name: "client_email"}}
	for i := range fields {
		fields[i].Card, fields[i].Type, fields[i].Policy = desk.KindLead, desk.TypeString, desk.PolicyFillIfEmpty
	}
	f := &crmtest.Fake{Connection: "sold", Now: w.clock, Has: map[desk.CardKind][]desk.Field{
		desk.KindLead: fields, desk.KindContact: {{Name: "name", Card: desk.KindContact, Type: desk.TypeString}, {Name: "email", Card: desk.KindContact, Type: desk.TypeEmail}},
	}}
	w.livesIn(f)
	return w, f
}

// livesIn makes the customers of the line live in a connected CRM.
func (w *world) livesIn(f flow.CRM) {
	w.foreign = f
	line := w.config.lines["shop"]
	line.Connection, line.LeadPolicy = "sold", desk.LeadOnFirstMessage
	w.config.lines["shop"] = line
}

// soldCRM is a CRM that a test looks into, that can fail, and that people are at.
type soldCRM interface {
	flow.CRM
	FailAt(n int, after bool)
	Calls() int
	Cards(k desk.CardKind) []desk.Card
	Set(ref desk.CardRef, field desk.FieldName, v desk.Value)
	// Notes and Tasks are what its people see of ours on a card.
	Notes(card desk.CardRef) []string
	Tasks(card desk.CardRef) []string
}

// announced tells of a run as it is now, after it was as had, and has done what follows.
func (w *world) announced(id desk.RunID, had *desk.Run) desk.Run {
	w.t.Helper()
	var run desk.Run
	w.step("announce", func() (err error) {
		if run, err = w.store.Run(context.Background(), id); err != nil {
			return err
		}
		change := desk.FeedRecord{Run: &desk.Change[desk.Run]{Version: run.Version, Old: had, New: &run}}
		return errors.Join(w.parts().Announcer().Changed(context.Background(), change), w.parts().Contacts().Changed(context.Background(), change))
	})
	w.pass(20 * time.Minute)
	return run
}

// soldStory is a chat that is bound, read, decided and taken back in such a CRM, where
// a person has set a field meanwhile.
func soldStory(w *world, f soldCRM) {
	w.hear(w.said("ann", "1", "chairs, please"))
	w.now = w.now.Add(time.Second)
	w.hear(w.said("ann", "2", "three of them, 3"))
	w.pass(10 * time.Minute)
	if lead := f.Cards(desk.KindLead); len(lead) > 0 && lead[0].Values["quantity"] == "" {
		f.Set(lead[0].Ref, "quantity", "5")
	}
	w.finds("product", "chairs", "quantity", "3", "size", "please")
	w.ask("r1", dialogID("ann", 1))
	w.pass(10 * time.Minute)
	read := w.announced("r1", nil)
	ctx := context.Background()
	w.step("decide", func() error {
		_, err := w.decider().Decide(ctx, admin, "r1", map[desk.FieldName]desk.Decision{"quantity": desk.DecisionReplace}, "")
		return err
	})
	w.step("undo", func() error {
		_, err := w.decider().Undo(ctx, admin, "r1", []desk.FieldName{"size"})
		return err
	})
	w.pass(10 * time.Minute)
	w.announced("r1", &read)
}

// soldEnd is what is there in the end, in the CRM and with us.
func soldEnd(w *world, f soldCRM) (out []string) {
	w.engine.at, w.engine.dead = -1, false
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindLead} {
		for _, c := range f.Cards(k) {
			out = append(out, fmt.Sprint(c.Ref, " notes ", len(f.Notes(c.Ref)), " tasks ", len(f.Tasks(c.Ref))))
			out = append(out, fmt.Sprint(c.Ref, " ", c.Title, " of ", c.Contact, " ", c.Values))
		}
	}
	r := w.run("r1")
	for _, o := range r.Outcomes {
		out = append(out, fmt.Sprint(o.Field, " ", o.Kind, " ", o.Value, " ", o.Decision))
	}
	d := w.dialog("ann", 1)
	for _, b := range d.Cards {
		out = append(out, "bound "+b.Ref.String())
	}
	if s, ok := f.(interface{ Shown() string }); ok {
		out = append(out, s.Shown())
	}
	slices.Sort(out)
	return append(out, fmt.Sprint(r.State, " contact ", d.Contact))
}

// Promises 1 to 3 where the CRM compares nothing and makes a card each time it is
// asked: whatever call of the CRM or of ours fails, before its work or after, and
// whoever is killed by it, the cards there, the run and the dialog end alike. Nothing
// is there twice, nothing but what a kill took is read twice, and no person's value is written over.
func TestFaults_AForeignCRMEndsTheSame(t *testing.T) {
	endsTheSame(t, 1, func(t *testing.T) (*world, soldCRM) { return sold(t) })
}

// Where that CRM can't even keep what a card was made from, looking keeps the same promise:
// one contact and one lead, whatever answer is lost, and whoever is killed.
func TestFaults_AForeignCRMWithoutOriginsEndsTheSame(t *testing.T) {
	endsTheSame(t, 1, func(t *testing.T) (*world, soldCRM) {
		w, f := sold(t)
		f.NoOrigin = true
		return w, f
	})
}

// endsTheSame plays the story with a fault at each call, or at every so many-th.
func endsTheSame(t *testing.T, every int, open func(t *testing.T) (*world, soldCRM)) {
	t.Helper()
	playsTheSame(t, every, open, soldStory, soldCalm)
}

// soldCalm says whether the story ended as it should where nothing failed.
func soldCalm(f soldCRM) bool {
	lead := f.Cards(desk.KindLead)
	return len(lead) == 1 && lead[0].Values["product"] == "chairs" && lead[0].Values["quantity"] == "3" && lead[0].Values["size"] == "" && len(f.Cards(desk.KindContact)) == 1
}

// playsTheSame is endsTheSame of a story.
func playsTheSame(t *testing.T, every int, open func(t *testing.T) (*world, soldCRM), story func(*world, soldCRM), well func(soldCRM) bool) {
	t.Helper()
	calm, f := open(t)
	story(calm, f)
	want, calls, steps := soldEnd(calm, f), calm.engine.n, f.Calls()
	if !well(f) {
		t.Fatalf("the story ends otherwise: %v", want)
	}
	for _, after := range []bool{false, true} {
		for at := 0; at < calls; at += every {
			for _, kill := range []bool{false, true} {
				w, f := open(t)
				w.engine.at, w.engine.after, w.engine.kill = at, after, kill
				story(w, f)
				if d := cmp.Diff(want, soldEnd(w, f)); d != "" || w.reads != calm.reads && !kill {
					t.Errorf("our call %d failed (after its work: %v, killed: %v): the end differs (-want +got)\n%s", at, after, kill, d)
				}
			}
		}
		for at := 1; at <= steps; at++ {
			w, f := open(t)
			f.FailAt(at, after)
			story(w, f)
			if d := cmp.Diff(want, soldEnd(w, f)); d != "" || w.reads != calm.reads {
				t.Errorf("the CRM's call %d failed (after its work: %v): the end differs (-want +got)\n%s", at, after, d)
			}
		}
	}
	t.Logf("%d calls of ours, %d of the CRM", calls, steps)
}

// A value that the CRM passes over is offered, and it is said that the CRM did not take
// it; where a person was faster, that is said.
func TestFill_WhatTheCRMDoesNotTakeIsSaidSo(t *testing.T) {
	for name, c := range map[string]struct {
		meanwhile func(f *crmtest.Fake, lead desk.CardRef)
		says      string
	}{
		"the CRM passed over it": {func(f *crmtest.Fake, _ desk.CardRef) {
			f.PassesOver = "product"
		}, "the CRM did not take the value: the field holds what it held. Try again, or set it there"},
		"a person was faster": {func(f *crmtest.Fake, lead desk.CardRef) { f.Set(lead, "product", "sofas") }, "somebody set the field while the chat was being read"},
	} {
		t.Run(name, func(t *testing.T) {
			w, f := sold(t)
			w.hear(w.said("ann", "1", "chairs, please"))
			w.now = w.now.Add(time.Second)
			w.hear(w.said("ann", "2", "three of them, 3"))
			w.pass(10 * time.Minute)
			lead := f.Cards(desk.KindLead)[0].Ref
			w.read = func(chat desk.Chat) (desk.Reading, error) {
				c.meanwhile(f, lead)
				return desk.Reading{Summary: "s", Reader: "test", Findings: []desk.Finding{found(chat, "product", "chairs"), found(chat, "quantity", "3")}}, nil
			}
			w.ask("r1", dialogID("ann", 1))
			w.pass(10 * time.Minute)
			r := w.run("r1")
			i, _ := r.Outcome("product")
			if o := r.Outcomes[i]; o.Kind != desk.OutcomeProposed || o.Reason != c.says {
				t.Errorf("got %s, %q", o.Kind, o.Reason)
			}
			if v := f.Cards(desk.KindLead)[0].Values["quantity"]; v != "3" {
				t.Errorf("the other field is %q", v)
			}
		})
	}
}
