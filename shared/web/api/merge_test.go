package api_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func TestAContactIsMergedAndParted_OP36(t *testing.T) {
	h := newHouse(t)
	dialog, bob := h.visits(desk.Profile{User: "b", Name: "Ann Brown", Phone: "+14155552671"})
	ann := h.card(desk.KindContact, `{"name":"Ann","phone":"+14155552671","email":"ann@example.com"}`)
	if d := cmp.Diff(map[string]string{bob: "current", ann: "phone"}, h.likes(bob)); d != "" {
		t.Fatalf("(-want +got)\n%s", d)
	}
	h.as("operator", "POST", "/v1/contacts/"+bob+"/merge", `{"into":"`+ann+`","fields":["name","shoe_size"]}`).no(422, "invalid")
	asked := h.as("operator", "POST", "/v1/contacts/"+bob+"/merge", `{"into":"`+ann+`"}`).is(202).doc()
	if asked["state"] != "merging" || asked["into"] != ann {
		t.Errorf("it is asked for: %v", asked)
	}
	h.work()
	contact := func() any { return h.as("reader", "GET", dialog, nil).is(200).doc()["contact"] }
	if contact() != ann {
		t.Errorf("the dialog's contact is %v, want %s", contact(), ann)
	}
	if got := h.as("reader", "GET", "/v1/cards/"+bob, nil).is(200).doc(); at(got, "mergedInto", "into") != ann || at(got, "mergedInto", "state") != "merged" {
		t.Errorf("the merged contact says %v", got["mergedInto"])
	}
	listed := map[string]any{}
	for _, v := range h.as("reader", "GET", "/v1/cards?kind=contact", nil).is(200).doc()["items"].([]any) {
		listed[v.(map[string]any)["ref"].(string)] = v.(map[string]any)["survivor"]
	}
	if d := cmp.Diff(map[string]any{bob: ann, ann: nil}, listed); d != "" {
		t.Errorf("in the list (-want +got)\n%s", d)
	}
	for range 2 { // it can be read, and stays as it was
		h.as("operator", "PATCH", "/v1/cards/"+bob, `{"values":{"name":"Bob"}}`, "If-Match", "*").no(409, "contact_merged")
		if p := h.as("operator", "POST", "/v1/cards", `{"kind":"lead","title":"x","contact":"`+bob+`"}`).no(409, "contact_merged"); !strings.Contains(string(p.body), ann) {
			t.Errorf("it does not name the survivor: %s", p.body)
		}
	}
	h.as("operator", "PATCH", "/v1/cards/"+ann, `{"values":{"name":"Ann"}}`, "If-Match", "*").is(200)
	survivor := h.as("reader", "GET", "/v1/cards/"+ann, nil).is(200).doc()
	if at(survivor, "merged", 0, "contact") != bob || at(survivor, "merged", 0, "title") != "Ann Brown" || at(survivor, "values", "name") != "Ann" {
		t.Errorf("the survivor says %v", survivor)
	}
	if d := cmp.Diff(map[string]string{ann: "current"}, h.likes(ann)); d != "" {
		t.Errorf("who went into it is no duplicate of it (-want +got)\n%s", d)
	}
	h.as("operator", "POST", "/v1/contacts/"+ann+"/merge", `{"into":"`+bob+`"}`).no(409, "contact_merged")
	h.as("operator", "POST", "/v1/contacts/"+ann+"/merge", `{"into":"`+ann+`"}`).no(422, "invalid")
	h.as("operator", "POST", "/v1/contacts/"+ann+"/unmerge", nil).no(404, "not_found")
	h.as("operator", "POST", "/v1/contacts/"+bob+"/unmerge", nil).is(202)
	h.work()
	if contact() != bob {
		t.Errorf("once undone the dialog's contact is %v, want %s", contact(), bob)
	}
}

// What the merged one held otherwise is in the inbox of all that awaits approval, is
// decided there, and goes with the merge where nobody decided.
func TestWhatAMergedContactHeldIsProposed_OP36_FF05_FF11_RS02(t *testing.T) {
	h := newHouse(t)
	_, bob := h.visits(desk.Profile{User: "b", Name: "Ann Brown", Phone: "+14155552671"})
	ann := h.card(desk.KindContact, `{"name":"Ann","phone":"+14155552672"}`)
	inbox := func(who string) []any {
		return at(h.as(who, "GET", "/v1/proposals", nil).is(200).doc(), "items").([]any)
	}
	merge := func() {
		h.clock.move(time.Second)
		h.as("operator", "POST", "/v1/contacts/"+bob+"/merge", `{"into":"`+ann+`"}`).is(202)
		h.work()
	}
	merge()
	all := inbox("reader")
	if len(all) != 1 || at(all[0], "card") != ann {
		t.Fatalf("the inbox: %v", all)
	}
	values := map[any]string{}
	for _, o := range at(all[0], "offers").([]any) {
		if at(o, "from") != bob || at(o, "dialog") != "" || at(o, "readable") != true {
			t.Errorf("an offer: %v", o)
		}
		values[at(o, "field")] = fmt.Sprint(at(o, "old"), " | ", at(o, "value"))
	}
	if d := cmp.Diff(map[any]string{"name": "Ann | Ann Brown", "phone": "+14155552672 | +14155552671"}, values); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	run := "/v1/runs/" + at(all[0], "offers", 0, "run").(string)
	if got := h.as("reader", "GET", run, nil).is(200).doc(); got["from"] != bob || got["state"] != "awaiting_approval" || got["reader"] != nil {
		t.Errorf("its run: %v", got)
	}
	blind := h.scopes()[desk.ScopeAll][1]
	for _, o := range at(inbox(blind)[0], "offers").([]any) {
		if at(o, "value") != nil || at(o, "old") != nil {
			t.Errorf("who sees no customers' data sees %v", o)
		}
	}
	h.as(blind, "POST", run+"/decisions", `{"fields":{"phone":"replace"}}`).no(403, "forbidden")
	h.as("reader", "POST", run+"/decisions", `{"fields":{"phone":"replace"}}`).no(403, "forbidden")
	for range 2 {
		h.as("operator", "POST", run+"/decisions", `{"fields":{"phone":"replace"}}`).is(200)
	}
	card := h.as("reader", "GET", "/v1/cards/"+ann, nil).is(200).doc()
	if at(card, "values", "phone") != "+14155552671" || at(card, "offers", 0, "field") != "name" || at(card, "offers", 0, "from") != bob {
		t.Errorf("once the phone is replaced: %v", card)
	}
	h.as("operator", "POST", "/v1/contacts/"+bob+"/unmerge", nil).is(202)
	h.work()
	if left := inbox("reader"); len(left) > 0 {
		t.Errorf("once undone there waits %v", left)
	}
	if got := h.as("reader", "GET", "/v1/cards/"+ann, nil).is(200).doc(); at(got, "values", "phone") != "+14155552671" || at(got, "values", "name") != "Ann" {
		t.Errorf("what was decided stays so: %v", got["values"])
	}
	h.as("operator", "POST", run+"/undo", `{"fields":["phone"]}`).is(200)
	if got := h.as("reader", "GET", "/v1/cards/"+ann, nil).is(200).doc(); at(got, "values", "phone") != "+14155552672" {
		t.Errorf("taken back: %v", got["values"])
	}
}
