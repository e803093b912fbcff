package api_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

func TestARepeatedPostIsAnsweredAsTheFirst(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog) + "/reply"
	say := func(who, key, text string) answer {
		return h.as(who, "POST", path, `{"text":"`+text+`"}`, "Idempotency-Key", key)
	}
	first := say("operator", "k1", "Good day").is(201)
	again := say("operator", "k1", "Good day").is(201)
	if string(first.body) != string(again.body) || again.header.Get("Idempotency-Replayed") != "true" || first.header.Get("Idempotency-Replayed") != "" {
		t.Errorf("got %s, want what came first: %s", again.body, first.body)
	}
	say("operator", "k1", "Good night").no(422, "idempotency_key_reused")
	// The key belongs to who sent it, and to the address.
	other := say("supervisor", "k1", "Good day").is(201)
	h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/note", `{"text":"Good day"}`, "Idempotency-Key", "k1").is(201)
	if string(other.body) == string(first.body) {
		t.Error("another key's request is another request")
	}
	if got := h.texts(dialog, "operator"); len(got) != 2 {
		t.Errorf("got replies %q, want two", got)
	}
	// Without a key every request is its own.
	h.as("operator", "POST", path, `{"text":"Hm"}`).is(201)
	h.as("operator", "POST", path, `{"text":"Hm"}`).is(201)
	if got := h.texts(dialog, "operator"); len(got) != 4 {
		t.Errorf("got replies %q, want four", got)
	}
}

// texts are what an author said in a dialog.
func (h *house) texts(id desk.DialogID, by string) (out []string) {
	h.t.Helper()
	items, _ := h.as("admin", "GET", "/v1/dialogs/"+string(id)+"/messages", nil).is(200).doc()["items"].([]any)
	for _, m := range items {
		if at(m, "author") == by {
			out = append(out, fmt.Sprint(at(m, "text")))
		}
	}
	return out
}

func TestARequestThatFailedMayBeAskedAgain(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog) + "/runs"
	h.as("admin", "POST", path, `{"wait":false}`, "Idempotency-Key", "r").no(409, "not_quiet_yet")
	h.clock.move(time.Minute)
	h.as("admin", "POST", path, `{"wait":false}`, "Idempotency-Key", "r").is(202)
}

func TestARequestUnderWay(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	path := "/v1/dialogs/" + string(dialog) + "/reply"
	h.once.dies = true
	h.as("operator", "POST", path, `{"text":"Hi"}`, "Idempotency-Key", "k").is(201)
	h.once.dies = false
	a := h.as("operator", "POST", path, `{"text":"Hi"}`, "Idempotency-Key", "k").no(409, "request_in_progress")
	if a.header.Get("Retry-After") == "" {
		t.Error("409 must say when to ask again")
	}
	h.as("operator", "POST", path, `{"text":"Ho"}`, "Idempotency-Key", "k").no(422, "idempotency_key_reused")
}

func TestManyAtOnceAreOne(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	var all sync.WaitGroup
	answers := make([]answer, 8)
	for i := range answers {
		all.Go(func() {
			answers[i] = h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/reply", `{"text":"Hi"}`, "Idempotency-Key", "k")
		})
	}
	all.Wait()
	done := 0
	for _, a := range answers {
		if a.status == 201 {
			done++
		} else {
			a.no(409, "request_in_progress")
		}
	}
	if got := h.texts(dialog, "operator"); len(got) != 1 || done == 0 {
		t.Errorf("got replies %q and %d answers of success, want one reply", got, done)
	}
}

