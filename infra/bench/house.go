package main

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/proving"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/tabular"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/words"
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

	webhook  http.Handler
	api      http.Handler
	analyzer *copilot.Analyzer
	worker   *work.Worker
	closer   *talk.Closer
	sweeper  *work.Sweeper
	memories []*store.Cached // each function's own
	fields   []flow.Fields   // of those functions that keep them, too
	changes  store.Feed      // what the function feed is brought
	told     assembly.Parts  // the function feed's
	pusher   *live.Pusher
	telling  bool // what changes is told as it does, and counted

	waits
}

// senders are the template's: how many processes send at once, at most.
const senders = 10

// noon is when every house begins: not on the second, since a moment is written
// as long as it is fine, and what items weigh counts.
var noon = time.Date(2026, time.March, 2, 12, 0, 0, 123456789, time.UTC)

// openHouse sets a company up on an empty engine: the starter fields, one
// line that makes a lead of every new dialog, and automatic runs by
// mode.
func openHouse(ctx context.Context, e store.Engine, m machine, s desk.Settings) (*house, error) {
	h := &house{now: noon, meter: &Meter{Engine: e}, machine: m}
	h.waits = waits{house: h, closings: map[string]bool{}}
	st := h.store("set-up")
	if err := connecting.Seed(ctx, st); err != nil {
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
	key, token := api.NewKey(desk.Actor{Name: "olga", Role: desk.RoleAdmin, Operator: "olga"}, h.now)
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
	return store.Store{Engine: h.meter.As(function), Now: h.clock, Channels: channel.Switchboard(channel.Plugs(nil))}
}

// saveLine makes the line, or changes its policy.
func (h *house) saveLine(ctx context.Context, st store.Store, p desk.LeadPolicy) error {
	l := h.line
	l.ID, l.Channel, l.Title, l.Active = story.Line, parties.Usual, "Shop", true
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
	h.connectJobs(h.own("jobs"))
	h.told = h.parts("feed", h.own("feed"))
	h.told.Keys, h.told.Gateway = h.store("feed"), browsers{h}
	h.pusher = h.told.Pusher()
	cl := h.store("closing")
	closing := h.parts("closing", cl)
	h.closer = closing.Closer()
	h.connectAPI(h.store("api"), h.own("api"), log)
}

// own is the memory of one function.
func (h *house) own(function string) *store.Cached {
	c := &store.Cached{Store: h.store(function)}
	h.memories = append(h.memories, c)
	return c
}

// parts are what every function is put together from.
func (h *house) parts(function string, st assembly.Store) assembly.Parts {
	out, to := h.out(function), messenger{channel.Switchboard(channel.Plugs(nil)), h}
	p := assembly.Parts{Store: st, Outbox: out, Quiet: out, Closing: out, Messengers: to, Files: objects{house: h, kept: map[string][]byte{}}, Sheets: tabular.Writer{}, Fold: words.Fold, Index: answering.Index, Words: words.Bares, Home: func(context.Context) string { return "https://sufler.example" }, Now: h.clock}
	return connecting.Connected(p, h.store(function).Table())
}

// remembering are the parts of a function that hears of each message.
func (h *house) remembering(function string, st assembly.Store) assembly.Parts {
	p := connecting.Remembered(h.parts(function, st), h.store(function).Table())
	h.fields = append(h.fields, p.CRM)
	return p
}

func (h *house) connectWebhook(st *store.Cached, log *slog.Logger) {
	plugs := map[desk.Channel]web.Plug{}
	for name, plug := range channel.Plugs(nil) {
		plugs[name] = plug
	}
	h.webhook = web.Webhooks{Config: st, Plugs: plugs, Log: log, Receiver: h.parts("webhook", st).Receiver()}.Handler()
}

// connectAnalyze puts together what the quiet queue wakes.
func (h *house) connectAnalyze(st *store.Cached) {
	p := proving.ByRules(h.remembering("analyze", st), nil)
	p.Reader = h.reader(st)
	h.analyzer = p.Analyzer()
}

// connectJobs puts together what the outbox and the schedule wake. The
// messenger is messenger: all that goes to it arrives.
func (h *house) connectJobs(st *store.Cached) {
	p := proving.ByRules(h.remembering("jobs", st), nil)
	p.Keys, p.Models = st, h.picking()
	p.Pace = &channel.Pace{Plugs: channel.Plugs(nil), Shares: senders}
	h.worker, h.sweeper = p.Worker(), p.Sweeper(time.Minute, 2*time.Minute)
}

func (h *house) connectAPI(st store.Store, keys *store.Cached, log *slog.Logger) {
	p := h.parts("api", st)
	p.Keys = keys
	h.api = serving.API(p, serving.Parts{
		Lists: st, Setup: st, Keys: keys, Pulse: st, IdempotencyStore: st, CheckLine: func(desk.Line) error { return nil }, Log: log,
	}).Handler()
}

// warm has every function read what the company set up, as it does once a
// minute.
func (h *house) warm(ctx context.Context) error {
	for _, c := range h.memories {
		_, err := c.Settings(ctx)
		if err == nil {
			_, err = c.Line(ctx, h.line.ID)
		}
		if err != nil {
			return err
		}
	}
	for _, f := range h.fields {
		for _, k := range []desk.CardKind{desk.KindContact, desk.KindLead, desk.KindDeal} {
			if _, err := f.Fields(ctx, desk.ConnectionBuiltIn, k); err != nil {
				return err
			}
		}
	}
	return h.get("/v1/health")
}
