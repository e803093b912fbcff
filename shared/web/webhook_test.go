package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/channel/telegram"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
	"github.com/sufler/sufler/shared/web"
)

// gate is the webhooks and the website's channel over a real store.
type gate struct {
	engine *embedded.Engine
	calls  *storetest.Flaky // counts them
	t      testing.TB
	st     store.Store
	stream *shakyStream
	mu     sync.Mutex
	at     time.Time
	log    bytes.Buffer
	hooks  http.Handler
	plugs  map[desk.Channel]web.Plug
	site   http.Handler
	bodies *web.Bodies
}

func (g *gate) now() time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.at
}

func (g *gate) move(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.at = g.at.Add(d)
}

// shakyStream is a store that fails before or after it did its work.
type shakyStream struct {
	store.Store
	before, after error
	poison        string // a text over which it panics, with the text
}

func (s *shakyStream) Append(ctx context.Context, a desk.Append) (desk.Appended, error) {
	if s.poison != "" && a.Message.Text == s.poison {
		panic(s.poison)
	}
	if s.before != nil {
		return desk.Appended{}, s.before
	}
	done, err := s.Store.Append(ctx, a)
	return done, errors.Join(err, s.after)
}

// silent takes what is put off, and forgets it.
type silent struct{}

func (silent) Enqueue(context.Context, desk.Job, time.Duration) error                 { return nil }
func (silent) StartClosing(context.Context, desk.DialogID, time.Time) error           { return nil }
func (silent) Schedule(_ context.Context, _ desk.Wakeup, _ time.Duration) (err error) { return nil }

func newGate(t testing.TB) *gate { return newGateWith(t, nil) }

