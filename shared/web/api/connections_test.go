package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
)

const crmFields = `{"name": "name", "path": "fields.name", "type": "string"}, {"name": "phone", "path": "fields.phone", "type": "phone"},
	{"name": "city", "path": "fields.city", "type": "string"}, {"name": "size", "title": "Shoe size", "path": "fields.size", "type": "integer"}`

// connected is a CRM that is connected as hub, and the connection's ETag.
func (h *house) connected() (*parties.RestCRM, string) {
	h.t.Helper()
	return h.connectedBy(parties.RestCalls(crmFields))
}

// connectedBy connects one by another description of its calls.
func (h *house) connectedBy(calls string) (*parties.RestCRM, string) {
	h.t.Helper()
	crm := &parties.RestCRM{Token: "t0ken", At: h.clock.Now()}
	server := httptest.NewServer(crm)
	h.t.Cleanup(server.Close)
	body, err := json.Marshal(map[string]any{
		"id": "hub", "kind": "rest", "title": "Ours", "secrets": map[string]string{"token": "t0ken"},
		"options": map[string]string{"address": server.URL + "/api", "calls": calls},
	})
	must(h.t, err)
	return crm, h.as("admin", "POST", "/v1/connections", string(body)).is(201).header.Get("ETag")
}

func TestConnection_KeepsItsSecrets(t *testing.T) {
	h := newHouse(t)
	_, etag := h.connected()
	read := h.as("admin", "GET", "/v1/connections/hub", nil).is(200)
	if d := cmp.Diff([]any{"token"}, read.doc()["secrets"]); d != "" || strings.Contains(string(read.body)+h.log.String(), "t0ken") {
		t.Errorf("got %s", read.body)
	}
	h.as("admin", "PATCH", "/v1/connections/hub", `{"title":"x"}`).no(428, "precondition_required")
	changed := h.as("admin", "PATCH", "/v1/connections/hub", `{"title":"Theirs"}`, "If-Match", etag).is(200)
	h.as("admin", "PATCH", "/v1/connections/hub", `{"title":"x"}`, "If-Match", etag).no(412, "precondition_failed")
	// Another host is never sent what was given for this one.
	moved := h.as("admin", "PATCH", "/v1/connections/hub", `{"options":{"address":"https://evil.example"}}`, "If-Match", changed.header.Get("ETag")).is(200)
	c, err := h.st.Connection(t.Context(), "hub")
	if err != nil || len(c.Secrets) != 0 || moved.doc()["title"] != "Theirs" {
		t.Errorf("got %s with %d secrets (%v)", moved.body, len(c.Secrets), err)
	}
	h.as("admin", "DELETE", "/v1/connections/hub", nil).is(204)
	h.as("admin", "DELETE", "/v1/connections/hub", nil).is(204)
	h.as("admin", "GET", "/v1/connections/hub", nil).no(404, "not_found")
}

