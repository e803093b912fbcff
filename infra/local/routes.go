package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// unproven is how much memory the bodies of calls may take together before it is
// known whose they are: sixteen of the largest; and what one address may take.
const (
	unproven      = 16 * web.MaxWebhook
	unprovenShare = unproven / 4
)

// routes is everything that is served: webhooks, the website's channel, the API
// and its documentation.
func (s *system) routes(p parts, chats copilot.Chats, closer *talk.Closer) http.Handler {
	st := s.Store
	plugs := map[desk.Channel]web.Plug{}
	for ch, plug := range s.Plugs {
		plugs[ch] = plug
	}
	mux := http.NewServeMux()
	bodies := &web.Bodies{Most: unproven, Share: unprovenShare}
	mux.Handle("/webhooks/", web.Webhooks{Config: st, Plugs: plugs, Receiver: s.Receiver, Bodies: bodies, Log: p.Log}.Handler())
	mux.Handle("/web/", web.Site{
		Config: st, Plug: channel.Web{Now: p.Now}, Receiver: s.Receiver, Messages: st, Files: s.Files,
		Uploads: &intake.VisitorFiles{Uploads: st, Slots: s.Files, Quotas: st, Now: p.Now},
		Paces:   web.NewPaces(), Bodies: bodies, Waiters: s.waiters, Now: p.Now, Log: p.Log,
	}.Handler())
	mux.Handle("GET /files/{key...}", s.Files)
	mux.Handle("PUT /files/uploads/{key}", s.Files)
	mux.Handle("OPTIONS /files/uploads/{key}", s.Files)
	mux.Handle("/local/", data{Dir: p.Dir, Engine: s.engine, Now: p.Now}.keeper(p.Log))
	mux.Handle("GET /{$}", http.RedirectHandler("/docs", http.StatusFound))
	mux.Handle("/", s.api(p, chats, closer).Handler())
	return web.Guarded(p.Proxies.Handler(mux), p.Log)
}

// api gives the API its ports.
func (s *system) api(p parts, chats copilot.Chats, closer *talk.Closer) api.API {
	st, sched := s.Store, s.Scheduler
	uploader := &talk.Uploader{Uploads: st, Intake: s.Files, Now: p.Now}
	return api.API{
		Dialogs: st, Messages: st, Customers: st, Config: st, Cards: st, Runs: st, Margins: st,
		Lists: st, Setup: st, Keys: st, Pulse: st, Once: &once{Store: st},
		Acceptor:  &talk.Acceptor{Dialogs: st},
		Editor:    &cards.Editor{Desk: st, Cards: st, Config: st, Margins: st, Now: p.Now},
		Binder:    &cards.Binder{Cards: st, Dialogs: st, Customers: st, Margins: st, Now: p.Now},
		Revoker:   &setup.Revoker{Keys: st, Now: p.Now},
		Replier:   &talk.Replier{Stream: st, Dialogs: st, Reach: talk.Reach{Customers: st, Messages: st}, Config: st, Outbox: sched, Uploader: uploader, Now: p.Now},
		Starter:   &talk.Starter{Dialogs: st, Stream: st, Opening: work.Opening{Config: st, Closing: sched, Outbox: sched, Now: p.Now}, Newest: st, Reach: talk.Reach{Customers: st, Messages: st}, Config: st, Deliveries: st, Uploader: uploader},
		Refetcher: &talk.Refetcher{Dialogs: st, Messages: st, Stream: st, Deliveries: st, Outbox: sched, Now: p.Now},
		Files:     s.Files, Uploader: uploader,
		Closer:      closer,
		Transferrer: &talk.Transferrer{Dialogs: st, Teams: st, Closer: closer, Deliveries: st, Closing: sched, Now: p.Now},
		CaseMaker:   &talk.CaseMaker{Dialogs: st, Customers: st, Config: st, Cards: st, Threads: chats, Registry: st, Margins: st, Deliveries: st, Now: p.Now},
		Asker:       &copilot.Asker{Dialogs: st, Runs: st, Chats: chats, Quiet: sched, Now: p.Now},
		Deadlines:   s.deadlines(p.Now),
		Decider:     &copilot.Decider{Runs: st, Margins: st, Cards: st, Now: p.Now},
		Connector: &setup.Connector{
			Registrar: channel.Switchboard(s.Plugs), Lines: st, Now: p.Now, Base: func(context.Context) string { return p.Public },
		},
		Eraser:    s.eraser(),
		Discarder: &setup.Discarder{Discards: st, Config: st, Cards: st, Webhooks: channel.Switchboard(s.Plugs)},
		Recommend: channel.ChooseBridge,
		CheckLine: channel.Switchboard(s.Plugs).CheckLine,
		Channels:  channel.Switchboard(s.Plugs).Channels,
		Beside:    append(web.Site{Plug: channel.Web{}}.Calls(), web.Webhooks{}.Calls()...),
		Now:       p.Now, Log: p.Log,
	}
}

// once is the store's api.Once for the only process on the data: a claim that
// this process does not hold is a killed one's, and need not lapse first.
type once struct {
	store.Store

	mu   sync.Mutex
	held map[string]time.Time // by key, until the claim lapses
}

// Begin is api.Once's.
func (o *once) Begin(ctx context.Context, key, hash string, now, lapses time.Time) (*desk.Answer, error) {
	if !o.hold(key, now, lapses) {
		return nil, fmt.Errorf("%w: a request with this idempotency key is under way", desk.ErrConflict)
	}
	done, err := o.Store.Begin(ctx, key, hash, now, lapses)
	if errors.Is(err, desk.ErrConflict) {
		done, err = o.Store.Begin(ctx, key, hash, lapses.Add(lapses.Sub(now)), lapses)
	}
	if err != nil || done != nil {
		o.free(key)
	}
	return done, err
}

func (o *once) hold(key string, now, lapses time.Time) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if until, held := o.held[key]; held && now.Before(until) {
		return false
	}
	if o.held == nil {
		o.held = map[string]time.Time{}
	}
	o.held[key] = lapses
	return true
}

func (o *once) free(key string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.held, key)
}

// Finish is api.Once's.
func (o *once) Finish(ctx context.Context, key, hash string, a desk.Answer, now time.Time) error {
	defer o.free(key)
	return o.Store.Finish(ctx, key, hash, a, now)
}

// Abandon is api.Once's.
func (o *once) Abandon(ctx context.Context, key, hash string) error {
	defer o.free(key)
	return o.Store.Abandon(ctx, key, hash)
}
