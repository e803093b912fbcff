package crmtest

import (
	"errors"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var finding = map[string]func(*bench){
	"a contact is found by its phone (CH-14)":                    foundBy("phone", "+14155552671", desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"}),
	"a contact is found by its e-mail, however written":          foundBy("email", "Ann@Example.com", desk.Identity{Kind: desk.IdentityEmail, Value: "ann@example.com"}),
	"a contact is found by a messenger's id in its fields":       foundBy("telegram_user_id", "77", desk.Identity{Kind: "telegram", Value: "77"}),
	"contacts are found by a name with a company (OP-33)":        foundByName,
	"a contact is found by what its customer only says (OP-36a)": foundByTold,
	"a company's contacts and cases are found (SYS-06)":          ofACompany,
	"a contact is no longer found by a phone that was changed":   foundNoMore,
	"a contact is known by the origin that it was made from":     madeFrom,
	"an id that is a way elsewhere is never asked for":           climbs,
	"all of a contact's cards are found, closed ones, too":       cardsOf,
	"a card that is dropped is gone, and dropped again is, too":  drops,
	"a contact's open leads and deals are found":                 openCards,
	"a closed card is open no more, until it is again":           closes,
	"a card that is given to another contact is theirs":          movesToAnother,
}

func foundBy(field desk.FieldName, v desk.Value, id desk.Identity) func(*bench) {
	return func(b *bench) {
		c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindContact), Values: map[desk.FieldName]desk.Value{field: v}}, "")
		b.must(err)
		b.finds(id, c.Ref)
		b.Move(time.Second)
		second, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindContact), Values: map[desk.FieldName]desk.Value{field: v}}, "")
		b.must(err)
		b.finds(id, c.Ref, second.Ref)
		other := id
		other.Value += "1"
		b.finds(other)
	}
}

func foundByName(b *bench) {
	made := func(name, company desk.Value) desk.CardRef {
		c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindContact), Values: map[desk.FieldName]desk.Value{"name": name, "company": company}}, "")
		b.must(err)
		b.Move(time.Second)
		return c.Ref
	}
	one, two := made("Ann  Brown", "Acme"), made("brown, ANN", "ACME")
	made("Ann Brown", "")
	made("Ann Brown", "Other")
	b.finds(desk.Identity{Kind: desk.IdentityName, Value: "ann brown/acme"}, one, two)
}

func foundByTold(b *bench) {
	visitor, phone := desk.Customer{ID: desk.NewCustomerID("site", "v")}, desk.Identity{Kind: desk.IdentityPhone, Scope: desk.ScopeTold, Value: "+14155552671"}
	first, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindContact), Values: map[desk.FieldName]desk.Value{"phone": "+14155552671"}}, visitor.Origin())
	b.must(err)
	b.Move(time.Second)
	second, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindContact), Values: map[desk.FieldName]desk.Value{"phone": "+14155552671"}}, "")
	b.must(err)
	b.finds(phone, first.Ref, second.Ref)
	_, err = b.ChangeCard(b.ctx, desk.CardChange{ID: "c", Card: first.Ref, Fields: []desk.FieldChange{{Field: "phone", Old: "+14155552671", New: "+14155552672"}}})
	b.must(err)
	b.finds(phone, second.Ref)
}

func ofACompany(b *bench) {
	made := func(kind desk.CardKind, company desk.CardRef) desk.Card {
		c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(kind), Title: "x", Company: company}, "")
		b.must(err)
		return c
	}
	acme, other := made(desk.KindCompany, desk.CardRef{}).Ref, made(desk.KindCompany, desk.CardRef{}).Ref
	ann, gone := made(desk.KindContact, acme), made(desk.KindContact, acme)
	want := []desk.CardRef{ann.Ref}
	if !b.can.NoCases {
		want = append(want, made(desk.KindCase, acme).Ref)
	}
	made(desk.KindContact, other)
	gone.Company = other
	_, err := b.PutCard(b.ctx, gone, nil)
	b.must(err)
	got, err := b.CardsOf(b.ctx, acme)
	b.must(err)
	if len(got) != len(want) || slices.ContainsFunc(want, func(ref desk.CardRef) bool { return !slices.Contains(got, ref) }) {
		b.Errorf("of the company: %v, want %v", got, want)
	}
	if card, err := b.Card(b.ctx, ann.Ref); err != nil || card.Company != acme {
		b.Errorf("the contact's company: %v, %v", card.Company, err)
	}
	page, err := b.ListCards(b.ctx, desk.CardFilter{Connection: b.Connection, Kind: desk.KindContact, Companies: []desk.CardRef{acme}}, desk.PageAsk{Limit: 10})
	if err != nil || len(page.Items) != 1 || page.Items[0].Ref != ann.Ref {
		b.Errorf("its contacts: %v, %v", page.Items, err)
	}
}

// finds wants those contacts to have the identity.
func (b *bench) finds(id desk.Identity, want ...desk.CardRef) {
	b.Helper()
	got, err := b.Find(b.ctx, b.Connection, id)
	if err != nil || !slices.Equal(got, want) {
		b.Errorf("by %v: found %v (%v), want %v", id, got, err, want)
	}
}

