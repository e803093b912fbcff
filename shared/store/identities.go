package store

import (
	"context"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// How contacts are found (CH-14). Below each identity lie the contacts whose
// fields say so, written with the card, and the claim of the contact that a
// customer with this identity was bound to, one for each scope. A claim is made
// before its contact and names the origin from which the card is made: whoever
// else comes meanwhile makes the same card.

// customerOrigin begins the origins from which Meet has contacts made. Such a
// contact is known by its claims: what its fields were given need not be proven,
// and what was proven need not be written twice.
const customerOrigin = "customer:"

// Meet implements flow.Registry.
func (s Store) Meet(ctx context.Context, c desk.Customer, ids []desk.Identity) (desk.CardRef, string, error) {
	for range maxRaces {
		known, ours, err := s.knows(ctx, ids)
		if err != nil {
			return desk.CardRef{}, "", wrap(err, "contact of %s", c.ID)
		}
		own := c.Origin()
		ref, origin := refFrom(known.Str("ref")), known.Str("origin")
		if known == nil {
			ref, origin = originRef(desk.Contact, own), own
		}
		raced, err := s.claim(ctx, ids, ours, ref.String(), origin)
		if err != nil {
			return desk.CardRef{}, "", wrap(err, "claim the contact of %s", c.ID)
		}
		switch {
		case raced:
			continue
		case known == nil: // a card that is there all the same is met in the making
			return desk.CardRef{}, own, nil
		}
		it, err := s.Engine.Get(ctx, cardKey(ref), true)
		if err != nil || it != nil {
			return ref, origin, wrap(err, "contact %s", ref)
		}
		if origin == "" { // the card whose field said so is gone
			origin = own
		}
		return desk.CardRef{}, origin, nil
	}
	return desk.CardRef{}, "", busy("claim a contact")
}

// knows is the surest entry that one of the identities has, nil if none has any,
// and each identity's claim.
func (s Store) knows(ctx context.Context, ids []desk.Identity) (best Item, claims []Item, err error) {
	claims = make([]Item, len(ids))
	for i, id := range ids {
		entries, err := s.all(ctx, identityPK(id), "")
		if err != nil {
			return nil, nil, err
		}
		var elsewhere []string // contacts that have this id from another scope
		for _, it := range entries {
			switch scope, claim := strings.CutPrefix(it.Str("sk"), preClaim); {
			case claim && scope == id.Scope:
				claims[i] = it
			case claim:
				elsewhere = append(elsewhere, it.Str("ref"))
			}
		}
		if best == nil {
			best = claims[i]
		}
		for _, it := range entries {
			if strings.HasPrefix(it.Str("sk"), preHolder) && best == nil && !slices.Contains(elsewhere, it.Str("ref")) {
				best = it
			}
		}
	}
	return best, claims, nil
}

// claim claims the identities that nobody has for a contact. It stops where
// somebody was faster.
func (s Store) claim(ctx context.Context, ids []desk.Identity, have []Item, ref, origin string) (raced bool, err error) {
	for i, id := range ids {
		if have[i] != nil {
			continue
		}
		it := Item{"pk": identityPK(id), "sk": preClaim + id.Scope, "ref": ref}
		if origin != "" {
			it["origin"] = origin
		}
		old, err := s.create(ctx, it)
		if err != nil || old != nil && old.Str("ref") != ref {
			return err == nil, err
		}
	}
	return false, nil
}

// identify are the operations that bring what a contact's fields say of whom it is
// up to date.
func identify(old, now desk.Card) []Op {
	before, after := old.Identities(), now.Identities()
	var ops []Op
	for _, id := range before {
		if !slices.Contains(after, id) {
			ops = append(ops, Delete(holderKey(id, now)))
		}
	}
	for _, id := range after {
		if !slices.Contains(before, id) {
			k := holderKey(id, now)
			ops = append(ops, Put(Item{"pk": k.PK, "sk": k.SK, "ref": now.Ref.String()}))
		}
	}
	return ops
}