func TestConnection_WhatCantWorkIsRefused(t *testing.T) {
	h := newHouse(t)
	calls, err := json.Marshal(parties.RestCalls(crmFields))
	must(t, err)
	for name, c := range map[string]struct{ body, says string }{
		"a kind that is none":       {`{"id":"a","kind":"paper"}`, "rest"},
		"no description":            {`{"id":"a","kind":"rest","options":{"address":"https://crm.example"}}`, "calls"},
		"a description that is bad": {`{"id":"a","kind":"rest","options":{"address":"https://crm.example","calls":"{}"}}`, "kind of card"},
		"an address inside":         {`{"id":"a","kind":"rest","options":{"address":"https://10.0.0.1","calls":` + string(calls) + `}}`, "not public"},
		"the address of the cloud":  {`{"id":"a","kind":"rest","options":{"address":"http://169.254.169.254","calls":` + string(calls) + `}}`, "https"},
		"an address with a user":    {`{"id":"a","kind":"rest","options":{"address":"https://a:b@crm.example","calls":` + string(calls) + `}}`, "user"},
		"an option that is none":    {`{"id":"a","kind":"rest","options":{"address":"https://crm.example","color":"red","calls":` + string(calls) + `}}`, "color"},
		"an id that is none":        {`{"id":"A.b","kind":"rest"}`, "body.id"},
	} {
		if a := h.as("admin", "POST", "/v1/connections", c.body).no(422, "invalid"); !strings.Contains(string(a.body), c.says) {
			t.Errorf("%s: got %s, want it to tell of %s", name, a.body, c.says)
		}
	}
	for where, body := range map[string]string{
		"body.secrets.webhook": `{"id":"a","kind":"bitrix24"}`, "body.secrets.client_secret": `{"id":"a","kind":"bitrix24","options":{"address":"https://company.bitrix24.com","client_id":"local.1"}}`,
		"body.secrets.token": `{"id":"a","kind":"kommo","options":{"address":"https://shop.kommo.com"}}`, "body.options.calls": `{"id":"a","kind":"rest","options":{"address":"https://crm.example"}}`,
	} {
		a := h.as("admin", "POST", "/v1/connections", body).no(422, "invalid")
		if at(a.doc(), "errors", 0, "where") != where || at(a.doc(), "errors", 0, "code") != "missing" {
			t.Errorf("%s is not said to be missing: %s", where, a.body)
		}
	}
	_, etag := h.connected()
	const company = "https://company.bitrix24.com"
	for body, where := range map[string]string{
		`{"options":{"address":"https://10.0.0.1"}}`: "body.options.address", `{"options":{"address":"https://0x7f.1"}}`: "body.options.address", `{"options":{"address":"crm.example"}}`: "body.options.address", `{"options":{"address":"http://crm.example"}}`: "body.options.address",
	} {
		if a := h.as("admin", "PATCH", "/v1/connections/hub", body, "If-Match", etag).no(422, "invalid"); at(a.doc(), "errors", 0, "where") != where {
			t.Errorf("%s: it is not said that %s is wrong: %s", body, where, a.body)
		}
	}
	for body, where := range map[string]string{
		`"bitrix24","secrets":{"webhook":"https://10.0.0.1/rest/1/s3cr3tc0de/"}`: "body.secrets.webhook", `"bitrix24","secrets":{"webhook":"` + company + `/s3cr3tc0de/"}`: "body.secrets.webhook",
		`"rest","secrets":{"token":"t"},"options":{"address":"https://crm.example","calls":"{}"}`:                                                        "body.options.calls",
		`"rest","secrets":{"token":"t"},"options":{"address":"https://crm.example","calls":"{\"kinds\":{\"lead\":{}}}"}`:                                 "body.options.calls",
		`"kommo","secrets":{"token":"t","webhook_secret":"short"},"options":{"address":"https://shop.kommo.com"}`:                                        "body.secrets.webhook_secret",
		`"creatio","secrets":{"password":"p","webhook_secret":"short"},"options":{"address":"https://x.creatio.com","user":"u"}`:                         "body.secrets.webhook_secret",
		`"bitrix24","secrets":{"client_secret":"s"},"options":{"client_id":"c","address":"` + company + `/x"}`:                                           "body.options.address",
		`"bitrix24","secrets":{"client_secret":"s"},"options":{"client_id":"c","address":"` + company + `","identity":"https://127.0.0.2"}`:              "body.options.identity",
		`"kommo","secrets":{"token":"t"},"options":{"address":"https://shop.kommo.com/x"}`:                                                               "body.options.address",
		`"creatio","secrets":{"client_secret":"s"},"options":{"client_id":"c","address":"https://x.creatio.com?a=1","identity":"https://i.creatio.com"}`: "body.options.address",
		`"creatio","secrets":{"client_secret":"s"},"options":{"client_id":"c","address":"https://x.creatio.com","identity":"https://10.0.0.1"}`:          "body.options.identity",
	} {
		a := h.as("admin", "POST", "/v1/connections", `{"id":"a","kind":`+body+`}`).no(422, "invalid")
		if at(a.doc(), "errors", 0, "where") != where || strings.Contains(string(a.body), "s3cr3t") {
			t.Errorf("%s: it is not said that %s is wrong, or a secret is: %s", body, where, a.body)
		}
	}
	h.as("admin", "POST", "/v1/connections", `{"id":"hub","kind":"rest","options":{"address":"https://crm.example","calls":`+string(calls)+`}}`).no(409, "connection_exists")
}

