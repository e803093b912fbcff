package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// handedOut asks for all that is kept of a person, has it written and reads it, by the
// kinds of its records.
func (h *house) handedOut(path string) (export any, by map[any][]any) {
	h.t.Helper()
	asked := h.as("admin", "POST", path, nil).is(202)
	h.works()
	export = h.as("admin", "GET", asked.header.Get("Location"), nil).is(200).doc()
	var file struct {
		Format  string
		Records []any
	}
	must(h.t, json.Unmarshal(h.served(at(export, "file", "url")).Body.Bytes(), &file))
	if file.Format != "sufler-person-1" || float64(len(file.Records)) != at(export, "rows") {
		h.t.Errorf("got %d records of %s, want %v", len(file.Records), file.Format, export)
	}
	by = map[any][]any{}
	for _, r := range file.Records {
		by[at(r, "record")] = append(by[at(r, "record")], r)
	}
	return export, by
}

// personWithCards is somebody who wrote on two lines, whose deal CoPilot filled, and
// somebody else.
func (h *house) personWithCards() (contact string, dialog desk.DialogID, deal string) {
	h.t.Helper()
	dialog = h.chat(h.line("shop", desk.LeadOnFirstMessage), "u1", "Hello", "Two chairs, please")
	contact = fmt.Sprint(h.as("admin", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc()["contact"])
	deal = fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"Chairs","contact":"`+contact+`","values":{"product":"table"}}`).is(201).doc()["ref"])
	h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/cards", `{"card":"`+deal+`"}`).is(200)
	h.reader.found = map[desk.FieldName][2]string{"product": {"chairs", "chairs"}, "quantity": {"2", "Two"}}
	h.read(dialog)
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/note", `{"text":"She is in a hurry"}`).is(201)
	h.chat(h.line("other", desk.LeadOnFirstMessage), "u2", "Somebody else's words")
	return contact, dialog, deal
}

// TestAPersonsDataAreHandedOut_BX12_CL14: cards with values and quotes, what is offered,
// who they are, dialogs with what was read, all messages and notes; nobody else's.
func TestAPersonsDataAreHandedOut_BX12_CL14(t *testing.T) {
	h := newHouse(t)
	contact, dialog, deal := h.personWithCards()
	export, by := h.handedOut("/v1/contacts/" + contact + "/export")
	if at(export, "state") != "done" || at(export, "format") != "json" || !strings.HasPrefix(fmt.Sprint(at(export, "file", "name")), "person-2025-03-14") {
		t.Errorf("got %v", export)
	}
	said := fmt.Sprint(by)
	for _, want := range []string{contact, deal, string(dialog), "Anna u1", "Two chairs, please", "She is in a hurry", "Anna wants two chairs."} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in it: %s", want, said)
		}
	}
	if strings.Contains(said, "Somebody else") || strings.Contains(said, "Anna u2") || strings.Contains(said, "messengerId:u2") {
		t.Errorf("somebody else is in it: %s", said)
	}
	if len(by["customer"]) != 1 || at(by["customer"][0], "messengerId") != "u1" || len(by["dialog"]) != 1 || len(by["message"]) != 3 || len(by["timeline"]) == 0 {
		t.Errorf("got %d customers, %d dialogs, %d messages, %d timeline", len(by["customer"]), len(by["dialog"]), len(by["message"]), len(by["timeline"]))
	}
	values := map[any]any{}
	for _, c := range by["card"] {
		if at(c, "ref") != deal {
			continue
		}
		for _, v := range c.(map[string]any)["values"].([]any) {
			values[fmt.Sprint(at(v, "field"), at(v, "offered"))] = fmt.Sprint(at(v, "value"), "|", at(v, "quote"))
		}
	}
	for field, want := range map[string]string{"quantity<nil>": "2|Two", "product<nil>": "table|<nil>", "producttrue": "chairs|chairs"} {
		if got := strings.ReplaceAll(fmt.Sprint(values[field]), " ", ""); got != want {
			t.Errorf("%s: got %v, want %v", field, got, want)
		}
	}
}

// TestHandingOutIsAnAdministrators_BX12_RS02_RS07: asked for, looked up when it is written,
// and looked at; and it is nobody's who is not there.
func TestHandingOutIsAnAdministrators_BX12_RS02_RS07(t *testing.T) {
	h := newHouse(t)
	contact, dialog, _ := h.personWithCards()
	who, _, err := dialog.Split()
	must(t, err)
	may := desk.Rights{Leads: desk.MayRead, Export: true, Dialogs: desk.ScopeAll, Customers: true}
	h.person("who exports lists", desk.Actor{Role: desk.RoleSupervisor, Operator: "vera", Rights: may})
	for _, path := range []string{"/v1/contacts/" + contact + "/export", "/v1/customers/" + string(who) + "/export"} {
		h.as("who exports lists", "POST", path, nil).no(403, "forbidden")
		asked := h.as("admin", "POST", path, nil).is(202)
		h.as("who exports lists", "GET", asked.header.Get("Location"), nil).no(404, "not_found")
	}
	h.works()
	h.as("admin", "POST", "/v1/contacts/contact:none/export", nil).no(404, "not_found")
	h.as("admin", "POST", "/v1/contacts/deal:1/export", nil).is(422)
	h.as("admin", "POST", "/v1/customers/none/export", nil).no(404, "not_found")

	// Whoever is an administrator no more when it is written gets nothing.
	boss, _ := h.invited("boss@shop.example", desk.RoleAdmin, desk.Rights{})
	h.person("a boss's key", desk.Actor{Role: desk.RoleAdmin, Operator: boss})
	begun := h.as("a boss's key", "POST", "/v1/contacts/"+contact+"/export", nil).is(202).header.Get("Location")
	h.as("admin", "PATCH", "/v1/operators/"+string(boss), `{"off":true}`, "If-Match", "*").is(200)
	h.works()
	if got := h.as("admin", "GET", begun, nil).is(200).doc(); at(got, "state") != "failed" || at(got, "code") != "forbidden" {
		t.Errorf("got %v", got)
	}
}

// TestACustomersDataAreHandedOutByLine_BX12: who they are on that line and what was said
// there, without the contact's cards.
func TestACustomersDataAreHandedOutByLine_BX12(t *testing.T) {
	h := newHouse(t)
	_, dialog, deal := h.personWithCards()
	who, _, err := dialog.Split()
	must(t, err)
	_, by := h.handedOut("/v1/customers/" + string(who) + "/export")
	if len(by["card"]) != 0 || len(by["customer"]) != 1 || len(by["message"]) != 3 || !strings.Contains(fmt.Sprint(by["dialog"]), deal) {
		t.Errorf("got %v", by)
	}
}

// TestWhoIsErasedIsHandedOutNoMore_BX12: the file goes, and who asks again finds nobody.
func TestWhoIsErasedIsHandedOutNoMore_BX12(t *testing.T) {
	h := newHouse(t)
	contact, _, _ := h.personWithCards()
	export, _ := h.handedOut("/v1/contacts/" + contact + "/export")
	h.as("admin", "DELETE", "/v1/contacts/"+contact, nil).is(202)
	h.works()
	if w := h.served(at(export, "file", "url")); w.Code != http.StatusNotFound {
		t.Errorf("the link answers %d", w.Code)
	}
	if got := h.as("admin", "GET", "/v1/exports/"+fmt.Sprint(at(export, "id")), nil).is(200).doc(); at(got, "state") != "withdrawn" {
		t.Errorf("got %v", got)
	}
	h.as("admin", "POST", "/v1/contacts/"+contact+"/export", nil).no(404, "not_found")
}
