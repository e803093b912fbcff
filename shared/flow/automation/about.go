package automation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// about is what a firing is about: its dialog, if there is one, and its card.
type about struct {
	dialog desk.Dialog
	card   desk.CardRef
}

// deal is the deal that a rule moves. A refusal: there is none.
func (a about) deal() (desk.CardRef, error) {
	if a.card.Kind == desk.KindDeal {
		return a.card, nil
	}
	ref, err := a.dialog.CopilotCard()
	if err == nil && ref.Kind != desk.KindDeal {
		err = desk.Refuse(desk.CodeNoCard, "No deal is bound to the dialog.")
	}
	return ref, err
}

// worked is the card on which people work: the last deal, else the lead. A refusal:
// there is none.
func (a about) worked() (desk.CardRef, error) {
	if a.card.Kind == desk.KindDeal || a.card.Kind == desk.KindLead {
		return a.card, nil
	}
	return a.dialog.CopilotCard()
}

// acts says what a firing is about, and whether the rule acts: what it waited for is
// still so, and its condition holds.
func (j *FireJob) acts(ctx context.Context, a desk.Automation, f desk.Firing) (about, bool, error) {
	at, found, err := j.Reads.about(ctx, f.Event)
	if errors.Is(err, errNotOpened) && j.Now().Sub(f.Event.At) > opening {
		return at, false, nil // it was erased
	}
	if err != nil || !found {
		return at, false, err
	}
	if f.Done > 0 { // it has begun
		return at, true, nil
	}
	still, err := j.Reads.still(ctx, a.When.Kind, f.Event, at.dialog)
	if err != nil || !still {
		return at, false, err
	}
	holds, err := j.holds(ctx, a.If, at)
	if err != nil || !holds {
		return at, false, err
	}
	if !a.Once || at.dialog.ID == "" {
		return at, true, nil
	}
	first, err := j.Causes.FirstIn(ctx, at.dialog.ID, f)
	return at, first, err
}

// errNotOpened: a message is stored before the dialog that it opens, and the feed may
// tell of it between the two.
var errNotOpened = fmt.Errorf("%w: the message's dialog is not opened yet", desk.ErrBusy)

// opening is how long after a message its dialog is waited for; a webhook that died
// between the two is repeated by its messenger.
const opening = 10 * time.Minute

// about reads what an event is about; found is false where it is no more.
func (r Reads) about(ctx context.Context, e desk.Event) (at about, found bool, err error) {
	at.card = e.Card
	switch {
	case e.Dialog != "":
		at.dialog, err = r.Dialogs.Dialog(ctx, e.Dialog)
	case e.Message != 0:
		at.dialog, err = r.Newest.Newest(ctx, e.Customer)
		switch {
		case err == nil && e.Message <= at.dialog.After:
			return at, false, nil // another one was opened since
		case errors.Is(err, desk.ErrNotFound), err == nil && !at.dialog.Open() && e.Message > at.dialog.Last:
			return at, false, errNotOpened
		}
	case e.Card.ID != "":
		page, err := r.Lists.ListDialogs(ctx, desk.DialogFilter{
			Cards: []desk.CardRef{e.Card}, States: desk.OpenStates(),
		}, desk.PageAsk{Limit: 1})
		if err != nil {
			return at, false, fmt.Errorf("dialogs of %s: %w", e.Card, err)
		}
		if len(page.Items) > 0 {
			at.dialog = page.Items[0]
		}
		return at, true, nil
	}
	if errors.Is(err, desk.ErrNotFound) {
		return at, false, nil
	}
	return at, err == nil, err
}

// answers is how many of the messages since a customer began to wait are looked at for
// an answer.
const answers = 200

// still says whether what a rule has waited for is still so.
func (r Reads) still(ctx context.Context, when desk.TriggerKind, e desk.Event, d desk.Dialog) (bool, error) {
	switch when {
	case desk.WhenUnanswered:
		if !d.Open() || d.Turn != desk.TurnOperator {
			return false, nil
		}
		since, err := work.Recent(ctx, r.Messages, d.Customer, e.Message, 0, answers)
		for _, m := range since {
			if m.Author == desk.ByOperator { // they began to wait again since
				return false, nil
			}
		}
		return err == nil, err
	case desk.WhenProposed:
		run, err := r.Runs.Run(ctx, e.Run)
		if errors.Is(err, desk.ErrNotFound) {
			return false, nil
		}
		for _, o := range run.Outcomes {
			if o.Field == e.Field {
				return o.Kind == desk.OutcomeProposed && o.Decision == desk.DecisionNone, err
			}
		}
		return false, err
	}
	return true, nil
}

// holds says whether a condition holds.
func (j *FireJob) holds(ctx context.Context, c desk.Condition, at about) (bool, error) {
	if !c.Fits(at.dialog) {
		return false, nil
	}
	if c.Hours != desk.HoursAny {
		open, err := j.Reads.open(ctx, at.dialog)
		if err != nil || open != (c.Hours == desk.HoursOpen) {
			return false, err
		}
	}
	if c.Field == "" {
		return true, nil
	}
	ref := at.card
	if ref.ID == "" {
		var err error
		if ref, err = at.dialog.CopilotCard(); err != nil {
			return false, nil // no card has the value
		}
	}
	card, err := j.Reads.Cards.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return false, nil
	}
	have := card.Values[c.Field]
	return have != "" && (c.Value == "" || have == c.Value), err
}

// open says whether the dialog's team works now; who is of no team always does.
func (r Reads) open(ctx context.Context, d desk.Dialog) (bool, error) {
	if d.Team == "" {
		return true, nil
	}
	team, err := r.Teams.Team(ctx, d.Team)
	if errors.Is(err, desk.ErrNotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	settings, err := r.Config.Settings(ctx)
	if err != nil {
		return false, err
	}
	return team.Hours.Open(r.Now(), settings.Locale(desk.Line{}).Zone), nil
}
