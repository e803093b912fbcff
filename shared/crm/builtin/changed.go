package builtin

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// Cards by when they were changed last, for those who poll: an entry for each, which
// the feed writes after the card.

func changedKey(r desk.CardRef) store.Key {
	return store.Key{PK: "CARDS#" + string(r.Kind), SK: r.ID}
}

// MarkChanged has a card stand among those of its kind by when it was changed last, if
// it does not stand there by a later change. Idempotent.
func (m CRM) MarkChanged(ctx context.Context, c desk.Card) error {
	k := changedKey(c.Ref)
	it := store.Item{"pk": k.PK, "sk": k.SK, store.BySeq: c.UpdatedAt.UnixMicro()}
	// A card that was changed stands there already, one that was made does not: so it is
	// one write, as a rule.
	conds := []store.Cond{store.Less(store.BySeq, c.UpdatedAt.UnixMicro()), store.Missing(store.BySeq)}
	if !c.UpdatedAt.After(c.CreatedAt) {
		conds[0], conds[1] = conds[1], conds[0]
	}
	var err error
	for _, cond := range conds {
		if _, err = m.Engine.Write(ctx, store.Put(it, cond)); !errors.Is(err, desk.ErrConflict) {
			return wrap(err, "mark %s as changed", c.Ref)
		}
	}
	return nil // it stands by this change, or by a later one
}

// UnmarkChanged takes the entry of a card away that is gone. Idempotent.
func (m CRM) UnmarkChanged(ctx context.Context, ref desk.CardRef) error {
	_, err := m.Engine.Write(ctx, store.Delete(changedKey(ref)))
	return wrap(err, "take the entry of %s away", ref)
}

// changed is a page of the cards that were changed from a moment on, the first changed
// first. One that is changed meanwhile comes again, further on.
func (m CRM) changed(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	var out desk.Page[desk.Card]
	found, next, err := m.Walk(ctx, store.Query{Index: store.BySeq, PK: changedKey(desk.CardRef{Kind: f.Kind}).PK, From: f.ChangedSince.UnixMicro()}, ask)
	if err != nil {
		return out, err
	}
	its, err := m.Fetch(ctx, each(found, func(it store.Item) store.Key {
		return cardKey(desk.CardRef{Kind: f.Kind, ID: it.Str("sk")})
	}), false)
	if err != nil {
		return out, err
	}
	cards, ok, err := store.ReadAll(its, cardFrom, f.Has)
	for i, c := range cards {
		if ok[i] {
			out.Items = append(out.Items, c)
		}
	}
	out.Next = next
	return out, err
}
