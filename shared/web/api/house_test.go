package api_test

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
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	faqindex "github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	bymodel "github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/chronicle"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/listing"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/webhooks"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/openid"
	"github.com/sufler/sufler/shared/outgoing/webhook"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/folder"
	"github.com/sufler/sufler/shared/tabular"
	"github.com/sufler/sufler/shared/web/api"
	wordkit "github.com/sufler/sufler/shared/words"
)

// clock is a time that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// timers take what is put off, and give it back when the test says so.
type timers struct {
	mu     sync.Mutex
	wakes  []desk.Wakeup
	nudges []desk.JobID
}

func (q *timers) Schedule(_ context.Context, w desk.Wakeup, _ time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.wakes = append(q.wakes, w)
	return nil
}

func (q *timers) Enqueue(_ context.Context, v desk.Job, _ time.Duration) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.nudges = append(q.nudges, v.ID)
	return nil
}

func (q *timers) StartClosing(context.Context, desk.DialogID, time.Time) error { return nil }

func (q *timers) take() ([]desk.Wakeup, []desk.JobID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	w, n := q.wakes, q.nudges
	q.wakes, q.nudges = nil, nil
	return w, n
}

// script is a reader that finds what the test says, where the quote stands.
type script struct {
	summary string
	found   map[desk.FieldName][2]string // value and quote
	// otherwise is what it finds in a chat instead, unless it is nil.
	otherwise func(desk.Chat) map[desk.FieldName][2]string
	reads     int
	fails     error // instead
}

func (s *script) Read(_ context.Context, chat desk.Chat) (desk.Reading, error) {
	r := desk.Reading{Summary: s.summary, Reader: "script", Model: "none", Prompt: "1", Usage: desk.Usage{InputTokens: 7, MicroUSD: 1500}}
	if s.reads++; s.fails != nil {
		return desk.Reading{}, s.fails
	}
	found := s.found
	if s.otherwise != nil {
		if other := s.otherwise(chat); other != nil {
			found = other
		}
	}
	for field, v := range found {
		for _, m := range chat.Messages {
			if strings.Contains(m.SpokenText(), v[1]) {
				r.Findings = append(r.Findings, desk.Finding{Field: field, Value: v[0], Quote: v[1], Message: m.Seq})
			}
		}
	}
	return r, nil
}

// Prove takes the reader at its word.
func (s *script) Prove(_ desk.Field, f desk.Finding, _ desk.Message, _ desk.Locale) (desk.Value, error) {
	return desk.Value(f.Value), nil
}

// house is the whole system without its queues, and people with keys.
type house struct {
	approved func(desk.Line) ([]desk.ApprovedTemplate, error)
	public   string   // the address under which messengers reach us
	told     []string // what they were told, with the line's token
	refusal  error    // what they answer
	floor    sync.Mutex
	handed   []string                 // who bots' platforms were told to have the word
	handing  func(desk.Handing) error // what they answer
	t        testing.TB
	engine   *embedded.Engine
	st       store.Store
	clock    *clock
	timers   *timers
	byHand   bool // the test itself tells what changed
	reader   *script
	once     *shakyOnce
	desk     *racedDesk
	handler  http.Handler
	files    folder.Folder
	parts    assembly.Parts
	log      *bytes.Buffer

	feed      feed.Dispatcher
	lister    *listing.Lister
	hub       *live.Hub
	remembers bool // what changed; else nobody does
	liveAt    string
	receiver  *intake.Receiver
	listener  *intake.CardListener
	analyzer  *copilot.Analyzer
	// compared is how often a password was, and comparing is called meanwhile.
	compared  atomic.Int64
	comparing func()
	worker    *work.Worker
	closer    *talk.Closer
	teller    *webhooks.Teller
	keys      map[string]string
	scribe    flow.Transcriber   // nil: nobody writes down what is said
	hearing   *desk.HearingPrice // what that costs; nil: nobody does
	models    bymodel.Models     // that look at what the knowledge base finds
}

// shakyOnce can lose its memory of an answer, as a process does that dies
// between the effect and its note.
type shakyOnce struct {
	api.IdempotencyStore
	dies, busy bool
}

func (o *shakyOnce) Begin(ctx context.Context, key, hash string, now, lapses time.Time) (*desk.Answer, error) {
	if o.busy {
		return nil, fmt.Errorf("%w: throttled", desk.ErrBusy)
	}
	return o.IdempotencyStore.Begin(ctx, key, hash, now, lapses)
}

var errDied = errors.New("the process died here")

