package api_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestUnreadIsCountedAfterTheMarker: an operator's own marker, in the dialog and in
// the list; it never goes back, and a message of theirs is none to read.
func TestUnreadIsCountedAfterTheMarker(t *testing.T) {
	h := newHouse(t)
	site := h.line("site", desk.LeadNever)
	dialog := h.chat(site, "ann", "One", "Two", "Three")
	path := "/v1/dialogs/" + string(dialog)
	seqs := func() (out []string) {
		for _, m := range h.as("admin", "GET", path+"/messages", nil).is(200).doc()["items"].([]any) {
			out = append(out, fmt.Sprintf("%.0f", at(m, "seq")))
		}
		return out
	}
	said := seqs()
	unread := func(who string, count int, since any) {
		t.Helper()
		for what, doc := range map[string]any{
			"the dialog": h.as(who, "GET", path, nil).is(200).doc(),
			"the list":   at(h.as(who, "GET", "/v1/dialogs?unread=true", nil).is(200).doc(), "items", 0),
		} {
			if got := at(doc, "unread", "count"); got != float64(count) || at(doc, "unread", "since") != since {
				t.Errorf("%s, %s: got %v, want %d since %v", who, what, at(doc, "unread"), count, since)
			}
		}
	}
	first := h.as("admin", "GET", path+"/messages", nil).doc()
	unread("operator", 3, at(first, "items", 0, "at"))
	for _, step := range []struct {
		upto  string
		left  int
		since any
	}{
		{said[1], 1, at(first, "items", 2, "at")}, {said[0], 1, at(first, "items", 2, "at")}, {said[1], 1, at(first, "items", 2, "at")},
		{said[2], 0, nil}, {said[0], 0, nil},
	} {
		got := h.as("operator", "PUT", path+"/read", `{"upto":`+step.upto+`}`).is(200).doc()
		if got["count"] != float64(step.left) {
			t.Errorf("read up to %s: got %v, want %d left", step.upto, got, step.left)
		}
		unread("operator", step.left, step.since)
	}
	if got := at(h.as("operator", "GET", "/v1/dialogs", nil).is(200).doc(), "items", 0, "unread"); got != nil {
		t.Errorf("a list that was not asked to count: got %v", got)
	}
	unread("supervisor", 3, at(first, "items", 0, "at"))
	if got, ok := h.as("admin", "GET", path, nil).is(200).doc()["unread"]; ok {
		t.Errorf("a key of no operator: got %v", got)
	}
	h.as("no operator", "PUT", path+"/read", `{"upto":1}`).no(422, "invalid")

	// What we say is none to read; what the customer says after a marker far ahead is.
	h.as("operator", "POST", path+"/reply", `{"text":"Good day"}`).is(201)
	unread("operator", 0, nil)
	h.as("operator", "PUT", path+"/read", `{"upto":9000000000000000}`).is(200)
	h.chat(site, "ann", "Four")
	unread("operator", 1, at(h.as("admin", "GET", path+"/messages", nil).doc(), "items", 4, "at"))

	h.as("operator", "POST", path+"/close", nil).is(200)
	unread("operator", 0, nil)
	h.as("operator", "PUT", "/v1/dialogs/nobody-1/read", `{"upto":1}`).no(404, "not_found")
}

