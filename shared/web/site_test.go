package web_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

const shop = "https://shop.example"

func into(t testing.TB, w *httptest.ResponseRecorder, v any) {
	t.Helper()
	if w.Code != 200 {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	must(t, json.Unmarshal(w.Body.Bytes(), v))
}

type session struct{ Token, Visitor string }

func (g *gate) session(token string) (s session) {
	g.t.Helper()
	into(g.t, g.post(g.site, "POST", "/web/site.abc/session", "", "Origin", shop, "Authorization", "Bearer "+token), &s)
	return s
}

type since struct {
	Items []struct {
		Seq              int64
		ID, Author, Text string
		At, Status       string
		Deleted          bool
	}
	Next    int64
	More    bool
	Changes []struct {
		Seq       int64
		Text      string
		Status    string
		Deleted   bool
		Reactions map[string]string
	}
	Changed int64
}

func (g *gate) since(token string, after int64) (s since) {
	g.t.Helper()
	into(g.t, g.post(g.site, "GET", fmt.Sprintf("/web/site.abc/messages?after=%d", after), "", "Authorization", "Bearer "+token), &s)
	return s
}

func (g *gate) write(token, body string) *httptest.ResponseRecorder {
	g.t.Helper()
	return g.post(g.site, "POST", "/web/site.abc/messages", body, "Origin", shop, "Authorization", "Bearer "+token)
}

func TestAVisitorWritesAndReads(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	type posted struct {
		Seq    int64
		Dialog desk.DialogID
	}
	var first, again posted
	body := `{"id":"m1","text":"Hello","profile":{"name":"Anna"},"sentAt":"2025-03-14T08:59:59Z"}`
	into(t, g.write(s.Token, body), &first)
	g.move(time.Second)
	into(t, g.write(s.Token, body), &again)
	if first != again || first.Seq == 0 || first.Dialog == "" {
		t.Errorf("posting again: got %v, want %v", again, first)
	}

	line, err := g.st.Line(t.Context(), "site")
	must(t, err)
	customer := desk.NewCustomerID("site", s.Visitor)
	for _, m := range []desk.Message{
		{Author: desk.AsNote, External: "own:1", Text: "A regular"},
		{Author: desk.ByOperator, External: "own:2", Text: "Good day", Status: desk.StatusQueued},
		{Author: desk.ByBot, External: "own:3", Text: "Anything else?"},
	} {
		g.move(time.Second)
		m.Customer = customer
		_, err := g.st.AppendIn(t.Context(), desk.Append{Line: line, Message: m}, first.Dialog, nil)
		must(t, err)
	}
	got := g.since(s.Token, 0)
	var seen []string
	for _, m := range got.Items {
		seen = append(seen, m.Author+" "+m.ID+" "+m.Text+" "+m.Status+" "+m.At)
	}
	want := []string{"customer m1 Hello  2025-03-14T09:00:00.000Z", "operator  Good day queued 2025-03-14T09:00:03.000Z", "bot  Anything else?  2025-03-14T09:00:04.000Z"}
	if fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q: never a note", seen, want)
	}
	if tail := g.since(s.Token, got.Items[0].Seq); len(tail.Items) != 2 || tail.Next != got.Next {
		t.Errorf("since the first: got %v", tail)
	}
	if none := g.since(s.Token, got.Next); len(none.Items) != 0 || none.Next != got.Next || none.More {
		t.Errorf("since the last: got %v", none)
	}

	// Another visitor sees nothing of it.
	if other := g.since(g.session("").Token, 0); len(other.Items) != 0 {
		t.Errorf("another visitor: got %v", other)
	}
	for _, word := range []string{"Hello", "Anna", "Good day"} {
		if strings.Contains(g.log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
}

// A page that says since when is told what became of what it was told before.
func TestAVisitorSeesWhatChanges(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	g.write(s.Token, `{"id":"m1","text":"Hello"}`)
	customer := desk.NewCustomerID("site", s.Visitor)
	line, err := g.st.Line(t.Context(), "site")
	must(t, err)
	for _, m := range []desk.Message{
		{Author: desk.ByOperator, External: "own:1", Text: "Good day", Status: desk.StatusQueued},
		{Author: desk.AsNote, External: "own:2", Text: "A regular"},
	} {
		g.move(time.Minute)
		m.Customer = customer
		_, err = g.st.Append(t.Context(), desk.Append{Line: line, Message: m})
		must(t, err)
	}
	known := g.since(s.Token, 0)
	poll := func() (got since) {
		t.Helper()
		g.move(time.Minute)
		into(t, g.post(g.site, "GET", fmt.Sprintf("/web/site.abc/messages?after=%d&changed=%d", known.Next, known.Changed), "", "Authorization", "Bearer "+s.Token), &got)
		known.Changed = got.Changed
		return got
	}
	amend := func(id desk.ExternalID, change func(desk.Message) desk.Message) {
		t.Helper()
		_, err := g.st.UpdateMessage(t.Context(), customer, id, change)
		must(t, err)
	}
	if got := poll(); len(got.Items) != 0 || len(got.Changes) != 0 {
		t.Errorf("nothing changed: got %+v", got)
	}
	// The page came back for more, so what it was told before has reached it.
	if got := poll(); len(got.Changes) != 1 || got.Changes[0].Status != "delivered" {
		t.Errorf("delivered: got %+v", got.Changes)
	}
	if got := poll(); len(got.Changes) != 0 {
		t.Errorf("told once: got %+v", got.Changes)
	}
	if w := g.post(g.site, "POST", "/web/site.abc/read", fmt.Sprintf(`{"upto":%d}`, known.Next), "Origin", shop, "Authorization", "Bearer "+s.Token); w.Code != 200 {
		t.Errorf("read: got %d %s", w.Code, w.Body)
	}
	if got := poll(); len(got.Changes) != 1 || got.Changes[0].Status != "read" {
		t.Errorf("read: got %+v", got.Changes)
	}
	amend("own:1", func(m desk.Message) desk.Message {
		m = m.WithReaction(desk.Reaction{Author: desk.ByCustomer, Emoji: "👍"})
		return m.WithVersion(desk.Version{At: g.now(), Text: "Good evening"})
	})
	amend("own:2", func(m desk.Message) desk.Message { m.Text = "secret"; return m })
	if got := poll(); len(got.Changes) != 1 || got.Changes[0].Text != "Good evening" || got.Changes[0].Reactions["customer"] != "👍" {
		t.Errorf("edited and reacted to: got %+v", got.Changes)
	}
	amend("own:1", func(m desk.Message) desk.Message { m.Deleted = true; return m })
	if got := poll(); len(got.Changes) != 1 || !got.Changes[0].Deleted || got.Changes[0].Text != "" {
		t.Errorf("taken back: got %+v", got.Changes)
	}
}

func TestManyNotesHideNoReply(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	g.write(s.Token, `{"id":"m1","text":"Hello"}`)
	line, err := g.st.Line(t.Context(), "site")
	must(t, err)
	after := g.since(s.Token, 0).Next
	for i := range 250 {
		m := desk.Message{Customer: desk.NewCustomerID("site", s.Visitor), Author: desk.AsNote, External: desk.ExternalID(fmt.Sprint("own:", i)), Text: "note"}
		if i == 249 {
			m.Author = desk.ByOperator
		}
		_, err := g.st.Append(t.Context(), desk.Append{Line: line, Message: m})
		must(t, err)
	}
	if got := g.since(s.Token, after); len(got.Items) != 1 || got.Items[0].Author != "operator" || got.More {
		t.Errorf("got %+v", got)
	}
}

func TestASessionGoesOn(t *testing.T) {
	g := newGate(t)
	first := g.session("")
	g.move(24 * time.Hour)
	second := g.session(first.Token)
	if second.Visitor != first.Visitor || second.Token == first.Token {
		t.Errorf("got %v after %v, want the same visitor with a new token", second, first)
	}
	for name, token := range map[string]string{"none": "", "a forged one": first.Token + "x"} {
		if other := g.session(token); other.Visitor == first.Visitor || other.Visitor == "" {
			t.Errorf("%s: got %v, want another visitor", name, other)
		}
	}
	g.move(31 * 24 * time.Hour)
	if late := g.session(second.Token); late.Visitor == first.Visitor {
		t.Error("an expired session is another visitor")
	}
	if w := g.write(second.Token, `{"id":"m","text":"x"}`); w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("an expired session: got %d %s", w.Code, w.Body)
	}
}

func TestTheWebsiteIsRefused(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	auth := []string{"Origin", shop, "Authorization", "Bearer " + s.Token}
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		code               string
	}{
		"an unknown key":                 {"POST", "/web/nobody.abc/session", "", auth, 404, "not_found"},
		"a key with another ending":      {"POST", "/web/site.abd/session", "", auth, 404, "not_found"},
		"a line id for a key":            {"POST", "/web/site/session", "", auth, 404, "not_found"},
		"a key of no form":               {"POST", "/web/.abc/session", "", auth, 404, "not_found"},
		"a line of another channel":      {"POST", "/web/bot./session", "", auth, 404, "not_found"},
		"an address that is none":        {"POST", "/web/site.abc/else", "", auth, 404, "not_found"},
		"a method that is none":          {"DELETE", "/web/site.abc/messages", "", auth, 405, "method_not_allowed"},
		"a session by GET":               {"GET", "/web/site.abc/session", "", auth, 405, "method_not_allowed"},
		"a line that can't sign":         {"POST", "/web/bare.abc/session", "", auth, 409, "line_not_ready"},
		"another origin":                 {"POST", "/web/site.abc/session", "", []string{"Origin", "https://evil.example"}, 403, "origin_not_allowed"},
		"no origin":                      {"POST", "/web/site.abc/session", "", nil, 403, "origin_not_allowed"},
		"no session":                     {"POST", "/web/site.abc/messages", `{"id":"1","text":"x"}`, []string{"Origin", shop}, 401, "unauthorized"},
		"no session to read":             {"GET", "/web/site.abc/messages", "", []string{"Origin", shop}, 401, "unauthorized"},
		"another origin with a session":  {"GET", "/web/site.abc/messages", "", []string{"Origin", "https://evil.example", "Authorization", "Bearer " + s.Token}, 403, "origin_not_allowed"},
		"malformed JSON":                 {"POST", "/web/site.abc/messages", `{"id":`, auth, 400, "malformed"},
		"no id":                          {"POST", "/web/site.abc/messages", `{"text":"x"}`, auth, 422, "invalid"},
		"no text":                        {"POST", "/web/site.abc/messages", `{"id":"1","text":" "}`, auth, 422, "invalid"},
		"a text too long":                {"POST", "/web/site.abc/messages", `{"id":"1","text":"` + strings.Repeat("x", 20001) + `"}`, auth, 422, "invalid"},
		"a body over 1 MiB":              {"POST", "/web/site.abc/messages", strings.Repeat(" ", 1<<20+1), auth, 413, "too_large"},
		"a place that is none":           {"GET", "/web/site.abc/messages?after=yesterday", "", auth, 422, "invalid"},
		"a place before the beginning":   {"GET", "/web/site.abc/messages?after=-1", "", auth, 422, "invalid"},
		"a place beyond all numbers":     {"GET", "/web/site.abc/messages?after=99999999999999999999", "", auth, 422, "invalid"},
		"a moment that is none":          {"GET", "/web/site.abc/messages?changed=-5", "", auth, 422, "invalid"},
		"read up to nowhere":             {"POST", "/web/site.abc/read", "{}", auth, 422, "invalid"},
		"read in no JSON":                {"POST", "/web/site.abc/read", "{", auth, 400, "malformed"},
		"read by GET":                    {"GET", "/web/site.abc/read", "", auth, 405, "method_not_allowed"},
		"another scheme than a bearer's": {"GET", "/web/site.abc/messages", "", []string{"Authorization", "Basic " + s.Token}, 401, "unauthorized"},
	} {
		if w := g.post(g.site, c.method, c.path, c.body, c.headers...); w.Code != c.status || code(w) != c.code {
			t.Errorf("%s: got %d %q %s, want %d %q", name, w.Code, code(w), w.Body, c.status, c.code)
		}
	}
}