func foundNoMore(b *bench) {
	c, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindContact), Values: map[desk.FieldName]desk.Value{"phone": "+14155552671"}}, "")
	b.must(err)
	_, err = b.ChangeCard(b.ctx, desk.CardChange{ID: "c", Card: c.Ref, Fields: []desk.FieldChange{{Field: "phone", Old: "+14155552671", New: "+14155552672"}}})
	b.must(err)
	b.finds(desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552672"}, c.Ref)
	b.finds(desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"})
}

func madeFrom(b *bench) {
	if b.NoOrigin {
		b.Skip("the CRM can't keep an origin")
	}
	c := desk.Customer{ID: desk.NewCustomerID("shop", "ann")}
	ref, err := b.MadeFrom(b.ctx, b.Connection, desk.KindContact, c.Origin())
	if err != nil || ref.ID != "" {
		b.Errorf("the contact of somebody new: %v, %v", ref, err)
	}
	card := b.card(desk.KindContact, c.Origin(), desk.CardRef{})
	if ref, err = b.MadeFrom(b.ctx, b.Connection, desk.KindContact, c.Origin()); err != nil || ref != card.Ref {
		b.Errorf("the contact: %v (%v), want %v", ref, err, card.Ref)
	}
	if ref, err = b.MadeFrom(b.ctx, b.Connection, desk.KindLead, c.Origin()); err != nil || ref.ID != "" {
		b.Errorf("a lead of the same origin: %v, %v", ref, err)
	}
}

// climbs: what is no id, but a way to something else, reaches no CRM, however it is written.
func climbs(b *bench) {
	_, fake := b.Plug.(*Fake)
	asks := !fake && b.Connection != desk.ConnectionBuiltIn // of these an id is a key, and in no address
	for _, id := range []string{"..", "../deals/5", "..%2Fdeals%2F5", "%2e%2e%2fdeals%2f5", `..\deals\5`, "5/../6", "5%2F..%2F6", "%5c5"} {
		ref := b.of(desk.KindContact)
		ref.ID = id
		before := b.Steps()
		if _, err := b.Card(b.ctx, ref); !errors.Is(err, desk.ErrNotFound) && !errors.Is(err, desk.ErrInvalid) {
			b.Errorf("%s: got %v", ref, err)
		}
		if n := b.Steps() - before; n > 0 && asks {
			b.Errorf("%s: the CRM was asked %d times", ref, n)
		}
	}
}

func cardsOf(b *bench) {
	contact, other := b.card(desk.KindContact, "c", desk.CardRef{}).Ref, b.card(desk.KindContact, "c2", desk.CardRef{}).Ref
	lead, deal, made := b.card(desk.KindLead, "l", contact), b.card(desk.KindDeal, "d", contact), b.card(b.serviceKind(), "k", contact)
	b.card(desk.KindLead, "l2", other)
	deal.Closed = true
	_, err := b.PutCard(b.ctx, deal, nil)
	b.must(err)
	got, err := b.CardsOf(b.ctx, contact)
	b.must(err)
	want := map[desk.CardRef]bool{lead.Ref: true, deal.Ref: true, made.Ref: true}
	for _, ref := range got {
		if !want[ref] {
			b.Errorf("%s is not the contact's, or comes twice", ref)
		}
		delete(want, ref)
	}
	if len(want) > 0 {
		b.Errorf("not found: %v", want)
	}
}

func drops(b *bench) {
	if !b.can.Drop {
		b.Skip("the CRM lets us delete no card")
	}
	contact := b.card(desk.KindContact, "c", desk.CardRef{}).Ref
	deal := b.card(desk.KindDeal, "d", contact).Ref
	for range 2 {
		b.must(b.DropCard(b.ctx, deal))
		_, err := b.Card(b.ctx, deal)
		b.wants(err, desk.ErrNotFound, "read what was dropped")
	}
	b.openOf(contact, 0)
}

// openOf wants the contact to have so many open cards.
func (b *bench) openOf(contact desk.CardRef, want int) {
	b.Helper()
	got, err := b.OpenCards(b.ctx, contact)
	if err != nil || len(got) != want {
		b.Errorf("%v has open cards %v (%v), want %d", contact, got, err, want)
	}
}

func openCards(b *bench) {
	contact, other := b.card(desk.KindContact, "c", desk.CardRef{}), b.card(desk.KindContact, "c2", desk.CardRef{})
	lead := b.card(desk.KindLead, "l", contact.Ref)
	b.Move(time.Second)
	deal, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindDeal), Contact: contact.Ref, Pipeline: b.Pipeline}, "d")
	b.must(err)
	b.card(desk.KindDeal, "d2", other.Ref)
	if !b.can.NoCases {
		b.card(desk.KindCase, "k", contact.Ref)
	}
	got, err := b.OpenCards(b.ctx, contact.Ref)
	b.must(err)
	have := map[desk.CardRef]desk.BoundCard{}
	for _, c := range got {
		have[c.Ref] = c
	}
	if d := cmp.Diff(map[desk.CardRef]desk.BoundCard{lead.Ref: lead.Bound(), deal.Ref: deal.Bound()}, have); d != "" {
		b.Errorf("open cards (-want +got)\n%s", d)
	}
}

func closes(b *bench) {
	contact := b.card(desk.KindContact, "c", desk.CardRef{}).Ref
	deal := b.card(desk.KindDeal, "d", contact)
	for _, closed := range []bool{true, false} {
		deal.Closed = closed
		var err error
		deal, err = b.PutCard(b.ctx, deal, nil)
		b.must(err)
		b.openOf(contact, map[bool]int{true: 0, false: 1}[closed])
	}
}

func movesToAnother(b *bench) {
	ann, bob := b.card(desk.KindContact, "ann", desk.CardRef{}).Ref, b.card(desk.KindContact, "bob", desk.CardRef{}).Ref
	deal := b.card(desk.KindDeal, "d", ann)
	deal.Contact = bob
	_, err := b.PutCard(b.ctx, deal, nil)
	b.must(err)
	b.openOf(ann, 0)
	b.openOf(bob, 1)
}
