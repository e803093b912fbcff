package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestWhatLeadsBackToUs: whatever host a request names, where an invitation, a file's
// links, live updates or signing in elsewhere lead is what is configured; on this machine
// it is the request's. Without either, what others open leads to where the server knows
// that it is, unless a page of ours says where it is.
func TestWhatLeadsBackToUs(t *testing.T) {
	h := newHouse(t)
	invited := 0
	for _, c := range []struct{ public, host, site, want, home string }{
		{"https://sufler.example/", "evil.example", "", "https://sufler.example", "https://sufler.example"},
		{"https://sufler.example/", "evil.example", "same-origin", "https://sufler.example", "https://sufler.example"},
		{"https://sufler.example", "localhost:8080", "", "http://localhost:8080", "http://localhost:8080"},
		{"", "desk.example", "same-origin", "https://desk.example", "https://desk.example"},
		{"", "desk.example", "", "https://desk.example", "http://sufler.test"},
		{"", "desk.example", "cross-site", "https://desk.example", "http://sufler.test"},
	} {
		h.public = c.public
		ask := func(method, path, body string) string {
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Host = c.host
			r.Header.Set("Sec-Fetch-Site", c.site)
			r.Header.Set("Authorization", "Bearer "+h.keys["admin"])
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			return w.Body.String()
		}
		invited++
		mail := strings.Repeat("x", invited) + "@shop.example"
		if got := ask("POST", "/v1/operators", `{"name":"Olga","role":"operator","email":"`+mail+`"}`); !strings.Contains(got, `"`+c.home+`/join#`) {
			t.Errorf("%+v: the invitation is %s", c, got)
		}
		if got := ask("GET", "/v1/settings/openid", ""); !strings.Contains(got, `"redirect":"`+c.want+`/v1/session/oidc/callback"`) || !strings.Contains(got, `"start":"`+c.want+`/v1/session/oidc/start"`) {
			t.Errorf("%+v: the pages are %s", c, got)
		}
		if got := ask("GET", "/v1/live", ""); !strings.Contains(got, `"url":"`+strings.Replace(c.home, "http", "ws", 1)+`/v1/live"`) {
			t.Errorf("%+v: one is told at %s", c, got)
		}
		made := ask("POST", "/v1/exports", `{"format":"csv"}`)
		_, id, _ := strings.Cut(made, `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
		if e, err := h.st.Export(t.Context(), desk.ExportID(id)); err != nil || e.Base != c.home {
			t.Errorf("%+v: an export's links lead to %q, %v", c, e.Base, err)
		}
		h.work()
	}
}

// TestAForgedHostLeadsNobodyElsewhere_D17: a provider is told to send people back to what is
// configured, to this machine, or to the host of a page of ours; a host that a request alone
// names gets its sender no further than our own front page.
func TestAForgedHostLeadsNobodyElsewhere_D17(t *testing.T) {
	h := newHouse(t)
	var issuer string
	ids := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%[2]q,"jwks_uri":%[2]q}`, issuer, issuer+"/authorize")
	}))
	defer ids.Close()
	issuer = ids.URL
	if _, err := h.st.SaveOpenID(t.Context(), desk.OpenID{Issuer: issuer, ClientID: "sufler"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ public, host, site, back string }{
		{"https://sufler.example/", "evil.example", "", "https://sufler.example"},
		{"https://sufler.example/", "evil.example", "same-origin", "https://sufler.example"},
		{"", "localhost:8080", "none", "http://localhost:8080"},
		{"", "desk.example", "same-origin", "https://desk.example"},
		{"", "evil.example", "", ""},
		{"", "evil.example", "none", ""},
		{"", "evil.example", "cross-site", ""},
	} {
		h.public = c.public
		r := httptest.NewRequest("GET", "/v1/session/oidc/start", nil)
		r.Host = c.host
		r.Header.Set("X-Forwarded-Host", "evil.example")
		r.Header.Set("Sec-Fetch-Site", c.site)
		w := httptest.NewRecorder()
		h.handler.ServeHTTP(w, r)
		at, err := url.Parse(w.Header().Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		if c.back == "" {
			if at.String() != "/" || w.Header().Get("Set-Cookie") != "" {
				t.Errorf("%+v: led to %q with the cookie %q", c, at, w.Header().Get("Set-Cookie"))
			}
			continue
		}
		if got := at.Query().Get("redirect_uri"); !strings.HasPrefix(at.String(), issuer+"/authorize?") || got != c.back+"/v1/session/oidc/callback" {
			t.Errorf("%+v: led to %q, and back to %q (%d %s)", c, at, got, w.Code, w.Body)
		}
	}
}

// TestALiveSocketIsWhereThePageIs: a session's cookie goes nowhere but to the host that the
// browser shows, whatever is configured.
func TestALiveSocketIsWhereThePageIs(t *testing.T) {
	h := newHouse(t)
	h.public = "https://sufler.example"
	b := h.joined("olga@shop.example", desk.RoleOperator, desk.Rights{Leads: desk.MayChange})
	r := httptest.NewRequest("GET", "https://desk.example/v1/live", nil)
	r.Header.Set("Cookie", "__Host-sufler="+b.token)
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if got := w.Body.String(); !strings.Contains(got, `"wss://desk.example/v1/live"`) {
		t.Errorf("got %s", got)
	}
}
