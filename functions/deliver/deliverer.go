package main

import (
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/value"
)

// deliverer sends, binds and fetches, beside at most senders-1 others.
func deliverer(st *store.Cached, outbox flow.Outbox, files bucket.Bucket, senders int) *flow.Deliverer {
	board := channel.Switchboard(channel.Plugs(nil))
	return &flow.Deliverer{
		Deliveries: st, Config: st, Stream: st, Messages: st, Customers: st, Binder: binder(st, outbox, board, files), Outbox: outbox,
		Sender: board, Shelf: files, Lines: st, Pace: &channel.Pace{Shares: senders}, Now: time.Now,
		Eraser: eraser(st, outbox, files),
		Keeper: &flow.Keeper{Config: st, Messages: st, Stream: st, Opener: board, Uploads: files, Files: files},
	}
}

// binder binds dialogs to the built-in CRM's cards. It may look into a dialog
// after each message, so its reader is the one that costs nothing.
func binder(st *store.Cached, outbox flow.Outbox, board channel.Switchboard, files flow.Files) *flow.Binder {
	return &flow.Binder{
		Dialogs: st, Customers: st, Config: st, Registry: st, Firsts: st, Margins: st, Cards: st, Now: time.Now,
		Looker: &flow.Looker{Lookup: board, Opener: board, Files: files, Deliveries: st, Outbox: outbox, Now: time.Now},
		Prover: reader.Wary{Prover: value.Prover{}},
		Collector: &flow.Collector{
			Chats:  flow.Chats{Messages: st, Config: st, Cards: st},
			Reader: reader.Careful{Reader: offline.Reader{}}, Prover: reader.Wary{Prover: value.Prover{}}, Margins: st, Now: time.Now,
		},
	}
}

// eraser takes people away, and what was kept long enough.
func eraser(st *store.Cached, outbox flow.Outbox, files bucket.Bucket) *flow.Eraser {
	return &flow.Eraser{
		Erasures: st, Customers: st, Messages: st, Margins: st, Cards: st, Config: st, Files: files, Outbox: outbox, Now: time.Now,
	}
}

// closer closes what the closing steps missed; the sweep sends the wakeups.
func closer(st *store.Cached) *flow.Closer {
	chats := flow.Chats{Messages: st, Config: st, Cards: st}
	return &flow.Closer{
		Dialogs: st, Config: st, Now: time.Now,
		Automat: &flow.Automat{Runs: st, Chats: chats, Firsts: st, Now: time.Now},
	}
}
