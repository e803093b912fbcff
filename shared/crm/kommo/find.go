package kommo

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// MadeFrom implements flow.Registry. What Kommo's search may not know yet is looked for
// among the newest.
func (m *CRM) MadeFrom(ctx context.Context, _ desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	collection, err := m.collection(k)
	if err != nil {
		return desk.CardRef{}, err
	}
	_, s, err := m.of(ctx, k)
	if err != nil {
		return desk.CardRef{}, err
	}
	d, ok := s.coded(originCode, originTitle)
	if !ok {
		return desk.CardRef{}, nil // no card was ever made
	}
	mark := kit.Mark(origin)
	for _, where := range []string{"query=" + mark + "&limit=250", "order[id]=desc&limit=50"} {
		all, _, err := lists[entity](ctx, m, collection, collection+"?"+where)
		if err != nil {
			return desk.CardRef{}, fmt.Errorf("what was made from an origin: %w", err)
		}
		var first entity
		for _, e := range all {
			if vs := e.values(d.ID); len(vs) > 0 && kit.Plain(vs[0].Value) == mark && (first.ID == "" || number(e.ID) < number(first.ID)) {
				first = e
			}
		}
		if first.ID != "" {
			return kit.Ref(m.Connection, k, first.ID.String()), nil
		}
	}
	return desk.CardRef{}, nil
}

// phoneDigits are by how many of its last digits a phone is looked for: without a
// country's code, however it was written.
const phoneDigits = 10

// Find implements flow.Registry: Kommo looks for parts of words in all fields, so what
// was found is looked at.
//
// https://developers.kommo.com/reference/contacts-list
func (m *CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	a, s, err := m.of(ctx, desk.KindContact)
	if err != nil {
		return nil, err
	}
	id.Scope = ""
	words := id.Value
	switch id.Kind {
	case desk.IdentityPhone:
		words = kit.Digits(words)
		words = words[max(0, len(words)-phoneDigits):]
	case desk.IdentityName: // a name and a company, of which a word will do to look by
		name, _, _ := strings.Cut(words, "/")
		words = slices.MaxFunc(append(strings.Fields(name), ""), func(a, b string) int { return len(a) - len(b) })
	}
	if words == "" {
		return nil, nil
	}
	var cards []desk.Card
	for page := 1; page <= maxPages; page++ {
		all, more, err := lists[entity](ctx, m, "contacts", fmt.Sprintf("contacts?query=%s&limit=250&page=%d", url.QueryEscape(words), page))
		if err != nil {
			return nil, fmt.Errorf("contacts by %s: %w", id.Kind, err)
		}
		for _, e := range all {
			if c, ok := m.card(desk.KindContact, e, a, s); ok && m.is(c, e, s, id) {
				cards = append(cards, c)
			}
		}
		if !more {
			break
		}
	}
	slices.SortStableFunc(cards, func(a, b desk.Card) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []desk.CardRef
	for _, c := range cards {
		if !slices.Contains(out, c.Ref) {
			out = append(out, c.Ref)
		}
	}
	return out, nil
}

// is says whether a contact has an identity: by its value, or by one of several phones
// and e-mails.
func (m *CRM) is(c desk.Card, e entity, s schema, id desk.Identity) bool {
	if slices.Contains(c.Identities(), id) {
		return true
	}
	for _, f := range s.fields {
		if f.def.Type != "multitext" {
			continue
		}
		for _, v := range e.values(f.def.ID) {
			have := kit.Plain(v.Value)
			switch {
			case f.Type == desk.TypePhone && id.Kind == desk.IdentityPhone && kit.SamePhone(have, id.Value, m.Country),
				f.Type == desk.TypeEmail && id.Kind == desk.IdentityEmail && strings.EqualFold(have, id.Value):
				return true
			}
		}
	}
	return false
}

// perCall is how many cards are asked for by their ids at once, and maxLinked how many of
// one contact's or company's.
const (
	perCall   = 100
	maxLinked = 500
)

// linkedCards are the cards of a kind that belong to a contact or a company.
func (m *CRM) linkedCards(ctx context.Context, owner desk.CardRef, k desk.CardKind) ([]desk.Card, error) {
	path, err := m.path(owner)
	if err != nil {
		return nil, nil // nobody's
	}
	collection := collections.Get()[k]
	var of entity
	if err := m.call(ctx, "GET", path+"?with="+collection, nil, &of); err != nil {
		if isGone(err) {
			return nil, nil
		}
		return nil, fmt.Errorf("the %s of %s: %w", collection, owner, err)
	}
	ids := of.Embedded.Leads
	if k == desk.KindContact {
		ids = of.Embedded.Contacts
	}
	a, s, err := m.of(ctx, k)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	if len(ids) > maxLinked { // those with the greatest numbers were made last
		slices.SortFunc(ids, func(a, b linked) int { return cmp.Compare(number(b.ID), number(a.ID)) })
		ids = ids[:maxLinked]
	}
	var out []desk.Card
	for some := range slices.Chunk(ids, perCall) {
		var numbers, with []string
		for _, l := range some {
			numbers = append(numbers, l.ID.String())
		}
		if k == desk.KindDeal {
			with = []string{"with", "contacts"}
		}
		all, _, err := lists[entity](ctx, m, collection, byIDs(collection, numbers, with...))
		if err != nil {
			return nil, fmt.Errorf("the %s of %s: %w", collection, owner, err)
		}
		for _, e := range all {
			if c, ok := m.card(k, e, a, s); ok {
				out = append(out, c)
			}
		}
	}
	return out, nil
}

// OpenCards implements flow.Registry.
func (m *CRM) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	if contact.Kind != desk.KindContact {
		return nil, nil
	}
	cards, err := m.linkedCards(ctx, contact, desk.KindDeal)
	var out []desk.BoundCard
	for _, c := range cards {
		if !c.Closed && c.Contact == contact {
			out = append(out, c.Bound())
		}
	}
	return out, err
}

