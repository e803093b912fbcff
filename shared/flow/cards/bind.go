package cards

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Binder binds a card to a dialog by hand: a dialog may have several deals, a lead
// and cases; a contact takes the place of the one before, and is the customer's
// from then on.
//
// Repeating is harmless: a card is bound once, and its timeline says so once.
type Binder struct {
	Cards       flow.Cards
	Config      flow.Config
	Dialogs     flow.Dialogs
	Customers   flow.Customers
	Annotations flow.Annotations
	Merges      flow.Merges
	Jobs        flow.Jobs
	Outbox      flow.Outbox
	Now         func() time.Time
}

// Bind binds a card that exists; by whoever may change such cards and reads the
// dialog.
func (b *Binder) Bind(ctx context.Context, by desk.Actor, id desk.DialogID, ref desk.CardRef) (desk.Dialog, error) {
	if err := by.MustChange(ref.Kind); err != nil {
		return desk.Dialog{}, err
	}
	if ref.Kind == desk.KindCompany {
		return desk.Dialog{}, fmt.Errorf("%w: a dialog has a company by its contact: give the contact %s", desk.ErrInvalid, ref)
	}
	card, err := b.Cards.Card(ctx, ref)
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("card %s: %w", ref, err)
	}
	d, err := b.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if err := by.MustReadDialog(d); err != nil {
			return d, err
		}
		if ref.Kind == desk.KindContact {
			line, err := b.Config.Line(ctx, d.Line)
			if err == nil {
				err = line.MayHave(ref)
			}
			if err != nil && !errors.Is(err, desk.ErrNotFound) { // the line was deleted since
				return d, err
			}
		}
		return d.Bind(card.Bound()), nil
	})
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("bind %s: %w", id, err)
	}
	if ref.Kind == desk.KindContact {
		// Later dialogs of the customer begin with the same contact.
		if _, err := b.Customers.ChangeCustomer(ctx, d.Customer, func(who desk.Customer) (desk.Customer, error) {
			who.Contact = ref
			return who, nil
		}); err != nil {
			return desk.Dialog{}, fmt.Errorf("contact of %s: %w", d.Customer, err)
		}
	}
	if err := b.Annotations.AddEntries(ctx, []desk.Entry{d.BoundEntry(ref, by.Name, b.Now())}); err != nil || ref.Kind != desk.KindContact {
		return d, err
	}
	return d, work.Follow(ctx, b.Merges, b.Jobs, b.Outbox, ref, b.Now())
}
