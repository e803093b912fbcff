package desk

import (
	"context"
	"fmt"
	"time"
)

// CardNote is what people see of ours in the timeline of a card in their own CRM.
type CardNote struct {
	Card CardRef
	// Mark names the note within the card: it is there once. It tells nobody anything.
	Mark string
	Text string
	// Again: it may be there already, since nobody heard what became of an earlier try.
	Again bool
	// Task is what is to be done on the card beside it, or no more; nil: nothing is said of
	// that.
	Task *CardTask
}

// CardTask is a thing to do that people see on a card in their own CRM.
type CardTask struct {
	Card  CardRef
	Mark  string // names the task within the card
	Title string
	Text  string
	Due   time.Time
	Done  bool // it is to be done, or never to have been
	// Badges are what the card shows at a glance, where the CRM has the capability Badges.
	Badges []Badge
	// Beside is what the plug saw on the card when it changed it, a moment ago
	// (Changed.Beside); "": it is not known, or no longer.
	Beside string
}

// CardProcess is a process of a CRM's own that is started on a card (AT-02, OP-16).
type CardProcess struct {
	Card CardRef
	// Process names it as the CRM does: Bitrix24's template, Kommo's Salesbot, Creatio's
	// process.
	Process string
}

// NoteMark names the note of a run.
func NoteMark(r RunID) string { return Digest("sufler-", "note", string(r))[:24] }

// ApprovalMark names the one task of a card that proposals wait for approval.
const ApprovalMark = "sufler-awaiting-approval"

// NewNoteJob is the job that shows in a run's CRM what came of it.
func NewNoteJob(r Run, now time.Time) Job {
	return Job{
		ID: JobID(Digest("n", string(r.ID))), Kind: JobNote, Line: r.Line, Customer: r.Customer, Dialog: r.Dialog, Run: r.ID, State: JobQueued, Due: now,
	}
}

// NewTaskJob is the job that shows in a run's CRM whether its card waits for approval,
// since the run came to be of a version.
func NewTaskJob(r Run, version string, now time.Time) Job {
	return Job{
		ID: JobID(Digest("k", string(r.ID), version)), Kind: JobTask, Line: r.Line, Customer: r.Customer, Dialog: r.Dialog, Run: r.ID, State: JobQueued, Due: now,
	}
}

// Unshown is a CRM whose people see nothing of ours on its cards: a plug that has
// neither the capability Notes nor Tasks embeds it. It is not asked.
type Unshown struct{ Unpressed }

var errUnshown = fmt.Errorf("%w: nothing of ours is shown in that CRM", ErrInvalid)

// AddNote implements flow.Timelines.
func (Unshown) AddNote(context.Context, CardNote) error { return errUnshown }

// TakeNote implements flow.Timelines.
func (Unshown) TakeNote(context.Context, CardRef, string) error { return errUnshown }

// StartProcess implements flow.Processes.
func (Unshown) StartProcess(context.Context, CardProcess) error { return errUnshown }

// SetTask implements flow.Timelines.
func (Unshown) SetTask(context.Context, CardTask) error { return errUnshown }
