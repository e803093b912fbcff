package builtin

import (
	"context"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// How contacts are found by their fields (CH-14): below each identity lie the
// contacts whose fields say so, written with the card.

// customerOrigin begins desk.Customer's Origin. A contact that is made from one is
// known by what its customer claimed: what its fields were given need not be proven.
// It lies among those that are only like others (desk.ScopeTold), until a field is
// changed.
const customerOrigin = "customer:"

// maxFound is how many contacts are found by one identity: of more, the first made.
const maxFound = 50

// Find implements flow.Registry.
func (m CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	its, err := m.first(ctx, holderPK(id), preHolder)
	if err == nil && id.Scope == desk.ScopeTold {
		var told []store.Item
		told, err = m.first(ctx, holderPK(id), preTold)
		its = append(its, told...)
	}
	if err != nil {
		return nil, wrap(err, "contacts by their %s", id.Kind)
	}
	made := func(it store.Item) string { _, at, _ := strings.Cut(it.Str("sk"), "#"); return at }
	slices.SortStableFunc(its, func(a, b store.Item) int { return strings.Compare(made(a), made(b)) })
	return each(its[:min(len(its), maxFound)], func(it store.Item) desk.CardRef { return refFrom(it.Str("ref")) }), nil
}

// first are the first items of a partition that begin with prefix.
func (m CRM) first(ctx context.Context, pk, prefix string) ([]store.Item, error) {
	var out []store.Item
	for q := (store.Query{PK: pk, Prefix: prefix, Limit: maxFound, Strong: true}); ; {
		page, err := m.Engine.Query(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Items...)
		if q.After = page.Next; q.After == nil || len(out) >= maxFound {
			return out, nil
		}
	}
}

// identify are the operations that bring what a contact's fields say of whom it is
// up to date.
func identify(old, now desk.Card) []store.Op {
	before, after := old.Identities(), now.Identities()
	var ops []store.Op
	for _, id := range before {
		if !slices.Contains(after, id) {
			ops = append(ops, unnamed(id, now)...)
		}
	}
	for _, id := range after {
		if !slices.Contains(before, id) {
			ops = append(ops, named(holderKey(id, now), now))
		}
	}
	return ops
}

// said are the operations that bring it up to date where what is new was only said in a
// chat: the contact is like others by it, and nobody becomes it by it.
func said(old, now desk.Card) []store.Op {
	before, after := old.Identities(), now.Identities()
	var ops []store.Op
	for _, id := range before {
		if !slices.Contains(after, id) {
			ops = append(ops, unnamed(id, now)...)
		}
	}
	for _, id := range now.Likenesses() {
		if !slices.Contains(before, id) {
			ops = append(ops, named(toldKey(id, now), now))
		}
	}
	return ops
}

// told are the operations that keep what the fields of a contact say that is made
// from a customer.
func told(c desk.Card) []store.Op {
	return each(c.Likenesses(), func(id desk.Identity) store.Op { return named(toldKey(id, c), c) })
}

func named(k store.Key, c desk.Card) store.Op {
	return store.Put(store.Item{"pk": k.PK, "sk": k.SK, "ref": c.Ref.String()})
}

// unnamed take away that a contact is found by an identity.
func unnamed(id desk.Identity, c desk.Card) []store.Op {
	return []store.Op{store.Delete(holderKey(id, c)), store.Delete(toldKey(id, c))}
}
