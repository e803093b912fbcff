package api_test

import (
	"fmt"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestWhoIsActiveIsGivenWhatIsNew_OP01_OP02_OP03_OP04_OP09_OP38_DG07_DG11: at first one
// is inactive and has five at most; who is active is given what is new; who is inactive
// keeps what they have, answers in it, and is given nothing more.
func TestWhoIsActiveIsGivenWhatIsNew_OP01_OP02_OP03_OP04_OP09_OP38_DG07_DG11(t *testing.T) {
	h := newHouse(t)
	olga := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	h.as("admin", "PUT", "/v1/teams/shift", `{"title":"Shift","members":["`+string(olga.operator)+`"]}`).is(200)
	line := h.teamLine("shift")
	if me := olga.does("GET", "/v1/me", nil).is(200).doc(); me["status"] != "inactive" || me["limit"] != 5.0 {
		t.Fatalf("at first: %v, %v dialogs", me["status"], me["limit"])
	}
	has := func(id desk.DialogID) any {
		return h.as("admin", "GET", "/v1/dialogs/"+string(id), nil).is(200).doc()["operator"]
	}
	first := h.chat(line, "u0", "Hello")
	if got := has(first); got != nil {
		t.Errorf("who is inactive was given a dialog: %v", got)
	}
	if got := h.ids("/v1/dialogs?state=waiting", "id"); fmt.Sprint(got) != fmt.Sprint([]string{string(first)}) {
		t.Errorf("new dialogs: %v", got)
	}
	olga.does("PUT", "/v1/me/status", `{"status":"limit_reached"}`).no(422, "invalid") // it shows by itself
	olga.does("PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	h.work()
	if got := has(first); got != string(olga.operator) {
		t.Fatalf("who became active was given nothing: it is of %v", got)
	}
	if d := olga.does("POST", "/v1/dialogs/"+string(first)+"/accept", nil).is(200).doc(); d["state"] != "in_progress" || d["operator"] != string(olga.operator) {
		t.Errorf("accepted, it is %v", d)
	}
	olga.does("PUT", "/v1/me/status", `{"status":"inactive"}`).is(200)
	second := h.chat(line, "u1", "Hello")
	if got := has(second); got != nil {
		t.Errorf("who is inactive again was given a dialog: %v", got)
	}
	h.chat(line, "u0", "Are you there?")
	olga.does("POST", "/v1/dialogs/"+string(first)+"/reply", `{"text":"Yes"}`).is(201)

	olga.does("PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	var sixth desk.DialogID
	for n := 2; n < 6; n++ {
		sixth = h.chat(line, fmt.Sprint("u", n), "Hello")
	}
	if w := h.as("admin", "GET", "/v1/operators/"+string(olga.operator)+"/workload", nil).is(200).doc(); w["limitReached"] != true || len(w["dialogs"].([]any)) != 5 || has(sixth) != nil {
		t.Errorf("with five she has %v, and the sixth is of %v", w, has(sixth))
	}
	h.as("admin", "PATCH", "/v1/operators/"+string(olga.operator)+"/workload", `{"limit":6}`).is(200)
	h.work()
	if got := has(sixth); got != string(olga.operator) {
		t.Errorf("with a higher limit the one that waited is of %v", got)
	}
	h.as("admin", "POST", "/v1/dialogs/"+string(first)+"/transfer", `{"operator":"dan"}`).is(201) // who stands by a key
	if got := has(first); got != string(olga.operator) {
		t.Errorf("the dialog that was handed over shows whose it was: got %v", got)
	}
}

// TestStateAndTurnAreTwoThings_D11: whether a dialog waits for an operator, and whose
// turn it is, are asked for apart and together.
func TestStateAndTurnAreTwoThings_D11(t *testing.T) {
	h := newHouse(t)
	line := h.line("site", desk.LeadNever)
	asked, answered := h.chat(line, "a", "Hello"), h.chat(line, "b", "Hello")
	for _, id := range []desk.DialogID{asked, answered} {
		h.as("operator", "POST", "/v1/dialogs/"+string(id)+"/accept", nil).is(200)
	}
	h.as("operator", "POST", "/v1/dialogs/"+string(answered)+"/reply", `{"text":"Hi"}`).is(201)
	waiting := h.chat(line, "c", "Hello")
	for query, want := range map[string]int{
		"state=in_progress": 2, "turn=operator": 2, "turn=customer": 1, "state=in_progress&turn=operator": 1, "state=in_progress&turn=customer": 1,
		"state=waiting&turn=operator": 1, "state=waiting&turn=customer": 0,
	} {
		if got := h.ids("/v1/dialogs?"+query, "id"); len(got) != want {
			t.Errorf("%s: got %v, want %d", query, got, want)
		}
	}
	if d := h.as("admin", "GET", "/v1/dialogs/"+string(waiting), nil).is(200).doc(); d["state"] != "waiting" || d["turn"] != "operator" {
		t.Errorf("got %v", d)
	}
}
