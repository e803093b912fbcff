package main

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

// posts posts a message of a visitor's, with whatever else it holds.
func (h *house) posts(v *site, more map[string]any) answer {
	h.t.Helper()
	body := map[string]any{"text": "Hello"}
	v.count++
	body["id"] = "m" + strconv.Itoa(v.count)
	for name, value := range more {
		body[name] = value
	}
	a, err := v.client.send(h.t.Context(), "POST", v.path+"/messages", body, "Origin", "http://localhost:8080")
	h.must(err)
	h.pass(5 * time.Second)
	return a
}

// introduces posts a message with a profile, and gives the contact's values.
func (h *house) introduces(v *site, profile map[string]any) map[string]string {
	h.t.Helper()
	if a := h.posts(v, map[string]any{"profile": profile}); a.Status != 200 {
		h.t.Fatalf("profile %v: got %d %s", profile, a.Status, a.Body)
	}
	values := map[string]string{}
	for name, v := range h.card(h.dialogs("line=website")[0].Contact).Values {
		values[name] = strings.Trim(string(v), `"`)
	}
	return values
}

// What a visitor tells of themselves reaches their contact with the first
// message, with a later one, and in the next dialog, however they write it.
func TestAVisitorsProfileReachesTheContact_WG03(t *testing.T) {
	h := newHouse(t)
	h.changes("/v1/lines/website", map[string]any{"region": "RU"})
	v := h.visitor()
	got := h.introduces(v, nil)
	same(t, "nothing is told", got["phone"], "")
	got = h.introduces(v, map[string]any{"phone": "8 916 204-55-18"})
	same(t, "a phone told later, as the country writes it", got["phone"], "+79162045518")
	got = h.introduces(v, map[string]any{"email": " Anna@Mail.Example "})
	same(t, "an e-mail told later still", got["email"], "Anna@mail.example")
	h.call(h.admin, "POST", "/v1/dialogs/"+h.dialogs("line=website")[0].ID+"/close", nil, nil)
	got = h.introduces(v, map[string]any{"name": "Anna Petrova", "phone": "+7 (999) 111-22-33"})
	same(t, "a name told in the next dialog", got["name"], "Anna Petrova")
	same(t, "the phone that the contact has stays", got["phone"], "+79162045518")

	for phone, want := range map[string]string{
		"+7 (916) 204-55-19": "+79162045519", "8 916 204 55 19": "+79162045519", "8(916)2045519": "+79162045519", "+44 20 7946 0991": "+442079460991",
	} {
		got := h.introduces(h.visitor(), map[string]any{"phone": phone})
		same(t, phone, got["phone"], want)
	}
}

// A person who empties a field that a visitor's profile filled is not overruled.
func TestAProfileDoesNotFillAgainWhatAPersonEmptied_WG03(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	h.introduces(v, nil)
	profile := map[string]any{"email": "anna@mail.example"}
	same(t, "filled", h.introduces(v, profile)["email"], "anna@mail.example")
	ref := h.dialogs("line=website")[0].Contact
	h.sets(ref, map[string]any{"email": nil})
	h.call(h.admin, "POST", "/v1/dialogs/"+h.dialogs("line=website")[0].ID+"/close", nil, nil)
	same(t, "emptied", h.introduces(v, profile)["email"], "")
}

// What can be nobody's phone or e-mail is refused by name, and nothing is stored;
// the page can ask again.
func TestAProfileThatCantBeIsRefused_WG03(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	for _, c := range []struct {
		profile map[string]any
		code    string
	}{
		{map[string]any{"phone": "call me"}, "phone_invalid"},
		{map[string]any{"phone": "12"}, "phone_invalid"},
		{map[string]any{"phone": "+7 916 204 55 18 99 88 77"}, "phone_invalid"},
		{map[string]any{"phone": "+7 916 204 55 18 Anna"}, "phone_invalid"},
		{map[string]any{"email": "anna"}, "email_invalid"},
		{map[string]any{"email": "anna@"}, "email_invalid"},
		{map[string]any{"email": "Anna <anna@mail.example>"}, "email_invalid"},
	} {
		a := h.posts(v, map[string]any{"profile": c.profile})
		same(t, "refusal", a.problem().Code, c.code)
		same(t, "status", a.Status, 422)
	}
	same(t, "dialogs", len(h.dialogs("line=website")), 0)
}