func TestCORS(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	for name, c := range map[string]struct {
		method, path, origin string
		status               int
		allowed              bool
		preflight            bool
	}{
		"a preflight":                  {"OPTIONS", "/web/site.abc/messages", shop, 204, true, true},
		"a preflight for a session":    {"OPTIONS", "/web/site.abc/session", shop, 204, true, true},
		"a preflight of another page":  {"OPTIONS", "/web/site.abc/messages", "http://localhost:3000", 204, true, true},
		"a preflight from elsewhere":   {"OPTIONS", "/web/site.abc/messages", "https://evil.example", 403, false, false},
		"a preflight of no origin":     {"OPTIONS", "/web/site.abc/messages", "", 403, false, false},
		"a preflight of a null origin": {"OPTIONS", "/web/site.abc/messages", "null", 403, false, false},
		"a page":                       {"GET", "/web/site.abc/messages", shop, 200, true, false},
		"a page under http":            {"GET", "/web/site.abc/messages", "http://shop.example", 403, false, false},
		"a page of a longer name":      {"GET", "/web/site.abc/messages", "https://shop.example.evil.example", 403, false, false},
		"a page on another port":       {"GET", "/web/site.abc/messages", "https://shop.example:8443", 403, false, false},
		"our own host":                 {"GET", "/web/site.abc/messages", "", 200, false, false},
		"a refusal can be read":        {"DELETE", "/web/site.abc/messages", shop, 405, true, false},
	} {
		headers := []string{"Authorization", "Bearer " + s.Token}
		if c.origin != "" {
			headers = append(headers, "Origin", c.origin)
		}
		w := g.post(g.site, c.method, c.path, "", headers...)
		h := w.Header()
		allow := ""
		if c.allowed {
			allow = c.origin
		}
		if w.Code != c.status || h.Get("Access-Control-Allow-Origin") != allow || h.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%s: got %d %v, want %d and %q allowed", name, w.Code, h, c.status, allow)
		}
		if !strings.Contains(strings.Join(h.Values("Vary"), ","), "Origin") {
			t.Errorf("%s: got Vary %v", name, h.Values("Vary"))
		}
		if got := h.Get("Access-Control-Allow-Headers") != "" && h.Get("Access-Control-Allow-Methods") != ""; got != c.preflight {
			t.Errorf("%s: got preflight %t", name, got)
		}
	}
}

