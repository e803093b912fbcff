package builtin

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// A card's id is made from its origin, so that the
// same origin is the same card with no look-up.

type cardItem struct {
	Title     string                        `json:"title,omitempty"`
	Pipeline  desk.PipelineID               `json:"pipeline,omitempty"`
	Stage     desk.StageID                  `json:"stage,omitempty"`
	Closed    bool                          `json:"closed,omitempty"`
	Contact   string                        `json:"contact,omitempty"`
	Company   string                        `json:"company,omitempty"`
	Values    map[desk.FieldName]desk.Value `json:"values,omitempty"`
	CreatedAt time.Time                     `json:"created_at,omitzero"`
	UpdatedAt time.Time                     `json:"updated_at,omitzero"`
}

func newCard(c desk.Card, version int64) (store.Item, error) {
	values := maps.Clone(c.Values)
	maps.DeleteFunc(values, func(_ desk.FieldName, v desk.Value) bool { return v == "" })
	b, err := store.Blob(cardItem{
		Title: c.Title, Pipeline: c.Pipeline, Stage: c.Stage, Closed: c.Closed, Contact: c.Contact.String(), Company: c.Company.String(),
		Values: values, CreatedAt: store.UTC(c.CreatedAt), UpdatedAt: store.UTC(c.UpdatedAt),
	})
	k, at := cardKey(c.Ref), store.Timed(c.CreatedAt, c.Ref.ID)
	it := store.Item{
		"pk": k.PK, "sk": k.SK, "version": version, "k": b,
		"list_pk": listedCards(c.Ref.Kind), "list_sk": at,
	}
	if c.Pipeline != "" {
		it["part_pk"], it["part_sk"] = pipelineCards(c.Ref.Kind, c.Pipeline), at
	}
	return it, err
}

func cardFrom(it store.Item) (desk.Card, error) {
	c, err := store.Unblob[cardItem](it, "k")
	return desk.Card{
		Ref: refFrom(it.Str("pk")[len("K#"):]), Title: c.Title, Pipeline: c.Pipeline, Stage: c.Stage, Closed: c.Closed,
		Contact: refFrom(c.Contact), Company: refFrom(c.Company), Values: c.Values, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		ETag: strconv.FormatInt(it.Int("version"), 10),
	}, err
}

// Record is a change of what is stored, as the nouns say it: a card of ours, or
// what the store knows.
func Record(c store.Change) desk.FeedRecord {
	k := c.Key()
	if k.SK != store.SKCard {
		return c.Record()
	}
	out := desk.FeedRecord{Item: k.Item()}
	out.Card, out.Err = store.ChangeOf(c, func(it store.Item) bool { return it["k"] != nil }, cardFrom)
	if out.Card != nil || out.Err != nil {
		out.Told = &c
	}
	return out
}

// RecordOf implements feed.Changes.
func (m CRM) RecordOf(told any) desk.FeedRecord {
	c, is := told.(*store.Change)
	if !is {
		return desk.FeedRecord{Err: fmt.Errorf("%w: this is no change of this store's: %T", desk.ErrInvalid, told)}
	}
	return Record(*c)
}

// CreateCard implements flow.Registry and flow.CardDesk. Without an origin each
// call makes a card, and without a time it is made now.
func (m CRM) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	if c.Ref.ID != "" || !c.Ref.Kind.Known() {
		return desk.Card{}, fmt.Errorf("%w: a new card has a kind and no id", desk.ErrInvalid)
	}
	if origin == "" {
		origin = "random:" + rand.Text()
	}
	c.Ref = desk.OriginRef(c.Ref.Kind, origin)
	if c.CreatedAt.IsZero() {
		c.CreatedAt = m.Now()
	}
	c.CreatedAt = c.CreatedAt.UTC().Truncate(time.Microsecond)
	c.UpdatedAt = c.CreatedAt
	it, err := newCard(c, 1)
	if err != nil {
		return desk.Card{}, err
	}
	with := relink(desk.Card{}, c)
	if strings.HasPrefix(origin, customerOrigin) {
		with = append(with, told(c)...)
	} else {
		with = append(with, identify(desk.Card{}, c)...)
	}
	old, err := m.Create(ctx, it, with...)
	if err != nil {
		return desk.Card{}, wrap(err, "create %s", c.Ref)
	}
	if old != nil {
		it = old
	}
	return cardFrom(it)
}

