package main

import (
	"fmt"
	"testing"
	"time"
)

// A button, or what happens in a chat, starts a process of the CRM's own on the card, at
// most once: where Kommo's answer is lost nobody knows, and the rule's log says so (AT-02,
// OP-16).
func TestAProcessOfTheCRMIsStarted_AT02_OP16(t *testing.T) {
	h := newHouse(t)
	k := h.inKommo()
	var rule struct{ ID string }
	h.call(h.admin, "POST", "/v1/automations", map[string]any{
		"title": "Welcome", "when": map[string]any{"kind": "button"}, "then": []any{map[string]any{"kind": "process", "process": "17"}},
	}, &rule)
	h.refused(h.admin, "POST", "/v1/automations", map[string]any{
		"title": "Bad", "when": map[string]any{"kind": "button"}, "then": []any{map[string]any{"kind": "process", "process": "../17"}},
	}, 422, "invalid")
	d := h.says(anna, "Hello, I want 3 chairs.", "Thanks.")
	h.pass(time.Minute)
	lead := k.Cards("leads")[0]["id"]
	press := func() (state, code string) {
		t.Helper()
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/actions/"+rule.ID, nil, nil)
		h.pass(20 * time.Minute)
		var log struct {
			Items []struct{ State, Code string }
		}
		h.call(h.admin, "GET", "/v1/automations/"+rule.ID+"/log", nil, &log)
		return log.Items[0].State, log.Items[0].Code
	}
	if state, code := press(); state != "done" || code != "" || fmt.Sprint(k.Bots()) != "[17 on leads "+lead+"]" {
		t.Errorf("the firing is %s %s, started are %q", state, code, k.Bots())
	}
	h.pass(time.Minute)
	k.FailAt(1, true)
	if state, code := press(); state != "failed" || code != "process_unsure" || len(k.Bots()) != 2 {
		t.Errorf("the answer is lost: the firing is %s %s, started are %q", state, code, k.Bots())
	}
}

// A process is started once for each hand-over, whatever is told again (AT-02, AT-05).
func TestAProcessPerHandover_AT02(t *testing.T) {
	h := newHouse(t)
	k := h.inKommo()
	h.call(h.admin, "POST", "/v1/automations", map[string]any{
		"title": "Welcome", "when": map[string]any{"kind": "handed_over"}, "then": []any{map[string]any{"kind": "process", "process": "17"}},
	}, nil)
	d := h.says(anna, "Hello, I want 3 chairs.", "Thanks.")
	h.pass(time.Minute)
	lead := k.Cards("leads")[0]["id"]
	h.call(h.admin, "POST", "/v1/teams", map[string]any{"id": "sales", "title": "Sales"}, nil)
	for n := range 2 {
		var next struct{ ID string }
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/transfer", map[string]any{"team": "sales"}, &next)
		d = next.ID
		h.pass(time.Minute)
		h.restart()
		h.pass(time.Minute)
		if got := k.Bots(); len(got) != n+1 || got[n] != fmt.Sprint("17 on leads ", lead) {
			t.Errorf("after hand-over %d: started are %q", n+1, got)
		}
	}
}
