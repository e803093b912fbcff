package exports

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// AskPerson has all that is kept of one person written into a file, for who asks for it
// by law (BX-12): a contact on all lines, or a customer as one line knows them. For an
// administrator. Repeating is as harmless as with Ask. ErrNotFound: there is nobody.
func (r *Requester) AskPerson(ctx context.Context, by desk.Actor, id desk.ExportID, whom desk.Whom) (desk.Export, error) {
	if err := by.MustBe(); err != nil {
		return desk.Export{}, err
	}
	if err := r.there(ctx, whom); err != nil {
		return desk.Export{}, err
	}
	return r.begin(ctx, by, desk.Export{ID: id, Whom: whom, Format: desk.ExportJSON, Language: "en"})
}

// there refuses whom nobody knows, and a contact that went into another one: they are one
// person now.
func (r *Requester) there(ctx context.Context, whom desk.Whom) error {
	if whom.Contact.ID == "" {
		_, err := r.People.Customer(ctx, whom.Customer)
		return err
	}
	m, err := r.People.Merge(ctx, whom.Contact)
	if err == nil {
		return desk.Refuse(desk.CodeContactMerged, "The contact "+whom.Contact.String()+" was merged into "+m.Into.String()+": ask for that one.")
	}
	if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	if _, err = r.Cards.Card(ctx, whom.Contact); !errors.Is(err, desk.ErrNotFound) && !unconnected(err) {
		return err
	}
	page, err := r.People.CustomersOf(ctx, whom.Contact, desk.PageAsk{Limit: 1})
	if err == nil && len(page.Items) == 0 && page.Next == "" {
		err = fmt.Errorf("%s: %w", whom.Contact, desk.ErrNotFound)
	}
	return err
}

// unconnected says that a card's CRM is connected no more, so that nobody can ask it.
func unconnected(err error) bool {
	var no *desk.Refusal
	return errors.As(err, &no) && no.Code == desk.CodeNoConnection
}
