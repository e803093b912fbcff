package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/assembly/connecting"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/bridge"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	flowanswering "github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/openid"
	"github.com/sufler/sufler/shared/outgoing/webhook"
	"github.com/sufler/sufler/shared/password"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/transcribe"
	"github.com/sufler/sufler/shared/web/api"
	"github.com/sufler/sufler/shared/web/tab"
	"github.com/sufler/sufler/shared/words"
)

// ports are what puts work off.
type ports struct {
	Outbox  flow.Outbox
	Quiet   flow.QuietQueue
	Closing flow.Closing
	Models  flowanswering.Models // that look at what the knowledge base finds
	Hearing *desk.HearingPrice   // of what recordings say; nil: nobody writes it down
}

// hearing is what it costs to have a recording written down; nil: nobody does.
func hearing(on bool) *desk.HearingPrice {
	if !on {
		return nil
	}
	return new(transcribe.Price())
}

// bytes are where files lie: the bucket.
type bytes interface {
	api.Files
	assembly.Files
}

// handler puts the API together. Its configuration is never an old copy: what a
// person changes is what they just read. Only keys are kept for a minute.
func handler(st store.Store, board channel.Switchboard, off ports, files bytes, liveAt string, log *slog.Logger) http.Handler {
	keys := &store.Cached{Store: st}
	p, s := connecting.Connected(assembly.Parts{
		Store: st, Keys: keys, Outbox: off.Outbox, Quiet: off.Quiet, Closing: off.Closing, Messengers: board, Files: files, Poster: webhook.NewPoster(nil, time.Now), Hasher: &password.Argon{}, Fold: words.Fold, Index: answering.Index, Models: off.Models, Hearing: off.Hearing, Group: answering.Group, Words: words.Bares, Provider: &openid.Client{}, Base: base, Home: base, Now: time.Now,
	}, st.Table()), serving.Parts{
		Lists: st, Setup: st, Keys: keys, Pulse: st, IdempotencyStore: st, Links: files, Recommend: bridge.Choose, CheckLine: board.CheckLine,
		Channels: board.Channels, Beside: serving.Beside(website.Plug{}), LiveAt: liveAt, Log: log,
	}
	mux := http.NewServeMux()
	mux.Handle(history.Path, serving.Pages(p, s).Handler())
	mux.Handle(tab.Path, serving.Tabs(p, s).Handler())
	mux.Handle("/", serving.API(p, s).Handler())
	return onHost(mux)
}

// hostKey keeps the host of a call in its context.
type hostKey struct{}

// onHost remembers under which host the API was called: the gateway's own name
// or the company's, either of which routes to the webhooks too. The template
// can't tell it, since the gateway is made of the functions; and a caller can't
// choose it, since the gateway finds us by it.
func onHost(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), hostKey{}, r.Host)))
	})
}

// base is the address under which messengers reach us.
func base(ctx context.Context) string {
	host, _ := ctx.Value(hostKey{}).(string)
	if host == "" {
		return ""
	}
	return "https://" + host
}
