package rest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Lists of cards: what was made from an origin, whose a value is, what belongs to a
// contact.

// MadeFrom implements flow.Registry.
func (m *CRM) MadeFrom(ctx context.Context, _ desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	kind, err := m.kind(k)
	if err != nil {
		return desk.CardRef{}, err
	}
	if kind.Origin == "" {
		return desk.CardRef{}, nil
	}
	_, name := cutLast(kind.Origin)
	found, err := m.list(ctx, k, kind, kind.Find, map[string]string{"field": name, "value": kit.Mark(origin)})
	for _, v := range found {
		if read(v.body, kind.Origin) == kit.Mark(origin) {
			return v.card.Ref, err
		}
	}
	return desk.CardRef{}, err
}

func cutLast(path string) (before, last string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

type found struct {
	card desk.Card
	body any
}

// list are the cards of a call's answer.
func (m *CRM) list(ctx context.Context, k desk.CardKind, kind Kind, c Call, values map[string]string) ([]found, error) {
	out, err := m.call(ctx, c, values, c.body(values))
	if errors.Is(err, desk.ErrNotFound) { // some say so where a list is empty
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	all, _ := at(out, c.Cards).([]any)
	var cards []found
	for _, v := range all {
		if card, ok := m.card(k, kind, v); ok {
			cards = append(cards, found{card, v})
		}
	}
	return cards, nil
}

// soughtAs are the texts by which contacts who may have an identity are looked for, one after
// the other until somebody has it: CRMs look for parts of texts. Of a name and a company a
// word will do. A phone may stand there with a country's code, without, or parted by blanks
// and dashes, which people leave out of its last four digits, or three, or put between pairs.
func soughtAs(id desk.Identity) []string {
	switch id.Kind {
	case desk.IdentityName:
		name, _, _ := strings.Cut(id.Value, "/")
		return []string{slices.MaxFunc(append(strings.Fields(name), ""), func(a, b string) int { return len(a) - len(b) })}
	case desk.IdentityPhone:
		out, digits := []string{id.Value}, kit.Digits(id.Value)
		for _, n := range []int{10, 4, 3} {
			out = append(out, digits[max(0, len(digits)-n):])
		}
		if n := len(digits); n >= 4 {
			for _, between := range []string{" ", "-"} {
				out = append(out, digits[n-4:n-2]+between+digits[n-2:])
			}
		}
		return out
	}
	return []string{id.Value}
}

// has says whether a contact that was found has an identity, however its phone is written.
func (f Field) has(v found, id desk.Identity, country string) bool {
	return slices.Contains(v.card.Identities(), id) || id.Kind == desk.IdentityPhone && kit.SamePhone(read(v.body, f.path()), id.Value, country)
}

// Find implements flow.Registry: CRMs look for parts of words and write phones in any
// way, so what was found is looked at.
func (m *CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	kind, err := m.kind(desk.KindContact)
	if err != nil {
		return nil, err
	}
	id.Scope = ""
	var cards []desk.Card
	for _, value := range soughtAs(id) {
		if len(cards) > 0 {
			break
		}
		if cards, err = m.sought(ctx, kind, id, value); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(cards, func(a, b desk.Card) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []desk.CardRef
	for _, c := range cards {
		out = append(out, c.Ref)
	}
	return out, nil
}

// sought are the contacts with an identity of those whom the CRM finds by a text.
func (m *CRM) sought(ctx context.Context, kind Kind, id desk.Identity, value string) (cards []desk.Card, err error) {
	for _, f := range kind.Fields {
		if !f.tells(id) {
			continue
		}
		list, err := m.list(ctx, desk.KindContact, kind, kind.Find, map[string]string{"field": f.find(), "value": value})
		if err != nil {
			return nil, err
		}
		for _, v := range list {
			if f.has(v, id, m.Place.Country) && !slices.ContainsFunc(cards, func(c desk.Card) bool { return c.Ref == v.card.Ref }) {
				cards = append(cards, v.card)
			}
		}
	}
	return cards, nil
}

// tells says whether a field may hold an identity.
func (f Field) tells(id desk.Identity) bool {
	switch id.Kind {
	case desk.IdentityPhone:
		return f.Type == desk.TypePhone
	case desk.IdentityEmail:
		return f.Type == desk.TypeEmail
	case desk.IdentityName:
		return f.Name == desk.ContactName
	}
	return string(f.Name) == id.Kind || string(f.Name) == id.Kind+"_user_id"
}

// OpenCards implements flow.Registry.
func (m *CRM) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	var out []desk.BoundCard
	for _, k := range []desk.CardKind{desk.KindLead, desk.KindDeal} {
		cards, err := m.of(ctx, k, contact)
		if err != nil {
			return nil, err
		}
		for _, c := range cards {
			if !c.Closed {
				out = append(out, c.Bound())
			}
		}
	}
	return out, nil
}

// of are the cards of a kind that belong to a contact or a company.
func (m *CRM) of(ctx context.Context, k desk.CardKind, owner desk.CardRef) ([]desk.Card, error) {
	kind := m.Calls.Kinds[k]
	call, whose := kind.OfContact, func(c *desk.Card) *desk.CardRef { return &c.Contact }
	if owner.Kind == desk.KindCompany {
		call, whose = kind.OfCompany, func(c *desk.Card) *desk.CardRef { return &c.Company }
	}
	if call.Path == "" || owner.ID == "" {
		return nil, nil
	}
	list, err := m.list(ctx, k, kind, call, map[string]string{string(owner.Kind): owner.ID})
	var out []desk.Card
	for _, v := range list {
		c := v.card
		if of := whose(&c); of.ID == "" || *of == owner { // many lists say less than a card
			*of = owner
			out = append(out, c)
		}
	}
	return out, err
}

// CardsOf implements flow.CardIndex.
func (m *CRM) CardsOf(ctx context.Context, of desk.CardRef) ([]desk.CardRef, error) {
	kinds := []desk.CardKind{desk.KindContact, desk.KindLead, desk.KindDeal, desk.KindCase}
	return kit.CardsOf(of, kinds, func(k desk.CardKind) ([]desk.Card, error) { return m.of(ctx, k, of) })
}

// ListCards implements flow.CardIndex, a page of the CRM's at a time.
func (m *CRM) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (page desk.Page[desk.Card], err error) {
	kind, err := m.kind(f.Kind)
	if err != nil {
		return page, err
	}
	call, values := kind.List, map[string]string{"cursor": ask.Cursor, "limit": strconv.Itoa(ask.Limit)}
	if owners := append(slices.Clone(f.Contacts), f.Companies...); len(owners) == 1 {
		cards, err := m.of(ctx, f.Kind, owners[0])
		return desk.Page[desk.Card]{Items: slices.DeleteFunc(cards, func(c desk.Card) bool { return !f.Has(c) })}, err
	}
	if call.Path == "" {
		return page, desk.Refuse(desk.CodeNoSuchCards, "The CRM "+string(m.Connection)+" lists no cards of kind "+string(f.Kind)+", by the description of its calls.")
	}
	out, err := m.call(ctx, call, values, call.body(values))
	if err != nil {
		return page, err
	}
	all, _ := at(out, call.Cards).([]any)
	for _, v := range all {
		if c, ok := m.card(f.Kind, kind, v); ok && f.Has(c) {
			page.Items = append(page.Items, c)
		}
	}
	page.Next = read(out, call.Next)
	return page, nil
}
