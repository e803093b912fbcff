package web_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// refused makes a call without a proof.
func (g *gate) refused(h http.Handler, method, path string) {
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, path, strings.NewReader(`{"update_id":1}`)))
}

// written are the lines of the log that say so, since it was asked last.
func (g *gate) written(what string) (out []string) {
	for line := range strings.SplitSeq(g.log.String(), "\n") {
		if strings.Contains(line, what) {
			out = append(out, line[strings.Index(line, "msg="):])
		}
	}
	g.log.Reset()
	return out
}

// Whoever calls without proof, as often as they like, fills no log: a line a minute says
// that it goes on, and how often.
func TestRefusedCallsAreCountedInTheLog(t *testing.T) {
	g := newGate(t)
	const line = `msg="webhook refused" line=bot method=POST status=401 code=unauthorized calls=`
	for range 100 {
		g.refused(g.hooks, "POST", "/webhooks/telegram/bot")
	}
	if got := g.written("refused"); len(got) != 1 || got[0] != line+"1" {
		t.Fatalf("100 calls in a minute: got %q", got)
	}
	for i := range 3000 {
		g.refused(g.hooks, "POST", fmt.Sprintf("/webhooks/telegram/none%d", i))
		g.refused(g.hooks, fmt.Sprintf("M%d", i), "/webhooks/telegram/bot")
	}
	if got := g.written("refused"); len(got) != 2 {
		t.Fatalf("6000 calls for lines that are not there, and of methods that there are not: got %d lines, %.500q", len(got), got)
	}
	g.move(time.Minute)
	g.refused(g.hooks, "POST", "/webhooks/telegram/bot")
	got := strings.Join(g.written("refused"), "\n")
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, line+"99") || strings.Count(got, "calls=2999") != 2 {
		t.Errorf("a minute later: got %s, want what was counted", got)
	}
	// The last of them are told by the next call that is served, too.
	g.move(time.Minute)
	r := httptest.NewRequest("POST", "/webhooks/telegram/bot", strings.NewReader(`{"update_id":1}`))
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "hush-hush")
	g.hooks.ServeHTTP(httptest.NewRecorder(), r)
	if got := g.written("refused"); len(got) != 1 || got[0] != line+"1" {
		t.Errorf("with a call that was served: got %q", got)
	}
	// What stopped is forgotten, and told at once when it begins anew.
	g.move(2 * time.Minute)
	g.refused(g.hooks, "POST", "/webhooks/telegram/bot")
	if got := g.written("refused"); len(got) != 1 {
		t.Errorf("anew: got %q", got)
	}
}

// Pages are counted alike; a fault of ours is written each time, with its cause.
func TestRefusedPagesAreCountedInTheLog(t *testing.T) {
	g := newGate(t)
	for range 50 {
		g.refused(g.site, "GET", "/web/site.abc/messages")
	}
	if got := g.written("page refused"); len(got) != 1 || !strings.Contains(got[0], "key=site method=GET status=401") {
		t.Errorf("got %q", got)
	}
	g.stream.before = errors.New("the table is away")
	for i := range 3 {
		r := httptest.NewRequest("POST", "/webhooks/telegram/bot", strings.NewReader(fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"text":"Hi","from":{"id":4},"chat":{"id":4,"type":"private"}}}`, i+1, i+1)))
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "hush-hush")
		g.hooks.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := g.written("the table is away"); len(got) != 3 {
		t.Errorf("three faults of ours: got %q", got)
	}
}
