package api_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestRights is who may do what (RS-01, RS-04, RS-05, RS-07, MC-10, MC-15): the
// statuses by role, in the order of the first line.
func TestRights(t *testing.T) {
	roles := []string{"admin", "supervisor", "operator", "reader", "leads only", "deals only", "no cards"}
	yes, no := "y", "403"
	for name, c := range map[string]struct {
		method, path, body string
		may                []string
	}{
		"read dialogs":         {"GET", "/v1/dialogs", "", []string{yes, yes, yes, yes, yes, yes, yes}},
		"reply":                {"POST", "{dialog}/reply", `{"text":"Hi"}`, []string{yes, yes, yes, yes, yes, yes, yes}},
		"leave a note":         {"POST", "{dialog}/note", `{"text":"Hi"}`, []string{yes, yes, yes, yes, yes, yes, yes}},
		"announce a file":      {"POST", "/v1/files", `{"name":"a.pdf","type":"application/pdf","size":5}`, []string{yes, yes, yes, yes, yes, yes, yes}},
		"fetch files again":    {"POST", "{dialog}/messages/{seq}/files", "", []string{yes, yes, yes, yes, yes, yes, yes}},
		"make a case":          {"POST", "{dialog}/case", "", []string{yes, yes, yes, no, no, no, no}},
		"list cases":           {"GET", "/v1/cards?kind=case", "", []string{yes, yes, yes, yes, no, no, no}},
		"switch cases on":      {"PATCH", "/v1/settings", `{"cases":true}`, []string{yes, no, no, no, no, no, no}},
		"bind a deal":          {"POST", "{dialog}/cards", `{"card":"{deal}"}`, []string{yes, yes, yes, no, no, yes, no}},
		"bind a lead":          {"POST", "{leaddialog}/cards", `{"card":"{lead}"}`, []string{yes, yes, yes, no, yes, no, no}},
		"give to an operator":  {"PATCH", "{dialog}", `{"operator":"olga"}`, []string{yes, yes, no, no, no, no, no}},
		"set a state":          {"PATCH", "{dialog}", `{"state":"bot"}`, []string{yes, yes, yes, yes, yes, yes, yes}},
		"ask for a run":        {"POST", "{dialog}/runs", `{"card":"{deal}"}`, []string{yes, yes, yes, no, no, yes, no}},
		"ask for a lead's run": {"POST", "{leaddialog}/runs", `{}`, []string{yes, yes, yes, no, yes, no, no}},
		"read a run":           {"GET", "{run}", "", []string{yes, yes, yes, yes, no, yes, no}},
		"undo a run":           {"POST", "{run}/undo", `{}`, []string{yes, yes, yes, no, no, yes, no}},
		"decide on a run":      {"POST", "{run}/decisions", `{"all":"keep"}`, []string{yes, yes, yes, no, no, yes, no}},
		"list deals":           {"GET", "/v1/cards?kind=deal", "", []string{yes, yes, yes, yes, no, yes, no}},
		"list leads":           {"GET", "/v1/cards?kind=lead", "", []string{yes, yes, yes, yes, yes, no, no}},
		"list contacts":        {"GET", "/v1/cards?kind=contact", "", []string{yes, yes, yes, yes, yes, yes, no}},
		"read a deal":          {"GET", "/v1/cards/{deal}", "", []string{yes, yes, yes, yes, no, yes, no}},
		"read its timeline":    {"GET", "/v1/cards/{deal}/timeline", "", []string{yes, yes, yes, yes, no, yes, no}},
		"make a deal":          {"POST", "/v1/cards", `{"kind":"deal","title":"x"}`, []string{yes, yes, yes, no, no, yes, no}},
		"make a contact":       {"POST", "/v1/cards", `{"kind":"contact","title":"x"}`, []string{yes, yes, yes, no, yes, yes, no}},
		"change a deal":        {"PATCH", "/v1/cards/{deal}", `{"title":"y"}`, []string{yes, yes, yes, no, no, yes, no}},
		"read settings":        {"GET", "/v1/settings", "", []string{yes, yes, yes, yes, yes, yes, yes}},
		"change settings":      {"PATCH", "/v1/settings", `{"copilot":true}`, []string{yes, no, no, no, no, no, no}},
		"the leads' mode":      {"PATCH", "/v1/settings", `{"leadMode":"all"}`, []string{yes, yes, yes, no, yes, no, no}},
		"a pipeline's mode":    {"PATCH", "/v1/settings", `{"pipelineModes":{"sales":"first"}}`, []string{yes, yes, yes, no, no, yes, no}},
		"both modes":           {"PATCH", "/v1/settings", `{"leadMode":"all","pipelineModes":{"sales":"first"}}`, []string{yes, yes, yes, no, no, no, no}},
		"a mode and more":      {"PATCH", "/v1/settings", `{"leadMode":"all","idleSeconds":60}`, []string{yes, no, no, no, no, no, no}},
		"read lines":           {"GET", "/v1/lines", "", []string{yes, yes, yes, yes, yes, yes, yes}},
		"change a line":        {"PATCH", "/v1/lines/site", `{"title":"x"}`, []string{yes, no, no, no, no, no, no}},
		"make a line":          {"POST", "/v1/lines", `{"id":"l{n}","channel":"web"}`, []string{yes, no, no, no, no, no, no}},
		"set a field":          {"PUT", "/v1/fields/deal/size", `{"title":"Size","type":"string"}`, []string{yes, no, no, no, no, no, no}},
		"take a field away":    {"DELETE", "/v1/fields/deal/size", "", []string{yes, no, no, no, no, no, no}},
		"set a pipeline":       {"PUT", "/v1/pipelines/p", `{"title":"P","stages":[{"id":"a","title":"A"}]}`, []string{yes, no, no, no, no, no, no}},
		"list keys":            {"GET", "/v1/keys", "", []string{yes, no, no, no, no, no, no}},
		"make a key":           {"POST", "/v1/keys", `{"name":"x","role":"admin"}`, []string{yes, no, no, no, no, no, no}},
		"revoke a key":         {"DELETE", "/v1/keys/{key}", "", []string{yes, no, no, no, no, no, no}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			dialog, deal := h.bound("")
			leadDialog, _ := h.bound("")
			lead := h.card(desk.Lead, "")
			if name == "ask for a lead's run" {
				// A dialog with a lead alone.
				leadDialog = h.chat(h.line("leads", desk.LeadOnFirstMessage), "z", "Hello", "One more")
			}
			h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}}
			run := h.read(dialog)
			seq := at(h.as("admin", "GET", "/v1/dialogs/"+string(dialog)+"/messages", nil).is(200).doc(), "items", 0, "seq")
			for i, role := range roles {
				fill := strings.NewReplacer("{dialog}", "/v1/dialogs/"+string(dialog), "{leaddialog}", "/v1/dialogs/"+string(leadDialog), "{deal}", deal, "{lead}", lead,
					"{run}", "/v1/runs/"+run, "{key}", keyID(h.keys["no operator"]), "{n}", fmt.Sprint(i), "{seq}", fmt.Sprintf("%.0f", seq))
				var body any
				if c.body != "" {
					body = fill.Replace(c.body)
				}
				a := h.as(role, c.method, fill.Replace(c.path), body, "If-Match", "*")
				got := fmt.Sprint(a.status)
				if a.status < 300 {
					got = yes
				}
				if got != c.may[i] {
					t.Errorf("%s: got %s %s, want %s", role, got, a.body, c.may[i])
				}
				if a.status == 403 {
					a.no(403, "forbidden")
				}
			}
		})
	}
}

