package main

// The house is the whole system in a test: on a folder of its own, on a clock
// that the test moves, with a reader that says what the test scripts and a fake
// of Telegram. Nothing runs beside the test, nothing sleeps and nothing leaves
// the process: requests go straight to the handler, work that is due is done by
// settle, and pass moves the clock and does each piece of work at its moment.
//
//	h := newHouse(t)
//	d := h.says(anna, "Hello!", "I am Anna.")       // two Telegram messages
//	h.reply(d, "Hello, Anna.")                      // an operator, by the API
//	h.reader.finds("client_name", "Anna", "Anna")   // field, value, quote
//	run := h.ask(h.admin, d)                        // POST …/runs
//	h.pass(31 * time.Second)
//	run = h.run(run.ID)

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader/offline"
)

// telegramHost is where the fake is; shop is the line of most tests.
const (
	telegramHost = "telegram.test"
	shop         = "shop"
)

// direct answers requests by a handler, without a network.
type direct struct{ http.Handler }

// RoundTrip is http.RoundTripper's.
func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	d.ServeHTTP(rec, r)
	return rec.Result(), nil
}

// script is a reader that claims what it was told to. It says nothing of what
// the chat holds, so what comes onto cards is the product's doing.
type script struct {
	Summary string
	claims  []claim
	Err     error // answered instead of a reading
	Chats   []desk.Chat
	// Before is called while a chat is being read: what happens meanwhile.
	Before func(desk.Chat)
}

type claim struct {
	field, value, quote string
	message             int // index in the chat; -1: the last message that holds the quote
	confidence          float64
}

// finds adds a claim, about the last message in which the quote stands.
func (s *script) finds(field, value, quote string) {
	s.claims = append(s.claims, claim{field: field, value: value, quote: quote, message: -1})
}

// forgets takes all claims back.
func (s *script) forgets() { s.claims = nil }

// Read is flow.Reader's.
func (s *script) Read(_ context.Context, chat desk.Chat) (desk.Reading, error) {
	s.Chats = append(s.Chats, chat)
	if s.Before != nil {
		s.Before(chat)
	}
	if s.Err != nil {
		return desk.Reading{}, s.Err
	}
	r := desk.Reading{Reader: "script", Prompt: "script-1", Summary: s.Summary}
	for _, c := range s.claims {
		f := desk.Finding{Field: desk.FieldName(c.field), Value: c.value, Quote: c.quote, Confidence: c.confidence}
		for i, m := range chat.Messages {
			if c.message == i || c.message < 0 && strings.Contains(m.SpokenText(), c.quote) {
				f.Message = m.Seq
			}
		}
		r.Findings = append(r.Findings, f)
	}
	return r, nil
}

// What the system says to those who call it.
type (
	client      = remote.Client
	problem     = remote.Problem
	dialogDoc   = remote.Dialog
	messageDoc  = remote.Message
	runDoc      = remote.Run
	outcomeDoc  = remote.Outcome
	cardDoc     = remote.Card
	entryDoc    = remote.Entry
	answer      = remote.Answer
	page[T any] = remote.Page[T]
)

// house is the system under test.
type house struct {
	t        *testing.T
	clock    *clock
	reader   *script
	telegram *parties.BotAPI
	sys      *system
	admin    client
	dir      string
	real     flow.Reader         // instead of the script, if set
	pages    http.Handler        // a page at Meta; nil: none
	calls    func(*http.Request) // sees each call of Telegram before it is answered, if set
	updates  int64
	hosts    []string // that a connected CRM may be at, if any; it holds from the next opening
	public   string   // where CRMs reach us, if anywhere; it holds from the next opening
}

