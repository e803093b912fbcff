package figures

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Taught is where it stands what people made of a value that CoPilot wrote.
type Taught struct {
	Runs        flow.Runs
	Annotations flow.Annotations
	BuiltIn     BuiltIn
}

// BuiltIn is the built-in CRM, the only one that whoever hears of changes can ask: what
// counts must not wait for another company's servers.
type BuiltIn interface {
	// Card finds one of its cards. ErrNotFound.
	Card(ctx context.Context, ref desk.CardRef) (desk.Card, error)
	flow.Fields
}

// edited counts, or counts no more, what a person made of CoPilot's values by hand. It
// hears of cards of the built-in CRM alone: others tell nobody who changed what.
func (c Counter) edited(ctx context.Context, ch desk.Change[desk.Card]) error {
	if ch.Old == nil || ch.New == nil || !changes(ch.Old.Values, ch.New.Values) {
		return nil
	}
	m, err := c.Taught.Annotations.Annotations(ctx, ch.New.Ref)
	if err != nil {
		return fmt.Errorf("marks of %s: %w", ch.New.Ref, err)
	}
	for field, mark := range m.Marks {
		was, now := ch.Old.Values[field], ch.New.Values[field]
		if was == now || was != mark.Value && now != mark.Value {
			continue
		}
		if _, err := c.editOf(ctx, mark.Run, field); err != nil {
			return err
		}
	}
	return nil
}

// changes says whether a value that was there is another now. A field that is filled is
// no correction, and most changes of cards are such: they cost nothing here. So who
// empties a field by hand and writes the same again stays counted, until all is counted
// anew.
func changes(old, now map[desk.FieldName]desk.Value) bool {
	for field, was := range old {
		if was != "" && now[field] != was {
			return true
		}
	}
	return false
}

// remarked counts anew the values whose mark went to a later run: they were no mistake.
func (c Counter) remarked(ctx context.Context, ch desk.Change[desk.CardAnnotations]) error {
	if ch.Old == nil || ch.New == nil {
		return nil
	}
	for field, mark := range ch.Old.Marks {
		if ch.New.Marks[field].Run == mark.Run {
			continue
		}
		if _, err := c.editOf(ctx, mark.Run, field); err != nil {
			return err
		}
	}
	return nil
}

// undone counts anew what was taken back: a decision tells it, and no edit.
func (c Counter) undone(ctx context.Context, ch desk.Change[desk.Run]) error {
	for _, o := range ch.New.Outcomes {
		if o.Decision != desk.DecisionUndo {
			continue
		}
		if ch.Old != nil {
			if i, is := ch.Old.Outcome(o.Field); is && ch.Old.Outcomes[i].Decision == desk.DecisionUndo {
				continue
			}
		}
		if _, err := c.editOf(ctx, ch.New.ID, o.Field); err != nil {
			return err
		}
	}
	return nil
}

func editThing(id desk.RunID, f desk.FieldName) string {
	return desk.Digest("", "edit", string(id), string(f))
}

// editOf counts a value as it stands now, whatever was heard of it and when. So what is
// told twice, late or in another order comes to the same.
func (c Counter) editOf(ctx context.Context, id desk.RunID, field desk.FieldName) (bool, error) {
	mended, err := c.Book.Recount(ctx, editThing(id, field), func(counted desk.Tally) (desk.Tally, error) {
		run, err := c.Taught.Runs.Run(ctx, id)
		if errors.Is(err, desk.ErrNotFound) { // erased: it stays counted
			return counted, nil
		}
		if err != nil {
			return nil, err
		}
		if run.Card.Connection != desk.ConnectionBuiltIn {
			return counted, nil
		}
		card, err := c.Taught.BuiltIn.Card(ctx, run.Card)
		if errors.Is(err, desk.ErrNotFound) {
			return counted, nil
		}
		if err != nil {
			return nil, err
		}
		m, err := c.Taught.Annotations.Annotations(ctx, run.Card)
		if err != nil {
			return nil, err
		}
		correction, is := run.Edited(field, card.Values[field])
		if t := (desk.Tally{}); !is || m.Marks[field].Run != id {
			return t, nil
		}
		return c.corrections(ctx, run, counted, []desk.Correction{correction})
	})
	if err != nil {
		return false, fmt.Errorf("what became of a value of run %s: %w", id, err)
	}
	return mended, nil
}

// corrections are counted where the run was.
func (c Counter) corrections(ctx context.Context, run desk.Run, counted desk.Tally, cs []desk.Correction) (desk.Tally, error) {
	row, err := c.row(ctx, run, counted)
	if err != nil {
		return nil, err
	}
	fields, err := c.fields(ctx, run.Card)
	if err != nil {
		return nil, err
	}
	t := desk.Tally{}
	t.Correct(row, run, fields, cs)
	return t, nil
}

// fields of a card of the built-in CRM; of another it is not told which option was put
// in the place of which.
func (c Counter) fields(ctx context.Context, card desk.CardRef) ([]desk.Field, error) {
	if card.Connection != desk.ConnectionBuiltIn {
		return nil, nil
	}
	fields, err := c.Taught.BuiltIn.Fields(ctx, card.Connection, card.Kind)
	if err != nil {
		return nil, fmt.Errorf("fields of %s: %w", card, err)
	}
	return fields, nil
}