func (o *shakyOnce) Finish(ctx context.Context, key, hash string, a desk.Answer, now time.Time) error {
	if o.dies {
		return errDied
	}
	return o.IdempotencyStore.Finish(ctx, key, hash, a, now)
}

// racedDesk lets somebody be faster.
type racedDesk struct {
	flow.CRM
	before func()
}

func (d *racedDesk) PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error) {
	if d.before != nil {
		d.before()
	}
	return d.CRM.PutCard(ctx, c, es)
}

// people are the holders of keys, by what the tests call them.
var people = map[string]desk.Actor{
	"admin":       {Name: "Ada", Role: desk.RoleAdmin},
	"supervisor":  {Name: "Sue", Role: desk.RoleSupervisor, Operator: "sue", Rights: desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange}},
	"operator":    {Name: "Olga", Role: desk.RoleOperator, Operator: "olga", Rights: desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange}},
	"reader":      {Name: "Rita", Role: desk.RoleOperator, Operator: "rita", Rights: desk.Rights{Leads: desk.MayRead, Deals: desk.MayRead, Cases: desk.MayRead}},
	"leads only":  {Name: "Leo", Role: desk.RoleOperator, Operator: "leo", Rights: desk.Rights{Leads: desk.MayChange}},
	"deals only":  {Name: "Dan", Role: desk.RoleOperator, Operator: "dan", Rights: desk.Rights{Deals: desk.MayChange}},
	"cases only":  {Name: "Cleo", Role: desk.RoleOperator, Operator: "cleo", Rights: desk.Rights{Cases: desk.MayChange}},
	"no cards":    {Name: "Nora", Role: desk.RoleOperator, Operator: "nora"},
	"no operator": {Name: "script", Role: desk.RoleSupervisor, Rights: desk.Rights{Leads: desk.MayChange, Deals: desk.MayChange}},
}

func newHouse(t testing.TB) *house { return newHouseWith(t, embedded.Knobs{NoSync: true}) }

func newHouseWith(t testing.TB, knobs embedded.Knobs) *house {
	t.Helper()
	knobs.Feed = store.InFeed
	e, err := embedded.Open(filepath.Join(t.TempDir(), "house.db"), knobs)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	h := &house{
		engine: e,
		t:      t, clock: &clock{at: time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)}, timers: &timers{}, log: &bytes.Buffer{},
		reader: &script{summary: "Anna wants two chairs."}, keys: map[string]string{}, remembers: true,
	}
	h.st = store.Store{Engine: e, Now: h.clock.Now, Channels: channel.Switchboard(channel.Plugs(nil))}
	must(t, connecting.Seed(t.Context(), h.st))
	h.connect()
	for name, a := range people {
		k, token := api.NewKey(a, h.clock.Now())
		must(t, h.st.SaveKey(t.Context(), k))
		h.keys[name] = token
	}
	return h
}

func (h *house) connect() {
	st, q, now := h.st, h.timers, h.clock.Now
	h.files = folder.Folder{Dir: h.t.TempDir(), Secret: []byte("files"), Base: "http://sufler.test/files", Now: now}
	h.once = &shakyOnce{IdempotencyStore: st}
	board := channel.Switchboard(channel.Plugs(nil))
	p := connecting.Connected(assembly.Parts{
		Store: st, Keys: st, Outbox: q, Quiet: q, Closing: q, Messengers: messengers{board, h}, Files: h.files,
		Reader: h.reader, Rules: h.reader, Prover: h.reader, Fold: wordkit.Fold, Index: faqindex.Index, Models: h.models, Transcriber: h.scribe, Hearing: h.hearing, Group: faqindex.Group, Words: wordkit.Bares, Hasher: plainly{h}, Provider: &openid.Client{Hosts: []string{"127.0.0.1"}, Now: h.clock.Now}, Base: func(context.Context) string { return h.public }, Home: func(context.Context) string { return "http://sufler.test" }, Now: now, Hosts: []string{"127.0.0.1"}, Poster: webhook.NewPoster([]string{"127.0.0.1"}, now), Sheets: tabular.Writer{},
	}, st.Table())
	h.desk = &racedDesk{CRM: p.CRM}
	p.CRM = h.desk
	h.parts = p
	h.listener = p.CardListener()
	h.receiver, h.analyzer, h.worker, h.teller = p.Receiver(), p.Analyzer(), p.Worker(), p.Teller()
	h.closer, h.lister = p.Closer(), p.Lister()
	h.hub = p.Hub()
	h.feed = feed.Dispatcher{Consumers: []feed.Consumer{h.hub, h.lister, p.Scorer(), p.BotWaiter(), p.Watcher(), p.Floor(), p.Passer()}}
	h.handler = serving.API(p, serving.Parts{
		Lists: st, Setup: st, Keys: st, Pulse: st, IdempotencyStore: h.once, Links: h.files,
		Recommend: bridge.Choose, CheckLine: board.CheckLine, Channels: board.Channels, Beside: beside(), Live: remembered(h), LiveAt: h.liveAt,
		Log: slog.New(slog.NewTextHandler(h.log, nil)),
	}).Handler()
}

