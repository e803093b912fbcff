package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

const creatioHook = "a-secret-of-24-letters-x"

// inCreatio makes the customers of the shop live in a Creatio, as its README says.
func (h *house) inCreatio() *parties.Creatio {
	h.t.Helper()
	c := parties.NewCreatio(h.clock.Now(), parties.CreatioPerson, "UsrSize", "UsrAddress")
	server := httptest.NewServer(c)
	h.t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	h.call(h.admin, "POST", "/v1/connections", map[string]any{
		"id": "creatio", "kind": "creatio", "options": map[string]string{"address": server.URL, "user": "robot"}, "secrets": map[string]string{"password": "p4ss", "webhook_secret": creatioHook},
	}, nil)
	for _, f := range []string{"size", "address"} {
		h.call(h.admin, "PUT", "/v1/connections/creatio/fields/lead/"+f, map[string]any{"policy": "fill_if_empty", "on": true}, nil)
	}
	h.changes("/v1/lines/"+shop, map[string]any{"connection": "creatio", "leadPolicy": "on_first_message"})
	return c
}

// The company's own Creatio: the customer is a contact there, once, the lead is filled, people
// see the proof in the feed and an activity while something waits; what they do there is one
// truth with what is decided here, our own writes start nothing, and a case of the chat has
// its eight fields there (SYS-06, CB-01 … CB-03, SU-03, FF-01, FF-04, FF-05, OP-18 … OP-25).
func TestTheCardInCreatioFills_SYS06(t *testing.T) {
	h := newHouse(t)
	c := h.inCreatio()
	hook := func(secret, body string, want int) {
		t.Helper()
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(body))
		r := httptest.NewRequest("POST", "/webhooks/crm/creatio", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Sufler-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
		w := httptest.NewRecorder()
		h.sys.Handler.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: got %d: %s", body, w.Code, w.Body)
		}
		h.pass(time.Minute)
	}
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd.")
	h.pass(time.Minute)
	leads, contacts := c.Records("Lead"), c.Records("Contact")
	if len(leads) != 1 || len(contacts) != 1 || leads[0]["QualifiedContactId"] != contacts[0]["Id"] || contacts[0][parties.CreatioPerson] != "1001" {
		t.Fatalf("leads %v, contacts %v", leads, contacts)
	}
	lead := fmt.Sprint(leads[0]["Id"])
	c.Set("Lead", lead, "UsrAddress", "1 Old Street")
	h.reader.finds("size", "XL", "size XL")
	h.reader.finds("address", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	h.pass(time.Minute)
	now := c.Records("Lead")[0]
	if r.State != "awaiting_approval" || now["UsrSize"] != "XL" || now["UsrAddress"] != "1 Old Street" {
		t.Errorf("run %s, the lead holds %v", r.State, now)
	}
	if notes, todo := c.Feed(lead), c.Activities(lead); len(notes) != 1 || !strings.Contains(notes[0], "«size XL»") || len(todo) != 1 {
		t.Fatalf("people see %q, and to do %q", notes, todo)
	}

	c.Set("Lead", lead, "UsrAddress", "9 Harbor Rd")
	told := fmt.Sprintf(`{"kind": "Lead", "id": %q}`, lead)
	hook("not-the-secret-at-all-xx", told, 401)
	if got := h.run(r.ID); got.State != "awaiting_approval" {
		t.Errorf("an event that nobody proved decided: %s", got.State)
	}
	for range 2 {
		hook(creatioHook, told, 200)
	}
	if got := h.run(r.ID); got.State != "done" || len(c.Activities(lead)) != 0 || len(c.Feed(lead)) != 1 || len(c.Records("Activity")) != 1 {
		t.Errorf("decided there: the run is %s, to do %q, people see %q", got.State, c.Activities(lead), c.Feed(lead))
	}
	steps, runs := c.Steps(), len(h.runs(d))
	hook(creatioHook, told, 200) // our own write
	if c.Steps() > steps+1 || len(h.runs(d)) != runs {
		t.Errorf("our own write started %d calls and %d runs", c.Steps()-steps, len(h.runs(d))-runs)
	}

	var made struct{ Ref string }
	for range 2 {
		h.call(h.admin, "POST", "/v1/dialogs/"+d+"/case", nil, &made)
		h.pass(time.Minute)
	}
	cases := c.Records("Case")
	if len(cases) != 1 || !strings.HasPrefix(made.Ref, "creatio.case:") {
		t.Fatalf("made %q, there are %v", made.Ref, cases)
	}
	one := cases[0]
	for column, want := range map[string]any{
		"ContactId": contacts[0]["Id"], "OriginId": c.Records("CaseOrigin")[1]["Id"], "StatusId": c.Records("CaseStatus")[0]["Id"],
	} {
		if one[column] != want {
			t.Errorf("%s of the case is %v, want %v", column, one[column], want)
		}
	}
	if !strings.Contains(fmt.Sprint(one["Subject"]), "Hello, I am Anna") || !strings.Contains(fmt.Sprint(one["Symptoms"]), "Deliver them to 9 Harbor Rd.") || fmt.Sprint(one["RegisteredOn"]) == "<nil>" {
		t.Errorf("the case says %v", one)
	}
}

func TestDeletedInCreatio_NothingIsLeftToDecide(t *testing.T) {
	h := newHouse(t)
	c := h.inCreatio()
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Thanks.")
	h.pass(time.Minute)
	lead := fmt.Sprint(c.Records("Lead")[0]["Id"])
	c.Set("Lead", lead, "UsrSize", "S")
	h.reader.finds("size", "XL", "size XL")
	r := h.read(d)
	h.pass(time.Minute)
	c.Take("Lead", lead)
	if n, err := h.sys.Verbs.Healer().Heal(t.Context()); err != nil || n != 1 { // nobody tells
		t.Errorf("%d cards are to be looked at: %v", n, err)
	}
	h.pass(time.Minute)
	if got := h.run(r.ID); r.State != "awaiting_approval" || got.State != "done" {
		t.Errorf("the run was %s and is %s", r.State, got.State)
	}
}
