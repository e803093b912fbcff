package cards

import (
	"context"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Duplicates finds contacts that may be one person (OP-33 … OP-36a), by the rules of
// the settings: where the fields of both say the same, or where a customer of the
// other is known by what this one's fields say. It looks whenever it is asked, in
// what the CRM finds contacts by and in what customers claimed, so it is never old,
// costs nothing when a message comes in, and reads no more than a few keys.
//
// Idempotent: it changes nothing.
type Duplicates struct {
	Cards    flow.Cards
	Registry flow.Registry
	Claims   flow.Claims
	Config   flow.Config
	Merges   flow.Merges
}

// Of answers with a contact and those that are like it, in no more than
// desk.MaxSimilar, and whether there are more. ErrNotFound: there is no such contact.
func (f *Duplicates) Of(ctx context.Context, contact desk.CardRef) (card desk.Card, like []desk.Similar, more bool, err error) {
	s, err := f.Config.Settings(ctx)
	if err != nil {
		return desk.Card{}, nil, false, fmt.Errorf("settings: %w", err)
	}
	if card, err = f.Cards.Card(ctx, contact); err != nil {
		return desk.Card{}, nil, false, fmt.Errorf("card %s: %w", contact, err)
	}
	ids := slices.DeleteFunc(card.Likenesses(), func(id desk.Identity) bool {
		return !slices.Contains(s.DuplicateRules(), desk.DuplicateRule(id.Kind))
	})
	claimed, err := f.Claims.Claimed(ctx, contact.Connection, ids)
	if err != nil {
		return card, nil, false, fmt.Errorf("contacts like %s: %w", contact, err)
	}
	for _, id := range ids {
		refs := []desk.CardRef{claimed[id].Contact}
		told := id
		told.Scope = desk.ScopeTold
		found, err := f.Registry.Find(ctx, contact.Connection, told)
		if err != nil {
			return card, nil, false, fmt.Errorf("contacts like %s: %w", contact, err)
		}
		for _, ref := range append(refs, found...) {
			if ref.ID != "" && ref != contact {
				like = desk.AlsoSimilar(like, ref, desk.DuplicateRule(id.Kind))
			}
		}
	}
	refs := make([]desk.CardRef, len(like))
	for i, l := range like {
		refs[i] = l.Contact
	}
	gone, err := f.Merges.MergesOf(ctx, refs)
	if err != nil {
		return card, nil, false, fmt.Errorf("contacts like %s: %w", contact, err)
	}
	like = slices.DeleteFunc(like, func(l desk.Similar) bool { _, is := gone[l.Contact]; return is })
	if more = len(like) > desk.MaxSimilar; more {
		like = like[:desk.MaxSimilar]
	}
	return card, like, more, nil
}