// newGateWith is a gate at whose website pages may wait.
func newGateWith(t testing.TB, waiters *web.Waiters) *gate {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "gate.db"), embedded.Knobs{NoSync: true, Feed: store.InFeed})
	must(t, err)
	t.Cleanup(func() { e.Close() })
	g := &gate{t: t, bodies: &web.Bodies{Most: 8 << 20, Share: 4<<20 + 8<<10}, at: time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)}
	g.engine, g.calls = e, &storetest.Flaky{Engine: e}
	g.st = store.Store{Engine: g.calls, Now: g.now, Channels: channel.Switchboard(channel.Plugs(nil))}
	g.stream = &shakyStream{Store: g.st}
	receiver := &intake.Receiver{MessageLog: g.stream, Messages: g.st, Customers: g.st, Jobs: g.st, Config: g.st, Closing: silent{}, Outbox: silent{}, Now: g.now}
	log := slog.New(slog.NewTextHandler(&g.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	g.plugs = map[desk.Channel]web.Plug{desk.ChannelTelegram: telegram.Plug{}, desk.ChannelWhatsApp: hello{}, desk.ChannelManyChat: bridge.ManyChat{}, desk.ChannelWeb: website.Plug{Now: g.now}}
	g.hooks = web.Webhooks{Config: g.st, Receiver: receiver, Bodies: g.bodies, Log: log, Plugs: g.plugs}.Handler()
	g.site = web.Site{
		Config: g.st, Plug: website.Plug{Now: g.now}, Receiver: receiver, Messages: g.st, Company: g.st, Files: links{}, Typist: &talk.Typist{Dialogs: g.st, Newest: g.st, Typings: g.st, Now: g.now}, Uploads: &intake.VisitorFiles{Uploads: g.st, Slots: links{}, Quotas: g.st, Now: g.now}, Now: g.now, Log: log,
		Bodies: g.bodies, Waiters: waiters, Paces: web.Paces{
			Visitor: &web.Buckets{Every: time.Second, Burst: 20}, Arrivals: &web.Buckets{Every: time.Second, Burst: 5}, Door: &web.Buckets{Every: time.Second / 10, Burst: 50},
		},
	}.Handler()
	for _, l := range []desk.Line{
		{ID: "bot", Channel: desk.ChannelTelegram, Active: true, Secrets: map[string]string{"token": "1:a", "secret": "hush-hush"}},
		{ID: "off", Channel: desk.ChannelTelegram, Secrets: map[string]string{"token": "2:b", "secret": "hush-hush"}},
		{ID: "wa", Channel: desk.ChannelWhatsApp, Active: true},
		{ID: "viber", Channel: desk.ChannelViber, Active: true},
		{ID: "mc", Channel: desk.ChannelManyChat, Active: true, Secrets: map[string]string{"secret": "hush-hush"}},
		{ID: "site", Channel: desk.ChannelWeb, Active: true, PublicKey: "site.abc", Secrets: map[string]string{"session": "s3cret"}, Origins: []string{"https://shop.example", "http://localhost:3000"}},
		{ID: "bare", Channel: desk.ChannelWeb, Active: true, PublicKey: "bare.abc", Origins: []string{"https://shop.example"}},
	} {
		_, err := g.st.SaveLine(t.Context(), l)
		must(t, err)
	}
	return g
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hello is a messenger that shakes hands, answers a welcome, and sends batches
// of words, of which "bad" is none.
type hello struct{}

func (hello) Handshake(_ desk.Line, w desk.Webhook) (desk.Answer, bool) {
	switch w.Query["hub.verify_token"] {
	case nil:
		return desk.Answer{}, false
	}
	if w.Query["hub.verify_token"][0] != "right" {
		return desk.Answer{Status: 403}, true
	}
	return desk.Answer{Type: "text/plain", Body: []byte(w.Query["hub.challenge"][0])}, true
}

func (hello) Verify(_ desk.Line, w desk.Webhook) error {
	if w.Header["x-signature"] != fmt.Sprint(len(w.Body)) {
		return errors.New("wrong")
	}
	return nil
}

func (hello) Parse(_ desk.Line, w desk.Webhook) (desk.Parsed, error) {
	var words []string
	if json.Unmarshal(w.Body, &words) != nil {
		return desk.Parsed{}, fmt.Errorf("%w: no list", desk.ErrInvalid)
	}
	p := desk.Parsed{Ignored: []string{"a sticker"}, Answer: &desk.Answer{Status: 202, Type: "text/plain", Body: []byte("welcome")}}
	for _, word := range words {
		in := desk.Inbound{Kind: desk.InMessage, From: desk.Profile{User: "u"}, External: desk.ExternalID(word), Text: "secret words " + word}
		if word == "bad" {
			in.From.User = ""
		}
		p.Inbound = append(p.Inbound, in)
	}
	return p, nil
}

const update = `{"update_id":1,"message":{"message_id":5,"date":1741943400,"chat":{"id":77,"type":"private"},"from":{"id":77,"is_bot":false,"first_name":"Anna"},"text":"Two chairs, please"}}`

func (g *gate) post(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	g.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func code(w *httptest.ResponseRecorder) string {
	var p struct{ Code string }
	if w.Header().Get("Content-Type") == "application/problem+json" && json.Unmarshal(w.Body.Bytes(), &p) == nil {
		return p.Code
	}
	return ""
}

func TestWebhooks(t *testing.T) {
	g := newGate(t)
	signed := []string{"X-Telegram-Bot-Api-Secret-Token", "hush-hush"}
	for name, c := range map[string]struct {
		method, path, body string
		headers            []string
		status             int
		code               string
		answer             string
	}{
		"a message":                      {"POST", "/webhooks/telegram/bot", update, signed, 200, "", ""},
		"the same again":                 {"POST", "/webhooks/telegram/bot", update, signed, 200, "", ""},
		"on a line that is inactive":     {"POST", "/webhooks/telegram/off", update, signed, 200, "", ""},
		"theirs, but nothing to us":      {"POST", "/webhooks/telegram/bot", `{"update_id":2,"poll":{}}`, signed, 200, "", ""},
		"a wrong signature":              {"POST", "/webhooks/telegram/bot", update, []string{"X-Telegram-Bot-Api-Secret-Token", "hush"}, 401, "unauthorized", ""},
		"no signature":                   {"POST", "/webhooks/telegram/bot", update, nil, 401, "unauthorized", ""},
		"a wrong signature on no JSON":   {"POST", "/webhooks/telegram/bot", `{`, nil, 401, "unauthorized", ""},
		"malformed JSON":                 {"POST", "/webhooks/telegram/bot", `{"update_id":`, signed, 400, "malformed", ""},
		"no body":                        {"POST", "/webhooks/telegram/bot", "", signed, 400, "malformed", ""},
		"an unknown line":                {"POST", "/webhooks/telegram/nobody", update, signed, 404, "not_found", ""},
		"a line of another channel":      {"POST", "/webhooks/telegram/wa", update, signed, 404, "not_found", ""},
		"a channel without a plug":       {"POST", "/webhooks/viber/viber", update, signed, 404, "not_found", ""},
		"an unknown channel":             {"POST", "/webhooks/pager/bot", update, signed, 404, "not_found", ""},
		"a line id that can be none":     {"POST", "/webhooks/telegram/" + strings.Repeat("x", 3000), update, signed, 404, "not_found", ""},
		"an address that is none":        {"POST", "/webhooks/telegram", update, signed, 404, "not_found", ""},
		"3 MB, as WhatsApp may send":     {"POST", "/webhooks/telegram/bot", strings.Repeat(" ", 3_000_000) + update, signed, 200, "", ""},
		"a body over 4 MiB":              {"POST", "/webhooks/telegram/bot", strings.Repeat(" ", 4<<20) + update, signed, 413, "too_large", ""},
		"a page's message, past its own": {"POST", "/webhooks/web/site", `{"id":"m1","text":"Hello"}`, []string{"Origin", "https://shop.example", "Authorization", "Bearer " + g.session("").Token}, 404, "not_found", ""},
		"PUT":                            {"PUT", "/webhooks/telegram/bot", update, signed, 405, "method_not_allowed", ""},
		"GET that is no handshake":       {"GET", "/webhooks/telegram/bot", "", signed, 405, "method_not_allowed", ""},
		"a handshake":                    {"GET", "/webhooks/whatsapp/wa?hub.verify_token=right&hub.challenge=42", "", nil, 200, "", "42"},
		"a refused handshake":            {"GET", "/webhooks/whatsapp/wa?hub.verify_token=wrong&hub.challenge=42", "", nil, 403, "", ""},
		"an answer of the channel's":     {"POST", "/webhooks/whatsapp/wa", `["one"]`, []string{"X-Signature", "7"}, 202, "", "welcome"},
		"one bad message stops no other": {"POST", "/webhooks/whatsapp/wa", `["two","bad","three"]`, []string{"X-Signature", "21"}, 202, "", "welcome"},
	} {
		w := g.post(g.hooks, c.method, c.path, c.body, c.headers...)
		if w.Code != c.status || code(w) != c.code || c.code == "" && w.Body.String() != c.answer {
			t.Errorf("%s: got %d %q %s, want %d %q %s", name, w.Code, code(w), w.Body, c.status, c.code, c.answer)
		}
		if c.status == 405 && w.Header().Get("Allow") == "" {
			t.Errorf("%s: a 405 says what is allowed", name)
		}
	}
	g.holds("bot", "77", "Two chairs, please")
	g.holds("off", "77", "Two chairs, please")
	if got := g.said("wa", "u"); len(got) != 3 {
		t.Errorf("got %q, want the three good ones", got)
	}
	for _, word := range []string{"chairs", "Anna", "secret words", "hush-hush"} {
		if strings.Contains(g.log.String(), word) {
			t.Errorf("the log holds %q", word)
		}
	}
	if !strings.Contains(g.log.String(), "external=bad") || !strings.Contains(g.log.String(), "code=invalid") {
		t.Errorf("the bad message is not told by its id and code: %s", g.log.String())
	}
}

func (g *gate) said(line desk.LineID, user string) (out []string) {
	g.t.Helper()
	page, err := g.st.Messages(g.t.Context(), desk.NewCustomerID(line, user), 0, 0, false, desk.PageAsk{})
	must(g.t, err)
	for _, m := range page.Items {
		out = append(out, m.Text)
	}
	return out
}

func (g *gate) holds(line desk.LineID, user string, want ...string) {
	g.t.Helper()
	if got := g.said(line, user); fmt.Sprint(got) != fmt.Sprint(want) {
		g.t.Errorf("%s: got %q, want %q", line, got, want)
	}
}

// Whose words they are is kept with the message.
func TestAForwardedMessageIsKeptAsSuch(t *testing.T) {
	g := newGate(t)
	forwarded := strings.Replace(update, `"text"`, `"forward_origin":{"type":"hidden_user"},"text"`, 1)
	if w := g.post(g.hooks, "POST", "/webhooks/telegram/bot", forwarded, "X-Telegram-Bot-Api-Secret-Token", "hush-hush"); w.Code != 200 {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	m, err := g.st.Message(t.Context(), desk.NewCustomerID("bot", "77"), "77/5")
	if err != nil || !m.Forwarded {
		t.Errorf("got %+v, %v", m, err)
	}
}

// TestAMessageThatWasNotStoredIsAskedForAgain: promise 1. The messenger repeats,
// and the message is there once, whether the first try did its work or not.
func TestAMessageThatWasNotStoredIsAskedForAgain(t *testing.T) {
	g := newGate(t)
	send := func() *httptest.ResponseRecorder {
		return g.post(g.hooks, "POST", "/webhooks/telegram/bot", update, "X-Telegram-Bot-Api-Secret-Token", "hush-hush")
	}
	for _, fail := range []func(error){func(err error) { g.stream.before = err }, func(err error) { g.stream.after = err }} {
		for _, err := range []error{fmt.Errorf("%w: throttled", desk.ErrBusy), errors.New("no route"), context.DeadlineExceeded} {
			fail(err)
			if w := send(); w.Code != 503 || code(w) != "busy" || w.Header().Get("Retry-After") == "" || strings.Contains(w.Body.String(), "route") {
				t.Errorf("%v: got %d %s", err, w.Code, w.Body)
			}
			fail(nil)
		}
	}
	for range 3 {
		if w := send(); w.Code != 200 {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
	g.holds("bot", "77", "Two chairs, please")
}

// What a platform neither numbers nor times is told apart by when it came.
func TestTheSameWordsLaterAreAnotherMessage_SYS16(t *testing.T) {
	g := newGate(t)
	for _, pause := range []time.Duration{0, 0, 3 * time.Second} { // the first, brought twice at once, and the second
		g.move(pause)
		if w := g.post(g.hooks, "POST", "/webhooks/manychat/mc", `{"id":"78","text":"Yes"}`, "X-Sufler-Secret", "hush-hush"); w.Code != 200 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
	}
	g.holds("mc", "78", "Yes", "Yes")
}

// Words that break a body's JSON are a message; what can't be told apart is one,
// too, with the call kept beside it; and where nobody can tell who wrote, the
// platform's log says what to change. No log of ours holds a word of it.
func TestWordsThatBreakABodyAreNotLost_SYS16(t *testing.T) {
	g := newGate(t)
	post := func(body string) *httptest.ResponseRecorder {
		return g.post(g.hooks, "POST", "/webhooks/manychat/mc", body, "X-Sufler-Secret", "hush-hush")
	}
	const cut = `{"id":"78","text":"He said "marmalade`
	for range 2 {
		for _, body := range []string{`{"id":"78","text":"ТОВ "Ромашка": marmalade, "5"","timestamp":1763628000}`, cut} {
			if w := post(body); w.Code != 200 {
				t.Fatalf("%s: got %d %s", body, w.Code, w.Body)
			}
		}
	}
	g.holds("mc", "78", `ТОВ "Ромашка": marmalade, "5"`, "[unreadable]")
	c := desk.NewCustomerID("mc", "78")
	page, err := g.st.Messages(context.Background(), c, 0, 0, false, desk.PageAsk{Limit: 9})
	if err != nil || len(page.Items) != 2 || page.Items[0].Raw != nil || string(page.Items[1].Raw) != cut {
		t.Errorf("got %+v, %v", page.Items, err)
	}
	w := post(`{"text":"marmalade "x", "id":"78`)
	if w.Code != 400 || code(w) != "malformed" || !strings.Contains(w.Body.String(), "no id of a contact can be read") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if strings.Contains(g.log.String(), "marmalade") {
		t.Errorf("the log quotes the customer: %s", g.log.String())
	}
}

func TestASenderThatHangsUpIsMalformed(t *testing.T) {
	g := newGate(t)
	r := httptest.NewRequest("POST", "/webhooks/telegram/bot", io.MultiReader(strings.NewReader(`{"up`), broken{}))
	r.Header.Set("X-Telegram-Bot-Api-Secret-Token", "hush-hush")
	w := httptest.NewRecorder()
	g.hooks.ServeHTTP(w, r)
	if w.Code != 400 || code(w) != "malformed" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// FuzzWebhook: whatever a stranger posts, nothing breaks and the log stays
// without words.
func FuzzWebhook(f *testing.F) {
	g := newGate(f)
	f.Add(update, true)
	f.Add(`{"update_id":1,"edited_message":{"message_id":5,"date":1,"edit_date":2,"chat":{"id":77,"type":"private"},"from":{"id":77},"text":"x"}}`, true)
	f.Add(`[]`, false)
	f.Add("\x00\xff{", true)
	f.Fuzz(func(t *testing.T, body string, signed bool) {
		g.t = t
		var headers []string
		if signed {
			headers = []string{"X-Telegram-Bot-Api-Secret-Token", "hush-hush"}
		}
		w := g.post(g.hooks, "POST", "/webhooks/telegram/bot", body, headers...)
		switch {
		case signed && (w.Code == 200 || w.Code == 400), !signed && w.Code == 401:
		default:
			t.Fatalf("%q: got %d %s %s", body, w.Code, w.Body, &g.log)
		}
	})
}

// TestWhatsUpIsWhatsApp_SYS14: the address takes every name of a channel that the
// API takes.
func TestWhatsUpIsWhatsApp_SYS14(t *testing.T) {
	g := newGate(t)
	want := g.post(g.hooks, "GET", "/webhooks/whatsapp/wa", "")
	for _, name := range []string{"whatsup", "WhatsUp", "What%27s%20Up", "WhatsApp"} {
		if got := g.post(g.hooks, "GET", "/webhooks/"+name+"/wa", ""); got.Code != want.Code || got.Body.String() != want.Body.String() || got.Code == 404 {
			t.Errorf("%s: got %d %s, want %d %s", name, got.Code, got.Body, want.Code, want.Body)
		}
	}
	if got := g.post(g.hooks, "GET", "/webhooks/telegram/wa", ""); got.Code != 404 {
		t.Errorf("another channel's name: got %d, want 404", got.Code)
	}
}
