package api_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRepliesOfferButtons(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	const buttons = `[{"text":"Yes","payload":"y"},{"text":"Shop","url":"https://shop.example/a"}]`
	want := []any{map[string]any{"text": "Yes", "payload": "y"}, map[string]any{"text": "Shop", "url": "https://shop.example/a"}}
	for range 2 {
		got := h.as("operator", "POST", path+"/reply", `{"text":"Shall I?","buttons":`+buttons+`}`, "Idempotency-Key", "a").is(201).doc()
		if d := cmp.Diff(want, got["buttons"]); d != "" {
			t.Error(d)
		}
	}
	got := h.as("operator", "GET", path+"/messages?order=newest", nil).is(200).doc()
	if d := cmp.Diff(want, at(got, "items", 0, "buttons")); d != "" || at(got, "items", 1, "buttons") != nil {
		t.Error(d)
	}
	for name, body := range map[string]string{
		"nothing said":         `{}`,
		"a button of nothing":  `{"text":"x","buttons":[{"text":""}]}`,
		"a button of a script": `{"text":"x","buttons":[{"text":"x","url":"javascript:alert(1)"}]}`,
		"a template on a site": `{"template":{"name":"x","language":"en"}}`,
		"buttons in a crowd":   `{"text":"x","buttons":[` + repeated(`{"text":"x"}`, 26) + `]}`,
	} {
		if a := h.as("operator", "POST", path+"/reply", body); a.status != 422 {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
}

func repeated(s string, n int) string {
	out := s
	for range n - 1 {
		out += "," + s
	}
	return out
}