func remembered(h *house) *live.Hub {
	if h.remembers {
		return h.hub
	}
	return nil
}

// Setup is a messenger that is told our address.
func (h *house) Setup(_ context.Context, l desk.Line, url string) error {
	h.told = append(h.told, l.Secrets["token"]+" "+url)
	return h.refusal
}

// messengers are those of the lines, which show nobody and are told where to call.
type messengers struct {
	channel.Switchboard
	*house
}

func (messengers) Send(context.Context, desk.Line, desk.Outbound) (desk.ExternalID, error) {
	return "", nil // as the website's channel does: to be stored is to be sent
}

// ShowTyping is a messenger's that asks nobody.
func (messengers) ShowTyping(context.Context, desk.Line, desk.TypingTo) error { return nil }

// Templates are what the messenger of a test has approved, else the plug's.
func (m messengers) Templates(ctx context.Context, l desk.Line) ([]desk.ApprovedTemplate, error) {
	if m.house.approved != nil {
		return m.house.approved(l)
	}
	return m.Switchboard.Templates(ctx, l)
}

// Hand is a bot's platform that is told who has the word.
func (m messengers) Hand(_ context.Context, _ desk.Line, h desk.Handing) error {
	m.house.floor.Lock()
	defer m.house.floor.Unlock()
	m.house.handed = append(m.house.handed, h.Customer.User+": "+string(h.To)+" "+h.App)
	if m.house.handing != nil {
		return m.house.handing(h)
	}
	return nil
}

func (messengers) Lookup(_ context.Context, _ desk.Line, p desk.Profile) (desk.Profile, error) {
	return p, nil
}

func (m messengers) Setup(ctx context.Context, l desk.Line, url string) error {
	return m.house.Setup(ctx, l, url)
}

func (m messengers) Teardown(ctx context.Context, l desk.Line) (bool, error) {
	return m.house.Teardown(ctx, l)
}

// CheckToken is a messenger that says whose a token is.
func (m messengers) CheckToken(context.Context, desk.Line) error { return m.house.refusal }

// Teardown is a messenger that is told to call us no more.
func (h *house) Teardown(_ context.Context, l desk.Line) (bool, error) {
	h.told = append(h.told, l.Secrets["token"]+" no more")
	return true, h.refusal
}

// plainly keeps passwords in a way that takes no time, and counts how often it is
// asked to compare.
type plainly struct{ *house }

func (plainly) Hash(password string) (string, error) { return "hash of " + password, nil }
func (p plainly) Matches(password, hash string) (bool, error) {
	p.compared.Add(1)
	if p.comparing != nil {
		p.comparing()
	}
	return hash == "hash of "+password, nil
}
func (plainly) Common(password string) bool { return password == "qwertyuiop" }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// answer is what the API answered.
type answer struct {
	t      testing.TB
	what   string
	status int
	header http.Header
	body   []byte
}

// tell tells whoever wants to know what changed.
func (h *house) tell() {
	h.t.Helper()
	for {
		changes, err := h.engine.Changes(h.t.Context(), "", 200)
		must(h.t, err)
		if len(changes) == 0 {
			return
		}
		for _, c := range changes {
			must(h.t, h.feed.Tell(h.t.Context(), []desk.FeedRecord{builtin.Record(c)})[0])
			h.engine.Take(c.Place)
		}
	}
}

// as sends a request with somebody's key, once what changed was told; body is JSON text or something to
// marshal; headers come in pairs.
func (h *house) as(who, method, path string, body any, headers ...string) answer {
	h.t.Helper()
	if method == http.MethodGet && !h.byHand {
		h.tell()
	}
	var rd io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		rd = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		must(h.t, err)
		rd = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, path, rd)
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+h.keys[who])
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return answer{h.t, who + ": " + method + " " + path, w.Code, w.Header(), w.Body.Bytes()}
}

// is demands a status.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s: got %d %s, want %d", a.what, a.status, a.body, status)
	}
	return a
}

