package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// AnswerJob answers a customer once they have said nothing more for a while.
//
// Repeating is harmless: what is said to a message is named after it, is stored only
// while that is the dialog's last and the dialog the bot's, and goes out at most
// once. Each message has its job; all but the last one's find a later message and end.
type AnswerJob struct {
	Dialogs    flow.Dialogs
	Messages   flow.Messages
	MessageLog flow.MessageLog
	Customers  flow.Customers
	Config     flow.Config
	Teams      flow.Teams
	Knowledge  Knowledge
	Unanswered Unanswered
	Data       Data
	People     People
	Outbox     flow.Outbox
	Listens    bool // voice notes are written down: it waits for what is said in them
	Now        func() time.Time
}

// Job does the jobs of kind desk.JobBot, each at least once.
func (j *AnswerJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *AnswerJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, err := j.Dialogs.Dialog(ctx, v.Dialog)
	if errors.Is(err, desk.ErrNotFound) || err == nil && d.State != desk.StateBot && d.ClosedBy != desk.BotName {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("dialog %s: %w", v.Dialog, err)
	}
	cutOff := d.LastSaid == named(handing, v.Message)
	if d.State != desk.StateBot && !cutOff {
		return 0, nil
	}
	line, err := j.Config.Line(ctx, d.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !line.Bots() {
		return 0, j.People.FromBot(ctx, d.ID)
	}
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", d.Line, err)
	}
	if cutOff {
		return 0, j.handed(ctx, d, line)
	}
	s, err := j.Config.Settings(ctx)
	if err != nil {
		return 0, fmt.Errorf("settings: %w", err)
	}
	if from := d.QuietFrom(s.Bot.QuietPeriod()); j.Now().Before(from) {
		return from.Sub(j.Now()), nil
	}
	ms, err := work.Recent(ctx, j.Messages, d.Customer, d.ThreadAfter, 0, lately)
	if err != nil {
		return 0, err
	}
	if is, err := j.rated(ctx, d, ms, v.Message); is || err != nil {
		return 0, err
	}
	t := talkOf(ms, line.Required)
	t.attempt, t.spoken = v.Attempts, spoken(ms, t)
	if t.data != "" && t.last.External == "" && t.to.External == v.Message {
		return j.silent(ctx, d, line, s, t)
	}
	if t.last.External != v.Message || t.question == "" && t.last.Deleted {
		return 0, nil // a later message has a job of its own, somebody answered, or it was taken back
	}
	if t.promised > d.After {
		return 0, j.handed(ctx, d, line) // who promised it was cut off, and the customer went on
	}
	if wait := j.hearing(t); wait > 0 {
		return wait, nil
	}
	r, err := j.reply(ctx, d, line, s, t)
	if err != nil || r.as == answering && len(r.said)+len(r.files) == 0 {
		return 0, err // there is nothing to say to a nod
	}
	return j.answer(ctx, d, line, s, t.last.External, r)
}

// For how long a voice note's transcript is waited for, and how long at least between two
// looks: the longer it takes already, the seldomer.
const (
	maxHearing = 2 * time.Minute
	hearAgain  = 2 * time.Second
)

// hearing is when to look again whether somebody has written down what a customer says in
// a voice note (D2); 0: there is nothing to wait for.
func (j *AnswerJob) hearing(t talk) time.Duration {
	since := j.Now().Sub(t.last.Seq.Time())
	if !j.Listens || !t.unheard || since >= maxHearing {
		return 0
	}
	return min(max(hearAgain, since/2), maxHearing-since)
}

// silent waits for whoever says nothing to what they were asked for, and then has a
// person go on without it (FB-27).
func (j *AnswerJob) silent(ctx context.Context, d desk.Dialog, line desk.Line, s desk.Settings, t talk) (time.Duration, error) {
	if until := t.at.Add(s.Bot.DataPatience()); j.Now().Before(until) {
		return until.Sub(j.Now()), nil
	}
	r, err := j.languages(ctx, d, line, s, t, "")
	if err != nil {
		return 0, err
	}
	if r, err = j.handOver(ctx, d, s, line, r); err != nil {
		return 0, err
	}
	return j.answer(ctx, d, line, s, t.to.External, r)
}

// lookAgain is when a job looks once more that found something moved between its look
// and its answer: if that was no person, the question is still open.
const lookAgain = 200 * time.Millisecond

// answer says what there is to say to a message, and hands over if that says so. It
// says when to look again: soon if anything moved meanwhile, since then it said
// nothing, and later if it asked for data.
func (j *AnswerJob) answer(ctx context.Context, d desk.Dialog, line desk.Line, s desk.Settings, to desk.ExternalID, r reply) (time.Duration, error) {
	stored, err := j.say(ctx, d, desk.Append{Line: line, Aside: r.owes(), Message: desk.Message{
		Customer: d.Customer, Author: desk.ByBot, Status: desk.StatusQueued,
		External: named(r.as, to), Text: strings.Join(r.said, "\n\n"), Buttons: r.buttons, Attachments: r.files,
		Entries: r.entries,
	}})
	switch {
	case err != nil:
		return 0, err
	case !stored:
		return lookAgain, nil
	case r.as == handing:
		return 0, j.handed(ctx, d, line)
	case r.waits:
		return s.Bot.DataPatience(), nil
	}
	return 0, nil
}

// handed hands the dialog over. A lead that waits for data may be complete with what
// was said last, and be looked for before the dialog went on in its child, or after:
// the child is looked at once more.
func (j *AnswerJob) handed(ctx context.Context, d desk.Dialog, line desk.Line) error {
	if err := j.People.FromBot(ctx, d.ID); err != nil || line.LeadPolicy != desk.LeadWhenDataComplete {
		return err
	}
	now, err := j.Dialogs.Dialog(ctx, d.ID)
	if err != nil || now.Continuation() == "" {
		return err
	}
	child, err := j.Dialogs.Dialog(ctx, now.Continuation())
	if err != nil {
		return fmt.Errorf("dialog %s: %w", now.Continuation(), err)
	}
	if err := j.Outbox.Enqueue(ctx, desk.NewBindJob(child, j.Now()), 0); err != nil {
		return fmt.Errorf("enqueue the binding of %s: %w", child.ID, err)
	}
	return nil
}

// say stores what the bot says and has it sent, unless anything moved meanwhile.
func (j *AnswerJob) say(ctx context.Context, d desk.Dialog, a desk.Append) (bool, error) {
	out := desk.NewBotReplyJob(d, a.Message, j.Now())
	a.Only = func(now desk.Dialog) bool { return now.BotMayAnswer(d.LastSpoken) }
	_, err := j.MessageLog.AppendIn(ctx, a, d.ID, &out)
	if errors.Is(err, desk.ErrRefused) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("store the bot's answer: %w", err)
	}
	if err := j.Outbox.Enqueue(ctx, out, 0); err != nil {
		return false, fmt.Errorf("nudge job %s: %w", out.ID, err)
	}
	return true, nil
}
