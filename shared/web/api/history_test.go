package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// told is a contact's history as somebody reads it, so many a page: each item in a word.
func (h *house) toldOf(who, contact string, limit int, between func()) []string {
	h.t.Helper()
	var out []string
	last := ""
	for cursor, ok := "", true; ok; {
		doc := h.as(who, "GET", fmt.Sprintf("/v1/contacts/%s/history?limit=%d&cursor=%s", contact, limit, cursor), nil).is(200).doc()
		items, _ := doc["items"].([]any)
		if len(items) > limit {
			h.t.Errorf("a page of %d has %d", limit, len(items))
		}
		for _, it := range items {
			when := fmt.Sprint(at(it, "at"))
			if last != "" && when > last {
				h.t.Errorf("%v comes after %s", it, last)
			}
			last = when
			word := fmt.Sprint(at(it, "kind"))
			switch word {
			case "message":
				word = fmt.Sprint(at(it, "message", "text"))
			case "entry":
				word = fmt.Sprint("entry ", at(it, "entry", "kind"))
			case "card":
				word = fmt.Sprint(at(it, "card", "title"), " ", at(it, "purchase"))
			default:
				word = fmt.Sprint(word, " ", at(it, "line"))
			}
			out = append(out, word)
		}
		if cursor, ok = doc["next"].(string); between != nil {
			between()
		}
	}
	return out
}

// TestAContactsHistory_CB07_CB11_CL22_OP39: what somebody said on two lines, in an
// earlier dialog too, and what they bought, is one stream, the newest first, whatever
// its pages; what is said meanwhile moves nothing of it.
func TestAContactsHistory_CB07_CB11_CL22_OP39(t *testing.T) {
	h := newHouse(t)
	shop, site := h.line("shop", desk.LeadNever), h.line("site", desk.LeadNever)
	first := h.chat(shop, "ann", "one", "two")
	h.as("operator", "POST", "/v1/dialogs/"+string(first)+"/note", `{"text":"a note"}`).is(201)
	h.clock.move(time.Minute)
	h.as("operator", "POST", "/v1/dialogs/"+string(first)+"/close", nil).is(200)
	h.clock.move(time.Minute)
	there := h.chat(site, "anna", "three")
	h.clock.move(time.Minute)
	h.chat(shop, "ann", "four")
	h.clock.move(time.Minute)
	h.chat(site, "anna", "five")
	contact := fmt.Sprint(h.as("admin", "GET", "/v1/dialogs/"+string(first), nil).is(200).doc()["contact"])
	other := fmt.Sprint(h.as("admin", "GET", "/v1/dialogs/"+string(there), nil).is(200).doc()["contact"])
	h.as("admin", "POST", "/v1/contacts/"+other+"/merge", `{"into":"`+contact+`"}`).is(202)
	h.work()
	h.clock.move(time.Minute)
	deal := func(title string) string {
		h.clock.move(time.Minute)
		return fmt.Sprint(h.as("admin", "POST", "/v1/cards", `{"kind":"deal","title":"`+title+`","contact":"`+contact+`","pipeline":"sales"}`).is(201).doc()["ref"])
	}
	won := deal("Chairs")
	deal("Tables")
	h.as("admin", "PATCH", "/v1/cards/"+won, `{"stage":"won"}`, "If-Match", "*").is(200)
	all := h.toldOf("admin", contact, 200, nil)
	spoken := slices.DeleteFunc(slices.Clone(all), func(s string) bool { return strings.HasPrefix(s, "entry") })
	want := []string{"Tables <nil>", "Chairs true", "five", "four", "opened shop", "three", "opened site", "closed shop", "a note", "two", "one", "opened shop"}
	if !slices.Equal(spoken, want) {
		t.Errorf("got %q, want %q", spoken, want)
	}
	if !slices.Contains(all, "entry merged") {
		t.Errorf("the contact's own timeline is not in it: %q", all)
	}
	for _, limit := range []int{1, 2, 3, 5} {
		n := 0
		got := h.toldOf("admin", contact, limit, func() {
			if n++; n == 2 {
				h.chat(shop, "ann", "meanwhile")
			}
		})
		if slices.Equal(got, all) {
			continue
		}
		// Said before an earlier turn, it is in all that is asked for later.
		if got = slices.DeleteFunc(got, func(s string) bool { return s == "meanwhile" }); !slices.Equal(got, all) {
			t.Errorf("%d a page: got %q, want %q", limit, got, all)
		}
	}
	next := fmt.Sprint(h.as("admin", "GET", "/v1/contacts/"+contact+"/history?limit=1", nil).is(200).doc()["next"])
	mark, _, _ := strings.Cut(next, ".")
	for _, bad := range []string{"x", mark + ".x", mark + ".-1.m", mark + ".1"} {
		h.as("admin", "GET", "/v1/contacts/"+contact+"/history?cursor="+bad, nil).no(422, "bad_cursor")
	}
	h.as("admin", "GET", "/v1/contacts/"+won+"/history", nil).no(422, "invalid")
	h.as("admin", "GET", "/v1/contacts/contact:none/history", nil).no(404, "not_found")
	if got := h.toldOf("leads only", contact, 200, nil); slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "Chairs") }) {
		t.Errorf("who may read leads only is told of deals: %q", got)
	}
}

// TestHistoryShowsNoMoreThanDialogs_RS03_RS06_RS07: in every situation of a dialog, by
// every scope: what was said shows to who reads it, and where it was; that it is there
// to who sees that.
func TestHistoryShowsNoMoreThanDialogs_RS03_RS06_RS07_CL15_CL23_D12_OP10(t *testing.T) {
	h := newHouse(t)
	scopes := h.scopes()
	l := h.line("shop", desk.LeadNever)
	for i, s := range situations {
		id := h.chat(l, fmt.Sprint("u", i), "secret")
		contact := fmt.Sprint(h.as("admin", "GET", "/v1/dialogs/"+string(id), nil).is(200).doc()["contact"])
		h.become(id, func(d desk.Dialog) desk.Dialog { return s.make(h, d) })
		for scope, want := range map[desk.Scope][2]string{desk.ScopeOwn: {sees.own[i], words.own[i]}, desk.ScopeTeam: {sees.team[i], words.team[i]}, desk.ScopeAll: {sees.all[i], words.all[i]}} {
			for _, who := range scopes[scope] {
				got := h.toldOf(who, contact, 50, nil)
				there := slices.Contains(got, "opened shop") || slices.Contains(got, "opened <nil>")
				if there != (want[0] == "y") || slices.Contains(got, "secret") != (want[1] == "y") || slices.Contains(got, "opened shop") != (want[1] == "y") {
					t.Errorf("%s, %s: got %q, want it there %s, and said %s", who, s.name, got, want[0], want[1])
				}
			}
		}
	}
}
