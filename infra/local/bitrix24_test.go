package main

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// inBitrix24 makes the customers of the shop live in a Bitrix24, as its README says.
func (h *house) inBitrix24() *parties.Bitrix24 {
	h.t.Helper()
	b := &parties.Bitrix24{Code: "c0de", At: h.clock.Now()}
	server := httptest.NewServer(b)
	h.t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	for _, f := range []string{"SIZE", "ADDRESS"} {
		b.AddField("lead", "UF_CRM_"+f, f, "string", false)
	}
	h.call(h.admin, "POST", "/v1/connections", map[string]any{"id": "b24", "kind": "bitrix24", "secrets": map[string]string{"webhook": server.URL + "/rest/1/c0de/"}}, nil)
	h.call(h.admin, "POST", "/v1/connections/b24/prepare", nil, nil)
	for _, f := range []string{"SIZE", "ADDRESS"} {
		h.call(h.admin, "PUT", "/v1/connections/b24/fields/lead/UF_CRM_"+f, map[string]any{"policy": "fill_if_empty"}, nil)
	}
	h.changes("/v1/lines/"+shop, map[string]any{"connection": "b24", "leadPolicy": "on_first_message"})
	return b
}

// The company's own Bitrix24: the customer is a contact there, once, the lead there is
// filled, a value that a person set there is safe and offered for, people see it in the
// card, and a decision closes what was to be done there (SYS-02, CB-01 … CB-03, SU-03,
// FF-01, FF-04, FF-05).
func TestTheCardInBitrix24Fills_SYS02_CB01_CB02(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd.")
	h.pass(time.Minute)
	leads, contacts := b.Cards("lead"), b.Cards("contact")
	if len(leads) != 1 || len(contacts) != 1 || leads[0]["contactId"] != contacts[0]["id"] || contacts[0]["UF_CRM_SUFLER_TELEGRAM_USER_ID"] != "1001" {
		t.Fatalf("leads %v, contacts %v", leads, contacts)
	}
	lead := leads[0]["id"].(int)
	same(t, "the dialog's card and contact", []string{h.lead(d), h.dialog(d).Contact}, []string{fmt.Sprint("b24.lead:", lead), fmt.Sprint("b24.contact:", contacts[0]["id"])})
	b.Set("lead", lead, map[string]any{"UF_CRM_ADDRESS": "1 Old Street"})
	h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
	h.reader.finds("UF_CRM_ADDRESS", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	now := b.Cards("lead")[0]
	if r.State != "awaiting_approval" || now["UF_CRM_SIZE"] != "XL" || now["UF_CRM_ADDRESS"] != "1 Old Street" {
		t.Errorf("run %s, the lead holds %v", r.State, now)
	}
	notes, todos := b.Comments(), b.Todos()
	if len(notes) != 1 || !strings.Contains(fmt.Sprint(notes[0]["COMMENT"]), "SIZE: XL — «size XL»") || len(todos) != 1 || todos[0]["COMPLETED"] != "N" {
		t.Fatalf("people see %v, and to do %v", notes, todos)
	}
	h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"fields": map[string]string{"UF_CRM_ADDRESS": "replace"}}, nil)
	h.pass(time.Minute)
	if now = b.Cards("lead")[0]; now["UF_CRM_ADDRESS"] != "9 Harbor Rd" || b.Todos()[0]["COMPLETED"] != "Y" || len(b.Todos()) != 1 || len(b.Comments()) != 1 {
		t.Errorf("after the decision: %v, to do %v, notes %v", now, b.Todos(), b.Comments())
	}
	h.says(anna, "One more thing")
	h.pass(time.Minute)
	if len(b.Cards("contact")) != 1 || len(b.Cards("lead")) != 1 {
		t.Errorf("she is %d contacts with %d leads", len(b.Cards("contact")), len(b.Cards("lead")))
	}
}

