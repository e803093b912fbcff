package bitrix24

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Lists of cards: what was made from an origin, whose a value is, what belongs to a
// contact.

// pageSize is how many cards Bitrix24 lists at once.
const pageSize = 50

// maxPages is how many pages of one contact's cards are read.
const maxPages = 20

// lists is the command that lists cards after one, the first made first. Our own
// fields are asked for by name, if they are known.
func (k kind) lists(s *schema, filter args, after int) command {
	f, want := args{">id": after}, []any{"*"}
	for name, v := range filter {
		f[name] = v
	}
	if s != nil {
		for _, one := range s.fields {
			if own.MatchString(one.key) {
				want = append(want, one.key)
			}
		}
	}
	return command{"crm.item.list", args{
		"entityTypeId": k.entity, "select": want, "filter": f, "order": args{"id": "ASC"}, "start": -1, "useOriginalUfNames": "Y",
	}}
}

// found are the cards of a list's answer, with what Bitrix24 has of them.
type found struct {
	card desk.Card
	item map[string]any
}

func (m *CRM) read(k kind, s *schema, said any) (out []found) {
	in, _ := said.(map[string]any)
	all, _ := in["items"].([]any)
	for _, one := range all {
		item, _ := one.(map[string]any)
		if c, ok := m.card(k, s, item); ok {
			out = append(out, found{c, item})
		}
	}
	return out
}

// each are the cards of kinds that pass a filter, kind by kind: one call for the first
// pages of all, and one for each further page.
func (m *CRM) each(ctx context.Context, kinds map[desk.CardKind]args) (map[desk.CardKind][]found, error) {
	out := map[desk.CardKind][]found{}
	b := batch{}
	for c, filter := range kinds {
		k, err := m.kind(c)
		if err != nil {
			return nil, err
		}
		if m.known(c, schemaLife) == nil {
			for name, ask := range k.asks() {
				b[string(c)+"_"+name] = ask
			}
		}
		b[string(c)] = k.lists(m.known(c, schemaLife), filter, 0)
	}
	got, err := m.batch(ctx, b)
	if err != nil {
		return nil, err
	}
	for c, filter := range kinds {
		k, _ := m.kind(c)
		s := m.known(c, schemaLife)
		if s == nil {
			if s, err = m.learned(k, got.named(string(c)+"_")); err != nil {
				return nil, err
			}
		}
		if err := got.err(string(c)); err != nil {
			return nil, fmt.Errorf("list cards of kind %s: %w", c, err)
		}
		page := m.read(k, s, got.result(string(c)))
		out[c] = page
		for n := 1; len(page) == pageSize && n < maxPages; n++ {
			last, _ := idOf(page[len(page)-1].card.Ref)
			said, err := m.call(ctx, "crm.item.list", k.lists(s, filter, last).args)
			if err != nil {
				return nil, fmt.Errorf("list cards of kind %s: %w", c, err)
			}
			page = m.read(k, s, said)
			out[c] = append(out[c], page...)
		}
	}
	return out, nil
}

// named are the answers whose names begin so, without that.
func (a answers) named(prefix string) answers {
	out := answers{map[string]any{}, map[string]error{}}
	for name, v := range a.results {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			out.results[rest] = v
		}
	}
	for name, err := range a.faults {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			out.faults[rest] = err
		}
	}
	return out
}

// MadeFrom implements flow.Registry.
func (m *CRM) MadeFrom(ctx context.Context, _ desk.ConnectionID, c desk.CardKind, origin string) (desk.CardRef, error) {
	k, err := m.kind(c)
	if err != nil {
		return desk.CardRef{}, err
	}
	want := k.origin(kit.Mark(origin))
	filter := args{}
	for name, v := range want {
		filter["="+name] = v
	}
	all, err := m.each(ctx, map[desk.CardKind]args{c: filter})
	if err != nil {
		return desk.CardRef{}, err
	}
	for _, f := range all[c] { // a filter that Bitrix24 does not know it passes over
		if ok := func() bool {
			for name, v := range want {
				if kit.Plain(f.item[name]) != v {
					return false
				}
			}
			return true
		}(); ok {
			return f.card.Ref, nil
		}
	}
	return desk.CardRef{}, nil
}

