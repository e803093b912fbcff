package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// What is told of a run once the card is written: on the run itself, in the card's
// timeline, and beside the card.

// since tells the run what is new in it since the last one of the dialog for this card
// (BX-10). One that is gone tells nothing.
func (f *Filler) since(ctx context.Context, run desk.Run, m desk.CardAnnotations) (desk.Run, error) {
	id := m.Summaries[run.Dialog]
	if id == "" || id == run.ID || run.Carried() {
		return run, nil
	}
	last, err := f.Runs.Run(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return run, nil
	}
	if err != nil {
		return run, fmt.Errorf("the run before, %s: %w", id, err)
	}
	return run.Against(last), nil
}

// end tells the card's timeline of the run, and stores the run with what the
// card's margin says of it. Offers of earlier runs on the same fields are void
// first: each of these steps is harmless alone.
//
// The entries are true as soon as the card was changed, whoever is killed after
// it: so they go before the run's last write and not into it, where each would
// cost double.
func (f *Filler) end(ctx context.Context, run desk.Run, m desk.CardAnnotations) error {
	if err := f.Annotations.AddEntries(ctx, entries(run, f.Now())); err != nil {
		return err
	}
	for try := 0; ; try++ {
		run.State = desk.RunDone
		if len(run.OpenProposals()) > 0 {
			run.State = desk.RunAwaiting
		}
		next, void := m.After(run, f.Now())
		for _, o := range void {
			if err := f.supersede(ctx, o); err != nil {
				return err
			}
		}
		_, err := f.Runs.SaveRun(ctx, run, &next, nil)
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
		if m, err = f.Annotations.Annotations(ctx, run.Card); err != nil {
			return fmt.Errorf("margin of %s: %w", run.Card, err)
		}
		decline(run, m, desk.Outcome.Open)
	}
}

// supersede makes an earlier run's offer void.
func (f *Filler) supersede(ctx context.Context, p desk.OpenProposal) error {
	for try := 0; ; try++ {
		old, err := f.Runs.Run(ctx, p.Run)
		if err != nil {
			return fmt.Errorf("run %s: %w", p.Run, err)
		}
		i, ok := old.Outcome(p.Field)
		if !ok || !old.Outcomes[i].Open() {
			return nil
		}
		old.Outcomes = append([]desk.Outcome(nil), old.Outcomes...)
		old.Outcomes[i] = old.Outcomes[i].Void("a later run's value came in its place", f.Now())
		if len(old.OpenProposals()) == 0 {
			old.State = desk.RunDone
		}
		_, err = f.Runs.SaveRun(ctx, old, nil, nil)
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
}

// entries are what the card's timeline says of a run: its summary, and then each
// value with its proof (CP-05). A timeline is in the order of its times, so each is
// a moment later than the one before.
func entries(run desk.Run, now time.Time) []desk.Entry {
	var es []desk.Entry
	if !run.Carried() {
		es = append(es, desk.Entry{
			ID: run.SummaryEntry(), Card: run.Card, At: now, By: run.By, Kind: desk.EntrySummary,
			Dialog: run.Dialog, Run: run.ID, Text: run.Reading.Summary,
		})
	}
	for i, o := range run.Outcomes {
		kind, by := desk.EntryFilled, desk.Automatic.Name
		switch {
		case o.Kind == desk.OutcomeFilled:
		case o.Replaces():
			kind, by = desk.EntryReplaced, o.DecidedBy
		case o.Kind == desk.OutcomeProposed:
			kind = desk.EntryProposed
		default:
			continue
		}
		then := now.Add(time.Duration(i+1) * time.Microsecond)
		es = append(es, proof(run, o, kind, by, then, o.Old, o.Value))
	}
	return es
}

// proof is a timeline entry about one outcome.
func proof(run desk.Run, o desk.Outcome, kind desk.EntryKind, by string, now time.Time, old, new desk.Value) desk.Entry {
	return desk.Entry{
		ID:   desk.Digest("t", string(run.ID), string(kind), string(o.Field)),
		Card: run.Card, At: now, By: by, Kind: kind, Field: o.Field, Old: old, New: new,
		Quote: o.Quote, Dialog: run.Dialog, Message: o.Message, Run: run.ID, Text: o.Reason,
	}
}
