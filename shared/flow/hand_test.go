package flow_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/setup"
)

var reader = desk.Actor{Name: "eva", Role: desk.RoleOperator, Operator: "eva", Rights: desk.Rights{Leads: desk.MayRead, Deals: desk.MayRead}}

func TestEditor_MakesNoCardThatCantBe(t *testing.T) {
	w := newWorld(t)
	if _, err := w.crm.SavePipeline(t.Context(), desk.Pipeline{ID: "sales", Stages: []desk.Stage{{ID: "new"}}}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		by    desk.Actor
		draft cards.Draft
		want  error
	}{
		"by who may only read deals":       {reader, cards.Draft{Kind: desk.KindDeal}, desk.ErrRefused},
		"a stage of a lead":                {admin, cards.Draft{Kind: desk.KindLead, Stage: "new"}, desk.ErrInvalid},
		"in no pipeline":                   {admin, cards.Draft{Kind: desk.KindDeal, Pipeline: "other"}, desk.ErrInvalid},
		"in no stage":                      {admin, cards.Draft{Kind: desk.KindDeal, Stage: "won"}, desk.ErrInvalid},
		"of a contact that is not there":   {admin, cards.Draft{Kind: desk.KindDeal, Contact: desk.CardRef{Kind: desk.KindContact, ID: "x"}}, desk.ErrInvalid},
		"of a lead":                        {admin, cards.Draft{Kind: desk.KindDeal, Contact: desk.CardRef{Kind: desk.KindLead, ID: "x"}}, desk.ErrInvalid},
		"a field that there is not":        {admin, cards.Draft{Kind: desk.KindLead, Values: map[desk.FieldName]desk.Value{"colour": "red"}}, desk.ErrInvalid},
		"a value that is no such value":    {admin, cards.Draft{Kind: desk.KindLead, Values: map[desk.FieldName]desk.Value{"quantity": "many"}}, desk.ErrInvalid},
		"an empty value is none":           {admin, cards.Draft{Kind: desk.KindLead, Values: map[desk.FieldName]desk.Value{"quantity": ""}}, nil},
		"a deal begins at the first stage": {admin, cards.Draft{Kind: desk.KindDeal}, nil},
	} {
		card, err := w.editor().Create(t.Context(), c.by, name, c.draft)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
		if c.want == nil && (len(card.Values) != 0 || card.Ref.Kind == desk.KindDeal && (card.Pipeline != "sales" || card.Stage != "new")) {
			t.Errorf("%s: got %+v", name, card)
		}
	}
}

// Asked for again, the same request is the same card, and its timeline says once
// that it was made.
func TestEditor_MakesACardOnce(t *testing.T) {
	w := newWorld(t)
	var refs [2]desk.CardRef
	for i := range refs {
		card, err := w.editor().Create(t.Context(), admin, "request 1", cards.Draft{Kind: desk.KindLead, Title: "Sofa"})
		if err != nil {
			t.Fatal(err)
		}
		refs[i] = card.Ref
	}
	page, err := w.store.Timeline(t.Context(), refs[0], desk.PageAsk{Limit: 10})
	if err != nil || refs[0] != refs[1] || len(page.Items) != 1 || page.Items[0].Kind != desk.EntryCreated {
		t.Errorf("made %v, told %+v, %v", refs, page.Items, err)
	}
}

// Who saw an older version changes nothing, and the same change twice is one.
func TestEditor_ChangesWhatWasSeen(t *testing.T) {
	w := newWorld(t)
	saw, err := w.editor().Create(t.Context(), admin, "request 1", cards.Draft{Kind: desk.KindLead, Title: "Sofa"})
	if err != nil {
		t.Fatal(err)
	}
	title := "Armchair"
	want := cards.Change{Title: &title}
	now, err := w.editor().Change(t.Context(), admin, saw, want)
	if err != nil || now.Title != title {
		t.Fatalf("got %+v, %v", now, err)
	}
	if _, err := w.editor().Change(t.Context(), admin, saw, want); !errors.Is(err, desk.ErrConflict) {
		t.Errorf("a change of what was seen before: got %v, want a conflict", err)
	}
	if again, err := w.editor().Change(t.Context(), admin, now, want); err != nil || again.ETag != now.ETag {
		t.Errorf("the same again: got %+v, %v", again, err)
	}
	if _, err := w.editor().Change(t.Context(), reader, now, want); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("by who may only read: got %v", err)
	}
}

