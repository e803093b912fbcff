package copilot

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// NoteJob writes into the card's timeline in its CRM what came of a run: the summary,
// and each value with its proof (SU-03, CP-05); and what is to be done because of it
// (FF-05), with the card's badges. What changes of that later is TaskJob's.
//
// Once for each run: it is claimed before it is written, and whoever tries again, since
// nobody heard what became of a try, looks first whether it is there.
type NoteJob struct {
	Runs        flow.Runs
	Timelines   flow.Timelines
	Fields      flow.Fields
	Config      flow.Config
	Annotations flow.Annotations
	Histories   Histories
	Now         func() time.Time
}

// Histories makes addresses that show what was said to whoever has them (CB-09).
type Histories interface {
	// ForNote is one for a note, which is told from others by its mark; "": none is to be
	// in notes. Each call makes one.
	ForNote(ctx context.Context, r desk.Run, mark string) (string, error)
}

// besideHolds is how long a plug need not look again at what it saw on the card. What
// another chat of the customer has shown there meanwhile is then shown twice, and ended
// together.
const besideHolds = 15 * time.Minute

// Job is the handler.
func (j *NoteJob) Job() work.Handler { return work.AtMostOnce{Job: j} }

// Ready implements work.Unrepeatable.
func (j *NoteJob) Ready(ctx context.Context, v desk.Job) (work.Attempt, error) {
	run, err := j.Runs.Run(ctx, v.Run)
	gone := errors.Is(err, desk.ErrNotFound) // erased, and the job is told of too late to go with it
	if err != nil && !gone {
		return nil, fmt.Errorf("run %s: %w", v.Run, err)
	}
	return &noting{j, run, gone}, nil
}

// noting is one attempt.
type noting struct {
	*NoteJob
	run  desk.Run
	gone bool
}

// CutOff implements work.Attempt: it is tried again, and looks first.
func (n *noting) CutOff(v desk.Job) (desk.Job, error) { return v, nil }

// Wait implements work.Attempt.
func (n *noting) Wait(context.Context) (time.Duration, error) { return 0, nil }

// Make implements work.Attempt.
func (n *noting) Make(ctx context.Context, v desk.Job) error {
	err := n.write(ctx, v)
	var no *desk.Refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &no):
		return &desk.SendError{Code: string(no.Code), Reason: no.Text}
	case errors.Is(err, desk.ErrNotFound), errors.Is(err, desk.ErrInvalid):
		return &desk.SendError{Code: string(work.CodeOf(err)), Reason: err.Error()}
	}
	var later *desk.Later
	again := &desk.SendError{Again: true, Code: string(work.CodeOf(err)), Reason: err.Error()}
	if errors.As(err, &later) {
		return errors.Join(again, later)
	}
	return again
}

func (n *noting) write(ctx context.Context, v desk.Job) error {
	if n.gone {
		return nil
	}
	can, err := n.Timelines.Can(ctx, n.run.Card.Connection)
	if err != nil || can.Items { // an item tells it
		return err
	}
	m, err := n.Annotations.Annotations(ctx, n.run.Card)
	if err != nil {
		return fmt.Errorf("margin of %s: %w", n.run.Card, err)
	}
	words, err := spoken(ctx, n.Config, n.run)
	if err != nil {
		return err
	}
	task := words.task(n.run, can, m)
	if !n.run.Proposed() {
		task = nil // nothing is to be done because of it, and its badge came with what was filled
	}
	if task != nil && v.Attempts <= 1 && n.Now().Sub(n.run.DoneAt) <= besideHolds {
		task.Beside = n.run.Beside
	}
	if !can.Notes || n.run.Reading == nil {
		if task == nil {
			return nil
		}
		return n.Timelines.SetTask(ctx, *task)
	}
	fields, err := n.Fields.Fields(ctx, n.run.Card.Connection, n.run.Card.Kind)
	if err != nil {
		return fmt.Errorf("fields of %s: %w", n.run.Card.Kind, err)
	}
	// Each attempt has an address of its own: nobody knows which of them is in the note.
	history := ""
	if !n.run.Merges() {
		if history, err = n.Histories.ForNote(ctx, n.run, string(v.ID)+"/"+strconv.Itoa(v.Attempts)); err != nil {
			return fmt.Errorf("history link of run %s: %w", n.run.ID, err)
		}
	}
	text := words.note(n.run, fields, history)
	if m.Unsure {
		text = words.unsure + "\n\n" + text
	}
	return n.Timelines.AddNote(ctx, desk.CardNote{Card: n.run.Card, Mark: desk.NoteMark(n.run.ID), Text: text, Again: v.Attempts > 1, Task: task})
}

// Note implements work.Attempt: that it was given up stands in our own timeline.
func (n *noting) Note(ctx context.Context, v desk.Job, _ *desk.SendError) error {
	if v.State != desk.JobDead && v.State != desk.JobUnsure {
		return nil
	}
	return n.Annotations.AddEntries(ctx, []desk.Entry{{
		ID: desk.Digest("t", string(n.run.ID), "note"), Card: n.run.Card, At: n.Now(), By: desk.Automatic.Name, Kind: desk.EntryFailed,
		Dialog: n.run.Dialog, Run: n.run.ID, Text: "The note for the CRM's own timeline could not be written: " + v.Reason,
	}})
}

// After implements work.Attempt.
func (n *noting) After(context.Context, error) error { return nil }
