package main

import (
	"testing"
	"time"
)

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

// A value that rests on two quotes is shown with both, word for word, where each stands,
// and with the rule by which they prove it.
func TestAValueOfTwoQuotesIsShownWithBoth_FF10_BX01(t *testing.T) {
	h := newHouse(t)
	d := h.says(anna, "Bring it to 45 Elm Road flat 21", "sorry, flat 12, not 21")
	h.reader.finds("delivery_address", "45 Elm Road flat 12", "45 Elm Road flat 21")
	h.pass(5 * time.Minute)
	o := h.read(d).Outcome("delivery_address")
	same(t, "the outcome", []string{o.Outcome, string(o.Value), o.Quote, o.Second, o.Rule},
		[]string{"filled", `"45 Elm Road flat 12"`, "45 Elm Road flat 21", "sorry, flat 12, not 21", "corrected"})
	if o.Message == 0 || o.SecondIn <= o.Message {
		t.Errorf("the quotes stand in %d and %d", o.Message, o.SecondIn)
	}
}
