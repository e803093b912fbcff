package kommo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// card reads a card; ok is false if it is none.
func (m *CRM) card(k desk.CardKind, e entity, a account, s schema) (c desk.Card, ok bool) {
	c = desk.Card{
		Ref: kit.Ref(m.Connection, k, e.ID.String()), Title: strings.TrimSpace(e.Name),
		CreatedAt: moment(e.CreatedAt), UpdatedAt: moment(e.UpdatedAt), Values: map[desk.FieldName]desk.Value{},
	}
	for _, f := range s.fields {
		var v desk.Value
		switch {
		case f.Name == priceField && f.def.ID == "":
			if n := kit.Number(e.Price.String()); n != "" && n != "0" { // 0 is what a card has that nobody wrote a sum on
				v = desk.MoneyValue(n, f.Currency)
			}
		case f.Name == desk.ContactName && f.def.ID == "":
			if !desk.IsUntitled(c.Title) {
				v = kit.AsItStands(strings.Join(strings.Fields(c.Title), " "))
			}
		default:
			v = f.read(e.values(f.def.ID), a.zone, m.Country)
		}
		if v != "" {
			c.Values[f.Name] = v
		}
	}
	if k == desk.KindDeal {
		c.Pipeline, c.Stage = desk.PipelineID(e.Pipeline), desk.StageID(e.Status)
		c.Closed = finals.Get()[c.Stage] != ""
		c.Contact = m.first(desk.KindContact, e.Embedded.Contacts)
	}
	if k == desk.KindContact {
		c.Company = m.first(desk.KindCompany, e.Embedded.Companies)
	}
	if len(c.Values) == 0 {
		c.Values = nil
	}
	c.ETag = kit.ETag(c)
	return c, c.Ref.ID != ""
}

// values are a custom field's.
func (e entity) values(id json.Number) []value {
	for _, f := range e.Fields {
		if id != "" && f.ID == id {
			return f.Values
		}
	}
	return nil
}

func (m *CRM) first(k desk.CardKind, all []linked) desk.CardRef {
	if len(all) == 0 {
		return desk.CardRef{}
	}
	main := max(slices.IndexFunc(all, func(l linked) bool { return l.IsMain }), 0)
	return kit.Ref(m.Connection, k, all[main].ID.String())
}

func moment(seconds json.Number) time.Time {
	if n := number(seconds); n != 0 {
		return time.Unix(n, 0).UTC()
	}
	return time.Time{}
}

