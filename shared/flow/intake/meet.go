package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Meeter finds a customer's contact by what the customer is known by (CH-14).
//
// Repeating is safe, and so is meeting one person on two lines at once: the
// identities are claimed before the contact is made, all or none, and a claim names
// the origin from which the contact is made once.
type Meeter struct {
	Cards    flow.Cards
	Registry flow.Registry
	Claims   flow.Claims
	Margins  Margins // of contacts in connected CRMs; nil: there are none
}

// Margins reads what we keep beside a card.
type Margins interface {
	Annotations(ctx context.Context, ref desk.CardRef) (desk.CardAnnotations, error)
}

// meets is how often somebody else may be faster. Each time they claimed something.
const meets = 50

// Meet is the contact that is known by one of a customer's identities, the surest
// first, else the zero ref, and the claim from whose Origin the contact is to be made;
// then it is to be Settled. Either way the identities are that contact's from now on.
// A customer who has a contact in that CRM is answered with it; what another contact
// has claimed stays that one's.
func (m Meeter) Meet(ctx context.Context, conn desk.ConnectionID, c desk.Customer, ids []desk.Identity) (desk.CardRef, desk.Claim, error) {
	own := desk.Claim{Origin: c.Origin()}
	claimed, found := map[desk.Identity]desk.Claim{}, map[desk.Identity]desk.CardRef{}
	var err error
	known := c.Contact.ID != "" && c.Contact.Connection == conn
	if known { // most are claimed already: a look costs less than a claim that fails
		own = desk.Claim{Contact: c.Contact}
		claimed, err = m.Claims.Claimed(ctx, conn, ids)
	} else {
		found, err = m.find(ctx, conn, ids)
	}
	if err != nil {
		return desk.CardRef{}, desk.Claim{}, fmt.Errorf("contact of %s: %w", c.ID, err)
	}
	for range meets {
		best := own
		if !known {
			best = surest(ids, claimed, found, own)
		}
		others, err := m.Claims.Claim(ctx, conn, unclaimed(ids, claimed), best)
		switch {
		case err != nil:
			return desk.CardRef{}, desk.Claim{}, fmt.Errorf("claim the contact of %s: %w", c.ID, err)
		case len(others) > 0:
			maps.Copy(claimed, others)
		case known:
			return c.Contact, best, nil
		case best == own: // a card that is there all the same is met in the making
			return desk.CardRef{}, own, nil
		default:
			return m.there(ctx, best, own)
		}
	}
	return desk.CardRef{}, desk.Claim{}, fmt.Errorf("%w: claim the contact of %s: somebody else was faster %d times", desk.ErrBusy, c.ID, meets)
}

// there is the claim's contact, if it is made and not gone.
func (m Meeter) there(ctx context.Context, best, own desk.Claim) (desk.CardRef, desk.Claim, error) {
	if best.Contact.ID != "" {
		_, err := m.Cards.Card(ctx, best.Contact)
		if !errors.Is(err, desk.ErrNotFound) {
			return best.Contact, best, err
		}
	}
	best.Origin = cmp.Or(best.Origin, own.Origin) // "": the card whose field said so is gone
	return desk.CardRef{}, best, nil
}

// find looks for a contact whose fields say that they have one of the identities: the
// surest's.
func (m Meeter) find(ctx context.Context, conn desk.ConnectionID, ids []desk.Identity) (map[desk.Identity]desk.CardRef, error) {
	for _, id := range ids {
		refs, err := m.Registry.Find(ctx, conn, id)
		if err != nil {
			return nil, err
		}
		if len(refs) == 0 {
			continue
		}
		elsewhere, err := m.Claims.Elsewhere(ctx, conn, id)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			if slices.Contains(elsewhere, ref) {
				continue
			}
			if told, err := m.onlySaid(ctx, ref, id); err != nil || !told {
				return map[desk.Identity]desk.CardRef{id: ref}, err
			}
		}
	}
	return nil, nil
}

// onlySaid says whether a contact of a connected CRM has a phone or an e-mail for no
// other reason than that its customer said so in a chat, which CoPilot read: by that
// nobody becomes them. The built-in CRM tells those apart itself.
func (m Meeter) onlySaid(ctx context.Context, ref desk.CardRef, id desk.Identity) (bool, error) {
	if m.Margins == nil || ref.Connection == desk.ConnectionBuiltIn {
		return false, nil
	}
	margin, err := m.Margins.Annotations(ctx, ref)
	return err == nil && margin.Told(id), err
}

// surest is whose the surest identity is that is anybody's: who claimed it goes before
// whose fields say so.
func surest(ids []desk.Identity, claimed map[desk.Identity]desk.Claim, found map[desk.Identity]desk.CardRef, own desk.Claim) desk.Claim {
	for _, id := range ids {
		if c, ok := claimed[id]; ok {
			return c
		}
		if ref, ok := found[id]; ok {
			return desk.Claim{Contact: ref}
		}
	}
	return own
}

func unclaimed(ids []desk.Identity, claimed map[desk.Identity]desk.Claim) []desk.Identity {
	var out []desk.Identity
	for _, id := range ids {
		if _, taken := claimed[id]; !taken {
			out = append(out, id)
		}
	}
	return out
}

// Settle notes which contact a claim became.
func (m Meeter) Settle(ctx context.Context, conn desk.ConnectionID, was desk.Claim, now desk.CardRef) error {
	if was.Named() == now {
		return nil // it was known before it was made
	}
	return m.Claims.SettleClaims(ctx, conn, was, now)
}
