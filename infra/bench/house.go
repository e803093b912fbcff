package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// house is the five functions, each put together as its main does, over one
// counted store, with queues and a state machine that only count, and a clock
// that is moved by hand. The functions are warm: what the company set up is in
// their memory, as it is for a minute on Lambda.
type house struct {
	now     time.Time
	meter   *Meter
	machine machine
	line    desk.Line
	token   string // an admin's API key
	script  func(desk.Chat) desk.Reading
	model   bool // count what a model would take for the same

	webhook   http.Handler
	api       http.Handler
	analyzer  *flow.Analyzer
	deliverer *flow.Deliverer
	closer    *flow.Closer
	sweeper   *flow.Sweeper
	memories  []*store.Cached // each function's own

	waits
}

// noon is when every house begins.
var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// openHouse sets a company up on an empty engine: the starter fields, one
// Telegram line that makes a lead of every new dialog, and automatic runs by
// mode.
func openHouse(ctx context.Context, e store.Engine, m machine, mode desk.Mode) (*house, error) {
	h := &house{now: noon, meter: &Meter{Engine: e}, machine: m}
	h.waits = waits{house: h, closings: map[string]bool{}}
	st := h.store()
	if err := st.Seed(ctx); err != nil {
		return nil, err
	}
	s, err := st.Settings(ctx)
	if err != nil {
		return nil, err
	}
	s.Subscription, s.LeadMode = true, mode
	if _, err := st.SaveSettings(ctx, s); err != nil {
		return nil, err
	}
	if err := h.saveLine(ctx, st, desk.LeadOnFirstMessage); err != nil {
		return nil, err
	}
	key, token := api.NewKey(desk.Actor{Name: "olga", Role: desk.Admin, Operator: "olga"}, h.now)
	if err := st.SaveKey(ctx, key); err != nil {
		return nil, err
	}
	h.token = token
	h.connect(st)
	return h, nil
}

func (h *house) clock() time.Time { return h.now }

// store is the counted store, without a memory.
func (h *house) store() store.Store { return store.Store{Engine: h.meter, Now: h.clock} }

// saveLine makes the line, or changes its policy.
func (h *house) saveLine(ctx context.Context, st store.Store, p desk.LeadPolicy) error {
	l := h.line
	l.ID, l.Channel, l.Title, l.Active = "shop", desk.Telegram, "Shop", true
	l.Secrets = map[string]string{"token": "7000001:bench", "secret": "bench-secret_1"}
	l.LeadPolicy, l.Required = p, []desk.FieldName{"phone"}
	var err error
	h.line, err = st.SaveLine(ctx, l)
	return err
}

// connect gives each function what its main gives it. Each has a memory of its
// own of what the company set up, but the API, which reads it anew each time.
func (h *house) connect(st store.Store) {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	h.connectWebhook(h.own(st), log)
	h.connectQueues(h.own(st), h.own(st))
	cl := h.own(st)
	h.closer = &flow.Closer{Dialogs: cl, Config: cl, Automat: h.automat(st, cl), Now: h.clock}
	h.connectAPI(st, h.own(st), log)
}

// own is the memory of one function.
func (h *house) own(st store.Store) *store.Cached {
	c := &store.Cached{Store: st}
	h.memories = append(h.memories, c)
	return c
}

func chats(st store.Store, c flow.Config) flow.Chats {
	return flow.Chats{Messages: st, Config: c, Cards: st}
}

func (h *house) automat(st store.Store, c flow.Config) *flow.Automat {
	return &flow.Automat{Runs: st, Chats: chats(st, c), Firsts: st, Now: h.clock}
}

func (h *house) connectWebhook(st *store.Cached, log *slog.Logger) {
	plugs := map[desk.Channel]web.Plug{}
	for name, plug := range channel.Plugs(nil) {
		plugs[name] = plug
	}
	h.webhook = web.Webhooks{Config: st, Plugs: plugs, Log: log, Receiver: &flow.Receiver{
		Stream: st, Messages: st, Customers: st, Deliveries: st, Config: st, Closing: h, Outbox: h, Now: h.clock,
	}}.Handler()
}

// connectQueues puts together what the quiet queue and the outbox wake.
func (h *house) connectQueues(an, de *store.Cached) {
	h.analyzer = &flow.Analyzer{
		Dialogs: an, Runs: an, Chats: chats(an.Store, an), Reader: h, Quiet: h, Now: h.clock,
		Filler: &flow.Filler{Cards: an, Config: an, Runs: an, Margins: an, Prover: reader.Wary{Prover: value.Prover{}}, Now: h.clock},
	}
	h.deliverer = &flow.Deliverer{
		Deliveries: de, Config: de, Stream: de, Messages: de, Customers: de, Sender: h, Outbox: h, Now: h.clock,
		Keeper: &flow.Keeper{Config: de, Messages: de, Stream: de, Opener: h, Files: h},
		Binder: &flow.Binder{
			Dialogs: de, Customers: de, Config: de, Registry: de, Firsts: de, Margins: de, Now: h.clock,
			Collector: &flow.Collector{Chats: chats(de.Store, de), Reader: h, Prover: reader.Wary{Prover: value.Prover{}}, Margins: de, Now: h.clock},
		},
	}
	h.sweeper = &flow.Sweeper{Overdue: de, Quiet: h, Outbox: h, Now: h.clock, After: 2 * time.Minute}
}

