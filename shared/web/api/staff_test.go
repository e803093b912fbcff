package api_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// RS-01: a key that was made for an operator ends with their account; one that stands
// for a program, which never had an account, does not.
func TestAKeyEndsWithItsOperatorsAccount_RS01(t *testing.T) {
	h := newHouse(t)
	id, _ := h.invited("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	h.person("her key", desk.Actor{Role: desk.RoleOperator, Operator: id, Rights: desk.Rights{Leads: desk.MayChange}})
	for _, who := range []string{"her key", "operator"} { // the operator has a key alone
		h.as(who, "GET", "/v1/dialogs", nil).is(200)
	}
	for range 2 {
		h.as("admin", "PATCH", "/v1/operators/"+string(id), `{"off":true}`, "If-Match", "*").is(200)
		a := h.as("her key", "GET", "/v1/dialogs", nil).no(401, "unauthorized")
		if !strings.Contains(string(a.body), "switched off") {
			t.Errorf("it does not say why: %s", a.body)
		}
	}
	h.as("operator", "GET", "/v1/dialogs", nil).is(200)
	h.as("admin", "PATCH", "/v1/operators/"+string(id), `{"off":false}`, "If-Match", "*").is(200)
	h.as("her key", "GET", "/v1/dialogs", nil).is(200)
}

// OP-05, OP-06: an account that was switched off and on again is inactive until its
// operator signs in, and nobody makes it active meanwhile.
func TestWhoIsSwitchedOffIsInactive_OP05_OP06(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	path := "/v1/operators/" + string(b.operator)
	b.does("PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	h.as("admin", "PATCH", path, `{"off":true}`, "If-Match", "*").is(200)
	h.as("admin", "PATCH", path+"/workload", `{"status":"active"}`).no(409, "operator_off")
	h.as("admin", "PATCH", path+"/workload", `{"limit":7}`).is(200)
	h.as("admin", "PATCH", path, `{"off":false}`, "If-Match", "*").is(200)
	if w := h.as("admin", "GET", path+"/workload", nil).is(200).doc(); w["status"] != "inactive" {
		t.Errorf("switched on again: %v", w)
	}
	h.signsIn("olga@shop.example", goodPassword).is(201)
	if w := h.as("admin", "GET", path+"/workload", nil).is(200).doc(); w["status"] != "active" || w["limit"] != 7.0 {
		t.Errorf("signed in again: %v", w)
	}
}

// Nothing is given to operators who are nobody: neither an account nor a key.
func TestOnlyOperatorsWhoAreAreGivenAnything(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	at := "/v1/dialogs/" + string(dialog)
	for what, ask := range map[string][3]string{
		"a dialog handed over": {"POST", at + "/transfer", `{"operator":"nobody"}`},
		"a dialog given":       {"PATCH", at, `{"operator":"nobody"}`},
		"a place in a team":    {"PUT", "/v1/teams/sales", `{"title":"Sales","members":["olga","nobody"]}`},
		"a limit":              {"PATCH", "/v1/operators/nobody/workload", `{"limit":5}`},
		"a status":             {"PATCH", "/v1/operators/nobody/workload", `{"status":"active"}`},
	} {
		if a := h.as("admin", ask[0], ask[1], ask[2]).no(422, "operator_unknown"); !strings.Contains(string(a.body), "nobody") {
			t.Errorf("%s: got %s", what, a.body)
		}
	}
	if d := h.as("admin", "GET", at, nil).is(200).doc(); d["state"] != "waiting" || d["operator"] != nil {
		t.Errorf("it is %v", d)
	}
	h.as("admin", "POST", at+"/transfer", `{"operator":"dan"}`).is(201) // a key stands for him
}

// DG-18: a transfer that is repeated answers with its child while that is open, and is
// refused once it is closed.
func TestARepeatedTransferAnswersWithAnOpenChild_DG18(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	at := "/v1/dialogs/" + string(dialog)
	child := h.as("admin", "POST", at+"/transfer", `{"operator":"dan"}`).is(201).doc()["id"]
	if again := h.as("admin", "POST", at+"/transfer", `{"operator":"dan"}`).is(201).doc()["id"]; again != child {
		t.Errorf("got %v, want %v", again, child)
	}
	h.as("admin", "POST", "/v1/dialogs/"+fmt.Sprint(child)+"/close", nil).is(200)
	for range 2 {
		h.as("admin", "POST", at+"/transfer", `{"operator":"dan"}`).no(409, "dialog_closed")
	}
}

// DG-08: what nobody has is not in progress.
func TestNothingIsInProgressWithoutAnOperator_DG08(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	at := "/v1/dialogs/" + string(dialog)
	h.as("operator", "PATCH", at, `{"state":"in_progress"}`).no(409, "nobodys_dialog")
	h.as("admin", "PATCH", at, `{"state":"in_progress","operator":"olga"}`).is(200)
	h.as("operator", "PATCH", at, `{"state":"in_progress"}`).is(200)
}

// DG-08: what a key answers that stands for no operator is nobody's: it waits for the
// customer, and is given to somebody once they write.
func TestWhatAKeyAnswersIsRoutedOnceTheCustomerWrites_DG02_DG08(t *testing.T) {
	h := newHouse(t)
	h.known("olga")
	h.as("admin", "PUT", "/v1/teams/sales", `{"title":"Sales","members":["olga"]}`).is(200)
	line := h.line("site", desk.LeadNever)
	h.as("admin", "PATCH", "/v1/lines/site", `{"team":"sales"}`, "If-Match", "*").is(200)
	line.Team = "sales"
	first := h.chat(line, "u1", "Hello, are you there?")
	at := "/v1/dialogs/" + string(first)
	h.as("admin", "POST", at+"/reply", `{"text":"We are!"}`).is(201)
	h.as("operator", "PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	h.work()
	if d := h.as("admin", "GET", at, nil).is(200).doc(); d["state"] != "waiting" || d["turn"] != "customer" || d["operator"] != nil {
		t.Errorf("after the key's reply: %v, %v, %v", d["state"], d["turn"], d["operator"])
	}
	h.chat(line, "u1", "Do you have tables?", "And chairs?")
	if d := h.as("admin", "GET", at, nil).is(200).doc(); d["state"] != "waiting" || d["turn"] != "operator" || d["operator"] != "olga" {
		t.Errorf("once the customer wrote: %v, %v, %v", d["state"], d["turn"], d["operator"])
	}

	// So it is where the key wrote first.
	h.as("admin", "POST", at+"/close", nil).is(200)
	c, _, err := first.Split()
	must(t, err)
	next := h.as("admin", "POST", "/v1/dialogs", `{"customer":"`+string(c)+`","text":"Your order is here"}`).is(201).doc()
	h.work()
	if next["state"] != "waiting" || next["turn"] != "customer" || next["operator"] != nil {
		t.Errorf("what the key began: %v, %v, %v", next["state"], next["turn"], next["operator"])
	}
	h.chat(line, "u1", "Thank you!")
	if d := h.as("admin", "GET", "/v1/dialogs/"+next["id"].(string), nil).is(200).doc(); d["state"] != "waiting" || d["operator"] != "olga" {
		t.Errorf("once the customer answered: %v, %v", d["state"], d["operator"])
	}
}

// OP-10: whoever a dialog is assigned to accepts it before they act in it.
func TestWhatIsAssignedIsAcceptedFirst_OP10(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	h.as("operator", "PUT", "/v1/me/status", `{"status":"active"}`).is(200)
	h.become(dialog, func(d desk.Dialog) desk.Dialog { return d.Assign("olga", time.Minute, h.clock.Now()) })
	at := "/v1/dialogs/" + string(dialog)
	h.person("her own", desk.Actor{Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayChange, Dialogs: desk.ScopeOwn}})
	for _, ask := range [][3]string{
		{"POST", at + "/close", ""}, {"POST", at + "/transfer", `{"operator":"dan"}`}, {"PATCH", at, `{"priority":"high"}`}, {"PATCH", at, `{"state":"bot"}`},
	} {
		h.as("her own", ask[0], ask[1], ask[2]).no(409, "not_accepted")
	}
	h.as("her own", "POST", at+"/accept", nil).is(200)
	h.as("her own", "PATCH", at, `{"priority":"high"}`).is(200)
	h.as("her own", "POST", at+"/close", nil).is(200)
}

// A team that a line or another team sends dialogs to stays; a member who is gone
// keeps nobody from changing the rest; and 0 is a time as any.
func TestTeamsAreKept(t *testing.T) {
	h := newHouse(t)
	h.as("admin", "PUT", "/v1/teams/sales", `{"title":"Sales","members":["olga"],"timeToTakeSeconds":60,"idleSeconds":600}`).is(200)
	h.as("admin", "PUT", "/v1/teams/none", `{"members":["olga"]}`).no(422, "invalid")
	if v := h.as("admin", "PUT", "/v1/teams/sales", `{"timeToTakeSeconds":0}`).is(200).doc(); v["timeToTakeSeconds"] != nil || v["idleSeconds"] != 600.0 || v["title"] != "Sales" {
		t.Errorf("got %v", v)
	}
	h.as("admin", "PUT", "/v1/teams/first", `{"title":"First","rule":"topic","topics":[{"team":"sales","words":["buy"]}]}`).is(200)
	h.as("admin", "DELETE", "/v1/teams/sales", nil).no(409, "still_needed")
	h.as("admin", "PATCH", "/v1/teams/first", `{"topics":[],"rule":"order"}`).is(200)
	l := h.line("site", desk.LeadNever)
	h.as("admin", "PATCH", "/v1/lines/"+string(l.ID), `{"team":"sales"}`, "If-Match", "*").is(200)
	h.as("admin", "DELETE", "/v1/teams/sales", nil).no(409, "still_needed")
	h.as("admin", "PATCH", "/v1/lines/"+string(l.ID), `{"team":""}`, "If-Match", "*").is(200)
	for range 2 {
		h.as("admin", "DELETE", "/v1/teams/sales", nil).is(204)
	}
}

// What somebody who signed in must know of themselves.
func TestMe_SaysWhatOneHasToDo(t *testing.T) {
	h := newHouse(t)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	h.as("admin", "PUT", "/v1/teams/sales", `{"title":"Sales","members":["`+string(b.operator)+`"]}`).is(200)
	h.as("admin", "PUT", "/v1/teams/night", `{"title":"At night"}`).is(200)
	h.as("admin", "PATCH", "/v1/operators/"+string(b.operator)+"/workload", `{"limit":1}`).is(200)
	if me := b.does("GET", "/v1/me", nil).is(200).doc(); fmt.Sprint(me["openDialogs"]) != "[]" {
		t.Errorf("with no dialog: %v, want an empty list, against which the first is news", me["openDialogs"])
	}
	dialog, _ := h.bound("")
	h.as("admin", "PATCH", "/v1/dialogs/"+string(dialog), `{"state":"in_progress","operator":"`+string(b.operator)+`"}`).is(200)
	me := b.does("GET", "/v1/me?unread=true", nil).is(200).doc()
	got := fmt.Sprint(me["status"], me["limit"], me["limitReached"], me["openDialogs"], me["teams"], at(me, "unread", "count"))
	want := fmt.Sprint("inactive", 1, true, []string{string(dialog)}, []any{map[string]any{"id": "sales", "title": "Sales"}}, 2)
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if me := b.does("GET", "/v1/me", nil).is(200).doc(); me["unread"] != nil {
		t.Errorf("nobody asked for it: %v", me["unread"])
	}
	h.as("admin", "GET", "/v1/me?unread=true", nil).no(422, "invalid") // stands for no operator
}

// The page that signs operators in asks how they may.
func TestWaysToSignIn_D17(t *testing.T) {
	h := newHouse(t)
	if d := cmp.Diff(map[string]any{"password": true}, h.as("", "GET", "/v1/session/ways", nil).is(200).doc()); d != "" {
		t.Error(d)
	}
	_, err := h.st.SaveOpenID(t.Context(), desk.OpenID{Issuer: "https://id.example/realms/shop", ClientID: "sufler", ClientSecret: "hush"})
	must(t, err)
	got := h.as("", "GET", "/v1/session/ways", nil).is(200)
	if at(got.doc(), "openid", "host") != "id.example" || !strings.HasSuffix(fmt.Sprint(at(got.doc(), "openid", "start")), "/v1/session/oidc/start") || strings.Contains(string(got.body), "hush") {
		t.Errorf("got %s", got.body)
	}
}

// TestSigningInIsBegunOnlySoOften_D17: by an address, at a provider; anybody may begin.
func TestSigningInIsBegunOnlySoOften_D17(t *testing.T) {
	h := newHouse(t)
	_, err := h.st.SaveOpenID(t.Context(), desk.OpenID{Issuer: "https://127.0.0.1:1", ClientID: "sufler", ClientSecret: "hush"})
	must(t, err)
	begins := func(address string) answer {
		r := httptest.NewRequest("GET", "/v1/session/oidc/start", nil)
		r.RemoteAddr = address
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		return answer{t, "begin", w.Code, w.Header(), w.Body.Bytes()}
	}
	for range 60 {
		if a := begins("192.0.2.1:5"); a.status == 429 {
			t.Fatalf("got %s", a.body)
		}
	}
	if a := begins("192.0.2.1:6").no(429, "too_many_attempts"); a.header.Get("Retry-After") == "" {
		t.Error("it is not told when")
	}
	if a := begins("192.0.2.2:5"); a.status == 429 {
		t.Errorf("another address: got %s", a.body)
	}
}
