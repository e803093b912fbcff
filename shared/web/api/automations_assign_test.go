package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// keptWaiting has a customer wait for eleven minutes, whatever a bot said.
func (h *house) keptWaiting(id desk.DialogID) {
	h.t.Helper()
	h.settles()
	h.clock.move(3 * time.Second)
	h.settles()
	h.become(id, func(d desk.Dialog) desk.Dialog { d.Turn = desk.TurnCustomer; return d })
	h.tell()
	h.become(id, func(d desk.Dialog) desk.Dialog { d.Turn = desk.TurnOperator; return d })
	h.settles()
	h.clock.move(11 * time.Minute)
	h.settles()
}

// TestARuleAssignsForGood_AT05: who a rule names has the dialog then, as after a transfer:
// whether nobody had it, a colleague or they themselves were only offered it, or a bot
// talked. It is in their list, counts once, and goes on to nobody; the bot stops. What a
// colleague has accepted stays theirs, and the log says which action was refused, and why.
func TestARuleAssignsForGood_AT05(t *testing.T) {
	for name, c := range map[string]struct {
		offered desk.OperatorID
		taken   bool
		bot     bool
		refused string
	}{
		"nobody has it": {}, "it is offered to a colleague": {offered: "dan"}, "it is offered to them": {offered: "olga"}, "a bot has it": {bot: true},
		"a colleague has accepted it": {offered: "dan", taken: true, refused: "[map[code:already_accepted kind:assign n:1]]"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t).twice()
			h.known("olga", "dan")
			h.team("sales", "olga", "dan")
			rule := h.rule(`{"title":"R","when":{"kind":"unanswered","forSeconds":600},"then":[{"kind":"assign","operator":"olga"},{"kind":"priority","priority":"high"}]}`)
			l := h.line("site", desk.LeadNever)
			if c.bot {
				l = h.botLine(desk.ChannelTelegram)
			}
			id := h.chat(l, "u1", "Hello")
			if c.offered != "" {
				h.become(id, func(d desk.Dialog) desk.Dialog {
					if c.taken {
						return d.Taken(c.offered, h.clock.Now())
					}
					return d.Assign(c.offered, 15*time.Minute, h.clock.Now())
				})
			}
			h.keptWaiting(id)
			h.clock.move(time.Hour)
			h.settles()
			d := h.dialogNow(id)
			who, did := desk.OperatorID("olga"), 2.0
			if c.taken {
				who, did = c.offered, 1.0
			}
			if d.State != desk.StateInProgress || d.Operator != who || d.Overdue(h.clock.Now().Add(time.Hour)) {
				t.Errorf("the dialog is %s, %q's", d.State, d.Operator)
			}
			if w, err := h.st.Workloads(t.Context(), []desk.OperatorID{who}); err != nil || len(w[0].Dialogs) != 1 {
				t.Errorf("it counts as %v, %v", w, err)
			}
			if got := h.as("admin", "GET", "/v1/dialogs?state=in_progress&operator="+string(who), nil).is(200).doc(); fmt.Sprint(at(got, "items", 0, "id")) != string(id) {
				t.Errorf("their list has %v", got["items"])
			}
			log := at(h.as("admin", "GET", "/v1/automations/"+rule+"/log", nil).is(200).doc(), "items", 0)
			if at(log, "done") != did || or(at(log, "refused"), "") != c.refused {
				t.Errorf("the log says %v", log)
			}
		})
	}
}

// TestARuleHandsToATeamOnce_AT05: out of a bot's hands the dialog goes on in the team; one
// that waits for the team already stays as it is.
func TestARuleHandsToATeamOnce_AT05(t *testing.T) {
	for name, bot := range map[string]bool{"a bot has it": true, "it waits for the team": false} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t).twice()
			h.team("sales")
			h.rule(`{"title":"R","when":{"kind":"unanswered","forSeconds":600},"then":[{"kind":"assign","team":"sales"}]}`)
			l := h.teamLine("sales")
			if bot {
				l = h.botLine(desk.ChannelTelegram)
			}
			id := h.chat(l, "u1", "Hello")
			h.keptWaiting(id)
			d := h.dialogNow(id)
			if bot {
				d = h.dialogNow(d.Continuation())
			}
			if d.State != desk.StateWaiting || d.Team != "sales" || (d.Parent != "") != bot {
				t.Errorf("the dialog is %s, of %s, after %q", d.State, d.Team, d.Parent)
			}
		})
	}
}

// TestARuleTakesWhoWaitsAlready_AT01: a rule upon unanswered dialogs acts upon those that
// waited before it was made or switched on, too, after the same time, once; and not upon
// who was answered, nor by being changed otherwise.
func TestARuleTakesWhoWaitsAlready_AT01(t *testing.T) {
	h := newHouse(t).twice()
	h.known("olga")
	l := h.line("site", desk.LeadNever)
	waits, answered := h.chat(l, "u1", "Hello"), h.chat(l, "u2", "Hello")
	h.as("operator", "POST", "/v1/dialogs/"+string(answered)+"/reply", `{"text":"Hi"}`).is(201)
	h.settles()
	h.clock.move(20 * time.Minute)
	made := h.as("admin", "POST", "/v1/automations", `{"title":"R","when":{"kind":"unanswered","forSeconds":600},"then":[{"kind":"assign","operator":"olga"}]}`).is(201)
	h.settles()
	rule := fmt.Sprint(made.doc()["id"])
	if d := h.dialogNow(waits); d.Operator != "olga" || fmt.Sprint(h.did(rule)) != "[done]" {
		t.Errorf("who waited is %q's, and the log is %q", d.Operator, h.did(rule))
	}
	path, etag := "/v1/automations/"+rule, made.header.Get("ETag")
	etag = h.as("admin", "PATCH", path, `{"title":"Other"}`, "If-Match", etag).is(200).header.Get("ETag")
	etag = h.as("admin", "PATCH", path, `{"off":true}`, "If-Match", etag).is(200).header.Get("ETag")
	h.settles()
	if log := h.did(rule); len(log) != 1 {
		t.Errorf("changed and switched off, the rule did %q", log)
	}
	late := h.chat(l, "u3", "Hello")
	h.settles()
	h.as("admin", "PATCH", path, `{"off":false}`, "If-Match", etag).is(200)
	h.settles()
	if d := h.dialogNow(late); d.Operator != "" {
		t.Errorf("before its time the dialog is %q's", d.Operator)
	}
	h.clock.move(11 * time.Minute)
	h.settles()
	if d := h.dialogNow(late); d.Operator != "olga" {
		t.Errorf("switched on, the rule left who waited to %q; the log is %q", d.Operator, h.did(rule))
	}
}
