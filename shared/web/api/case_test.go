package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// asked is a chat with a contact, and the path of its dialog.
func (h *house) asked(user string, texts ...string) string {
	h.t.Helper()
	l, err := h.st.Line(h.t.Context(), "site")
	if err != nil {
		l = h.line("site", desk.LeadOnFirstMessage)
	}
	return "/v1/dialogs/" + string(h.chat(l, user, texts...))
}

// TestCaseRights is who may do what with cases (RS-04, RS-07, OP-17): a right of
// its own, like that on leads and on deals.
func TestCaseRights_OP17(t *testing.T) {
	h := newHouse(t)
	made := h.asked("u", "It leaks")
	ref, _ := h.as("admin", "POST", made+"/case", nil).is(201).doc()["ref"].(string)
	card := "/v1/cards/" + ref
	for who, may := range map[string]struct{ make, change, read, contact bool }{
		"admin":      {true, true, true, true},
		"supervisor": {true, true, true, true},
		"operator":   {true, true, true, true},
		"reader":     {false, false, true, true},
		"leads only": {false, false, false, true},
		"deals only": {false, false, false, true},
		"cases only": {true, true, true, true},
		"no cards":   {},
	} {
		status := func(yes bool, is int) int {
			if yes {
				return is
			}
			return 403
		}
		dialog := h.asked(who, "It leaks")
		if who == "no cards" {
			h.as(who, "GET", dialog, nil).is(403)
			continue
		}
		offer := h.as(who, "GET", dialog, nil).is(200).doc()["case"]
		if at(offer, "mayMake") != may.make || (at(offer, "code") == "forbidden") == may.make || (at(offer, "reason") == nil) != may.make {
			t.Errorf("%s is offered %v, want %v", who, offer, may.make)
		}
		h.as(who, "POST", dialog+"/case", nil).is(status(may.make, 201))
		h.as(who, "POST", "/v1/cards", `{"kind":"case","title":"By hand"}`).is(status(may.change, 201))
		h.as(who, "POST", dialog+"/cards", `{"card":"`+ref+`"}`).is(status(may.change, 200))
		h.as(who, "PATCH", card, `{"values":{"state":"In progress"}}`, "If-Match", "*").is(status(may.change, 200))
		h.as(who, "GET", card, nil).is(status(may.read, 200))
		h.as(who, "GET", card+"/timeline", nil).is(status(may.read, 200))
		h.as(who, "GET", "/v1/cards?kind=case", nil).is(status(may.read, 200))
		h.as(who, "GET", "/v1/cards?kind=contact", nil).is(status(may.contact, 200))
		shown := h.as(who, "GET", made, nil).is(200).doc()
		if got := fmt.Sprint(shown["cards"]); (at(shown, "case", "card") == ref) != may.read || len(got) > 2 != (may.read || who == "leads only") {
			t.Errorf("%s sees the cards %s and the case %v", who, got, at(shown, "case", "card"))
		}
	}
}

func TestKeysHaveARightOnCases_RS04(t *testing.T) {
	h := newHouse(t)
	for given, want := range map[string]string{"": "none", "none": "none", "read": "read", "change": "change"} {
		made := h.as("admin", "POST", "/v1/keys", map[string]any{"name": "x", "role": "operator", "cases": orNone(given)}).is(201).doc()
		if made["cases"] != want || made["leads"] != "none" {
			t.Errorf("cases %q: the key is %v", given, made)
		}
	}
	if made := h.as("admin", "POST", "/v1/keys", `{"name":"x","role":"admin"}`).is(201).doc(); made["cases"] != "change" {
		t.Errorf("an admin's key: %v", made)
	}
}

func orNone(right string) string {
	if right == "" {
		return "none"
	}
	return right
}

