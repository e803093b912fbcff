package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Waiter has the bot go on by itself where a person spoke last, on lines that let it
// (D13): a consumer of the feed.
//
// Repeating is harmless: the job looks whether there is anything to do, and when.
type Waiter struct {
	Config flow.Config
	Jobs   flow.Jobs
	Outbox flow.Outbox
}

// Changed implements feed.Consumer.
func (w *Waiter) Changed(ctx context.Context, r desk.FeedRecord) error {
	if !r.AwaitsCustomer() {
		return nil
	}
	d := *r.Dialog.New
	line, err := w.Config.Line(ctx, d.Line)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("line %s: %w", d.Line, err)
	}
	at, ok := d.BotResumes(line.BotResume)
	if !ok || !line.BotFirst() {
		return nil
	}
	return work.Requeue(ctx, w.Jobs, w.Outbox, desk.NewBotResumeJob(d, at), line.BotResume)
}

// ResumeJob has the bot go on in a dialog in which a person spoke last, once all were
// silent for as long as the line says.
//
// Repeating is harmless: that the bot goes on is one write with a note, which is named
// after the silence, and is made only while the silence lasts and the customer does not
// wait for a reply.
type ResumeJob struct {
	Dialogs    flow.Dialogs
	MessageLog flow.MessageLog
	Config     flow.Config
	Rooms      Rooms
	Now        func() time.Time
}

// Job does the jobs of kind desk.JobBotResume, each at least once.
func (j *ResumeJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *ResumeJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	line, err := j.Config.Line(ctx, v.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !line.BotFirst() {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("line %s: %w", v.Line, err)
	}
	d, err := j.Dialogs.Dialog(ctx, v.Dialog)
	if errors.Is(err, desk.ErrNotFound) { // erased
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("dialog %s: %w", v.Dialog, err)
	}
	at, ok := d.BotResumes(line.BotResume)
	switch now := j.Now(); {
	case !ok:
		return 0, nil
	case now.Before(at):
		return at.Sub(now), nil
	case d.Snoozed(now): // somebody means to come back to it
		return line.BotResume, nil
	}
	s, err := j.Config.Settings(ctx)
	if err != nil {
		return 0, fmt.Errorf("settings: %w", err)
	}
	note := desk.Message{
		Customer: d.Customer, Author: desk.AsNote, Text: desk.NoteBotResumed.Text(s.Locale(line).Language),
		External: desk.OwnPrefix + desk.ExternalID(desk.Digest("", string(d.ID), "resumed", at.UTC().Format(time.RFC3339Nano))),
	}
	_, err = j.MessageLog.AppendIn(ctx, desk.Append{
		Line: line, Message: note, BotAgain: true,
		Only: func(now desk.Dialog) bool {
			then, ok := now.BotResumes(line.BotResume)
			return ok && then.Equal(at) && !now.Snoozed(j.Now())
		},
	}, d.ID, nil)
	switch {
	case errors.Is(err, desk.ErrRefused): // something moved: what now?
		return lookAgain, nil
	case errors.Is(err, desk.ErrNotFound):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("have the bot go on in %s: %w", d.ID, err)
	}
	return 0, j.Rooms.Freed(ctx, d.Operator)
}
