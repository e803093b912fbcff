package api_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// posts are the addresses that read a body, with one that works.
func posts(h *house) [][3]string {
	dialog, deal := h.bound(`{"product":"table"}`)
	run := h.read(dialog)
	d := "/v1/dialogs/" + string(dialog)
	olga, code := h.invited("olga@shop.example", desk.RoleOperator, desk.Rights{})
	return [][3]string{
		{"POST", d + "/reply", `{"text":"Hi","replyTo":"x"}`},
		{"POST", d + "/note", `{"text":"Hi"}`},
		{"POST", d + "/cards", `{"card":"` + deal + `"}`},
		{"POST", d + "/runs", `{"card":"` + deal + `","language":"es","wait":false}`},
		{"PATCH", d, `{"state":"waiting","operator":"olga"}`},
		{"POST", "/v1/runs/" + run + "/decisions", `{"all":"keep","fields":{"product":"replace"}}`},
		{"POST", "/v1/runs/" + run + "/undo", `{"fields":["product"]}`},
		{"POST", "/v1/cards", `{"kind":"deal","title":"x","pipeline":"sales","stage":"new","values":{"quantity":2,"budget":{"amount":1.5,"currency":"EUR"}}}`},
		{"PATCH", "/v1/cards/" + deal, `{"title":"y","contact":"","values":{"product":null}}`},
		{"POST", "/v1/lines", `{"id":"a","channel":"web","origins":["https://a.example"],"secrets":{"session":"x"},"options":{"a":null},"idleSeconds":1.5,"zone":"UTC"}`},
		{"PUT", "/v1/fields/lead/x", `{"title":"x","type":"enum","options":[{"value":"a","synonyms":["b"]}],"policy":"never"}`},
		{"PUT", "/v1/pipelines/x", `{"title":"x","stages":[{"id":"a","title":"A","final":"lost"}]}`},
		{"PATCH", "/v1/settings", `{"copilot":true,"quietSeconds":30,"pipelineModes":{"sales":"all"}}`},
		{"POST", "/v1/keys", `{"name":"x","role":"operator","leads":"read"}`},
		{"POST", "/v1/operators", `{"name":"x","email":"x@shop.example","role":"operator","leads":"read","dialogs":"team","language":"es"}`},
		{"PATCH", "/v1/operators/" + string(olga), `{"name":"y","email":"y@shop.example","role":"admin","off":false}`},
		{"POST", "/v1/session", `{"email":"olga@shop.example","password":"vier kleine katzen"}`},
		{"POST", "/v1/invitations/" + code, `{"password":"vier kleine katzen","name":"Olga","email":"olga@shop.example"}`},
	}
}

// FuzzBodies: whatever a body holds, the answer is JSON, and what is wrong is
// the asker's fault, told as a problem.
func FuzzBodies(f *testing.F) {
	h := newHouse(f)
	all := posts(h)
	for i, p := range all {
		f.Add(i, p[2])
		f.Add(i, `{"text":1,"values":[],"kind":null}`)
	}
	f.Add(0, `{`)
	f.Add(3, "\x00\xff")
	f.Fuzz(func(t *testing.T, i int, body string) {
		h.t = t
		p := all[uint(i)%uint(len(all))]
		a := h.as("admin", p[0], p[1], body, "If-Match", "*", "Content-Type", "application/json")
		if a.status >= 500 {
			t.Fatalf("%s: %q: got %d %s %s", a.what, body, a.status, a.body, h.log)
		}
		if !json.Valid(a.body) || a.status >= 400 != strings.HasPrefix(a.header.Get("Content-Type"), "application/problem+json") {
			t.Fatalf("%s: %q: got %d %s %s", a.what, body, a.status, a.header, a.body)
		}
	})
}

// FuzzAddresses: whatever ids and queries hold, too.
func FuzzAddresses(f *testing.F) {
	h := newHouse(f)
	for _, s := range []string{
		"/v1/dialogs?cursor=e30&limit=3", "/v1/dialogs/x-1/messages?thread=true", "/v1/cards/deal:%00", "/v1/cards?kind=deal&contact=contact:%ff",
		"/v1/runs/%F0", "/v1/lines/..%2f", "/v1/fields/deal/%20", "/v1/dialogs?customer=%00&state=closed", "/v1/dialogs?operator=%00", "/docs/x", "/v1/cards/lead:1/timeline?cursor=eyJ0Ijp7fX0",
		"/v1/operators/%00", "/v1/me/sessions/%ff", "/v1/session",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		h.t = t
		if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \t\r\n\x00") || len(path) > 9000 {
			return
		}
		for _, r := range path {
			if r < 0x21 || r == 0x7f {
				return
			}
		}
		if _, err := url.ParseRequestURI(path); err != nil {
			return
		}
		for _, method := range []string{"GET", "DELETE"} {
			if a := h.as("admin", method, path, nil); a.status >= 500 {
				t.Fatalf("%s: got %d %s %s", a.what, a.status, a.body, h.log)
			}
		}
	})
}

// FuzzSessionCookies: whatever a cookie or a code holds, nobody gets in by it.
func FuzzSessionCookies(f *testing.F) {
	h := newHouse(f)
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{})
	for _, s := range []string{"", "a.b.c", "..", b.token[:len(b.token)-1], strings.ToUpper(b.token), b.token + ".", "a.b.c.d", "\x00.\xff.;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, token string) {
		h.t = t
		if token == b.token {
			return
		}
		a := h.as("", "GET", "/v1/me", nil, "Cookie", "__Host-sufler="+token)
		if a.status != 401 {
			t.Fatalf("%q: got %d %s %s", token, a.status, a.body, h.log)
		}
		if a := h.as("", "GET", "/v1/session/oidc/callback?state="+url.QueryEscape(token), nil, "Cookie", "__Host-sufler-oidc="+token); a.status < 400 || a.status >= 500 {
			t.Fatalf("%q: got %d %s %s", token, a.status, a.body, h.log)
		}
		if a := h.as("", "POST", "/v1/invitations/"+url.PathEscape(token), `{"password":"vier kleine katzen"}`); a.status < 400 || a.status >= 500 {
			t.Fatalf("%q: got %d %s %s", token, a.status, a.body, h.log)
		}
	})
}
