package api_test

import (
	"fmt"
	"strings"
	"testing"
)

// The users of a CRM are listed for administrators, page by page; those of the built-in one
// are the operators. Who is to answer for new cards and is there no more is said by a check.
func TestUsers_OfEachCRM(t *testing.T) {
	h := newHouse(t)
	b := h.connectedBitrix24()
	h.as("operator", "GET", "/v1/users?connection=b24", nil).no(403, "forbidden")
	h.as("admin", "GET", "/v1/users?connection=none", nil).no(409, "no_connection")
	h.as("admin", "GET", "/v1/users?connection=b24", nil).no(409, "crm_refused")

	b.Scopes, b.More = []string{"crm", "user_basic"}, 4
	list := func(query string) (names []string, next string) {
		doc := h.as("admin", "GET", "/v1/users?"+query, nil).is(200).doc()
		for _, u := range doc["items"].([]any) {
			u := u.(map[string]any)
			names = append(names, fmt.Sprint(u["id"], " ", u["name"], " ", u["email"], " ", u["active"]))
		}
		next, _ = doc["next"].(string)
		return names, next
	}
	var all []string
	for next, more := "", true; more; more = next != "" {
		var page []string
		page, next = list("connection=b24&limit=3&cursor=" + next)
		if all = append(all, page...); len(page) > 3 || len(all) > 7 {
			t.Fatalf("pages of %v", page)
		}
	}
	want := []string{"1000 Worker 0 Many w0@shop.example true"}
	if len(all) != 7 || all[0] != want[0] || all[6] != "9 Іван Коваль ivan@shop.example false" {
		t.Errorf("users %v", all)
	}
	b.More = 0
	if again, _ := list("connection=b24"); len(again) != 7 {
		t.Errorf("they are remembered for ten minutes: %v", again)
	}
	h.as("admin", "POST", "/v1/connections/b24/refresh", nil).is(204)
	if again, _ := list("connection=b24"); len(again) != 3 {
		t.Errorf("after a refresh: %v", again)
	}

	check := func(who string) string {
		tag := h.as("admin", "GET", "/v1/connections/b24", nil).is(200).header.Get("ETag")
		h.as("admin", "PATCH", "/v1/connections/b24", `{"options":{"responsible":"`+who+`"}}`, "If-Match", tag).is(200)
		for _, one := range h.as("admin", "POST", "/v1/connections/b24/check", nil).is(200).doc()["items"].([]any) {
			worded(t, one)
			if one := one.(map[string]any); one["about"] == "responsible" {
				return fmt.Sprint(one["ok"], " ", one["code"])
			}
		}
		return "nothing"
	}
	for who, want := range map[string]string{"7": "true responsible_there", "9": "false responsible_gone", "55": "false responsible_gone"} {
		if got := check(who); got != want {
			t.Errorf("responsible %s: %s, want %s", who, got, want)
		}
	}
	b.Scopes = []string{"crm"}
	if got := check("8"); got != "false users_right_missing" {
		t.Errorf("without the right: %s", got)
	}

	h.as("admin", "POST", "/v1/operators", `{"name":"Olga","email":"olga@shop.example","role":"operator"}`, "Idempotency-Key", "olga").is(201)
	if names, _ := list(""); len(names) != 1 || !strings.HasSuffix(names[0], " Olga olga@shop.example true") {
		t.Errorf("operators: %v", names)
	}
}
