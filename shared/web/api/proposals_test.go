package api_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// proposals are the cards of /v1/proposals as somebody sees them, all pages of them.
func (h *house) proposals(who string, limit string) (out []any) {
	h.t.Helper()
	for next := ""; ; {
		doc := h.as(who, "GET", "/v1/proposals?limit="+limit+next, nil).is(200).doc()
		out = append(out, doc["items"].([]any)...)
		if doc["next"] == nil {
			return out
		}
		next = "&cursor=" + doc["next"].(string)
	}
}

func (h *house) waiting(who string) (out []any) {
	for _, p := range h.proposals(who, "1") {
		out = append(out, at(p, "card"))
	}
	return out
}

func TestProposals_AreListedUntilTheyAreDecided_FF05_FF12(t *testing.T) {
	h := newHouse(t)
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}}
	first, older := h.bound(`{"product":"table"}`)
	run := h.read(first)
	second, newer := h.bound(`{"product":"stool"}`)
	h.read(second)
	if got, want := h.waiting("operator"), []any{newer, older}; !cmp.Equal(got, want) {
		t.Errorf("got %v, want the newest first: %v", got, want)
	}
	all := h.proposals("operator", "50")
	offer := at(all[1], "offers", 0)
	want := map[string]any{"run": run, "dialog": string(first), "field": "product", "old": "table", "value": "chairs", "quote": "chairs", "message": at(offer, "message"), "readable": true}
	if d := cmp.Diff(want, offer); d != "" || at(all[1], "title") != "A card" || at(all[1], "kind") != "deal" || at(all[1], "mayDecide") != true {
		t.Errorf("got %v\n%s", all[1], d)
	}
	// As far as the card and its dialog may be read (RS-07, RS-03).
	if got := h.waiting("leads only"); got != nil {
		t.Errorf("a right to leads shows %v", got)
	}
	h.as("no cards", "GET", "/v1/proposals", nil).no(403, "forbidden")
	if got := h.proposals("reader", "50")[0]; at(got, "mayDecide") != false || at(got, "offers", 0, "quote") != "chairs" {
		t.Errorf("a reader decides nothing: got %v", got)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(second)+"/accept", nil).is(200)
	olga := h.joined("o@shop.example", desk.RoleOperator, desk.Rights{Deals: desk.MayChange, Dialogs: desk.ScopeOwn})
	got := at(olga.does("GET", "/v1/proposals", nil).is(200).doc(), "items", 0, "offers", 0)
	if at(got, "readable") != false || at(got, "quote") != nil || at(got, "message") != nil {
		t.Errorf("the words of a dialog that is another's: got %v", got)
	}
	// Decided, it is gone; a card that was deleted waits for nobody.
	for range 2 {
		h.as("operator", "POST", "/v1/runs/"+run+"/decisions", `{"all":"replace"}`).is(200)
	}
	if got, want := h.waiting("operator"), []any{newer}; !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(second)+"/close", nil).is(200)
	h.as("admin", "DELETE", "/v1/cards/"+newer, nil).is(204)
	if got := h.waiting("operator"); got != nil {
		t.Errorf("got %v", got)
	}
}

// A CRM that is gone, or down, hides no proposals, its own neither.
func TestProposals_OfACRMThatCantBeAsked(t *testing.T) {
	h := newHouse(t)
	h.connected()
	h.as("admin", "PUT", "/v1/connections/hub/fields/lead/city", `{"policy":"always_propose"}`).is(200)
	line := h.line("site", desk.LeadOnFirstMessage)
	h.as("admin", "PATCH", "/v1/lines/"+string(line.ID), `{"connection":"hub"}`, "If-Match", "*").is(200)
	stored, err := h.st.Line(t.Context(), line.ID)
	must(t, err)
	h.reader.found = map[desk.FieldName][2]string{"city": {"Madrid", "Madrid"}}
	h.read(h.chat(stored, "ann", "I live in Madrid", "indeed"))
	for _, known := range []bool{true, false} {
		got := h.proposals("admin", "50")
		if len(got) != 1 || at(got[0], "offers", 0, "value") != "Madrid" || at(got[0], "title") != nil || (at(got[0], "fieldsUnknown") == nil) != known {
			t.Errorf("known: %v, got %v", known, got)
		}
		if why, _ := at(got[0], "fieldsUnknown").(string); !known && !strings.Contains(why, "hub") {
			t.Errorf("got %q", why)
		}
		must(t, h.st.DropConnection(t.Context(), "hub"))
	}
}
