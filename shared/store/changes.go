package store

import (
	"context"
	"maps"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// What became of a change of a card is kept beside the card, for its repeat: by the
// built-in CRM in the same write, and by Store where the card is another CRM's.

// changedItem is what became of a change, for its repeat.
type changedItem struct {
	Set   []desk.FieldName              `json:"set,omitempty"`
	Stale map[desk.FieldName]desk.Value `json:"stale,omitempty"`
}

// NewChange is the item of what became of a change.
func NewChange(card desk.CardRef, id string, c desk.Changed) (Item, error) {
	b, err := blob(changedItem{Set: slices.Sorted(maps.Keys(c.Set)), Stale: c.Stale})
	k := ChangeKey(card, id)
	return Item{"pk": k.PK, "sk": k.SK, "x": b}, err
}

// ChangedFrom reads what NewChange made.
func ChangedFrom(it Item) (desk.Changed, error) {
	x, err := unblob[changedItem](it, "x")
	out := desk.Changed{Stale: x.Stale}
	for _, f := range x.Set {
		if out.Set == nil {
			out.Set = map[desk.FieldName]bool{}
		}
		out.Set[f] = true
	}
	return out, err
}

// ChangeDone implements flow.Changes.
func (s Store) ChangeDone(ctx context.Context, card desk.CardRef, id string) (desk.Changed, bool, error) {
	it, err := s.get(ctx, ChangeKey(card, id))
	if absent(err) {
		return desk.Changed{}, false, nil
	}
	if err != nil {
		return desk.Changed{}, false, wrap(err, "change of %s", card)
	}
	c, err := ChangedFrom(it)
	return c, true, err
}

// KeepChange implements flow.Changes.
func (s Store) KeepChange(ctx context.Context, card desk.CardRef, id string, c desk.Changed) (desk.Changed, error) {
	it, err := NewChange(card, id, c)
	if err != nil {
		return desk.Changed{}, err
	}
	old, err := s.create(ctx, it)
	if err != nil {
		return desk.Changed{}, wrap(err, "keep a change of %s", card)
	}
	if old != nil {
		return ChangedFrom(old)
	}
	return c, nil
}
