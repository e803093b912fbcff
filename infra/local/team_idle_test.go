package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// DG-14, DG-23: a dialog closes after its team's idle time-out, which goes before its
// line's; one that the team has no time for, after the line's. A shorter one that is
// set meanwhile holds for what is open already, and a longer one, too.
func TestADialogClosesAfterItsTeamsTime_DG14(t *testing.T) {
	for name, c := range map[string]struct {
		team, line float64 // minutes; 0: none of its own
		meanwhile  map[string]any
		closes     time.Duration // after the last message
	}{
		"the team's, shorter than the line's":      {10, 30, nil, 10 * time.Minute},
		"the team's, longer than the line's":       {50, 30, nil, 50 * time.Minute},
		"the line's, if the team has none":         {0, 30, nil, 30 * time.Minute},
		"the settings', if neither has one":        {0, 0, nil, time.Hour},
		"the team's, set shorter while it is open": {50, 30, map[string]any{"idleSeconds": 900}, 15 * time.Minute},
		"the team's, set longer while it is open":  {10, 30, map[string]any{"idleSeconds": 2400}, 40 * time.Minute},
		"the line's, once the team has none":       {10, 30, map[string]any{"idleSeconds": 0}, 30 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.call(h.admin, http.MethodPut, "/v1/teams/sales", map[string]any{"title": "Sales", "idleSeconds": c.team * 60}, nil)
			h.line("sales", map[string]any{"team": "sales", "idleSeconds": c.line * 60})
			d := h.saysTo("sales", parties.BotUser{ID: 1}, "Hello")
			if h.pass(time.Minute); c.meanwhile != nil {
				h.call(h.admin, http.MethodPatch, "/v1/teams/sales", c.meanwhile, nil)
			}
			h.pass(c.closes - 2*time.Minute)
			if got := h.dialog(d).State; got == "closed" {
				t.Errorf("it is closed a minute before its time")
			}
			h.pass(2 * time.Minute)
			if got := h.dialog(d); got.State != "closed" || got.CloseReason != "idle" {
				t.Errorf("a minute after its time it is %s (%s), want closed by idle time", got.State, got.CloseReason)
			}
		})
	}
}
