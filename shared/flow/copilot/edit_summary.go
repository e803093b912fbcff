package copilot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// SummaryEditor lets people write summaries (BX-10). One that somebody wrote, or pinned,
// is its dialog's current one from then on: a later run's stands beside it.
//
// Repeating is harmless: the same text again is no new version, and the timeline's entry
// is named after run and version.
type SummaryEditor struct {
	Dialogs     flow.Dialogs
	Runs        flow.Runs
	Annotations flow.Annotations
	Now         func() time.Time
}

// SummaryChange is what somebody wants of a run's summary.
type SummaryChange struct {
	Text   *string
	Pinned *bool // false: the newest run's summary is the current one again
}

// Edit changes a run's summary. saw checks the run as it is: who saw another version is
// told so. ErrRefused: the actor may not read the dialog, or change such cards.
func (e *SummaryEditor) Edit(ctx context.Context, by desk.Actor, id desk.RunID, c SummaryChange, saw func(desk.Run) error) (desk.Run, error) {
	for try := 0; ; try++ {
		run, err := e.Runs.Run(ctx, id)
		if err != nil {
			return desk.Run{}, fmt.Errorf("run %s: %w", id, err)
		}
		d, err := e.Dialogs.Dialog(ctx, run.Dialog)
		if err != nil {
			return desk.Run{}, fmt.Errorf("dialog %s: %w", run.Dialog, err)
		}
		if err := errors.Join(by.MustReadDialog(d), by.MustChange(run.Card.Kind)); err != nil {
			return desk.Run{}, err
		}
		if err := saw(run); err != nil {
			return desk.Run{}, err
		}
		saved, err := e.store(ctx, by, run, c)
		if errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		return saved, err
	}
}

func (e *SummaryEditor) store(ctx context.Context, by desk.Actor, run desk.Run, c SummaryChange) (desk.Run, error) {
	m, err := e.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return run, fmt.Errorf("margin of %s: %w", run.Card, err)
	}
	now, versions := e.Now(), len(run.Edits)
	if c.Text != nil {
		if run, err = run.Edit(desk.SummaryEdit{Text: *c.Text, By: by.Name, At: now}); err != nil {
			return run, err
		}
	}
	var es []desk.Entry
	if len(run.Edits) > versions {
		es = append(es, desk.Entry{
			ID: run.SummaryEntry(), Card: run.Card, At: now, By: by.Name, Kind: desk.EntrySummary, Dialog: run.Dialog, Run: run.ID, Text: run.Summary(),
		})
	}
	pin := c.Pinned != nil && *c.Pinned || c.Pinned == nil && len(es) > 0
	next, err := pinned(m, run, pin, c.Pinned != nil && !*c.Pinned)
	if err != nil {
		return run, err
	}
	if len(es) == 0 && maps.Equal(next.Pinned, m.Pinned) {
		return run, nil // it is so already
	}
	saved, err := e.Runs.SaveRun(ctx, run, &next, es)
	if err != nil {
		return run, fmt.Errorf("store the summary of run %s: %w", run.ID, err)
	}
	return saved, nil
}

// pinned is the margin with the run's summary pinned, or not any more. The newest run's
// is the current one anyway: as a person wrote it, it stays pinned.
func pinned(m desk.CardAnnotations, run desk.Run, pin, unpin bool) (desk.CardAnnotations, error) {
	if pin && (run.Summary() == "" || run.State != desk.RunDone && run.State != desk.RunAwaiting) {
		return m, desk.Refuse(desk.CodeNotFinished, "The run is "+string(run.State)+": it has no summary to pin.")
	}
	m.Pinned = maps.Clone(m.Pinned)
	switch {
	case pin:
		if m.Pinned == nil {
			m.Pinned = map[desk.DialogID]desk.Pin{}
		}
		m.Pinned[run.Dialog] = desk.Pin{Run: run.ID, Entry: run.SummaryEntry()}
	case unpin && m.Pinned[run.Dialog].Run == run.ID && (m.Summaries[run.Dialog] != run.ID || len(run.Edits) == 0):
		delete(m.Pinned, run.Dialog)
	}
	return m, nil
}
