package copilot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// AutoRunner makes the runs that nobody asks for: after a dialog was closed, and
// only with the subscription (MC-03, MC-05).
//
// Repeating is harmless: the run is named after the dialog.
type AutoRunner struct {
	Runs   flow.Runs
	Chats  Chats
	Firsts flow.Firsts
	Now    func() time.Time
}

// After makes the run of a closed dialog if its card's mode wants one, and
// answers with it, or with a run that has Ended, or with none. A dialog that
// was transferred goes on in its child and is not read yet (D6).
func (a *AutoRunner) After(ctx context.Context, d desk.Dialog) (run desk.Run, wanted bool, err error) {
	s, err := a.Chats.Config.Settings(ctx)
	if err != nil {
		return desk.Run{}, false, fmt.Errorf("settings: %w", err)
	}
	card, wanted, err := a.wants(ctx, s, d)
	if !wanted || err != nil {
		return desk.Run{}, false, err
	}
	now := a.Now()
	r := desk.Run{
		ID: desk.RunID(desk.Digest("a", string(d.ID))), Dialog: d.ID, Customer: d.Customer, Line: d.Line, Card: card,
		By: desk.Automatic.Name, Automatic: true, Deals: true, State: desk.RunWaiting, AskedAt: now, StartsAt: now,
	}
	if !d.QuietAt(now, s.QuietPeriod()) { // D3: put off, not dropped
		r.StartsAt = d.QuietFrom(s.QuietPeriod())
	}
	if err := a.ready(ctx, s, d, card); err != nil {
		var no *desk.Refusal
		if !errors.As(err, &no) {
			return desk.Run{}, false, err
		}
		r = refused(r, no, now)
	}
	stored, _, err := a.Runs.CreateRun(ctx, r)
	return stored, true, err
}

// ready is what holds of the run already. Closing waits for nobody's CRM: what another
// one than ours lets CoPilot read is looked at when the run starts.
func (a *AutoRunner) ready(ctx context.Context, s desk.Settings, d desk.Dialog, card desk.CardRef) error {
	if card.Connection != desk.ConnectionBuiltIn {
		return a.Chats.Enough(ctx, d)
	}
	return ready(ctx, s, a.Chats, d, card)
}

// wants says whether the modes ask for a run of the closed dialog, and for
// which card (MC-06…09). It asks no CRM: a deal that moved to a pipeline of another
// mode since it was bound last is looked at when its run starts.
func (a *AutoRunner) wants(ctx context.Context, s desk.Settings, d desk.Dialog) (desk.CardRef, bool, error) {
	if d.Open() || d.CloseReason == desk.ClosedTransfer || !s.Subscription || !s.CoPilot {
		return desk.CardRef{}, false, nil
	}
	ref, err := d.CopilotCard()
	if err != nil {
		return desk.CardRef{}, false, nil // nothing is bound: nothing to fill
	}
	bound, _ := d.Bound(ref)
	switch s.Mode(bound) {
	case desk.ModeAll:
		return ref, true, nil
	case desk.ModeFirst:
		if d.Contact.ID == "" {
			return desk.CardRef{}, false, nil
		}
		first, err := a.Firsts.FirstDialog(ctx, d.Contact, d.Root())
		return ref, err == nil && first == d.Root(), err
	}
	return desk.CardRef{}, false, nil
}

// refused ends a run with a rule's no.
func refused(r desk.Run, no *desk.Refusal, now time.Time) desk.Run {
	r.State, r.Code, r.Reason, r.DoneAt = desk.RunRefused, no.Code, no.Text, now
	return r
}
