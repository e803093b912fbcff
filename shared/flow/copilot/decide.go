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

// Decider does what people decide about a run's values: keep or replace what
// was proposed, undo what was written.
//
// Repeating is harmless: the card is changed by compare and set under an id made
// of the run's and the field's, and a decision that is made already is answered
// as it was.
type Decider struct {
	Runs        flow.Runs
	Annotations flow.Annotations
	Cards       flow.Cards
	Fields      flow.Fields
	Merges      flow.Merges
	Now         func() time.Time
}

// Decide keeps or replaces, field by field (FF-11); all, unless Undecided, goes
// for every offer that fields does not name. What can be done is done; the
// error tells of the first field where it could not.
func (d *Decider) Decide(ctx context.Context, by desk.Actor, id desk.RunID, fields map[desk.FieldName]desk.Decision, all desk.Decision) (desk.Run, error) {
	return d.each(ctx, by, id, func(run *desk.Run) ([]desk.FieldName, error) {
		names := named(*run, fields)
		if all == desk.DecisionNone {
			return names, unknown(*run, fields)
		}
		for _, o := range run.OpenProposals() {
			if _, ok := fields[o.Field]; !ok {
				names = append(names, o.Field)
			}
		}
		if len(names) == 0 {
			return nil, errors.Join(unknown(*run, fields), nothing(*run, all))
		}
		return names, unknown(*run, fields)
	}, func(run *desk.Run, o *desk.Outcome) (desk.Entry, error) {
		want, ok := fields[o.Field]
		if !ok {
			want = all
		}
		return d.decide(ctx, by, run, o, want)
	})
}

// Undo takes back what the run wrote, by filling or by a person's replace: the
// fields named, or all. It is refused (changed_since) where somebody changed
// the value meanwhile.
func (d *Decider) Undo(ctx context.Context, by desk.Actor, id desk.RunID, fields []desk.FieldName) (desk.Run, error) {
	asked := map[desk.FieldName]desk.Decision{}
	for _, f := range fields {
		asked[f] = desk.DecisionUndo
	}
	return d.each(ctx, by, id, func(run *desk.Run) ([]desk.FieldName, error) {
		names := named(*run, asked)
		if len(fields) == 0 {
			for _, o := range run.Outcomes {
				if written(o) {
					names = append(names, o.Field)
				}
			}
		}
		return names, unknown(*run, asked)
	}, func(run *desk.Run, o *desk.Outcome) (desk.Entry, error) {
		return d.undo(ctx, by, run, o)
	})
}

// each runs one deed on the chosen outcomes and stores the run and the margin.
func (d *Decider) each(ctx context.Context, by desk.Actor, id desk.RunID, choose func(*desk.Run) ([]desk.FieldName, error), deed func(*desk.Run, *desk.Outcome) (desk.Entry, error)) (desk.Run, error) {
	for try := 0; ; try++ {
		run, err := d.Runs.Run(ctx, id)
		if err != nil {
			return desk.Run{}, fmt.Errorf("run %s: %w", id, err)
		}
		if err := by.MustChange(run.Card.Kind); err != nil {
			return desk.Run{}, err
		}
		if run.State != desk.RunDone && run.State != desk.RunAwaiting {
			return desk.Run{}, desk.Refuse(desk.CodeNotFinished, "The run is "+string(run.State)+": there is nothing to decide or undo.")
		}
		names, first := choose(&run)
		may, err := d.may(ctx, by, run.Card)
		if err != nil {
			return desk.Run{}, err
		}
		run.Outcomes = append([]desk.Outcome(nil), run.Outcomes...)
		var es []desk.Entry
		for _, name := range names {
			i, _ := run.Outcome(name)
			var e desk.Entry
			err := may(name)
			if err == nil {
				e, err = deed(&run, &run.Outcomes[i])
			}
			if err != nil && first == nil {
				first = err
			}
			if e.ID != "" {
				es = append(es, e)
			}
		}
		run, err = d.store(ctx, run, es)
		if errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		if err != nil {
			return desk.Run{}, fmt.Errorf("store the decision on run %s: %w", id, err)
		}
		return run, first
	}
}

// may refuses the fields of a card whose values the actor may not see: what is decided
// on is shown to them without its values (RS-02).
func (d *Decider) may(ctx context.Context, by desk.Actor, card desk.CardRef) (func(desk.FieldName) error, error) {
	if by.SeesCustomers() {
		return func(desk.FieldName) error { return nil }, nil
	}
	fields, err := d.Fields.Fields(ctx, card.Connection, card.Kind)
	if err != nil {
		return nil, fmt.Errorf("fields of %s: %w", card, err)
	}
	return func(name desk.FieldName) error {
		for _, f := range fields {
			if f.Name == name {
				return by.MustChangeField(f)
			}
		}
		return by.MustChangeField(desk.Field{Name: name, Private: true}) // gone: nobody knows what it was
	}, nil
}

