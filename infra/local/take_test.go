package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// TestWhatIsNotTakenIsPassedOnAtItsTime_DG13: whatever looks at the team's dialogs
// meanwhile takes nobody's time away.
func TestWhatIsNotTakenIsPassedOnAtItsTime_DG13(t *testing.T) {
	for name, meanwhile := range map[string]func(h *house){
		"nothing": func(*house) {},
		"a colleague becomes active": func(h *house) {
			h.call(h.as("max"), http.MethodPut, "/v1/me/status", map[string]any{"status": "inactive"}, nil)
			h.call(h.as("max"), http.MethodPut, "/v1/me/status", map[string]any{"status": "active"}, nil)
		},
		"another customer writes": func(h *house) { h.saysTo("sales", parties.BotUser{ID: 2}, "Hello") },
		"the team is changed": func(h *house) {
			h.call(h.admin, http.MethodPatch, "/v1/teams/sales", map[string]any{"title": "Sellers"}, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.as("olga")
			h.as("max")
			h.call(h.admin, http.MethodPut, "/v1/teams/sales", map[string]any{"title": "Sales", "members": []string{"olga", "max"}, "timeToTakeSeconds": 60}, nil)
			h.line("sales", map[string]any{"team": "sales"})
			h.call(h.as("olga"), http.MethodPut, "/v1/me/status", map[string]any{"status": "active"}, nil)
			d := h.saysTo("sales", parties.BotUser{ID: 1}, "Hello")
			h.call(h.as("max"), http.MethodPut, "/v1/me/status", map[string]any{"status": "active"}, nil)
			h.pass(20 * time.Second)
			meanwhile(h)
			h.pass(39 * time.Second)
			if got := h.dialog(d).Operator; got != "olga" {
				t.Errorf("after 59 s it is with %q, want olga", got)
			}
			h.pass(2 * time.Second)
			if got := h.dialog(d).Operator; got != "max" {
				t.Errorf("after 61 s it is with %q, want max", got)
			}
		})
	}
}

// as is an operator's own key.
func (h *house) as(operator string) client {
	h.t.Helper()
	return h.key(map[string]any{"name": operator, "role": "operator", "operator": operator, "leads": "change"})
}