func TestConnection_IsTriedInWords(t *testing.T) {
	h := newHouse(t)
	crm, _ := h.connected()
	said := func() (ok int, text string) {
		a := h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
		for _, v := range a.doc()["items"].([]any) {
			if worded(t, v); v.(map[string]any)["ok"] == true {
				ok++
			}
		}
		return ok, string(a.body)
	}
	if ok, text := said(); ok != 5 {
		t.Errorf("%d work: %s", ok, text)
	}
	if _, text := said(); !strings.Contains(text, `"code":"no_field_on"`) {
		t.Errorf("nothing is said of that no field is switched on: %s", text)
	}
	use := func(field, body string) { h.as("admin", "PUT", "/v1/connections/hub/fields/"+field, body).is(200) }
	use("contact/city", `{"policy":"fill_if_empty"}`) // of a contact nothing is read
	use("lead/size", `{"policy":"never","on":true}`)
	use("lead/phone", `{"policy":"fill_if_empty"}`) // a type that must be switched on
	if ok, text := said(); ok != 5 || !strings.Contains(text, "no_field_on") {
		t.Errorf("%d work: %s", ok, text)
	}
	use("lead/phone", `{"policy":"always_propose","on":true}`)
	if ok, text := said(); ok != 6 || strings.Contains(text, "no_field_on") {
		t.Errorf("%d work: %s", ok, text)
	}
	crm.Token = "another"
	if ok, text := said(); ok != 1 || !strings.Contains(text, "401") || !strings.Contains(text, "token") {
		t.Errorf("%d work: %s", ok, text)
	}
}

// A contact's phone is in use until somebody says otherwise: with the policy never, or taken
// out of use, it is not, and it can be put to use again.
func TestConnection_AContactsOwnFieldsCanBeSwitchedOff(t *testing.T) {
	h := newHouse(t)
	h.connected()
	const phone = "/v1/connections/hub/fields/contact/phone"
	policy := func() any {
		for _, f := range h.as("admin", "GET", "/v1/fields/contact?connection=hub", nil).is(200).doc()["items"].([]any) {
			if f := f.(map[string]any); f["name"] == "phone" {
				return f["policy"]
			}
		}
		return nil
	}
	for i, c := range []struct {
		do   func()
		want string
	}{
		{func() {}, "fill_if_empty"},
		{func() { h.as("admin", "PUT", phone, `{"policy":"never"}`).is(200) }, "never"},
		{func() { h.as("admin", "PUT", phone, `{"policy":"always_propose","on":true}`).is(200) }, "always_propose"},
		{func() { h.as("admin", "DELETE", phone, nil).is(204) }, "never"},
		{func() { h.as("admin", "DELETE", phone, nil).is(204) }, "never"},
		{func() { h.as("admin", "PUT", phone, `{"policy":"fill_if_empty","on":true}`).is(200) }, "fill_if_empty"},
	} {
		if c.do(); policy() != c.want {
			t.Errorf("step %d: it is %v, want %s", i, policy(), c.want)
		}
	}
}

