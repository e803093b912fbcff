package exports

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// card is a card as it is now, with what proves its values and what is offered for it.
func (p *person) card(ctx context.Context, ref desk.CardRef) (desk.Page[desk.Record], error) {
	card, err := p.reads.Cards.Card(ctx, ref)
	if unconnected(err) {
		return one(desk.Record{Card: &desk.CardRecord{Card: desk.Card{Ref: ref}, Unread: true}}, nil)
	}
	if err != nil {
		return one(desk.Record{}, err)
	}
	fields, err := p.fieldsOf(ctx, ref)
	if err != nil {
		return one(desk.Record{}, err)
	}
	m, err := p.reads.People.Annotations(ctx, ref)
	if err != nil {
		return one(desk.Record{}, err)
	}
	out := &desk.CardRecord{Card: card}
	for _, name := range slices.Sorted(maps.Keys(card.Values)) {
		v := desk.ValueRecord{Field: name, Title: fields[name].Title, Value: card.Values[name]}
		if mark, marked := m.Marks[name]; marked && mark.Value == v.Value {
			if v, err = p.proven(ctx, v, mark.Run); err != nil {
				return one(desk.Record{}, err)
			}
		}
		if v.Value != "" {
			out.Values = append(out.Values, v)
		}
	}
	for _, open := range m.Awaiting {
		v, err := p.proven(ctx, desk.ValueRecord{Field: open.Field, Title: fields[open.Field].Title, Offered: true}, open.Run)
		if err != nil {
			return one(desk.Record{}, err)
		}
		if v.Value != "" {
			out.Values = append(out.Values, v)
		}
	}
	return one(desk.Record{Card: out}, nil)
}

// proven is a value with what its run says of it.
func (p *person) proven(ctx context.Context, v desk.ValueRecord, run desk.RunID) (desk.ValueRecord, error) {
	r, err := p.reads.People.Run(ctx, run)
	if errors.Is(err, desk.ErrNotFound) { // it was erased
		return v, nil
	}
	for _, o := range r.Outcomes {
		if o.Field != v.Field {
			continue
		}
		v.Run, v.Quote, v.Message, v.Second, v.SecondIn = r.ID, o.Quote, o.Message, o.Second, o.SecondIn
		if v.Offered {
			v.Value = o.Value
		}
	}
	return v, err
}

// fieldsOf are the fields of the kind of a card, read once.
func (p *person) fieldsOf(ctx context.Context, ref desk.CardRef) (map[desk.FieldName]desk.Field, error) {
	ref.ID = ""
	if have, ok := p.fields[ref]; ok {
		return have, nil
	}
	all, err := p.reads.Cards.Fields(ctx, ref.Connection, ref.Kind)
	p.fields[ref] = map[desk.FieldName]desk.Field{}
	for _, f := range all {
		p.fields[ref][f.Name] = f
	}
	return p.fields[ref], err
}
