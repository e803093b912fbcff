package api_test

import (
	"strings"
	"testing"

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
	for range 2 { // it can be read, and stays as it was
		h.as("operator", "PATCH", "/v1/cards/"+bob, `{"values":{"name":"Bob"}}`, "If-Match", "*").no(409, "contact_merged")
		if p := h.as("operator", "POST", "/v1/cards", `{"kind":"lead","title":"x","contact":"`+bob+`"}`).no(409, "contact_merged"); !strings.Contains(string(p.body), ann) {
			t.Errorf("it does not name the survivor: %s", p.body)
		}
	}
	h.as("operator", "PATCH", "/v1/cards/"+ann, `{"values":{"name":"Ann"}}`, "If-Match", "*").is(200)
	survivor := h.as("reader", "GET", "/v1/cards/"+ann, nil).is(200).doc()
	if at(survivor, "merged", 0, "contact") != bob || at(survivor, "merged", 0, "values", "name") != "Ann Brown" || at(survivor, "values", "name") != "Ann" {
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
