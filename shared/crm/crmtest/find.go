package crmtest

import (
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var finding = map[string]func(*bench){
	"a contact is found by its phone (CH-14)":                  foundBy("phone", "+14155552671", desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"}),
	"a contact is found by its e-mail, however written":        foundBy("email", "Ann@Example.com", desk.Identity{Kind: desk.IdentityEmail, Value: "ann@example.com"}),
	"a contact is found by a messenger's id in its fields":     foundBy("telegram_user_id", "77", desk.Identity{Kind: "telegram", Value: "77"}),
	"a contact is no longer found by a phone that was changed": foundNoMore,
	"who comes by one identity is met by the others":           metByAll,
	"many who come at once by one identity are one contact":    metAtOnce,
	"the customer's contact is known by its origin":            contactOf,
	"a contact's open leads and deals are found":               openCards,
	"a closed card is open no more, until it is again":         closes,
	"a card that is given to another contact is theirs":        movesToAnother,
}

func foundBy(field desk.FieldName, v desk.Value, id desk.Identity) func(*bench) {
	return func(b *bench) {
		c, err := b.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Values: map[desk.FieldName]desk.Value{field: v}}, "")
		b.must(err)
		b.met(desk.Customer{ID: "c1"}, c.Ref, id)
		other := id
		other.Value += "1"
		b.met(desk.Customer{ID: "c2"}, desk.CardRef{}, other)
	}
}

// met wants the customer's contact to be want.
func (b *bench) met(c desk.Customer, want desk.CardRef, ids ...desk.Identity) (origin string) {
	b.Helper()
	got, origin, err := b.Meet(b.ctx, c, ids)
	if err != nil || got != want || want.ID == "" && origin == "" {
		b.Errorf("%v: met %v, origin %q (%v), want %v", ids, got, origin, err, want)
	}
	return origin
}

func foundNoMore(b *bench) {
	c, err := b.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}, Values: map[desk.FieldName]desk.Value{"phone": "+14155552671"}}, "")
	b.must(err)
	_, err = b.ChangeCard(b.ctx, desk.CardChange{ID: "c", Card: c.Ref, Fields: []desk.FieldChange{{Field: "phone", Old: "+14155552671", New: "+14155552672"}}})
	b.must(err)
	b.met(desk.Customer{ID: "c1"}, c.Ref, desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552672"})
	b.met(desk.Customer{ID: "c2"}, desk.CardRef{}, desk.Identity{Kind: desk.IdentityPhone, Value: "+14155552671"})
}

func metByAll(b *bench) {
	ids := []desk.Identity{{Kind: "telegram", Value: "7"}, {Kind: desk.IdentityPhone, Value: "+14155552671"}}
	origin := b.met(desk.Customer{ID: "c1"}, desk.CardRef{}, ids[0]) // and is cut off before the card is made
	if again := b.met(desk.Customer{ID: "c2"}, desk.CardRef{}, ids...); again != origin {
		b.Errorf("two origins, %q and %q", origin, again)
	}
	card := b.card(desk.KindContact, origin, desk.CardRef{})
	b.met(desk.Customer{ID: "c3"}, card.Ref, ids[0])
	b.met(desk.Customer{ID: "c3"}, card.Ref, ids[1])
}

func metAtOnce(b *bench) {
	if !b.Can.CreateOnce {
		b.Skip("the CRM does not make a card once where many ask at once")
	}
	var mu sync.Mutex
	met := map[desk.CardRef]bool{}
	b.atOnce(8, func(i int) error {
		ref, origin, err := b.Meet(b.ctx, desk.Customer{ID: desk.CustomerID(rune('a' + i))}, []desk.Identity{{Kind: "telegram", Value: "7"}})
		if err == nil && ref.ID == "" {
			var c desk.Card
			c, err = b.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}}, origin)
			ref = c.Ref
		}
		mu.Lock()
		defer mu.Unlock()
		met[ref] = true
		return err
	})
	if len(met) != 1 {
		b.Errorf("%d contacts: %v", len(met), met)
	}
}

func contactOf(b *bench) {
	c := desk.Customer{ID: desk.NewCustomerID("shop", "ann")}
	ref, err := b.ContactOf(b.ctx, c)
	if err != nil || ref.ID != "" {
		b.Errorf("the contact of somebody new: %v, %v", ref, err)
	}
	card := b.card(desk.KindContact, c.Origin(), desk.CardRef{})
	if ref, err = b.ContactOf(b.ctx, c); err != nil || ref != card.Ref {
		b.Errorf("the contact: %v (%v), want %v", ref, err, card.Ref)
	}
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
	deal, err := b.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindDeal}, Contact: contact.Ref, Pipeline: "sales"}, "d")
	b.must(err)
	b.card(desk.KindDeal, "d2", other.Ref)
	b.card(desk.KindCase, "k", contact.Ref)
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
