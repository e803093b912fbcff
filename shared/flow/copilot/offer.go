package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Offerer has values that nobody read wait for keep or replace, beside CoPilot's: what a
// contact held that was merged into another (OP-36).
//
// Repeating is harmless: such a run is stored once by its id, filling is a Filler's, and
// what waits no more is void no second time.
type Offerer struct {
	Filler  *Filler
	Decider *Decider
}

// Offer stores a run, once by its id, and ends it.
func (o *Offerer) Offer(ctx context.Context, run desk.Run) error {
	stored, _, err := o.Filler.Runs.CreateRun(ctx, run)
	if err != nil {
		return fmt.Errorf("offer %s: %w", run.ID, err)
	}
	if stored.Ended() {
		return nil
	}
	return o.Filler.Fill(ctx, stored)
}

// Withdraw makes void what still waits of a run; what was decided stays so. There may be
// no such run.
func (o *Offerer) Withdraw(ctx context.Context, id desk.RunID, by, why string) error {
	run, err := o.Filler.Runs.Run(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && len(run.OpenProposals()) == 0 {
		return nil
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", id, err)
	}
	_, err = o.Decider.each(ctx, desk.Actor{Name: by, Role: desk.RoleAdmin}, id, func(run *desk.Run) ([]desk.FieldName, error) {
		return fieldsOf(*run, desk.Outcome.Open), nil
	}, func(_ *desk.Run, v *desk.Outcome) (desk.Entry, error) {
		*v = v.Void(why, o.Decider.Now())
		return desk.Entry{}, nil
	})
	return err
}

// Retract takes back what a run brought to a contact whose it was not: what waits is void,
// and what was filled is taken out where the field still holds it, with its mark. What a
// person decided stays. The answer is the run as it is then.
func (o *Offerer) Retract(ctx context.Context, run desk.Run, by, why string) (desk.Run, error) {
	if !run.Ended() { // who began it was cut off, or is at it
		if err := o.Filler.Fill(ctx, run); err != nil {
			return run, err
		}
		ended, err := o.Filler.Runs.Run(ctx, run.ID)
		if err != nil {
			return run, fmt.Errorf("run %s: %w", run.ID, err)
		}
		run = ended
	}
	if len(fieldsOf(run, desk.Outcome.Undecided)) == 0 {
		return run, nil
	}
	actor := desk.Actor{Name: by, Role: desk.RoleAdmin}
	return o.Decider.each(ctx, actor, run.ID, func(run *desk.Run) ([]desk.FieldName, error) {
		return fieldsOf(*run, desk.Outcome.Undecided), nil
	}, func(run *desk.Run, v *desk.Outcome) (desk.Entry, error) {
		if v.Kind == desk.OutcomeFilled {
			err := o.Decider.change(ctx, actor, run, v, ".retract.", v.Value, v.Old)
			var no *desk.Refusal // somebody changed it since
			if err != nil && !errors.As(err, &no) && !errors.Is(err, desk.ErrNotFound) {
				return desk.Entry{}, err
			}
		}
		*v = v.Void(why, o.Decider.Now())
		return desk.Entry{}, nil
	})
}

// Forget has what was there before outcomes of a run told anew: was says what, and whether
// that is another value. There may be no such run.
func (o *Offerer) Forget(ctx context.Context, id desk.RunID, by string, was func(desk.Outcome) (desk.Value, bool)) error {
	differs := func(v desk.Outcome) bool { _, is := was(v); return is }
	run, err := o.Filler.Runs.Run(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (!run.Ended() || len(fieldsOf(run, differs)) == 0) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("run %s: %w", id, err)
	}
	_, err = o.Decider.each(ctx, desk.Actor{Name: by, Role: desk.RoleAdmin}, id, func(run *desk.Run) ([]desk.FieldName, error) {
		return fieldsOf(*run, differs), nil
	}, func(_ *desk.Run, v *desk.Outcome) (desk.Entry, error) {
		v.Old, _ = was(*v)
		return desk.Entry{}, nil
	})
	return err
}

// Stands takes what a card's fields hold now for what its open proposals are against; one
// whose value stands there was taken. Repeating is harmless: then nothing differs.
func (o *Offerer) Stands(ctx context.Context, ref desk.CardRef, by string) error {
	m, err := o.Decider.Annotations.Annotations(ctx, ref)
	if err != nil {
		return fmt.Errorf("margin of %s: %w", ref, err)
	}
	if len(m.Awaiting) == 0 {
		return nil
	}
	card, err := o.Decider.Cards.Card(ctx, ref)
	if err != nil {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	return o.Decider.decided(ctx, m, card, false, by)
}
