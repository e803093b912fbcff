package desk

import (
	"strconv"
	"strings"
	"time"
)

// JobKind is what a job sends, and so who sends it.
type JobKind string

// The kinds.
const (
	JobReply JobKind = "reply" // a message, to the customer, by the line's plug
	JobBind  JobKind = "bind"  // a new dialog, to the CRM: contact and lead
	JobFiles JobKind = "files" // a message's files, from the messenger to us
	JobCall  JobKind = "call"  // a recorded call, to what was said in it; see Call
	// JobTranscribe brings what is said in a message's voice notes onto it, in words.
	JobTranscribe JobKind = "transcribe"
	JobLook       JobKind = "look"  // what a messenger shows of a customer, to us
	JobMerge      JobKind = "merge" // a contact, into another; see Merge
	JobErase      JobKind = "erase" // what is kept of a person, away; see Erasure
	// JobDeadlines brings a shortened idle time-out to the open dialogs.
	JobDeadlines JobKind = "deadlines"
	JobRoute     JobKind = "route"      // a dialog that begins to wait, to its team
	JobSpread    JobKind = "spread"     // a team's waiting dialogs, to its free operators
	JobHandBack  JobKind = "hand_back"  // an operator's dialogs, back to their teams
	JobAutoReply JobKind = "auto_reply" // what a team says by itself, to the customer
	JobBot       JobKind = "bot"        // an answer to a customer, out of the knowledge base
	// JobBotResume has the bot go on where a person fell silent.
	JobBotResume JobKind = "bot_resume"
	JobEmbed     JobKind = "embed"     // the knowledge base, to vectors of what it means
	JobWebhook   JobKind = "webhook"   // an event, to an address of the company's
	JobNote      JobKind = "crm_note"  // what came of a run, into the timeline of its CRM
	JobCard      JobKind = "crm_card"  // a card that changed in its CRM, to be looked at
	JobItem      JobKind = "crm_item"  // a run as it is, to the timeline of its CRM
	JobPress     JobKind = "crm_press" // what a person pressed in the CRM, to be done
	JobTask      JobKind = "crm_task"  // that a card waits for approval, or no more, to its CRM
	// JobTranscript writes what was said in a closed dialog into its card in a CRM.
	JobTranscript JobKind = "crm_transcript"
	JobContact    JobKind = "crm_contact" // what a customer said of who they are, onto their contact
	JobHandOver   JobKind = "hand_over"   // a dialog that was handed over to people, to those who see to it
	// What its line wants done about it; see HandOver.
	JobHandNotice JobKind = "hand_notice"
	JobHandTask   JobKind = "hand_task"
	JobHandStage  JobKind = "hand_stage"
	JobExport     JobKind = "export"     // a list of dialogs, to a file; see Export
	JobAutomation JobKind = "automation" // what happened, to what a rule does about it
	// Of a line on which another platform's bot answers first.
	JobPassed JobKind = "passed" // the customer, to people, or back to the bot
	JobFloor  JobKind = "floor"  // who has the word, to the bot's platform
	// Of a line whose customers are answered in a connected CRM.
	JobCentre      JobKind = "centre"       // what is said, to those who answer there
	JobCentreTold  JobKind = "centre_told"  // what became of a message, to them
	JobCentreFiles JobKind = "centre_files" // the files of what they say, to us, before it goes out
	JobCentreEnd   JobKind = "centre_end"   // a session that they ended, to its dialog
	JobCentreLook  JobKind = "centre_look"  // what happened there and was not told, to us
	JobTyping      JobKind = "typing"       // that an operator types, to the customer's messenger
	JobFigures     JobKind = "figures"      // all that is counted, to be counted anew; Cursor says from where on
	JobLists       JobKind = "lists"        // all that stands in lists, to be listed anew; Cursor, too
	JobCatch       JobKind = "rule_catch"   // who waits as a rule comes to hold, to it; Done is since which of its versions
	JobRetell      JobKind = "retell"       // a change that was not told everybody, to them; see Untold
)

// Job is one thing that must go out, stored with what caused it.
type Job struct {
	ID       JobID
	Kind     JobKind
	Line     LineID
	Customer CustomerID
	Dialog   DialogID
	Message  ExternalID // of a reply: which message of the customer's stream
	Team     TeamID     // whose dialogs are spread; of an automatic reply: who says it
	Operator OperatorID // whose dialogs are handed back
	Reply    ReplyKind  // of an automatic reply
	Contact  string     // of a merge: the contact that goes into another; of a CRM's event: the card
	Endpoint EndpointID // of an event: to which address it goes …
	Delivery DeliveryID // … and where it stands in that one's log
	Run      RunID      // of what is shown in a CRM
	// Of a press in a CRM: what, beside which field, and the CRM's id of whoever did. Of what
	// a person gave a contact: by which field of a card, and their name.
	Press  Press
	Field  FieldName
	Person string
	// Of a rule: which, and where it stands in its log what is done.
	Automation AutomationID
	Firing     FiringID
	Floor      Floor  // of a bot on another platform: who gets the word …
	App        string // … and which app of its messenger the bot is

	State     JobState
	Attempts  int
	ClaimedAt time.Time
	ClaimedBy string    // a word that only the claimer knows
	Due       time.Time // not before; while sending: when the claim lapses
	Code      string    // the last failure's
	Reason    string
	Done      int    // of a reply: how many of its parts are out; of deadlines: how often all were gone through; of who has the word: see NewFloorJob
	Cursor    string // of deadlines: where in the open dialogs it begins
	Version   int64
}

