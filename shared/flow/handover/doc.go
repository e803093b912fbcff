// Package handover tells people that a dialog was handed over to them, in the ways that
// its line chose (FB-05…07, AT-05, AT-06): a notice in a Telegram group, a thing to do on
// the card in its CRM, a move of the deal to a stage; each once for each handover
// (HO-05).
package handover

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Announcer hears of dialogs, and has done what their lines want when they are handed
// over. A consumer of the feed.
//
// Idempotent: the jobs are named after the dialog.
type Announcer struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer.
func (a *Announcer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Dialog == nil || r.Dialog.New == nil || r.Dialog.New.Parent == "" {
		return nil
	}
	d, had := *r.Dialog.New, r.Dialog.Old
	var job desk.Job
	switch {
	case had == nil && d.Open() && d.HandedOver():
		job = desk.NewHandOverJob(d, a.Now())
	case had != nil && had.State == desk.StateWaiting && d.State != desk.StateWaiting && had.ID == d.ID:
		job = desk.NewHandTaskJob(d, true, a.Now())
	default:
		return nil
	}
	if err := work.Queue(ctx, a.Jobs, a.Outbox, job, 0); err != nil {
		return fmt.Errorf("hand over %s: %w", d.ID, err)
	}
	return nil
}

// Begin puts off what the dialog's line wants. Repeating is harmless: so are the jobs.
type Begin struct {
	Dialogs flow.Dialogs
	Config  flow.Config
	Jobs    flow.Jobs
	Outbox  flow.Outbox
	Now     func() time.Time
}

// Job is the handler.
func (b *Begin) Job() work.Handler { return work.AtLeastOnce{Job: b} }

// Do implements work.Repeatable.
func (b *Begin) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, line, err := wanted(ctx, b.Dialogs, b.Config, v.Dialog)
	if err != nil || line.ID == "" {
		return 0, err
	}
	var errs []error
	add := func(want bool, job desk.Job) {
		if want {
			errs = append(errs, work.Queue(ctx, b.Jobs, b.Outbox, job, 0))
		}
	}
	h := line.HandOver()
	add(h.Notify != "", desk.NewHandNoticeJob(d, b.Now()))
	add(h.Task, desk.NewHandTaskJob(d, false, b.Now()))
	add(h.Stage != "", desk.NewHandStageJob(d, b.Now()))
	return 0, errors.Join(errs...)
}

// wanted is a dialog that was handed over, with its line, if that wants anything done
// about it; else the zero Line.
func wanted(ctx context.Context, ds flow.Dialogs, c flow.Config, id desk.DialogID) (desk.Dialog, desk.Line, error) {
	d, err := ds.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) { // erased
		return d, desk.Line{}, nil
	}
	if err != nil {
		return d, desk.Line{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	parent, err := ds.Dialog(ctx, d.Parent)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return d, desk.Line{}, fmt.Errorf("dialog %s: %w", d.Parent, err)
	}
	line, err := c.Line(ctx, d.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !line.HandOver().Wanted(parent.ClosedBy == desk.BotName) {
		return d, desk.Line{}, nil
	}
	if err != nil {
		return d, desk.Line{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	return d, line, nil
}
