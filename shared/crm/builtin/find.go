package builtin

import (
	"context"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// How contacts are found by their fields (CH-14): below each identity lie the
// contacts whose fields say so, written with the card.

// customerOrigin begins desk.Customer's Origin. A contact that is made from one is
// known by what its customer claimed: what its fields were given need not be
// proven, and what was proven need not be written twice.
const customerOrigin = "customer:"

// Find implements flow.Registry.
func (m CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	its, err := m.All(ctx, holderPK(id), preHolder)
	return each(its, func(it store.Item) desk.CardRef { return refFrom(it.Str("ref")) }), wrap(err, "contacts by their %s", id.Kind)
}

// identify are the operations that bring what a contact's fields say of whom it is
// up to date.
func identify(old, now desk.Card) []store.Op {
	before, after := old.Identities(), now.Identities()
	var ops []store.Op
	for _, id := range before {
		if !slices.Contains(after, id) {
			ops = append(ops, store.Delete(holderKey(id, now)))
		}
	}
	for _, id := range after {
		if !slices.Contains(before, id) {
			k := holderKey(id, now)
			ops = append(ops, store.Put(store.Item{"pk": k.PK, "sk": k.SK, "ref": now.Ref.String()}))
		}
	}
	return ops
}
