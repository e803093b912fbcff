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

// taskTime is how long people have for an approval before the CRM calls it late.
const taskTime = 24 * time.Hour

// TaskJob shows on a card in its CRM, as a thing to do, that proposals wait for
// approval (FF-05), and ends it once nothing waits; and the card's badges (FF-08, FF-09),
// where people see those there. What is to be shown of a run at first goes with its note,
// and with its item always, since a CRM may take both in one call.
//
// Idempotent: it makes the CRM say what our annotations say at that moment, and each
// change of those has a job of its own after it.
type TaskJob struct {
	Runs        flow.Runs
	Timelines   flow.Timelines
	Config      flow.Config
	Annotations flow.Annotations
}

// Job is the handler.
func (j *TaskJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *TaskJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	run, err := j.Runs.Run(ctx, v.Run)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // it was erased
	}
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", v.Run, err)
	}
	can, err := j.Timelines.Can(ctx, run.Card.Connection)
	if err != nil || can.Items { // the item's job sets it
		return 0, err
	}
	m, err := j.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return 0, fmt.Errorf("margin of %s: %w", run.Card, err)
	}
	words, err := spoken(ctx, j.Config, run)
	if err != nil {
		return 0, err
	}
	task := words.task(run, can, m)
	if task == nil {
		return 0, nil
	}
	err = j.Timelines.SetTask(ctx, *task)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // the card is gone, and with it what was to be done
	}
	return 0, err
}

// task is what is to be done on a run's card, as the annotations are; nil: nothing of the
// run's is seen as that.
func (w spokenWords) task(run desk.Run, can desk.Capabilities, m desk.CardAnnotations) *desk.CardTask {
	if !can.Tasks || !can.Badges && !run.Proposed() {
		return nil
	}
	return &desk.CardTask{
		Card: run.Card, Mark: desk.ApprovalMark, Title: w.awaiting, Text: w.look, Due: run.DoneAt.Add(taskTime), Done: len(m.Awaiting) == 0, Badges: m.Shown(),
	}
}