// The same request again is answered as it was; another request for the same
// thread finds the case; a process that dies before it noted its answer makes
// none twice.
func TestMakeCaseOnce_OP17(t *testing.T) {
	h := newHouse(t)
	dialog := h.asked("u", "It leaks")
	first := h.as("operator", "POST", dialog+"/case", nil, "Idempotency-Key", "one").is(201)
	ref, _ := first.doc()["ref"].(string)
	if first.header.Get("Location") != "/v1/cards/"+ref || first.header.Get("ETag") == "" {
		t.Errorf("headers %v", first.header)
	}
	h.clock.move(time.Minute)
	again := h.as("operator", "POST", dialog+"/case", nil, "Idempotency-Key", "one").is(201)
	if again.header.Get("Idempotency-Replayed") != "true" || string(again.body) != string(first.body) {
		t.Errorf("the repeat: %v %s", again.header, again.body)
	}
	h.as("admin", "PATCH", "/v1/cards/"+ref, `{"values":{"state":"Resolved","subject":"A pipe"}}`, "If-Match", "*").is(200)
	for _, who := range []string{"operator", "supervisor"} {
		doc := h.as(who, "POST", dialog+"/case", nil, "Idempotency-Key", "two").is(200).doc()
		if doc["ref"] != ref || at(doc, "values", "state") != "Resolved" || at(doc, "values", "subject") != "A pipe" {
			t.Errorf("%s: got %v, want the case as it is now", who, doc)
		}
	}
	other := h.asked("v", "Mine too")
	h.once.dies = true
	cut := h.as("operator", "POST", other+"/case", nil, "Idempotency-Key", "three").is(201).doc()
	h.once.dies = false
	h.clock.move(2 * time.Minute)
	if doc := h.as("operator", "POST", other+"/case", nil, "Idempotency-Key", "three").is(200).doc(); doc["ref"] != cut["ref"] || doc["ref"] == ref {
		t.Errorf("after a death: got %v, want %v", doc["ref"], cut["ref"])
	}
	if all := at(h.as("admin", "GET", "/v1/cards?kind=case", nil).is(200).doc(), "items").([]any); len(all) != 2 {
		t.Errorf("%d cases, want 2", len(all))
	}
	h.as("operator", "POST", "/v1/dialogs/none-1/case", nil).no(404, "not_found")
}

// Before its contact is found the dialog's case has to wait a moment.
func TestMakeCaseBeforeTheDialogIsBound_OP23(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	got, err := h.receiver.Receive(t.Context(), l, []desk.Inbound{{
		Kind: desk.InMessage, From: desk.Profile{User: "u"}, Author: desk.ByCustomer, External: "1", Text: "It leaks",
	}})
	must(t, err)
	path := "/v1/dialogs/" + string(got[0].Dialog) + "/case"
	if busy := h.as("operator", "POST", path, nil, "Idempotency-Key", "k").no(503, "busy"); busy.header.Get("Retry-After") == "" {
		t.Errorf("no Retry-After in %v", busy.header)
	}
	h.work()
	if doc := h.as("operator", "POST", path, nil, "Idempotency-Key", "k").is(201).doc(); doc["contact"] == nil {
		t.Errorf("got %v, want a contact", doc)
	}
}

func TestCaseCards(t *testing.T) {
	h := newHouse(t)
	contact := h.card(desk.KindContact, `{"company":"Acme"}`)
	made := h.as("admin", "POST", "/v1/cards", `{"kind":"case","title":"By hand","contact":"`+contact+`","values":{"source":"Phone","registered":"2025-03-14T11:00:00+02:00"}}`).is(201)
	ref, _ := made.doc()["ref"].(string)
	if at(made.doc(), "values", "registered") != "2025-03-14T09:00:00Z" {
		t.Errorf("made %s", made.body)
	}
	if items := at(h.as("admin", "GET", "/v1/cards?kind=case&contact="+contact, nil).is(200).doc(), "items").([]any); len(items) != 1 || at(items[0], "ref") != ref {
		t.Errorf("the contact's cases: %v", items)
	}
	h.as("admin", "POST", "/v1/cards", `{"kind":"case","title":"x","stage":"new"}`).no(422, "invalid")
	h.as("admin", "PATCH", "/v1/cards/"+ref, `{"values":{"state":"Lost in the post"}}`, "If-Match", "*").no(422, "invalid")
	fields := at(h.as("admin", "GET", "/v1/fields/case", nil).is(200).doc(), "items").([]any)
	if len(fields) != 7 || at(fields[0], "name") != "subject" {
		t.Errorf("fields %v", fields)
	}
	h.as("admin", "PUT", "/v1/fields/case/priority", `{"title":"Priority","type":"integer"}`).is(200)
	h.as("admin", "PATCH", "/v1/cards/"+ref, `{"values":{"priority":1}}`, "If-Match", "*").is(200)
}
