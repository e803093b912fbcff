package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/sufler/sufler/shared/desk"
)

// pageURL is where a visitor's page is told.
func (h *house) pageURL(v *site) string {
	h.t.Helper()
	var at struct {
		URL  string `json:"url"`
		Beat int    `json:"beat"`
	}
	h.call(v.client, "POST", v.path+"/live", nil, &at, "Origin", "http://localhost:8080")
	if !strings.HasPrefix(at.URL, "/web/live?ticket=") || at.Beat != 240 {
		h.t.Fatalf("got %+v", at)
	}
	return at.URL
}

// page is the socket of a visitor's page.
func dialPage(t *testing.T, base, path string) (*ear, int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, resp, err := websocket.Dial(ctx, strings.Replace(base, "http", "ws", 1)+path, &websocket.DialOptions{HTTPHeader: http.Header{"Origin": {"https://shop.example"}}})
	if err != nil {
		if resp == nil {
			t.Fatal(err)
		}
		return nil, resp.StatusCode
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &ear{t: t, conn: conn}, http.StatusSwitchingProtocols
}

// kinds is the next frame's.
func (e *ear) kinds() string {
	e.t.Helper()
	v, err := e.hears()
	if err != nil {
		e.t.Fatal(err)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		e.t.Fatal(err)
	}
	return string(raw)
}

// nothing says that no frame waits: what the page says itself is answered at once, with
// a frame that tells nothing.
func (e *ear) nothing() {
	e.t.Helper()
	if err := e.conn.Write(e.t.Context(), websocket.MessageText, []byte("{}")); err != nil {
		e.t.Fatal(err)
	}
	if got := e.kinds(); got != `{"cursor":"","events":[]}` {
		e.t.Errorf("got %s, want nothing but an answer", got)
	}
}

const aMessage = `{"cursor":"","events":[{"kind":"message"}]}`

// TestLive_AVisitorIsToldOfTheirOwnAlone: a page with a visitor's session is told on a
// socket that something was said to them, and nothing of what; another visitor is told
// nothing of it, nor of a note anybody; the call it reads by gives it then.
func TestLive_AVisitorIsToldOfTheirOwnAlone_CH21_RS07(t *testing.T) {
	h := newHouse(t)
	anna, ben := h.visitor(), h.visitor()
	d := h.visits(anna, "Hello")
	h.visits(ben, "Good day")
	annaAt, benAt := h.pageURL(anna), h.pageURL(ben)
	base, stop := h.live()
	hers, _ := dialPage(t, base, annaAt)
	his, _ := dialPage(t, base, benAt)
	h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/note", map[string]any{"text": "a secret"}, nil))
	h.must(h.admin.Call(t.Context(), "POST", "/v1/dialogs/"+d+"/reply", map[string]any{"text": "Hello, Anna"}, nil))
	if got := hers.kinds(); got != aMessage {
		t.Errorf("she is told %s", got)
	}
	his.nothing()
	h.must(stop())
	for name, e := range map[string]*ear{"hers": hers, "his": his} {
		for {
			if _, err := e.hears(); err != nil {
				if code := websocket.CloseStatus(err); code != websocket.StatusServiceRestart {
					t.Errorf("the stop closes %s with %d", name, code)
				}
				break
			}
		}
	}
}

// TestLive_AVisitorsTicket: who has no session of the line, or comes from a page of
// another's, is given none; one lets in once; and who says much is hung up on (NF-05).
func TestLive_AVisitorsTicket_NF05(t *testing.T) {
	h := newHouse(t)
	anna := h.visitor()
	stranger := &site{client: h.outside(), path: anna.path}
	for name, c := range map[string]struct {
		who    *site
		origin string
		want   int
	}{
		"without a session":   {stranger, "http://localhost:8080", 401},
		"from another page":   {anna, "https://evil.example", 403},
		"from no page":        {anna, "", 403},
		"from the site's own": {anna, "http://localhost:8080", 200},
	} {
		var header []string
		if c.origin != "" {
			header = []string{"Origin", c.origin}
		}
		a, err := c.who.client.Send(t.Context(), "POST", anna.path+"/live", nil, header...)
		h.must(err)
		if a.Status != c.want {
			t.Errorf("%s: got %d %s, want %d", name, a.Status, a.Body, c.want)
		}
	}
	var tickets []string
	for range 6 {
		tickets = append(tickets, h.pageURL(anna))
	}
	base, stop := h.live()
	defer stop()
	e, code := dialPage(t, base, tickets[0])
	if code != http.StatusSwitchingProtocols {
		t.Fatalf("a ticket is answered %d", code)
	}
	for _, bad := range []string{tickets[0], "/web/live?ticket=none", "/web/live"} {
		if _, code := dialPage(t, base, bad); code != http.StatusUnauthorized {
			t.Errorf("%s: got %d", bad, code)
		}
	}
	for _, more := range tickets[1:4] {
		if _, code := dialPage(t, base, more); code != http.StatusSwitchingProtocols {
			t.Errorf("one of four pages is answered %d", code)
		}
	}
	if _, code := dialPage(t, base, tickets[4]); code != http.StatusServiceUnavailable {
		t.Errorf("the fifth page is answered %d", code)
	}
	e.nothing()
	h.must(e.conn.Write(t.Context(), websocket.MessageText, []byte(strings.Repeat("x", 1000))))
	if _, err := e.hears(); err == nil {
		t.Error("who says much is not hung up on")
	}
}

// TestSite_APictureIsForVisitors: an operator's picture is given to a visitor of the
// line, by the name that a message of theirs has, and nothing else is (WG-06).
func TestSite_APictureIsForVisitors_WG06(t *testing.T) {
	h := newHouse(t)
	anna := h.visitor()
	stranger := &site{client: h.outside(), path: anna.path}
	raw := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x40\x00\x00\x00\x40"), 8, 0, 0, 0, 0)
	h.must(h.sys.Store.SavePhoto(t.Context(), desk.Photo{ID: "good", Bytes: raw}))
	h.must(h.sys.Store.SavePhoto(t.Context(), desk.Photo{ID: "page", Bytes: []byte("<script>alert(1)</script>")}))
	for name, c := range map[string]struct {
		who  *site
		id   string
		want int
	}{
		"a visitor": {anna, "good", 200}, "without a session": {stranger, "good", 401},
		"what is none": {anna, "page", 404}, "nobody's": {anna, "none", 404}, "no name": {anna, "", 404},
	} {
		a, err := c.who.client.Send(t.Context(), "GET", anna.path+"/photo?id="+c.id, nil)
		h.must(err)
		if a.Status != c.want || a.Header.Get("Content-Type") == "text/html" {
			t.Errorf("%s: got %d %s, want %d", name, a.Status, a.Body, c.want)
		}
	}
}