// Customers of the tests, as Telegram shows them.
var (
	anna  = parties.BotUser{ID: 1001, First: "Anna", Last: "Brown", Username: "anna_b", Language: "en"}
	boris = parties.BotUser{ID: 1002, First: "Boris", Language: "ru"}
)

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{
		t: t, clock: newClock(), reader: &script{Summary: "They agreed."}, telegram: &parties.BotAPI{},
		dir: filepath.Join(t.TempDir(), "data"),
	}
	h.open()
	t.Cleanup(func() {
		if err := h.sys.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	h.line(shop, nil)
	return h
}

// withOffline makes the house read by rules instead of the script.
func (h *house) withOffline() *house {
	h.real = offline.Reader{}
	h.restart()
	return h
}

func (h *house) open() {
	h.t.Helper()
	h.opened()
	h.must(h.sys.Scheduler.Resume(h.t.Context()))
}

// opened opens the folder; what lies there is asked for by nobody yet.
func (h *house) opened() {
	h.t.Helper()
	var reader flow.Reader = h.reader
	if h.real != nil {
		reader = h.real
	}
	sys, err := openSystem(parts{
		Dir: h.dir, Base: "http://localhost:8080", Public: h.public, Reader: reader, Now: h.clock.Now, Log: silent, Fast: true,
		Client: &http.Client{Transport: direct{http.HandlerFunc(h.telegramCall)}}, Hosts: append([]string{telegramHost}, h.hosts...),
	})
	h.must(err)
	key, err := sys.first(h.t.Context(), options{Addr: "localhost:8080", Dir: h.dir, Settings: desk.DefaultSettings()})
	h.must(err)
	h.sys = sys
	h.admin = client{HTTP: &http.Client{Transport: direct{sys.Handler}}, Base: "http://localhost:8080", Key: key.Token}
}

func (h *house) telegramCall(w http.ResponseWriter, r *http.Request) {
	if h.calls != nil {
		h.calls(r)
	}
	if h.pages != nil && !strings.HasPrefix(r.URL.Path, "/bot") {
		h.pages.ServeHTTP(w, r)
		return
	}
	h.telegram.ServeHTTP(w, r)
}

// restart ends the process as a kill does, as far as one can inside one, and
// starts it again on the same folder.
func (h *house) restart() {
	h.t.Helper()
	h.must(h.sys.Close())
	h.open()
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// settle does all work that is due.
func (h *house) settle() {
	h.t.Helper()
	for range 10_000 {
		if !h.sys.Scheduler.Step(h.t.Context()) && !h.sys.follower.Step(h.t.Context()) {
			return
		}
	}
	h.t.Fatal("there is always more work due: something puts itself off for no time")
}

// pass lets time pass, and each piece of work be done at its moment.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	until := h.clock.Now().Add(d)
	for range 10_000 {
		h.settle()
		next, ok := h.sys.Scheduler.Next()
		if !ok || next.After(until) {
			h.clock.Set(until)
			h.settle()
			return
		}
		h.clock.Set(next)
	}
	h.t.Fatal("work without end")
}

// call makes a request that must succeed, and settles.
func (h *house) call(c client, method, path string, in, out any, header ...string) {
	h.t.Helper()
	if err := c.Call(h.t.Context(), method, path, in, out, header...); err != nil {
		h.t.Fatalf("%s %s: %v", method, path, err)
	}
	h.settle()
}

// refused makes a request that must be refused with a status and a code.
func (h *house) refused(c client, method, path string, in any, status int, code string, header ...string) problem {
	h.t.Helper()
	a, err := c.Send(h.t.Context(), method, path, in, header...)
	h.must(err)
	p := a.Problem()
	if a.Status != status || p.Code != code {
		h.t.Errorf("%s %s: got %d %s, want %d %s (%s)", method, path, a.Status, p.Code, status, code, a.Body)
	}
	if a.Status > 299 && a.Header.Get("Content-Type") != "application/problem+json" {
		h.t.Errorf("%s %s: content type %q, want a problem's", method, path, a.Header.Get("Content-Type"))
	}
	return p
}

// line connects a Telegram line.
func (h *house) line(id string, more map[string]any) {
	h.t.Helper()
	in := map[string]any{
		"id": id, "channel": "telegram", "options": map[string]any{"api_url": "http://" + telegramHost},
		"secrets": map[string]any{"token": "1:token-of-" + id, "secret": "secret-of-" + id},
	}
	for k, v := range more {
		in[k] = v
	}
	h.call(h.admin, "POST", "/v1/lines", in, nil)
}

// changes patches what has an ETag.
func (h *house) changes(path string, in map[string]any) {
	h.t.Helper()
	a, err := h.admin.Send(h.t.Context(), "GET", path, nil)
	h.must(err)
	h.call(h.admin, "PATCH", path, in, nil, "If-Match", a.Header.Get("ETag"))
}

// settings changes the company's settings.
func (h *house) settings(in map[string]any) {
	h.t.Helper()
	h.changes("/v1/settings", in)
}

// field sets a field of a kind of card.
func (h *house) field(kind, name string, in map[string]any) {
	h.t.Helper()
	in["title"] = name
	h.call(h.admin, "PUT", "/v1/fields/"+kind+"/"+name, in, nil)
}

// update posts a Telegram update to a line's webhook, and settles.
func (h *house) update(line string, update map[string]any) answer {
	h.t.Helper()
	a, err := h.outside().Send(h.t.Context(), "POST", "/webhooks/telegram/"+line, update, "X-Telegram-Bot-Api-Secret-Token", "secret-of-"+line)
	h.must(err)
	h.settle()
	return a
}

// outside is a client without a key.
func (h *house) outside() client {
	c := h.admin
	c.Key = ""
	return c
}

// text is the next text message of a person.
func (h *house) text(who parties.BotUser, text string) map[string]any {
	h.updates++
	return parties.BotText(h.updates, h.updates, who, h.clock.Now(), text)
}

// says posts texts of a person to the line "shop", a moment apart, and
// answers with the dialog that the last of them lies in.
func (h *house) says(who parties.BotUser, texts ...string) string {
	h.t.Helper()
	return h.saysTo(shop, who, texts...)
}

// saysTo posts texts to a line.
func (h *house) saysTo(line string, who parties.BotUser, texts ...string) string {
	h.t.Helper()
	for i, text := range texts {
		if i > 0 {
			h.pass(time.Second)
		}
		if a := h.update(line, h.text(who, text)); a.Status != http.StatusOK {
			h.t.Fatalf("webhook: got %d, want 200: %s", a.Status, a.Body)
		}
	}
	ds := h.dialogsOf(line, who)
	if len(ds) == 0 {
		h.t.Fatal("the customer has no dialog")
	}
	return ds[0].ID
}

// dialogsOf are a person's dialogs on a line, the newest first.
func (h *house) dialogsOf(line string, who parties.BotUser) []dialogDoc {
	h.t.Helper()
	return h.dialogs("customer=" + string(h.customer(desk.LineID(line), fmt.Sprint(who.ID))))
}

// customer is the id of a messenger's user on a line.
func (h *house) customer(line desk.LineID, user string) desk.CustomerID {
	h.t.Helper()
	l, err := h.sys.Store.Line(h.t.Context(), line)
	h.must(err)
	return l.Customer(user)
}

// dialogs lists dialogs by a filter.
func (h *house) dialogs(filter string) []dialogDoc {
	h.t.Helper()
	return list[dialogDoc](h, h.admin, "/v1/dialogs?"+filter)
}

// list reads all pages of a list.
func list[T any](h *house, c client, path string) []T {
	h.t.Helper()
	var all []T
	for cursor := ""; ; {
		var p page[T]
		at := path
		if cursor != "" {
			sep := "?"
			if strings.Contains(path, "?") {
				sep = "&"
			}
			at += sep + "cursor=" + cursor
		}
		h.call(c, "GET", at, nil, &p)
		all = append(all, p.Items...)
		if cursor = p.Next; cursor == "" {
			return all
		}
	}
}

// dialog reads one.
func (h *house) dialog(id string) dialogDoc {
	h.t.Helper()
	var d dialogDoc
	h.call(h.admin, "GET", "/v1/dialogs/"+id, nil, &d)
	return d
}

// messages of a dialog.
func (h *house) messages(dialog string) []messageDoc {
	h.t.Helper()
	return list[messageDoc](h, h.admin, "/v1/dialogs/"+dialog+"/messages")
}

// reply has the admin answer the customer.
func (h *house) reply(dialog, text string) messageDoc {
	h.t.Helper()
	var m messageDoc
	h.call(h.admin, "POST", "/v1/dialogs/"+dialog+"/reply", map[string]any{"text": text}, &m)
	return m
}

// ask asks for a run.
func (h *house) ask(c client, dialog string) runDoc {
	h.t.Helper()
	var r runDoc
	h.call(c, "POST", "/v1/dialogs/"+dialog+"/runs", map[string]any{}, &r)
	return r
}

// run reads one.
func (h *house) run(id string) runDoc {
	h.t.Helper()
	var r runDoc
	h.call(h.admin, "GET", "/v1/runs/"+id, nil, &r)
	return r
}

// runs of a dialog, the newest first.
func (h *house) runs(dialog string) []runDoc {
	h.t.Helper()
	return list[runDoc](h, h.admin, "/v1/dialogs/"+dialog+"/runs")
}

// read asks for a run, waits until the dialog is quiet, and answers with the
// run, which must have ended.
func (h *house) read(dialog string) runDoc {
	h.t.Helper()
	r := h.ask(h.admin, dialog)
	h.pass(31 * time.Second)
	if r = h.run(r.ID); !r.Ended() {
		h.t.Fatalf("run %s is %s, want it ended (%s)", r.ID, r.State, r.Reason)
	}
	return r
}

// card reads one.
func (h *house) card(ref string) cardDoc {
	h.t.Helper()
	a, err := h.admin.Send(h.t.Context(), "GET", "/v1/cards/"+ref, nil)
	h.must(err)
	if a.Status != http.StatusOK {
		h.t.Fatalf("card %s: got %d: %s", ref, a.Status, a.Body)
	}
	var c cardDoc
	h.must(json.Unmarshal(a.Body, &c))
	c.ETag = a.Header.Get("ETag")
	return c
}

// sets has a person set values of a card.
func (h *house) sets(ref string, values map[string]any) {
	h.t.Helper()
	h.call(h.admin, "PATCH", "/v1/cards/"+ref, map[string]any{"values": values}, nil, "If-Match", h.card(ref).ETag)
}

// makes makes a card.
func (h *house) makes(kind, title string, more map[string]any) cardDoc {
	h.t.Helper()
	in := map[string]any{"kind": kind, "title": title}
	for k, v := range more {
		in[k] = v
	}
	var c cardDoc
	h.call(h.admin, "POST", "/v1/cards", in, &c)
	return c
}

// binds binds a card to a dialog.
func (h *house) binds(dialog, ref string) {
	h.t.Helper()
	h.call(h.admin, "POST", "/v1/dialogs/"+dialog+"/cards", map[string]any{"card": ref}, nil)
}

// lead is the only card that a dialog is bound to.
func (h *house) lead(dialog string) string {
	h.t.Helper()
	d := h.dialog(dialog)
	if len(d.Cards) != 1 {
		h.t.Fatalf("the dialog is bound to %d cards, want 1", len(d.Cards))
	}
	return d.Cards[0].Card
}

// timeline of a card, the newest first; of one kind, if one is named.
func (h *house) timeline(ref string, kind string) []entryDoc {
	h.t.Helper()
	var out []entryDoc
	for _, e := range list[entryDoc](h, h.admin, "/v1/cards/"+ref+"/timeline") {
		if kind == "" || e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// key makes an API key and answers with a client that uses it.
func (h *house) key(in map[string]any) client {
	h.t.Helper()
	var out struct {
		Token string `json:"token"`
	}
	h.call(h.admin, "POST", "/v1/keys", in, &out)
	c := h.admin
	c.Key = out.Token
	return c
}

// file is what lies behind a link of ours, which works without a key.
func (h *house) file(link string) string {
	h.t.Helper()
	a, err := h.outside().Send(h.t.Context(), "GET", strings.TrimPrefix(link, "http://localhost:8080"), nil)
	h.must(err)
	if link == "" || a.Status != http.StatusOK {
		h.t.Fatalf("link %q: got %d", link, a.Status)
	}
	return string(a.Body)
}

// site is a visitor of the website line.
type site struct {
	client
	path  string
	count int
}

// visitor opens a session on the website line.
func (h *house) visitor() *site {
	h.t.Helper()
	l, err := h.sys.Store.Line(h.t.Context(), siteLine)
	h.must(err)
	v := &site{client: h.outside(), path: "/web/" + l.PublicKey}
	var out struct {
		Token string `json:"token"`
	}
	h.call(v.client, "POST", v.path+"/session", nil, &out, "Origin", "http://localhost:8080")
	v.Key = out.Token
	return v
}

// says posts a visitor's text and answers with its dialog.
func (h *house) visits(v *site, text string) string {
	h.t.Helper()
	v.count++
	var out struct {
		Dialog string `json:"dialog"`
	}
	h.call(v.client, "POST", v.path+"/messages", map[string]any{"id": fmt.Sprint(v.count), "text": text}, &out, "Origin", "http://localhost:8080")
	return out.Dialog
}
