package api_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
)

// TestLiveTicket: where a gateway holds the WebSockets, who signed in or holds a key is
// given an address that lets them in as who they are, once; it is kept nowhere.
func TestLiveTicket(t *testing.T) {
	h := newHouse(t)
	h.remembers, h.liveAt = false, "wss://abc.example/live"
	h.connect()
	door := live.Door{Sockets: h.st, Callers: live.Callers{Accounts: h.st, Keys: h.st, Teams: h.st, Now: h.clock.Now}, Now: h.clock.Now}
	if at := h.as("admin", "GET", "/v1/live", nil).is(200).doc(); at["url"] != nil || at["ticket"] != true {
		t.Errorf("got %v", at)
	}
	olga := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange, Dialogs: desk.ScopeOwn})
	for who, a := range map[desk.SocketID]answer{
		"browser": olga.does("POST", "/v1/live/ticket", nil), "key": h.as("admin", "POST", "/v1/live/ticket", nil),
	} {
		doc := a.is(201).doc()
		url, _ := doc["url"].(string)
		ticket, ok := strings.CutPrefix(url, h.liveAt+"?ticket=")
		if !ok || len(ticket) < 26 || doc["until"] == nil {
			t.Errorf("%s: got %v", who, doc)
		}
		must(t, door.Open(t.Context(), who, ticket))
		if err := door.Open(t.Context(), "again", ticket); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("%s once more: got %v, want not found", who, err)
		}
		if strings.Contains(h.log.String(), ticket) {
			t.Errorf("%s: the ticket is in the log", who)
		}
	}
	for id, want := range map[desk.SocketID]desk.Actor{"browser": {Role: desk.RoleOperator, Operator: olga.operator}, "key": {Role: desk.RoleAdmin}} {
		s, err := h.st.Socket(t.Context(), id)
		if err != nil || s.Who.Role != want.Role || s.Who.Operator != want.Operator || s.Who.Name != "" || (s.Who.Session == "") != (s.Who.Key != "") {
			t.Errorf("%s: got %+v, %v, want %+v", id, s.Who, err, want)
		}
	}
	// Another's page is given none, and a repeat neither.
	h.as("", "POST", "/v1/live/ticket", nil, "Cookie", "__Host-sufler="+olga.token, "Sec-Fetch-Site", "cross-site").no(403, "origin_not_allowed")
	h.as("", "POST", "/v1/live/ticket", nil).no(401, "unauthorized")
	h.as("admin", "POST", "/v1/live/ticket", nil, "Idempotency-Key", "k1").is(201)
	if again := h.as("admin", "POST", "/v1/live/ticket", nil, "Idempotency-Key", "k1").is(201).doc(); again["url"] != nil {
		t.Errorf("a repeat is answered %v, want no address", again)
	}
	// Who signs out before they come is let in no more.
	url, _ := olga.does("POST", "/v1/live/ticket", nil).is(201).doc()["url"].(string)
	olga.does("DELETE", "/v1/session", nil).is(204)
	if err := door.Open(t.Context(), "late", strings.TrimPrefix(url, h.liveAt+"?ticket=")); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("after signing out: got %v, want not found", err)
	}
}

// TestLiveTicket_WhereNoneIsNeeded: one asks alike, whatever tells.
func TestLiveTicket_WhereNoneIsNeeded(t *testing.T) {
	h := newHouse(t)
	at, ticket := h.as("admin", "GET", "/v1/live", nil).is(200).doc(), h.as("admin", "POST", "/v1/live/ticket", nil).is(201).doc()
	if at["url"] == nil || at["ticket"] != nil || ticket["url"] != at["url"] || ticket["until"] != nil {
		t.Errorf("got %v and %v, want the same address and no ticket", at, ticket)
	}
	h.remembers = false
	h.connect()
	if none := h.as("admin", "POST", "/v1/live/ticket", nil).is(201).doc(); none["url"] != nil {
		t.Errorf("got %v, want nothing", none)
	}
}
