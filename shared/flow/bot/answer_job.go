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
	People     People
	Outbox     flow.Outbox
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
	if d.LastSaid == named(handing, v.Message) {
		return 0, j.People.FromBot(ctx, d.ID) // cut off before
	}
	if d.State != desk.StateBot {
		return 0, nil
	}
	line, err := j.Config.Line(ctx, d.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !line.Bots() {
		return 0, j.People.FromBot(ctx, d.ID)
	}
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", d.Line, err)
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
	t := talkOf(ms)
	if t.last.External != v.Message || t.question == "" && t.last.Deleted {
		return 0, nil // a later message has a job of its own, somebody answered, or it was taken back
	}
	if t.promised > d.After {
		return 0, j.People.FromBot(ctx, d.ID) // who promised it was cut off, and the customer went on
	}
	said, err := j.answer(ctx, d, line, s, t)
	if err == nil && !said {
		return lookAgain, nil
	}
	return 0, err
}

// lookAgain is when a job looks once more that found something moved between its look
// and its answer: if that was no person, the question is still open.
const lookAgain = 200 * time.Millisecond

// answer says what there is to say, and hands over if there is a reason to. said is
// false if anything moved meanwhile: then it said nothing.
func (j *AnswerJob) answer(ctx context.Context, d desk.Dialog, line desk.Line, s desk.Settings, t talk) (bool, error) {
	person := desk.WantsPerson(t.question) || s.Bot.Complains(t.question)
	asked := t.question != "" && !person
	var found desk.FAQFound
	if t.question != "" {
		var err error
		if found, err = j.Knowledge.Answers(ctx, line.ID, t.question, t.before); err != nil {
			return false, err
		}
	}
	if asked && (len(found.Answers) == 0 || found.Open) {
		if err := j.Unanswered.NoteUnanswered(ctx, desk.Unanswered{Customer: d.Customer, Messages: t.parts, At: t.last.Seq, Dialog: d.ID, Line: line.ID}); err != nil {
			return false, err
		}
	}
	c, err := j.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return false, fmt.Errorf("customer %s: %w", d.Customer, err)
	}
	languages := []string{found.Language, c.Profile.Language, s.Locale(line).Language}
	m := desk.Message{Customer: d.Customer, Author: desk.ByBot, Status: desk.StatusQueued}
	var said []string
	if !person {
		person = found.Open
		for _, a := range found.Answers {
			person = person || a.Entry.HandOver
			if answer, ok := a.Entry.Answer(languages...); ok {
				said, m.Buttons = append(said, answer.Text), answer.Buttons
			}
		}
		person = person || len(found.Answers) == 0 && t.missed
	}
	switch {
	case person:
		notice, err := j.notice(ctx, d, s, line, languages)
		if err != nil {
			return false, err
		}
		m.External, said, m.Buttons = named(handing, t.last.External), append(said, notice), nil
	case len(found.Answers) == 0:
		m.External, said = named(asking, t.last.External), []string{desk.NoticeAgain.Text("", languages...)}
	default:
		m.External = named(answering, t.last.External)
	}
	m.Text = strings.Join(said, "\n\n")
	if stored, err := j.say(ctx, d, line, m); err != nil || !stored || !person {
		return stored, err
	}
	return true, j.People.FromBot(ctx, d.ID)
}

// notice is what a customer is told who is handed over: with the team's hours, if it
// does not work now.
func (j *AnswerJob) notice(ctx context.Context, d desk.Dialog, s desk.Settings, line desk.Line, languages []string) (string, error) {
	if d.Team == "" {
		return desk.NoticeHandOver.Text("", languages...), nil
	}
	team, err := j.Teams.Team(ctx, d.Team)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return "", fmt.Errorf("team %s: %w", d.Team, err)
	}
	if err != nil || team.Hours.Open(j.Now(), s.Locale(line).Zone) {
		return desk.NoticeHandOver.Text("", languages...), nil
	}
	return desk.NoticeClosed.Text(team.Hours.Text(languages[0]), languages...), nil
}

// say stores what the bot says and has it sent, unless anything moved meanwhile.
func (j *AnswerJob) say(ctx context.Context, d desk.Dialog, line desk.Line, m desk.Message) (bool, error) {
	out := desk.NewBotReplyJob(d, m, j.Now())
	_, err := j.MessageLog.AppendIn(ctx, desk.Append{
		Line: line, Message: m, Only: func(now desk.Dialog) bool { return now.BotMayAnswer(d.LastSpoken) },
	}, d.ID, &out)
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
