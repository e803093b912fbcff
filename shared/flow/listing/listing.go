// Package listing keeps lists of dialogs: it hears what changed and has each dialog
// stand in the lists that it belongs in, so that they are read without looking at any
// other dialog. No message waits for it, and talking moves a dialog once in
// desk.ActivityStep at most.
//
// functions/feed and infra/local drive it.
package listing

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Entries keep where dialogs stand.
type Entries interface {
	// List has the dialog stand where it belongs as it is now, and be found by words,
	// which may be asked more than once; one that is gone stands nowhere, for good.
	// Idempotent, and safe whatever else is at work on the same dialog.
	List(ctx context.Context, id desk.DialogID, words func(context.Context, desk.Dialog) ([]string, error)) error
	// ListedWith are the dialogs that stand among a contact's.
	ListedWith(ctx context.Context, contact desk.CardRef, ask desk.PageAsk) (desk.Page[desk.DialogID], error)
	// EveryDialog there is, the newest first.
	EveryDialog(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error)
}

// Cards are those of the built-in CRM.
type Cards interface {
	// CardsAt reads cards at once, the zero Card for one that is not there.
	CardsAt(ctx context.Context, refs []desk.CardRef) ([]desk.Card, error)
	// ListCards are the newest first.
	ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error)
	// MarkChanged has a card stand among those of its kind by when it was changed last;
	// UnmarkChanged takes that of one away that is gone. Idempotent.
	MarkChanged(ctx context.Context, c desk.Card) error
	UnmarkChanged(ctx context.Context, ref desk.CardRef) error
}

// Lister keeps the lists. It makes them of what is now, not of what it is told, so
// hearing of a change again, late, or out of order leaves them as they shall be.
type Lister struct {
	Entries   Entries
	Customers flow.Customers
	Cards     Cards
	Words     func(string) []string // of a text, as they are looked for
}

// Changed implements feed.Consumer.
func (l *Lister) Changed(ctx context.Context, r desk.FeedRecord) error {
	switch {
	case r.Dialog != nil:
		return l.dialog(ctx, *r.Dialog)
	case r.Card != nil:
		return l.card(ctx, *r.Card)
	}
	return nil
}

// dialog lists a dialog, unless it stands where it stood. The change before this one
// has been heard of, or is kept to be told.
func (l *Lister) dialog(ctx context.Context, ch desk.Change[desk.Dialog]) error {
	d, _ := ch.Newest()
	if ch.Old != nil && ch.New != nil && ch.Old.ListedAlike(*ch.New) {
		return nil
	}
	return l.List(ctx, d.ID)
}

// List has a dialog stand where it belongs.
func (l *Lister) List(ctx context.Context, id desk.DialogID) error {
	if err := l.Entries.List(ctx, id, l.foundBy); err != nil {
		return fmt.Errorf("list %s: %w", id, err)
	}
	return nil
}

// foundBy are the words by which a dialog is found.
func (l *Lister) foundBy(ctx context.Context, d desk.Dialog) ([]string, error) {
	c, err := l.Customers.Customer(ctx, d.Customer)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return nil, err
	}
	var contact desk.Card
	if d.Contact.ID != "" && d.Contact.Connection == desk.ConnectionBuiltIn {
		cards, err := l.Cards.CardsAt(ctx, []desk.CardRef{d.Contact})
		if err != nil {
			return nil, err
		}
		contact = cards[0]
	}
	return desk.FoundBy(c, contact, l.Words), nil
}

// card notes when a card was changed, and lists the dialogs of a contact anew.
func (l *Lister) card(ctx context.Context, ch desk.Change[desk.Card]) error {
	var err error
	switch {
	case ch.New == nil:
		err = l.Cards.UnmarkChanged(ctx, ch.Old.Ref)
	case ch.Old == nil || !ch.Old.UpdatedAt.Equal(ch.New.UpdatedAt):
		err = l.Cards.MarkChanged(ctx, *ch.New)
	}
	if err != nil {
		return err
	}
	return l.contact(ctx, ch)
}

// contact lists the dialogs of a contact who is called otherwise now.
func (l *Lister) contact(ctx context.Context, ch desk.Change[desk.Card]) error {
	card, _ := ch.Newest()
	if card.Ref.Kind != desk.KindContact || ch.Old == nil || ch.New != nil && alike(*ch.Old, *ch.New) {
		return nil
	}
	return l.listWith(ctx, card.Ref)
}

// listWith lists the dialogs of a contact.
func (l *Lister) listWith(ctx context.Context, contact desk.CardRef) error {
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := l.Entries.ListedWith(ctx, contact, ask)
		if err != nil {
			return err
		}
		for _, id := range page.Items {
			if err := l.List(ctx, id); err != nil {
				return err
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return nil
		}
	}
}

func alike(a, b desk.Card) bool {
	for _, f := range []desk.FieldName{desk.ContactName, desk.IdentityPhone, desk.IdentityEmail} {
		if a.Values[f] != b.Values[f] {
			return false
		}
	}
	return true
}
