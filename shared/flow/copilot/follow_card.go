package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// CardJob looks at a card that changed in its CRM.
type CardJob struct{ Decider *Decider }

// Job does the jobs of kind desk.JobCard, each at least once, and whenever it is nudged:
// the card may have changed again.
func (j CardJob) Job() work.Handler { return work.AtLeastOnce{Job: j, Always: true} }

// Do implements work.Repeatable.
func (j CardJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	card, err := desk.ParseCardRef(v.Contact)
	if err != nil {
		return 0, err
	}
	return 0, j.Decider.Follow(ctx, card)
}

// Follow takes for a decision what a person did in the card's own CRM: a proposed value
// that the field holds now was taken, and what else stands there now is what the
// proposal is against. Proposals for a card that is gone are void. One truth, wherever
// it was decided.
//
// Repeating is harmless, and so is hearing of our own writes: where nothing waits the
// CRM is not asked, and where nothing differs nothing is stored.
func (d *Decider) Follow(ctx context.Context, ref desk.CardRef) error {
	m, err := d.Annotations.Annotations(ctx, ref)
	if err != nil {
		return fmt.Errorf("margin of %s: %w", ref, err)
	}
	if len(m.Awaiting) == 0 {
		return nil
	}
	card, err := d.Cards.Card(ctx, ref)
	gone := errors.Is(err, desk.ErrNotFound)
	if err != nil && !gone {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	differs := func(o desk.Outcome) bool { return o.Open() && (gone || card.Values[o.Field] != o.Old) }
	seen := map[desk.RunID]bool{}
	for _, p := range m.Awaiting {
		if seen[p.Run] {
			continue
		}
		seen[p.Run] = true
		run, err := d.Runs.Run(ctx, p.Run)
		if err != nil {
			return fmt.Errorf("run %s: %w", p.Run, err)
		}
		if len(fieldsOf(run, differs)) == 0 {
			continue
		}
		by := desk.Actor{Name: string(ref.Connection), Role: desk.RoleAdmin}
		if _, err := d.each(ctx, by, p.Run, func(run *desk.Run) ([]desk.FieldName, error) { return fieldsOf(*run, differs), nil },
			func(run *desk.Run, o *desk.Outcome) (desk.Entry, error) {
				return d.follow(by, run, o, card.Values[o.Field], gone), nil
			}); err != nil {
			return err
		}
	}
	return nil
}

func fieldsOf(run desk.Run, which func(desk.Outcome) bool) (names []desk.FieldName) {
	for _, o := range run.Outcomes {
		if which(o) {
			names = append(names, o.Field)
		}
	}
	return names
}

// follow makes of an open proposal what follows from what the card holds now.
func (d *Decider) follow(by desk.Actor, run *desk.Run, o *desk.Outcome, now desk.Value, gone bool) desk.Entry {
	at := d.Now()
	switch {
	case gone:
		o.Kind, o.Decision, o.DecidedAt, o.Reason = desk.OutcomeStale, desk.DecisionSuperseded, at, "the card was deleted in its CRM"
	case now == o.Value:
		o.Decision, o.DecidedBy, o.DecidedAt = desk.DecisionReplace, by.Name, at
		return proof(*run, *o, desk.EntryReplaced, by.Name, at, o.Old, o.Value)
	default:
		o.Old = now
	}
	return desk.Entry{}
}
