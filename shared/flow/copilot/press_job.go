package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// PressJob does what a person pressed on a run's item in its CRM, as that person (CP-02,
// FF-06, FF-08), and has the item shown anew.
//
// Each press is done once: what is decided is answered as it was decided, whoever asks
// again, and a reading that is asked for is named after the press.
type PressJob struct {
	Decider   *Decider
	Requester *RunRequester
	Timelines flow.Timelines
	Jobs      flow.Jobs
	Outbox    flow.Outbox
	Now       func() time.Time
}

// Job is the handler.
func (j *PressJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *PressJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	run, err := j.Decider.Runs.Run(ctx, v.Run)
	if errors.Is(err, desk.ErrNotFound) || err == nil && run.Card.String() != v.Contact {
		return 0, nil // it was erased, or is none of that card's
	}
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", v.Run, err)
	}
	name, err := j.Timelines.PersonNamed(ctx, run.Card.Connection, v.Person)
	if err != nil {
		return 0, fmt.Errorf("who pressed it: %w", err)
	}
	err = j.press(ctx, desk.InCRM(run.Card.Connection, name), v, run)
	var no *desk.Refusal
	if errors.As(err, &no) && v.Press == desk.PressRead {
		err = j.refused(ctx, v, run, no)
	} else if errors.As(err, &no) || errors.Is(err, desk.ErrConflict) {
		err = nil // the item shows how it is
	}
	if err != nil {
		return 0, err
	}
	return 0, work.Queue(ctx, j.Jobs, j.Outbox, desk.NewItemJob(run, j.Now()), 0)
}

func (j *PressJob) press(ctx context.Context, by desk.Actor, v desk.Job, run desk.Run) (err error) {
	switch v.Press {
	case desk.PressKeep, desk.PressReplace:
		want := map[desk.Press]desk.Decision{desk.PressKeep: desk.DecisionKeep, desk.PressReplace: desk.DecisionReplace}[v.Press]
		if v.Field != "" {
			_, err = j.Decider.Decide(ctx, by, run.ID, map[desk.FieldName]desk.Decision{v.Field: want}, desk.DecisionNone)
		} else {
			_, err = j.Decider.Decide(ctx, by, run.ID, nil, want)
		}
	case desk.PressSeen:
		err = j.Decider.Acknowledge(ctx, by, run.Card)
	case desk.PressRead:
		if run.Merges() { // nothing was read, and nothing is offered to be
			return nil
		}
		_, err = j.Requester.Ask(ctx, by, Ask{ID: desk.RunID(desk.Digest("pressed-", string(v.ID))), Dialog: run.Dialog, Card: run.Card, Language: run.Language})
	}
	return err
}

// refused tells whoever pressed why nothing is read, where they look.
func (j *PressJob) refused(ctx context.Context, v desk.Job, run desk.Run, no *desk.Refusal) error {
	words, err := spoken(ctx, j.Requester.Chats.Config, run)
	if err != nil {
		return err
	}
	err = j.Timelines.AddNote(ctx, desk.CardNote{Card: run.Card, Mark: desk.NoteMark(desk.RunID(v.ID)), Text: words.refused + ": " + no.Text, Again: true})
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}
