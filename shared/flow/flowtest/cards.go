package flowtest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var cardsSuite = map[string]func(*T){
	"the first dialog of a contact stays the first (D4)": firstStays,
	"nothing is set up at first":                         nothingSetUp,
}

func (t *T) card(k desk.CardKind, origin string, contact desk.CardRef) desk.Card {
	t.Helper()
	t.Clock.Move(time.Second)
	c, err := t.CRM.CreateCard(t.ctx, desk.Card{
		Ref: desk.CardRef{Kind: k}, Title: origin, Contact: contact, Values: map[desk.FieldName]desk.Value{"name": "Ann"},
	}, origin)
	t.must(err)
	return c
}

func firstStays(t *T) {
	contact := desk.CardRef{Kind: desk.KindContact, ID: "7"}
	known := func(want desk.DialogID) {
		t.Helper()
		if got, err := t.KnownFirst(t.ctx, contact); err != nil || got != want {
			t.Errorf("the known first: %q, %v, want %q", got, err, want)
		}
	}
	known("")
	defer known("a-1")
	for _, d := range []desk.DialogID{"a-1", "b-1", "a-1"} {
		got, err := t.FirstDialog(t.ctx, contact, d)
		if err != nil || got != "a-1" {
			t.Errorf("the first, asked with %s: %s, %v", d, got, err)
		}
	}
}

func nothingSetUp(t *T) {
	s, err := t.Settings(t.ctx)
	if d := cmp.Diff(desk.DefaultSettings(), s); err != nil || d != "" {
		t.Errorf("settings: %v (-default +got)\n%s", err, d)
	}
	_, err = t.Line(t.ctx, "none")
	t.wants(err, desk.ErrNotFound, "line")
}