// CardsOf implements flow.CardIndex.
func (m *CRM) CardsOf(ctx context.Context, of desk.CardRef) ([]desk.CardRef, error) {
	kind := desk.KindDeal
	if of.Kind == desk.KindCompany {
		kind = desk.KindContact
	}
	cards, err := m.linkedCards(ctx, of, kind)
	var out []desk.CardRef
	for _, c := range cards {
		if c.Contact == of || c.Company == of {
			out = append(out, c.Ref)
		}
	}
	return out, err
}

// ListCards implements flow.CardIndex, a page of Kommo's at a time.
func (m *CRM) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (page desk.Page[desk.Card], err error) {
	collection, err := m.collection(f.Kind)
	if err != nil {
		return page, err
	}
	if owners := append(slices.Clone(f.Contacts), f.Companies...); len(owners) == 1 {
		cards, err := m.linkedCards(ctx, owners[0], f.Kind)
		return desk.Page[desk.Card]{Items: slices.DeleteFunc(cards, func(c desk.Card) bool { return !f.Has(c) })}, err
	}
	number := 1
	if ask.Cursor != "" {
		if number, err = strconv.Atoi(ask.Cursor); err != nil || number < 1 {
			return page, fmt.Errorf("%w: that is no cursor of this list", desk.ErrInvalid)
		}
	}
	a, s, err := m.of(ctx, f.Kind)
	if err != nil {
		return page, err
	}
	with := ""
	if f.Kind == desk.KindDeal {
		with = "&with=contacts"
	}
	all, more, err := lists[entity](ctx, m, collection, fmt.Sprintf("%s?order[id]=desc&limit=%d&page=%d%s", collection, min(max(ask.Limit, 1), 250), number, with))
	if err != nil {
		return page, err
	}
	for _, e := range all {
		if c, ok := m.card(f.Kind, e, a, s); ok && f.Has(c) {
			page.Items = append(page.Items, c)
		}
	}
	if more {
		page.Next = strconv.Itoa(number + 1)
	}
	return page, nil
}
