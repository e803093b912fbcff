package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// The built-in CRM's cards. A card's id is made from its origin, so that the
// same origin is the same card with no look-up.

type cardItem struct {
	Title     string                        `json:"title,omitempty"`
	Pipeline  desk.PipelineID               `json:"pipeline,omitempty"`
	Stage     desk.StageID                  `json:"stage,omitempty"`
	Closed    bool                          `json:"closed,omitempty"`
	Contact   string                        `json:"contact,omitempty"`
	Values    map[desk.FieldName]desk.Value `json:"values,omitempty"`
	CreatedAt time.Time                     `json:"created_at,omitzero"`
	UpdatedAt time.Time                     `json:"updated_at,omitzero"`
}

// changedItem is what became of a change, for its repeat.
type changedItem struct {
	Set   []desk.FieldName              `json:"set,omitempty"`
	Stale map[desk.FieldName]desk.Value `json:"stale,omitempty"`
}

func newCard(c desk.Card, version int64) (Item, error) {
	values := maps.Clone(c.Values)
	maps.DeleteFunc(values, func(_ desk.FieldName, v desk.Value) bool { return v == "" })
	b, err := blob(cardItem{
		Title: c.Title, Pipeline: c.Pipeline, Stage: c.Stage, Closed: c.Closed, Contact: c.Contact.String(),
		Values: values, CreatedAt: utc(c.CreatedAt), UpdatedAt: utc(c.UpdatedAt),
	})
	k, at := cardKey(c.Ref), timed(c.CreatedAt, c.Ref.ID)
	it := Item{
		"pk": k.PK, "sk": k.SK, "version": version, "k": b,
		"list_pk": listedCards(c.Ref.Kind), "list_sk": at,
	}
	if c.Pipeline != "" {
		it["part_pk"], it["part_sk"] = pipelineCards(c.Ref.Kind, c.Pipeline), at
	}
	return it, err
}

func cardFrom(it Item) (desk.Card, error) {
	c, err := unblob[cardItem](it, "k")
	return desk.Card{
		Ref: refFrom(it.Str("pk")[len("K#"):]), Title: c.Title, Pipeline: c.Pipeline, Stage: c.Stage, Closed: c.Closed,
		Contact: refFrom(c.Contact), Values: c.Values, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		ETag: strconv.FormatInt(it.Int("version"), 10),
	}, err
}

// newLink is a lead's, deal's or case's place among its contact's; nil if it has
// none.
func newLink(c desk.Card) Item {
	if c.Contact.ID == "" || c.Ref.Kind == desk.KindContact {
		return nil
	}
	k := linkKey(c)
	it := Item{"pk": k.PK, "sk": k.SK, "ref": c.Ref.String(), "made": c.CreatedAt.UTC().Format(time.RFC3339Nano), "closed": c.Closed}
	if c.Pipeline != "" {
		it["pipeline"] = string(c.Pipeline)
	}
	return it
}

// CreateCard implements flow.Registry and flow.CardDesk. Without an origin each
// call makes a card, and without a time it is made now.
func (s Store) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	if c.Ref.ID != "" || !c.Ref.Kind.Known() {
		return desk.Card{}, fmt.Errorf("%w: a new card has a kind and no id", desk.ErrInvalid)
	}
	if origin == "" {
		origin = "random:" + rand.Text()
	}
	c.Ref = originRef(c.Ref.Kind, origin)
	if c.CreatedAt.IsZero() {
		c.CreatedAt = s.Now()
	}
	c.CreatedAt = c.CreatedAt.UTC().Truncate(time.Microsecond)
	c.UpdatedAt = c.CreatedAt
	it, err := newCard(c, 1)
	if err != nil {
		return desk.Card{}, err
	}
	ops := []Op{Put(it, Missing("pk"))}
	if link := newLink(c); link != nil {
		ops = append(ops, Put(link))
	}
	if !strings.HasPrefix(origin, customerOrigin) {
		ops = append(ops, identify(desk.Card{}, c)...)
	}
	_, err = s.Engine.Write(ctx, ops...)
	if old, there := conditionFailed(err, 0); there {
		return cardFrom(old)
	}
	if err != nil {
		return desk.Card{}, wrap(err, "create %s", c.Ref)
	}
	return cardFrom(it)
}

func originRef(k desk.CardKind, origin string) desk.CardRef {
	return desk.CardRef{Kind: k, ID: desk.Digest("", string(k), origin)}
}

// ContactOf implements flow.Registry: the contact that was made for the
// customer's identity, from the customer's Origin.
func (s Store) ContactOf(ctx context.Context, c desk.Customer) (desk.CardRef, error) {
	if c.Contact.ID != "" {
		return c.Contact, nil
	}
	ref := originRef(desk.KindContact, c.Origin())
	_, err := s.get(ctx, cardKey(ref))
	if absent(err) {
		return desk.CardRef{}, nil
	}
	return ref, wrap(err, "contact of %s", c.ID)
}

