package assembly

import (
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/tab"
	"github.com/sufler/sufler/shared/flow/work"
)

// Dialogs are read.

// Chats puts together what a reader is given.
func (p Parts) Chats() copilot.Chats {
	return copilot.Chats{Messages: p.Store, Config: p.Store, Cards: p.CRM, Fields: p.CRM}
}

// RunRequester asks for runs.
func (p Parts) RunRequester() *copilot.RunRequester {
	return &copilot.RunRequester{Dialogs: p.Store, Runs: p.Store, Chats: p.Chats(), Quiet: p.Quiet, Now: p.Now}
}

// Analyzer reads dialogs that fell quiet.
func (p Parts) Analyzer() *copilot.Analyzer {
	return &copilot.Analyzer{
		Dialogs: p.Store, Runs: p.Store, Chats: p.Chats(), Reader: p.Reader, Rules: p.Rules, Quiet: p.Quiet, Now: p.Now, Since: p.Since, Lease: p.Lease,
		Filler: p.filler(),
	}
}

func (p Parts) filler() *copilot.Filler {
	return &copilot.Filler{Cards: p.CRM, Fields: p.CRM, Runs: p.Store, Annotations: p.Store, Prover: p.Prover, Now: p.Now}
}

// contactJob brings to customers' contacts what was proved of them.
func (p Parts) contactJob() *copilot.ContactJob {
	return &copilot.ContactJob{Runs: p.Store, Dialogs: p.Store, Chats: p.Chats(), Customers: p.Store, Merges: p.Store, Cards: p.CRM, Fields: p.CRM, Notes: p.Store, Lines: p.Store, Filler: p.filler(), Decider: p.Decider(), Now: p.Now}
}

// Decider does what people decide about a run's values.
func (p Parts) Decider() *copilot.Decider {
	return &copilot.Decider{Runs: p.Store, Annotations: p.Store, Cards: p.CRM, Fields: p.CRM, Merges: p.Store, Now: p.Now}
}

// itemJob shows runs in their CRMs.
func (p Parts) itemJob() *copilot.ItemJob {
	return &copilot.ItemJob{Runs: p.Store, Timelines: p.CRM, Fields: p.CRM, Config: p.Store, Annotations: p.Store, Home: p.Home}
}

// pressJob does what people press there.
func (p Parts) pressJob() *copilot.PressJob {
	return &copilot.PressJob{Decider: p.Decider(), Requester: p.RunRequester(), Timelines: p.CRM, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// SummaryEditor lets people write summaries.
func (p Parts) SummaryEditor() *copilot.SummaryEditor {
	return &copilot.SummaryEditor{Dialogs: p.Store, Runs: p.Store, Annotations: p.Store, Now: p.Now}
}

// Cards by hand.

// Editor makes cards and changes them.
func (p Parts) Editor() *cards.Editor {
	return &cards.Editor{Desk: p.CRM, Cards: p.CRM, Fields: p.CRM, Annotations: p.Store, Merges: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// CardBinder binds cards to dialogs.
func (p Parts) CardBinder() *cards.Binder {
	return &cards.Binder{Cards: p.CRM, Config: p.Store, Dialogs: p.Store, Customers: p.Store, Annotations: p.Store, Merges: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Duplicates finds contacts that may be one person.
func (p Parts) Duplicates() *cards.Duplicates {
	return &cards.Duplicates{Cards: p.CRM, Registry: p.CRM, Claims: p.Store, Config: p.Store, Merges: p.Store}
}

// Merger merges contacts.
func (p Parts) Merger() *cards.Merger {
	return &cards.Merger{
		Merges: p.Store, CRM: p.CRM, Dialogs: p.Store, Customers: p.Store, Annotations: p.Store, Belongs: p.Store,
		Offers: &copilot.Offerer{Filler: p.filler(), Decider: p.Decider()}, Outbox: p.Outbox, Now: p.Now,
	}
}

// An administrator's deeds.

// Connector registers lines' webhooks.
func (p Parts) Connector() *setup.Connector {
	tokens, _ := p.Messengers.(setup.Tokens)
	return &setup.Connector{Registrar: p.Messengers, Lines: p.Store, Base: p.Base, Tokens: tokens, Now: p.Now}
}

// Authorizer has a person let us in to a CRM.
func (p Parts) Authorizer() *setup.Authorizer {
	return &setup.Authorizer{Connections: p.Store, Grants: p.Store, CRMs: p.CRMGrants, Now: p.Now}
}

// Installer takes what CRMs tell that let us in.
func (p Parts) Installer() *setup.Installer {
	return &setup.Installer{Connections: p.Store, Grants: p.Store, CRMs: p.CRMInstalls, Kinds: p.CRMKinds}
}

// TabViewer shows cards within their CRMs.
func (p Parts) TabViewer() *tab.Viewer {
	return &tab.Viewer{
		Connections: p.Store, Hosts: p.CRMHosts, Cards: p.CRM, Fields: p.CRM, Annotations: p.Store, Runs: p.Store,
		Dialogs: p.Store, Messages: p.Store, Timeline: p.Store, Decider: p.Decider(), Config: p.Store,
	}
}

// ConnectionKeeper connects CRMs.
func (p Parts) ConnectionKeeper() *setup.ConnectionKeeper {
	return &setup.ConnectionKeeper{
		Store: p.Store, Kinds: p.CRMKinds, CRM: p.CRM, Now: p.Now,
		Waiting: &work.Resumer{Overdue: p.Store, Jobs: p.Store, Runs: p.Store, Quiet: p.Quiet, Outbox: p.Outbox, Now: p.Now},
	}
}

// Discarder deletes what nothing needs.
func (p Parts) Discarder() *setup.Discarder {
	return &setup.Discarder{Discards: p.Store, Config: p.Store, Cards: p.CRM, Pipelines: p.BuiltIn, Webhooks: p.Messengers}
}

// Revoker revokes API keys.
func (p Parts) Revoker() *setup.Revoker { return &setup.Revoker{Keys: p.Keys, Now: p.Now} }

// Eraser takes people away.
func (p Parts) Eraser() *erasure.Eraser {
	return &erasure.Eraser{
		Erasures: p.Store, Customers: p.Store, Messages: p.Store, Annotations: p.Store, Cards: p.CRM, Config: p.Store, Files: p.Files, Transcriber: p.Transcriber,
		Exports: p.withdrawer(), Outbox: p.Outbox, Now: p.Now,
	}
}
