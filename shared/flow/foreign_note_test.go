package flow_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// awaits plays the story up to where a person is to decide on the quantity.
func awaits(w *world, f soldCRM) desk.CardRef {
	w.hear(w.said("ann", "1", "chairs, please"))
	w.now = w.now.Add(time.Second)
	w.hear(w.said("ann", "2", "three of them, [URL=https://evil.example]3[/URL]"))
	w.pass(10 * time.Minute)
	lead := f.Cards(desk.KindLead)[0].Ref
	f.Set(lead, "quantity", "5")
	w.finds("product", "chairs", "quantity", "3", "size", "please")
	w.ask("r1", dialogID("ann", 1))
	w.pass(10 * time.Minute)
	return lead
}

// SU-03, CP-05, FF-05: where people look there is the summary, each value with its
// quote, and that something waits for approval, until it was decided. What a customer
// wrote is no markup there.
func TestNote_WhatARunCameToIsSeenInTheCRM(t *testing.T) {
	w, f := soldOn(t)
	lead := awaits(w, f)
	read := w.announced("r1", nil)
	notes := f.Notes(lead)
	if len(notes) != 1 {
		t.Fatalf("notes: %q", notes)
	}
	for _, part := range []string{"CoPilot read the chat", "a plain summary", "Filled", "product: chairs — «chairs, please»", "Proposed", "quantity: 5 → 3 — «three of them, "} {
		if !strings.Contains(notes[0], part) {
			t.Errorf("the note lacks %q:\n%s", part, notes[0])
		}
	}
	if strings.Contains(notes[0], "[URL") || strings.Contains(notes[0], "**") {
		t.Errorf("what the customer wrote is markup there:\n%s", notes[0])
	}
	if got := f.Tasks(lead); len(got) != 1 || got[0] != "CoPilot: awaiting approval" {
		t.Errorf("to be done: %q", got)
	}
	if _, err := w.decider().Decide(context.Background(), admin, "r1", nil, desk.DecisionKeep); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it is told again
		w.announced("r1", &read)
	}
	if got := f.Tasks(lead); len(got) != 0 || len(f.Notes(lead)) != 1 {
		t.Errorf("to be done still: %q, notes %q", got, f.Notes(lead))
	}
}

// A note that can't be written, since somebody deleted the card, is given up, and that
// stands where we look.
func TestNote_ThatCannotBeWrittenIsSaidSo(t *testing.T) {
	w, f := soldOn(t)
	lead := awaits(w, f)
	f.b.Take("lead", numberOf(lead))
	w.announced("r1", nil)
	v, err := w.store.Job(t.Context(), desk.NewNoteJob(w.run("r1"), w.now).ID)
	if err != nil || v.State != desk.JobDead || v.Code != string(work.CodeOf(desk.ErrNotFound)) {
		t.Errorf("the job is %s (%s), %v", v.State, v.Code, err)
	}
	page, err := w.store.Timeline(t.Context(), lead, desk.PageAsk{Limit: 50})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, e := range page.Items {
		found = found || e.Kind == desk.EntryFailed && strings.Contains(e.Text, "note")
	}
	if !found {
		t.Errorf("the timeline does not say so: %+v", page.Items)
	}
}

// An erasure takes the notes, too, in which a customer's words are, and ends what was to be
// approved; what was to be written after it is not.
func TestErase_TakesTheNotesInTheCRM(t *testing.T) {
	for name, late := range map[string]bool{"it was written": false, "it was to be written": true} {
		t.Run(name, func(t *testing.T) {
			w, f := soldOn(t)
			lead := awaits(w, f)
			run := w.run("r1")
			if !late {
				w.announced("r1", nil)
				if len(f.Notes(lead)) != 1 || len(f.Tasks(lead)) != 1 {
					t.Fatalf("notes: %q, to be done: %q", f.Notes(lead), f.Tasks(lead))
				}
			}
			w.erasing(desk.NewCustomerID("shop", "ann"), desk.CardRef{}, desk.KeepCards)
			w.pass(time.Hour)
			if late {
				w.step("announce", func() error {
					return w.parts().Announcer().Changed(context.Background(), desk.FeedRecord{Run: &desk.Change[desk.Run]{Version: run.Version, New: &run}})
				})
				w.pass(20 * time.Minute)
				if v, err := w.store.Job(t.Context(), desk.NewNoteJob(run, w.now).ID); err != nil || !v.Ended() {
					t.Errorf("the job of nobody's note is %s, %v", v.State, err)
				}
			}
			if notes, tasks := f.Notes(lead), f.Tasks(lead); len(notes)+len(tasks) != 0 {
				t.Errorf("still there: %q, to be done: %q", notes, tasks)
			}
		})
	}
}

// What somebody was to take over of an erased person's is not to be done any more.
func TestErase_EndsTheTaskOfAHandoverInTheCRM(t *testing.T) {
	w, f := soldOn(t)
	line := w.config.lines["shop"]
	line.HandTask, line.HandTransfers = true, true
	w.config.lines["shop"] = line
	lead := awaits(w, f)
	before := f.Tasks(lead)
	w.step("transfer", func() error {
		_, err := w.transferrer().Transfer(t.Context(), admin, dialogID("ann", 1), "", "sales")
		return err
	})
	d := w.dialog("ann", 2)
	w.step("announce", func() error {
		return w.parts().HandOvers().Changed(t.Context(), desk.FeedRecord{Dialog: &desk.Change[desk.Dialog]{Version: 1, New: &d}})
	})
	w.pass(20 * time.Minute)
	if got := f.Tasks(lead); len(got) != len(before)+1 {
		t.Fatalf("to be done: %q", got)
	}
	w.erasing(desk.NewCustomerID("shop", "ann"), desk.CardRef{}, desk.KeepCards)
	w.pass(time.Hour)
	if got := f.Tasks(lead); len(got) != 0 {
		t.Errorf("still to be done: %q", got)
	}
}

// leftAlone is a CRM that is left alone until a moment.
type leftAlone struct {
	flow.CRM
	now   func() time.Time
	until time.Time
}

func (l leftAlone) AddNote(ctx context.Context, n desk.CardNote) error {
	if l.now().Before(l.until) {
		return &desk.Later{Until: l.now().Add(15 * time.Minute), Why: "the CRM is down"}
	}
	return l.CRM.AddNote(ctx, n)
}

// A CRM that is down for a day costs no note: it is written once it is there, once.
func TestNote_WaitsForACRMThatIsDown(t *testing.T) {
	w, f := soldOn(t)
	lead := awaits(w, f)
	w.foreign = leftAlone{f, w.clock, w.now.Add(24 * time.Hour)}
	w.announced("r1", nil)
	w.pass(20 * time.Hour)
	if n := len(f.Notes(lead)); n != 0 {
		t.Fatalf("%d notes in a CRM that is down", n)
	}
	w.pass(6 * time.Hour)
	if n := len(f.Notes(lead)); n != 1 {
		t.Errorf("%d notes once it is there", n)
	}
}
