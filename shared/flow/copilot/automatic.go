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
	Runs    flow.Runs
	Chats   Chats
	Firsts  flow.Firsts
	Merges  flow.Merges
	Dialogs flow.Dialogs
	Now     func() time.Time
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
		first, err := a.first(ctx, d)
		return ref, first, err
	}
	return desk.CardRef{}, false, nil
}

// maxWent is how many contacts that went into one are looked at.
const maxWent = 50

// first says whether the dialog is its contact's first ever (D4): also of the
// contacts that were merged into it none has an earlier one. Theirs stay where they
// are, so that nothing has to be moved back when they part.
func (a *AutoRunner) first(ctx context.Context, d desk.Dialog) (bool, error) {
	first, err := a.Firsts.FirstDialog(ctx, d.Contact, d.Root())
	if err != nil {
		return false, err
	}
	earliest := []desk.DialogID{first}
	looking := []desk.CardRef{d.Contact}
	for at := 0; at < len(looking) && at < maxWent; at++ {
		went, err := a.Merges.MergedInto(ctx, looking[at])
		if err != nil {
			return false, err
		}
		for _, ref := range went {
			theirs, err := a.Firsts.KnownFirst(ctx, ref)
			if err != nil {
				return false, err
			}
			if theirs != "" && theirs != d.Root() {
				earliest = append(earliest, theirs)
			}
		}
		looking = append(looking, went...)
	}
	if len(looking) == 1 {
		return first == d.Root(), nil
	}
	root, err := a.Dialogs.Dialog(ctx, d.Root())
	if err != nil {
		return false, err
	}
	for _, id := range earliest {
		other, err := a.Dialogs.Dialog(ctx, id)
		if errors.Is(err, desk.ErrNotFound) { // erased
			continue
		}
		if err != nil || other.ID != root.ID && !other.OpenedAt.After(root.OpenedAt) {
			return false, err
		}
	}
	return true, nil
}

// refused ends a run with a rule's no.
func refused(r desk.Run, no *desk.Refusal, now time.Time) desk.Run {
	r.State, r.Code, r.Reason, r.DoneAt = desk.RunRefused, no.Code, no.Text, now
	return r
}
