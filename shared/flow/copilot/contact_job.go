package copilot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// ContactAnnouncer hears of runs, and has brought to the customer's contact what they
// proved of who the customer is. A consumer of the feed.
//
// Idempotent: a run has one job for it.
type ContactAnnouncer struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Changed implements feed.Consumer.
func (a *ContactAnnouncer) Changed(ctx context.Context, r desk.FeedRecord) error {
	if r.Run == nil || r.Run.New == nil || !r.Run.New.Carries() {
		return nil
	}
	if had := r.Run.Old; had != nil && had.Ended() && !r.Run.New.ShownUnlike(*had) {
		return nil
	}
	if err := work.Queue(ctx, a.Jobs, a.Outbox, desk.NewContactJob(*r.Run.New, a.Now()), 0); err != nil {
		return fmt.Errorf("the contact of run %s: %w", r.Run.New.ID, err)
	}
	return nil
}

// ContactJob brings to a customer's contact what a run proved of who they are: their
// name, phone and e-mail, with the same proof. An empty field is filled, another value
// is proposed, and what is taken back on the lead is taken back on the contact, as long
// as nobody touched it there. It is done as a run of its own for the contact, for which
// nobody reads: so marks, proposals, undoing and erasing are a run's.
//
// What was read for the contact alone, because the card has no field for it, is proven here
// as what was read for the card was there, by the messages that were read.
//
// What a person wrote or kept on the lead fills an empty field of the contact, too, as
// theirs: it has no proof, and proposes nothing.
//
// Repeating is harmless: these runs are named after the one that they are of, in their
// order, each brings on what none before did, and filling is a Filler's.
type ContactJob struct {
	Runs      flow.Runs
	Dialogs   flow.Dialogs
	Chats     Chats
	Customers flow.Customers
	Merges    flow.Merges
	Cards     flow.Cards
	Fields    flow.Fields
	Notes     flow.Annotations
	Lines     Lines
	Filler    *Filler
	Decider   *Decider
	Now       func() time.Time
}

// Lines are what timelines tell.
type Lines interface {
	Timeline(ctx context.Context, ref desk.CardRef, ask desk.PageAsk) (desk.Page[desk.Entry], error)
}

// Job is the handler: whenever it is nudged, the run may have changed again.
func (j *ContactJob) Job() work.Handler { return work.AtLeastOnce{Job: j, Always: true} }

// Do implements work.Repeatable.
func (j *ContactJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	if v.Run == "" {
		return 0, j.given(ctx, v)
	}
	run, err := j.Runs.Run(ctx, v.Run)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !run.Carries() {
		return 0, nil // it was erased, or says nothing of them
	}
	if err != nil {
		return 0, fmt.Errorf("run %s: %w", v.Run, err)
	}
	n, brought, err := j.before(ctx, run)
	if err != nil {
		return 0, err
	}
	heard, err := j.heard(ctx, run)
	if err != nil {
		return 0, err
	}
	var left []desk.Outcome
	for _, o := range append(heard, run.Outcomes...) {
		if o.Field.IsOwn() && o.Proven() && !brought[o.Message][o.Value] {
			left = append(left, o)
		}
	}
	if len(left) > 0 {
		if err := j.bring(ctx, run, n, left); err != nil {
			return 0, err
		}
	}
	return 0, j.kept(ctx, run)
}

