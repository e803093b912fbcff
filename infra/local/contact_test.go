package main

import "testing"

// One person on two bots is one contact, and the second dialog comes to the cards
// of the first.
func TestOnePersonOnTwoLinesIsOneContact_CH14_CB03(t *testing.T) {
	h := newHouse(t)
	h.line("support", nil)
	one := h.dialog(h.says(anna, "Hello!"))
	two := h.dialog(h.saysTo("support", anna, "Hello, it is me."))
	other := h.dialog(h.saysTo("support", boris, "Здравствуйте!"))
	same(t, "contact and lead", []string{two.Contact, two.Cards[0].Card}, []string{one.Contact, one.Cards[0].Card})
	if other.Contact == one.Contact || other.Contact == "" {
		t.Errorf("another person is %q, the first %q", other.Contact, one.Contact)
	}
	same(t, "contacts", len(list[cardDoc](h, h.admin, "/v1/cards?kind=contact")), 2)
	same(t, "where they are reached", len(list[struct{}](h, h.admin, "/v1/cards/"+one.Contact+"/customers")), 2)
}

// A contact that a person made with the messenger's id is found, with its deal,
// and no longer once the field holds somebody else's.
func TestContactMadeByHandIsFoundByItsField_CH14_CB03(t *testing.T) {
	h := newHouse(t)
	h.field("contact", "telegram_user_id", map[string]any{"type": "string"})
	wrong := h.makes("contact", "Somebody", map[string]any{"values": map[string]any{"telegram_user_id": "1001"}})
	h.sets(wrong.Ref, map[string]any{"telegram_user_id": "77"})
	right := h.makes("contact", "A. Brown", map[string]any{"values": map[string]any{"telegram_user_id": "5"}})
	h.sets(right.Ref, map[string]any{"telegram_user_id": "1001"})
	deal := h.makes("deal", "Chairs", map[string]any{"contact": right.Ref})
	d := h.dialog(h.says(anna, "Hello!"))
	same(t, "contact and deal", []string{d.Contact, d.Cards[0].Card}, []string{right.Ref, deal.Ref})
	b := h.dialog(h.says(boris, "Hello!"))
	if b.Contact == wrong.Ref || b.Contact == right.Ref {
		t.Errorf("somebody unknown is %s", b.Contact)
	}
}
