package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Filler brings a stored reading onto the card: empty fields are filled, others
// proposed, and each with its proof or not at all.
//
// Repeating is harmless: the card is changed by compare and set under an id made
// of the run's, the timeline's entries are named after the run, and the rest is
// one write that carries the run's version.
type Filler struct {
	Cards       flow.Cards
	Fields      flow.Fields
	Runs        flow.Runs
	Annotations flow.Annotations
	Prover      flow.Prover
	Now         func() time.Time
}

// Plan checks a reading and says what is to become of each field. Nothing is
// written; the plan is stored with the reading, so that a repeat knows what it
// was about to do. What was read for the customer's contact alone comes with it: it is no
// part of the card's plan.
func (f *Filler) Plan(ctx context.Context, chat desk.Chat, card desk.CardRef, reading desk.Reading) (plan, ofContact []desk.Outcome, err error) {
	all, err := f.Fields.Fields(ctx, card.Connection, card.Kind)
	if err != nil {
		return nil, nil, fmt.Errorf("fields of %s: %w", card.Kind, err)
	}
	n := len(all)
	for _, field := range chat.Fields {
		if field.Card == desk.KindContact && card.Kind != desk.KindContact {
			all = append(all[:len(all):len(all)], field)
		}
	}
	plan, err = outcomes(ctx, chat, all, reading, f.Prover)
	if err != nil {
		return nil, nil, err
	}
	return plan[:n:n], plan[n:], nil
}

// Fill does what was planned, and ends the run. What people decided about the card before
// goes first, then the card is written, and what became of each field is told: every step
// makes the run's outcomes truer, and only the last one stores them.
func (f *Filler) Fill(ctx context.Context, run desk.Run) error {
	run.Outcomes = append([]desk.Outcome(nil), run.Outcomes...)
	m, err := f.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return fmt.Errorf("margin of %s: %w", run.Card, err)
	}
	heedPeople(run, m)
	if err := f.unfound(ctx, &run, m); err != nil {
		return err
	}
	if err := f.write(ctx, &run); err != nil {
		return fmt.Errorf("fill %s: %w", run.Card, err)
	}
	decline(run, m, desk.Outcome.Open) // what became an offer only now, as a person was faster
	if run, err = f.since(ctx, run, m); err != nil {
		return err
	}
	run.DoneAt, run.Code, run.Reason = f.Now(), "", ""
	return f.end(ctx, run, m)
}

// write fills the empty fields, each only if it is still empty. Where a person
// was faster, their value stays and ours becomes an offer.
func (f *Filler) write(ctx context.Context, run *desk.Run) error {
	if err := f.agreed(ctx, run); err != nil {
		return err
	}
	c := desk.CardChange{ID: string(run.ID) + ".fill", Card: run.Card, Run: run.ID, By: desk.Automatic.Name, At: f.Now()}
	for _, o := range run.Outcomes {
		if o.Kind == desk.OutcomeFilled {
			c.Fields = append(c.Fields, desk.FieldChange{Field: o.Field, Old: o.Old, New: o.Value})
		}
	}
	if len(c.Fields) == 0 {
		return nil
	}
	if !run.Carried() { // of a contact its lead tells
		c.Badges = []desk.Badge{desk.BadgeFilled}
		if len(run.OpenProposals()) > 0 {
			c.Badges = append(c.Badges, desk.BadgeAwaiting)
		}
	}
	done, err := f.Cards.ChangeCard(ctx, c)
	if err != nil {
		return err
	}
	run.Beside = done.Beside
	for i, o := range run.Outcomes {
		now, stale := done.Stale[o.Field]
		if !stale || o.Kind != desk.OutcomeFilled {
			continue
		}
		run.Outcomes[i].Kind, run.Outcomes[i].Old = desk.OutcomeProposed, now
		run.Outcomes[i].Code, run.Outcomes[i].Reason = desk.BecauseMeanwhile, "somebody set the field while the chat was being read"
		if now == o.Old {
			run.Outcomes[i].Code, run.Outcomes[i].Reason = desk.BecauseNotTaken, "the CRM did not take the value: the field holds what it held. Try again, or set it there"
		}
	}
	return nil
}

// agreed replaces what a person chose already, where the same was proposed to them
// before: as theirs. Where somebody was faster, or it is refused, it is proposed.
func (f *Filler) agreed(ctx context.Context, run *desk.Run) error {
	for i, o := range run.Outcomes {
		if !o.Replaces() {
			continue
		}
		done, err := f.Cards.ChangeCard(ctx, desk.CardChange{
			ID: desk.Digest(string(run.ID)+".agreed.", string(o.Field)), Card: run.Card,
			Fields: []desk.FieldChange{{Field: o.Field, Old: o.Old, New: o.Value}}, By: o.DecidedBy, At: f.Now(),
		})
		_, no := errors.AsType[*desk.Refusal](err)
		if err != nil && !no {
			return err
		}
		if now, stale := done.Stale[o.Field]; stale || no {
			run.Outcomes[i] = o.AsProposed()
			if stale {
				run.Outcomes[i].Old = now
			}
		}
	}
	return nil
}
