package copilot

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// What a run proved of its customer, as it is brought to their contact.

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
