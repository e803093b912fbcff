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

// RunRequester asks for a run.
//
// Repeating is harmless: the run's id is the asker's, and while a run of the
// same dialog and card has not ended, asking again answers with that one and
// wakes it again.
type RunRequester struct {
	Dialogs flow.Dialogs
	Runs    flow.Runs
	Chats   Chats
	Quiet   flow.QuietQueue
	Now     func() time.Time
}

// Ask is what is asked for.
type Ask struct {
	ID       desk.RunID // the same id is the same run
	Dialog   desk.DialogID
	Card     desk.CardRef // zero: the dialog's own choice (CP-03, CP-04)
	Language string       // CP-06; "" is the line's
	Again    bool         // also what was kept away before (D19)
	// NoWait refuses (not_quiet_yet) instead of waiting for quiet.
	NoWait bool
	// Dry only tries (BX-07), and reads a second time if it compares.
	Dry     bool
	Compare desk.Comparison
}

// Ask stores a run that starts once the dialog is quiet, or refuses it with the
// condition that failed (MC-16). A person may ask at any moment of the dialog
// (MC-01), and again (MC-02).
func (a *RunRequester) Ask(ctx context.Context, by desk.Actor, ask Ask) (desk.Run, error) {
	s, err := a.Chats.Config.Settings(ctx)
	if err != nil {
		return desk.Run{}, fmt.Errorf("settings: %w", err)
	}
	d, err := a.Dialogs.Dialog(ctx, ask.Dialog)
	if err != nil {
		return desk.Run{}, fmt.Errorf("dialog %s: %w", ask.Dialog, err)
	}
	if err := by.MustReadDialog(d); err != nil {
		return desk.Run{}, err
	}
	card, err := choose(d, ask.Card, ask.Dry)
	if err != nil {
		return desk.Run{}, err
	}
	if err := by.MustChange(card.Kind); err != nil {
		return desk.Run{}, err
	}
	if err := a.ready(ctx, s, d, card, ask); err != nil {
		return desk.Run{}, err
	}
	now := a.Now()
	r := desk.Run{
		ID: ask.ID, Dialog: d.ID, Customer: d.Customer, Line: d.Line, Card: card, By: by.Name,
		Language: ask.Language, Again: ask.Again, Deals: by.MustChange(desk.KindDeal) == nil, State: desk.RunWaiting, AskedAt: now, StartsAt: now,
	}
	if ask.Dry {
		r.Trial = &desk.Trial{Compare: ask.Compare}
	}
	if !d.QuietAt(now, s.QuietPeriod()) {
		r.StartsAt = d.QuietFrom(s.QuietPeriod())
		if ask.NoWait {
			return desk.Run{}, &desk.Refusal{Code: desk.CodeNotQuietYet, Until: r.StartsAt,
				Text: "The last message is not more than " + s.QuietPeriod().String() + " old. It will be allowed at " + r.StartsAt.Format(time.RFC3339Nano) + "."}
		}
	}
	stored, _, err := a.Runs.CreateRun(ctx, r)
	if err != nil {
		return desk.Run{}, fmt.Errorf("create run: %w", err)
	}
	if stored, err = a.amend(ctx, stored, ask); err != nil || stored.Ended() {
		return stored, err
	}
	return stored, wake(ctx, a.Quiet, stored, now)
}

// amend gives a run that still waits what a later asker wants of it.
func (a *RunRequester) amend(ctx context.Context, r desk.Run, ask Ask) (desk.Run, error) {
	for try := 0; ; try++ {
		next := r
		if ask.Language != "" {
			next.Language = ask.Language
		}
		next.Again = next.Again || ask.Again
		same := next.Language == r.Language && next.Again == r.Again
		if r.ID == ask.ID || r.State != desk.RunWaiting || r.Reading != nil || same {
			return r, nil
		}
		saved, err := a.Runs.SaveRun(ctx, next, nil, nil)
		if err == nil {
			return saved, nil
		}
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return desk.Run{}, fmt.Errorf("amend run %s: %w", r.ID, err)
		}
		if r, err = a.Runs.Run(ctx, r.ID); err != nil {
			return desk.Run{}, fmt.Errorf("run %s: %w", r.ID, err)
		}
	}
}

// choose is the card to read for: the one asked for, if the dialog may be read
// from it, or the dialog's own choice.
func choose(d desk.Dialog, asked desk.CardRef, dry bool) (desk.CardRef, error) {
	switch {
	case asked.ID == "":
		return d.CopilotCard()
	case dry:
		return asked, d.MayTry(asked)
	}
	return asked, d.MayRead(asked)
}

func (a *RunRequester) ready(ctx context.Context, s desk.Settings, d desk.Dialog, card desk.CardRef, ask Ask) error {
	if !ask.Dry {
		return ready(ctx, s, a.Chats, d, card)
	}
	all, err := a.Chats.Fields.Fields(ctx, card.Connection, card.Kind)
	if err != nil {
		return fmt.Errorf("fields of %s: %w", card.Kind, err)
	}
	if err := ask.Compare.Check(all); err != nil {
		return err
	}
	return mayTry(ctx, s, a.Chats, d, card, ask.Compare.Of(all))
}

// ready checks what must hold when a run is asked for and again when it starts.
func ready(ctx context.Context, s desk.Settings, chats Chats, d desk.Dialog, card desk.CardRef) error {
	fields, err := chats.Fields.Fields(ctx, card.Connection, card.Kind)
	if err != nil && s.CoPilot {
		return fmt.Errorf("fields of %s: %w", card.Kind, err)
	}
	return readyFor(ctx, s, chats, d, fields)
}

func readyFor(ctx context.Context, s desk.Settings, chats Chats, d desk.Dialog, fields []desk.Field) error {
	if !s.CoPilot {
		return copilotOff()
	}
	readable := false
	for _, f := range fields {
		readable = readable || f.Readable()
	}
	if !readable {
		return desk.Refuse(desk.CodeNothingToRead, "No field of this kind of card is open to CoPilot.")
	}
	return chats.Enough(ctx, d)
}

func copilotOff() error {
	return desk.Refuse(desk.CodeCopilotOff, "CoPilot in CRM is switched off. An administrator can switch it on in the settings.")
}

// wake sends the run's wakeup for the moment it may start.
func wake(ctx context.Context, q flow.QuietQueue, r desk.Run, now time.Time) error {
	if err := q.Schedule(ctx, r.Wakeup(), max(0, r.StartsAt.Sub(now))); err != nil {
		return fmt.Errorf("wake run %s: %w", r.ID, err)
	}
	return nil
}
