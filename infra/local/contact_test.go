package main

import (
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

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

// whatsappLine connects the line "wa".
func (h *house) whatsappLine() {
	h.t.Helper()
	h.line("wa", map[string]any{"channel": "whatsapp", "options": map[string]any{"phone_number_id": "100200300"},
		"secrets": map[string]any{"app_secret": "wa-secret", "verify_token": "verify-me", "token": "EAAtoken"}})
}

// shares posts a person's own contact to the line "shop".
func (h *house) shares(who parties.BotUser, phone string) {
	h.t.Helper()
	u := h.text(who, "")
	m := u["message"].(map[string]any)
	delete(m, "text")
	m["contact"] = map[string]any{"phone_number": phone, "first_name": who.First, "user_id": who.ID}
	if a := h.update(shop, u); a.Status != 200 {
		h.t.Fatalf("webhook: got %d %s", a.Status, a.Body)
	}
}

// A phone that is shared after the first words reaches the contact, and by it
// they are found on another line.
func TestAPhoneSharedLaterIsTheContacts_CH14_CB03(t *testing.T) {
	h := newHouse(t)
	h.whatsappLine()
	one := h.dialog(h.says(anna, "Hola, soy Ana"))
	h.pass(time.Second)
	h.shares(anna, "34611222444")
	h.pass(time.Second)
	two := h.dialog(h.whatsapp("34611222444", "wamid.1", "Hola"))
	same(t, "the contact on WhatsApp", two.Contact, one.Contact)
	same(t, "its phone", h.card(one.Contact).Value("phone"), `"+34611222444"`)
	same(t, "contacts", len(list[cardDoc](h, h.admin, "/v1/cards?kind=contact")), 1)
}

// Where the number is another contact's by then, the two stay two, and either
// shows it. What a messenger proved counts for more than what was typed.
func TestAPhoneThatIsAnotherContactsLeavesTwo_CH14_D20(t *testing.T) {
	const typed = "made by hand"
	for name, other := range map[string]func(h *house) string{
		"a customer on WhatsApp": func(h *house) string { return h.dialog(h.whatsapp("34611222444", "wamid.1", "Hola")).Contact },
		typed: func(h *house) string {
			return h.makes("contact", "Ana", map[string]any{"values": map[string]any{"phone": "+34611222444"}}).Ref
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.whatsappLine()
			one, two := h.dialog(h.says(anna, "Hola, soy Ana")).Contact, other(h)
			h.pass(time.Second)
			h.shares(anna, "34611222444")
			h.pass(2 * time.Second)
			same(t, "the phone of the first", h.card(one).Value("phone"), `"+34611222444"`)
			if name == typed {
				two = one
			}
			same(t, "who writes from it", h.dialog(h.whatsapp("34611222444", "wamid.2", "Hola")).Contact, two)
			same(t, "who writes on Telegram", h.dialog(h.says(anna, "Hola")).Contact, one)
			same(t, "contacts", len(list[cardDoc](h, h.admin, "/v1/cards?kind=contact")), 2)
		})
	}
}
