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

// taskTime is how long people have before the CRM calls the task late.
const taskTime = time.Hour

// TaskJob shows on a card in its CRM, as a thing to do, that a dialog waits for a person
// (FB-06, AT-05), and ends that once one has it, or it is closed.
//
// Idempotent: it makes the CRM say what the dialog says at that moment, and names what is
// to be done after the dialog.
type TaskJob struct {
	Dialogs   flow.Dialogs
	Config    flow.Config
	Jobs      flow.Jobs
	Timelines flow.Timelines
	Home      func(context.Context) string
	Now       func() time.Time
}

// Job is the handler.
func (j *TaskJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *TaskJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, line, err := wanted(ctx, j.Dialogs, j.Config, v.Dialog)
	if err != nil || line.ID == "" || !line.HandOver().Task {
		return 0, err
	}
	ref := d.Contact
	if card, err := d.CopilotCard(); err == nil {
		ref = card
	}
	if ref.ID == "" {
		return work.Binding(ctx, j.Jobs, d, j.Now()) // its cards may not be told yet; where none will come, nothing is to be done
	}
	can, err := j.Timelines.Can(ctx, ref.Connection)
	if err != nil || !can.Tasks {
		return 0, err
	}
	s, err := j.Config.Settings(ctx)
	if err != nil {
		return 0, fmt.Errorf("settings: %w", err)
	}
	w := wordsOf(s.Locale(line).Language)
	text := w.task
	if at := chat(j.Home(ctx), d.ID); at != "" {
		text += "\n" + at
	}
	err = j.Timelines.SetTask(ctx, desk.CardTask{
		Card: ref, Mark: desk.HandOverMark(d.ID), Title: w.needed, Text: text, Due: d.OpenedAt.Add(taskTime), Done: d.State != desk.StateWaiting,
	})
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // the card is gone, and with it what was to be done
	}
	return 0, err
}

// Mover changes cards as people do.
type Mover interface {
	// Move moves a deal to a stage of its pipeline. ErrInvalid: it has no such stage.
	// ErrConflict: the card is no longer as it was seen.
	Move(ctx context.Context, by desk.Actor, saw desk.Card, to desk.StageID) error
}

// StageJob moves the deal of a dialog that was handed over to the line's stage (FB-07,
// AT-06). Repeating is harmless: a deal that is there stays, and the job ends with the
// move.
type StageJob struct {
	Dialogs     flow.Dialogs
	Config      flow.Config
	Jobs        flow.Jobs
	Cards       flow.Cards
	Mover       Mover
	Annotations flow.Annotations
	Now         func() time.Time
}

// Job is the handler.
func (j *StageJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *StageJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, line, err := wanted(ctx, j.Dialogs, j.Config, v.Dialog)
	if err != nil || line.ID == "" || line.HandOver().Stage == "" {
		return 0, err
	}
	ref, err := d.CopilotCard()
	if err != nil {
		return work.Binding(ctx, j.Jobs, d, j.Now()) // its cards may not be told yet; where none will come, nothing is to be done
	}
	if ref.Kind != desk.KindDeal {
		return 0, nil // there is no deal to move
	}
	to := line.HandOver().Stage
	for try := 0; ; try++ {
		card, err := j.Cards.Card(ctx, ref)
		switch {
		case errors.Is(err, desk.ErrNotFound), err == nil && (card.Closed || card.Stage == to):
			return 0, nil
		case err != nil:
			return 0, fmt.Errorf("card %s: %w", ref, err)
		}
		err = j.Mover.Move(ctx, desk.Automatic, card, to)
		switch {
		case errors.Is(err, desk.ErrConflict) && try < work.Retries:
			continue
		case errors.Is(err, desk.ErrInvalid), errors.Is(err, desk.ErrRefused):
			return 0, failed(ctx, j.Annotations, d, v, "The deal could not be moved as the chat was handed over: "+err.Error(), j.Now())
		}
		return 0, err
	}
}

// GiveUp implements work.GivesUp.
func (j *StageJob) GiveUp(ctx context.Context, v desk.Job, _ error) error {
	d, err := j.Dialogs.Dialog(ctx, v.Dialog)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return failed(ctx, j.Annotations, d, v, "The deal could not be moved as the chat was handed over: the CRM did not answer.", j.Now())
}
