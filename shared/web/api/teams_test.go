package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// teamLine is a line whose dialogs go to a team.
func (h *house) teamLine(team desk.TeamID) desk.Line {
	h.t.Helper()
	h.line("desk", desk.LeadNever)
	h.as("admin", "PATCH", "/v1/lines/desk", `{"team":"`+string(team)+`"}`, "If-Match", "*").is(200)
	l, err := h.st.Line(h.t.Context(), "desk")
	must(h.t, err)
	return l
}

func TestTeamsAreSetUp_DG13_DG14_DG26_AT04(t *testing.T) {
	h := newHouse(t)
	whole := `{"title":"Night","members":["olga","dan"],"rule":"topic","topics":[{"team":"sales","label":"orders","words":["order"]}],"fallback":"sales",
		"timeToTakeSeconds":60,"idleSeconds":600,"waitingAlertSeconds":120,"waitingReplySeconds":30,
		"hours":{"zone":"Europe/Madrid","week":[{"day":"monday","from":"09:00","to":"24:00"}],"holidays":["2026-12-25"]},"replies":{"greeting":{"en":"Hello"}}}`
	h.as("admin", "POST", "/v1/teams", strings.Replace(whole, "{", `{"id":"night",`, 1)).is(201)
	if got, want := h.as("reader", "GET", "/v1/teams/night", nil).is(200).doc(), h.as("admin", "PUT", "/v1/teams/night", whole).is(200).doc(); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	changed := h.as("admin", "PATCH", "/v1/teams/night", `{"rule":"load","members":["dan"]}`).is(200).doc()
	if changed["rule"] != "load" || fmt.Sprint(changed["members"]) != "[dan]" || changed["title"] != "Night" || at(changed, "hours", "week", 0, "to") != "24:00" {
		t.Errorf("got %v", changed)
	}
	for name, body := range map[string]string{
		"a member twice":       `{"members":["dan","dan"]}`,
		"a zone that is none":  `{"hours":{"zone":"Mars/Olympus"}}`,
		"a day that is none":   `{"hours":{"holidays":["Christmas"]}}`,
		"hours that end first": `{"hours":{"week":[{"day":"monday","from":"18:00","to":"09:00"}]}}`,
		"a reply that is none": `{"replies":{"farewell":{"en":"Bye"}}}`,
		"too long to take":     `{"timeToTakeSeconds":901}`,
		"no rule":              `{"rule":"luck"}`,
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			h.as("admin", "PATCH", "/v1/teams/night", body).no(422, "invalid")
		})
	}
	h.t = t
	h.as("admin", "PATCH", "/v1/teams/nobodys", `{"rule":"load"}`).no(404, "not_found")
	for range 2 {
		h.as("admin", "DELETE", "/v1/teams/night", nil).is(204)
	}
	h.as("reader", "GET", "/v1/teams/night", nil).no(404, "not_found")
	h.line("a", desk.LeadNever)
	h.as("admin", "PATCH", "/v1/lines/a", `{"team":"night"}`, "If-Match", "*").no(422, "team_unknown")
	h.as("admin", "PUT", "/v1/teams/night", `{"title":"Anew"}`).is(200)
}

func TestADialogIsRoutedThroughTheAPI_DG02_DG12_DG16_DG26(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PATCH", "/v1/teams/sales", `{"members":["olga","dan"],"timeToTakeSeconds":60,"waitingAlertSeconds":120}`).is(200)
	l := h.teamLine("sales")
	first := "/v1/dialogs/" + string(h.chat(l, "u1", "Hello"))
	d := h.as("operator", "GET", first, nil).is(200).doc()
	if d["state"] != "waiting" || d["team"] != "sales" || d["operator"] != nil || at(d, "waiting", "reason") != "nobody is active" || at(d, "waiting", "members") != 2.0 || at(d, "waiting", "alert") != false {
		t.Errorf("got %v", d)
	}
	// The alert comes with the moment that it is set for, in the dialog and in the list.
	opened, err := time.Parse(time.RFC3339Nano, d["openedAt"].(string))
	must(t, err)
	for _, c := range []struct {
		after time.Duration
		alert bool
	}{{2*time.Minute - time.Nanosecond, false}, {2 * time.Minute, true}} {
		h.clock.move(opened.Add(c.after).Sub(h.clock.Now()))
		for range 2 {
			if got := at(h.as("operator", "GET", first, nil).doc(), "waiting", "alert"); got != c.alert {
				t.Errorf("DG-26: after %s: alert %v", c.after, got)
			}
			if got := at(h.as("operator", "GET", "/v1/dialogs", nil).doc(), "items", 0, "waiting", "alert"); got != c.alert {
				t.Errorf("DG-26: in the list, after %s: alert %v", c.after, got)
			}
		}
	}
	h.clock.move(time.Minute)
	if d := h.as("operator", "GET", first, nil).doc(); at(d, "waiting", "alert") != true {
		t.Errorf("DG-26: got %v", d["waiting"])
	}
	h.as("supervisor", "PATCH", "/v1/operators/olga/workload", `{"limit":1}`).is(200)
	if me := h.as("operator", "PUT", "/v1/me/status", `{"status":"active"}`).is(200).doc(); me["status"] != "active" || me["limit"] != 1.0 {
		t.Errorf("got %v", me)
	}
	h.as("operator", "PUT", "/v1/me/status", `{"status":"limit_reached"}`).no(422, "invalid") // DG-12
	h.work()
	if d := h.as("operator", "GET", first, nil).doc(); d["operator"] != "olga" || d["state"] != "waiting" || d["assignedUntil"] == nil {
		t.Errorf("DG-07: got %v", d)
	}
	h.as("deals only", "POST", first+"/accept", nil).no(409, "already_accepted")
	h.as("operator", "POST", first+"/accept", nil).is(200)

	second := "/v1/dialogs/" + string(h.chat(l, "u2", "Hello"))
	if d := h.as("operator", "GET", second, nil).doc(); d["operator"] != nil || at(d, "waiting", "reason") != "1 active, all at their limit" {
		t.Errorf("got %v", d)
	}
	h.as("operator", "POST", second+"/accept", nil).no(409, "limit_reached")
	h.as("operator", "POST", second+"/reply", `{"text":"Hi"}`).no(409, "limit_reached")
	h.as("operator", "POST", first+"/close", nil).is(200)
	h.work()
	if d := h.as("operator", "GET", second, nil).doc(); d["operator"] != "olga" {
		t.Errorf("got %v", d)
	}
	h.as("operator", "POST", second+"/reply", `{"text":"Hi"}`).is(201)
	if d := h.as("operator", "GET", second, nil).doc(); d["operator"] != "olga" || d["state"] != "in_progress" {
		t.Errorf("a reply accepts: got %v", d)
	}
	if got := h.ids("/v1/dialogs?team=sales", "id"); len(got) != 2 {
		t.Errorf("of the team: got %v", got)
	}
}

