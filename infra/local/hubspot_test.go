package main

import (
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
)

// The worked example of a CRM by HTTP, HubSpot, as its README has it: a chat makes the
// contact and the deal there, the deal is filled, and what the customer says of who they are
// reaches the contact, though a deal has no field for it; people see the note (SYS-20, FB-08,
// CB-01, CB-02).
func TestTheReadmesHubSpotFills_SYS20_FB08(t *testing.T) {
	page, err := os.ReadFile("../../shared/crm/rest/README.md")
	if err != nil {
		t.Fatal(err)
	}
	calls := regexp.MustCompile("(?s)```json\n(.*?)```").FindSubmatch(page)
	if calls == nil {
		t.Fatal("the README has no example")
	}
	h := newHouse(t)
	s := &parties.HubSpot{Token: "pat-1", At: h.clock.Now()}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	h.call(h.admin, "POST", "/v1/connections", map[string]any{
		"id": "hub", "kind": "rest", "options": map[string]string{"address": server.URL, "calls": string(calls[1])}, "secrets": map[string]string{"token": "pat-1"},
	}, nil)
	h.call(h.admin, "PUT", "/v1/connections/hub/fields/deal/description", map[string]any{"policy": "fill_if_empty", "on": true}, nil)
	h.changes("/v1/lines/"+shop, map[string]any{"connection": "hub", "leadPolicy": "on_first_message"})

	d := h.says(anna, "Hello, I want 3 chairs, size XL.", "Call me on +1 415 555 2671 or write to anna@shop.example")
	h.pass(time.Minute)
	contacts, deals := s.Objects("contacts"), s.Objects("deals")
	if len(contacts) != 1 || len(deals) != 1 || contacts[0]["phone"] != "" {
		t.Fatalf("contacts %v, deals %v", contacts, deals)
	}
	h.reader.finds("description", "3 chairs, size XL", "3 chairs, size XL")
	h.reader.finds("phone", "+14155552671", "+1 415 555 2671")
	h.reader.finds("email", "anna@shop.example", "anna@shop.example")
	r := h.read(d)
	h.pass(time.Minute)
	if got := s.Objects("deals")[0]; r.State != "done" || got["description"] != "3 chairs, size XL" {
		t.Errorf("run %s, the deal holds %v", r.State, got)
	}
	got := s.Objects("contacts")[0]
	if d := cmp.Diff(map[string]string{"phone": "+14155552671", "email": "anna@shop.example"}, map[string]string{"phone": got["phone"], "email": got["email"]}); d != "" {
		t.Errorf("the contact (-want +got)\n%s", d)
	}
	if notes := s.Objects("notes"); len(notes) != 1 || !strings.Contains(notes[0]["hs_note_body"], "3 chairs, size XL") {
		t.Errorf("people see %v", notes)
	}
	if n := len(s.Objects("contacts")) + len(s.Objects("deals")); n != 2 {
		t.Errorf("%d cards there", n)
	}
}
