package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/sufler/sufler/functions/console/dist"
	widget "github.com/sufler/sufler/functions/console/widget/dist"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/web/console"
	"github.com/sufler/sufler/shared/web/socket"
	"github.com/sufler/sufler/shared/web/tab"
)

// unproven is how much memory the bodies of calls may take together, those of
// messengers, pages and CRMs, and apart from them those of the API's callers: sixteen
// of the largest; and what one address may take.
const (
	unproven      = 16 * web.MaxWebhook
	unprovenShare = unproven / 4
)

// routes is everything that is served: webhooks, the website's channel, the API
// and its documentation.
func (s *system) routes(p parts) http.Handler {
	st := s.Store
	plugs := map[desk.Channel]web.Plug{}
	for ch, plug := range s.Plugs {
		plugs[ch] = plug
	}
	mux := http.NewServeMux()
	bodies, callers := newBodies(), newBodies()
	mux.Handle("/webhooks/", web.Webhooks{Config: st, Plugs: plugs, Receiver: s.Receiver, Cards: s.Verbs.CardListener(), Bodies: bodies, Log: p.Log}.Handler())
	mux.Handle("/web/", web.Site{
		Config: st, Plug: website.Plug{Now: p.Now}, Receiver: s.Receiver, Messages: st, Company: st, Files: s.Files,
		Uploads: s.Verbs.VisitorFiles(), Typist: s.Verbs.Typist(),
		Paces: web.NewPaces(), Bodies: bodies, Waiters: s.waiters, Tickets: s.Verbs.VisitorOffice(), LiveAt: socket.VisitorsPath, Now: p.Now, Log: p.Log,
	}.Handler())
	mux.Handle("GET "+socket.VisitorsPath, socket.Visitors{Door: s.Verbs.VisitorDoor(), Waiters: s.waiters, Log: p.Log})
	mux.Handle("GET /files/{key...}", s.Files)
	mux.Handle("PUT /files/uploads/{key}", s.Files)
	mux.Handle("OPTIONS /files/uploads/{key}", s.Files)
	mux.Handle("/local/", data{Dir: p.Dir, Engine: s.engine, Now: p.Now}.keeper(p.Log))
	screens := console.Console{Files: dist.Files}.Handler()
	mux.Handle("GET /{$}", screens)
	mux.Handle("GET /join", screens)
	mux.Handle("GET "+console.Home, screens)
	mux.Handle(history.Path, serving.Pages(s.Verbs, serving.Parts{Links: s.Files, Log: p.Log}).Handler())
	mux.Handle(tab.Path, serving.Tabs(s.Verbs, serving.Parts{Bodies: bodies, Log: p.Log}).Handler())
	onPages := console.Widget{Files: widget.Files, At: p.Public}.Handler()
	mux.Handle("GET /widget.js", onPages)
	mux.Handle("GET /widget-test", onPages)
	calls := s.api(p, callers)
	handler := calls.Handler()
	mux.Handle("GET /v1/live", socket.Socket{Hub: s.hub, Who: calls.Asking, Other: handler, Log: p.Log})
	mux.Handle("/", handler)
	return web.Guarded(p.Proxies.Handler(mux), p.Log)
}

// newBodies is the room that bodies have.
func newBodies() *web.Bodies { return &web.Bodies{Most: unproven, Share: unprovenShare} }

// api gives the API its ports.
func (s *system) api(p parts, bodies *web.Bodies) api.API {
	st := s.Store
	return serving.API(s.Verbs, serving.Parts{
		Lists: st, Setup: st, Keys: st, Pulse: st, IdempotencyStore: &once{Store: st}, Links: s.Files,
		Recommend: bridge.Choose, CheckLine: s.Plugs.CheckLine, Channels: s.Plugs.Channels, Beside: serving.Beside(website.Plug{}), Live: s.hub, Bodies: bodies, Log: p.Log,
	})
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
