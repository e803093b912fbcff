package flow_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// A CRM that can't keep what a card was made from: the customer has one contact and one lead
// there, each marked unsure until a person saw it, and the note of a run says so.
func TestBind_WhereNoOriginCanBeKeptIsUnsure(t *testing.T) {
	w, f := sold(t)
	f.NoOrigin = true
	lead := awaits(w, f)
	w.announced("r1", nil)
	contacts, leads := f.Cards(desk.KindContact), f.Cards(desk.KindLead)
	if len(contacts) != 1 || len(leads) != 1 {
		t.Fatalf("%d contacts, %d leads", len(contacts), len(leads))
	}
	unsure := func(ref desk.CardRef) bool {
		m, err := w.store.Annotations(context.Background(), ref)
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(m.Badges(nil), desk.BadgeUnsure)
	}
	if !unsure(contacts[0].Ref) || !unsure(lead) {
		t.Errorf("unsure: contact %v, lead %v", unsure(contacts[0].Ref), unsure(lead))
	}
	if notes := f.Notes(lead); len(notes) != 1 || !strings.HasPrefix(notes[0], "Unsure: ") || !strings.Contains(notes[0], "CoPilot read the chat") {
		t.Errorf("notes %q", notes)
	}
	for range 2 {
		if err := w.decider().Acknowledge(context.Background(), admin, lead); err != nil {
			t.Fatal(err)
		}
	}
	if unsure(lead) {
		t.Error("the lead is unsure, though somebody saw to it")
	}
}