// JobState is how far a job is.
type JobState string

// The states. Sent, Unsure and Dead end it.
const (
	JobQueued  JobState = "queued"
	JobSending JobState = "sending"
	JobSent    JobState = "sent"
	JobUnsure  JobState = "unsure" // may have gone out; never again by itself
	JobDead    JobState = "dead"   // given up; Reason says why
)

// Ended says whether nothing more happens to the job by itself.
func (d Job) Ended() bool {
	return d.State == JobSent || d.State == JobUnsure || d.State == JobDead
}

// Jobs: how often and how long.
const (
	MaxAttempts = 8
	JobLease    = 2 * time.Minute // a claim older than that was cut off
)

// Backoff is how long to wait after a job's n-th failure (n from 1): 2 s,
// 4 s … up to 10 minutes.
func Backoff(n int) time.Duration {
	d := 2 * time.Second
	for ; n > 1 && d < 10*time.Minute; n-- {
		d *= 2
	}
	return min(d, 10*time.Minute)
}

// Failed is the job after an attempt failed: put off where it may be tried
// again, else ended.
func (d Job) Failed(no SendError, now time.Time) Job {
	d.Code, d.Reason, d.Done = no.Code, no.Reason, max(d.Done, no.Done)
	switch {
	case no.Unsure:
		d.State = JobUnsure
	case no.Again && d.Attempts < MaxAttempts:
		d.State, d.Due = JobQueued, now.Add(max(no.After, Backoff(d.Attempts)))
	default:
		d.State = JobDead
	}
	return d
}

// Held is the job after an attempt found whom it needs to be left alone until then: that
// is no failure of the job's, and counts for none.
func (d Job) Held(until time.Time, no SendError) Job {
	d.State, d.Due, d.Code, d.Reason, d.Attempts = JobQueued, until, no.Code, no.Reason, max(d.Attempts-1, 0)
	return d
}

// Succeeded is the job after all of it was done.
func (d Job) Succeeded() Job {
	d.State, d.Code, d.Reason = JobSent, "", ""
	return d
}

// Told is the message of a reply, which is d, with what became of it.
func (d Job) Told(m Message) Message {
	switch d.State {
	case JobSent:
		return m.WithStatus(StatusSent, "", "")
	case JobUnsure:
		return m.WithStatus(StatusUnsure, d.Code, d.Reason)
	case JobDead:
		return m.WithStatus(StatusFailed, d.Code, d.Reason)
	}
	return m.Waits(d.Code, d.Reason)
}

// NewBindJob is the job that binds a dialog to its cards. It is made
// with the dialog and may be sent any number of times: binding finds what is
// there and adds what is missing.
func NewBindJob(d Dialog, now time.Time) Job {
	return Job{
		ID: JobID(Digest("b", string(d.ID))), Kind: JobBind, Line: d.Line,
		Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now,
	}
}

// NewLookJob is the job of what a messenger shows of a customer, who could
// not be asked for at once.
func NewLookJob(line LineID, c CustomerID, d DialogID, now time.Time) Job {
	return Job{
		ID: JobID(Digest("l", string(c))), Kind: JobLook, Line: line, Customer: c, Dialog: d,
		State: JobQueued, Due: now.Add(Backoff(1)),
	}
}

// NewDeadlinesJob is the job of a line's new idle time-out, "": of the
// settings', to the open dialogs. mark is the change's own.
func NewDeadlinesJob(line LineID, mark string, now time.Time) Job {
	return Job{ID: JobID(Digest("d", string(line), mark)), Kind: JobDeadlines, Line: line, State: JobQueued, Due: now}
}

// NewFiguresJob is the job of the figures, which are made again. mark is the asking's own.
func NewFiguresJob(mark string, now time.Time) Job {
	return Job{ID: JobID(Digest("fig", mark)), Kind: JobFigures, State: JobQueued, Due: now}
}

// NewListsJob is the job of the lists, which are made again. mark is the asking's own.
func NewListsJob(mark string, now time.Time) Job {
	return Job{ID: JobID(Digest("lst", mark)), Kind: JobLists, State: JobQueued, Due: now}
}

// NewCatchJob is the job of a rule that comes to hold, to who waits already. Each saving
// has one of its own: what one that failed left finds no such rule.
func NewCatchJob(a Automation, now time.Time) Job {
	return Job{
		ID: JobID(Digest("rc", string(a.ID), strconv.FormatInt(a.Holds, 10), strconv.FormatInt(now.UnixNano(), 10))), Kind: JobCatch,
		Automation: a.ID, Done: int(a.Holds), State: JobQueued, Due: now,
	}
}

