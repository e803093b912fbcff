package main

import "testing"

// What is only a part of what the card holds is no offer (FF-04), and of two claims the
// part does not come in the whole's place.
func TestAPartOfWhatTheCardHoldsIsNoOffer_FF04(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.sets(ref, map[string]any{"product": "office chairs", "delivery_address": "9 Harbor Rd, Boston"})
	h.reader.finds("product", "chairs", "chairs")
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	same(t, "outcomes", []string{r.Outcome("product").Outcome, r.Outcome("delivery_address").Outcome, r.State}, []string{"unchanged", "unchanged", "done"})
	card := h.card(ref)
	same(t, "the card", []string{card.Value("product"), card.Value("delivery_address")}, []string{`"office chairs"`, `"9 Harbor Rd, Boston"`})
}

func TestOfTwoClaimsTheWholeIsTaken_FF01(t *testing.T) {
	h := newHouse(t)
	d, ref := order(h)
	h.reader.finds("delivery_address", "9 Harbor Rd", "9 Harbor Rd")
	h.reader.finds("delivery_address", "Harbor Rd", "Harbor Rd")
	h.read(d)
	same(t, "the address", h.card(ref).Value("delivery_address"), `"9 Harbor Rd"`)
}