// Find implements flow.Registry: phones and e-mails by Bitrix24's own search for
// duplicates, which compares them loosely, so what was found is looked at; all phones
// and e-mails of a contact count.
func (m *CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	id.Scope = ""
	var filters []args
	var err error
	switch id.Kind {
	case desk.IdentityPhone:
		filters, err = m.byComm(ctx, "PHONE", m.forms(id.Value))
	case desk.IdentityEmail:
		filters, err = m.byComm(ctx, "EMAIL", []any{id.Value})
	case desk.IdentityName: // a word will do to look by
		name, _, _ := strings.Cut(id.Value, "/")
		word := slices.MaxFunc(append(strings.Fields(name), ""), func(a, b string) int { return len(a) - len(b) })
		if word != "" {
			filters = []args{{"%name": word}, {"%lastName": word}}
		}
	default:
		filters, err = m.byOwn(ctx, id)
	}
	if err != nil {
		return nil, err
	}
	var cards []desk.Card
	for _, filter := range filters {
		all, err := m.each(ctx, map[desk.CardKind]args{desk.KindContact: filter})
		if err != nil {
			return nil, err
		}
		for _, f := range all[desk.KindContact] {
			if m.has(f, id) && !slices.ContainsFunc(cards, func(c desk.Card) bool { return c.Ref == f.card.Ref }) {
				cards = append(cards, f.card)
			}
		}
	}
	slices.SortStableFunc(cards, func(a, b desk.Card) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []desk.CardRef
	for _, c := range cards {
		out = append(out, c.Ref)
	}
	return out, nil
}

// has says whether a contact has an identity: any of its phones and e-mails, its whole
// name, its fields.
func (m *CRM) has(f found, id desk.Identity) bool {
	for field, key := range map[desk.FieldName]string{"phone": "PHONE", "email": "EMAIL"} {
		for _, e := range multi(f.item, key) {
			v := kit.Phone(e.value, m.country)
			if key == "EMAIL" {
				v = email(e.value)
			}
			if slices.Contains(f.card.WithValues(map[desk.FieldName]desk.Value{field: desk.Value(v)}).Identities(), id) {
				return true
			}
		}
	}
	whole := f.card.WithValues(map[desk.FieldName]desk.Value{desk.ContactName: desk.Value(fullName(f.item))})
	return slices.Contains(f.card.Identities(), id) || slices.Contains(whole.Identities(), id)
}

// byComm are filters of the contacts with a phone or an e-mail.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/duplicates/crm-duplicate-find-by-comm.md
func (m *CRM) byComm(ctx context.Context, kind string, values []any) ([]args, error) {
	said, err := m.call(ctx, "crm.duplicate.findbycomm", args{"entity_type": "CONTACT", "type": kind, "values": values})
	if err != nil {
		return nil, fmt.Errorf("find a contact: %w", err)
	}
	in, _ := said.(map[string]any) // nothing found is an empty list
	ids, _ := in["CONTACT"].([]any)
	if len(ids) == 0 {
		return nil, nil
	}
	return []args{{"@id": ids}}, nil
}

// byOwn are filters of the contacts with a messenger's id, in our own field for it.
func (m *CRM) byOwn(ctx context.Context, id desk.Identity) ([]args, error) {
	k, err := m.kind(desk.KindContact)
	if err != nil {
		return nil, err
	}
	s, err := m.schema(ctx, k, schemaLife)
	if err != nil {
		return nil, err
	}
	for _, f := range s.fields {
		if string(f.name) == id.Kind+"_user_id" {
			return []args{{"=" + f.key: id.Value}}, nil
		}
	}
	return nil, nil // there is no such field: Sufler's own memory knows them
}