func TestTransferTargets_DG15_DG16_DG17(t *testing.T) {
	h := newHouse(t)
	want := map[string]string{}
	for i, c := range []string{`{"status":"active"}`, `{"status":"inactive"}`, `{"status":"active","limit":1}`} {
		id, _ := h.invited(fmt.Sprint("o", i, "@shop.example"), desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
		h.as("supervisor", "PATCH", "/v1/operators/"+string(id)+"/workload", c).is(200)
		want[string(id)] = []string{"active", "inactive", "limit_reached"}[i]
		dialog, _ := h.bound("", "Hello", "One more")
		h.as("supervisor", "POST", "/v1/dialogs/"+string(dialog)+"/transfer", `{"operator":"`+string(id)+`"}`).is(201)
		if i == 2 {
			other, _ := h.bound("", "Hello", "And more")
			h.as("supervisor", "POST", "/v1/dialogs/"+string(other)+"/transfer", `{"operator":"`+string(id)+`"}`).no(409, "limit_reached")
		}
	}
	off, _ := h.invited("off@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	h.as("admin", "PATCH", "/v1/operators/"+string(off), `{"off":true}`, "If-Match", "*").is(200)
	h.person("a key of one who is off", desk.Actor{Role: desk.RoleOperator, Operator: off})
	want["dan"] = "inactive" // who has a key alone
	targets := h.as("operator", "GET", "/v1/transfer-targets", nil).is(200).doc()
	if at(targets, "teams", 0, "id") != "sales" {
		t.Errorf("got %v", targets)
	}
	for _, o := range targets["operators"].([]any) {
		id := fmt.Sprint(at(o, "id"))
		if id == string(off) {
			t.Errorf("%s is listed, and is off", id)
		}
		if status, ours := want[id]; ours && at(o, "status") != status {
			t.Errorf("%s is %v, want %s", id, at(o, "status"), status)
		}
		delete(want, id)
	}
	if len(want) != 0 {
		t.Errorf("not listed: %v", want)
	}
}

func TestDialogsAreMarked_DG24_DG25(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PATCH", "/v1/settings", `{"labels":[{"id":"vip","title":"VIP","color":"#d97706"}]}`, "If-Match", "*").is(200)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	d := h.as("operator", "PATCH", path, `{"priority":"urgent","labels":["vip"]}`).is(200).doc()
	if d["priority"] != "urgent" || fmt.Sprint(d["labels"]) != "[vip]" || d["state"] != "waiting" {
		t.Errorf("got %v", d)
	}
	h.as("operator", "PATCH", path, `{"labels":["nobodys"]}`).no(422, "invalid")
	if got := h.ids("/v1/dialogs?label=vip", "id"); len(got) != 1 {
		t.Errorf("with the label: got %v", got)
	}
	if got := h.ids("/v1/dialogs?label=other", "id"); len(got) != 0 {
		t.Errorf("with another: got %v", got)
	}
	h.as("operator", "PATCH", path, `{"snooze":{"until":"`+h.clock.Now().Add(-time.Hour).Format(time.RFC3339)+`"}}`).no(422, "invalid")
	until := h.clock.Now().Add(2 * time.Hour)
	if d := h.as("operator", "PATCH", path, `{"snooze":{"until":"`+until.Format(time.RFC3339)+`"}}`).is(200).doc(); at(d, "snoozed", "until") == nil {
		t.Errorf("got %v", d)
	}
	h.clock.move(2 * time.Hour)
	if d := h.as("operator", "GET", path, nil).doc(); d["snoozed"] != nil {
		t.Errorf("when its time has come: got %v", d["snoozed"])
	}
	if d := h.as("operator", "PATCH", path, `{"snooze":{}}`).is(200).doc(); d["snoozed"] == nil {
		t.Errorf("until the next message: got %v", d)
	}
	h.as("operator", "POST", path+"/reply", `{"text":"Hi"}`).is(201)
	if d := h.as("operator", "GET", path, nil).doc(); d["snoozed"] != nil {
		t.Errorf("after a message: got %v", d["snoozed"])
	}
}
