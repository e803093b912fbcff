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

// Fill does what was planned, and ends the run.
func (f *Filler) Fill(ctx context.Context, run desk.Run) error {
	run.Outcomes = append([]desk.Outcome(nil), run.Outcomes...)
	m, err := f.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return fmt.Errorf("margin of %s: %w", run.Card, err)
	}
	respectUndo(run, m)
	if err := f.unfound(ctx, &run, m); err != nil {
		return err
	}
	if err := f.write(ctx, &run); err != nil {
		return fmt.Errorf("fill %s: %w", run.Card, err)
	}
	decline(run, m, desk.Outcome.Open) // what a person was faster with
	if run, err = f.since(ctx, run, m); err != nil {
		return err
	}
	run.DoneAt, run.Code, run.Reason = f.Now(), "", ""
	return f.end(ctx, run, m)
}

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

// decline takes back what would be offered, or filled, and a person kept away
// before (FF-12, D19), unless who asked wants to hear of it again.
func decline(run desk.Run, m desk.CardAnnotations, which func(desk.Outcome) bool) {
	for i, o := range run.Outcomes {
		if which(o) && !run.Again && m.Declines(o) {
			run.Outcomes[i] = o.AsProposed()
			run.Outcomes[i].Kind, run.Outcomes[i].Code, run.Outcomes[i].Reason = desk.Declined, desk.BecauseKeptAway, "a person kept this very value away or corrected it, and it was not said anew since"
		}
	}
}

// respectUndo offers what would be filled and somebody took out of the field before, by
// undo or by hand: that the field is empty was a person's choice.
func respectUndo(run desk.Run, m desk.CardAnnotations) {
	decline(run, m, func(o desk.Outcome) bool { return o.Kind == desk.OutcomeFilled || o.Kind == desk.OutcomeProposed })
	for i, o := range run.Outcomes {
		if mark, ok := m.Marks[o.Field]; ok && o.Kind == desk.OutcomeFilled && mark.Value == o.Value && mark.Run != run.ID {
			run.Outcomes[i].Kind, run.Outcomes[i].Code, run.Outcomes[i].Reason = desk.OutcomeProposed, desk.BecauseTakenBack, "somebody took this very value back"
		}
	}
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
		next, void := noted(m, run, f.Now())
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

// noted is the margin after a run, and the offers in whose place it came: every
// older offer on a field for which the run proved a value. What a merged contact held
// proves nothing: it is offered beside the others.
func noted(m desk.CardAnnotations, run desk.Run, now time.Time) (desk.CardAnnotations, []desk.OpenProposal) {
	proven := map[desk.FieldName]desk.OutcomeKind{}
	marks := map[desk.FieldName]desk.Mark{}
	for name, mark := range m.Marks {
		marks[name] = mark
	}
	next := desk.CardAnnotations{Card: run.Card, Marks: marks, ProposedAt: m.ProposedAt, Filled: m.Filled, Unsure: m.Unsure, Kept: m.Kept, Seen: m.Seen, Version: m.Version, Summaries: map[desk.DialogID]desk.RunID{}}
	for d, r := range m.Summaries {
		next.Summaries[d] = r
	}
	next.Pinned = m.Pinned // what people touched stays the current one
	if !run.Carried() {
		next.Summaries[run.Dialog] = run.ID
	}
	for _, o := range run.Outcomes {
		switch o.Kind {
		case desk.OutcomeFilled:
			next.Filled = true
			marks[o.Field] = desk.Mark{Run: run.ID, Value: o.Value, At: now}
			proven[o.Field] = o.Kind
		case desk.OutcomeProposed, desk.OutcomeUnchanged:
			if !run.Merges() {
				proven[o.Field] = o.Kind
			}
		}
	}
	var void []desk.OpenProposal
	for _, p := range m.Awaiting {
		if _, again := proven[p.Field]; !again {
			next.Awaiting = append(next.Awaiting, p)
		} else if p.Run != run.ID {
			void = append(void, p)
		}
	}
	for _, o := range run.Outcomes {
		if o.Replaces() {
			next = next.WithReplaced(o.Field, o.Value, run, now)
		}
	}
	for _, o := range run.OpenProposals() {
		next.Awaiting, next.ProposedAt = append(next.Awaiting, desk.OpenProposal{Run: run.ID, Field: o.Field}), now
	}
	return next, void
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