func TestNothingIsDoneThatCanNotBeNoted(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	h.once.busy = true
	if a := h.as("operator", "POST", "/v1/dialogs/"+string(dialog)+"/reply", `{"text":"Hi"}`, "Idempotency-Key", "k").no(503, "busy"); a.header.Get("Retry-After") == "" {
		t.Error("503 says when to ask again")
	}
	if got := h.texts(dialog, "operator"); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

// TestKilledBeforeTheAnswerWasNoted repeats each kind of POST after a process
// died between the effect and its note: the effect is there once, under the same
// name, and the answer is the same.
func TestKilledBeforeTheAnswerWasNoted(t *testing.T) {
	h := newHouse(t)
	dialog, _ := h.bound("")
	h.clock.move(time.Minute)
	d := "/v1/dialogs/" + string(dialog)
	other, _ := h.bound("")
	h.known("otto")
	count := func(path string) int {
		items, _ := h.as("admin", "GET", path, nil).is(200).doc()["items"].([]any)
		return len(items)
	}
	for name, c := range map[string]struct {
		path, body, id string // id: the part of the answer that names the effect
		list           string // where the effects are counted
	}{
		"reply":    {d + "/reply", `{"text":"Good day"}`, "id", d + "/messages"},
		"note":     {d + "/note", `{"text":"A nice one"}`, "id", d + "/messages"},
		"run":      {d + "/runs", `{}`, "id", d + "/runs"},
		"card":     {"/v1/cards", `{"kind":"deal","title":"Chairs","values":{"product":"chairs"}}`, "ref", "/v1/cards?kind=deal"},
		"key":      {"/v1/keys", `{"name":"Kim","role":"operator"}`, "id", "/v1/keys"},
		"line":     {"/v1/lines", `{"id":"shop","channel":"web","origins":["https://a.example"]}`, "publicKey", "/v1/lines"},
		"transfer": {"/v1/dialogs/" + string(other) + "/transfer", `{"operator":"otto"}`, "id", "/v1/dialogs"},
	} {
		t.Run(name, func(t *testing.T) {
			h.t = t
			before := count(c.list)
			h.once.dies = true
			first := h.as("admin", "POST", c.path, c.body, "Idempotency-Key", name)
			h.once.dies = false
			h.clock.move(2 * time.Minute) // the dead one's claim lapses
			again := h.as("admin", "POST", c.path, c.body, "Idempotency-Key", name).is(first.status)
			if got, want := again.doc()[c.id], first.doc()[c.id]; got != want || got == nil {
				t.Errorf("got %s %v, want the first's, %v", c.id, got, want)
			}
			if got := count(c.list) - before; got != 1 {
				t.Errorf("got %d effects, want one", got)
			}
			third := h.as("admin", "POST", c.path, c.body, "Idempotency-Key", name).is(first.status)
			if third.header.Get("Idempotency-Replayed") != "true" {
				t.Error("the third answer is the noted one")
			}
		})
	}
}

func TestAKeysSecretIsShownOnceAndKeptNowhere(t *testing.T) {
	h := newHouse(t)
	body := `{"name":"Kim","role":"operator","leads":"read"}`
	first := h.as("admin", "POST", "/v1/keys", body, "Idempotency-Key", "new").is(201)
	token, _ := first.doc()["token"].(string)
	if !strings.HasPrefix(token, "sk_") {
		t.Fatalf("got %s", first.body)
	}
	h.keys["kim"] = token
	h.as("kim", "GET", "/v1/dialogs", nil).is(200)
	again := h.as("admin", "POST", "/v1/keys", body, "Idempotency-Key", "new").is(201)
	list := h.as("admin", "GET", "/v1/keys", nil).is(200)
	_, secret, _ := strings.Cut(strings.TrimPrefix(token, "sk_"), "_")
	k, err := h.st.Key(t.Context(), desk.KeyID(keyID(token)))
	must(t, err)
	for name, text := range map[string]string{"a repeat": string(again.body), "the list": string(list.body), "the store": fmt.Sprint(k), "the log": h.log.String()} {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows the secret: %s", name, text)
		}
	}
	if again.doc()["id"] != first.doc()["id"] {
		t.Error("the repeat is the same key")
	}
	h.as("admin", "DELETE", "/v1/keys/"+keyID(token), nil).is(204)
	h.as("admin", "DELETE", "/v1/keys/"+keyID(token), nil).is(204)
	h.as("kim", "GET", "/v1/dialogs", nil).no(401, "unauthorized")
}