func (h *house) connectAPI(st store.Store, keys *store.Cached, log *slog.Logger) {
	closer := &flow.Closer{Dialogs: st, Config: st, Quiet: h, Automat: h.automat(st, st), Now: h.clock}
	h.api = api.API{
		Dialogs: st, Messages: st, Customers: st, Config: st, Cards: st, Runs: st, Margins: st,
		Lists: st, Setup: st, Keys: keys, CardDesk: st, Once: st, Closer: closer,
		Replier:     &flow.Replier{Stream: st, Dialogs: st, Reach: flow.Reach{Customers: st, Messages: st}, Config: st, Outbox: h, Now: h.clock},
		Transferrer: &flow.Transferrer{Dialogs: st, Closer: closer, Deliveries: st, Closing: h, Now: h.clock},
		Asker:       &flow.Asker{Dialogs: st, Runs: st, Chats: chats(st, st), Quiet: h, Now: h.clock},
		Decider:     &flow.Decider{Runs: st, Margins: st, Cards: st, Now: h.clock},
		CheckLine:   func(desk.Line) error { return nil }, Now: h.clock, Log: log,
	}.Handler()
}

// warm has every function read what the company set up, as it does once a
// minute.
func (h *house) warm(ctx context.Context) error {
	for _, c := range h.memories {
		_, err := c.Settings(ctx)
		if err == nil {
			_, err = c.Line(ctx, h.line.ID)
		}
		for _, k := range []desk.CardKind{desk.Contact, desk.Lead, desk.Deal} {
			if err == nil {
				_, err = c.Fields(ctx, k)
			}
		}
		if err != nil {
			return err
		}
	}
	return h.get("/v1/health")
}

// said is a customer's message as Telegram delivers it.
func (h *house) said(user, message int, text string) error {
	body := fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Anna","last_name":"Kovalchuk","username":"anna_%d","language_code":"en"},"chat":{"id":%d,"type":"private","first_name":"Anna","last_name":"Kovalchuk","username":"anna_%d"},"date":%d,"text":%q}}`,
		message, message, user, user, user, user, h.now.Unix(), text)
	return h.call(h.webhook, http.MethodPost, "/webhooks/telegram/shop", body, channel.Sign(h.line, body))
}

// showed is a customer's photo.
func (h *house) showed(user, message int) error {
	body := fmt.Appendf(nil, `{"update_id":%d,"message":{"message_id":%d,"from":{"id":%d,"is_bot":false,"first_name":"Anna","last_name":"Kovalchuk","username":"anna_%d","language_code":"en"},"chat":{"id":%d,"type":"private","first_name":"Anna","last_name":"Kovalchuk","username":"anna_%d"},"date":%d,"photo":[{"file_id":"AgACAgIAAxkBAAIBZWdd0001-small","file_unique_id":"AQADs","file_size":1253,"width":90,"height":67},{"file_id":"AgACAgIAAxkBAAIBZWdd0001-large","file_unique_id":"AQADl","file_size":91563,"width":1280,"height":960}],"caption":"Like this one"}}`,
		message, message, user, user, user, user, h.now.Unix())
	return h.call(h.webhook, http.MethodPost, "/webhooks/telegram/shop", body, channel.Sign(h.line, body))
}

// dialog is a customer's n-th dialog.
func (h *house) dialog(user, n int) desk.DialogID {
	return desk.NewDialogID(desk.NewCustomerID(h.line.ID, fmt.Sprint(user)), n)
}

// post and get call the API, a POST always with an Idempotency-Key.
func (h *house) post(path, key, body string) error {
	return h.call(h.api, http.MethodPost, path, []byte(body), map[string]string{"authorization": "Bearer " + h.token, "idempotency-key": key, "content-type": "application/json"})
}

func (h *house) get(path string) error {
	return h.call(h.api, http.MethodGet, path, nil, map[string]string{"authorization": "Bearer " + h.token})
}

// call is one call through API Gateway.
func (h *house) call(to http.Handler, method, path string, body []byte, header map[string]string) error {
	h.meter.Count(Use{Requests: 1, Invocations: 1})
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	for name, v := range header {
		r.Header.Set(name, v)
	}
	w := httptest.NewRecorder()
	to.ServeHTTP(w, r)
	if w.Code < 200 || w.Code > 299 {
		return fmt.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return nil
}

// Open is flow.Opener's: every file is there.
func (h *house) Open(context.Context, desk.Line, desk.Attachment) (desk.File, error) {
	return desk.File{Body: io.NopCloser(strings.NewReader("a picture")), MIME: "image/jpeg", Size: -1}, nil
}

// Keep is flow.Files': a file is one object.
func (h *house) Keep(_ context.Context, _ string, f desk.File) (int64, error) {
	h.meter.Count(Use{Objects: 1})
	return io.Copy(io.Discard, f.Body)
}

// Send is flow.Sender's: everything arrives.
func (h *house) Send(context.Context, desk.Line, desk.Outbound) (desk.ExternalID, error) {
	return desk.ExternalID(fmt.Sprintf("5550001/%d", h.now.UnixMicro())), nil
}
