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
func TestTheCardInBitrix24Fills_SYS02(t *testing.T) {
	h := newHouse(t)
	b := h.inBitrix24()
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd.")
	h.pass(time.Minute)
	leads, contacts := b.Cards("lead"), b.Cards("contact")
	if len(leads) != 1 || len(contacts) != 1 || leads[0]["contactId"] != contacts[0]["id"] || contacts[0]["UF_CRM_SUFLER_TELEGRAM_USER_ID"] != "1001" {
		t.Fatalf("leads %v, contacts %v", leads, contacts)
	}
	lead := leads[0]["id"].(int)
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
