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

// CardJob looks at a card that changed in its CRM.
type CardJob struct {
	Decider *Decider
	Lists   DialogLists
	Jobs    flow.Jobs
	Outbox  flow.Outbox
}

// Job does the jobs of kind desk.JobCard, each at least once, and whenever it is nudged:
// the card may have changed again.
func (j CardJob) Job() work.Handler { return work.AtLeastOnce{Job: j, Always: true} }

// Do implements work.Repeatable.
func (j CardJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	card, err := desk.ParseCardRef(v.Contact)
	if err != nil {
		return 0, err
	}
	return 0, j.Follow(ctx, card)
}

// Follow takes for a decision what a person did in the card's own CRM: a proposed value
// that the field holds now was taken, and what else stands there now is what the
// proposal is against. Proposals for a card that is gone are void. One truth, wherever
// it was decided. And it notes where a deal stands whose chat is open or was read, so
// that the company's rules act upon its moves (AT-01). An open dialog whose lead became
// something else, or is no more, is bound anew: to the deal that its contact has now.
//
// Repeating is harmless, and so is hearing of our own writes: where nothing waits and
// neither a deal is followed nor a lead the CRM is not asked, and where nothing differs
// nothing is stored.
func (j CardJob) Follow(ctx context.Context, ref desk.CardRef) error {
	m, err := j.Decider.Annotations.Annotations(ctx, ref)
	if err != nil {
		return fmt.Errorf("margin of %s: %w", ref, err)
	}
	bound, followed, err := j.followed(ctx, m)
	if err != nil {
		return err
	}
	led, err := j.led(ctx, ref)
	if err != nil || len(m.Awaiting) == 0 && !followed && len(led) == 0 {
		return err
	}
	card, err := j.Decider.Cards.Card(ctx, ref)
	gone := errors.Is(err, desk.ErrNotFound)
	if err != nil && !gone {
		return fmt.Errorf("card %s: %w", ref, err)
	}
	if gone || card.Closed {
		for _, d := range led {
			if err := work.Queue(ctx, j.Jobs, j.Outbox, desk.NewBindJob(d, j.Decider.Now()), 0); err != nil {
				return fmt.Errorf("bind %s anew: %w", d.ID, err)
			}
		}
	}
	if err := j.Decider.decided(ctx, m, card, gone, string(m.Card.Connection)); err != nil || gone || !followed {
		return err
	}
	return j.stands(ctx, m, card, bound)
}

// maxLed is in how many dialogs a lead is looked for.
const maxLed = 20

// led are the open dialogs that are read for a lead of a connected CRM, since no deal is
// bound to them. No event says which deal a lead became; that deal is its contact's. (In
// Bitrix24 it names the lead, as leadId, which the contact's open cards make needless.)
func (j CardJob) led(ctx context.Context, lead desk.CardRef) ([]desk.Dialog, error) {
	if lead.Kind != desk.KindLead || lead.Connection == desk.ConnectionBuiltIn {
		return nil, nil
	}
	page, err := j.Lists.ListDialogs(ctx, desk.DialogFilter{Cards: []desk.CardRef{lead}, States: desk.OpenStates()}, desk.PageAsk{Limit: maxLed})
	if err != nil {
		return nil, fmt.Errorf("dialogs of %s: %w", lead, err)
	}
	return slices.DeleteFunc(page.Items, func(d desk.Dialog) bool {
		best, err := d.CopilotCard()
		return err != nil || best != lead
	}), nil
}

// followed says whether it is noted where a card stands, and as what an open dialog has
// it bound where that is needed.
func (j CardJob) followed(ctx context.Context, m desk.CardAnnotations) (bound desk.BoundCard, yes bool, err error) {
	if m.Card.Kind != desk.KindDeal || m.Card.Connection == desk.ConnectionBuiltIn {
		return bound, false, nil
	}
	if m.Seen.Stage != "" {
		return bound, true, nil
	}
	page, err := j.Lists.ListDialogs(ctx, desk.DialogFilter{Cards: []desk.CardRef{m.Card}, States: desk.OpenStates()}, desk.PageAsk{Limit: 1})
	if err != nil {
		return bound, false, fmt.Errorf("dialogs of %s: %w", m.Card, err)
	}
	for _, dialog := range page.Items {
		bound, _ = dialog.Bound(m.Card)
	}
	return bound, len(page.Items) > 0 || m.Version > 0, nil
}

// stands notes where a deal stands now.
func (j CardJob) stands(ctx context.Context, m desk.CardAnnotations, card desk.Card, bound desk.BoundCard) error {
	for try := 0; ; try++ {
		seen := m.Seen.Now(card, bound)
		if seen == m.Seen {
			return nil
		}
		m.Seen = seen
		err := j.Decider.Annotations.SaveMargin(ctx, m, nil)
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
		if m, err = j.Decider.Annotations.Annotations(ctx, m.Card); err != nil {
			return fmt.Errorf("margin of %s: %w", card.Ref, err)
		}
	}
}

// decided takes for decisions what stands on a card whose proposals wait.
func (d *Decider) decided(ctx context.Context, m desk.CardAnnotations, card desk.Card, gone bool, who string) error {
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
		by := desk.Actor{Name: who, Role: desk.RoleAdmin}
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
		*o = o.Void("the card was deleted in its CRM", at)
	case now == o.Value:
		o.Decision, o.DecidedBy, o.DecidedAt = desk.DecisionReplace, by.Name, at
		return proof(*run, *o, desk.EntryReplaced, by.Name, at, o.Old, o.Value)
	default:
		o.Old = now
	}
	return desk.Entry{}
}