// TestListsHideWhatOneMayNotRead: RS-07 in lists of dialogs and runs.
func TestListsHideWhatOneMayNotRead(t *testing.T) {
	h := newHouse(t)
	dialog, deal := h.bound("")
	lead := h.card(desk.Lead, "")
	h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/cards", `{"card":"`+lead+`"}`).is(200)
	h.read(dialog)
	for who, want := range map[string]struct {
		cards []string
		runs  int
	}{
		"admin":      {[]string{deal, lead}, 1},
		"reader":     {[]string{deal, lead}, 1},
		"leads only": {[]string{lead}, 0},
		"deals only": {[]string{deal}, 1},
		"no cards":   {nil, 0},
	} {
		for _, d := range []any{h.as(who, "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc(), at(h.as(who, "GET", "/v1/dialogs", nil).is(200).doc(), "items", 0)} {
			var got []string
			for _, b := range at(d, "cards").([]any) {
				got = append(got, fmt.Sprint(at(b, "card")))
			}
			if fmt.Sprint(got) != fmt.Sprint(want.cards) {
				t.Errorf("%s: got cards %v, want %v", who, got, want.cards)
			}
		}
		runs := at(h.as(who, "GET", "/v1/dialogs/"+string(dialog)+"/runs", nil).is(200).doc(), "items").([]any)
		if len(runs) != want.runs {
			t.Errorf("%s: got %d runs, want %d", who, len(runs), want.runs)
		}
	}
}
