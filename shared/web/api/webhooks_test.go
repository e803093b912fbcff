package api_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/webhooks"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// told is an address of the company's: what it was told, and what it answers.
type told struct {
	*httptest.Server
	mu     sync.Mutex
	status int
	calls  []call
}

type call struct {
	header http.Header
	body   []byte
}

func newTold(t *testing.T) *told {
	f := &told{status: 204}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		f.mu.Lock()
		defer f.mu.Unlock()
		f.calls = append(f.calls, call{r.Header, b})
		w.WriteHeader(f.status)
	}))
	t.Cleanup(f.Close)
	return f
}

// take gives what it was told since.
func (f *told) take() []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.calls
	f.calls = nil
	return out
}

func (f *told) answers(status int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.status = status
}

// verified says whether a secret verifies a call, as a receiver would.
func (c call) verified(secret string) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", c.header.Get("webhook-id"), c.header.Get("webhook-timestamp"), c.body)
	return err == nil && slices.Contains(strings.Fields(c.header.Get("webhook-signature")), "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

func (c call) doc() (m map[string]any) {
	_ = json.Unmarshal(c.body, &m)
	return m
}

// kinds are what calls tell of, sorted, since order is not promised.
func kinds(all []call) (out []string) {
	for _, c := range all {
		out = append(out, fmt.Sprint(at(c.doc(), "type")))
	}
	slices.Sort(out)
	return out
}

// newTellingHouse is one whose changes are told.
func newTellingHouse(t *testing.T) *house {
	h := newHouseWith(t, embedded.Knobs{NoSync: true, Feed: store.InFeed})
	h.byHand = true
	return h
}

// tell tells what changed, each change so many times, and takes it away.
func (h *house) tellTeller(times int) {
	h.t.Helper()
	all, err := h.engine.Changes(h.t.Context(), "", 10_000)
	must(h.t, err)
	for _, c := range all {
		for range times {
			must(h.t, h.teller.Changed(h.t.Context(), builtin.Record(c)))
		}
		h.engine.Take(c.Place)
	}
}

// told does all that is to be told.
func (h *house) telling(f *told) []call {
	h.t.Helper()
	h.tellTeller(1)
	h.work()
	return f.take()
}

// webhook makes one, and gives its id, secret and ETag.
func (h *house) webhook(f *told, include string, kinds ...string) (id, secret, etag string) {
	h.t.Helper()
	a := h.as("admin", "POST", "/v1/webhooks", map[string]any{"url": f.URL, "kinds": kinds, "include": include}).is(201)
	return a.doc()["id"].(string), a.doc()["secret"].(string), a.header.Get("ETag")
}

// TestWebhook_TellsWhatHappens_BX16: from a customer's first message to what became of
// a proposal, signed, each once though changes are told twice.
func TestWebhook_TellsWhatHappens_BX16(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	var all []string
	for _, k := range desk.EventKinds() {
		all = append(all, string(k))
	}
	_, secret, _ := h.webhook(f, "data", all...)
	h.tellTeller(1)
	f.take()

	h.reader.found = map[desk.FieldName][2]string{"quantity": {"2", "Two"}, "client_phone": {"+15550001111", "Hello"}}
	dialog, deal := h.bound(`{"client_phone":"+15550002222"}`)
	run := h.read(dialog)
	h.as("admin", "POST", "/v1/runs/"+run+"/decisions", `{"all":"keep"}`).is(200)
	h.as("admin", "POST", "/v1/runs/"+run+"/undo", `{"fields":["quantity"]}`).is(200)
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/accept", nil).is(200)
	h.known("dan")
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/transfer", `{"operator":"dan"}`).is(201)
	h.tellTeller(2)
	h.work()
	calls := f.take()

	got, seen := map[string]call{}, map[string]bool{}
	for _, c := range calls {
		id := c.header.Get("webhook-id")
		if !c.verified(secret) || seen[id] || at(c.doc(), "id") != id {
			t.Errorf("%s: verified %t, seen %t", c.body, c.verified(secret), seen[id])
		}
		seen[id] = true
		got[at(c.doc(), "type").(string)] = c
	}
	for _, k := range desk.EventKinds() {
		if _, there := got[string(k)]; !there && k != desk.EventRunFailed && k != desk.EventMessageUpdated && k != desk.EventLeadCreated {
			t.Errorf("nobody was told of %s; told was %v", k, kinds(calls))
		}
	}
	for kind, want := range map[string]map[string]any{
		"message.created":  {"customer": true, "now.message.text": "Two chairs to Green st. 5, please"},
		"card.created":     {"card": deal, "now.card.title": "A card"},
		"proposal.decided": {"field": "client_phone", "code": "keep", "now.outcome.old": "+15550002222", "now.outcome.decision": "keep"},
		"field.filled":     {"field": "quantity", "now.outcome.quote": "Two"},
		"handover":         {"dialog": string(dialog), "operator": "dan"},
		"dialog.closed":    {"dialog": string(dialog), "code": "transfer"},
		"run.done":         {"run": run, "now.run.summary": "Anna wants two chairs."},
	} {
		for path, value := range want {
			steps := []any{"data"}
			for _, s := range strings.Split(path, ".") {
				steps = append(steps, s)
			}
			if have := at(got[kind].doc(), steps...); have != value && (value != true || have == nil) {
				t.Errorf("%s: %s is %v, want %v: %s", kind, path, have, value, got[kind].body)
			}
		}
	}
	// Killed before it was taken away, a change is told once more.
	h.tellTeller(1)
	h.work()
	if again := f.take(); len(again) != 0 {
		t.Errorf("told again: %v", kinds(again))
	}
}

// TestWebhook_IDsOnly_RS02: what customers say and are stays here.
func TestWebhook_IDsOnly_RS02(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	id, _, _ := h.webhook(f, "ids", "message.created", "dialog.opened")
	dialog := h.chat(h.line("site", desk.LeadNever), "u1", "my secret words")
	calls := h.telling(f)
	if d := cmp.Diff([]string{"dialog.opened", "message.created"}, kinds(calls)); d != "" {
		t.Fatal(d)
	}
	for _, c := range calls {
		if at(c.doc(), "data", "dialog") != string(dialog) || at(c.doc(), "data", "line") != "site" {
			t.Errorf("it does not say in which dialog: %s", c.body)
		}
	}
	log := h.as("admin", "GET", "/v1/webhooks/"+id+"/deliveries", nil).is(200)
	for _, said := range []string{string(calls[0].body), string(calls[1].body), string(log.body), h.log.String()} {
		if strings.Contains(said, "secret words") || strings.Contains(said, "Anna") {
			t.Errorf("it says too much: %s", said)
		}
	}
}

// TestWebhook_WhatNobodyWantsCostsNothing: without an endpoint for it nothing is
// written.
func TestWebhook_WhatNobodyWantsCostsNothing(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	id, _, etag := h.webhook(f, "ids", "run.failed")
	site := h.line("site", desk.LeadNever)
	h.chat(site, "u1", "hello")
	h.tellTeller(1)
	if _, nudges := h.timers.take(); len(nudges) != 0 {
		t.Errorf("%d jobs", len(nudges))
	}
	// One that is off is told nothing, and not later either.
	h.as("admin", "PATCH", "/v1/webhooks/"+id, `{"kinds":["message.created"],"off":true}`, "If-Match", etag).is(200)
	h.chat(site, "u1", "hello")
	if calls := h.telling(f); len(calls) != 0 {
		t.Errorf("told of %v", kinds(calls))
	}
	if log := h.as("admin", "GET", "/v1/webhooks/"+id+"/deliveries", nil).is(200).doc(); len(log["items"].([]any)) != 0 {
		t.Errorf("got %v", log)
	}
}

// TestWebhook_WhoIsToldIsRemembered: on AWS, where changes are told by functions with a
// memory, what nobody wants costs one call a minute.
func TestWebhook_WhoIsToldIsRemembered(t *testing.T) {
	h := newTellingHouse(t)
	h.webhook(newTold(t), "ids", "run.failed")
	counted := &storetest.Flaky{Engine: h.engine}
	st := &store.Cached{Store: store.Store{Engine: counted, Now: h.clock.Now}}
	h.teller = &webhooks.Teller{Subscriptions: st, Deliveries: st, Outbox: h.timers, Now: h.clock.Now}
	site := h.line("site", desk.LeadNever)
	for i := range 20 {
		h.chat(site, "u1", fmt.Sprint("hello ", i))
		h.tellTeller(1)
	}
	if n := counted.Calls(); n != 1 {
		t.Errorf("%d calls in 20 seconds, want 1", n)
	}
	h.clock.move(store.Fresh)
	h.chat(site, "u1", "still there")
	if h.tellTeller(1); counted.Calls() != 2 {
		t.Errorf("%d calls after a minute more, want 2", counted.Calls())
	}
}

// TestWebhook_FailuresAreTriedAgain: by the clock of Standard Webhooks, with the same
// id, until it answers.
func TestWebhook_FailuresAreTriedAgain(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	id, secret, _ := h.webhook(f, "data", "message.created")
	other := newTold(t)
	h.webhook(other, "ids", "message.created")
	f.answers(500)
	h.chat(h.line("site", desk.LeadNever), "u1", "hello")
	first := h.telling(f)
	if len(first) != 1 || len(other.take()) != 1 {
		t.Fatalf("got %d calls, want one of each", len(first))
	}
	log := func() map[string]any {
		return at(h.as("admin", "GET", "/v1/webhooks/"+id+"/deliveries", nil).is(200).doc(), "items", 0).(map[string]any)
	}
	if d := log(); d["state"] != "waiting" || d["status"] != 500.0 || d["code"] != "bad_status" || d["attempts"] != 1.0 || d["next"] == nil {
		t.Errorf("got %v", d)
	}
	h.again(5 * time.Second)
	second := f.take()
	f.answers(200)
	h.again(5 * time.Minute)
	third := f.take()
	if len(second) != 1 || len(third) != 1 || !third[0].verified(secret) || first[0].header.Get("webhook-id") != third[0].header.Get("webhook-id") || first[0].header.Get("webhook-timestamp") == third[0].header.Get("webhook-timestamp") {
		t.Fatalf("got %d and %d calls", len(second), len(third))
	}
	if d := log(); d["state"] != "delivered" || d["status"] != 200.0 || d["attempts"] != 3.0 || d["code"] != nil || d["next"] != nil {
		t.Errorf("got %v", d)
	}
	h.again(75 * time.Hour)
	if calls := slices.Concat(f.take(), other.take()); len(calls) != 0 {
		t.Errorf("%d calls more", len(calls))
	}
}

// TestWebhook_ADeadOneRests_BX16: one that fails is called twice, and not for each thing
// that happens; another one is told of all of it meanwhile. What waited is told once it
// answers again.
func TestWebhook_ADeadOneRests_BX16(t *testing.T) {
	h := newTellingHouse(t)
	dead, well := newTold(t), newTold(t)
	h.webhook(dead, "ids", "message.created")
	h.webhook(well, "ids", "message.created")
	dead.answers(500)
	const n = 30
	l := h.line("site", desk.LeadNever)
	for i := range n {
		h.chat(l, fmt.Sprint("u", i), "hello")
	}
	h.tellTeller(1)
	h.work()
	if d, w := len(dead.take()), len(well.take()); d != 2 || w != n {
		t.Errorf("the dead one was called %d times, the other %d, want 2 and %d", d, w, n)
	}
	dead.answers(204)
	seen := map[string]bool{}
	for range 20 {
		h.again(time.Hour)
		for _, c := range dead.take() {
			seen[c.header.Get("webhook-id")] = true
		}
	}
	if again := len(well.take()); len(seen) != n || again != 0 {
		t.Errorf("%d of %d reached it in the end, and %d came twice to the other", len(seen), n, again)
	}
}

// again lets time pass and does what is due then.
func (h *house) again(d time.Duration) {
	h.t.Helper()
	h.clock.move(d)
	for ask := (desk.PageAsk{Limit: 100}); ; {
		due, err := h.st.DueJobs(h.t.Context(), h.clock.Now().Add(time.Millisecond), ask)
		must(h.t, err)
		for _, j := range due.Items {
			must(h.t, h.worker.Do(h.t.Context(), j.ID))
		}
		if ask.Cursor = due.Next; ask.Cursor == "" {
			h.timers.take()
			return
		}
	}
}

// TestWebhook_DeadLetters: what was given up is found, and sent once more; what
// fails for days, or wants no more, is switched off, and switched on again.
func TestWebhook_DeadLetters(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	id, _, etag := h.webhook(f, "data", "message.created")
	web := "/v1/webhooks/" + id
	f.answers(500)
	site := h.line("site", desk.LeadNever)
	h.chat(site, "u1", "one")
	h.telling(f)
	for range 12 {
		h.again(25 * time.Hour)
	}
	if calls := f.take(); len(calls) > 9 {
		t.Errorf("%d calls, want at most ten in all", len(calls)+1)
	}
	if d := h.as("admin", "GET", web, nil).is(200).doc(); d["off"] != true || !strings.Contains(d["offReason"].(string), "failed") {
		t.Errorf("got %v", d)
	}
	dead := at(h.as("admin", "GET", web+"/deliveries?state=failed", nil).is(200).doc(), "items").([]any)
	if len(dead) != 1 || len(at(h.as("admin", "GET", web+"/deliveries?state=waiting&state=delivered", nil).is(200).doc(), "items").([]any)) != 0 {
		t.Fatalf("got %v", dead)
	}
	resend := web + "/deliveries/" + at(dead[0], "id").(string) + "/resend"
	h.as("admin", "POST", resend, nil).no(409, "webhook_off")
	h.as("admin", "PATCH", web, `{"off":false}`, "If-Match", etag).no(412, "precondition_failed")
	on := h.as("admin", "PATCH", web, `{"off":false}`, "If-Match", h.as("admin", "GET", web, nil).header.Get("ETag")).is(200)
	if on.doc()["offReason"] != nil {
		t.Errorf("got %s", on.body)
	}
	f.answers(200)
	for i := range 2 { // also what was delivered
		h.as("admin", "POST", resend, nil).is(202)
		h.work()
		if calls := f.take(); len(calls) != 1 || at(calls[0].doc(), "data", "now", "message", "text") != "one" {
			t.Errorf("%d: got %d calls", i, len(calls))
		}
	}
	if d := at(h.as("admin", "GET", web+"/deliveries", nil).is(200).doc(), "items", 0); at(d, "state") != "delivered" || at(d, "attempts") != 1.0 {
		t.Errorf("got %v", d)
	}
	h.as("admin", "POST", web+"/deliveries/none/resend", nil).no(404, "not_found")

	f.answers(410)
	h.chat(site, "u1", "two")
	h.telling(f)
	if d := h.as("admin", "GET", web, nil).is(200).doc(); d["off"] != true || !strings.Contains(d["offReason"].(string), "410") {
		t.Errorf("got %v", d)
	}
}

// TestWebhook_Rotates: the secret is shown once; the old one signs along for a day.
func TestWebhook_Rotates(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	made := h.as("admin", "POST", "/v1/webhooks", map[string]any{"url": f.URL, "kinds": []string{"message.created"}}, "Idempotency-Key", "k").is(201)
	id, old := made.doc()["id"].(string), made.doc()["secret"].(string)
	if made.doc()["include"] != "data" || made.header.Get("Location") != "/v1/webhooks/"+id {
		t.Errorf("got %s", made.body)
	}
	if again := h.as("admin", "POST", "/v1/webhooks", map[string]any{"url": f.URL, "kinds": []string{"message.created"}}, "Idempotency-Key", "k").is(201); again.doc()["id"] != id || again.doc()["secret"] != nil {
		t.Errorf("repeated: got %s", again.body)
	}
	web := "/v1/webhooks/" + id
	fresh := h.as("admin", "POST", web+"/rotate", nil).is(200).doc()["secret"].(string)
	if !strings.HasPrefix(fresh, "whsec_") || fresh == old {
		t.Fatalf("got %q after %q", fresh, old)
	}
	for _, a := range []answer{h.as("admin", "GET", web, nil), h.as("admin", "GET", "/v1/webhooks", nil)} {
		if strings.Contains(string(a.body), "whsec_") {
			t.Errorf("%s", a.body)
		}
	}
	for _, tt := range []struct {
		after          time.Duration
		byOld, byFresh bool
	}{{0, true, true}, {desk.OldSecretLife - time.Minute, true, true}, {time.Minute, false, true}} {
		h.clock.move(tt.after)
		if a := h.as("admin", "POST", web+"/test", nil).is(200).doc(); a["ok"] != true || a["status"] != 204.0 {
			t.Errorf("got %v", a)
		}
		if calls := f.take(); len(calls) != 1 || at(calls[0].doc(), "type") != "webhook.test" || calls[0].verified(old) != tt.byOld || calls[0].verified(fresh) != tt.byFresh {
			t.Errorf("%s later: %d calls, by the old %t, by the new %t", tt.after, len(calls), calls[0].verified(old), calls[0].verified(fresh))
		}
	}
	f.answers(503)
	if a := h.as("admin", "POST", web+"/test", nil).is(200).doc(); a["ok"] != false || a["code"] != "bad_status" {
		t.Errorf("got %v", a)
	}
	h.as("admin", "DELETE", web, nil).is(204)
	h.as("admin", "DELETE", web, nil).is(204)
	h.as("admin", "GET", web, nil).no(404, "not_found")
	if strings.Contains(h.log.String(), "whsec_") {
		t.Error("the log holds a secret")
	}
}

// TestWebhook_IsForgottenWithItsDeliveries: what is on its way to a webhook that was
// deleted is not sent.
func TestWebhook_IsForgottenWithItsDeliveries(t *testing.T) {
	h := newTellingHouse(t)
	f := newTold(t)
	id, _, _ := h.webhook(f, "data", "message.created")
	h.chat(h.line("site", desk.LeadNever), "u1", "hello")
	h.tellTeller(1)
	h.as("admin", "DELETE", "/v1/webhooks/"+id, nil).is(204)
	h.work()
	if calls := f.take(); len(calls) != 0 {
		t.Errorf("%d calls", len(calls))
	}
}

func TestWebhook_WhatCantWorkIsRefused(t *testing.T) {
	h := newTellingHouse(t)
	for name, c := range map[string]struct{ body, says string }{
		"an event that is none":  {`{"url":"https://hooks.example","kinds":["dialog.eaten"]}`, "dialog.opened"},
		"no events":              {`{"url":"https://hooks.example","kinds":[]}`, "kinds"},
		"without TLS":            {`{"url":"http://hooks.example","kinds":["dialog.opened"]}`, "https://"},
		"an address inside":      {`{"url":"https://10.0.0.1/","kinds":["dialog.opened"]}`, "not public"},
		"an address as a number": {`{"url":"https://2130706433/","kinds":["dialog.opened"]}`, "not public"},
		"the cloud's own":        {`{"url":"https://169.254.169.254/","kinds":["dialog.opened"]}`, "not public"},
		"a password":             {`{"url":"https://a:b@hooks.example/","kinds":["dialog.opened"]}`, "password"},
		"half of the data":       {`{"url":"https://hooks.example","kinds":["dialog.opened"],"include":"some"}`, "include"},
	} {
		if a := h.as("admin", "POST", "/v1/webhooks", c.body).no(422, "invalid"); !strings.Contains(string(a.body), c.says) || at(a.doc(), "errors", 0, "where") == nil {
			t.Errorf("%s: got %s, want it to tell of %s", name, a.body, c.says)
		}
	}
	for range desk.MaxEndpoints {
		h.as("admin", "POST", "/v1/webhooks", `{"url":"https://hooks.example","kinds":["dialog.opened"]}`).is(201)
	}
	h.as("admin", "POST", "/v1/webhooks", `{"url":"https://hooks.example","kinds":["dialog.opened"]}`).no(409, "too_many_webhooks")
}