// MadeFrom implements flow.Registry.
func (m CRM) MadeFrom(ctx context.Context, _ desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	ref := desk.OriginRef(k, origin)
	_, err := m.Get(ctx, cardKey(ref))
	if errors.Is(err, desk.ErrNotFound) {
		return desk.CardRef{}, nil
	}
	return ref, wrap(err, "card %s", ref)
}

// Card implements flow.Cards.
func (m CRM) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	it, err := m.Get(ctx, cardKey(ref))
	if err != nil {
		return desk.Card{}, wrap(err, "card %s", ref)
	}
	return cardFrom(it)
}

// CardsAt are cards, in the order of their names; the zero Card for one that is not
// there, and for those of other CRMs. A hundred are one call of the engine.
func (m CRM) CardsAt(ctx context.Context, refs []desk.CardRef) ([]desk.Card, error) {
	out := make([]desk.Card, len(refs))
	for from := 0; from < len(refs); from += store.MaxBatchGet {
		part := refs[from:min(from+store.MaxBatchGet, len(refs))]
		keys := make([]store.Key, len(part))
		for i, r := range part {
			keys[i] = cardKey(r)
		}
		its, err := m.Fetch(ctx, keys, false)
		if err != nil {
			return nil, wrap(err, "%d cards", len(refs))
		}
		for i, it := range its {
			if it == nil || part[i].Connection != desk.ConnectionBuiltIn {
				continue
			}
			if out[from+i], err = cardFrom(it); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// PutCard implements flow.CardDesk.
func (m CRM) PutCard(ctx context.Context, c desk.Card, es []desk.Entry) (desk.Card, error) {
	it, err := m.Get(ctx, cardKey(c.Ref))
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
	c.CreatedAt, c.UpdatedAt = old.CreatedAt, m.Now()
	now, err := newCard(c, it.Int("version")+1)
	if err != nil {
		return desk.Card{}, err
	}
	ops := append([]store.Op{store.Put(now, store.Equal("version", it.Int("version")))}, relink(old, c)...)
	ops = append(ops, identify(old, c)...)
	if _, err := m.WriteWith(ctx, ops, es); err != nil {
		return desk.Card{}, wrap(err, "put card %s", c.Ref)
	}
	return cardFrom(now)
}

// ChangeCard implements flow.Cards. What became of the change is kept with the
// card under the change's id.
func (m CRM) ChangeCard(ctx context.Context, ch desk.CardChange) (out desk.Changed, err error) {
	if ch.ID == "" {
		return desk.Changed{}, fmt.Errorf("%w: a change needs an id", desk.ErrInvalid)
	}
	err = m.Repeat("change a card", func() error {
		its, err := m.Engine.BatchGet(ctx, []store.Key{cardKey(ch.Card), store.ChangeKey(ch.Card, ch.ID)}, true)
		switch {
		case err != nil:
			return err
		case its[1] != nil:
			out, err = store.ChangedFrom(its[1])
			return err
		case its[0] == nil:
			return desk.ErrNotFound
		}
		old, err := cardFrom(its[0])
		if err != nil {
			return err
		}
		card, different := old, false
		out, different = change(&card, ch)
		ops, err := m.changeOps(card, ch.ID, out, its[0].Int("version"), different)
		if err != nil {
			return err
		}
		identity := identify
		if ch.Run != "" { // what a chat says of somebody makes nobody else them
			identity = said
		}
		_, err = m.Engine.Write(ctx, append(ops, identity(old, card)...)...)
		return err
	})
	if err != nil {
		return desk.Changed{}, wrap(err, "change card %s", ch.Card)
	}
	return out, nil
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

func (m CRM) changeOps(card desk.Card, id string, out desk.Changed, version int64, different bool) ([]store.Op, error) {
	kept, err := store.NewChange(card.Ref, id, out)
	if err != nil {
		return nil, err
	}
	ops := []store.Op{store.Put(kept, store.Missing("pk"))}
	if !different {
		return append(ops, store.Check(cardKey(card.Ref), store.Equal("version", version))), nil
	}
	card.UpdatedAt = m.Now()
	it, err := newCard(card, version+1)
	return append(ops, store.Put(it, store.Equal("version", version))), err
}
