package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// TestOperatorsSeeWhoTypes: the visitor on the page, and another operator; for a
// moment, and not themselves.
func TestOperatorsSeeWhoTypes(t *testing.T) {
	h := newHouse(t)
	l := h.line("site", desk.LeadNever)
	page := h.outside()
	ask := func(path, token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", "/web/"+l.PublicKey+path, strings.NewReader("{}"))
		r.Header.Set("Origin", "https://shop.example")
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		return w
	}
	session := answer{t: t, body: ask("/session", "").Body.Bytes()}.doc()
	token := session["token"].(string)
	if w := ask("/typing", token); w.Code != 204 {
		t.Fatalf("before the first word: got %d %s", w.Code, w.Body)
	}
	if w := ask("/typing", "none"); w.Code != 401 {
		t.Errorf("a stranger: got %d %s", w.Code, w.Body)
	}
	path := "/v1/dialogs/" + string(h.chat(l, session["visitor"].(string), "Hello"))
	sees := func(who string, want ...any) {
		t.Helper()
		list, _ := h.as(who, "GET", path, nil).is(200).doc()["typing"].([]any)
		var got []any
		for _, one := range list {
			got = append(got, at(one, "by"))
		}
		if len(got) != len(want) {
			t.Fatalf("%s sees %v type, want %v", who, got, want)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s sees %v type, want %v", who, got, want)
			}
		}
	}
	sees("supervisor")
	for range 2 {
		if w := ask("/typing", token); w.Code != 204 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
		h.as("operator", "POST", path+"/typing", nil).is(204)
	}
	sees("supervisor", nil, "olga")
	sees("operator", nil)
	h.clock.move(desk.TypingLife - time.Millisecond)
	sees("supervisor", nil, "olga")
	h.clock.move(time.Millisecond)
	sees("supervisor")
	shown := func(want bool) {
		t.Helper()
		r := httptest.NewRequest("GET", "/web/"+l.PublicKey+"/messages?typing=true", nil)
		r.Header.Set("Origin", "https://shop.example")
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		page.ServeHTTP(w, r)
		if got := (answer{t: t, body: w.Body.Bytes()}).doc()["typing"]; w.Code != 200 || (got != nil) != want {
			t.Errorf("the page is told %v (%d), want that somebody types: %v", got, w.Code, want)
		}
	}
	h.as("operator", "POST", path+"/typing", `{"note":true}`).is(204)
	sees("supervisor", "olga")
	shown(false)
	h.as("operator", "POST", path+"/typing", nil).is(204)
	shown(true)
	sees("supervisor", "olga")
	h.as("admin", "POST", path+"/close", nil).is(200)
	sees("supervisor")
	h.as("operator", "POST", path+"/typing", nil).no(409, "dialog_closed")
	if w := ask("/typing", token); w.Code != 204 {
		t.Errorf("once it is closed: got %d %s", w.Code, w.Body)
	}
	sees("supervisor")
}
