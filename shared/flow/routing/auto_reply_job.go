package routing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// AutoReplyJob says to customers what their team says by itself (AT-04).
//
// Repeating is harmless: the message is named after the dialog and the kind.
type AutoReplyJob struct {
	Dialogs    flow.Dialogs
	Customers  flow.Customers
	Config     flow.Config
	Teams      flow.Teams
	Messages   flow.Messages
	MessageLog flow.MessageLog
	Outbox     flow.Outbox
	// Plainly is the language of the first of some texts that is plainly in one; "": none.
	Plainly func(texts ...string) string
	Now     func() time.Time
}

// Job does the jobs of kind desk.JobAutoReply, each at least once.
func (j *AutoReplyJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable. Nothing is said in a dialog that was closed, or that
// somebody accepted or answered meanwhile, or where the team has no words any more.
func (j *AutoReplyJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, err := j.Dialogs.Dialog(ctx, v.Dialog)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (d.State != desk.StateWaiting || d.Joined()) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("dialog %s: %w", v.Dialog, err)
	}
	text, line, err := j.words(ctx, v, d)
	if err != nil || text == "" || !line.Active {
		return 0, err
	}
	m := desk.Message{
		Customer: d.Customer, External: desk.AutoReplyID(d.ID, v.Reply),
		Author: desk.ByBot, Text: text, Status: desk.StatusQueued,
	}
	out := desk.NewReplyJob(line.ID, m, d.ID, j.Now())
	_, err = j.MessageLog.AppendIn(ctx, desk.Append{Line: line, Message: m, Aside: true}, d.ID, &out)
	if errors.Is(err, desk.ErrRefused) {
		return 0, nil // it was closed meanwhile
	}
	if err != nil {
		return 0, fmt.Errorf("store the automatic reply: %w", err)
	}
	if err := j.Outbox.Enqueue(ctx, out, 0); err != nil {
		return 0, fmt.Errorf("nudge job %s: %w", out.ID, err)
	}
	return 0, nil
}

// words are the team's in the language that the customer plainly wrote last, else in the
// one that their messenger or browser names, else in the line's.
func (j *AutoReplyJob) words(ctx context.Context, v desk.Job, d desk.Dialog) (string, desk.Line, error) {
	team, err := j.Teams.Team(ctx, v.Team)
	if errors.Is(err, desk.ErrNotFound) {
		return "", desk.Line{}, nil
	}
	if err != nil {
		return "", desk.Line{}, fmt.Errorf("team %s: %w", v.Team, err)
	}
	line, err := j.Config.Line(ctx, d.Line)
	if errors.Is(err, desk.ErrNotFound) {
		return "", desk.Line{}, nil
	}
	if err != nil {
		return "", desk.Line{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	settings, err := j.Config.Settings(ctx)
	if err != nil {
		return "", desk.Line{}, fmt.Errorf("settings: %w", err)
	}
	c, err := j.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return "", desk.Line{}, fmt.Errorf("customer %s: %w", d.Customer, err)
	}
	wrote, err := j.wrote(ctx, d, team.Replies[v.Reply])
	return team.Reply(v.Reply, wrote, c.Profile.Language, settings.Locale(line).Language), line, err
}

// wrote is the language of what the customer wrote, where there is a choice of words.
func (j *AutoReplyJob) wrote(ctx context.Context, d desk.Dialog, words map[string]string) (string, error) {
	if len(words) < 2 || j.Plainly == nil {
		return "", nil
	}
	ms, err := work.Recent(ctx, j.Messages, d.Customer, d.ThreadAfter, 0, lately)
	if err != nil {
		return "", err
	}
	var said []string
	for _, m := range ms {
		if m.Author == desk.ByCustomer && !m.Deleted {
			said = append(said, m.OwnWords())
		}
	}
	return j.Plainly(said...), nil
}