// TestWhatWasHandedOverIsUnread_OP38: to whom it is handed, who has not read its thread;
// who had it before has, up to where they read, and a bot reads for nobody.
func TestWhatWasHandedOverIsUnread_OP38(t *testing.T) {
	h := newHouse(t)
	site := h.line("site", desk.LeadNever)
	dialog := string(h.chat(site, "ann", "One", "Two"))
	unread := func(who, id string, count float64) {
		t.Helper()
		if got := at(h.as(who, "GET", "/v1/dialogs/"+id, nil).is(200).doc(), "unread", "count"); got != count {
			t.Errorf("%s in %s: got %v, want %v", who, id, got, count)
		}
		for _, row := range h.as(who, "GET", "/v1/dialogs?unread=true", nil).is(200).doc()["items"].([]any) {
			if got := at(row, "unread", "count"); at(row, "id") == id && got != count {
				t.Errorf("%s, listed %s: got %v, want %v", who, id, got, count)
			}
		}
	}
	upto := func(id string) string {
		items := h.as("admin", "GET", "/v1/dialogs/"+id+"/messages?thread=true", nil).is(200).doc()["items"].([]any)
		return fmt.Sprintf("%.0f", at(items[len(items)-1], "seq"))
	}
	read := func(who, id string) {
		t.Helper()
		if got := h.as(who, "PUT", "/v1/dialogs/"+id+"/read", `{"upto":`+upto(id)+`}`).is(200).doc(); got["count"] != 0.0 {
			t.Errorf("%s read %s: got %v, want none left", who, id, got)
		}
	}
	h.as("operator", "POST", "/v1/dialogs/"+dialog+"/accept", nil).is(200)
	read("operator", dialog)
	child := h.as("operator", "POST", "/v1/dialogs/"+dialog+"/transfer", `{"operator":"sue"}`).is(201).doc()["id"].(string)
	unread("supervisor", child, 2)
	unread("operator", child, 0)
	read("supervisor", child)
	unread("supervisor", child, 0)
	h.chat(site, "ann", "Three")
	unread("supervisor", child, 1)
	unread("operator", child, 1)

	// And back: what came since is new, what they read before is not.
	back := h.as("supervisor", "POST", "/v1/dialogs/"+child+"/transfer", `{"operator":"olga"}`).is(201).doc()["id"].(string)
	unread("operator", back, 1)
	unread("supervisor", back, 1)
	read("operator", back)
	unread("operator", back, 0)
}

