package api_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func TestCompaniesAreCardsThatContactsAreBoundTo_SYS06(t *testing.T) {
	h := newHouse(t)
	acme := h.as("operator", "POST", "/v1/cards", `{"kind":"company","title":"Acme","values":{"website":"acme.example","phone":"+14155550000"}}`).is(201).doc()["ref"].(string)
	other := h.card(desk.KindCompany, "")
	if d := cmp.Diff(any(map[string]any{"website": "acme.example", "phone": "+14155550000"}), h.as("reader", "GET", "/v1/cards/"+acme, nil).is(200).doc()["values"]); d != "" {
		t.Errorf("the company's fields (-want +got)\n%s", d)
	}
	ann := h.as("operator", "POST", "/v1/cards", `{"kind":"contact","title":"Ann","company":"`+acme+`"}`).is(201).doc()["ref"].(string)
	h.card(desk.KindContact, "")
	listed := func(of string) []any {
		return h.as("reader", "GET", "/v1/cards?kind=contact&company="+of, nil).is(200).doc()["items"].([]any)
	}
	if got := listed(acme); len(got) != 1 || at(got, 0, "ref") != ann || at(got, 0, "company") != acme {
		t.Errorf("Acme's contacts: %v, want %s", got, ann)
	}
	h.as("operator", "PATCH", "/v1/cards/"+ann, `{"company":"`+other+`"}`, "If-Match", "*").is(200)
	if got := listed(other); len(got) != 1 || len(listed(acme)) != 0 {
		t.Errorf("once she moved, the other's contacts: %v, Acme's: %v", got, listed(acme))
	}
	h.as("admin", "DELETE", "/v1/cards/"+other, nil).no(409, "still_needed")
	h.as("admin", "DELETE", "/v1/cards/"+acme, nil).is(204)
	if n := len(h.as("reader", "GET", "/v1/cards?kind=company", nil).is(200).doc()["items"].([]any)); n != 1 {
		t.Errorf("%d companies are left, want 1", n)
	}
	for _, wrong := range []string{`{"kind":"deal","title":"x","company":"` + other + `"}`, `{"kind":"contact","title":"x","company":"` + ann + `"}`,
		`{"kind":"contact","title":"x","company":"company:nobody"}`, `{"kind":"company","title":"x","contact":"` + ann + `"}`} {
		h.as("operator", "POST", "/v1/cards", wrong).no(422, "invalid")
	}
	dialog, _ := h.visits(desk.Profile{User: "1"})
	h.as("admin", "POST", dialog+"/cards", `{"card":"`+other+`"}`).no(422, "invalid")
}

func TestACaseIsOfTheCompanyOfItsContact_OP24(t *testing.T) {
	h := newHouse(t)
	acme := h.as("operator", "POST", "/v1/cards", `{"kind":"company","title":"Acme"}`).is(201).doc()["ref"].(string)
	for user, c := range map[string]struct {
		contact string
		company any
		account any
	}{
		"bound":   {`{"company":"` + acme + `","values":{"company":"Something else"}}`, acme, "Acme"},
		"by name": {`{"values":{"company":"Acme Ltd"}}`, nil, "Acme Ltd"},
		"neither": {`{"title":"x"}`, nil, nil},
	} {
		dialog, contact := h.visits(desk.Profile{User: user})
		h.as("operator", "PATCH", "/v1/cards/"+contact, c.contact, "If-Match", "*").is(200)
		made := h.as("operator", "POST", dialog+"/case", nil).is(201).doc()
		if made["company"] != c.company || at(made, "values", "account") != c.account {
			t.Errorf("%s: the case is of %v, account %v; want %v, %v", user, made["company"], at(made, "values", "account"), c.company, c.account)
		}
	}
	if got := h.as("reader", "GET", "/v1/cards?kind=case&company="+acme, nil).is(200).doc()["items"].([]any); len(got) != 1 {
		t.Errorf("Acme's cases: %v", got)
	}
}
