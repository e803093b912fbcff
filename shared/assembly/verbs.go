package assembly

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/automation"
	"github.com/sufler/sufler/shared/flow/bot"
	"github.com/sufler/sufler/shared/flow/canned"
	"github.com/sufler/sufler/shared/flow/cards"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/exports"
	"github.com/sufler/sufler/shared/flow/figures"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/flow/listing"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/flow/routing"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/webhooks"
	"github.com/sufler/sufler/shared/flow/work"
)

// A message comes in.

// Receiver stores what messengers' webhooks tell.
func (p Parts) Receiver() *intake.Receiver {
	return &intake.Receiver{
		MessageLog: p.Store, Messages: p.Store, Customers: p.Store, Jobs: p.Store, Config: p.Store,
		Closing: p.Closing, Outbox: p.Outbox, Numbering: p.Messengers, Now: p.Now,
	}
}

// CardListener hears what people change in connected CRMs.
func (p Parts) CardListener() *intake.CardListener {
	return &intake.CardListener{Connections: p.Store, Events: p.CRMEvents, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// VisitorFiles takes the files of a website's visitors.
func (p Parts) VisitorFiles() *intake.VisitorFiles {
	return &intake.VisitorFiles{Uploads: p.Store, Slots: p.Slots, Quotas: p.Store, Now: p.Now}
}

// Binder binds dialogs to cards.
func (p Parts) Binder() *intake.Binder {
	return &intake.Binder{
		Dialogs: p.Store, Customers: p.Store, Config: p.Store, Fields: p.CRM, Registry: p.CRM, Firsts: p.Store, Annotations: p.Store, Cards: p.CRM,
		Meeter:    intake.Meeter{Cards: p.CRM, Registry: p.CRM, Claims: p.Store},
		Collector: &copilot.Collector{Chats: p.Chats(), Reader: p.Rules, Prover: p.Prover, Annotations: p.Store, Now: p.Now},
		Prover:    p.Prover, Merges: p.Store, Jobs: p.Store, Outbox: p.Outbox,
		ProfileFetcher: &intake.ProfileFetcher{
			Lookup: p.Messengers, Opener: p.Messengers, Files: p.Files, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now,
		},
		Now: p.Now,
	}
}

// AttachmentFetcher keeps copies of the files that customers send.
func (p Parts) AttachmentFetcher() *intake.AttachmentFetcher {
	return &intake.AttachmentFetcher{Config: p.Store, Messages: p.Store, MessageLog: p.Store, Opener: p.Messengers, Uploads: p.Files, Files: p.Files}
}

// People in dialogs.

func (p Parts) opening() work.Opening {
	return work.Opening{Config: p.Store, Closing: p.Closing, Outbox: p.Outbox, Now: p.Now}
}

func (p Parts) reach() talk.Reach { return talk.Reach{Customers: p.Store, Messages: p.Store} }

// Uploader takes the files that operators send.
func (p Parts) Uploader() *talk.Uploader {
	return &talk.Uploader{Uploads: p.Store, UploadStore: p.Files, Now: p.Now}
}

// Acceptor says who answers a dialog.
func (p Parts) Acceptor() *talk.Acceptor {
	return &talk.Acceptor{Dialogs: p.Store, Staff: p.Store, Rooms: p.Attendance(), Now: p.Now}
}

// Marker marks dialogs.
func (p Parts) Marker() *talk.Marker {
	return &talk.Marker{Dialogs: p.Store, Config: p.fresh(), Now: p.Now}
}

// Replier takes replies and notes.
func (p Parts) Replier() *talk.Replier {
	return &talk.Replier{
		MessageLog: p.Store, Dialogs: p.Store, Reach: p.reach(), Config: p.Store, Outbox: p.Outbox, Uploader: p.Uploader(), Drafts: p.Store, Now: p.Now,
	}
}

// Typist notes who is typing.
func (p Parts) Typist() *talk.Typist {
	return &talk.Typist{Dialogs: p.Store, Newest: p.Store, Typings: p.Store, Now: p.Now}
}

// ReadTracker knows what operators have not read.
func (p Parts) ReadTracker() *talk.ReadTracker {
	return &talk.ReadTracker{Dialogs: p.Store, Messages: p.Store, ReadMarkers: p.Store}
}

// DraftKeeper keeps what operators have not sent.
func (p Parts) DraftKeeper() *talk.DraftKeeper {
	return &talk.DraftKeeper{Dialogs: p.Store, Drafts: p.Store, Now: p.Now}
}

// CannedKeeper keeps canned responses.
func (p Parts) CannedKeeper() *canned.Keeper {
	return &canned.Keeper{Responses: p.Store, Teams: p.Store, Fold: p.Fold, Now: p.Now}
}

// CannedRenderer fills canned responses in.
func (p Parts) CannedRenderer() *canned.Renderer {
	return &canned.Renderer{Keeper: p.CannedKeeper(), Dialogs: p.Store, Customers: p.Store, Config: p.Store, Cards: p.CRM, Fields: p.CRM}
}

// KnowledgeKeeper keeps the knowledge base.
func (p Parts) KnowledgeKeeper() *knowledge.Keeper {
	return &knowledge.Keeper{Entries: p.Store, Fold: p.Fold, Now: p.Now}
}

// Finder asks the knowledge base.
func (p Parts) Finder() *knowledge.Finder {
	return &knowledge.Finder{Entries: p.Store, Config: p.Store, Make: p.Index, Now: p.Now}
}

func (p Parts) answerer() *bot.AnswerJob {
	return &bot.AnswerJob{
		Dialogs: p.Store, Messages: p.Store, MessageLog: p.Store, Customers: p.Store, Config: p.Store, Teams: p.Store,
		Knowledge: p.Finder(), People: p.Transferrer(), Outbox: p.Outbox, Now: p.Now,
	}
}

// BotRestarter has the bot go on where a person had joined.
func (p Parts) BotRestarter() *bot.Restarter {
	return &bot.Restarter{Dialogs: p.Store, Config: p.Store, Rooms: p.Attendance(), Now: p.Now}
}

// Starter writes to a customer first.
func (p Parts) Starter() *talk.Starter {
	return &talk.Starter{
		MessageLog: p.Store, Opening: p.opening(), Newest: p.Store, Reach: p.reach(), Config: p.Store,
		Uploader: p.Uploader(),
	}
}

// Refetcher has files fetched once more.
func (p Parts) Refetcher() *talk.Refetcher {
	return &talk.Refetcher{Dialogs: p.Store, Messages: p.Store, MessageLog: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Closer closes dialogs.
func (p Parts) Closer() *talk.Closer {
	return &talk.Closer{
		Dialogs: p.Store, Config: p.Store, Teams: p.Store, Rooms: p.rooms(), Quiet: p.Quiet, Now: p.Now,
		AutoRunner: &copilot.AutoRunner{Runs: p.Store, Chats: p.Chats(), Firsts: p.Store, Merges: p.Store, Dialogs: p.Store, Now: p.Now},
	}
}

// Transferrer hands dialogs over.
func (p Parts) Transferrer() *talk.Transferrer {
	return &talk.Transferrer{Dialogs: p.Store, Staff: p.Store, Teams: p.Store, Closer: p.Closer(), Jobs: p.Store, Closing: p.Closing, Outbox: p.Outbox, Rooms: p.Attendance(), Now: p.Now}
}

// CaseMaker makes cases out of dialogs.
func (p Parts) CaseMaker() *talk.CaseMaker {
	return &talk.CaseMaker{
		Dialogs: p.Store, Customers: p.Store, Config: p.Store, Fields: p.CRM, Cards: p.CRM, Threads: p.Chats(), Registry: p.CRM, Annotations: p.Store,
		Jobs: p.Store, Now: p.Now,
	}
}

// Deadlines brings a changed idle time-out to the dialogs that are open.
func (p Parts) Deadlines() *talk.Deadlines {
	return &talk.Deadlines{Overdue: p.Store, Config: p.fresh(), Teams: p.Store, Sooner: p.Sooner, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Waiting dialogs find their operators.

// Spreader gives teams' waiting dialogs to their free operators.
func (p Parts) Spreader() *routing.Spreader {
	return &routing.Spreader{
		Dialogs: p.Store, Config: p.Store, Teams: p.Store, Waiting: p.Store, Workloads: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now,
	}
}

// Router sees to dialogs that begin to wait.
func (p Parts) Router() *routing.Router {
	return &routing.Router{Spreader: p.Spreader(), Messages: p.Store, Cards: p.CRM, Sooner: p.Sooner}
}

// Attendance is operators' status and limit.
func (p Parts) Attendance() *routing.Attendance {
	return &routing.Attendance{Workloads: p.Store, Teams: p.Store, Staff: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// rooms is the Attendance, or nil for a function that has no outbox.
func (p Parts) rooms() talk.Rooms {
	if p.Outbox == nil {
		return nil
	}
	return p.Attendance()
}

// TeamKeeper changes teams and deletes them.
func (p Parts) TeamKeeper() *routing.TeamKeeper {
	return &routing.TeamKeeper{Teams: p.Store, Templates: p.Store, Staff: p.Store, Outbox: p.Outbox}
}

func (p Parts) autoReply() *routing.AutoReplyJob {
	return &routing.AutoReplyJob{
		Dialogs: p.Store, Customers: p.Store, Config: p.Store, Teams: p.Store, MessageLog: p.Store, Outbox: p.Outbox, Now: p.Now,
	}
}

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
		Dialogs: p.Store, Runs: p.Store, Chats: p.Chats(), Reader: p.Reader, Quiet: p.Quiet, Now: p.Now, Since: p.Since, Lease: p.Lease,
		Filler: &copilot.Filler{Cards: p.CRM, Fields: p.CRM, Runs: p.Store, Annotations: p.Store, Prover: p.Prover, Now: p.Now},
	}
}

// Decider does what people decide about a run's values.
func (p Parts) Decider() *copilot.Decider {
	return &copilot.Decider{Runs: p.Store, Annotations: p.Store, Cards: p.CRM, Fields: p.CRM, Now: p.Now}
}

// Cards by hand.

// Editor makes cards and changes them.
func (p Parts) Editor() *cards.Editor {
	return &cards.Editor{Desk: p.CRM, Cards: p.CRM, Fields: p.CRM, Annotations: p.Store, Merges: p.Store, Now: p.Now}
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
		Merges: p.Store, CRM: p.CRM, Dialogs: p.Store, Customers: p.Store, Annotations: p.Store, Belongs: p.Store, Outbox: p.Outbox, Now: p.Now,
	}
}

// An administrator's deeds.

// Connector registers lines' webhooks.
func (p Parts) Connector() *setup.Connector {
	return &setup.Connector{Registrar: p.Messengers, Lines: p.Store, Base: p.Base, Now: p.Now}
}

// ConnectionKeeper connects CRMs.
func (p Parts) ConnectionKeeper() *setup.ConnectionKeeper {
	return &setup.ConnectionKeeper{Store: p.Store, Kinds: p.CRMKinds, CRM: p.CRM, Now: p.Now}
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
		Erasures: p.Store, Customers: p.Store, Messages: p.Store, Annotations: p.Store, Cards: p.CRM, Config: p.Store, Files: p.Files,
		Exports: p.withdrawer(), Outbox: p.Outbox, Now: p.Now,
	}
}

// The company's rules are done.

// Watcher puts what rules act upon on the outbox.
func (p Parts) Watcher() *automation.Watcher {
	return &automation.Watcher{Rules: p.Store, Firings: p.Store, Outbox: p.Outbox, Words: p.Words, Now: p.Now}
}

// AutomationKeeper is what administrators do with rules.
func (p Parts) AutomationKeeper() *automation.Keeper {
	return &automation.Keeper{Rules: p.Store, Firings: p.Store, Config: p.fresh(), Now: p.Now}
}

// Presser does what operators' buttons do.
func (p Parts) Presser() *automation.Presser {
	return &automation.Presser{Rules: p.Store, Firings: p.Store, Jobs: p.Store, Dialogs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

func (p Parts) fire() *automation.FireJob {
	return &automation.FireJob{
		Rules: p.Store, Firings: p.Store, Causes: p.Store, Now: p.Now,
		Deeds: deeds{
			replier: p.Replier(), marker: p.Marker(), acceptor: p.Acceptor(), transferrer: p.Transferrer(), runs: p.RunRequester(), editor: p.Editor(),
			dialogs: p.Store, deliveries: p.Store, outbox: p.Outbox, now: p.Now,
		},
		Reads: automation.Reads{
			Dialogs: p.Store, Newest: p.Store, Messages: p.Store, Runs: p.Store, Cards: p.CRM, Teams: p.Store, Config: p.Store, Lists: p.Store, Now: p.Now,
		},
	}
}

// Lists go into files.

// ExportRequester takes what is to be exported.
func (p Parts) ExportRequester() *exports.Requester {
	return &exports.Requester{Exports: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Exporter writes lists into files.
func (p Parts) Exporter() *exports.Exporter {
	return &exports.Exporter{
		Exports: p.Store, Files: p.Files, Sheets: p.Sheets, Now: p.Now,
		Reads: exports.Reads{Lists: p.Store, Names: p.Store, Contacts: p.BuiltIn, Keys: p.Keys},
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

// Operators' accounts.

// Inviter invites operators.
func (p Parts) Inviter() *people.Inviter { return &people.Inviter{Accounts: p.Store, Now: p.Now} }

// Keeper changes operators' accounts, and switches them off.
func (p Parts) Keeper() *people.Keeper {
	return &people.Keeper{Accounts: p.Store, Workloads: p.Attendance(), Now: p.Now}
}

// Joiner has invitations taken.
func (p Parts) Joiner() *people.Joiner {
	return &people.Joiner{Accounts: p.Store, Workloads: p.Attendance(), Hasher: p.Hasher, Now: p.Now}
}

// SignIn signs operators in.
func (p Parts) SignIn() *people.SignIn {
	return &people.SignIn{Accounts: p.Store, Workloads: p.Attendance(), Hasher: p.Hasher, Now: p.Now}
}

// OpenID signs operators in at the company's provider.
func (p Parts) OpenID() *people.OpenID {
	return &people.OpenID{Accounts: p.Store, Workloads: p.Attendance(), Settings: p.Store, Provider: p.Provider, Now: p.Now}
}

// Sessions tells who a session's token is, and ends sessions.
func (p Parts) Sessions() *people.Sessions {
	return &people.Sessions{Accounts: p.Store, Workloads: p.Attendance(), Now: p.Now}
}

// ViewKeeper keeps operators' views of the list.
func (p Parts) ViewKeeper() *people.ViewKeeper { return &people.ViewKeeper{Views: p.Store} }

// Own changes what is an operator's own to set.
func (p Parts) Own() *people.Own {
	return &people.Own{Accounts: p.Store, Hasher: p.Hasher, Now: p.Now}
}

// What changed.

// Counter counts it.
func (p Parts) Counter() figures.Counter {
	return figures.Counter{Book: p.Store, Dialogs: p.Store, Config: p.Store}
}

// Hub tells it to who watches, and remembers it for them: one for each process.
func (p Parts) Hub() *live.Hub {
	return &live.Hub{Finder: live.Finder{Dialogs: p.Store, Newest: p.Store}}
}

// What was put off.

// Worker does what lies in the outbox: each kind of job has its line here.
func (p Parts) Worker() *work.Worker {
	bind := p.Binder()
	send := &talk.SendJob{
		Config: p.Store, MessageLog: p.Store, Messages: p.Store, Customers: p.Store, Sender: p.Messengers, FileSource: p.Files,
		Newest: p.Store, Pace: p.Pace, Lines: p.Store, Now: p.Now,
	}
	return &work.Worker{
		Jobs: p.Store, Outbox: p.Outbox, Now: p.Now, Since: p.Since,
		Handlers: map[desk.JobKind]work.Handler{
			desk.JobReply:      send.Job(),
			desk.JobBind:       bind.BindJob(),
			desk.JobLook:       bind.ProfileJob(),
			desk.JobFiles:      p.AttachmentFetcher().Job(),
			desk.JobDeadlines:  p.Deadlines().Job(),
			desk.JobMerge:      p.Merger().Job(),
			desk.JobErase:      p.Eraser().Job(),
			desk.JobRoute:      p.Router().Job(),
			desk.JobSpread:     p.Spreader().Job(),
			desk.JobHandBack:   routing.HandBackJob{Spreader: p.Spreader()}.Job(),
			desk.JobAutoReply:  p.autoReply().Job(),
			desk.JobWebhook:    p.deliver().Job(),
			desk.JobBot:        p.answerer().Job(),
			desk.JobCard:       copilot.CardJob{Decider: p.Decider()}.Job(),
			desk.JobNote:       (&copilot.NoteJob{Runs: p.Store, Timelines: p.CRM, Fields: p.CRM, Config: p.Store, Annotations: p.Store, Now: p.Now}).Job(),
			desk.JobTask:       (&copilot.TaskJob{Runs: p.Store, Timelines: p.CRM, Config: p.Store, Annotations: p.Store}).Job(),
			desk.JobExport:     p.Exporter().Job(),
			desk.JobAutomation: p.fire().Job(),
		},
	}
}

// Sweeper tells again what is overdue for so long.
func (p Parts) Sweeper(after time.Duration) *work.Sweeper {
	return &work.Sweeper{
		Overdue: p.Store, Quiet: p.Quiet, Outbox: p.Outbox, Closer: p.Closer(), Teams: p.Spreader(), Eraser: p.Eraser(), Keeper: p.Keeper(), Now: p.Now, After: after,
	}
}

// Lister keeps lists of dialogs: a consumer of the feed.
func (p Parts) Lister() *listing.Lister {
	return &listing.Lister{Entries: p.Store, Customers: p.Store, Contacts: p.BuiltIn, Words: p.Words}
}