// Further is the job that goes on where d ended.
func (d Job) Further(cursor string, done int, due time.Time) Job {
	return Job{
		ID: JobID(Digest("d", string(d.ID), cursor, strconv.Itoa(done))), Kind: d.Kind, Line: d.Line, Team: d.Team,
		State: JobQueued, Cursor: cursor, Done: done, Due: due,
	}
}

// Stretch is the job that goes on where d, a stretch of a long job, ended. Stretches have
// numbers, so that whoever knows the first finds the last, and a stretch that is done twice
// puts off no second one.
func (d Job) Stretch(cursor string, due time.Time) Job {
	first, number, _ := strings.Cut(string(d.ID), ".")
	n, _ := strconv.Atoi(number) // of the first: none
	return Job{ID: StretchOf(JobID(first), n+1), Kind: d.Kind, Automation: d.Automation, Done: d.Done, State: JobQueued, Cursor: cursor, Due: due}
}

// StretchOf is a stretch of the job that began as first, which is its stretch 0.
func StretchOf(first JobID, n int) JobID {
	if n == 0 {
		return first
	}
	return JobID(string(first) + "." + strconv.Itoa(n))
}

// Progress is how far a long job is.
type Progress struct {
	Job       JobID // the first stretch
	State     ProgressState
	Stretches int // that began
	Code      string
	Reason    string // why it failed
}

// ProgressState is how far a long job is, in a word.
type ProgressState string

// The states of a long job.
const (
	ProgressRunning ProgressState = "running"
	ProgressDone    ProgressState = "done"
	ProgressFailed  ProgressState = "failed"
)

// Progress is how far the job is whose newest stretch, the n-th after the first, is d.
func (d Job) Progress(first JobID, n int) Progress {
	out := Progress{Job: first, State: ProgressRunning, Stretches: n + 1}
	switch d.State {
	case JobSent:
		out.State = ProgressDone
	case JobDead, JobUnsure:
		out.State, out.Code, out.Reason = ProgressFailed, d.Code, d.Reason
	}
	return out
}

// Anew is the job, which ended, as it is when it is to be done once more.
func (d Job) Anew(due time.Time) Job {
	d.State, d.Attempts, d.Due, d.Code, d.Reason = JobQueued, 0, due, "", ""
	return d
}

// NewFilesJob is the job of a message's files to us.
func NewFilesJob(line LineID, m Message, d DialogID, now time.Time) Job {
	return Job{
		ID: JobID(Digest("f", string(m.Customer), string(m.External))), Kind: JobFiles, Line: line,
		Customer: m.Customer, Dialog: d, Message: m.External, State: JobQueued, Due: now,
	}
}

// NewReplyJob is the job of a stored reply.
func NewReplyJob(line LineID, m Message, d DialogID, now time.Time) Job {
	return Job{
		ID: JobID(Digest("r", string(m.Customer), string(m.External))), Kind: JobReply, Line: line,
		Customer: m.Customer, Dialog: d, Message: m.External, State: JobQueued, Due: now,
	}
}

// RouteAgainID names the job of a dialog in which the customer wrote again, after the
// message that they wrote.
func RouteAgainID(c CustomerID, said ExternalID) JobID {
	return JobID(Digest("o", string(c), string(said)))
}

// NewRouteJob is the job of a dialog that begins to wait for a team. It is made
// with the dialog and may be done any number of times.
func NewRouteJob(d Dialog, now time.Time) Job {
	id := JobID(Digest("o", string(d.ID)))
	if d.Returned() {
		id = RouteAgainID(d.Customer, d.LastSaid)
	}
	return Job{
		ID: id, Kind: JobRoute, Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobQueued, Due: now,
	}
}

// NewSpreadJob is the one job of a team's waiting dialogs. It has ended from the
// start: it is nudged whenever there may be something to spread, and what there is
// to do stands in the dialogs.
func NewSpreadJob(team TeamID) Job {
	return Job{ID: JobID(Digest("s", string(team))), Kind: JobSpread, Team: team, State: JobSent}
}

// NewTypingJob is the one job of the typing in a dialog. As a team's, it has ended from
// the start: it is nudged when somebody begins, and who types stands beside the dialog.
func NewTypingJob(d Dialog) Job {
	return Job{ID: JobID(Digest("ty", string(d.ID))), Kind: JobTyping, Line: d.Line, Customer: d.Customer, Dialog: d.ID, State: JobSent}
}

// NewHandBackJob is the job of the dialogs of an operator who was switched off.
func NewHandBackJob(o OperatorID, now time.Time) Job {
	return Job{ID: JobID(Digest("h", string(o))), Kind: JobHandBack, Operator: o, State: JobQueued, Due: now}
}

// NewAutoReplyJob is the job of what a team says by itself in a dialog: of each
// kind once.
func NewAutoReplyJob(d Dialog, kind ReplyKind, due time.Time) Job {
	return Job{
		ID: JobID(Digest("a", string(d.ID), string(kind))), Kind: JobAutoReply, Line: d.Line, Customer: d.Customer, Dialog: d.ID,
		Team: d.Team, Reply: kind, State: JobQueued, Due: due,
	}
}
