package main

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

const kommoHook = "a-secret-of-24-letters-x"

// inKommo makes the customers of the shop live in a Kommo, as its README says.
func (h *house) inKommo() *parties.Kommo {
	h.t.Helper()
	k := &parties.Kommo{Token: "t0ken", Admin: true, At: h.clock.Now()}
	k.AddField("contacts", "PHONE", "multitext", "Phone")
	server := httptest.NewServer(k)
	h.t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	for _, f := range []string{"SIZE", "ADDRESS"} {
		k.AddField("leads", f, "text", f)
	}
	h.call(h.admin, "POST", "/v1/connections", map[string]any{
		"id": "kommo", "kind": "kommo", "options": map[string]string{"address": server.URL}, "secrets": map[string]string{"token": "t0ken", "webhook_secret": kommoHook},
	}, nil)
	h.call(h.admin, "POST", "/v1/connections/kommo/prepare", nil, nil)
	for _, f := range []string{"size", "address"} {
		h.call(h.admin, "PUT", "/v1/connections/kommo/fields/deal/"+f, map[string]any{"policy": "fill_if_empty"}, nil)
	}
	h.changes("/v1/lines/"+shop, map[string]any{"connection": "kommo", "leadPolicy": "on_first_message"})
	return k
}

// The company's own Kommo: the customer is a contact there, once, the lead is filled,
// people see the proof, the task and the tags in the card; what they do there is one
// truth with what is decided here, and our own writes start nothing (SYS-18, CB-01 …
// CB-03, SU-03, FF-01, FF-04, FF-05, FF-08, FF-09).
func TestTheCardInKommoFills_SYS18(t *testing.T) {
	h := newHouse(t)
	k := h.inKommo()
	hook := func(secret, body string, want int) {
		t.Helper()
		r := httptest.NewRequest("POST", "/webhooks/crm/kommo?secret="+secret, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		h.sys.Handler.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%s: got %d: %s", body, w.Code, w.Body)
		}
		h.pass(time.Minute)
	}
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Deliver them to 9 Harbor Rd.")
	h.pass(time.Minute)
	leads, contacts := k.Cards("leads"), k.Cards("contacts")
	if len(leads) != 1 || len(contacts) != 1 || leads[0]["contact"] != contacts[0]["id"] {
		t.Fatalf("leads %v, contacts %v", leads, contacts)
	}
	lead := leads[0]["id"]
	k.Set("leads", lead, "ADDRESS", "1 Old Street")
	h.reader.finds("size", "XL", "size XL")
	h.reader.finds("address", "9 Harbor Rd", "9 Harbor Rd")
	r := h.read(d)
	h.pass(time.Minute)
	now := k.Cards("leads")[0]
	if r.State != "awaiting_approval" || now["SIZE"] != "XL" || now["ADDRESS"] != "1 Old Street" {
		t.Errorf("run %s, the lead holds %v", r.State, now)
	}
	notes, tasks := k.Notes(), k.Tasks()
	if len(notes) != 0 || len(tasks) != 1 || !strings.Contains(fmt.Sprint(tasks[0]["text"]), "SIZE: XL — «size XL»") || tasks[0]["is_completed"] != false {
		t.Fatalf("people see %v, and to do %v", notes, tasks)
	}
	if got := k.Tags("leads", lead); len(got) != 2 || !slices.Contains(got, "CoPilot: awaiting") || !slices.Contains(got, "CoPilot: filled") {
		t.Errorf("tags %q", got)
	}

	k.Set("leads", lead, "ADDRESS", "9 Harbor Rd")
	hook("not-the-secret-at-all", parties.KommoEvent("leads[update]", lead, ""), 401)
	if got := h.run(r.ID); got.State != "awaiting_approval" {
		t.Errorf("an event that nobody proved decided: %s", got.State)
	}
	for range 2 {
		hook(kommoHook, parties.KommoEvent("leads[update]", lead, ""), 200)
	}
	if got := h.run(r.ID); got.State != "done" || k.Tasks()[0]["is_completed"] != true || len(k.Tasks()) != 1 || len(k.Notes()) != 0 {
		t.Errorf("decided there: the run is %s, to do %v, %d notes", got.State, k.Tasks(), len(k.Notes()))
	}
	if got := k.Tags("leads", lead); len(got) != 1 || got[0] != "CoPilot: filled" {
		t.Errorf("tags once decided %q", got)
	}
	steps, runs := k.Steps(), len(h.runs(d))
	hook(kommoHook, parties.KommoEvent("leads[update]", lead, ""), 200) // our own write
	if k.Steps() > steps+1 || len(h.runs(d)) != runs {                  // it is looked at, and nothing follows
		t.Errorf("our own write started %d calls and %d runs", k.Steps()-steps, len(h.runs(d))-runs)
	}
	hook(kommoHook, "%zz", 400)
}

