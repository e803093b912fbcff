package talk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Threads reads the threads of dialogs (D6).
type Threads interface {
	// Each hands over what was said in the dialog's thread, in order and without
	// notes, until do has had enough.
	Each(ctx context.Context, d desk.Dialog, do func(desk.Message) bool) error
}

// CaseMaker makes a case out of a chat (OP-17 … OP-25): of its whole thread
// (D6), open or closed.
//
// Repeating is harmless, whoever repeats: a thread has one case of ours, named
// after its first dialog, and what was cut off is made up for. What became of
// the case since stays as it is.
type CaseMaker struct {
	Dialogs     flow.Dialogs
	Customers   flow.Customers
	Config      flow.Config
	Fields      flow.Fields
	Cards       flow.Cards
	Threads     Threads
	Registry    flow.Registry
	Annotations flow.Annotations
	Jobs        flow.Jobs
	// Counterparts are operators as connected CRMs know them.
	Counterparts Counterparts
	Now          func() time.Time
}

// May refuses who may not change cases (forbidden), and everybody where there
// are none (cases_off, OP-17).
func (m *CaseMaker) May(ctx context.Context, by desk.Actor) error {
	if err := by.MustChange(desk.KindCase); err != nil {
		return err
	}
	s, err := m.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if !s.Cases {
		return desk.Refuse(desk.CodeCasesOff, "Cases are switched off. An administrator can switch them on in the settings, where the edition has them.")
	}
	return nil
}

// Make answers with the thread's case, and whether the thread had none before. ErrBusy:
// the dialog is so new that its contact is still being found.
func (m *CaseMaker) Make(ctx context.Context, by desk.Actor, id desk.DialogID) (card desk.Card, made bool, err error) {
	if err := m.May(ctx, by); err != nil {
		return desk.Card{}, false, err
	}
	d, err := m.last(ctx, id)
	if err != nil {
		return desk.Card{}, false, err
	}
	if err := by.MustReadDialog(d); err != nil {
		return desk.Card{}, false, err
	}
	c, err := m.Customers.Customer(ctx, d.Customer)
	if err != nil {
		return desk.Card{}, false, fmt.Errorf("customer %s: %w", d.Customer, err)
	}
	conn, err := m.connection(ctx, d)
	if err == nil {
		c.Contact, err = m.contact(ctx, d, c, conn)
	}
	if err != nil {
		return desk.Card{}, false, err
	}
	draft, err := m.draft(ctx, d, c, conn)
	if err != nil {
		return desk.Card{}, false, err
	}
	card, err = m.Registry.CreateCard(ctx, draft, "case:"+string(d.Root()))
	if err != nil {
		return desk.Card{}, false, fmt.Errorf("create case: %w", err)
	}
	made, err = m.bind(ctx, by, d.Root(), card)
	return card, made, err
}

// last is the dialog in which the thread goes on, or ended.
func (m *CaseMaker) last(ctx context.Context, id desk.DialogID) (desk.Dialog, error) {
	for {
		d, err := m.Dialogs.Dialog(ctx, id)
		if err != nil {
			return desk.Dialog{}, fmt.Errorf("dialog %s: %w", id, err)
		}
		if id = d.Continuation(); id == "" {
			return d, nil
		}
	}
}

// connection is the CRM that is to hold the case: the one of the dialog's contact, else
// its line's.
func (m *CaseMaker) connection(ctx context.Context, d desk.Dialog) (desk.ConnectionID, error) {
	if d.Contact.ID != "" {
		return d.Contact.Connection, nil
	}
	line, err := m.Config.Line(ctx, d.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // deleted since: the built-in one
		return "", fmt.Errorf("line %s: %w", d.Line, err)
	}
	return line.Connection, nil
}

// contact is the contact of the chat (OP-23). A dialog that is not bound yet is
// waited for, unless binding it was given up: then there is none.
func (m *CaseMaker) contact(ctx context.Context, d desk.Dialog, c desk.Customer, conn desk.ConnectionID) (desk.CardRef, error) {
	if d.Contact.ID != "" {
		return d.Contact, nil
	}
	if c.Contact.ID != "" && c.Contact.Connection == conn {
		return c.Contact, nil
	}
	ref, err := m.Registry.MadeFrom(ctx, conn, desk.KindContact, c.Origin())
	if err != nil || ref.ID != "" {
		return ref, err
	}
	wait, err := work.Binding(ctx, m.Jobs, d, m.Now())
	if err == nil && wait > 0 {
		err = fmt.Errorf("%w: dialog %s is not bound to a contact yet", desk.ErrBusy, d.ID)
	}
	return desk.CardRef{}, err
}

