package desk

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Placed is the card in a stage of one of the pipelines: of the named one, else
// of the first that has stages; in the named stage, else in its first. Only deals
// have a place, and a final stage closes them. ErrInvalid.
func (c Card) Placed(all []Pipeline, in PipelineID, at StageID) (Card, error) {
	if c.Ref.Kind != KindDeal {
		if in != "" || at != "" {
			return c, fmt.Errorf("%w: only deals have a pipeline and a stage", ErrInvalid)
		}
		return c, nil
	}
	for _, p := range all {
		if in != "" && p.ID != in || len(p.Stages) == 0 {
			continue
		}
		if at == "" {
			at = p.Stages[0].ID
		}
		stage, ok := p.Stage(at)
		if !ok {
			return c, fmt.Errorf("%w: pipeline %s has no stage %s; it has %s", ErrInvalid, p.ID, at, named(p.Stages, func(s Stage) string { return string(s.ID) }))
		}
		c.Pipeline, c.Stage, c.Closed = p.ID, stage.ID, stage.Final != ""
		return c, nil
	}
	return c, fmt.Errorf("%w: there is no such pipeline; there are %s", ErrInvalid, named(all, func(p Pipeline) string { return string(p.ID) }))
}

// WithValues is the card with those values in the place of its own; an empty one
// empties its field.
func (c Card) WithValues(given map[FieldName]Value) Card {
	all := maps.Clone(c.Values)
	if all == nil {
		all = map[FieldName]Value{}
	}
	for name, v := range given {
		if all[name] = v; v == "" {
			delete(all, name)
		}
	}
	c.Values = all
	return c
}

// MadeEntry is what a card's timeline says of a person making it.
func (c Card) MadeEntry(by string) Entry {
	return Entry{ID: Digest("t", c.Ref.String(), "created"), Card: c.Ref, At: c.CreatedAt, By: by, Kind: EntryCreated}
}

// Since are the timeline's entries of what differs from the card as it was. They
// are named after the version that they change, so no two changes have one name.
func (c Card) Since(was Card, by string, at time.Time) []Entry {
	var es []Entry
	add := func(what string, field FieldName, from, to string) {
		if from != to {
			es = append(es, Entry{
				ID: Digest("t", c.Ref.String(), was.ETag, what, string(field)), Card: c.Ref, At: at, By: by,
				Kind: EntryChanged, Field: field, Old: Value(from), New: Value(to), Text: what,
			})
		}
	}
	add("title", "", was.Title, c.Title)
	add("pipeline", "", string(was.Pipeline), string(c.Pipeline))
	add("stage", "", string(was.Stage), string(c.Stage))
	add("contact", "", was.Contact.String(), c.Contact.String())
	add("company", "", was.Company.String(), c.Company.String())
	names := map[FieldName]bool{}
	for name := range was.Values {
		names[name] = true
	}
	for name := range c.Values {
		names[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		add("", name, string(was.Values[name]), string(c.Values[name]))
	}
	return es
}

// MayBelongTo says whether the card may be given that contact.
// ErrInvalid.
func (r CardRef) MayBelongTo(contact CardRef) error {
	switch {
	case r.Kind == KindContact || r.Kind == KindCompany || contact.Kind != KindContact:
		return fmt.Errorf("%w: a lead, a deal or a case has a contact, and %s is none", ErrInvalid, contact)
	case r.Connection != contact.Connection:
		return fmt.Errorf("%w: %s is in another CRM than the card", ErrInvalid, contact)
	}
	return nil
}

// MayBeOf says whether the card may be given that company. ErrInvalid.
func (r CardRef) MayBeOf(company CardRef) error {
	switch {
	case r.Kind != KindContact && r.Kind != KindCase || company.Kind != KindCompany:
		return fmt.Errorf("%w: a contact or a case has a company, and %s is none", ErrInvalid, company)
	case r.Connection != company.Connection:
		return fmt.Errorf("%w: %s is in another CRM than the card", ErrInvalid, company)
	}
	return nil
}
