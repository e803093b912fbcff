package assembly

import (
	"github.com/sufler/sufler/shared/flow/automation"
	"github.com/sufler/sufler/shared/flow/chronicle"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/exports"
	"github.com/sufler/sufler/shared/flow/external"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/flow/figures"
	"github.com/sufler/sufler/shared/flow/handover"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/search"
	"github.com/sufler/sufler/shared/flow/webhooks"
)

// Consumers are all that hear what changed, in this system as deployed and as run locally.
func (p Parts) Consumers() []feed.Consumer {
	return []feed.Consumer{
		p.Lister(), p.Counter(), p.Scorer(), p.BotWaiter(), p.Teller(), p.Announcer(), p.Contacts(), p.HandOvers(), p.Floor(), p.Passer(), p.Transcripts(), p.Watcher(),
	}
}

// Shelver keeps what the feed can't tell.
func (p Parts) Shelver() *feed.Shelver { return &feed.Shelver{Shelf: p.Store, Outbox: p.Outbox} }

// Collector keeps what was given up before the Shelver could.
func (p Parts) Collector() *feed.Collector {
	return &feed.Collector{Letterbox: p.Letterbox, Keeper: p.Shelver()}
}

// Reteller tells it later.
func (p Parts) Reteller() *feed.Reteller {
	return &feed.Reteller{Shelf: p.Store, Changes: p.BuiltIn, Consumers: append(p.Consumers(), p.Lookers...), Now: p.Now}
}