// What people do in Bitrix24 is one truth with what is decided here: a proposed value
// that somebody set there is decided, what else they set is what the proposal is
// against, and a card that is gone leaves nothing to decide. Our own writes come back
// as events and start nothing.
func TestDecidedInBitrix24_OneTruth(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	h.changes("/v1/connections/b24", map[string]any{"secrets": map[string]string{"application_token": "app-token"}})
	hook := func(body string, want int) {
		t.Helper()
		r := httptest.NewRequest("POST", "/webhooks/crm/b24", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.sys.Handler.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: got %d: %s", body, w.Code, w.Body)
		}
		h.pass(time.Minute)
	}
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd.")
	h.pass(time.Minute)
	lead := b.Cards("lead")[0]["id"].(int)
	b.Set("lead", lead, map[string]any{"UF_CRM_ADDRESS": "1 Old Street", "UF_CRM_SIZE": "S"})
	h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
	h.reader.finds("UF_CRM_ADDRESS", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	h.pass(time.Minute)

	b.Set("lead", lead, map[string]any{"UF_CRM_ADDRESS": "9 Harbor Rd", "UF_CRM_SIZE": "M"})
	hook(parties.BitrixEvent("ONCRMLEADUPDATE", lead, "wrong"), 401)
	if got := h.run(r.ID); got.State != "awaiting_approval" {
		t.Errorf("an event that nobody proved decided: %s", got.State)
	}
	for range 2 {
		hook(parties.BitrixEvent("ONCRMLEADUPDATE", lead, "app-token"), 200)
	}
	ref := fmt.Sprint("b24.lead:", lead)
	card := h.card(ref)
	if len(card.Offers) != 1 || fmt.Sprint(card.Offers[0].Field) != "UF_CRM_SIZE" || string(card.Offers[0].Old) != `"M"` {
		t.Errorf("offers %+v, want the size's, against M", card.Offers)
	}
	if es := h.timeline(ref, "replaced"); len(es) != 1 || es[0].By != "b24" {
		t.Errorf("the timeline tells %+v", es)
	}
	if todo := b.Todos(); len(todo) != 1 || todo[0]["COMPLETED"] != "N" {
		t.Errorf("to do %v, while one waits", todo)
	}

	h.call(h.admin, "POST", "/v1/runs/"+r.ID+"/decisions", map[string]any{"fields": map[string]string{"UF_CRM_SIZE": "replace"}}, nil)
	h.pass(time.Minute)
	steps, runs := b.Steps(), len(h.runs(d))
	hook(parties.BitrixEvent("ONCRMLEADUPDATE", lead, "app-token"), 200) // our own write
	if b.Steps() > steps+1 || len(h.runs(d)) != runs {                   // it is looked whether the lead is one still
		t.Errorf("our own write started %d calls and %d runs", b.Steps()-steps, len(h.runs(d))-runs)
	}
	hook(parties.BitrixEvent("ONCRMLEADUPDATE", 0, "app-token"), 200)
	hook("%zz", 400)
}

func TestDeletedInBitrix24_NothingIsLeftToDecide(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	h.changes("/v1/connections/b24", map[string]any{"secrets": map[string]string{"application_token": "app-token"}})
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Thanks.")
	h.pass(time.Minute)
	lead := b.Cards("lead")[0]["id"].(int)
	b.Set("lead", lead, map[string]any{"UF_CRM_SIZE": "S"})
	h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
	r := h.read(d)
	h.pass(time.Minute)
	b.Take("lead", lead)
	req := httptest.NewRequest("POST", "/webhooks/crm/b24", strings.NewReader(parties.BitrixEvent("ONCRMLEADDELETE", lead, "app-token")))
	w := httptest.NewRecorder()
	h.sys.Handler.ServeHTTP(w, req)
	h.pass(time.Minute)
	got := h.run(r.ID)
	if w.Code != 200 || got.State != "done" {
		t.Errorf("answered %d, the run is %s", w.Code, got.State)
	}
	for _, target := range []string{"/webhooks/crm/none", "/webhooks/crm/No.Name"} {
		w := httptest.NewRecorder()
		h.sys.Handler.ServeHTTP(w, httptest.NewRequest("POST", target, strings.NewReader("x=y")))
		if w.Code != 404 {
			t.Errorf("%s: got %d", target, w.Code)
		}
	}
}

// What people did in the CRM while we were deaf is healed by the sweep: a card that is
// gone leaves nothing to decide, and a value that was set there is decided. Each lead that
// matters costs one call.
func TestLostEventsOfTheCRMAreHealed_SYS02(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	waiting := func(who parties.BotUser, size string) (run string, lead int) {
		t.Helper()
		d := h.says(who, "Hello, I want 3 chairs, size XL.", "Thanks.")
		h.pass(time.Minute)
		lead = b.Cards("lead")[len(b.Cards("lead"))-1]["id"].(int)
		b.Set("lead", lead, map[string]any{"UF_CRM_SIZE": size})
		h.reader.forgets()
		h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
		r := h.read(d)
		h.pass(time.Minute)
		if r.State != "awaiting_approval" {
			t.Fatalf("the run is %s", r.State)
		}
		return r.ID, lead
	}
	gone, first := waiting(anna, "S")
	taken, second := waiting(boris, "M")
	left, _ := waiting(parties.BotUser{ID: 7, First: "Nick"}, "L")
	b.Take("lead", first)
	b.Set("lead", second, map[string]any{"UF_CRM_SIZE": "XL"})
	for range 2 {
		n, err := h.sys.Verbs.Healer().Heal(t.Context())
		if h.must(err); n != 3 {
			t.Errorf("%d cards are to be looked at", n)
		}
		h.pass(time.Minute)
	}
	for run, want := range map[string]string{gone: "done", taken: "done", left: "awaiting_approval"} {
		if got := h.run(run); got.State != want {
			t.Errorf("the run is %s, want %s: %+v", got.State, want, got)
		}
	}
	steps := b.Steps()
	if n, err := h.sys.Verbs.Healer().Heal(t.Context()); err != nil || n != 3 {
		t.Errorf("%d cards are to be looked at, want the leads of the three open chats (%v)", n, err)
	}
	h.pass(time.Minute)
	if got := b.Steps() - steps; got > 4 { // the one that is gone has its contact's cards looked for
		t.Errorf("looking at three cards took %d calls", got)
	}
}

// A lead that was converted there while we were deaf: its open chat goes on with the deal
// that came of it, once, and is read for that. One that was closed or deleted and came to
// nothing changes nothing, and no second lead is made in its place.
func TestALostConversionIsHealed_SYS02_CB06(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	chats := map[string]string{}
	leads := map[string]int{}
	for what, who := range map[string]parties.BotUser{"converted": anna, "junk": boris, "deleted": {ID: 7, First: "Nick"}} {
		chats[what] = h.says(who, "Hello, I want 3 chairs.", "Thanks.")
		h.pass(time.Minute)
		leads[what] = b.Cards("lead")[len(b.Cards("lead"))-1]["id"].(int)
	}
	contact := strings.TrimPrefix(h.dialog(chats["converted"]).Contact, "b24.contact:")
	b.Set("lead", leads["converted"], map[string]any{"stageId": "CONVERTED"})
	b.Set("lead", leads["junk"], map[string]any{"stageId": "JUNK"})
	b.Take("lead", leads["deleted"])
	deal := b.Make("deal", map[string]any{"title": "Chairs", "leadId": leads["converted"], "contactIds": []any{contact}, "stageId": "NEW"})
	for range 2 {
		_, err := h.sys.Verbs.Healer().Heal(t.Context())
		h.must(err)
		h.pass(time.Minute)
	}
	for what, id := range chats {
		deals, all := 0, h.dialog(id).Cards
		for _, card := range all {
			if card.Card == fmt.Sprint("b24.deal:", deal) {
				deals++
			}
		}
		if want := map[string]int{"converted": 1}[what]; deals != want || len(all) != 1+want {
			t.Errorf("%s: the chat is bound to %v", what, all)
		}
	}
	if n := len(b.Cards("lead")); n != 2 {
		t.Errorf("%d leads there", n)
	}
	b.AddField("deal", "UF_CRM_SIZE", "Size", "string", false)
	h.call(h.admin, "POST", "/v1/connections/b24/refresh", nil, nil)
	h.call(h.admin, "PUT", "/v1/connections/b24/fields/deal/UF_CRM_SIZE", map[string]any{"policy": "fill_if_empty", "on": true}, nil)
	h.says(anna, "Make it size XL.")
	h.reader.finds("UF_CRM_SIZE", "XL", "size XL")
	h.pass(time.Minute)
	if r := h.read(chats["converted"]); !strings.HasPrefix(r.Card, "b24.deal:") {
		t.Errorf("it is read for %s", r.Card)
	}
}

// Who says another one's phone in a chat does not become them in the company's CRM either,
// though Bitrix24 finds contacts by it; it is on their contact there, and both are shown as
// similar (CH-14, OP-33, SYS-02).
func TestASaidPhoneIsNobodysProofInBitrix24_CH14_SYS02(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	h.whatsappLine()
	for _, line := range []string{"wa", string(siteLine)} {
		h.changes("/v1/lines/"+line, map[string]any{"connection": "b24", "leadPolicy": "on_first_message"})
	}
	h.call(h.admin, "PUT", "/v1/connections/b24/fields/lead/phone", map[string]any{"policy": "fill_if_empty", "on": true}, nil)
	h.call(h.admin, "PUT", "/v1/connections/b24/fields/lead/name", map[string]any{"policy": "fill_if_empty", "on": true}, nil)
	v := h.visitor()
	d := h.visits(v, "Hello, I am Olga Petrova")
	h.visits(v, "my phone is +34 611 222 444")
	h.pass(time.Minute)
	h.reader.finds("name", "Olga Petrova", "I am Olga Petrova")
	h.reader.finds("phone", "+34611222444", "+34 611 222 444")
	h.read(d)
	h.pass(time.Minute)
	one := h.dialog(d).Contact
	c := h.card(one)
	same(t, "the contact there", []string{c.Title, c.Value("name"), c.Value("phone")}, []string{"Olga Petrova", `"Olga Petrova"`, `"+34611222444"`})
	wa := h.whatsapp("34611222444", "wamid.1", "Hola")
	h.pass(time.Minute)
	if two := h.dialog(wa).Contact; two == one || two == "" || len(b.Cards("contact")) != 2 {
		t.Errorf("who writes from the phone is %q, who said it %q, %d contacts there", two, one, len(b.Cards("contact")))
	}
}