// A check that finds the CRM there ends the outage that was known of it; one that finds it
// down does not.
func TestConnection_ACheckEndsAnOutage(t *testing.T) {
	h := newHouse(t)
	crm, _ := h.connected()
	down := desk.Outage{Connection: "hub", Until: h.clock.Now().Add(time.Hour), Why: "down", Failed: 7}
	if _, err := h.st.SaveOutage(t.Context(), down); err != nil {
		t.Fatal(err)
	}
	known := func() int {
		o, err := h.st.Outage(t.Context(), "hub")
		must(t, err)
		return o.Failed
	}
	if got := at(h.as("admin", "GET", "/v1/connections", nil).is(200).doc(), "items", 0, "outage", "title"); got == nil {
		t.Error("the list of connections does not tell of the outage")
	}
	if got := at(h.as("admin", "GET", "/v1/connections/hub", nil).is(200).doc(), "outage", "until"); got == nil {
		t.Error("the connection does not tell of its outage")
	}
	line := h.line("site", desk.LeadNever)
	read := h.as("admin", "GET", "/v1/lines/"+string(line.ID), nil)
	h.as("admin", "PATCH", "/v1/lines/"+string(line.ID), `{"connection":"hub"}`, "If-Match", read.header.Get("ETag")).is(200)
	stored, err := h.st.Line(t.Context(), line.ID)
	must(t, err)
	if got := at(h.as("operator", "GET", "/v1/dialogs/"+string(h.chat(stored, "ann", "Hello!")), nil).is(200).doc(), "outage"); got == nil {
		t.Error("a chat whose card waits for the CRM does not tell why")
	}
	crm.Token = "another"
	h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
	if known() != 7 {
		t.Error("a check that failed ended the outage")
	}
	crm.Token = "t0ken"
	h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
	if known() != 0 {
		t.Error("the outage lasts")
	}
	if got := at(h.as("admin", "GET", "/v1/connections/hub", nil).is(200).doc(), "outage"); got != nil {
		t.Errorf("the connection tells still of %v", got)
	}
}

// That what gives the tokens answers ends no outage of the CRM itself.
func TestConnection_AnOutageIsNotEndedBySomethingElse(t *testing.T) {
	h := newHouse(t)
	creatio := parties.NewCreatio(h.clock.Now())
	creatio.ClientID, creatio.ClientSees = "app", "s3cret"
	identity, down := httptest.NewServer(creatio), true
	t.Cleanup(identity.Close)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if down {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		creatio.ServeHTTP(w, r)
	}))
	t.Cleanup(site.Close)
	h.as("admin", "POST", "/v1/connections", `{"id":"creatio","kind":"creatio","secrets":{"client_secret":"s3cret"},"options":{"address":"`+site.URL+`","identity":"`+identity.URL+`","client_id":"app"}}`).is(201)
	if _, err := h.st.SaveOutage(t.Context(), desk.Outage{Connection: "creatio", Until: h.clock.Now().Add(time.Hour), Why: "down", Failed: 7}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{7, 0} {
		found := h.as("admin", "POST", "/v1/connections/creatio/check", nil).is(200).doc()["items"].([]any)
		if first := found[0].(map[string]any); first["code"] != "signed_in" {
			t.Fatalf("the identity service did not let us in: %v", first)
		}
		if o, err := h.st.Outage(t.Context(), "creatio"); err != nil || o.Failed != want {
			t.Errorf("got %+v, %v, want %d failures", o, err, want)
		}
		down = false
	}
}