// A contact that is bound by hand is the customer's in later dialogs, too.
func TestBinder_GivesTheCustomerTheContact(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.pass(time.Second)
	other, err := w.editor().Create(t.Context(), admin, "request 1", cards.Draft{Kind: desk.KindContact, Title: "Ann"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.binder().Bind(t.Context(), reader, dialogID("ann", 1), other.Ref); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("by who may only read: got %v", err)
	}
	for range 2 {
		if d, err := w.binder().Bind(t.Context(), admin, dialogID("ann", 1), other.Ref); err != nil || d.Contact != other.Ref {
			t.Errorf("got %+v, %v", d, err)
		}
	}
	if c, err := w.store.Customer(t.Context(), desk.NewCustomerID("shop", "ann")); err != nil || c.Contact != other.Ref {
		t.Errorf("the customer is %+v, %v", c, err)
	}
	if _, err := w.binder().Bind(t.Context(), admin, dialogID("ann", 1), desk.CardRef{Kind: desk.KindDeal, ID: "none"}); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("a card that is not there: got %v", err)
	}
}

// A thread that went on before its cards were known has them in all its dialogs: those
// who go on with it need them most.
func TestBind_WhatWasHandedOverMeanwhileIsBoundToo_CB05_DG18(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	for n := range 2 {
		if _, err := w.transferrer().Transfer(t.Context(), admin, dialogID("ann", n+1), "", "sales"); err != nil {
			t.Fatal(err)
		}
	}
	if d := w.dialog("ann", 3); d.Contact.ID != "" || len(d.Cards) != 0 {
		t.Fatalf("bound before: %+v", d)
	}
	w.pass(time.Second)
	first := w.dialog("ann", 1)
	if first.Contact.ID == "" || len(first.Cards) != 1 {
		t.Fatalf("got %+v", first)
	}
	for n := 2; n <= 3; n++ {
		if d := w.dialog("ann", n); d.Contact != first.Contact || !slices.Equal(d.Cards, first.Cards) {
			t.Errorf("dialog %d has %v, %v, want %v, %v", n, d.Contact, d.Cards, first.Contact, first.Cards)
		}
	}
}

// Revoking again is harmless, and nobody revokes the key that they ask with.
func TestRevoker(t *testing.T) {
	w := newWorld(t)
	for _, id := range []desk.KeyID{"mine", "other"} {
		if err := w.store.SaveKey(t.Context(), desk.Key{Actor: desk.Actor{Key: id, Role: desk.RoleAdmin}, CreatedAt: w.now}); err != nil {
			t.Fatal(err)
		}
	}
	r := &setup.Revoker{Keys: w.store, Now: w.clock}
	me := desk.Actor{Key: "mine", Role: desk.RoleAdmin}
	for range 2 {
		if err := r.Revoke(t.Context(), me, "other"); err != nil {
			t.Error(err)
		}
		w.now = w.now.Add(time.Hour)
	}
	if k, err := w.store.Key(t.Context(), "other"); err != nil || !k.RevokedAt.Equal(start) {
		t.Errorf("got %+v, %v", k, err)
	}
	var no *desk.Refusal
	if err := r.Revoke(t.Context(), me, "mine"); !errors.As(err, &no) || no.Code != desk.CodeOwnKey {
		t.Errorf("its own: got %v", err)
	}
	if err := r.Revoke(t.Context(), reader, "other"); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("by no admin: got %v", err)
	}
}