func TestAPageThatRunsWildIsSlowed(t *testing.T) {
	g := newGate(t)
	s, other := g.session(""), g.session("")
	write := func(token string, i int) *httptest.ResponseRecorder {
		return g.write(token, fmt.Sprintf(`{"id":"m%d","text":"x"}`, i))
	}
	for i := range 20 {
		if w := write(s.Token, i); w.Code != 200 {
			t.Fatalf("%d: got %d %s", i, w.Code, w.Body)
		}
	}
	w := write(s.Token, 20)
	if w.Code != 429 || code(w) != "too_many_requests" || w.Header().Get("Retry-After") != "1" {
		t.Errorf("got %d %s %s, want 429", w.Code, w.Body, w.Header())
	}
	if w := write(other.Token, 0); w.Code != 200 {
		t.Errorf("another visitor: got %d %s", w.Code, w.Body)
	}
	g.move(time.Second)
	if w := write(s.Token, 20); w.Code != 200 {
		t.Errorf("a second later: got %d %s", w.Code, w.Body)
	}
}

func TestAVisitorsMessageIsNotLost(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	g.stream.after = desk.ErrBusy
	if w := g.write(s.Token, `{"id":"m1","text":"Hello"}`); w.Code != 503 || code(w) != "busy" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	g.stream.after = nil
	if w := g.write(s.Token, `{"id":"m1","text":"Hello"}`); w.Code != 200 {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	g.holds("site", s.Visitor, "Hello")
}

// FuzzSite: whatever a page posts, nothing breaks.
func FuzzSite(f *testing.F) {
	g := newGate(f)
	s := g.session("")
	f.Add("/web/site.abc/messages", `{"id":"m1","text":"Hello","profile":{"name":"A"},"sentAt":"2025-03-14T09:00:00Z"}`, s.Token)
	f.Add("/web/site.abc/session", ``, "x.y.z.w")
	f.Add("/web/%00.abc/session", `[]`, "")
	f.Fuzz(func(t *testing.T, path, body, token string) {
		g.t = t
		g.move(time.Second)
		path, token = "/web/site.abc/"+strings.TrimPrefix(path, "/web/site.abc/"), strings.Map(printable, token)
		if strings.Map(printable, path) != path || strings.ContainsAny(path, "%?# \"") {
			path = "/web/site.abc/messages"
		}
		if w := g.post(g.site, "POST", path, body, "Origin", shop, "Authorization", "Bearer "+token); w.Code >= 500 {
			t.Fatalf("%s %q: got %d %s %s", path, body, w.Code, w.Body, &g.log)
		}
	})
}

func printable(r rune) rune {
	if r < 0x21 || r > 0x7e {
		return -1
	}
	return r
}
