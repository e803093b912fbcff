package flowtest

import (
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var cardsSuite = map[string]func(*T){
	"a card is made once by its origin":                        onceByOrigin,
	"fields are set one by one, each if it still is as it was": comparesAndSets,
	"a change done twice is done once":                         changeTwice,
	"a contact's open cards are found":                         openCards,
	"the first dialog of a contact stays the first (D4)":       firstStays,
	"the customer's contact is known by identity (CH-14)":      contactOf,
	"nothing is set up at first":                               nothingSetUp,
}

func (t *T) card(k desk.CardKind, origin string, contact desk.CardRef) desk.Card {
	t.Helper()
	t.Clock.Move(time.Second)
	c, err := t.CreateCard(t.ctx, desk.Card{
		Ref: desk.CardRef{Kind: k}, Title: origin, Contact: contact, Values: map[desk.FieldName]desk.Value{"name": "Ann"},
	}, origin)
	t.must(err)
	return c
}

func onceByOrigin(t *T) {
	a := t.card(desk.Lead, "o1", desk.CardRef{})
	if a.Ref.ID == "" || a.Ref.Kind != desk.Lead || a.ETag == "" || !a.CreatedAt.Equal(t.Clock.Now()) || a.Values["name"] != "Ann" {
		t.Errorf("made %+v", a)
	}
	if d := cmp.Diff(a, t.card(desk.Lead, "o1", desk.CardRef{})); d != "" {
		t.Errorf("the same origin (-first +second)\n%s", d)
	}
	stored, err := t.Card(t.ctx, a.Ref)
	t.must(err)
	if d := cmp.Diff(a, stored); d != "" {
		t.Errorf("the answer is not what is stored\n%s", d)
	}
	if b := t.card(desk.Lead, "o2", desk.CardRef{}); b.Ref == a.Ref {
		t.Error("another origin is the same card")
	}
	if b := t.card(desk.Deal, "o1", desk.CardRef{}); b.Ref.Kind != desk.Deal {
		t.Errorf("a deal of the same origin is %v", b.Ref)
	}
	_, err = t.Card(t.ctx, desk.CardRef{Kind: desk.Lead, ID: "none"})
	t.wants(err, desk.ErrNotFound, "card")
}

func comparesAndSets(t *T) {
	c := t.card(desk.Deal, "o1", desk.CardRef{})
	ch := desk.CardChange{ID: "c1", Card: c.Ref, At: t.Clock.Now(), Fields: []desk.FieldChange{
		{Field: "city", New: "Madrid"},
		{Field: "name", Old: "Bob", New: "Eve"},
		{Field: "same", Old: "x", New: ""},
	}}
	got, err := t.ChangeCard(t.ctx, ch)
	t.must(err)
	want := desk.Changed{
		Set: map[desk.FieldName]bool{"city": true, "same": true}, Stale: map[desk.FieldName]desk.Value{"name": "Ann"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("changed (-want +got)\n%s", d)
	}
	now, err := t.Card(t.ctx, c.Ref)
	t.must(err)
	if d := cmp.Diff(map[desk.FieldName]desk.Value{"name": "Ann", "city": "Madrid"}, now.Values); d != "" || now.ETag == c.ETag {
		t.Errorf("etag %s → %s, values (-want +got)\n%s", c.ETag, now.ETag, d)
	}
	ch.Card.ID, ch.ID = "none", "c2"
	_, err = t.ChangeCard(t.ctx, ch)
	t.wants(err, desk.ErrNotFound, "change of no card")
}

func changeTwice(t *T) {
	c := t.card(desk.Deal, "o1", desk.CardRef{})
	set := desk.CardChange{ID: "set", Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", New: "Madrid"}, {Field: "name", Old: "Bob", New: "Eve"}}}
	back := desk.CardChange{ID: "back", Card: c.Ref, Fields: []desk.FieldChange{{Field: "city", Old: "Madrid", New: ""}}}
	first, err := t.ChangeCard(t.ctx, set)
	t.must(err)
	_, err = t.ChangeCard(t.ctx, back)
	t.must(err)
	again, err := t.ChangeCard(t.ctx, set)
	t.must(err)
	if d := cmp.Diff(first, again); d != "" {
		t.Errorf("the repeat's answer (-first +second)\n%s", d)
	}
	now, err := t.Card(t.ctx, c.Ref)
	if err != nil || now.Values["city"] != "" {
		t.Errorf("the repeat set the value again: %v, %v", now.Values, err)
	}
}

func openCards(t *T) {
	contact := t.card(desk.Contact, "c", desk.CardRef{})
	other := t.card(desk.Contact, "c2", desk.CardRef{})
	lead := t.card(desk.Lead, "l", contact.Ref)
	deal := t.card(desk.Deal, "d", contact.Ref)
	t.card(desk.Deal, "d2", other.Ref)
	t.card(desk.Case, "k", contact.Ref)
	got, err := t.OpenCards(t.ctx, contact.Ref)
	t.must(err)
	have := map[desk.CardRef]time.Time{}
	for _, b := range got {
		have[b.Ref] = b.CreatedAt
	}
	if d := cmp.Diff(map[desk.CardRef]time.Time{lead.Ref: lead.CreatedAt, deal.Ref: deal.CreatedAt}, have); d != "" {
		t.Errorf("open cards (-want +got)\n%s", d)
	}
	if got, err = t.OpenCards(t.ctx, desk.CardRef{Kind: desk.Contact, ID: "none"}); err != nil || len(got) != 0 {
		t.Errorf("nobody's cards are %v, %v", got, err)
	}
}

func firstStays(t *T) {
	contact := desk.CardRef{Kind: desk.Contact, ID: "7"}
	for _, d := range []desk.DialogID{"a-1", "b-1", "a-1"} {
		got, err := t.FirstDialog(t.ctx, contact, d)
		if err != nil || got != "a-1" {
			t.Errorf("the first, asked with %s: %s, %v", d, got, err)
		}
	}
}

func contactOf(t *T) {
	t.append("m1")
	c, err := t.Customer(t.ctx, t.cust)
	t.must(err)
	ref, err := t.ContactOf(t.ctx, c)
	if err != nil || ref.ID != "" {
		t.Errorf("the contact of somebody new: %v, %v", ref, err)
	}
	card := t.card(desk.Contact, "customer:"+string(t.cust), desk.CardRef{})
	if ref, err = t.ContactOf(t.ctx, c); err != nil || ref != card.Ref {
		t.Errorf("the contact: %v (%v), want %v", ref, err, card.Ref)
	}
}

func nothingSetUp(t *T) {
	s, err := t.Settings(t.ctx)
	if d := cmp.Diff(desk.DefaultSettings(), s); err != nil || d != "" {
		t.Errorf("settings: %v (-default +got)\n%s", err, d)
	}
	_, err = t.Line(t.ctx, "none")
	t.wants(err, desk.ErrNotFound, "line")
	if fs, err := t.Fields(t.ctx, desk.Deal); err != nil || len(fs) != 0 {
		t.Errorf("fields: %v, %v", fs, err)
	}
}
