package copilot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// What was brought to a contact and is taken back there.

// takeBack undoes on the contact what was undone on the lead. What somebody changed there
// meanwhile stays, and a proposal is kept away.
func (j *ContactJob) takeBack(ctx context.Context, run, carried desk.Run) error {
	for _, of := range run.Outcomes {
		if !of.Field.IsOwn() || of.Decision != desk.DecisionUndo {
			continue
		}
		by := desk.Actor{Name: of.DecidedBy, Role: desk.RoleAdmin}
		for _, o := range carried.Outcomes {
			var err error
			switch {
			case o.Message != of.Message || o.Value != of.Value:
			case written(o):
				_, err = j.Decider.Undo(ctx, by, carried.ID, []desk.FieldName{o.Field})
			case o.Open():
				_, err = j.Decider.Decide(ctx, by, carried.ID, map[desk.FieldName]desk.Decision{o.Field: desk.DecisionKeep}, desk.DecisionNone)
			}
			var no *desk.Refusal
			if err != nil && !errors.As(err, &no) && !errors.Is(err, desk.ErrNotFound) {
				return fmt.Errorf("take back what run %s brought to the contact: %w", run.ID, err)
			}
		}
	}
	return nil
}

// untell takes from the timeline of a contact which is not the customer's any more what it
// tells of values that were taken back from it: who was at filling it while the merge was
// undone tells of them after that.
func (j *ContactJob) untell(ctx context.Context, run, carried desk.Run) error {
	if !slices.ContainsFunc(carried.Outcomes, desk.Outcome.Retracted) {
		return nil
	}
	if theirs, err := j.theirs(ctx, run, carried.Card); err != nil || theirs {
		return err
	}
	var told []desk.Entry
	if _, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Entry], error) {
		return j.Lines.Timeline(ctx, carried.Card, ask)
	}, func(e desk.Entry) error {
		if i, has := carried.Outcome(e.Field); e.Run == carried.ID && has && carried.Outcomes[i].Retracted() {
			told = append(told, e)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("timeline of %s: %w", carried.Card, err)
	}
	return j.Merges.TakeEntries(ctx, told)
}