// What was put off because a CRM was down is brought as soon as a check finds it there, and
// nothing else is.
func TestConnection_ACheckBringsWhatWaited(t *testing.T) {
	h := newHouse(t)
	crm, _ := h.connected()
	due := h.clock.Now().Add(10 * time.Minute)
	soon := h.clock.Now().Add(desk.OutageHeard)
	for id, why := range map[desk.JobID]string{
		"held":    "look at the card: the CRM hub is down, and is left alone for a while, until 10:00",
		"another": "look at the card: the CRM hub-2 is down, and is left alone for a while, until 10:00",
		"asked":   "look at the card: the CRM was asked too much, until 10:00",
	} {
		must(t, h.st.AddJob(t.Context(), desk.Job{ID: id, Kind: desk.JobBind, State: desk.JobQueued, Due: due, Code: "busy", Reason: why}))
	}
	is := func(id desk.JobID, want time.Time) {
		t.Helper()
		v, err := h.st.Job(t.Context(), id)
		if err != nil || !v.Due.Equal(want) {
			t.Errorf("%s is due at %s, want %s: %v", id, v.Due, want, err)
		}
	}
	crm.Token = "another"
	h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
	is("held", due)
	crm.Token = "t0ken"
	for range 2 {
		h.as("admin", "POST", "/v1/connections/hub/check", nil).is(200)
		is("held", soon)
		is("another", due)
		is("asked", due)
	}
}

// SYS-20, D16: the customers of a line live in the CRM that it names. Their contact
// and lead are made there once, and a run fills there what the company put to use.
func TestConnection_ACustomersCardIsFilledThere_SYS20(t *testing.T) {
	h := newHouse(t)
	crm, _ := h.connected()
	h.as("admin", "PUT", "/v1/connections/hub/fields/lead/nobody", `{"policy":"fill_if_empty"}`).no(404, "not_found")
	for _, f := range []string{"city", "size"} {
		h.as("admin", "PUT", "/v1/connections/hub/fields/lead/"+f, `{"policy":"fill_if_empty"}`).is(200)
	}
	line := h.line("site", desk.LeadOnFirstMessage)
	made := h.as("admin", "GET", "/v1/lines/"+string(line.ID), nil)
	h.as("admin", "PATCH", "/v1/lines/"+string(line.ID), `{"connection":"hub"}`, "If-Match", made.header.Get("ETag")).is(200)
	h.as("admin", "DELETE", "/v1/connections/hub", nil).no(409, "still_needed")

	stored, err := h.st.Line(t.Context(), line.ID)
	must(t, err)
	dialog := h.chat(stored, "ann", "I live in Madrid", "and my size is 42")
	leads := crm.Cards("leads")
	if len(leads) != 1 || len(crm.Cards("contacts")) != 1 || leads[0]["contact"] != crm.Cards("contacts")[0]["id"] {
		t.Fatalf("leads %v of contacts %v", leads, crm.Cards("contacts"))
	}
	crm.Set("leads", leads[0]["id"], "size", "41") // a person there was faster
	h.reader.found = map[desk.FieldName][2]string{"city": {"Madrid", "Madrid"}, "size": {"42", "42"}}
	at := "/v1/runs/" + h.read(dialog)
	run := h.as("admin", "GET", at, nil).is(200)
	var got struct {
		State    string
		Card     string
		Outcomes []struct{ Field, Outcome string }
	}
	must(t, json.Unmarshal(run.body, &got))
	outcomes := map[string]string{}
	for _, o := range got.Outcomes {
		outcomes[o.Field] = o.Outcome
	}
	want := map[string]string{"city": "filled", "size": "proposed", "name": "unsupported", "phone": "unsupported"} // the last two nobody put to use
	if d := cmp.Diff(want, outcomes); d != "" || got.Card != "hub.lead:"+leads[0]["id"] {
		t.Errorf("%s", run.body)
	}
	now := crm.Cards("leads")[0]
	if now["city"] != "Madrid" || now["size"] != "41" {
		t.Errorf("the lead there is %v", now)
	}
	for range 2 { // decided again, nothing more happens
		h.as("admin", "POST", at+"/decisions", `{"all":"replace"}`).is(200)
		h.as("admin", "POST", at+"/undo", `{"fields":["city"]}`).is(200)
	}
	now = crm.Cards("leads")[0]
	if now["city"] != "" || now["size"] != "42" || len(crm.Cards("leads"))+len(crm.Cards("contacts")) != 2 {
		t.Errorf("the lead there is %v, of %d", now, len(crm.Cards("leads")))
	}
}