// OpenCards implements flow.Registry. A case is about one chat: the contact's
// next ones are not bound to it.
func (s Store) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	links, err := s.all(ctx, linksPK(contact), preLink)
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

// Card implements flow.Cards.
func (s Store) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	it, err := s.get(ctx, cardKey(ref))
	if err != nil {
		return desk.Card{}, wrap(err, "card %s", ref)
	}
	return cardFrom(it)
}

// PutCard implements flow.CardDesk.
func (s Store) PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error) {
	it, err := s.get(ctx, cardKey(c.Ref))
	if err != nil {
		return desk.Card{}, wrap(err, "card %s", c.Ref)
	}
	old, err := cardFrom(it)
	if err != nil {
		return desk.Card{}, err
	}
	if old.ETag != c.ETag {
		return desk.Card{}, fmt.Errorf("%w: card %s changed meanwhile", desk.ErrConflict, c.Ref)
	}
	c.CreatedAt, c.UpdatedAt = old.CreatedAt, s.Now()
	now, err := newCard(c, it.Int("version")+1)
	if err != nil {
		return desk.Card{}, err
	}
	ops := append([]Op{Put(now, Equal("version", it.Int("version")))}, relink(old, c)...)
	ops = append(ops, identify(old, c)...)
	if _, err := s.Table().WriteWith(ctx, ops, es); err != nil {
		return desk.Card{}, wrap(err, "put card %s", c.Ref)
	}
	return cardFrom(now)
}

// relink are the operations that bring a card's place among its contact's cards
// up to date.
func relink(old, now desk.Card) []Op {
	before, after := newLink(old), newLink(now)
	var ops []Op
	if reflect.DeepEqual(before, after) {
		return nil
	}
	if before != nil && (after == nil || before.Key() != after.Key()) {
		ops = append(ops, Delete(before.Key()))
	}
	if after != nil {
		ops = append(ops, Put(after))
	}
	return ops
}

// ChangeCard implements flow.Cards. What became of the change is kept with the
// card under the change's id.
func (s Store) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	if ch.ID == "" {
		return desk.Changed{}, fmt.Errorf("%w: a change needs an id", desk.ErrInvalid)
	}
	record := changeKey(ch.Card, ch.ID)
	for range maxRaces {
		its, err := s.Engine.BatchGet(ctx, []Key{cardKey(ch.Card), record}, true)
		switch {
		case err != nil:
			return desk.Changed{}, wrap(err, "card %s", ch.Card)
		case its[1] != nil:
			return changedFrom(its[1])
		case its[0] == nil:
			return desk.Changed{}, wrap(desk.ErrNotFound, "card %s", ch.Card)
		}
		card, err := cardFrom(its[0])
		if err != nil {
			return desk.Changed{}, err
		}
		old := card
		out, different := change(&card, ch)
		ops, err := s.changeOps(card, out, record, its[0].Int("version"), different)
		if err != nil {
			return desk.Changed{}, err
		}
		_, err = s.Engine.Write(ctx, append(ops, identify(old, card)...)...)
		if err == nil {
			return out, nil
		}
		if !lostRace(err) {
			return desk.Changed{}, wrap(err, "change card %s", ch.Card)
		}
	}
	return desk.Changed{}, busy("change a card")
}

// change does to a card what is asked, field by field, and says whether it is
// another card now.
func change(card *desk.Card, ch desk.CardChange) (out desk.Changed, different bool) {
	values := maps.Clone(card.Values)
	if values == nil {
		values = map[desk.FieldName]desk.Value{}
	}
	for _, f := range ch.Fields {
		switch have := values[f.Field]; have {
		case f.New, f.Old:
			different = different || have != f.New
			values[f.Field] = f.New
			if out.Set == nil {
				out.Set = map[desk.FieldName]bool{}
			}
			out.Set[f.Field] = true
		default:
			if out.Stale == nil {
				out.Stale = map[desk.FieldName]desk.Value{}
			}
			out.Stale[f.Field] = have
		}
	}
	card.Values = values
	return out, different
}

func (s Store) changeOps(card desk.Card, out desk.Changed, record Key, version int64, different bool) ([]Op, error) {
	kept := changedItem{Set: slices.Sorted(maps.Keys(out.Set)), Stale: out.Stale}
	b, err := blob(kept)
	if err != nil {
		return nil, err
	}
	ops := []Op{Put(Item{"pk": record.PK, "sk": record.SK, "x": b}, Missing("pk"))}
	if !different {
		return append(ops, Check(cardKey(card.Ref), Equal("version", version))), nil
	}
	card.UpdatedAt = s.Now()
	it, err := newCard(card, version+1)
	return append(ops, Put(it, Equal("version", version))), err
}

func changedFrom(it Item) (desk.Changed, error) {
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