// Letters are what administrators see of it.
func (p Parts) Letters() *feed.Letters {
	return &feed.Letters{Shelf: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// The company's rules are done.

// Watcher puts what rules act upon on the outbox.
func (p Parts) Watcher() *automation.Watcher {
	return &automation.Watcher{Rules: p.Store, Firings: p.Store, Outbox: p.Outbox, Words: p.Words, Now: p.Now}
}

// AutomationKeeper is what administrators do with rules.
func (p Parts) AutomationKeeper() *automation.Keeper {
	return &automation.Keeper{
		Rules: p.Store, Firings: p.Store, Config: p.fresh(), Now: p.Now,
		Waiting: p.waiting(),
	}
}

func (p Parts) waiting() *automation.Waiting {
	return &automation.Waiting{Rules: p.Store, Lists: p.Store, Firings: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Presser does what operators' buttons do.
func (p Parts) Presser() *automation.Presser {
	return &automation.Presser{Rules: p.Store, Firings: p.Store, Jobs: p.Store, Dialogs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

func (p Parts) fire() *automation.FireJob {
	return &automation.FireJob{
		Rules: p.Store, Firings: p.Store, Causes: p.Store, Now: p.Now,
		Deeds: deeds{
			replier: p.Replier(), marker: p.Marker(), acceptor: p.Acceptor(), transferrer: p.Transferrer(), runs: p.RunRequester(), editor: p.Editor(), timelines: p.CRM, processes: p.CRM,
			dialogs: p.Store, deliveries: p.Store, outbox: p.Outbox, now: p.Now,
		},
		Reads: automation.Reads{
			Dialogs: p.Store, Newest: p.Store, Messages: p.Store, Runs: p.Store, Cards: p.CRM, Teams: p.Store, Config: p.Store, Lists: p.Store, Now: p.Now,
		},
	}
}

// Lists are looked through.

// Searcher finds by a few words.
func (p Parts) Searcher() *search.Searcher {
	return &search.Searcher{Lists: p.Store, Messages: p.Store, CRM: p.CRM, Contacts: p.BuiltIn, Words: p.Words}
}

// Historian tells contacts' histories.
func (p Parts) Historian() *chronicle.Historian {
	goods, _ := p.CRM.(chronicle.Goods)
	return &chronicle.Historian{Lists: p.Store, Messages: p.Store, Dialogs: p.Store, CRM: p.CRM, Goods: goods}
}

// Lists go into files.

// ExportRequester takes what is to be exported.
func (p Parts) ExportRequester() *exports.Requester {
	return &exports.Requester{Exports: p.Store, People: p.Store, Cards: p.CRM, Outbox: p.Outbox, Now: p.Now}
}

// Exporter writes lists into files.
func (p Parts) Exporter() *exports.Exporter {
	return &exports.Exporter{
		Exports: p.Store, Files: p.Files, Sheets: p.Sheets, Now: p.Now,
		Reads: exports.Reads{Lists: p.Store, Names: p.Store, Contacts: p.BuiltIn, Keys: p.Keys, People: p.Store, Cards: p.CRM},
	}
}

func (p Parts) withdrawer() exports.Withdrawer {
	return exports.Withdrawer{Exports: p.Store, Files: p.Files}
}

// What happens is told.

// Teller puts what webhooks want to know on the outbox.
func (p Parts) Teller() *webhooks.Teller {
	return &webhooks.Teller{Subscriptions: p.Store, Deliveries: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// WebhookKeeper is what administrators do with webhooks.
func (p Parts) WebhookKeeper() *webhooks.Keeper {
	return &webhooks.Keeper{Endpoints: p.Store, Deliveries: p.Store, Poster: p.Poster, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

func (p Parts) deliver() *webhooks.DeliverJob {
	return &webhooks.DeliverJob{
		Endpoints: p.Store, Deliveries: p.Store, Poster: p.Poster, Now: p.Now,
		Reader: webhooks.Reader{Dialogs: p.Store, Customers: p.Store, Messages: p.Store, Newest: p.Store, Runs: p.Store, Cards: p.CRM},
	}
}

// Announcer has shown in connected CRMs what came of runs.
func (p Parts) Announcer() *copilot.Announcer {
	return &copilot.Announcer{Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Contacts has brought to customers' contacts what runs proved of them.
func (p Parts) Contacts() *copilot.ContactAnnouncer {
	return &copilot.ContactAnnouncer{Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Transcripts has written into connected CRMs what was said.
func (p Parts) Transcripts() *history.TranscriptAnnouncer {
	return &history.TranscriptAnnouncer{Connections: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

func (p Parts) transcripts() *history.TranscriptJob {
	return &history.TranscriptJob{
		Reads:       history.TranscriptReads{Dialogs: p.Store, Messages: p.Store, Customers: p.Store, Config: p.Store},
		Connections: p.Store, Timelines: p.CRM, Annotations: p.Store, Now: p.Now,
	}
}

// HandOvers has people told of dialogs that are handed over to them.
func (p Parts) HandOvers() *handover.Announcer {
	return &handover.Announcer{Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Floor has other platforms' bots told who has the word with their customers.
func (p Parts) Floor() *external.Announcer {
	return &external.Announcer{Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// What changed.

// Counter counts it.
func (p Parts) Counter() figures.Counter {
	return figures.Counter{
		Book: p.Store, Dialogs: p.Store, Messages: p.Store, Config: p.Store,
		Taught: figures.Taught{Runs: p.Store, Annotations: p.Store, BuiltIn: p.BuiltIn},
	}
}

// Rebuilder counts it all again.
func (p Parts) Rebuilder() figures.Rebuilder {
	return figures.Rebuilder{Counter: p.Counter(), Everything: p.Store, Runs: p.Store}
}

// FiguresAgain has that done beside all that goes on.
func (p Parts) FiguresAgain() *figures.Again {
	return &figures.Again{Rebuilder: p.Rebuilder(), Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Hub tells it to who watches, and remembers it for them: one for each process.
func (p Parts) Hub() *live.Hub {
	return &live.Hub{Finder: live.Finder{Dialogs: p.Store, Newest: p.Store}}
}

// … and through a gateway, where no process runs on and on. Keys must be no old copy.

// Pusher has the gateway tell it.
func (p Parts) Pusher() *live.Pusher {
	return &live.Pusher{
		Finder: live.Finder{Dialogs: p.Store, Newest: p.Store}, Sockets: p.Store, Callers: p.callers(), Gateway: p.Gateway, Now: p.Now,
		Visitors: p.Store, VisitorGateway: p.VisitorGateway,
	}
}

// Door lets people in on the gateway.
func (p Parts) Door() *live.Door {
	return &live.Door{Sockets: p.Store, Callers: p.callers(), Gateway: p.Gateway, Now: p.Now}
}

// TicketOffice gives them tickets for it.
func (p Parts) TicketOffice() *live.TicketOffice {
	return &live.TicketOffice{Sockets: p.Store, Now: p.Now}
}

// VisitorOffice gives pages of websites' visitors tickets for theirs.
func (p Parts) VisitorOffice() *live.VisitorOffice {
	return &live.VisitorOffice{Visitors: p.Store, Now: p.Now}
}

// VisitorDoor lets them in.
func (p Parts) VisitorDoor() *live.VisitorDoor {
	return &live.VisitorDoor{Visitors: p.Store, Gateway: p.VisitorGateway, Now: p.Now}
}

func (p Parts) callers() live.Callers {
	return live.Callers{Accounts: p.Store, Keys: p.Keys, Teams: p.Store, Now: p.Now}
}
