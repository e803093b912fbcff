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
// else comes meanwhile makes the same card. Its other end lies beside the contact:
// by it an erasure finds the claim, whatever became of the line since.

// customerOrigin begins the origins from which Meet has contacts made. Such a
// contact is known by its claims: what its fields were given need not be proven,
// and what was proven need not be written twice.
const customerOrigin = "customer:"

// Meet implements flow.Registry.
func (s Store) Meet(ctx context.Context, c desk.Customer, ids []desk.Identity) (desk.CardRef, string, error) {
	for range maxRaces {
		known, taken, err := s.knows(ctx, c.Contact, ids)
		if err != nil {
			return desk.CardRef{}, "", wrap(err, "contact of %s", c.ID)
		}
		own := c.Origin()
		ref, origin := refFrom(known.Str("ref")), known.Str("origin")
		if known == nil {
			ref, origin = originRef(desk.KindContact, own), own
		}
		raced, err := s.claim(ctx, ids, taken, ref.String(), origin)
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

// knows is the contact that the customer has, else the surest entry that one of the
// identities has, nil if none has any; and which of them are claimed.
func (s Store) knows(ctx context.Context, contact desk.CardRef, ids []desk.Identity) (best Item, taken []bool, err error) {
	if contact.ID != "" {
		best = Item{"ref": contact.String()}
	}
	taken = make([]bool, len(ids))
	for i, id := range ids {
		entries, err := s.all(ctx, identityPK(id), "")
		if err != nil {
			return nil, nil, err
		}
		var claimed, holder Item
		var elsewhere []string // contacts that have this id from another scope
		for _, it := range entries {
			switch scope, claim := strings.CutPrefix(it.Str("sk"), preClaim); {
			case claim && scope == id.Scope:
				claimed = it
			case claim:
				elsewhere = append(elsewhere, it.Str("ref"))
			}
		}
		for _, it := range entries {
			if strings.HasPrefix(it.Str("sk"), preHolder) && holder == nil && !slices.Contains(elsewhere, it.Str("ref")) {
				holder = it
			}
		}
		for _, it := range []Item{claimed, holder} {
			if best == nil && it != nil {
				best = it
			}
		}
		taken[i] = claimed != nil
	}
	return best, taken, nil
}

// claim claims the identities that nobody has for a contact, all or none: where
// another call was faster with one of them, the others may be that contact's, too.
func (s Store) claim(ctx context.Context, ids []desk.Identity, taken []bool, ref, origin string) (raced bool, err error) {
	var ops []Op
	for i, id := range ids {
		if taken[i] {
			continue
		}
		k := claimKey(id)
		it := Item{"pk": k.PK, "sk": k.SK, "ref": ref}
		if origin != "" {
			it["origin"] = origin
		}
		ops = append(ops, Put(it, Missing("pk")), Put(newKnown(refFrom(ref), id)))
	}
	if len(ops) == 0 {
		return false, nil
	}
	if _, err = s.Engine.Write(ctx, ops...); lostRace(err) {
		return true, nil
	}
	return false, err
}

// newKnown is the other end of a claim.
func newKnown(contact desk.CardRef, id desk.Identity) Item {
	return Item{
		"pk": linksPK(contact), "sk": preKnown + id.Kind + "#" + id.Scope + "#" + id.Value,
		"kind": id.Kind, "scope": id.Scope, "value": id.Value,
	}
}

// unclaim are the operations that take claims of a contact away, but for those of
// values that are kept.
func (s Store) unclaim(ctx context.Context, contact desk.CardRef, keep map[string]bool) ([]Op, error) {
	known, err := s.all(ctx, linksPK(contact), preKnown)
	var ops []Op
	for _, it := range known {
		id := desk.Identity{Kind: it.Str("kind"), Scope: it.Str("scope"), Value: it.Str("value")}
		if !keep[id.Value] {
			ops = append(ops, Delete(claimKey(id)), Delete(it.Key()))
		}
	}
	return ops, err
}

// claimsOf are the operations that take away by what a contact is known because of
// a customer who goes: all of it, but for what is another customer's, too, who is
// not the one to be left out.
func (s Store) claimsOf(ctx context.Context, c desk.Customer, without desk.CustomerID) ([]Op, error) {
	contact := c.Contact
	if contact.ID == "" { // whoever bound them died between the claim and the contact
		contact = originRef(desk.KindContact, c.Origin())
	}
	keep := map[string]bool{}
	for ask := (desk.PageAsk{Limit: 100}); ; {
		page, err := s.CustomersOf(ctx, contact, ask)
		if err != nil {
			return nil, err
		}
		for _, other := range page.Items {
			if p := other.Profile; other.ID != without {
				keep[p.User], keep[p.Also], keep[p.Phone], keep[strings.ToLower(p.Email)] = true, true, true, true
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return s.unclaim(ctx, contact, keep)
		}
	}
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