// draft is the case as it begins (OP-18 … OP-25), with the fields that the
// company's cases have.
func (m *CaseMaker) draft(ctx context.Context, d desk.Dialog, c desk.Customer, conn desk.ConnectionID) (desk.Card, error) {
	fields, err := m.Fields.Fields(ctx, conn, desk.KindCase)
	if err != nil {
		return desk.Card{}, fmt.Errorf("fields of a case: %w", err)
	}
	var o desk.Opening
	if err := m.Threads.Each(ctx, d, o.Take); err != nil {
		return desk.Card{}, err
	}
	company, account, err := m.account(ctx, c.Contact)
	if err != nil {
		return desk.Card{}, err
	}
	now := m.Now().UTC().Truncate(time.Microsecond)
	subject := o.Subject(c.Profile.Name)
	begins := map[desk.FieldName]desk.Value{
		desk.CaseSubject: subject, desk.CaseDescription: o.Description(), desk.CaseSource: desk.CaseFromChat,
		desk.CaseRegistered: desk.Value(now.Format(time.RFC3339)), desk.CaseState: desk.CaseNew,
		desk.CaseAccount: account, desk.CaseResponsible: desk.Value(d.Operator),
	}
	card := desk.Card{
		Ref: desk.CardRef{Kind: desk.KindCase, Connection: conn}, Title: string(subject), Contact: c.Contact, Company: company,
		Values: map[desk.FieldName]desk.Value{}, CreatedAt: now,
	}
	if conn != desk.ConnectionBuiltIn {
		o, u, err := m.Counterparts.Of(ctx, conn, d.Operator)
		if err != nil {
			return desk.Card{}, fmt.Errorf("who answers for the case: %w", err)
		}
		begins[desk.CaseResponsible] = desk.Value(cmp.Or(u.ID, o.Name))
		if u.ID != "" {
			card.Values[desk.CaseResponsible] = desk.Value(u.ID)
		}
	}
	for _, f := range fields {
		if v := begins[f.Name]; v != "" && f.Check(v) == nil {
			card.Values[f.Name] = v
		}
	}
	return card, nil
}

// account is the company of a contact, and its name (OP-24): a contact that is bound
// to none may have a name in its field.
func (m *CaseMaker) account(ctx context.Context, contact desk.CardRef) (desk.CardRef, desk.Value, error) {
	if contact.ID == "" {
		return desk.CardRef{}, "", nil
	}
	card, err := m.Cards.Card(ctx, contact)
	if err != nil {
		return desk.CardRef{}, "", fmt.Errorf("card %s: %w", contact, err)
	}
	if card.Company.ID == "" {
		return desk.CardRef{}, card.Values[desk.ContactCompany], nil
	}
	company, err := m.Cards.Card(ctx, card.Company)
	switch {
	case errors.Is(err, desk.ErrNotFound): // deleted in the CRM
		return desk.CardRef{}, card.Values[desk.ContactCompany], nil
	case err != nil:
		return desk.CardRef{}, "", fmt.Errorf("card %s: %w", card.Company, err)
	}
	return company.Ref, desk.Value(company.Title), nil
}

// bind binds the case to every dialog of the thread, also to one that it was
// handed over into meanwhile, and says whether the first was not bound to it yet.
func (m *CaseMaker) bind(ctx context.Context, by desk.Actor, root desk.DialogID, card desk.Card) (fresh bool, err error) {
	es := []desk.Entry{{
		ID: desk.Digest("t", card.Ref.String(), "created"), Card: card.Ref, At: card.CreatedAt, By: by.Name,
		Kind: desk.EntryCreated, Dialog: root,
	}}
	for id := root; id != ""; {
		d, err := m.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			now := d.Bind(card.Bound())
			if d.ID == root {
				fresh = len(now.Cards) > len(d.Cards)
			}
			return now, nil
		})
		if err != nil {
			return false, fmt.Errorf("bind %s: %w", id, err)
		}
		es = append(es, d.BoundEntry(card.Ref, by.Name, m.Now()))
		id = d.Continuation()
	}
	return fresh, m.Annotations.AddEntries(ctx, es)
}
