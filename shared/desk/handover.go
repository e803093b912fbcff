package desk

import (
	"cmp"
	"fmt"
	"time"
)

// HandOver is what a line does when a dialog is handed over to people, beside letting
// it wait for its team (FB-05…07, AT-05, AT-06).
type HandOver struct {
	Notify    LineID  // a Telegram line, whose admin chat is told; "": none
	Task      bool    // a thing to do on the card, in its CRM
	Stage     StageID // to which the deal is moved; "": it stays
	Transfers bool    // also when an operator hands it over to a team, not only the bot
}

// HandOver is the line's.
func (l Line) HandOver() HandOver {
	return HandOver{l.HandNotify, l.HandTask, l.HandStage, l.HandTransfers}
}

// Wanted says whether anything is to be done about a dialog that was handed over.
func (h HandOver) Wanted(byBot bool) bool {
	return (byBot || h.Transfers) && (h.Notify != "" || h.Task || h.Stage != "")
}

// OptionAdminChat names the option of a line that is the id of the group in which its
// bot tells the company's people. A channel without groups doesn't have the option.
const OptionAdminChat = "admin_chat"

// TellsAdmins refuses a line that can't be named as one that tells people: its bot has
// no admin chat. ErrInvalid.
func (l Line) TellsAdmins() error {
	if l.Options[OptionAdminChat] == "" {
		return Wrong("admin_chat", fmt.Sprintf("the line %s has no admin chat: name one whose channel has the option %s (GET /v1/channels says how to find its value), and set that first", l.ID, OptionAdminChat), "line", cmp.Or(l.Title, string(l.ID)))
	}
	return nil
}

// HandedOver says whether the dialog goes on for people who were not in it: it was
// handed over to a team, by the bot or by an operator.
func (d Dialog) HandedOver() bool { return d.Parent != "" && d.Operator == "" }

// HandOverMark names the thing to do that a dialog was handed over.
func HandOverMark(d DialogID) string { return Digest("sufler-", "hand-over", string(d))[:24] }

// NewHandOverJob is the job of a dialog that was handed over. Like the others of it, it
// is named after the dialog, so each is done once for each handover (HO-05).
func NewHandOverJob(d Dialog, now time.Time) Job { return handJob(JobHandOver, "", d, now) }

// NewHandNoticeJob is the job that tells the admin chat.
func NewHandNoticeJob(d Dialog, now time.Time) Job { return handJob(JobHandNotice, "", d, now) }

// NewHandTaskJob is the job that makes the CRM show whether somebody is needed. over
// says that nobody is any more.
func NewHandTaskJob(d Dialog, over bool, now time.Time) Job {
	mark := ""
	if over {
		mark = "over"
	}
	return handJob(JobHandTask, mark, d, now)
}

// NewHandStageJob is the job that moves the dialog's deal.
func NewHandStageJob(d Dialog, now time.Time) Job { return handJob(JobHandStage, "", d, now) }

// HandJobs are all jobs of a dialog that was handed over.
func HandJobs(d Dialog, now time.Time) []Job {
	return []Job{NewHandOverJob(d, now), NewHandNoticeJob(d, now), NewHandTaskJob(d, false, now), NewHandTaskJob(d, true, now), NewHandStageJob(d, now)}
}

func handJob(kind JobKind, mark string, d Dialog, now time.Time) Job {
	return Job{
		ID: JobID(Digest("ho", string(kind), string(d.ID), mark)), Kind: kind, Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now,
	}
}