// kept gives the contact what people kept on the lead.
func (j *ContactJob) kept(ctx context.Context, run desk.Run) error {
	for _, o := range run.Outcomes {
		if !o.Field.IsOwn() || o.Kept() == "" {
			continue
		}
		contact, err := j.contact(ctx, run)
		if err == nil && contact.ID != "" {
			err = j.give(ctx, contact, o.Field, o.Kept(), o.DecidedBy, "kept", string(run.ID), string(o.Field))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// given gives a card's contact what a person wrote into the card.
func (j *ContactJob) given(ctx context.Context, v desk.Job) error {
	ref, err := desk.ParseCardRef(v.Contact)
	if err != nil {
		return err
	}
	card, err := j.Cards.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	if card.Contact.ID == "" || card.Values[v.Field] == "" {
		return nil
	}
	contact, err := j.whole(ctx, card.Contact)
	if err != nil {
		return err
	}
	return j.give(ctx, contact, v.Field, card.Values[v.Field], v.Person, string(v.ID))
}

// give fills an empty field of a contact with what a person wrote elsewhere.
func (j *ContactJob) give(ctx context.Context, contact desk.CardRef, of desk.FieldName, v desk.Value, by string, named ...string) error {
	fields, err := j.Fields.Fields(ctx, contact.Connection, desk.KindContact)
	if err != nil {
		return fmt.Errorf("fields of a contact: %w", err)
	}
	f, ok := desk.OwnField(fields, of)
	if !ok || f.Policy == desk.PolicyNever || f.Unsupported != "" || f.Check(v) != nil {
		return nil
	}
	card, err := j.Cards.Card(ctx, contact)
	if errors.Is(err, desk.ErrNotFound) || err == nil && card.Values[f.Name] != "" {
		return nil
	}
	id, now := desk.Digest("o", append(named, string(v))...), j.Now()
	if err == nil {
		var done desk.Changed
		done, err = j.Cards.ChangeCard(ctx, desk.CardChange{ID: id, Card: contact, Fields: []desk.FieldChange{{Field: f.Name, New: v}}, By: by, At: now})
		if !done.Set[f.Name] {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("give %s what a person wrote: %w", contact, err)
	}
	return j.Notes.AddEntries(ctx, []desk.Entry{{
		ID: desk.Digest("t", contact.String(), id), Card: contact, At: now, By: by, Kind: desk.EntryChanged, Field: f.Name, New: v,
	}})
}

// told are values by the messages that prove them.
type told map[desk.Seq]map[desk.Value]bool

// before sees to what was brought on already: what was cut off is ended, and what was
// taken back is taken back there, too. The answer is how many runs did, and what.
func (j *ContactJob) before(ctx context.Context, run desk.Run) (n int, brought told, err error) {
	brought = told{}
	for ; ; n++ {
		carried, err := j.Runs.Run(ctx, desk.CarriedRun(run.ID, n))
		if errors.Is(err, desk.ErrNotFound) {
			return n, brought, nil
		}
		if err == nil && !carried.Ended() {
			if err = j.fill(ctx, run, carried, j.resume); err == nil {
				carried, err = j.Runs.Run(ctx, carried.ID)
			}
		}
		if err != nil {
			return n, brought, fmt.Errorf("what run %s brought to the contact: %w", run.ID, err)
		}
		for _, o := range carried.Outcomes {
			if brought[o.Message] == nil {
				brought[o.Message] = map[desk.Value]bool{}
			}
			brought[o.Message][o.Value] = true
		}
		if err := errors.Join(j.untell(ctx, run, carried), j.takeBack(ctx, run, carried)); err != nil {
			return n, brought, err
		}
	}
}

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

// bring has the n-th run bring outcomes to the contact.
func (j *ContactJob) bring(ctx context.Context, run desk.Run, n int, left []desk.Outcome) error {
	contact, err := j.contact(ctx, run)
	if err != nil || contact.ID == "" {
		return err
	}
	fields, err := j.Fields.Fields(ctx, contact.Connection, desk.KindContact)
	if err != nil {
		return fmt.Errorf("fields of a contact: %w", err)
	}
	card, err := j.Cards.Card(ctx, contact)
	if errors.Is(err, desk.ErrNotFound) {
		return nil // somebody deleted it
	}
	if err != nil {
		return fmt.Errorf("card %s: %w", contact, err)
	}
	outcomes := carried(left, fields, card)
	if len(outcomes) == 0 {
		return nil
	}
	stored, created, err := j.Runs.CreateRun(ctx, run.Carry(n, contact, outcomes, j.Now()))
	switch {
	case err != nil:
		return fmt.Errorf("bring run %s to %s: %w", run.ID, contact, err)
	case !created && stored.ID != desk.CarriedRun(run.ID, n):
		return fmt.Errorf("%w: run %s is still being brought to %s", desk.ErrBusy, stored.Of, contact)
	case stored.Ended():
		return nil
	}
	return j.fill(ctx, run, stored, j.Filler.Fill)
}

// fill fills a contact, if it still is the customer's: while the run was being stored the
// merge by which it was theirs may have been undone. Who undoes one gives the customer back
// first, and then takes back what runs brought: so either they find this run, or we find
// the customer given back, and nothing of theirs is written.
func (j *ContactJob) fill(ctx context.Context, run, carried desk.Run, end func(context.Context, desk.Run) error) error {
	theirs, err := j.theirs(ctx, run, carried.Card)
	if err != nil {
		return err
	}
	if !theirs {
		for i, o := range carried.Outcomes {
			carried.Outcomes[i] = o.Void("the contact is not this customer's any more", j.Now())
		}
	}
	return end(ctx, carried)
}

// resume ends a run for a contact that was cut off, as the contact's fields are set now.
func (j *ContactJob) resume(ctx context.Context, carried desk.Run) error {
	card, err := j.Cards.Card(ctx, carried.Card)
	if err != nil {
		return fmt.Errorf("card %s: %w", carried.Card, err)
	}
	return j.Filler.Resume(ctx, carried, card)
}

// theirs says whether a contact still is the customer's, or went into what is. ErrBusy: it
// is just being parted from theirs.
func (j *ContactJob) theirs(ctx context.Context, run desk.Run, contact desk.CardRef) (bool, error) {
	now, err := j.contact(ctx, run)
	if err != nil || now == contact || now.ID == "" {
		return true, err
	}
	if m, err := j.Merges.Merge(ctx, now); err == nil && m.State == desk.Unmerging {
		return false, fmt.Errorf("%w: %s is being parted from %s", desk.ErrBusy, now, m.Into)
	} else if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return false, fmt.Errorf("merge of %s: %w", now, err)
	}
	whole, err := j.whole(ctx, contact)
	return whole != contact, err
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

// contact is the customer's, in the CRM of the run's card; the zero ref: there is none.
func (j *ContactJob) contact(ctx context.Context, run desk.Run) (desk.CardRef, error) {
	who, err := j.Customers.Customer(ctx, run.Customer)
	if errors.Is(err, desk.ErrNotFound) {
		return desk.CardRef{}, nil // erased
	}
	if err != nil {
		return desk.CardRef{}, fmt.Errorf("customer %s: %w", run.Customer, err)
	}
	if who.Contact.ID == "" || who.Contact.Connection != run.Card.Connection {
		return desk.CardRef{}, nil
	}
	return j.whole(ctx, who.Contact)
}

// whole is a contact, or the one that it went into.
func (j *ContactJob) whole(ctx context.Context, contact desk.CardRef) (desk.CardRef, error) {
	m, err := j.Merges.Merge(ctx, contact)
	switch {
	case err == nil && m.State != desk.Unmerging:
		return m.Into, nil
	case err != nil && !errors.Is(err, desk.ErrNotFound):
		return desk.CardRef{}, fmt.Errorf("merge of %s: %w", contact, err)
	}
	return contact, nil
}

// carried are outcomes as they are a contact's. What the contact says already is none, and
// neither is what it has no field for, or one that the company took out of use. What a
// person replaced on the lead is replaced where both held the same: nobody is asked twice.
func carried(left []desk.Outcome, fields []desk.Field, card desk.Card) (out []desk.Outcome) {
	for _, o := range left {
		f, ok := desk.OwnField(fields, o.Field)
		if !ok || f.Policy == desk.PolicyNever || f.Unsupported != "" || f.Check(o.Value) != nil {
			continue
		}
		is := desk.Outcome{
			Field: f.Name, Kind: desk.OutcomeFilled, Value: o.Value, Quote: o.Quote, Message: o.Message, Heard: o.Heard,
			Second: o.Second, SecondIn: o.SecondIn, Rule: o.Rule, Said: o.Said, Confidence: o.Confidence,
		}
		is = against(is, f, card.Values[f.Name])
		if is.Open() && o.Decision == desk.DecisionReplace && o.Old == is.Old {
			is.Decision, is.DecidedBy, is.DecidedAt = o.Decision, o.DecidedBy, o.DecidedAt
		}
		if is.Kind != desk.OutcomeUnchanged {
			out = append(out, is)
		}
	}
	return out
}