// path is where a card lies. ErrNotFound: it can be no card's.
func (m *CRM) path(ref desk.CardRef) (string, error) {
	collection, err := m.collection(ref.Kind)
	if err != nil {
		return "", err
	}
	if n, err := strconv.ParseUint(ref.ID, 10, 63); err != nil || strconv.FormatUint(n, 10) != ref.ID {
		return "", fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	return collection + "/" + ref.ID, nil
}

// entity reads a card as Kommo has it, and the card.
func (m *CRM) entity(ctx context.Context, ref desk.CardRef) (entity, desk.Card, error) {
	path, err := m.path(ref)
	if err != nil {
		return entity{}, desk.Card{}, err
	}
	a, s, err := m.of(ctx, ref.Kind)
	if err != nil {
		return entity{}, desk.Card{}, err
	}
	if ref.Kind == desk.KindDeal {
		path += "?with=contacts"
	}
	var e entity
	if err := m.call(ctx, http.MethodGet, path, nil, &e); err != nil {
		return e, desk.Card{}, fmt.Errorf("card %s: %w", ref, err)
	}
	c, ok := m.card(ref.Kind, e, a, s)
	if !ok || c.Ref != ref { // 204, or another one's
		return e, desk.Card{}, fmt.Errorf("card %s: %w", ref, desk.ErrNotFound)
	}
	return e, c, nil
}

// Card implements flow.Cards.
func (m *CRM) Card(ctx context.Context, ref desk.CardRef) (desk.Card, error) {
	_, c, err := m.entity(ctx, ref)
	return c, err
}

// parts are what is to be set on a card, each alone: one bad value stops no other.
type parts struct {
	own    map[string]any // name, price, status_id …
	custom []filled
	marked bool // the last of custom is what a new card was made from
}

func (p parts) empty() bool { return len(p.own) == 0 && len(p.custom) == 0 }

// body is what is sent.
func (p parts) body() map[string]any {
	body := map[string]any{}
	for name, v := range p.own {
		body[name] = v
	}
	if len(p.custom) > 0 {
		var all []map[string]any
		for _, f := range p.custom {
			one := map[string]any{"field_id": f.ID, "values": f.Values}
			if len(f.Values) == 0 {
				one["values"] = nil // deletes what is there
			}
			all = append(all, one)
		}
		body["custom_fields_values"] = all
	}
	return body
}

// without are the parts but for those that an error names; ok is false if it names none.
func (p parts) without(no *refusedError) (rest parts, ok bool) {
	rest = parts{own: map[string]any{}, marked: p.marked}
	bad := map[int]bool{}
	names := map[string]bool{}
	for _, path := range no.paths {
		if n := fieldOf(path); n >= 0 {
			bad[n] = true
			continue
		}
		names[path[strings.LastIndexByte(path, '.')+1:]] = true
	}
	for name, v := range p.own {
		if !names[name] {
			rest.own[name] = v
		}
	}
	for i, f := range p.custom {
		if !bad[i] {
			rest.custom = append(rest.custom, f)
		}
	}
	return rest, len(rest.own) < len(p.own) || len(rest.custom) < len(p.custom)
}

// each are the parts one by one.
func (p parts) each() (out []parts) {
	for name, v := range p.own {
		out = append(out, parts{own: map[string]any{name: v}})
	}
	for _, f := range p.custom {
		out = append(out, parts{custom: []filled{f}})
	}
	return out
}

// set puts a value of a field into the parts. A field that is not there, and a value
// that can't stand there, are left out. there are the values that the field has.
func (p *parts) set(f field, v desk.Value, there []value, a account) {
	switch {
	case f.Name == priceField && f.def.ID == "":
		if w, err := f.price(v); err == nil {
			p.own["price"] = w
		}
	case f.Name == desk.ContactName && f.def.ID == "":
		p.own["name"] = string(v)
	case f.def.ID != "":
		if w, err := f.written(v, there, a.zone); err == nil {
			p.custom = append(p.custom, filled{ID: f.def.ID, Values: w})
		}
	}
}

// ChangeCard implements flow.Cards: over whatever is there, in one call. Where Kommo
// names what it does not take, the rest is sent once more; where it does not, each is
// sent alone. What it passed over is found when the card is read back.
func (m *CRM) ChangeCard(ctx context.Context, ch desk.CardChange) (desk.Changed, error) {
	a, s, err := m.of(ctx, ch.Card.Kind)
	if err != nil {
		return desk.Changed{}, err
	}
	var now entity
	p := parts{own: map[string]any{}}
	for _, c := range ch.Fields {
		f, ok := s.field(c.Field)
		if !ok {
			continue // Kommo has no such field, or no longer
		}
		if f.def.Type == "multitext" && c.Old != "" && now.ID == "" { // others may stand beside it
			if now, _, err = m.entity(ctx, ch.Card); err != nil {
				return desk.Changed{}, err
			}
		}
		p.set(f, c.New, now.values(f.def.ID), a)
	}
	if add := tagsFor(ch.Badges); len(add) > 0 {
		p.own["tags_to_add"] = add
	}
	if p.empty() {
		_, err := m.Card(ctx, ch.Card) // it may be gone
		return desk.Changed{}, err
	}
	if err := m.change(ctx, ch.Card, p); err != nil || len(ch.Fields) == 0 {
		return desk.Changed{}, err
	}
	e, c, err := m.entity(ctx, ch.Card)
	if err != nil {
		return desk.Changed{}, err
	}
	done := ch.Found(c)
	if len(done.Stale) == 0 && len(ch.Badges) == len(tags) {
		done.Beside = e.beside()
	}
	return done, nil
}

// change sets what Kommo takes of the parts.
func (m *CRM) change(ctx context.Context, ref desk.CardRef, p parts) error {
	err := m.patch(ctx, ref, p)
	var no *refusedError
	if !errors.As(err, &no) {
		return err
	}
	if rest, named := p.without(no); named {
		if rest.empty() {
			return nil
		}
		if err = m.patch(ctx, ref, rest); !errors.As(err, &no) {
			return err
		}
		p = rest
	}
	for _, one := range p.each() {
		if err := m.patch(ctx, ref, one); err != nil && !errors.As(err, &no) {
			return err
		}
	}
	return nil
}

func (m *CRM) patch(ctx context.Context, ref desk.CardRef, p parts) error {
	path, err := m.path(ref)
	if err != nil {
		return err
	}
	if err := m.call(ctx, http.MethodPatch, path, p.body(), nil); err != nil {
		return fmt.Errorf("change %s: %w", ref, err)
	}
	return nil
}
