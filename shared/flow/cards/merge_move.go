package cards

import (
	"context"
	"errors"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// move moves what is still one of some contacts' to another.
func (m *Merger) move(ctx context.Context, by string, b desk.Belongings, from []desk.CardRef, to desk.CardRef) error {
	for _, id := range b.Customers {
		if _, err := m.Customers.ChangeCustomer(ctx, id, func(c desk.Customer) (desk.Customer, error) {
			if slices.Contains(from, c.Contact) {
				c.Contact = to
			}
			return c, nil
		}); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	for _, id := range b.Identities {
		for _, was := range from {
			if err := m.Merges.MoveClaim(ctx, id, was, to); err != nil {
				return err
			}
		}
	}
	for _, id := range b.Dialogs {
		if _, err := m.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			if slices.Contains(from, d.Contact) {
				d.Contact = to
			}
			return d, nil
		}); err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
	}
	for _, ref := range b.Cards {
		if err := m.moveCard(ctx, by, ref, from, to); err != nil {
			return err
		}
	}
	return nil
}

func (m *Merger) moveCard(ctx context.Context, by string, ref desk.CardRef, from []desk.CardRef, to desk.CardRef) error {
	return m.change(ctx, by, ref, func(c desk.Card) desk.Card {
		if slices.Contains(from, c.Contact) {
			c.Contact = to
		}
		return c
	})
}

// change stores what is made of a card, with what its timeline says of it. One that
// is gone, and one that stays as it is, needs nothing.
func (m *Merger) change(ctx context.Context, by string, ref desk.CardRef, change func(desk.Card) desk.Card) error {
	for try := 0; ; try++ {
		was, err := m.CRM.Card(ctx, ref)
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		card := change(was)
		es := card.Since(was, by, m.Now())
		if len(es) == 0 {
			return nil
		}
		can, err := m.CRM.Can(ctx, ref.Connection)
		if err != nil {
			return err
		}
		with := es
		if !can.Entries {
			with = nil
		}
		_, err = m.CRM.PutCard(ctx, card, with)
		if err == nil && with == nil {
			err = m.Annotations.AddEntries(ctx, es)
		}
		if !errors.Is(err, desk.ErrConflict) || try == work.Retries {
			return err
		}
	}
}
