// Package crms leads each call to the CRM of its connection, and makes up for what
// that CRM can't promise: so the verbs are written once, as if every CRM compared
// and set. Mains put one together out of the plugs in shared/crm.
package crms

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// CRMs are the CRMs by their connections. It implements flow.CRM. A connection that
// nobody made is refused (no_connection).
type CRMs struct {
	Plugs map[desk.ConnectionID]flow.CRM // those that are there without being made
	// Open is the plug of a connection that the company made. ErrNotFound. Nil: there
	// are none.
	Open func(ctx context.Context, c desk.ConnectionID) (flow.CRM, error)
	// Changes is for the plugs that keep none: those without CompareAndSet.
	Changes flow.Changes
	// Margins is where a card is marked unsure; nil: nowhere.
	Margins flow.Annotations
	Now     func() time.Time
	// Operators are the users of the built-in CRM; nil: it has none.
	Operators func(ctx context.Context) ([]desk.Operator, error)
}

// of is the plug of a connection, and what it can promise.
func (m CRMs) of(ctx context.Context, c desk.ConnectionID) (plug flow.CRM, can desk.Capabilities, err error) {
	plug, err = m.plug(ctx, c)
	if err == nil {
		can, err = plug.Can(ctx, c)
	}
	return plug, can, err
}

func (m CRMs) plug(ctx context.Context, c desk.ConnectionID) (flow.CRM, error) {
	if plug, ok := m.Plugs[c]; ok {
		return plug, nil
	}
	if m.Open != nil {
		plug, err := m.Open(ctx, c)
		if !errors.Is(err, desk.ErrNotFound) {
			return plug, err
		}
	}
	return nil, desk.Refuse(desk.CodeNoConnection, "There is no CRM connected as "+string(c)+", or no longer.")
}

// Can implements flow.CRM.
func (m CRMs) Can(ctx context.Context, c desk.ConnectionID) (desk.Capabilities, error) {
	_, can, err := m.of(ctx, c)
	return can, err
}

// Card implements flow.Cards.
func (m CRMs) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	plug, err := m.plug(ctx, ref.Connection)
	if err != nil {
		return desk.Card{}, err
	}
	return plug.Card(ctx, ref)
}

// CreateCard implements flow.Registry and flow.CardDesk, in a CRM that does not create once,
// too. A lead is a deal where there are no leads.
func (m CRMs) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	if c.Ref.ID != "" || !c.Ref.Kind.Known() {
		return desk.Card{}, fmt.Errorf("%w: a new card has a kind and no id", desk.ErrInvalid)
	}
	plug, can, err := m.of(ctx, c.Ref.Connection)
	if err != nil {
		return desk.Card{}, err
	}
	c.Ref.Kind = can.Of(c.Ref.Kind)
	if origin != "" && !can.CreateOnce {
		return m.createOnce(ctx, plug, c, origin)
	}
	return plug.CreateCard(ctx, c, origin)
}

// MadeFrom implements flow.Registry.
func (m CRMs) MadeFrom(ctx context.Context, c desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	plug, can, err := m.of(ctx, c)
	if err != nil {
		return desk.CardRef{}, err
	}
	return plug.MadeFrom(ctx, c, can.Of(k), origin)
}

// Find implements flow.Registry.
func (m CRMs) Find(ctx context.Context, c desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	plug, err := m.plug(ctx, c)
	if err != nil {
		return nil, err
	}
	return plug.Find(ctx, c, id)
}

// OpenCards implements flow.Registry: the newest of them, since a dialog keeps what it is
// bound to with its head.
func (m CRMs) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	plug, err := m.plug(ctx, contact.Connection)
	if err != nil {
		return nil, err
	}
	all, err := plug.OpenCards(ctx, contact)
	return desk.NewestBound(all), err
}

// Pipelines implements flow.CardDesk.
func (m CRMs) Pipelines(ctx context.Context, c desk.ConnectionID) ([]desk.Pipeline, error) {
	plug, err := m.plug(ctx, c)
	if err != nil {
		return nil, err
	}
	return plug.Pipelines(ctx, c)
}

// ListCards implements flow.CardIndex.
func (m CRMs) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	plug, err := m.plug(ctx, f.Connection)
	if err != nil {
		return desk.Page[desk.Card]{}, err
	}
	if f.Connection == desk.ConnectionBuiltIn { // its cursors are places in its list
		return plug.ListCards(ctx, f, ask)
	}
	return listOnce(ctx, plug, f, ask)
}

// CardsOf implements flow.CardIndex.
func (m CRMs) CardsOf(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error) {
	plug, err := m.plug(ctx, contact.Connection)
	if err != nil {
		return nil, err
	}
	return plug.CardsOf(ctx, contact)
}

// DropCard implements flow.CardIndex.
func (m CRMs) DropCard(ctx context.Context, ref desk.CardRef) error {
	plug, err := m.plug(ctx, ref.Connection)
	if err != nil {
		return err
	}
	return plug.DropCard(ctx, ref)
}

// Fields implements flow.Fields.
func (m CRMs) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	plug, err := m.plug(ctx, c)
	if err != nil {
		return nil, err
	}
	return plug.Fields(ctx, c, k)
}

// Users implements flow.Users: those of the built-in CRM are the operators.
func (m CRMs) Users(ctx context.Context, c desk.ConnectionID) (all []desk.CRMUser, err error) {
	plug, err := m.plug(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case c != desk.ConnectionBuiltIn:
		all, err = plug.Users(ctx, c)
	case m.Operators != nil:
		all, err = m.operators(ctx)
	}
	all = slices.DeleteFunc(all, func(u desk.CRMUser) bool { return u.ID == "" })
	desk.SortUsers(all)
	return all[:min(len(all), desk.MaxCRMUsers)], err
}

func (m CRMs) operators(ctx context.Context) (all []desk.CRMUser, err error) {
	have, err := m.Operators(ctx)
	for _, o := range have {
		all = append(all, desk.CRMUser{ID: string(o.ID), Name: o.Name, Email: o.Email, Off: o.Off()})
	}
	return all, err
}

// Goods are the rows of what was bought with deals of one connection, by the deals, at most
// desk.MaxGoods of them all; none where such a CRM does not tell them. Names are cut.
func (m CRMs) Goods(ctx context.Context, c desk.ConnectionID, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error) {
	plug, err := m.plug(ctx, c)
	for err == nil {
		switch p := plug.(type) {
		case interface {
			Goods(ctx context.Context, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error)
		}:
			all, err := p.Goods(ctx, deals)
			return desk.FewGoods(deals, all), err
		case Used:
			plug = p.CRM
		case *Kept:
			plug = p.CRM
		case Named:
			plug = p.CRM
		default:
			return nil, nil
		}
	}
	return nil, err
}