// TestUnreadIsCountedUpToABound: 99 and more.
func TestUnreadIsCountedUpToABound(t *testing.T) {
	h := newHouse(t)
	site := h.line("site", desk.LeadNever)
	var dialog desk.DialogID
	for i := range 99 {
		dialog = h.chat(site, "ann", fmt.Sprint(i))
	}
	got := h.as("operator", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc()
	if at(got, "unread", "count") != 99.0 || at(got, "unread", "more") != nil {
		t.Errorf("99: got %v", at(got, "unread"))
	}
	h.chat(site, "ann", "one more")
	got = h.as("operator", "GET", "/v1/dialogs/"+string(dialog), nil).is(200).doc()
	if at(got, "unread", "count") != 99.0 || at(got, "unread", "more") != true {
		t.Errorf("100: got %v", at(got, "unread"))
	}
}

// TestDraftIsKeptUntilItIsSent_OP13: it is there when the operator comes back, on
// all devices; the newest wins; a transfer leaves it; nobody else sees it; it goes
// with the reply that it was, and not with one that it was before it changed.
func TestDraftIsKeptUntilItIsSent_OP13(t *testing.T) {
	h := newHouse(t)
	dialog := h.chat(h.line("site", desk.LeadNever), "ann", "Hello")
	path := "/v1/dialogs/" + string(dialog)
	h.as("operator", "GET", path+"/draft", nil).no(404, "not_found")

	first := h.as("operator", "PUT", path+"/draft", `{"text":"Good","attachments":[{"file":"f1","name":"a.pdf"}],"replyTo":"m1"}`).is(200)
	h.clock.move(time.Second)
	again := h.as("operator", "PUT", path+"/draft", `{"text":"Good","attachments":[{"file":"f1","name":"a.pdf"}],"replyTo":"m1"}`).is(200)
	if string(first.body) != string(again.body) || first.header.Get("ETag") != again.header.Get("ETag") {
		t.Errorf("a repeat: got %s, want %s", again.body, first.body)
	}
	got := h.as("operator", "GET", path+"/draft", nil).is(200)
	if string(got.body) != string(first.body) || got.header.Get("ETag") != first.header.Get("ETag") {
		t.Errorf("read: got %s, want %s", got.body, first.body)
	}
	h.as("supervisor", "GET", path+"/draft", nil).no(404, "not_found")

	// Another device, which saw the same: the second with If-Match is told.
	second := h.as("operator", "PUT", path+"/draft", `{"text":"Good day","note":true}`, "If-Match", first.header.Get("ETag")).is(200)
	h.as("operator", "PUT", path+"/draft", `{"text":"Bye"}`, "If-Match", first.header.Get("ETag")).no(412, "precondition_failed")
	if got := h.as("operator", "GET", path+"/draft", nil).is(200).doc(); got["text"] != "Good day" || got["note"] != true || got["attachments"] != nil {
		t.Errorf("the newest: got %v", got)
	}
	third := h.as("operator", "PUT", path+"/draft", `{"text":"Good day to you"}`).is(200).doc()

	// Handed over and back: the thread's draft.
	child := h.as("operator", "POST", path+"/transfer", `{"operator":"olga"}`).is(201).doc()["id"].(string)
	if got := h.as("operator", "GET", "/v1/dialogs/"+child+"/draft", nil).is(200).doc(); got["text"] != "Good day to you" || got["dialog"] != string(dialog) {
		t.Errorf("after a transfer: got %v", got)
	}
	list := h.as("operator", "GET", "/v1/me/drafts", nil).is(200).doc()["items"].([]any)
	if len(list) != 1 || at(list, 0, "text") != "Good day to you" || at(list, 0, "thread") != string(dialog) {
		t.Errorf("listed: got %v", list)
	}

	reply := "/v1/dialogs/" + child + "/reply"
	h.as("operator", "POST", reply, `{"text":"Good day","draft":`+fmt.Sprintf("%.0f", second.doc()["version"])+`}`).is(201)
	h.as("operator", "GET", path+"/draft", nil).is(200) // it was changed since
	h.as("operator", "POST", reply, `{"text":"Something else"}`).is(201)
	h.as("operator", "GET", path+"/draft", nil).is(200) // that was no draft
	sent := `{"text":"Good day to you","draft":` + fmt.Sprintf("%.0f", third["version"]) + `}`
	for range 2 {
		h.as("operator", "POST", reply, sent, "Idempotency-Key", "k").is(201)
		h.as("operator", "GET", path+"/draft", nil).no(404, "not_found")
	}
	h.as("operator", "PUT", path+"/draft", `{"text":"Late"}`, "If-Match", fmt.Sprintf(`"%.0f"`, third["version"])).no(412, "precondition_failed")

	// A note's draft goes with the note, and what is deleted is gone, twice, too.
	note := h.as("operator", "PUT", "/v1/dialogs/"+child+"/draft", `{"text":"Call her","note":true}`).is(200).doc()
	h.as("operator", "POST", "/v1/dialogs/"+child+"/note", `{"text":"Call her","draft":`+fmt.Sprintf("%.0f", note["version"])+`}`).is(201)
	h.as("operator", "GET", path+"/draft", nil).no(404, "not_found")
	h.as("operator", "PUT", path+"/draft", `{"text":"x"}`).is(200)
	h.as("operator", "DELETE", path+"/draft", nil).is(204)
	h.as("operator", "DELETE", path+"/draft", nil).is(204)
	h.as("operator", "GET", path+"/draft", nil).no(404, "not_found")
}

// TestDraftHasBounds_OP13: an empty one is none, and it outlives its dialog by
// thirty days.
func TestDraftHasBounds_OP13(t *testing.T) {
	h := newHouse(t)
	dialog := h.chat(h.line("site", desk.LeadNever), "ann", "Hello")
	path := "/v1/dialogs/" + string(dialog)
	h.as("operator", "PUT", path+"/draft", `{"text":"  "}`).no(422, "invalid")
	h.as("no operator", "PUT", path+"/draft", `{"text":"x"}`).no(422, "invalid")
	h.as("operator", "PUT", "/v1/dialogs/nobody-1/draft", `{"text":"x"}`).no(404, "not_found")
	h.as("operator", "POST", path+"/close", nil).is(200)
	h.as("operator", "PUT", path+"/draft", `{"text":"x"}`).is(200)
	h.clock.move(desk.DraftLife - time.Second)
	h.as("operator", "GET", path+"/draft", nil).is(200)
	h.clock.move(time.Second)
	h.as("operator", "GET", path+"/draft", nil).no(404, "not_found")
	if list := h.as("operator", "GET", "/v1/me/drafts", nil).is(200).doc()["items"].([]any); len(list) != 0 {
		t.Errorf("listed: got %v", list)
	}
}
