package crmtest

import (
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// losing fails each step in turn, before its work and after it: a card that was
// made, a change that was done, and nobody was told.
var losing = map[string]func(*bench){
	"a card is made once, whatever answer is lost": func(b *bench) {
		b.everyFault(func(i int) error {
			contact := desk.CardRef{Kind: desk.KindContact, ID: fmt.Sprint(i)}
			if _, err := b.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindLead}, Contact: contact}, fmt.Sprint("o", i)); err != nil {
				return err
			}
			got, err := b.OpenCards(b.ctx, contact)
			if err == nil && len(got) != 1 {
				return fmt.Errorf("the contact has %d cards", len(got))
			}
			return err
		})
	},
	"a change is done once, whatever answer is lost": func(b *bench) {
		c := b.card(desk.KindDeal, "o", desk.CardRef{})
		b.everyFault(func(i int) error {
			f := desk.FieldName(fmt.Sprint("f", i))
			got, err := b.ChangeCard(b.ctx, desk.CardChange{ID: fmt.Sprint(i), Card: c.Ref, Fields: []desk.FieldChange{{Field: f, New: "v"}}})
			if err == nil && !got.Set[f] {
				return fmt.Errorf("field %s was not set", f)
			}
			return err
		})
	},
	"a contact is one, whatever answer is lost": func(b *bench) {
		b.everyFault(func(i int) error {
			who, ids := desk.Customer{ID: desk.CustomerID(fmt.Sprint(i))}, []desk.Identity{{Kind: "telegram", Value: fmt.Sprint(i)}}
			ref, origin, err := b.Meet(b.ctx, who, ids)
			if err != nil {
				return err
			}
			if ref.ID == "" {
				c, err := b.CreateCard(b.ctx, desk.Card{Ref: desk.CardRef{Kind: desk.KindContact}}, origin)
				if err != nil {
					return err
				}
				ref = c.Ref
			}
			met, _, err := b.Meet(b.ctx, who, ids)
			if err == nil && met != ref {
				return fmt.Errorf("met %s, want %s", met, ref)
			}
			return err
		})
	},
}
