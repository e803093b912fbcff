package crms

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Named is a connected CRM that says of itself which it is where it fails: so whoever is
// told does not think that it is us.
type Named struct {
	CRM        flow.CRM
	Connection desk.ConnectionID
	// LetIn, if set, is told why the CRM lets us in no more, or, without a reason, that it
	// did.
	LetIn func(ctx context.Context, why desk.Code)
}

// named is what went wrong, with whose fault it is. What has words of its own for people
// keeps them.
func (m Named) named(ctx context.Context, err error) error {
	if why := desk.ShutOut(err); why != "" && m.LetIn != nil {
		m.LetIn(ctx, why)
	}
	var later *desk.Later
	var no *desk.Refusal
	if !errors.Is(err, desk.ErrBusy) || errors.As(err, &later) || errors.As(err, &no) {
		return err
	}
	return &desk.Away{Connection: m.Connection, Cause: err}
}

// asked is named for what no plug answers without having asked the CRM.
func (m Named) asked(ctx context.Context, err error) error {
	if err == nil && m.LetIn != nil {
		m.LetIn(ctx, "")
	}
	return m.named(ctx, err)
}

// Can implements flow.CRM.
func (m Named) Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error) {
	can, err := m.CRM.Can(ctx, c)
	return can, m.named(ctx, err)
}

// Card implements flow.Cards.
func (m Named) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	c, err := m.CRM.Card(ctx, ref)
	return c, m.asked(ctx, err)
}

// ChangeCard implements flow.Cards.
func (m Named) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	done, err := m.CRM.ChangeCard(ctx, ch)
	return done, m.asked(ctx, err)
}

// CreateCard implements flow.Registry and flow.CardDesk.
func (m Named) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	made, err := m.CRM.CreateCard(ctx, c, origin)
	return made, m.asked(ctx, err)
}

// MadeFrom implements flow.Registry.
func (m Named) MadeFrom(ctx context.Context, c desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	ref, err := m.CRM.MadeFrom(ctx, c, k, origin)
	return ref, m.named(ctx, err)
}

// Find implements flow.Registry.
func (m Named) Find(ctx context.Context, c desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	refs, err := m.CRM.Find(ctx, c, id)
	return refs, m.named(ctx, err)
}

// OpenCards implements flow.Registry.
func (m Named) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	cards, err := m.CRM.OpenCards(ctx, contact)
	return cards, m.named(ctx, err)
}

// PutCard implements flow.CardDesk.
func (m Named) PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error) {
	put, err := m.CRM.PutCard(ctx, c, es)
	return put, m.named(ctx, err)
}

// Pipelines implements flow.CardDesk.
func (m Named) Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error) {
	all, err := m.CRM.Pipelines(ctx, c)
	return all, m.named(ctx, err)
}

// ListCards implements flow.CardIndex.
func (m Named) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	page, err := m.CRM.ListCards(ctx, f, ask)
	return page, m.asked(ctx, err)
}

// CardsOf implements flow.CardIndex.
func (m Named) CardsOf(ctx context.Context, of desk.CardRef) ([]desk.CardRef, error) {
	refs, err := m.CRM.CardsOf(ctx, of)
	return refs, m.named(ctx, err)
}

// DropCard implements flow.CardIndex.
func (m Named) DropCard(ctx context.Context, ref desk.CardRef) error {
	return m.named(ctx, m.CRM.DropCard(ctx, ref))
}

// Fields implements flow.Fields.
func (m Named) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	all, err := m.CRM.Fields(ctx, c, k)
	return all, m.named(ctx, err)
}

// Users implements flow.Users.
func (m Named) Users(ctx context.Context, c desk.ConnectionID) ([]desk.CRMUser, error) {
	all, err := m.CRM.Users(ctx, c)
	return all, m.named(ctx, err)
}

// AddNote implements flow.Timelines.
func (m Named) AddNote(ctx context.Context, n desk.CardNote) error {
	return m.named(ctx, m.CRM.AddNote(ctx, n))
}

// TakeNote implements flow.Timelines.
func (m Named) TakeNote(ctx context.Context, card desk.CardRef, mark string) error {
	return m.named(ctx, m.CRM.TakeNote(ctx, card, mark))
}

// SetItem implements flow.Timelines.
func (m Named) SetItem(ctx context.Context, i desk.CardItem) error {
	return m.named(ctx, m.CRM.SetItem(ctx, i))
}

// PersonNamed implements flow.Timelines.
func (m Named) PersonNamed(ctx context.Context, c desk.ConnectionID, id string) (string, error) {
	name, err := m.CRM.PersonNamed(ctx, c, id)
	return name, m.named(ctx, err)
}

// StartProcess implements flow.Processes.
func (m Named) StartProcess(ctx context.Context, p desk.CardProcess) error {
	return m.named(ctx, m.CRM.StartProcess(ctx, p))
}

// SetTask implements flow.Timelines.
func (m Named) SetTask(ctx context.Context, t desk.CardTask) error {
	return m.named(ctx, m.CRM.SetTask(ctx, t))
}