// MC-09: the mode of a connected CRM's pipeline is its own, whatever the built-in one
// calls its.
func TestModes_OfAConnectedCRMsPipeline_MC09(t *testing.T) {
	h := newHouse(t)
	h.connected()
	h.as("admin", "PATCH", "/v1/settings", `{"pipelineModes":{"hub.sales":"all"}}`, "If-Match", "*").is(200)
	for _, bad := range []string{"hub.nothing", "nobody.sales"} {
		if a := h.as("admin", "PATCH", "/v1/settings", `{"pipelineModes":{"`+bad+`":"all"}}`, "If-Match", "*"); a.status < 400 || a.status > 499 {
			t.Errorf("%s: got %d %s", bad, a.status, a.body)
		}
	}
	s, err := h.st.Settings(t.Context())
	must(t, err)
	for _, c := range []struct {
		in   desk.ConnectionID
		want desk.Mode
	}{{"hub", desk.ModeAll}, {desk.ConnectionBuiltIn, desk.ModeManual}, {"other", desk.ModeManual}} {
		if got := s.Mode(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindDeal, ID: "1", Connection: c.in}, Pipeline: "sales"}); got != c.want {
			t.Errorf("%q: got %s, want %s", c.in, got, c.want)
		}
	}
}

// A CRM that is gone, or down, keeps nobody from seeing what was read.
func TestRuns_OfACRMThatCantBeAsked(t *testing.T) {
	h := newHouse(t)
	h.connected()
	h.as("admin", "PUT", "/v1/connections/hub/fields/lead/city", `{"policy":"fill_if_empty"}`).is(200)
	line := h.line("site", desk.LeadOnFirstMessage)
	h.as("admin", "PATCH", "/v1/lines/"+string(line.ID), `{"connection":"hub"}`, "If-Match", "*").is(200)
	stored, err := h.st.Line(t.Context(), line.ID)
	must(t, err)
	dialog := h.chat(stored, "ann", "I live in Madrid", "indeed")
	h.reader.found = map[desk.FieldName][2]string{"city": {"Madrid", "Madrid"}}
	run := "/v1/runs/" + h.read(dialog)
	must(t, h.st.DropConnection(t.Context(), "hub"))
	list := h.as("admin", "GET", "/v1/dialogs/"+string(dialog)+"/runs", nil).is(200).doc()["items"].([]any)
	for _, v := range []any{list[0], any(h.as("admin", "GET", run, nil).is(200).doc())} {
		if at(v, "state") != "done" || !strings.Contains(at(v, "fieldsUnknown").(string), "hub") {
			t.Errorf("got %v", v)
		}
	}
}

// Many CRMs move no card to another contact: merging ends all the same, in few calls,
// with the customers at the one who stays and the cards where they were.
func TestConnection_ContactsAreMergedWhereCardsCantMove_OP36(t *testing.T) {
	calls := parties.RestCalls(crmFields)
	for name, calls := range map[string]string{
		"a card does not say whose it is": strings.ReplaceAll(strings.ReplaceAll(calls, `"contact": "contact_id", `, ``), `"path": "/leads", "card": "data"`, `"path": "/leads", "card": "data", "body": {"contact_id": "{contact}"}`),
		"it says so and is not moved":     strings.ReplaceAll(calls, `"change": {"method": "PATCH", "path": "/leads/{id}"}`, `"change": {"method": "GET", "path": "/leads/{id}"}`),
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			crm, _ := h.connectedBy(calls)
			line := h.line("site", desk.LeadOnFirstMessage)
			made := h.as("admin", "GET", "/v1/lines/"+string(line.ID), nil)
			h.as("admin", "PATCH", "/v1/lines/"+string(line.ID), `{"connection":"hub"}`, "If-Match", made.header.Get("ETag")).is(200)
			stored, err := h.st.Line(t.Context(), line.ID)
			must(t, err)
			dialogs := []desk.DialogID{h.chat(stored, "ann", "Hello"), h.chat(stored, "ben", "Hello")}
			before := crm.Cards("leads")
			if len(before) != 2 || before[0]["contact"] == before[1]["contact"] || before[0]["contact"] == "" {
				t.Fatalf("the leads are %v", before)
			}
			from, into := "hub.contact:"+before[0]["contact"], "hub.contact:"+before[1]["contact"]
			steps := crm.Steps()
			h.as("admin", "POST", "/v1/contacts/"+from+"/merge", `{"into":"`+into+`"}`).is(202)
			h.work()
			if n := crm.Steps() - steps; n > 100 {
				t.Errorf("%d calls of the CRM's", n)
			}
			for _, d := range dialogs {
				if got := h.as("admin", "GET", "/v1/dialogs/"+string(d), nil).is(200).doc()["contact"]; got != into {
					t.Errorf("a dialog is %v's, want %s's", got, into)
				}
			}
			if d := cmp.Diff(before, crm.Cards("leads")); d != "" {
				t.Errorf("the leads there (-before +after)\n%s", d)
			}
		})
	}
}

