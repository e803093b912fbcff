package api_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// TestARunTellsWhichOfCoPilotsValuesItNoLongerFinds_BX10: a value that an earlier run read
// out of the chat stays, and is told with the words that proved it; one that a person set
// since is theirs.
func TestARunTellsWhichOfCoPilotsValuesItNoLongerFinds_BX10(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound(`{}`)
	path := "/v1/dialogs/" + string(dialog) + "/runs"
	read := func() map[any]any {
		run, _ := h.as("operator", "POST", path, nil).is(202).doc()["id"].(string)
		h.clock.move(31 * time.Second)
		h.work()
		outcomes := map[any]any{}
		for _, o := range h.as("reader", "GET", "/v1/runs/"+run, nil).is(200).doc()["outcomes"].([]any) {
			outcomes[at(o, "field")] = o
		}
		return outcomes
	}
	of := func(o any) []any { return []any{at(o, "outcome"), at(o, "value"), at(o, "old"), at(o, "quote")} }
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}, "quantity": {"2", "Two"}}
	if got, want := of(read()["quantity"]), []any{"filled", 2.0, nil, "Two"}; !cmp.Equal(got, want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	card := h.as("operator", "GET", "/v1/cards/"+deal, nil).is(200)
	h.as("operator", "PATCH", "/v1/cards/"+deal, `{"values":{"product":"stools"}}`, "If-Match", card.header.Get("ETag")).is(200)
	h.reader.found = nil
	again := read()
	for field, want := range map[string][]any{
		"quantity": {"not_found", nil, 2.0, "Two"},
		"product":  {"not_found", nil, nil, nil},
		"discount": {"not_found", nil, nil, nil},
	} {
		if got := of(again[field]); !cmp.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", field, got, want)
		}
	}
	if got := h.as("reader", "GET", "/v1/cards/"+deal, nil).doc(); at(got, "values", "quantity") != 2.0 {
		t.Errorf("the value is a person's to judge, and stays: got %v", got)
	}
}
