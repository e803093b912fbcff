package main

import (
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheFirstAdministratorJoinsByALink: each start prints one, until it was taken
// (D17, RS-01).
func TestTheFirstAdministratorJoinsByALink_D17(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	link := regexp.MustCompile(`http://\S+/join#(\S+)`)
	out, stop := started(t, dir)
	old := link.FindStringSubmatch(out.String())
	if stop(); old == nil {
		t.Fatalf("no link in:\n%s", out)
	}
	out, stop = started(t, dir)
	defer func() { stop() }()
	base, now := address(t, out.String()), link.FindStringSubmatch(out.String())
	if now == nil || now[1] == old[1] {
		t.Fatalf("no new link in:\n%s", out)
	}
	post := func(path, body string) *http.Response {
		t.Helper()
		r, err := http.Post(base+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		return r
	}
	if r := post("/v1/invitations/"+old[1], `{"password":"vier kleine katzen","email":"ada@shop.example"}`); r.StatusCode != 404 {
		t.Errorf("the older link: got %s", r.Status)
	}
	if r := post("/v1/invitations/"+now[1], `{"password":"vier kleine katzen"}`); r.StatusCode != 422 {
		t.Errorf("without an address: got %s", r.Status)
	}
	r := post("/v1/invitations/"+now[1], `{"password":"vier kleine katzen","name":"Ada","email":"ada@shop.example"}`)
	if r.StatusCode != 201 || len(r.Cookies()) != 1 {
		t.Fatalf("got %s with cookies %v", r.Status, r.Cookies())
	}
	me, err := http.NewRequestWithContext(t.Context(), "GET", base+"/v1/operators", nil)
	if err != nil {
		t.Fatal(err)
	}
	me.AddCookie(r.Cookies()[0])
	if a, err := http.DefaultClient.Do(me); err != nil || a.StatusCode != 200 {
		t.Errorf("the first administrator asks for operators: got %v, %v", a, err)
	} else {
		a.Body.Close()
	}
	stop()
	out, stop = started(t, dir)
	if link.MatchString(out.String()) {
		t.Errorf("an administrator has joined, and there is a link:\n%s", out)
	}
	if r := func() *http.Response {
		base = address(t, out.String())
		return post("/v1/session", `{"email":"ada@shop.example","password":"vier kleine katzen"}`)
	}(); r.StatusCode != 201 {
		t.Errorf("signing in after a restart: got %s", r.Status)
	}
}
