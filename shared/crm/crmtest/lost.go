package crmtest

import (
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// losing fails each step in turn, before its work and after it: a card that was
// made, a change that was done, and nobody was told.
var losing = map[string]func(*bench){
	"a card is made once, whatever answer is lost": func(b *bench) {
		contacts := map[int]desk.CardRef{}
		for i := range 60 {
			contacts[i] = b.card(desk.KindContact, fmt.Sprint("c", i), desk.CardRef{}).Ref
		}
		b.everyFault(func(i int) error {
			contact := contacts[i]
			if _, err := b.CreateCard(b.ctx, desk.Card{Ref: b.of(desk.KindLead), Contact: contact}, fmt.Sprint("o", i)); err != nil {
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
}