func TestDeletedInKommo_NothingIsLeftToDecide(t *testing.T) {
	h := newHouse(t)
	k := h.inKommo()
	d := h.says(anna, "Hello, I am Anna. I want 3 chairs, size XL.", "Thanks.")
	h.pass(time.Minute)
	lead := k.Cards("leads")[0]["id"]
	k.Set("leads", lead, "SIZE", "S")
	h.reader.finds("size", "XL", "size XL")
	r := h.read(d)
	h.pass(time.Minute)
	k.Take("leads", lead)
	w := httptest.NewRecorder()
	h.sys.Handler.ServeHTTP(w, httptest.NewRequest("POST", "/webhooks/crm/kommo?secret="+kommoHook, strings.NewReader(parties.KommoEvent("leads[delete]", lead, ""))))
	h.pass(time.Minute)
	if got := h.run(r.ID); w.Code != 200 || got.State != "done" {
		t.Errorf("answered %d, the run is %s", w.Code, got.State)
	}
}

// Kommo is told by us where to tell what people change there, once; where its plan does
// not allow that, the check says what to enter by hand, and no secret.
func TestKommoIsToldWhereToTell_SYS18(t *testing.T) {
	h := newHouse(t)
	h.public = "https://sufler.example"
	said := func(path string) (ok bool, text string) {
		t.Helper()
		var got struct {
			Items []struct {
				What, Text string
				OK         bool
			}
		}
		h.call(h.admin, "POST", "/v1/connections/kommo/"+path, nil, &got)
		for _, one := range got.Items {
			if strings.Contains(one.Text, kommoHook) {
				t.Errorf("it says %+v", one)
			}
			if one.What == "hear what people change in Kommo" {
				return one.OK, one.Text
			}
		}
		t.Fatalf("%s says nothing of it: %+v", path, got.Items)
		return false, ""
	}
	k := h.inKommo()
	k.ForgetHooks()
	if ok, text := said("check"); ok || !strings.Contains(text, "prepare the connection. By hand: in Kommo, Settings") {
		t.Errorf("before: %v, %q", ok, text)
	}
	for range 2 {
		if ok, text := said("prepare"); !ok {
			t.Error(text)
		}
	}
	hooks := k.Hooks()
	if len(hooks) != 1 {
		t.Fatalf("there are %v", hooks)
	}
	for at, n := range hooks {
		if !strings.HasSuffix(at, "/webhooks/crm/kommo?secret="+kommoHook) || n != 7 {
			t.Errorf("%s is told %d kinds of events", at, n)
		}
	}
	if ok, text := said("check"); !ok {
		t.Error(text)
	}
	if again := k.Hooks(); len(again) != 1 {
		t.Errorf("prepared again there are %v", again)
	}
	k.ForgetHooks()
	k.NoHooks = true
	for _, path := range []string{"check", "prepare"} {
		if ok, text := said(path); ok || !strings.Contains(text, "By hand: in Kommo, Settings, Integrations, Web hooks, add http") {
			t.Errorf("%s: %v, %q", path, ok, text)
		}
	}
}
