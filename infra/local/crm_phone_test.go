package main

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// inRest makes the customers of the shop live in a CRM that is described by its calls.
func (h *house) inRest() *parties.RestCRM {
	h.t.Helper()
	s := &parties.RestCRM{Token: "t0ken", At: h.clock.Now()}
	server := httptest.NewServer(s)
	h.t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	calls := parties.RestCalls(`{"name": "phone", "path": "fields.phone", "type": "phone"}, {"name": "name", "path": "fields.name", "type": "string"}`)
	h.call(h.admin, "POST", "/v1/connections", map[string]any{
		"id": "rest", "kind": "rest", "options": map[string]string{"address": server.URL + "/api", "calls": calls}, "secrets": map[string]string{"token": "t0ken"},
	}, nil)
	return s
}

// Whom a company knows by their phone, however its people wrote it, is the customer who
// writes from it, in each CRM: no other contact is made, and their open deal is bound, and
// no lead beside it (CH-14, CB-01, CB-03).
func TestWhoWritesFromAPhoneIsTheContact_InEachCRM_CH14_CB01_CB03(t *testing.T) {
	number := func(id string) int {
		n, err := strconv.Atoi(id)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for kind, open := range map[string]func(h *house) (connection string, write func(id, phone string), contacts, leads func() int){
		"Bitrix24": func(h *house) (string, func(id, phone string), func() int, func() int) {
			b := h.inBitrix24()
			return "b24", func(id, phone string) {
				for _, c := range b.Cards("contact") {
					if fm, ok := c["fm"].([]any); ok && fmt.Sprint(c["id"]) == id {
						b.Set("contact", number(id), map[string]any{"fm": []any{map[string]any{"id": fm[0].(map[string]any)["id"], "typeId": "PHONE", "valueType": "WORK", "value": phone}}})
					}
				}
			}, func() int { return len(b.Cards("contact")) }, func() int { return len(b.Cards("lead")) + len(b.Cards("deal")) }
		},
		"Kommo": func(h *house) (string, func(id, phone string), func() int, func() int) {
			k := h.inKommo()
			return "kommo", func(id, phone string) { k.Set("contacts", id, "PHONE", phone) }, func() int { return len(k.Cards("contacts")) }, func() int { return len(k.Cards("leads")) }
		},
		"Creatio": func(h *house) (string, func(id, phone string), func() int, func() int) {
			c := h.inCreatio()
			return "creatio", func(id, phone string) { c.Set("Contact", id, "MobilePhone", phone) }, func() int { return len(c.Records("Contact")) },
				func() int { return len(c.Records("Lead")) + len(c.Records("Opportunity")) }
		},
		"a CRM by HTTP": func(h *house) (string, func(id, phone string), func() int, func() int) {
			s := h.inRest()
			return "rest", func(id, phone string) { s.Set("contacts", id, "phone", phone) }, func() int { return len(s.Cards("contacts")) },
				func() int { return len(s.Cards("leads")) + len(s.Cards("deals")) }
		},
	} {
		t.Run(kind, func(t *testing.T) {
			h := newHouse(t)
			connection, write, contacts, leads := open(h)
			h.whatsappLine()
			h.changes("/v1/lines/wa", map[string]any{"connection": connection, "leadPolicy": "on_first_message"})
			for i, form := range []string{"+34 611 22 244%d", "(+34) 611-222-44%d", "003461122244%d", "3461122244%d"} {
				phone := fmt.Sprintf("3461122244%d", i)
				form = fmt.Sprintf(form, i)
				var contact, deal struct{ Ref string }
				h.call(h.admin, "POST", "/v1/cards", map[string]any{"kind": "contact", "connection": connection, "title": fmt.Sprint("Customer ", i), "values": map[string]string{"phone": "+" + phone}}, &contact)
				h.call(h.admin, "POST", "/v1/cards", map[string]any{"kind": "deal", "connection": connection, "title": fmt.Sprint("Chairs ", i), "contact": contact.Ref}, &deal)
				_, id, _ := strings.Cut(contact.Ref, ":")
				write(id, form)
				had, cards := contacts(), leads()
				d := h.whatsapp(phone, fmt.Sprint("wamid.", i), "Hola")
				h.pass(time.Minute)
				now := h.dialog(d)
				bound := []string{}
				for _, c := range now.Cards {
					if c.Card != now.Contact {
						bound = append(bound, c.Card)
					}
				}
				if now.Contact != contact.Ref || contacts() != had {
					t.Errorf("%s: who writes is %s, want %s; %d contacts more", form, now.Contact, contact.Ref, contacts()-had)
				}
				if len(bound) != 1 || bound[0] != deal.Ref || leads() != cards {
					t.Errorf("%s: bound to %v, want %s; %d leads more", form, bound, deal.Ref, leads()-cards)
				}
			}
		})
	}
}
