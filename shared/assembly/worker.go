package assembly

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/external"
	"github.com/sufler/sufler/shared/flow/handover"
	"github.com/sufler/sufler/shared/flow/listing"
	"github.com/sufler/sufler/shared/flow/routing"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/flow/work"
)

// What was put off.

// Worker does what lies in the outbox: each kind of job has its line here.
func (p Parts) Worker() *work.Worker {
	bind := p.Binder()
	send := &talk.SendJob{
		Config: p.Store, MessageLog: p.Store, Messages: p.Store, Customers: p.Store, Sender: p.Messengers, FileSource: p.Files,
		Newest: p.Store, Pace: p.Pace, Lines: p.Store, Unsent: p.Unsent(), Now: p.Now,
	}
	return &work.Worker{
		Jobs: p.Store, Outbox: p.Outbox, Now: p.Now, Since: p.Since,
		Handlers: map[desk.JobKind]work.Handler{
			desk.JobReply:       send.Job(),
			desk.JobBind:        bind.BindJob(),
			desk.JobLook:        bind.ProfileJob(),
			desk.JobFiles:       p.AttachmentFetcher().Job(),
			desk.JobTranscribe:  p.listener().Job(),
			desk.JobCall:        p.callJob().Job(),
			desk.JobDeadlines:   p.Deadlines().Job(),
			desk.JobMerge:       p.Merger().Job(),
			desk.JobErase:       p.Eraser().Job(),
			desk.JobRoute:       p.Router().Job(),
			desk.JobSpread:      p.Spreader().Job(),
			desk.JobHandBack:    routing.HandBackJob{Spreader: p.Spreader(), Exports: p.withdrawer()}.Job(),
			desk.JobAutoReply:   p.autoReply().Job(),
			desk.JobWebhook:     p.deliver().Job(),
			desk.JobBot:         p.answerer().Job(),
			desk.JobBotResume:   p.botResume().Job(),
			desk.JobEmbed:       p.Answerer().EmbedJob(),
			desk.JobCard:        copilot.CardJob{Decider: p.Decider(), Lists: p.Store, Jobs: p.Store, Outbox: p.Outbox}.Job(),
			desk.JobNote:        (&copilot.NoteJob{Runs: p.Store, Timelines: p.CRM, Fields: p.CRM, Config: p.Store, Annotations: p.Store, Histories: p.HistoryKeeper(), Now: p.Now}).Job(),
			desk.JobItem:        p.itemJob().Job(),
			desk.JobPress:       p.pressJob().Job(),
			desk.JobTask:        (&copilot.TaskJob{Runs: p.Store, Timelines: p.CRM, Config: p.Store, Annotations: p.Store}).Job(),
			desk.JobContact:     p.contactJob().Job(),
			desk.JobTranscript:  p.transcripts().Job(),
			desk.JobExport:      p.Exporter().Job(),
			desk.JobHandOver:    (&handover.Begin{Dialogs: p.Store, Config: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}).Job(),
			desk.JobHandNotice:  (&handover.NoticeJob{Dialogs: p.Store, Config: p.Store, Customers: p.Store, Messages: p.Store, Sender: p.Messengers, Annotations: p.Store, Cards: p.CRM, Home: p.Home, Now: p.Now}).Job(),
			desk.JobHandTask:    (&handover.TaskJob{Dialogs: p.Store, Config: p.Store, Jobs: p.Store, Timelines: p.CRM, Home: p.Home, Now: p.Now}).Job(),
			desk.JobHandStage:   (&handover.StageJob{Dialogs: p.Store, Config: p.Store, Jobs: p.Store, Cards: p.CRM, Mover: deeds{editor: p.Editor()}, Annotations: p.Store, Now: p.Now}).Job(),
			desk.JobAutomation:  p.fire().Job(),
			desk.JobPassed:      (&external.PassedJob{Dialogs: p.Store, Newest: p.Store, People: p.Transferrer(), Now: p.Now}).Job(),
			desk.JobFloor:       (&external.FloorJob{Newest: p.Store, Customers: p.Store, Config: p.Store, MessageLog: p.Store, Lines: p.Store, Platform: p.Messengers, Now: p.Now}).Job(),
			desk.JobCentre:      p.passJob().Job(),
			desk.JobCentreTold:  p.toldJob().Job(),
			desk.JobCentreFiles: p.centreFilesJob().Job(),
			desk.JobCentreEnd:   p.centreEndJob().Job(),
			desk.JobCentreLook:  p.centreLookJob().Job(),
			desk.JobFigures:     p.FiguresAgain().Job(),
			desk.JobTyping:      p.typing().Job(),
			desk.JobLists:       p.ListsAgain().Job(),
			desk.JobCatch:       p.waiting().Job(),
			desk.JobRetell:      p.Reteller().Job(),
		},
	}
}

// Healer has cards looked at that may have changed in their CRM unheard.
func (p Parts) Healer() *copilot.Healer {
	return &copilot.Healer{Cards: p.Store, Bound: p.Store, Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}

// Sweeper looks for what nobody may have been told of: it is called so often, and leaves
// alone what is overdue for less than after.
func (p Parts) Sweeper(every, after time.Duration) *work.Sweeper {
	overdue := work.Overdue{Lists: p.Store, Quiet: p.Quiet, Outbox: p.Outbox, Closer: p.Closer(), Unsent: p.Unsent(), Now: p.Now, After: after}
	sweeps := append(overdue.Sweeps(),
		work.Sweep{For: "teams' waiting dialogs", Do: p.Spreader().Sweep},
		work.Sweep{For: "cards of connected CRMs", Hourly: true, Do: p.Healer().Heal},
		work.Sweep{For: "answers of connected CRMs' own chats", Hourly: true, Do: p.centreHealer().Heal},
		work.Expiring("what was kept long enough", p.Eraser()),
		work.Expiring("operators' sessions", p.Keeper()),
	)
	if p.Inbox != nil {
		sweeps = append(sweeps, work.Sweep{For: "the folder of recordings", Do: p.RecordingFolder().Look})
	}
	if p.Letterbox != nil {
		sweeps = append(sweeps, work.Sweep{For: "what the stream gave up", Do: p.Collector().Sweep})
	}
	return &work.Sweeper{Sweeps: sweeps, Every: every, Now: p.Now}
}

// Lister keeps lists of dialogs: a consumer of the feed.
func (p Parts) Lister() *listing.Lister {
	return &listing.Lister{Entries: p.Store, Customers: p.Store, Cards: p.BuiltIn, Words: p.Words}
}

// ListsAgain has all of them made again, beside all that goes on.
func (p Parts) ListsAgain() *listing.Again {
	return &listing.Again{Lister: p.Lister(), Jobs: p.Store, Outbox: p.Outbox, Now: p.Now}
}
