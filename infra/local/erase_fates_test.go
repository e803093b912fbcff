package main

import (
	"slices"
	"testing"
	"time"
)

// What becomes of cards is the company's choice. In any case proofs, marks and
// offers go, which hold the customer's words.
func TestCardsOfAnErasedPersonAreBlankedOrKept_BX12(t *testing.T) {
	for name, c := range map[string]struct {
		words   []string // that are left nowhere
		address string   // what a run filled
		title   string
	}{
		"blank": {annas, "", ""},
		"keep":  {[]string{"1001/", "dear customer", "between us", "prices for her", "One more wheelchair", "Anna again"}, `"9 Harbor Rd"`, "Anna Brown"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			contact := annaWas(h)
			var lead string
			for _, d := range h.dialogsOf(shop, anna) {
				for _, b := range h.dialog(d.ID).Cards {
					if kind := b.Card[:4]; kind == "lead" {
						lead = b.Card
					}
				}
			}
			h.sets(lead, map[string]any{"product": "typed by Olga"})
			if e := h.erases("/v1/customers/" + h.annaID() + "?cards=" + name); e.State != "done" || e.Taken.Dialogs != 3 {
				t.Fatalf("got %+v", e)
			}
			for _, at := range h.found(c.words...) {
				t.Error(at)
			}
			got := h.card(lead)
			same(t, "what a person typed", string(got.Values["product"]), `"typed by Olga"`)
			same(t, "what a run filled", string(got.Values["delivery_address"]), c.address)
			same(t, "the contact's name", h.card(contact).Title, c.title)
			now := h.says(anna, "Good morning.")
			if d := h.dialog(now); d.Contact == contact || d.Contact == "" {
				t.Errorf("who writes again is contact %q, as before", d.Contact)
			}
		})
	}
}

// A contact who is two customers stays, without what is known of the one who is
// erased, until the other is erased, too.
func TestAContactWhoIsTwoCustomersStaysForTheOther_BX12(t *testing.T) {
	h := newHouse(t)
	h.line("support", nil)
	one := h.dialog(h.says(anna, "The first words"))
	two := h.dialog(h.saysTo("support", anna, "The second words"))
	same(t, "the contact", two.Contact, one.Contact)
	h.erases("/v1/customers/" + h.annaID())
	if at := h.found("first words"); len(at) > 0 {
		t.Error(at)
	}
	same(t, "the other's messages", texts(h.messages(two.ID)), []string{"The second words"})
	same(t, "the other's contact", h.card(one.Contact).Ref, one.Contact)
	if again := h.dialog(h.says(anna, "It is me")); again.Contact != one.Contact {
		t.Errorf("the same person is now %s: the other line knows them as %s", again.Contact, one.Contact)
	}
	h.erases("/v1/contacts/" + one.Contact)
	if at := h.found("second words", "It is me", "Anna"); len(at) > 0 {
		t.Error(at)
	}
	h.refused(h.admin, "GET", "/v1/cards/"+one.Contact, nil, 404, "not_found")
}

// Whom WhatsApp knows by phone and by a user id is erased under either.
func TestAPersonOfTwoIDsIsErasedUnderEither_BX12(t *testing.T) {
	for _, id := range []string{"34600111222", "ES.111"} {
		t.Run(id, func(t *testing.T) {
			h := newHouse(t)
			h.sample("whatsapp/phone-and-user-id")
			h.pass(time.Minute)
			customer := string(h.customer("bakery-wa", id))
			if e := h.erases("/v1/customers/" + customer); e.State != "done" || e.Taken.Messages != 1 {
				t.Fatalf("got %+v", e)
			}
			for _, at := range h.found("34600111222", "ES.111", "María", "Hola") {
				t.Error(at)
			}
			h.sample("whatsapp/phone-and-user-id") // a repeat
			same(t, "dialogs after a repeat", len(h.dialogs("line=bakery-wa")), 0)
		})
	}
}

// By what a customer was known goes, though their line is of another page by then,
// or deleted.
func TestWhatAnErasedPersonWasKnownByGoes_BX12(t *testing.T) {
	for name, change := range map[string]func(h *house){
		"the page changed": func(h *house) {
			h.changes("/v1/lines/bakery-page", map[string]any{"options": map[string]any{"page_id": "77"}})
		},
		"the line was deleted": func(h *house) { h.call(h.admin, "DELETE", "/v1/lines/bakery-page", nil, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.sample("messenger/text")
			d := h.dialogs("line=bakery-page")[0]
			user := h.found("4400000000000001")
			if !slices.ContainsFunc(user, func(at string) bool { return len(at) > 2 && at[:2] == "I#" }) {
				t.Fatalf("they are known by nothing: %v", user)
			}
			h.closes(d.ID)
			h.pass(time.Minute)
			change(h)
			if e := h.erases("/v1/customers/" + d.Customer); e.State != "done" {
				t.Fatalf("got %+v", e)
			}
			for _, at := range h.found("4400000000000001") {
				t.Error(at)
			}
		})
	}
}
