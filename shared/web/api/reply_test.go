package api_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

func TestRepliesOfferButtons(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog)
	const buttons = `[{"text":"Yes","payload":"y"},{"text":"Shop","url":"https://shop.example/a"}]`
	want := []any{map[string]any{"text": "Yes", "payload": "y"}, map[string]any{"text": "Shop", "url": "https://shop.example/a"}}
	for range 2 {
		got := h.as("operator", "POST", path+"/reply", `{"text":"Shall I?","buttons":`+buttons+`}`, "Idempotency-Key", "a").is(201).doc()
		if d := cmp.Diff(want, got["buttons"]); d != "" {
			t.Error(d)
		}
	}
	got := h.as("operator", "GET", path+"/messages?order=newest", nil).is(200).doc()
	if d := cmp.Diff(want, at(got, "items", 0, "buttons")); d != "" || at(got, "items", 1, "buttons") != nil {
		t.Error(d)
	}
	for name, body := range map[string]string{
		"nothing said":         `{}`,
		"a button of nothing":  `{"text":"x","buttons":[{"text":""}]}`,
		"a button of a script": `{"text":"x","buttons":[{"text":"x","url":"javascript:alert(1)"}]}`,
		"a template on a site": `{"template":{"name":"x","language":"en"}}`,
		"buttons in a crowd":   `{"text":"x","buttons":[` + repeated(`{"text":"x"}`, 26) + `]}`,
	} {
		if a := h.as("operator", "POST", path+"/reply", body); a.status != 422 {
			t.Errorf("%s: got %d %s", name, a.status, a.body)
		}
	}
}

func repeated(s string, n int) string {
	out := s
	for range n - 1 {
		out += "," + s
	}
	return out
}

// TestWhoSeesNoCustomersAnswersAMessage_RS02: whose id they know by another name.
func TestWhoSeesNoCustomersAnswersAMessage_RS02(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	l.CustomerKey = "hush"
	l, err := h.st.SaveLine(t.Context(), l)
	must(t, err)
	path := "/v1/dialogs/" + string(h.chat(l, "visitor", "One", "Two"))
	who := h.scopes()[desk.ScopeAll][1] // without customers' data
	ids := func(who string) (out []string) {
		for _, m := range h.as(who, "GET", path+"/messages", nil).is(200).doc()["items"].([]any) {
			out = append(out, at(m, "id").(string))
		}
		return out
	}
	known, blind := ids("admin"), ids(who)
	for i := range known {
		if !strings.HasPrefix(known[i], "visitor/") || strings.Contains(blind[i], "visitor") || blind[i] == "" || blind[0] == blind[1] {
			t.Fatalf("an administrator knows %q, they know %q", known, blind)
		}
		if blind[i] != string(desk.ExternalID(known[i]).Blind("hush")) {
			t.Errorf("%s is called %s, without the line's key", known[i], blind[i])
		}
	}
	for range 2 {
		m := h.as(who, "POST", path+"/reply", `{"text":"Yes","replyTo":"`+blind[1]+`"}`, "Idempotency-Key", "1").is(201).doc()
		if m["replyTo"] != blind[1] {
			t.Errorf("it answers %v, want %s", m["replyTo"], blind[1])
		}
	}
	if last := at(h.as("admin", "GET", path+"/messages?order=newest", nil).is(200).doc(), "items", 0); at(last, "replyTo") != known[1] {
		t.Errorf("kept is that it answers %v, want %s", at(last, "replyTo"), known[1])
	}
	h.as(who, "POST", path+"/reply", `{"text":"Yes","replyTo":"x-none"}`).no(422, "invalid")
}

// TestNobodyChangesWhatTheyMayNotSee_RS02: customers' data are not overwritten by
// whoever may not see them.
func TestNobodyChangesWhatTheyMayNotSee_RS02(t *testing.T) {
	h := newHouse(t)
	scope := h.scopes()[desk.ScopeAll]
	h.as("admin", "PUT", "/v1/fields/deal/iban", `{"title":"IBAN","type":"string","private":true}`).is(200)
	h.as("admin", "PUT", "/v1/fields/deal/size", `{"title":"Size","type":"string"}`).is(200)
	for name, c := range map[string]struct {
		kind desk.CardKind
		body string
		may  bool
	}{
		"a contact's field":  {desk.KindContact, `{"values":{"name":"Bob"}}`, false},
		"a contact's name":   {desk.KindContact, `{"title":"Bob"}`, false},
		"emptying it":        {desk.KindContact, `{"values":{"name":null}}`, false},
		"a lead's name":      {desk.KindLead, `{"title":"Bob"}`, false},
		"a private field":    {desk.KindDeal, `{"values":{"iban":"DE1"}}`, false},
		"with one that goes": {desk.KindDeal, `{"values":{"iban":"DE1","size":"XL"}}`, false},
		"what anybody sees":  {desk.KindDeal, `{"title":"Two chairs","values":{"size":"XL"}}`, true},
	} {
		path := "/v1/cards/" + h.card(c.kind, "")
		for range 2 {
			before := string(h.as("admin", "GET", path, nil).is(200).body)
			a := h.as(scope[1], "PATCH", path, c.body, "If-Match", "*")
			if c.may {
				a.is(200)
				continue
			}
			a.no(403, "forbidden")
			if after := string(h.as("admin", "GET", path, nil).is(200).body); after != before {
				t.Errorf("%s: it was refused, and is\n%s\nwas\n%s", name, after, before)
			}
		}
		h.as(scope[0], "PATCH", path, c.body, "If-Match", "*").is(200)
	}
}
