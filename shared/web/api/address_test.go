package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"
)

// TestWhatLeadsBackToUs: whatever host a request names, where an invitation or signing in
// elsewhere leads is what is configured; without that, and on this machine, it is the
// request's.
func TestWhatLeadsBackToUs(t *testing.T) {
	h := newHouse(t)
	invited := 0
	for _, c := range []struct{ public, host, want string }{
		{"https://sufler.example/", "evil.example", "https://sufler.example"},
		{"https://sufler.example", "localhost:8080", "http://localhost:8080"},
		{"", "desk.example", "https://desk.example"},
	} {
		h.public = c.public
		ask := func(method, path, body string) string {
			r := httptest.NewRequest(method, path, strings.NewReader(body))
			r.Host = c.host
			r.Header.Set("Authorization", "Bearer "+h.keys["admin"])
			w := httptest.NewRecorder()
			h.handler.ServeHTTP(w, r)
			return w.Body.String()
		}
		invited++
		mail := strings.Repeat("x", invited) + "@shop.example"
		if got := ask("POST", "/v1/operators", `{"name":"Olga","role":"operator","email":"`+mail+`"}`); !strings.Contains(got, `"`+c.want+`/join#`) {
			t.Errorf("%+v: the invitation is %s", c, got)
		}
		if got := ask("GET", "/v1/settings/openid", ""); !strings.Contains(got, `"redirect":"`+c.want+`/v1/session/oidc/callback"`) || !strings.Contains(got, `"start":"`+c.want+`/v1/session/oidc/start"`) {
			t.Errorf("%+v: the pages are %s", c, got)
		}
	}
}
