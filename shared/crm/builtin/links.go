package builtin

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// A contact's leads, deals and cases lie beside it as links, each written with its
// card, and so do a company's contacts and cases.

// links are a card's places among its contact's cards, and its company's.
func links(c desk.Card) []store.Item {
	var out []store.Item
	for _, of := range []desk.CardRef{c.Contact, c.Company} {
		if of.ID == "" || of == c.Contact && c.Ref.Kind == desk.KindContact {
			continue
		}
		k := linkKey(of, c)
		it := store.Item{"pk": k.PK, "sk": k.SK, "ref": c.Ref.String(), "made": c.CreatedAt.UTC().Format(time.RFC3339Nano), "closed": c.Closed}
		if c.Pipeline != "" {
			it["pipeline"] = string(c.Pipeline)
		}
		out = append(out, it)
	}
	return out
}

// OpenCards implements flow.Registry. A case is about one chat: the contact's
// next ones are not bound to it.
func (m CRM) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	links, err := m.All(ctx, linksPK(contact), preLink)
	if err != nil {
		return nil, wrap(err, "cards of %s", contact)
	}
	var out []desk.BoundCard
	for _, it := range links {
		ref := refFrom(it.Str("ref"))
		if closed, _ := it["closed"].(bool); closed || ref.Kind == desk.KindCase {
			continue
		}
		made, err := time.Parse(time.RFC3339Nano, it.Str("made"))
		if err != nil {
			return nil, fmt.Errorf("card of %s: %w", contact, err)
		}
		out = append(out, desk.BoundCard{Ref: ref, CreatedAt: made, Pipeline: desk.PipelineID(it.Str("pipeline"))})
	}
	return out, nil
}

// CardsOf implements flow.CardIndex.
func (m CRM) CardsOf(ctx context.Context, contact desk.CardRef) ([]desk.CardRef, error) {
	its, err := m.All(ctx, linksPK(contact), preLink)
	return each(its, func(it store.Item) desk.CardRef { return refFrom(it.Str("ref")) }), wrap(err, "cards of %s", contact)
}

// relink are the operations that bring a card's places among others' cards up to
// date.
func relink(old, now desk.Card) []store.Op {
	before, after := links(old), links(now)
	if reflect.DeepEqual(before, after) {
		return nil
	}
	var ops []store.Op
	for _, it := range before {
		if !slices.ContainsFunc(after, func(x store.Item) bool { return x.Key() == it.Key() }) {
			ops = append(ops, store.Delete(it.Key()))
		}
	}
	for _, it := range after {
		if !slices.ContainsFunc(before, func(x store.Item) bool { return reflect.DeepEqual(x, it) }) {
			ops = append(ops, store.Put(it))
		}
	}
	return ops
}

// DropCard implements flow.CardIndex. What is beside the card goes first: a repeat
// finds the card, and its contact the card, as long as anything is left.
func (m CRM) DropCard(ctx context.Context, ref desk.CardRef) error {
	card, err := m.Card(ctx, ref)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, id := range card.Identities() {
		if _, err := m.Engine.Write(ctx, unnamed(id, card)...); err != nil {
			return wrap(err, "drop %s", ref)
		}
	}
	if ref.Kind == desk.KindContact || ref.Kind == desk.KindCompany {
		if err := m.TakeAll(ctx, linksPK(ref), preLink); err != nil {
			return wrap(err, "drop %s", ref)
		}
	}
	if err := m.TakeAll(ctx, store.CardPK(ref), store.ChangeKey(ref, "").SK); err != nil {
		return wrap(err, "drop %s", ref)
	}
	ops := []store.Op{store.Delete(cardKey(ref))}
	for _, it := range links(card) {
		ops = append(ops, store.Delete(it.Key()))
	}
	_, err = m.Engine.Write(ctx, ops...)
	return wrap(err, "drop %s", ref)
}
