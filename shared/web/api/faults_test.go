package api_test

import (
	"fmt"
	"testing"
)

// What is wrong with a request has a code and what a sentence about it fills in, so that a
// console says it in any language: of a field's value, of a bound, of a rule.
func TestWhatIsWrongHasACode(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ method, path, body, where, code, values string }{
		{"POST", "/v1/cards", `{"kind":"lead","title":"L","values":{"quantity":"many"}}`, "body.values.quantity", "type_integer", "<nil>"},
		{"POST", "/v1/cards", `{"kind":"lead","title":"L","values":{"payment_method":"gold"}}`, "body.values.payment_method", "type_enum", "map[n:card, cash, transfer]"},
		{"POST", "/v1/cards", `{"kind":"lead"}`, "body.title", "missing", "<nil>"},
		{"PUT", "/v1/teams/t", `{"title":""}`, "body.title", "too_short", "map[n:1]"},
		{"PUT", "/v1/teams/t", `{"title":"T","topics":[{"team":"t"}]}`, "body", "topic", "<nil>"},
		{"PUT", "/v1/teams/t", `{"title":"T","hours":{"zone":"Nowhere/Else"}}`, "body", "zone", "map[zone:Nowhere/Else]"},
		{"PUT", "/v1/teams/t", "{\"title\":\"T\\u0007\"}", "body.title", "control", "<nil>"},
	} {
		got := h.as("admin", c.method, c.path, c.body).no(422, "invalid").doc()
		fault := at(got, "errors", 0)
		if at(fault, "where") != c.where || at(fault, "code") != c.code || fmt.Sprint(at(fault, "values")) != c.values || at(fault, "detail") == "" {
			t.Errorf("%s %s: got %v, want %s at %s with %s", c.path, c.body, fault, c.code, c.where, c.values)
		}
	}
}
