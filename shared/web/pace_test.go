package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/web"
)

// arrives asks for a session from an address.
func (g *gate) arrives(h http.Handler, from string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/web/site.abc/session", nil)
	r.RemoteAddr = from
	r.Header.Set("Origin", shop)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// Who asks for too many sessions shuts the door for their own network, and for
// nobody else; whoever is a visitor already stays one.
func TestOneCallerShutsTheDoorForNobodyElse(t *testing.T) {
	g := newGate(t)
	old := g.session("")
	g.move(time.Minute)
	for i := range 500 {
		if w := g.arrives(g.site, fmt.Sprintf("[2001:db8:0:7::%x]:9", i)); w.Code != 200 && w.Code != 429 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
	}
	for _, c := range []struct {
		rule, from string
		want       int
	}{
		{"the same network of 64 bits", "[2001:db8:0:7:ffff::1]:9", 429},
		{"another network", "[2001:db8:0:8::1]:9", 200},
		{"an IPv4 address", "192.0.2.7:9", 200},
	} {
		if w := g.arrives(g.site, c.from); w.Code != c.want {
			t.Errorf("%s: got %d, want %d", c.rule, w.Code, c.want)
		}
	}
	if w := g.arrives(g.site, "[2001:db8:0:7::1]:9", "Authorization", "Bearer "+old.Token); w.Code != 200 {
		t.Errorf("a visitor of that network who comes back: got %d", w.Code)
	}
	g.move(time.Second)
	if w := g.arrives(g.site, "[2001:db8:0:7::1]:9"); w.Code != 200 {
		t.Errorf("a moment later: got %d", w.Code)
	}
}

// The total holds though each comes from elsewhere, and does not hold up those
// who are visitors already.
func TestALineTakesSoManyNewVisitors(t *testing.T) {
	g := newGate(t)
	old := g.session("")
	g.move(time.Minute)
	let := 0
	for i := range 200 {
		if g.arrives(g.site, fmt.Sprintf("10.0.%d.%d:9", i/250, i%250)).Code == 200 {
			let++
		}
	}
	if let != 50 {
		t.Errorf("%d were let in, want 50", let)
	}
	if w := g.arrives(g.site, "10.9.9.9:9", "Authorization", "Bearer "+old.Token); w.Code != 200 {
		t.Errorf("a visitor: got %d", w.Code)
	}
}

// X-Forwarded-For is believed of a proxy that is ours, as far back as our proxies
// go, and of nobody else.
func TestOnlyOurProxiesSayWhomTheySpeakFor(t *testing.T) {
	ours, err := web.ParseProxies("127.0.0.1, 10.0.0.0/8,2001:db8:ff::/48")
	must(t, err)
	for _, c := range []struct{ rule, from, forwarded, want string }{
		{"no proxy", "192.0.2.1:9", "198.51.100.1", "192.0.2.1:9"},
		{"our proxy", "127.0.0.1:9", "198.51.100.1", "198.51.100.1"},
		{"our proxy, over IPv6's form of IPv4", "[::ffff:127.0.0.1]:9", "198.51.100.1", "198.51.100.1"},
		{"what the caller wrote stands before what our proxy added", "127.0.0.1:9", "203.0.113.9, 198.51.100.1", "198.51.100.1"},
		{"a chain of ours", "127.0.0.1:9", "203.0.113.9, 198.51.100.1, 10.1.1.1", "198.51.100.1"},
		{"a chain of ours alone", "127.0.0.1:9", "10.1.1.2, 10.1.1.1", "10.1.1.2"},
		{"with a port", "[2001:db8:ff::1]:9", "[2001:db8:1::5]:443", "[2001:db8:1::5]:443"},
		{"no address", "127.0.0.1:9", "203.0.113.9, unknown", "127.0.0.1:9"},
		{"no header", "127.0.0.1:9", "", "127.0.0.1:9"},
	} {
		got := ""
		h := ours.Handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
	}
	for _, bad := range []string{"localhost", "10.0.0.0/99", "10.0.0"} {
		if _, err := web.ParseProxies(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	g := newGate(t)
	behind := ours.Handler(g.site)
	for i := range 20 {
		g.arrives(behind, "127.0.0.1:9", "X-Forwarded-For", fmt.Sprintf("203.0.113.%d, 198.51.100.1", i))
	}
	if w := g.arrives(behind, "127.0.0.1:9", "X-Forwarded-For", "198.51.100.1"); w.Code != 429 {
		t.Errorf("an invented hop made another caller: got %d", w.Code)
	}
	if w := g.arrives(behind, "127.0.0.1:9", "X-Forwarded-For", "198.51.100.2"); w.Code != 200 {
		t.Errorf("another caller behind the same proxy: got %d", w.Code)
	}
}

// Memory is bounded, and nobody's count is forgotten for it.
func TestBucketsMakeNewcomersWaitRatherThanForget(t *testing.T) {
	b := web.Buckets{Every: time.Second, Burst: 1}
	now := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	if b.Take("site", "first", now) != 0 {
		t.Fatal("the first waits")
	}
	let := 0
	for i := range 30_000 {
		if b.Take("site", fmt.Sprint(i), now) == 0 {
			let++
		}
	}
	if let != 9_999 {
		t.Errorf("%d buckets beside the first", let)
	}
	if b.Take("site", "first", now) != time.Second || b.Take("site", "x", now) != time.Second {
		t.Error("the first was forgotten, or a new one let in")
	}
	now = now.Add(time.Second)
	if b.Take("site", "x", now) != 0 || b.Take("site", "first", now) != 0 || b.Take("site", "first", now) != time.Second {
		t.Error("one at a time, once a second")
	}
}
