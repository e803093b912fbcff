package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// movesRule notes in the dialog that its deal moved, and to which stage.
func (h *house) movesRule(stage string) {
	h.t.Helper()
	h.call(h.admin, "POST", "/v1/automations", map[string]any{
		"title": "moved to " + stage, "when": map[string]any{"kind": "stage_changed", "stage": stage}, "then": []any{map[string]any{"kind": "note", "text": "moved to " + stage}},
	}, nil)
}

// noted are the notes of a dialog.
func (h *house) noted(dialog string) (out []string) {
	for _, m := range h.messages(dialog) {
		if strings.HasPrefix(m.Text, "moved to") {
			out = append(out, m.Text)
		}
	}
	return out
}

// A deal that people move in their own CRM has the company's rules act, once, whether the
// CRM tells of it, tells twice, or the sweep finds it; and a deal of no chat of ours is
// nobody's (AT-01, SYS-18).
func TestAMoveInTheCRMIsActedUpon_AT01(t *testing.T) {
	h := newHouse(t)
	k := h.inKommo()
	h.movesRule("142")
	h.movesRule("58141803")
	d := h.says(anna, "Hello, I want 3 chairs.", "Thanks.")
	h.pass(time.Minute)
	lead := k.Cards("leads")[0]["id"]
	told := func(id string) {
		t.Helper()
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "/webhooks/crm/kommo?secret="+kommoHook, strings.NewReader(parties.KommoEvent("leads[status]", id, "")))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if h.sys.Handler.ServeHTTP(w, r); w.Code != 200 {
			t.Fatalf("got %d", w.Code)
		}
		h.pass(time.Minute)
	}
	steps := k.Steps()
	told("404404")
	if k.Steps() != steps {
		t.Error("a lead of no chat was looked at")
	}
	told(lead) // nothing moved
	k.Stage(lead, 58141803)
	told(lead)
	told(lead)
	if got := fmt.Sprint(h.noted(d)); got != "[moved to 58141803]" {
		t.Errorf("the rules noted %s", got)
	}
	k.Stage(lead, 142)
	h.clock.Set(h.clock.Now().Truncate(time.Hour).Add(time.Hour))
	looked := 0
	for i, l := range h.sys.Scheduler.Sweeper.Sweeps {
		if l.For == "cards of connected CRMs" {
			h.sys.Scheduler.Sweeper.Sweeps[i].Do = func(ctx context.Context) (int, error) {
				n, err := l.Do(ctx)
				looked += n
				return n, err
			}
		}
	}
	for n := range 2 { // nobody tells: the hour's first sweep looks
		if _, err := h.sys.Scheduler.Sweeper.Sweep(t.Context()); err != nil || looked != n+1 {
			t.Errorf("%d cards were to be looked at so far (%v)", looked, err)
		}
		h.pass(time.Minute)
	}
	if got := fmt.Sprint(h.noted(d)); got != "[moved to 58141803 moved to 142]" && got != "[moved to 142 moved to 58141803]" {
		t.Errorf("the rules noted %s", got)
	}
	h.call(h.admin, "POST", "/v1/dialogs/"+d+"/close", map[string]any{}, nil)
	for _, c := range []struct {
		after time.Duration
		cards int
	}{{time.Hour, 1}, {4 * 24 * time.Hour, 0}} {
		h.pass(c.after)
		if n, err := h.sys.Verbs.Healer().Heal(t.Context()); err != nil || n != c.cards {
			t.Errorf("%s after the close %d cards are to be looked at, want %d (%v)", c.after, n, c.cards, err)
		}
	}
}
