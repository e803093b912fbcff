package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// house is the six functions, each put together as its main does, over one
// counted store, with queues and a state machine that only count, and a clock
// that is moved by hand. TestRecordedAsCounted holds it to the mains.
type house struct {
	now     time.Time
	meter   *Meter
	machine machine
	line    desk.Line
	token   string // an admin's API key

	webhook   http.Handler
	api       http.Handler
	analyzer  *copilot.Analyzer
	deliverer *work.Deliverer
	closer    *talk.Closer
	sweeper   *work.Sweeper
	memories  []*store.Cached // each function's own
	changes   store.Feed      // what the function feed is brought

	waits
}

// senders are the template's: how many processes send at once, at most.
const senders = 10

// noon is when every house begins: not on the second, since a moment is written
// as long as it is fine, and what items weigh counts.
var noon = time.Date(2026, time.March, 2, 12, 0, 0, 123456789, time.UTC)

// openHouse sets a company up on an empty engine: the starter fields, one
// Telegram line that makes a lead of every new dialog, and automatic runs by
// mode.
func openHouse(ctx context.Context, e store.Engine, m machine, s desk.Settings) (*house, error) {
	h := &house{now: noon, meter: &Meter{Engine: e}, machine: m}
	h.waits = waits{house: h, closings: map[string]bool{}}
	st := h.store("set-up")
	if err := st.Seed(ctx); err != nil {
		return nil, err
	}
	have, err := st.Settings(ctx)
	if err != nil {
		return nil, err
	}
	s.Version = have.Version
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
	h.connect()
	return h, nil
}

// readBy are the settings of a company whose closed dialogs are read by mode.
func readBy(mode desk.Mode) desk.Settings {
	s := desk.DefaultSettings()
	s.Subscription, s.LeadMode = true, mode
	return s
}

func (h *house) clock() time.Time { return h.now }

// store is the counted store of one function, without a memory.
func (h *house) store(function string) store.Store {
	return store.Store{Engine: h.meter.As(function), Now: h.clock}
}

// saveLine makes the line, or changes its policy.
func (h *house) saveLine(ctx context.Context, st store.Store, p desk.LeadPolicy) error {
	l := h.line
	l.ID, l.Channel, l.Title, l.Active = story.Line, desk.Telegram, "Shop", true
	l.Secrets = map[string]string{"token": story.Token, "secret": story.Secret}
	l.LeadPolicy, l.Required = p, []desk.FieldName{"phone"}
	var err error
	h.line, err = st.SaveLine(ctx, l)
	return err
}

// connect gives each function what its main gives it. Those that hear of each
// message have a memory of their own of what the company set up; the API and
// the closing function read it anew each time.
func (h *house) connect() {
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	h.connectWebhook(h.own("webhook"), log)
	h.connectAnalyze(h.own("analyze"))
	h.connectDeliver(h.own("deliver"))
	cl := h.store("closing")
	h.closer = &talk.Closer{Dialogs: cl, Config: cl, Automat: h.automat(cl, cl), Now: h.clock}
	h.connectAPI(h.store("api"), h.own("api"), log)
}

// own is the memory of one function.
func (h *house) own(function string) *store.Cached {
	c := &store.Cached{Store: h.store(function)}
	h.memories = append(h.memories, c)
	return c
}

func chats(st store.Store, c flow.Config) copilot.Chats {
	return copilot.Chats{Messages: st, Config: c, Cards: st}
}

func (h *house) automat(st store.Store, c flow.Config) *copilot.Automat {
	return &copilot.Automat{Runs: st, Chats: chats(st, c), Firsts: st, Now: h.clock}
}

func (h *house) connectWebhook(st *store.Cached, log *slog.Logger) {
	plugs := map[desk.Channel]web.Plug{}
	for name, plug := range channel.Plugs(nil) {
		plugs[name] = plug
	}
	out := h.out("webhook")
	h.webhook = web.Webhooks{Config: st, Plugs: plugs, Log: log, Receiver: &intake.Receiver{
		Stream: st, Messages: st, Customers: st, Deliveries: st, Config: st, Closing: out, Outbox: out, Now: h.clock,
		Numbering: channel.Switchboard(channel.Plugs(nil)),
	}}.Handler()
}

