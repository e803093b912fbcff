package api_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestWhatARowLeadsTo_CL03_CL08_CL09_CL17_CL18_CL19_CL20: rows are narrowed by who is
// responsible and by channel, and lead to what was said in each dialog, to the CRM's
// record, and to a new dialog that we begin; and
// each says how it began.
func TestWhatARowLeadsTo_CL03_CL08_CL09_CL17_CL18_CL19_CL20(t *testing.T) {
	h := newHouse(t)
	l := h.line("shop", desk.LeadOnFirstMessage)
	first := h.chat(l, "ann", "Hello", "Three chairs, please")
	h.as("operator", "POST", "/v1/dialogs/"+string(first)+"/accept", nil).is(200)
	h.as("operator", "POST", "/v1/dialogs/"+string(first)+"/close", nil).is(200)
	h.clock.move(time.Minute)
	second := h.chat(l, "bob", "Hi")
	for query, want := range map[string][]string{
		"operator=olga": {string(first)}, "operator=dan": nil, "channel=web": {string(second), string(first)}, "channel=web&operator=olga": {string(first)}, "channel=viber": nil,
	} {
		if got := h.ids("/v1/dialogs?"+query, "id"); !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", query, got, want)
		}
	}
	row := at(h.as("operator", "GET", "/v1/dialogs?operator=olga", nil).is(200).doc(), "items", 0)
	said := h.as("operator", "GET", "/v1/dialogs/"+fmt.Sprint(at(row, "id"))+"/messages", nil).is(200).doc()
	if at(said, "items", 0, "text") != "Hello" || at(said, "items", 1, "text") != "Three chairs, please" {
		t.Errorf("what was said: %v", said)
	}
	card := fmt.Sprint(at(row, "cards", 0, "card"))
	if got := h.as("operator", "GET", "/v1/cards/"+card, nil).is(200).doc(); got["ref"] != card {
		t.Errorf("the record %s is %v", card, got["ref"])
	}
	begun := h.as("operator", "POST", "/v1/dialogs", `{"customer":"`+fmt.Sprint(at(row, "customer"))+`","text":"They are here"}`).is(201).doc()
	if begun["id"] == string(first) || begun["operator"] != "olga" {
		t.Errorf("begun: %v", begun)
	}
	if got := h.ids("/v1/dialogs?operator=olga", "id"); !slices.Equal(got, []string{fmt.Sprint(begun["id"]), string(first)}) {
		t.Errorf("in the list: %v", got)
	}
	h.known("dan")
	h.as("operator", "POST", "/v1/dialogs/"+string(second)+"/accept", nil).is(200)
	on := fmt.Sprint(h.as("operator", "POST", "/v1/dialogs/"+string(second)+"/transfer", `{"operator":"dan"}`).is(201).doc()["id"])
	items, _ := at(h.as("admin", "GET", "/v1/dialogs", nil).is(200).doc(), "items").([]any)
	types := map[string]any{}
	for _, it := range items {
		types[fmt.Sprint(at(it, "id"))] = at(it, "type")
	}
	if types[string(first)] != "incoming" || types[string(second)] != "incoming" || types[fmt.Sprint(begun["id"])] != "outgoing" || types[on] != "transfer" {
		t.Errorf("CL-03: the types are %v", types)
	}
}
