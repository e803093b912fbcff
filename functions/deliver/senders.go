package main

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/value"
)

// binder binds dialogs to the built-in CRM's cards. It may look into a dialog
// after each message, so its reader is the one that costs nothing.
func binder(st *store.Cached) *flow.Binder {
	return &flow.Binder{
		Dialogs: st, Customers: st, Config: st, Registry: st, Firsts: st, Margins: st, Now: time.Now,
		Collector: &flow.Collector{
			Chats:  flow.Chats{Messages: st, Config: st, Cards: st},
			Reader: offline.Reader{}, Prover: value.Prover{}, Margins: st, Now: time.Now,
		},
	}
}

// switchboard sends by the plug of the line's channel: flow.Sender.
type switchboard map[desk.Channel]channel.Plug

// Send is flow.Sender's.
func (b switchboard) Send(ctx context.Context, line desk.Line, out desk.Outbound) (desk.ExternalID, error) {
	plug, ok := b[line.Channel]
	if !ok {
		return "", &desk.SendError{Broken: true, Code: "no_plug", Reason: "Nothing here can send on the channel " + string(line.Channel) + "."}
	}
	return plug.Send(ctx, line, out)
}
