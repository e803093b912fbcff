package copilot

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// holds makes a run that starts one of what holds now, or refuses it: between the
// asking and the reading a card may have been bound, and a setting changed.
func (a *Analyzer) holds(ctx context.Context, run *desk.Run, d desk.Dialog) error {
	s, err := a.Chats.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if err := a.goesFirst(ctx, run, d); err != nil {
		return err
	}
	if run.Automatic {
		if err := a.automatic(ctx, s, run.Card); err != nil {
			return err
		}
	}
	return ready(ctx, s, a.Chats, d, run.Card)
}

// goesFirst moves the run to the card from which the dialog is read now (CP-03,
// CP-04). It is refused where whoever asked may not change such cards, and where
// another run reads for that card already.
func (a *Analyzer) goesFirst(ctx context.Context, run *desk.Run, d desk.Dialog) error {
	best, err := d.CopilotCard()
	if err != nil || best == run.Card {
		return err
	}
	if best.Kind == desk.KindDeal && !run.Deals {
		return d.MayRead(run.Card)
	}
	moved, ok, err := a.Runs.MoveRun(ctx, *run, best)
	if err != nil {
		return fmt.Errorf("move run %s: %w", run.ID, err)
	}
	if !ok {
		return desk.Refuse(desk.CodeDealGoesFirst, "The dialog is read for "+best.String()+" now, by the run "+string(moved.ID)+".")
	}
	*run = moved
	return nil
}

// automatic refuses a run that nobody asked for where such runs are no longer
// made (MC-05, MC-08).
func (a *Analyzer) automatic(ctx context.Context, s desk.Settings, ref desk.CardRef) error {
	if !s.Subscription {
		return desk.Refuse(desk.CodeNoSubscription, "The subscription for automatic runs has ended; a person may still ask for a run.")
	}
	card := desk.Card{Ref: ref}
	if ref.Kind == desk.KindDeal { // the mode is its pipeline's
		var err error
		if card, err = a.Chats.Cards.Card(ctx, ref); err != nil {
			return fmt.Errorf("card %s: %w", ref, err)
		}
	}
	if s.Mode(card.Bound()) == desk.ModeManual {
		return desk.Refuse(desk.CodeAutomaticOff, "Automatic runs were switched off for cards like "+ref.String()+"; a person may still ask for a run.")
	}
	return nil
}
