package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// A card: how it is read, made and changed.

func (m *CRM) kind(k desk.CardKind) (Kind, error) {
	kind, ok := m.Calls.Kinds[k]
	if !ok {
		return kind, desk.Refuse(desk.CodeNoSuchCards, "The CRM "+string(m.Connection)+" has no cards of kind "+string(k)+", by the description of its calls.")
	}
	return kind, nil
}

// ref names a card by what an answer says is its id; zero: that can be none.
func (m *CRM) ref(k desk.CardKind, id any) desk.CardRef {
	return kit.Ref(m.Connection, k, kit.Plain(id))
}

// card reads a card of an answer; ok is false if there is none.
func (m *CRM) card(k desk.CardKind, kind Kind, v any) (c desk.Card, ok bool) {
	c = desk.Card{
		Ref: m.ref(k, at(v, kind.ID)), Pipeline: desk.PipelineID(read(v, kind.Pipeline)), Stage: desk.StageID(read(v, kind.Stage)), Title: read(v, kind.Title),
		CreatedAt: m.moment(v, kind.Created), UpdatedAt: m.moment(v, kind.Updated),
	}
	if kind.Contact != "" {
		c.Contact = m.ref(desk.KindContact, at(v, kind.Contact))
	}
	if kind.Company != "" {
		c.Company = m.ref(desk.KindCompany, at(v, kind.Company))
	}
	for _, f := range kind.Fields {
		if k == desk.KindContact && f.Name == desk.ContactName && f.path() == kind.Title && desk.IsUntitled(c.Title) {
			continue // nobody told it yet: the title stands there
		}
		if value := f.read(at(v, f.path()), m.Place); value != "" {
			c = c.WithValues(map[desk.FieldName]desk.Value{f.Name: value})
		}
	}
	c.Closed = read(v, kind.Closed) == "true"
	for _, p := range m.Calls.Pipelines {
		for _, s := range p.Stages {
			c.Closed = c.Closed || p.ID == c.Pipeline && s.ID == c.Stage && s.Final != ""
		}
	}
	c.ETag = kit.ETag(c)
	return c, c.Ref.ID != ""
}

func read(v any, path string) string {
	if path == "" {
		return ""
	}
	return kit.Plain(at(v, path))
}

func (m *CRM) moment(v any, path string) time.Time {
	t, _ := time.Parse(time.RFC3339, string(Field{Type: desk.TypeDateTime, As: unixAs(read(v, path))}.readTime(read(v, path), m.Place.Zone)))
	return t
}

// unixAs tells milliseconds from seconds by their size: of this century, both.
func unixAs(s string) string {
	if len(s) >= 12 && !strings.ContainsAny(s, "-T:") {
		return "unix_ms"
	}
	return "unix"
}

// Card implements flow.Cards.
func (m *CRM) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	kind, err := m.kind(ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	out, err := m.call(ctx, kind.Read, map[string]string{"id": ref.ID}, kind.Read.body(map[string]string{"id": ref.ID}))
	if err != nil {
		return desk.Card{}, fmt.Errorf("card %s: %w", ref, err)
	}
	c, ok := m.card(ref.Kind, kind, at(out, kind.Read.Card))
	if !ok {
		return desk.Card{}, fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	return c, nil
}

// ChangeCard implements flow.Cards: over whatever is there, in one call. Where the CRM
// does not take the whole, each field is tried alone, so that one bad value stops no
// other; what it did not take is found when the card is read back.
func (m *CRM) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	kind, err := m.kind(ch.Card.Kind)
	if err != nil {
		return desk.Changed{}, err
	}
	var each []map[string]any
	all := map[string]any{}
	for _, c := range ch.Fields {
		i := slices.IndexFunc(kind.Fields, func(f Field) bool { return f.Name == c.Field })
		if i < 0 {
			continue // the CRM has no such field, or no longer
		}
		v, err := kind.Fields[i].written(c.New, m.Place)
		if err != nil {
			continue
		}
		one := map[string]any{}
		set(one, kind.Fields[i].path(), v)
		set(all, kind.Fields[i].path(), v)
		each = append(each, one)
	}
	if len(each) == 0 {
		_, err := m.Card(ctx, ch.Card) // it may be gone
		return desk.Changed{}, err
	}
	err = m.change(ctx, kind, ch.Card, all)
	if errors.Is(err, errRefusedValue) {
		err = nil
		for _, one := range each {
			if err = m.change(ctx, kind, ch.Card, one); errors.Is(err, errRefusedValue) {
				err = nil
			}
			if err != nil {
				break
			}
		}
	}
	return desk.Changed{}, err
}

