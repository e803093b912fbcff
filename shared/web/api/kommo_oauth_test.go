package api_test

import (
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// Connecting Kommo by OAuth: its page is opened, it sends the browser back, and from then
// on we are let in. What a browser brings works once, and only if somebody here sent it.
func TestConnection_KommoByOAuth(t *testing.T) {
	h := newHouse(t)
	const back = "https://sufler.example/v1/crms/callback"
	k := &parties.Kommo{Admin: true, At: h.clock.Now(), ClientID: "integration", ClientSecret: "hush-hush", Redirect: back}
	server := httptest.NewServer(k)
	t.Cleanup(server.Close)
	account := strings.TrimPrefix(server.URL, "http://")
	h.as("admin", "POST", "/v1/connections", `{"id":"kommo","kind":"kommo","options":{"address":"`+server.URL+`","client_id":"integration","redirect_uri":"`+back+`"},"secrets":{"client_secret":"hush-hush"}}`).is(201)
	access := func(state string) {
		t.Helper()
		for _, path := range []string{"/v1/connections/kommo", "/v1/connections"} {
			got := h.as("admin", "GET", path, nil).is(200)
			doc := got.doc()
			if items, ok := doc["items"].([]any); ok {
				doc = items[0].(map[string]any)
			}
			if at(doc, "access", "state") != state || strings.Contains(string(got.body), "hush") || strings.Contains(string(got.body), "refresh") || state != "granted" && at(doc, "access", "text") == "" {
				t.Errorf("%s: access is %v, want %s", path, doc["access"], state)
			}
		}
	}
	access("none")
	h.as("admin", "GET", "/v1/fields/deal?connection=kommo", nil).no(409, "not_authorized")
	begin := func() string {
		t.Helper()
		page := h.as("admin", "POST", "/v1/connections/kommo/authorize", nil).is(200).doc()["url"].(string)
		u, err := url.Parse(page)
		if err != nil || u.Host != "www.kommo.com" {
			t.Fatalf("the page is %s", page)
		}
		return u.Query().Get("state")
	}
	callback := func(state, code, account string) answer {
		return h.as("", "GET", "/v1/crms/callback?"+url.Values{"state": {state}, "code": {code}, "referer": {account}}.Encode(), nil)
	}
	stale, refused := "This link works no longer", "The CRM could not be connected."
	state := begin()
	callback("kommo.GUESSED", k.Code(), account).page(409, stale)
	callback("none."+state, k.Code(), account).page(409, stale)
	callback("", k.Code(), account).page(409, stale)
	callback(state, "wrong", account).page(409, refused)
	callback(state, k.Code(), account).page(409, stale) // it was used up
	callback(begin(), k.Code(), "evil.example").page(409, refused)
	state = begin()
	h.clock.move(20 * time.Minute)
	callback(state, k.Code(), account).page(409, stale)
	access("none")
	state = begin()
	callback(state, k.Code(), account).page(200, "The CRM is connected.")
	callback(state, k.Code(), account).page(409, stale)
	access("granted")
	h.as("admin", "GET", "/v1/fields/deal?connection=kommo", nil).is(200)
	for _, one := range h.as("admin", "POST", "/v1/connections/kommo/prepare", nil).is(200).doc()["items"].([]any) {
		if one := one.(map[string]any); one["ok"] != true {
			t.Errorf("prepare: %v", one)
		}
	}
	k.Move(30 * time.Hour)
	h.clock.move(30 * time.Hour)
	k.Disconnect()
	h.as("admin", "POST", "/v1/connections/kommo/refresh", nil).is(204)
	h.as("admin", "GET", "/v1/fields/deal?connection=kommo", nil).no(409, "not_authorized")
	access("lost")
	callback(begin(), k.Code(), account).page(200, "The CRM is connected.") // and anew
	access("granted")
	h.as("admin", "GET", "/v1/fields/deal?connection=kommo", nil).is(200)
	if said := h.log.String(); strings.Contains(said, "hush") || strings.Contains(said, "GUESSED") || strings.Contains(said, state) {
		t.Error("a secret is in the log")
	}
	h.as("admin", "DELETE", "/v1/connections/kommo", nil).is(204)
	h.as("admin", "POST", "/v1/connections/kommo/authorize", nil).no(404, "not_found")
}

// page demands a page that says something, and runs nothing.
func (a answer) page(status int, says string) answer {
	a.t.Helper()
	a.is(status)
	said := string(a.body)
	if !strings.Contains(said, says) || strings.Contains(said, "<script") || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") ||
		!strings.HasPrefix(a.header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-") || a.header.Get("Cache-Control") != "no-store" {
		a.t.Fatalf("%s: got %s %s, want a page that says %q", a.what, a.header, said, says)
	}
	return a
}

// Whoever a CRM sends back reads in their language what happened and what to do, also
// where they said no there, and nothing that an address says is more than text.
func TestConnection_OAuthPageIsReadable(t *testing.T) {
	h := newHouse(t)
	for accepted, says := range map[string][2]string{
		"":                         {"The CRM was told not to let Sufler in.", "begin anew"},
		"fr, ru-RU;q=0.9, en;q=.1": {"В CRM отказались впустить Sufler.", "начните подключение заново"},
		"es-MX":                    {"En el CRM se negó el acceso a Sufler.", "empiece de nuevo"},
		"de,nl":                    {"The CRM was told not to let Sufler in.", "begin anew"},
	} {
		got := h.as("", "GET", "/v1/crms/callback?error=access_denied&error_description=%3Cscript%3E", nil, "Accept-Language", accepted)
		got.page(409, says[0]).page(409, says[1])
	}
	h.as("", "GET", "/v1/crms/callback?state=%3Cscript%3E&code=%3Cscript%3E&referer=%3Cscript%3E", nil).page(409, "This link works no longer")
}

// A CRM that can't be reached is named from the first failure on, and a check says so in a
// sentence.
func TestConnection_ThatFailsIsNamed(t *testing.T) {
	h := newHouse(t)
	server := httptest.NewServer(nil)
	server.Close()
	h.as("admin", "POST", "/v1/connections", `{"id":"kommo","kind":"kommo","options":{"address":"`+server.URL+`"},"secrets":{"token":"t0ken"}}`).is(201)
	got := h.as("admin", "GET", "/v1/fields/deal?connection=kommo", nil).is(503)
	const want = "Not now. The connection kommo failed: The account: nobody answers at the CRM's address; see whether its port is right, and whether it is running. The same request may work in a moment."
	if at(got.doc(), "detail") != want {
		t.Errorf("got %s, want %q", got.body, want)
	}
	tried := h.as("admin", "POST", "/v1/connections/kommo/check", nil).is(200)
	if said := at(tried.doc(), "items", 0, "text"); said != "The account: nobody answers at the CRM's address; see whether its port is right, and whether it is running." {
		t.Errorf("the check says %q", said)
	}
}