// store saves the run with the margin that follows from what was decided just now
// (FF-08, FF-12).
func (d *Decider) store(ctx context.Context, run desk.Run, es []desk.Entry) (desk.Run, error) {
	m, err := d.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return run, err
	}
	open := map[desk.FieldName]bool{}
	for _, o := range run.OpenProposals() {
		open[o.Field] = true
	}
	next := m.WithRetracted(run)
	next.Awaiting = nil
	for _, p := range m.Awaiting {
		if p.Run != run.ID || open[p.Field] {
			next.Awaiting = append(next.Awaiting, p)
		}
	}
	// The mark of an undone value stays: it counts no more, and tells the next run
	// what not to fill again.
	for _, e := range es {
		switch e.Kind {
		case desk.EntryKept:
			next = next.WithKept(e.Field, e.New, e.At)
		case desk.EntryReplaced:
			next = next.WithReplaced(e.Field, e.New, run, e.At)
		}
	}
	run.State = desk.RunDone
	if len(open) > 0 {
		run.State = desk.RunAwaiting
	}
	return d.Runs.SaveRun(ctx, run, &next, es)
}

// written says whether the run's value was written and not taken back.
func written(o desk.Outcome) bool {
	return o.Kind == desk.OutcomeFilled && o.Decision != desk.DecisionUndo || o.Kind == desk.OutcomeProposed && o.Decision == desk.DecisionReplace
}

func (d *Decider) decide(ctx context.Context, by desk.Actor, run *desk.Run, o *desk.Outcome, want desk.Decision) (desk.Entry, error) {
	switch {
	case want != desk.DecisionKeep && want != desk.DecisionReplace:
		return desk.Entry{}, fmt.Errorf("%w: decide keep or replace, not %q", desk.ErrInvalid, want)
	case o.Decision == want:
		return desk.Entry{}, nil // made already
	case o.Decision != desk.DecisionNone:
		return desk.Entry{}, decided(*o)
	case o.Kind != desk.OutcomeProposed:
		return desk.Entry{}, desk.Refuse(desk.CodeNoProposal, "Nothing is proposed for field "+string(o.Field)+": it is "+string(o.Kind)+".")
	}
	now := d.Now()
	kind := desk.EntryKept
	if want == desk.DecisionReplace {
		kind = desk.EntryReplaced
		err := d.change(ctx, by, run, o, ".replace.", o.Old, o.Value)
		if _, stale := errors.AsType[*desk.Refusal](err); stale && o.Old == "" { // taken back meanwhile: nothing is lost
			err = d.change(ctx, by, run, o, ".fill.", o.Old, o.Value)
		}
		if err != nil {
			return desk.Entry{}, err
		}
	}
	o.Decision, o.DecidedBy, o.DecidedAt = want, by.Name, now
	return proof(*run, *o, kind, by.Name, now, o.Old, o.Value), nil
}

func (d *Decider) undo(ctx context.Context, by desk.Actor, run *desk.Run, o *desk.Outcome) (desk.Entry, error) {
	switch {
	case o.Decision == desk.DecisionUndo:
		return desk.Entry{}, nil // done already
	case !written(*o):
		return desk.Entry{}, desk.Refuse(desk.CodeNotFilled, "The run wrote nothing into field "+string(o.Field)+".")
	}
	if err := d.change(ctx, by, run, o, ".undo.", o.Value, o.Old); err != nil {
		return desk.Entry{}, err
	}
	now := d.Now()
	o.Decision, o.DecidedBy, o.DecidedAt = desk.DecisionUndo, by.Name, now
	return proof(*run, *o, desk.EntryUndone, by.Name, now, o.Value, o.Old), nil
}

// change sets the field from what the person saw to what they chose. Where the
// card holds something else by now it stays, and an open offer shows it. A contact that
// was merged stays as it was.
func (d *Decider) change(ctx context.Context, by desk.Actor, run *desk.Run, o *desk.Outcome, verb string, from, to desk.Value) error {
	if err := d.whole(ctx, run.Card); err != nil {
		return err
	}
	done, err := d.Cards.ChangeCard(ctx, desk.CardChange{
		// The version is part of the id: a decision that was told of a person's change
		// and is made again is another change.
		ID:   desk.Digest(string(run.ID)+verb, string(o.Field), fmt.Sprint(run.Version)),
		Card: run.Card, Fields: []desk.FieldChange{{Field: o.Field, Old: from, New: to}}, By: by.Name, At: d.Now(),
	})
	if err != nil {
		return fmt.Errorf("change %s: %w", run.Card, err)
	}
	if now, stale := done.Stale[o.Field]; stale {
		if o.Open() {
			o.Old = now
		}
		return &desk.Refusal{Code: desk.CodeChangedSince, Kind: desk.ErrConflict,
			Text: "Somebody changed field " + string(o.Field) + " meanwhile; it was left as it is. Look at the card and decide again."}
	}
	return nil
}

// whole refuses a contact that was merged into another.
func (d *Decider) whole(ctx context.Context, card desk.CardRef) error {
	if card.Kind != desk.KindContact {
		return nil
	}
	m, err := d.Merges.Merge(ctx, card)
	if errors.Is(err, desk.ErrNotFound) || err == nil && m.State == desk.Unmerging {
		return nil
	}
	if err != nil {
		return fmt.Errorf("merge of %s: %w", card, err)
	}
	return m.Refused()
}