// A CRM that lets nothing be deleted keeps its cards, emptied; one that a person
// deletes there meanwhile does not keep an erasure from its end.
func TestConnection_ACustomerOfAnotherCRMIsErased(t *testing.T) {
	h := newHouse(t)
	crm, _ := h.connected()
	line := h.line("site", desk.LeadOnFirstMessage)
	made := h.as("admin", "GET", "/v1/lines/"+string(line.ID), nil)
	h.as("admin", "PATCH", "/v1/lines/"+string(line.ID), `{"connection":"hub"}`, "If-Match", made.header.Get("ETag")).is(200)
	stored, err := h.st.Line(t.Context(), line.ID)
	must(t, err)
	h.chat(stored, "ann", "Hello")
	contact, lead := crm.Cards("contacts")[0]["id"], crm.Cards("leads")[0]["id"]
	asked := h.as("admin", "DELETE", "/v1/contacts/hub.contact:"+contact, nil).is(202).doc()
	h.work()
	at := "/v1/erasures/" + asked["id"].(string)
	if got := h.as("admin", "GET", at, nil).is(200).doc(); got["state"] != "checking" {
		t.Errorf("got %v", got)
	}
	for _, path := range []string{"contact:" + contact, "lead:" + lead} {
		if card := h.as("admin", "GET", "/v1/cards/hub."+path, nil).is(200); strings.Contains(string(card.body), "Anna") {
			t.Errorf("it holds %s", card.body)
		}
	}
	crm.Take("contacts", contact)
	h.clock.move(10 * time.Minute)
	h.work()
	if got := h.as("admin", "GET", at, nil).is(200).doc(); got["state"] != "done" {
		t.Errorf("got %v", got)
	}
}

// TestAListThatNamesACardTwice_FB08: a card that a CRM's list names twice is there once,
// and with it the others.
func TestAListThatNamesACardTwice_FB08(t *testing.T) {
	h := newHouse(t)
	one := `{"id": "1", "name": "Ann"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"items": [%s, {"id": "2", "name": "Bo"}, %s]}`, one, one)
	}))
	t.Cleanup(server.Close)
	body, err := json.Marshal(map[string]any{
		"id": "hub", "kind": "rest", "title": "Ours", "secrets": map[string]string{"token": "t0ken"},
		"options": map[string]string{"address": server.URL + "/api", "calls": parties.RestCalls(crmFields)},
	})
	must(t, err)
	h.as("admin", "POST", "/v1/connections", string(body)).is(201)
	got := h.as("admin", "GET", "/v1/cards?connection=hub&kind=contact", nil).is(200).doc()
	if at(got, "items", 0, "ref") != "hub.contact:1" || at(got, "items", 1, "ref") != "hub.contact:2" || at(got, "items", 2) != nil {
		t.Errorf("got %v", got)
	}
}
