package main

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// ports are what puts work off.
type ports struct {
	Outbox  flow.Outbox
	Quiet   flow.QuietQueue
	Closing flow.Closing
}

// bytes are where files lie: the bucket.
type bytes interface {
	web.Links
	flow.Intake
	flow.Remover
}

// handler puts the API together. Its configuration is never an old copy: what a
// person changes is what they just read. Only keys are kept for a minute.
func handler(st store.Store, p ports, files bytes, log *slog.Logger) http.Handler {
	chats := copilot.Chats{Messages: st, Config: st, Cards: st}
	closer := &talk.Closer{
		Dialogs: st, Config: st, Quiet: p.Quiet, Now: time.Now,
		Automat: &copilot.Automat{Runs: st, Chats: chats, Firsts: st, Now: time.Now},
	}
	plugs := channel.Plugs(nil)
	uploader := &talk.Uploader{Uploads: st, Intake: files, Now: time.Now}
	return onHost(api.API{
		Dialogs: st, Messages: st, Customers: st, Config: st, Cards: st, Runs: st, Margins: st,
		Lists: st, Setup: st, Keys: &store.Cached{Store: st}, Pulse: st, Once: st,
		Acceptor:  &talk.Acceptor{Dialogs: st},
		Editor:    &cards.Editor{Desk: st, Cards: st, Config: st, Margins: st, Now: time.Now},
		Binder:    &cards.Binder{Cards: st, Dialogs: st, Customers: st, Margins: st, Now: time.Now},
		Revoker:   &setup.Revoker{Keys: &store.Cached{Store: st}, Now: time.Now},
		Replier:   &talk.Replier{Stream: st, Dialogs: st, Reach: talk.Reach{Customers: st, Messages: st}, Config: st, Outbox: p.Outbox, Uploader: uploader, Now: time.Now},
		Starter:   &talk.Starter{Dialogs: st, Stream: st, Opening: work.Opening{Config: st, Closing: p.Closing, Outbox: p.Outbox, Now: time.Now}, Newest: st, Reach: talk.Reach{Customers: st, Messages: st}, Config: st, Deliveries: st, Uploader: uploader},
		Refetcher: &talk.Refetcher{Dialogs: st, Messages: st, Stream: st, Deliveries: st, Outbox: p.Outbox, Now: time.Now},
		Files:     files, Uploader: uploader,
		Closer:      closer,
		Transferrer: &talk.Transferrer{Dialogs: st, Teams: st, Closer: closer, Deliveries: st, Closing: p.Closing, Now: time.Now},
		CaseMaker:   &talk.CaseMaker{Dialogs: st, Customers: st, Config: st, Cards: st, Threads: chats, Registry: st, Margins: st, Deliveries: st, Now: time.Now},
		Asker:       &copilot.Asker{Dialogs: st, Runs: st, Chats: chats, Quiet: p.Quiet, Now: time.Now},
		Deadlines:   &talk.Deadlines{Deliveries: st, Outbox: p.Outbox, Now: time.Now}, // function deliver does the rest
		Decider:     &copilot.Decider{Runs: st, Margins: st, Cards: st, Now: time.Now},
		Connector:   &setup.Connector{Registrar: channel.Switchboard(plugs), Lines: st, Base: base, Now: time.Now},
		Eraser: &erasure.Eraser{
			Erasures: st, Customers: st, Messages: st, Margins: st, Cards: st, Config: st, Files: files, Outbox: p.Outbox, Now: time.Now,
		},
		Discarder: &setup.Discarder{Discards: st, Config: st, Cards: st, Webhooks: channel.Switchboard(plugs)},
		Recommend: channel.ChooseBridge,
		CheckLine: channel.Switchboard(plugs).CheckLine,
		Channels:  channel.Switchboard(plugs).Channels,
		Beside:    append(web.Site{Plug: channel.Web{}}.Calls(), web.Webhooks{}.Calls()...), Now: time.Now, Log: log,
	}.Handler())
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
