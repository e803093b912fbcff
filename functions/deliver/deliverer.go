package main

import (
	"time"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/bucket"
	"github.com/sufler/sufler/shared/value"
)

// deliverer sends, binds and fetches, beside at most senders-1 others.
func deliverer(st *store.Cached, outbox flow.Outbox, files bucket.Bucket, senders int) *work.Deliverer {
	board := channel.Switchboard(channel.Plugs(nil))
	return &work.Deliverer{
		Deliveries: st, Config: st, Stream: st, Messages: st, Customers: st, Binder: binder(st, outbox, board, files), Outbox: outbox,
		Sender: board, Shelf: files, Lines: st, Pace: &channel.Pace{Shares: senders}, Now: time.Now,
		Eraser: eraser(st, outbox, files),
		Keeper: &intake.Keeper{Config: st, Messages: st, Stream: st, Opener: board, Uploads: files, Files: files},
	}
}

// binder binds dialogs to the built-in CRM's cards. It may look into a dialog
// after each message, so its reader is the one that costs nothing.
func binder(st *store.Cached, outbox flow.Outbox, board channel.Switchboard, files flow.Files) *intake.Binder {
	return &intake.Binder{
		Dialogs: st, Customers: st, Config: st, Registry: st, Firsts: st, Margins: st, Cards: st, Now: time.Now,
		Looker: &intake.Looker{Lookup: board, Opener: board, Files: files, Deliveries: st, Outbox: outbox, Now: time.Now},
		Prover: proof.Wary{Prover: value.Prover{}},
		Collector: &copilot.Collector{
			Chats:  copilot.Chats{Messages: st, Config: st, Cards: st},
			Reader: proof.Careful{Reader: offline.Reader{}}, Prover: proof.Wary{Prover: value.Prover{}}, Margins: st, Now: time.Now,
		},
	}
}

// eraser takes people away, and what was kept long enough.
func eraser(st *store.Cached, outbox flow.Outbox, files bucket.Bucket) *erasure.Eraser {
	return &erasure.Eraser{
		Erasures: st, Customers: st, Messages: st, Margins: st, Cards: st, Config: st, Files: files, Outbox: outbox, Now: time.Now,
	}
}

// closer closes what the closing steps missed; the sweep sends the wakeups.
func closer(st *store.Cached) *talk.Closer {
	chats := copilot.Chats{Messages: st, Config: st, Cards: st}
	return &talk.Closer{
		Dialogs: st, Config: st, Now: time.Now,
		Automat: &copilot.Automat{Runs: st, Chats: chats, Firsts: st, Now: time.Now},
	}
}
