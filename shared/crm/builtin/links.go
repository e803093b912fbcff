package builtin

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// A contact's leads, deals and cases lie beside it as links, each written with its
// card.

// newLink is a lead's, deal's or case's place among its contact's; nil if it has
// none.
func newLink(c desk.Card) store.Item {
	if c.Contact.ID == "" || c.Ref.Kind == desk.KindContact {
		return nil
	}
	k := linkKey(c)
	it := store.Item{"pk": k.PK, "sk": k.SK, "ref": c.Ref.String(), "made": c.CreatedAt.UTC().Format(time.RFC3339Nano), "closed": c.Closed}
	if c.Pipeline != "" {
		it["pipeline"] = string(c.Pipeline)
	}
	return it
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

// relink are the operations that bring a card's place among its contact's cards
// up to date.
func relink(old, now desk.Card) []store.Op {
	before, after := newLink(old), newLink(now)
	var ops []store.Op
	if reflect.DeepEqual(before, after) {
		return nil
	}
	if before != nil && (after == nil || before.Key() != after.Key()) {
		ops = append(ops, store.Delete(before.Key()))
	}
	if after != nil {
		ops = append(ops, store.Put(after))
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
	if ref.Kind == desk.KindContact {
		if err := m.TakeAll(ctx, linksPK(ref), preLink); err != nil {
			return wrap(err, "drop %s", ref)
		}
	}
	if err := m.TakeAll(ctx, store.CardPK(ref), store.ChangeKey(ref, "").SK); err != nil {
		return wrap(err, "drop %s", ref)
	}
	ops := []store.Op{store.Delete(cardKey(ref))}
	if link := newLink(card); link != nil {
		ops = append(ops, store.Delete(link.Key()))
	}
	_, err = m.Engine.Write(ctx, ops...)
	return wrap(err, "drop %s", ref)
}
