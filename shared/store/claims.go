package store

import (
	"context"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Whose the identities of customers are (CH-14), in each connection's CRM. Below
// each identity lies the claim of the contact that a customer with this identity
// was bound to, one for each scope. A claim is made before its contact and names
// the origin from which the contact is made: whoever else comes meanwhile makes the
// same one. Its other end lies beside the contact, or, as long as the CRM has not
// told which that is, beside its desk.OriginRef: by it an erasure finds the claim,
// whatever became of the line since.

// Claimed implements flow.Claims.
func (s Store) Claimed(ctx context.Context, conn desk.ConnectionID, ids []desk.Identity) (map[desk.Identity]desk.Claim, error) {
	out := map[desk.Identity]desk.Claim{}
	if len(ids) == 0 {
		return out, nil
	}
	its, err := s.Engine.BatchGet(ctx, each(ids, func(id desk.Identity) Key { return claimKey(conn, id) }), true)
	if err != nil {
		return nil, wrap(err, "claims")
	}
	for i, it := range its {
		if it != nil {
			out[ids[i]] = claimFrom(conn, it)
		}
	}
	return out, nil
}

func claimFrom(conn desk.ConnectionID, it Item) desk.Claim {
	c := desk.Claim{Contact: refFrom(it.Str("ref")), Origin: it.Str("origin")}
	if c.Contact.Connection != conn { // only its name until it is made
		c.Contact = desk.CardRef{}
	}
	return c
}

// Claim implements flow.Claims.
func (s Store) Claim(ctx context.Context, conn desk.ConnectionID, ids []desk.Identity, c desk.Claim) (map[desk.Identity]desk.Claim, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var ops []Op
	for _, id := range ids {
		ops = append(ops, Put(newClaim(conn, id, c), Missing("pk")), Put(newKnown(conn, id, c.Named())))
	}
	_, err := s.Engine.Write(ctx, ops...)
	if !lostRace(err) {
		return nil, wrap(err, "claim identities")
	}
	others := map[desk.Identity]desk.Claim{}
	for i, id := range ids {
		if old, met := conditionFailed(err, 2*i); met && old != nil {
			others[id] = claimFrom(conn, old)
		}
	}
	if len(others) == 0 { // what stood there is gone again
		return nil, busy("claim identities")
	}
	return others, nil
}

func newClaim(conn desk.ConnectionID, id desk.Identity, c desk.Claim) Item {
	k := claimKey(conn, id)
	it := Item{"pk": k.PK, "sk": k.SK, "ref": c.Named().String()}
	if c.Origin != "" {
		it["origin"] = c.Origin
	}
	return it
}

// newKnown is the other end of a claim.
func newKnown(conn desk.ConnectionID, id desk.Identity, contact desk.CardRef) Item {
	it := Item{
		"pk": ContactPK(contact), "sk": preKnown + id.Kind + "#" + id.Scope + "#" + id.Value,
		"kind": id.Kind, "scope": id.Scope, "value": id.Value,
	}
	if conn != desk.ConnectionBuiltIn {
		it["connection"] = string(conn)
	}
	return it
}

func knownFrom(it Item) (desk.ConnectionID, desk.Identity) {
	return desk.ConnectionID(it.Str("connection")), desk.Identity{Kind: it.Str("kind"), Scope: it.Str("scope"), Value: it.Str("value")}
}

// Elsewhere implements flow.Claims.
func (s Store) Elsewhere(ctx context.Context, conn desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	its, err := s.all(ctx, IdentityPK(id), preClaim)
	if err != nil {
		return nil, wrap(err, "claims")
	}
	var out []desk.CardRef
	for _, it := range its {
		if c := claimFrom(conn, it); it.Str("sk") != claimKey(conn, id).SK && c.Contact.ID != "" {
			out = append(out, c.Contact)
		}
	}
	return out, nil
}

// SettleClaims implements flow.Claims. Each claim moves with its other end: a repeat goes
// on where it was cut off.
func (s Store) SettleClaims(ctx context.Context, conn desk.ConnectionID, was desk.Claim, now desk.CardRef) error {
	known, err := s.all(ctx, ContactPK(was.Named()), preKnown)
	if err != nil {
		return wrap(err, "settle claims")
	}
	for _, it := range known {
		c, id := knownFrom(it)
		if c != conn {
			continue
		}
		_, err := s.Engine.Write(ctx,
			Put(newClaim(conn, id, desk.Claim{Contact: now, Origin: was.Origin})), Put(newKnown(conn, id, now)), Delete(it.Key()))
		if err != nil {
			return wrap(err, "settle a claim")
		}
	}
	return nil
}

// unclaim are the operations that take claims of a contact away, but for those of
// values that are kept.
func (s Store) unclaim(ctx context.Context, contact desk.CardRef, keep map[string]bool) ([]Op, error) {
	known, err := s.all(ctx, ContactPK(contact), preKnown)
	var ops []Op
	for _, it := range known {
		if conn, id := knownFrom(it); !keep[id.Value] {
			ops = append(ops, Delete(claimKey(conn, id)), Delete(it.Key()))
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
		contact = desk.OriginRef(desk.KindContact, c.Origin())
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
			break
		}
	}
	ops, err := s.unclaim(ctx, contact, keep)
	if err != nil || contact.Connection == desk.ConnectionBuiltIn {
		return ops, err
	}
	unsettled, err := s.unclaim(ctx, desk.OriginRef(desk.KindContact, c.Origin()), keep)
	return append(ops, unsettled...), err
}
