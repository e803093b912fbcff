package copilot

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// resume ends what an earlier attempt read and planned. A CRM that is down may have had it
// wait for most of a day: what the company switched off meanwhile is not written, unless
// some of it stands on the card already.
func (a *Analyzer) resume(ctx context.Context, run desk.Run) error {
	card, err := a.Chats.Cards.Card(ctx, run.Card)
	if err != nil {
		return fmt.Errorf("card %s: %w", run.Card, err)
	}
	if !begun(run, card) {
		if err := a.stillOn(ctx, run); err != nil {
			return err
		}
	}
	return a.Filler.Resume(ctx, run, card)
}

// stillOn refuses a run of which nothing was written, where such runs are not made any more.
func (a *Analyzer) stillOn(ctx context.Context, run desk.Run) error {
	s, err := a.Chats.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if !s.CoPilot {
		return copilotOff()
	}
	if run.Automatic {
		return a.automatic(ctx, s, run.Card)
	}
	return nil
}

// Resume does what was planned before, as the fields are set now: what stands on the card
// already stays filled, with its proof, and of the rest nothing is written or proposed that
// a field's settings have come to forbid.
func (f *Filler) Resume(ctx context.Context, run desk.Run, card desk.Card) error {
	fields, err := f.Fields.Fields(ctx, run.Card.Connection, run.Card.Kind)
	if err != nil {
		return fmt.Errorf("fields of %s: %w", run.Card.Kind, err)
	}
	now := map[desk.FieldName]desk.Field{}
	for _, field := range fields {
		now[field.Name] = field
	}
	run.Outcomes = append([]desk.Outcome(nil), run.Outcomes...)
	for i, o := range run.Outcomes {
		if (o.Kind == desk.OutcomeFilled || o.Kind == desk.OutcomeProposed) && card.Values[o.Field] != o.Value {
			run.Outcomes[i] = asSet(o, now[o.Field], run.Carried())
		}
	}
	return f.Fill(ctx, run)
}

// asSet is an outcome that was planned, as its field is set now. A contact's own fields
// are open unless the company closed them.
func asSet(o desk.Outcome, field desk.Field, carried bool) desk.Outcome {
	open := field.Readable() || carried && field.Policy != desk.PolicyNever && field.Unsupported == ""
	switch {
	case field.Name == "", !open, field.Check(o.Value) != nil:
		return desk.Outcome{Field: o.Field, Kind: desk.OutcomeUnsupported, Code: notOn(field), Reason: "the field was switched off, or changed, after the chat was read"}
	case o.Kind == desk.OutcomeFilled && field.Policy == desk.PolicyAlwaysPropose:
		o.Kind, o.Code, o.Reason = desk.OutcomeProposed, desk.BecauseAsksFirst, asksFirst
	}
	return o
}

// begun says whether a value that a run was to fill stands on the card.
func begun(run desk.Run, card desk.Card) bool {
	for _, o := range run.Outcomes {
		if o.Kind == desk.OutcomeFilled && card.Values[o.Field] == o.Value {
			return true
		}
	}
	return false
}
