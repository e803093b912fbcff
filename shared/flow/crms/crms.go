// Package crms leads each call to the CRM of its connection, and makes up for what
// that CRM can't promise: so the verbs are written once, as if every CRM compared
// and set. Mains put one together out of the plugs in shared/crm.
package crms

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// CRMs are the CRMs by their connections. It implements flow.CRM. A connection that
// nobody made is refused (no_connection).
type CRMs struct {
	Plugs map[desk.ConnectionID]flow.CRM
	// Changes is for the plugs that keep none: those without CompareAndSet.
	Changes flow.Changes
}

// of is the plug of a connection.
func (m CRMs) of(c desk.ConnectionID) (flow.CRM, error) {
	if plug, ok := m.Plugs[c]; ok {
		return plug, nil
	}
	return nil, desk.Refuse(desk.CodeNoConnection, "There is no CRM connected as "+string(c)+", or no longer.")
}

// Can implements flow.CRM.
func (m CRMs) Can(c desk.ConnectionID) desk.Capabilities {
	if plug, ok := m.Plugs[c]; ok {
		return plug.Can(c)
	}
	return desk.Capabilities{}
}

// Card implements flow.Cards.
func (m CRMs) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	plug, err := m.of(ref.Connection)
	if err != nil {
		return desk.Card{}, err
	}
	return plug.Card(ctx, ref)
}

// CreateCard implements flow.Registry and flow.CardDesk. A CRM that does not create
// once is looked into first, so a repeat finds what was made and not told; only two
// who ask in the same moment may make two.
func (m CRMs) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	if c.Ref.ID != "" || !c.Ref.Kind.Known() {
		return desk.Card{}, fmt.Errorf("%w: a new card has a kind and no id", desk.ErrInvalid)
	}
	plug, err := m.of(c.Ref.Connection)
	if err != nil {
		return desk.Card{}, err
	}
	if origin != "" && !plug.Can(c.Ref.Connection).CreateOnce {
		made, err := plug.MadeFrom(ctx, c.Ref.Connection, c.Ref.Kind, origin)
		if err != nil {
			return desk.Card{}, err
		}
		if made.ID != "" {
			return plug.Card(ctx, made)
		}
	}
	return plug.CreateCard(ctx, c, origin)
}

// MadeFrom implements flow.Registry.
func (m CRMs) MadeFrom(ctx context.Context, c desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	plug, err := m.of(c)
	if err != nil {
		return desk.CardRef{}, err
	}
	return plug.MadeFrom(ctx, c, k, origin)
}

// Find implements flow.Registry.
func (m CRMs) Find(ctx context.Context, c desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	plug, err := m.of(c)
	if err != nil {
		return nil, err
	}
	return plug.Find(ctx, c, id)
}

// OpenCards implements flow.Registry.
func (m CRMs) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	plug, err := m.of(contact.Connection)
	if err != nil {
		return nil, err
	}
	return plug.OpenCards(ctx, contact)
}

// Pipelines implements flow.CardDesk.
func (m CRMs) Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error) {
	plug, err := m.of(c)
	if err != nil {
		return nil, err
	}
	return plug.Pipelines(ctx, c)
}

// ListCards implements flow.CardIndex.
func (m CRMs) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	plug, err := m.of(f.Connection)
	if err != nil {
		return desk.Page[desk.Card]{}, err
	}
	return plug.ListCards(ctx, f, ask)
}

// CardsOf implements flow.CardIndex.
func (m CRMs) CardsOf(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error) {
	plug, err := m.of(contact.Connection)
	if err != nil {
		return nil, err
	}
	return plug.CardsOf(ctx, contact)
}

// DropCard implements flow.CardIndex.
func (m CRMs) DropCard(ctx context.Context, ref desk.CardRef) error {
	plug, err := m.of(ref.Connection)
	if err != nil {
		return err
	}
	return plug.DropCard(ctx, ref)
}

// Fields implements flow.Fields.
func (m CRMs) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	plug, err := m.of(c)
	if err != nil {
		return nil, err
	}
	return plug.Fields(ctx, c, k)
}
