package copilot

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// try makes a dry run (BX-07): the dialog is read as everything is set up and, where it
// compares, once more otherwise. What would become of each field is stored with the run,
// and nothing is written anywhere else.
//
// Repeating is harmless: each reading is stored before the next is made, or with the
// run's putting off, and a run that was tried has ended. Both readings are asked of
// readers that all runs are read by, so budgets hold for them.
func (a *Analyzer) try(ctx context.Context, run *desk.Run, d desk.Dialog) error {
	s, err := a.Chats.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	all, err := a.Chats.Fields.Fields(ctx, run.Card.Connection, run.Card.Kind)
	if err != nil {
		return fmt.Errorf("fields of %s: %w", run.Card.Kind, err)
	}
	compare := run.Trial.Compare
	if err := mayTry(ctx, s, a.Chats, d, run.Card, compare.Of(all)); err != nil {
		return err
	}
	if len(run.Outcomes) == 0 {
		if run.Outcomes, err = a.tried(ctx, *run, d, all, a.Reader, &run.Reading); err != nil {
			return err
		}
		if *run, err = a.save(ctx, *run, nil); err != nil {
			return err
		}
	}
	if compare.Wanted() {
		reader := a.Reader
		if compare.Rules {
			reader = a.Rules
		}
		trial := *run.Trial
		run.Trial = &trial
		if trial.Outcomes, err = a.tried(ctx, *run, d, compare.Of(all), reader, &trial.Reading); err != nil {
			return err
		}
	}
	run.State, run.DoneAt, run.Code, run.Reason = desk.RunTried, a.Now(), "", ""
	*run, err = a.save(ctx, *run, nil)
	return err
}

// tried has the dialog read for fields, unless the reading is there, and says what would
// become of each, by what people decided about the card before.
func (a *Analyzer) tried(ctx context.Context, run desk.Run, d desk.Dialog, all []desk.Field, by flow.Reader, reading **desk.Reading) ([]desk.Outcome, error) {
	chat, err := a.Chats.about(ctx, d, run.Card, run.Language, all)
	if err != nil {
		return nil, err
	}
	if *reading == nil {
		r, err := by.Read(ctx, chat)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", d.ID, err)
		}
		r.Upto = d.Last
		*reading = &r
	}
	if run.Outcomes, err = outcomes(ctx, chat, all, **reading, a.Filler.Prover); err != nil {
		return nil, err
	}
	checked := (*reading).Checked(chat.Fields, run.Outcomes, chat.Locale.Language)
	*reading = &checked
	m, err := a.Filler.Annotations.Annotations(ctx, run.Card)
	if err != nil {
		return nil, fmt.Errorf("margin of %s: %w", run.Card, err)
	}
	heedPeople(run, m)
	if err := a.Filler.unfound(ctx, &run, m); err != nil {
		return nil, err
	}
	return run.Outcomes, nil
}

// mayTry checks what must hold of a dry run, when it is asked for and when it starts.
func mayTry(ctx context.Context, s desk.Settings, chats Chats, d desk.Dialog, card desk.CardRef, fields []desk.Field) error {
	if err := d.MayTry(card); err != nil {
		return err
	}
	return readyFor(ctx, s, chats, d, fields)
}