// change sets parts of a card.
func (m *CRM) change(ctx context.Context, kind Kind, ref desk.CardRef, parts map[string]any) error {
	values := map[string]string{"id": ref.ID}
	_, err := m.call(ctx, kind.Change, values, together(kind.Change.body(values), parts))
	if err != nil {
		return fmt.Errorf("change %s: %w", ref, err)
	}
	return nil
}

// together is a call's own body with the parts in it.
func together(body any, parts map[string]any) any {
	m, ok := body.(map[string]any)
	if !ok {
		return parts
	}
	for name, v := range parts {
		have, deep := m[name].(map[string]any)
		more, too := v.(map[string]any)
		if deep && too {
			m[name] = together(have, more)
		} else {
			m[name] = v
		}
	}
	return m
}

// CreateCard implements flow.Registry and flow.CardDesk: each time another one, which
// MadeFrom finds by its origin.
func (m *CRM) CreateCard(ctx context.Context, c desk.Card, origin string) (desk.Card, error) {
	kind, err := m.kind(c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	if origin != "" && kind.Origin == "" {
		return desk.Card{}, noOrigin(c.Ref.Kind)
	}
	values := map[string]string{"contact": c.Contact.ID, "company": c.Company.ID}
	who := cmp.Or(c.GivenTo(), m.Responsible)
	if kind.Responsible == "" {
		who = ""
	}
	create := func(who string) (any, error) {
		parts := m.parts(kind, desk.Card{}, c)
		if origin != "" {
			set(parts, kind.Origin, kit.Mark(origin))
		}
		if who != "" {
			set(parts, kind.Responsible, who)
		}
		return m.call(ctx, kind.Create, values, together(kind.Create.body(values), parts))
	}
	out, err := create(who)
	if who != "" && errors.Is(err, errRefusedValue) { // who left, say: a customer waits for no one
		out, err = create("")
	}
	if err != nil {
		return desk.Card{}, fmt.Errorf("make a %s: %w", c.Ref.Kind, err)
	}
	ref := m.ref(c.Ref.Kind, at(at(out, kind.Create.Card), kind.ID))
	if ref.ID == "" {
		return desk.Card{}, fmt.Errorf("%w: the CRM made a %s and did not say which", desk.ErrBusy, c.Ref.Kind)
	}
	return m.Card(ctx, ref) // many answer with less than there is
}

// parts are what differs between two states of a card, at their paths.
func (m *CRM) parts(kind Kind, was, is desk.Card) map[string]any {
	out := map[string]any{}
	for _, p := range []struct {
		path    string
		old, as string
	}{
		{kind.Title, was.Title, is.Title}, {kind.Pipeline, string(was.Pipeline), string(is.Pipeline)}, {kind.Stage, string(was.Stage), string(is.Stage)},
		{kind.Contact, was.Contact.ID, is.Contact.ID}, {kind.Company, was.Company.ID, is.Company.ID},
	} {
		if p.path != "" && p.old != p.as && !inList(p.path) {
			set(out, p.path, p.as)
		}
	}
	if kind.Closed != "" && was.Closed != is.Closed {
		set(out, kind.Closed, is.Closed)
	}
	for _, f := range kind.Fields {
		if v := is.Values[f.Name]; v != was.Values[f.Name] {
			if w, err := f.written(v, m.Place); err == nil {
				set(out, f.path(), w)
			}
		}
	}
	return out
}

// PutCard implements flow.CardDesk: what differs from the card as it is.
func (m *CRM) PutCard(ctx context.Context, c desk.Card, _ []desk.Entry) (desk.Card, error) {
	kind, err := m.kind(c.Ref.Kind)
	if err != nil {
		return desk.Card{}, err
	}
	was, err := m.Card(ctx, c.Ref)
	if err != nil {
		return desk.Card{}, err
	}
	if parts := m.parts(kind, was, c); len(parts) > 0 {
		if err := m.change(ctx, kind, c.Ref, parts); err != nil {
			return desk.Card{}, err
		}
	}
	return m.Card(ctx, c.Ref)
}

// noOrigin is why a card of a kind can't be found again once it was made.
func noOrigin(k desk.CardKind) error {
	return kit.Refused(desk.CheckedNoOriginPath, "The description of the CRM's calls names no origin of a "+string(k)+", by which one that was made is found again: what is made is looked for as people would, and marked unsure. Make a text field for it in the CRM, and name it.", "kind", string(k))
}