// no demands a problem.
func (a answer) no(status int, code string) answer {
	a.t.Helper()
	var p struct{ Code string }
	if a.is(status).into(&p); p.Code != code || a.header.Get("Content-Type") != "application/problem+json" {
		a.t.Fatalf("%s: got %s as %s, want the problem %s", a.what, a.body, a.header.Get("Content-Type"), code)
	}
	return a
}

func (a answer) into(v any) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, v); err != nil {
		a.t.Fatalf("%s: %s: %v", a.what, a.body, err)
	}
}

// doc is the answer as JSON.
func (a answer) doc() (m map[string]any) {
	a.t.Helper()
	a.into(&m)
	return m
}

// at finds a part of a document: at(doc, "items", 0, "id").
func at(v any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

// line makes a web line without a lead of its own.
func (h *house) line(id desk.LineID, policy desk.LeadPolicy) desk.Line {
	h.t.Helper()
	l, err := h.st.SaveLine(h.t.Context(), desk.Line{
		ID: id, Channel: desk.ChannelWeb, Active: true, LeadPolicy: policy, PublicKey: string(id) + ".key",
		Secrets: map[string]string{"session": "s"}, Origins: []string{"https://shop.example"},
	})
	must(h.t, err)
	return l
}

// chat has a customer say things, a second apart, and gives the dialog. It is
// bound as the line's policy says.
func (h *house) chat(l desk.Line, user string, texts ...string) desk.DialogID {
	h.t.Helper()
	var id desk.DialogID
	for _, text := range texts {
		h.clock.move(time.Second)
		got, err := h.receiver.Receive(h.t.Context(), l, []desk.Inbound{{
			Kind: desk.InMessage, From: desk.Profile{User: user, Name: "Anna " + user}, Author: desk.ByCustomer,
			External: desk.ExternalID(fmt.Sprintf("%s/%d", user, h.clock.Now().UnixNano())), Text: text,
		}})
		must(h.t, err)
		must(h.t, got[0].Err)
		id = got[0].Dialog
	}
	h.work()
	return id
}

// work does what lies in the queues, until nothing is left that can be done now.
func (h *house) work() {
	h.t.Helper()
	for range 5 {
		wakes, nudges := h.timers.take()
		for _, id := range nudges {
			must(h.t, h.worker.Do(h.t.Context(), id))
		}
		for _, w := range wakes {
			must(h.t, h.analyzer.Analyze(h.t.Context(), w))
		}
	}
}

// read has the dialog read for its card, and gives the run.
func (h *house) read(id desk.DialogID) string {
	h.t.Helper()
	run, _ := h.as("admin", "POST", "/v1/dialogs/"+string(id)+"/runs", "{}").is(202).doc()["id"].(string)
	h.clock.move(31 * time.Second)
	h.work()
	return run
}

// known are operators with accounts.
func (h *house) known(ids ...desk.OperatorID) {
	h.t.Helper()
	for _, id := range ids {
		if _, err := h.st.SaveOperator(h.t.Context(), desk.Operator{ID: id, Name: string(id), Role: desk.RoleOperator, CreatedAt: h.clock.Now()}, nil); !errors.Is(err, desk.ErrConflict) {
			must(h.t, err)
		}
	}
}

// card makes a card.
func (h *house) card(kind desk.CardKind, values string) string {
	h.t.Helper()
	if values == "" {
		values = "{}"
	}
	doc := h.as("admin", "POST", "/v1/cards", `{"kind":"`+string(kind)+`","title":"A card","values":`+values+`}`).is(201).doc()
	ref, _ := doc["ref"].(string)
	return ref
}

// bound is a dialog of two messages, quiet, bound to a new deal.
func (h *house) bound(values string, texts ...string) (dialog desk.DialogID, deal string) {
	h.t.Helper()
	l, err := h.st.Line(h.t.Context(), "site")
	if errors.Is(err, desk.ErrNotFound) {
		l, err = h.line("site", desk.LeadNever), nil
	}
	must(h.t, err)
	if len(texts) == 0 {
		texts = []string{"Hello", "Two chairs to Green st. 5, please"}
	}
	h.clock.move(time.Second)
	dialog = h.chat(l, fmt.Sprint("u", h.clock.Now().Unix()), texts...)
	deal = h.card(desk.KindDeal, values)
	h.as("admin", "POST", "/v1/dialogs/"+string(dialog)+"/cards", `{"card":"`+deal+`"}`).is(200)
	return dialog, deal
}

// Goods implements chronicle.Goods, as what it stands before does.
func (d *racedDesk) Goods(ctx context.Context, c desk.ConnectionID, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error) {
	return d.CRM.(chronicle.Goods).Goods(ctx, c, deals)
}
