package assembly

import (
	"github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/flow/bot"
	"github.com/sufler/sufler/shared/flow/canned"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/external"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/flow/intake"
	"github.com/sufler/sufler/shared/flow/knowledge"
	"github.com/sufler/sufler/shared/flow/routing"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
)

// A message comes in.

// Receiver stores what messengers' webhooks tell.
func (p Parts) Receiver() *intake.Receiver {
	return &intake.Receiver{
		MessageLog: p.Store, Messages: p.Store, Customers: p.Store, Jobs: p.Store, Config: p.Store,
		Closing: p.Closing, Outbox: p.Outbox, Newest: p.Store, Numbering: p.Messengers, Rooms: p.Attendance(), Now: p.Now,
	}
}

// CardListener hears what people change in connected CRMs.
func (p Parts) CardListener() *intake.CardListener {
	return &intake.CardListener{Connections: p.Store, Events: p.CRMEvents, Grants: p.Store, Centre: p.CentreListener(), Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// VisitorFiles takes the files of a website's visitors.
func (p Parts) VisitorFiles() *intake.VisitorFiles {
	return &intake.VisitorFiles{Uploads: p.Store, Slots: p.Slots, Quotas: p.Store, Now: p.Now}
}

// Binder binds dialogs to cards.
func (p Parts) Binder() *intake.Binder {
	return &intake.Binder{
		Dialogs: p.Store, Customers: p.Store, Config: p.Store, Fields: p.CRM, Registry: p.CRM, Firsts: p.Store, Annotations: p.Store, Cards: p.CRM,
		Meeter:    intake.Meeter{Cards: p.CRM, Registry: p.CRM, Claims: p.Store, Margins: p.Store},
		Collector: p.collector(),
		Prover:    p.Prover, Merges: p.Store, Jobs: p.Store, Outbox: p.Outbox,
		ProfileFetcher: &intake.ProfileFetcher{
			Lookup: p.Messengers, Opener: p.Messengers, Files: p.Files, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now,
		},
		Now: p.Now,
	}
}

// AttachmentFetcher keeps copies of the files that customers send.
func (p Parts) AttachmentFetcher() *intake.AttachmentFetcher {
	return &intake.AttachmentFetcher{Config: p.Store, Messages: p.Store, MessageLog: p.Store, Opener: p.Messengers, Uploads: p.Files, Files: p.Files, Jobs: p.Store, Outbox: p.Outbox, Listens: p.Transcriber != nil, Now: p.Now}
}

func (p Parts) listener() *intake.Listener {
	return &intake.Listener{
		Messages: p.Store, MessageLog: p.Store, Transcriber: p.Transcriber, Ledger: p.Store, Now: p.Now,
		Rereader: &copilot.Rereader{Dialogs: p.Store, Runs: p.Store, List: p.Store, Chats: p.Chats(), Quiet: p.Quiet, Now: p.Now},
	}
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
	return &talk.Typist{
		Dialogs: p.Store, Newest: p.Store, Typings: p.Store, Shown: talk.Shown{Config: p.Store, Jobs: p.Store, Outbox: p.Outbox}, Now: p.Now,
	}
}

// Approved knows which templates a line's messenger has approved.
func (p Parts) Approved() *talk.Approved {
	return &talk.Approved{Config: p.Store, Lister: p.Messengers}
}

func (p Parts) typing() *talk.TypingJob {
	return &talk.TypingJob{Dialogs: p.Store, Customers: p.Store, Config: p.Store, Messages: p.Store, Typings: p.Store, Shower: p.Messengers, Now: p.Now}
}

// ReadTracker knows what operators have not read.
func (p Parts) ReadTracker() *talk.ReadTracker {
	return &talk.ReadTracker{Dialogs: p.Store, Messages: p.Store, ReadMarkers: p.Store}
}

// DraftKeeper keeps what operators have not sent.
func (p Parts) DraftKeeper() *talk.DraftKeeper {
	return &talk.DraftKeeper{Dialogs: p.Store, Drafts: p.Store, Now: p.Now}
}

// HistoryKeeper makes addresses that show a customer's dialogs.
func (p Parts) HistoryKeeper() *history.Keeper {
	return &history.Keeper{Links: p.Store, Dialogs: p.Store, Config: p.fresh(), Home: p.Home, Now: p.Now}
}

// HistoryViewer shows what is behind them.
func (p Parts) HistoryViewer() *history.Viewer {
	return &history.Viewer{
		Links: p.Store, Customers: p.Store, Dialogs: p.Store, Newest: p.Store, Messages: p.Store, Config: p.Store, Staff: p.Store, Keys: p.Keys, Now: p.Now,
	}
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
	return &knowledge.Keeper{Entries: p.Store, Scores: p.Store, Fold: p.Fold, Uploads: p.Store, UploadStore: p.Files, Plainly: p.plainly(), Now: p.Now}
}

// Finder asks the knowledge base.
func (p Parts) Finder() *knowledge.Finder {
	return &knowledge.Finder{Entries: p.Store, Config: p.Store, Make: p.Index, Now: p.Now}
}

// Answerer asks it with a model, where there is one.
func (p Parts) Answerer() *answering.Answerer {
	return &answering.Answerer{Rules: p.Finder(), Config: p.Store, Models: p.Models, Vectors: p.Store, Ledger: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// collector looks for the data that a lead waits for.
func (p Parts) collector() *copilot.Collector {
	return &copilot.Collector{Chats: p.Chats(), Reader: p.Rules, Prover: p.Prover, Annotations: p.Store, Now: p.Now}
}

// Questioner goes through the questions without an answer.
func (p Parts) Questioner() *knowledge.Questioner {
	return &knowledge.Questioner{Unanswered: p.Store, Finder: p.Finder(), Keeper: p.KnowledgeKeeper(), Group: p.Group, Asked: knowledge.Asked{Dialogs: p.Store, Messages: p.Store, Customers: p.Store}}
}

// Drafter makes drafts of entries out of calls.
func (p Parts) Drafter() *knowledge.Drafter {
	return &knowledge.Drafter{Finder: p.Finder(), Group: p.Group}
}

// Recordings are calls that were recorded.
func (p Parts) Recordings() *knowledge.Recordings {
	return &knowledge.Recordings{Calls: p.Store, Uploads: p.Store, UploadStore: p.Files, Drafter: p.Drafter(), Outbox: p.Outbox, Price: p.Hearing, Now: p.Now}
}

// RecordingFolder takes the recordings that lie in their folder.
func (p Parts) RecordingFolder() *knowledge.RecordingFolder {
	return &knowledge.RecordingFolder{Inbox: p.Inbox, Calls: p.Store, Jobs: p.Store, Outbox: p.Outbox, On: p.Transcriber != nil, Now: p.Now}
}

func (p Parts) callJob() *knowledge.CallJob {
	return &knowledge.CallJob{Calls: p.Store, Transcriber: p.Transcriber, Files: p.Files, Ledger: p.Store, Now: p.Now}
}

func (p Parts) answerer() *bot.AnswerJob {
	return &bot.AnswerJob{
		Dialogs: p.Store, Messages: p.Store, MessageLog: p.Store, Customers: p.Store, Config: p.Store, Teams: p.Store,
		Knowledge: p.Answerer(), Unanswered: p.Store, Data: p.collector(), People: p.Transferrer(), Outbox: p.Outbox,
		Listens: p.Transcriber != nil, Now: p.Now,
	}
}

// BotWaiter has the bot go on by itself where its line lets it: a consumer of the feed.
func (p Parts) BotWaiter() *bot.Waiter {
	return &bot.Waiter{Config: p.Store, Jobs: p.Store, Outbox: p.Outbox}
}

func (p Parts) botResume() *bot.ResumeJob {
	return &bot.ResumeJob{Dialogs: p.Store, MessageLog: p.Store, Config: p.Store, Rooms: p.Attendance(), Now: p.Now}
}

// Scorer counts what became of the bot's answers: a consumer of the feed.
func (p Parts) Scorer() bot.Scorer { return bot.Scorer{Scores: p.Store, Messages: p.Store} }

// Rater takes what operators think of them.
func (p Parts) Rater() *bot.Rater {
	return &bot.Rater{Dialogs: p.Store, Messages: p.Store, MessageLog: p.Store}
}

// BotRestarter has the bot go on where a person had joined.
func (p Parts) BotRestarter() *bot.Restarter {
	return &bot.Restarter{Dialogs: p.Store, Config: p.Store, Rooms: p.Attendance(), Now: p.Now}
}

// BotHandOver is how another platform's bot hands over by our API.
func (p Parts) BotHandOver() *external.HandOver {
	return &external.HandOver{Dialogs: p.Store, Config: p.Store, People: p.Transferrer()}
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

// Unsent sees to the dialogs of what could not be sent.
func (p Parts) Unsent() *talk.Unsent {
	return &talk.Unsent{Dialogs: p.Store, Messages: p.Store, People: p.Transferrer(), Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// CaseMaker makes cases out of dialogs.
func (p Parts) CaseMaker() *talk.CaseMaker {
	return &talk.CaseMaker{
		Dialogs: p.Store, Customers: p.Store, Config: p.Store, Fields: p.CRM, Cards: p.CRM, Threads: p.Chats(), Registry: p.CRM, Annotations: p.Store,
		Jobs: p.Store, Counterparts: talk.Counterparts{Operators: p.Store, Users: p.CRM}, Now: p.Now,
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
	return &routing.Router{Spreader: p.Spreader(), Messages: p.Store, Responsibles: routing.Responsibles{Cards: p.CRM, Users: p.CRM, Operators: p.Store}, Sooner: p.Sooner}
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
		Dialogs: p.Store, Customers: p.Store, Config: p.Store, Teams: p.Store, Messages: p.Store, MessageLog: p.Store, Outbox: p.Outbox, Plainly: p.plainly(), Now: p.Now,
	}
}

// plainly tells the language of texts; nil where no knowledge base is plugged in.
func (p Parts) plainly() func(texts ...string) string {
	if p.Index == nil {
		return nil
	}
	return func(texts ...string) string { return p.Index(nil).Plainly(texts...) }
}
