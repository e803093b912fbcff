package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// TestACustomerSeesInTheMessengerThatOneTypes: once in five seconds, an answer and no
// note.
func TestACustomerSeesInTheMessengerThatOneTypes(t *testing.T) {
	h := newHouse(t)
	olga := h.as("olga")
	h.line("sales", nil)
	d := h.saysTo("sales", parties.BotUser{ID: 1}, "Hello")
	types := func(body any) {
		t.Helper()
		h.call(olga, http.MethodPost, "/v1/dialogs/"+d+"/typing", body, nil)
		h.pass(time.Second)
	}
	types(map[string]any{"note": true})
	same(t, "a note is shown", h.telegram.Typed(1), 0)
	types(nil)
	types(nil)
	same(t, "an answer is shown", h.telegram.Typed(1), 1)
	h.pass(5 * time.Second)
	types(nil)
	same(t, "an answer is shown in all", h.telegram.Typed(1), 2)
	same(t, "messages are sent", len(h.telegram.Sent(1)), 0)
}