// connectAnalyze puts together what the quiet queue wakes.
func (h *house) connectAnalyze(st *store.Cached) {
	h.analyzer = &copilot.Analyzer{
		Dialogs: st, Runs: st, Chats: chats(st.Store, st), Reader: h.reader(st), Quiet: h.out("analyze"), Now: h.clock,
		Filler: &copilot.Filler{Cards: st, Config: st, Runs: st, Margins: st, Prover: proof.Wary{Prover: value.Prover{}}, Now: h.clock},
	}
}

// connectDeliver puts together what the outbox and the schedule wake. The
// messenger is messenger: all that goes to it arrives.
func (h *house) connectDeliver(st *store.Cached) {
	out, to := h.out("deliver"), messenger{h}
	h.deliverer = &work.Deliverer{
		Deliveries: st, Config: st, Stream: st, Messages: st, Customers: st, Sender: to, Lines: st, Pace: &channel.Pace{Shares: senders}, Outbox: out, Now: h.clock,
		Keeper: &intake.Keeper{Config: st, Messages: st, Stream: st, Opener: to, Files: to},
		Binder: &intake.Binder{
			Dialogs: st, Customers: st, Config: st, Registry: st, Firsts: st, Margins: st, Cards: st, Now: h.clock,
			Looker: &intake.Looker{Lookup: to, Opener: to, Files: to, Deliveries: st, Outbox: out, Now: h.clock},
			Prover: proof.Wary{Prover: value.Prover{}},
			Collector: &copilot.Collector{
				Chats: chats(st.Store, st), Reader: proof.Careful{Reader: offline.Reader{}},
				Prover: proof.Wary{Prover: value.Prover{}}, Margins: st, Now: h.clock,
			},
		},
	}
	h.sweeper = &work.Sweeper{
		Overdue: st, Quiet: out, Outbox: out, Now: h.clock, After: 2 * time.Minute,
		Closer: &talk.Closer{Dialogs: st, Config: st, Automat: h.automat(st.Store, st), Now: h.clock},
	}
}

func (h *house) connectAPI(st store.Store, keys *store.Cached, log *slog.Logger) {
	out := h.out("api")
	closer := &talk.Closer{Dialogs: st, Config: st, Quiet: out, Automat: h.automat(st, st), Now: h.clock}
	reach := talk.Reach{Customers: st, Messages: st}
	h.api = api.API{
		Deadlines: &talk.Deadlines{Deliveries: st, Outbox: out, Now: h.clock},
		Dialogs:   st, Messages: st, Customers: st, Config: st, Cards: st, Runs: st, Margins: st,
		Lists: st, Setup: st, Keys: keys, Pulse: st, Once: st, Closer: closer,
		Acceptor:    &talk.Acceptor{Dialogs: st},
		Editor:      &cards.Editor{Desk: st, Cards: st, Config: st, Margins: st, Now: h.clock},
		Binder:      &cards.Binder{Cards: st, Dialogs: st, Customers: st, Margins: st, Now: h.clock},
		Revoker:     &setup.Revoker{Keys: keys, Now: h.clock},
		Replier:     &talk.Replier{Stream: st, Dialogs: st, Reach: reach, Config: st, Outbox: out, Now: h.clock},
		Starter:     &talk.Starter{Dialogs: st, Stream: st, Opening: work.Opening{Config: st, Closing: out, Outbox: out, Now: h.clock}, Newest: st, Reach: reach, Config: st, Deliveries: st},
		Refetcher:   &talk.Refetcher{Dialogs: st, Messages: st, Stream: st, Deliveries: st, Outbox: out, Now: h.clock},
		Transferrer: &talk.Transferrer{Dialogs: st, Teams: st, Closer: closer, Deliveries: st, Closing: out, Now: h.clock},
		CaseMaker:   &talk.CaseMaker{Dialogs: st, Customers: st, Config: st, Cards: st, Threads: chats(st, st), Registry: st, Margins: st, Deliveries: st, Now: h.clock},
		Asker:       &copilot.Asker{Dialogs: st, Runs: st, Chats: chats(st, st), Quiet: out, Now: h.clock},
		Decider:     &copilot.Decider{Runs: st, Margins: st, Cards: st, Now: h.clock},
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
