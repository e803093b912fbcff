package creatio

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// MadeFrom implements flow.Registry.
func (m *CRM) MadeFrom(ctx context.Context, _ desk.ConnectionID, k desk.CardKind, origin string) (desk.CardRef, error) {
	s, err := m.of(ctx, k)
	if err != nil || !s.has(originColumn) {
		return desk.CardRef{}, err
	}
	all, err := m.records(ctx, s.collection, "$filter", originColumn+" eq "+text(kit.Mark(origin)), "$orderby", "CreatedOn", "$top", "1", "$select", "Id")
	if err != nil || len(all) == 0 {
		return desk.CardRef{}, err
	}
	return m.ref(k, all[0]["Id"]), nil
}

// most is how many records are looked at.
const most = 200

// Find implements flow.Registry. Phones are looked for as they were written and by their
// digits, which Creatio keeps backwards; what was found is looked at.
func (m *CRM) Find(ctx context.Context, _ desk.ConnectionID, id desk.Identity) ([]desk.CardRef, error) {
	s, err := m.of(ctx, desk.KindContact)
	if err != nil {
		return nil, err
	}
	id.Scope = ""
	filter := m.filter(s, id)
	if filter == "" {
		return nil, nil
	}
	all, err := m.records(ctx, s.collection, "$filter", filter, "$top", strconv.Itoa(most))
	if err != nil {
		return nil, fmt.Errorf("contacts by %s: %w", id.Kind, err)
	}
	if id.Kind == desk.IdentityPhone {
		more, err := m.byDigits(ctx, s, id.Value)
		if err != nil {
			return nil, err
		}
		all = append(all, more...)
	}
	var cards []desk.Card
	for _, r := range all {
		if c, ok := m.card(desk.KindContact, s, r); ok && m.is(c, s, r, id) && !slices.ContainsFunc(cards, func(have desk.Card) bool { return have.Ref == c.Ref }) {
			cards = append(cards, c)
		}
	}
	slices.SortStableFunc(cards, func(a, b desk.Card) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []desk.CardRef
	for _, c := range cards {
		out = append(out, c.Ref)
	}
	return out, nil
}

// filter asks for contacts who may have an identity, "": none can.
func (m *CRM) filter(s schema, id desk.Identity) string {
	var any []string
	switch id.Kind {
	case desk.IdentityPhone:
		for _, f := range s.fields {
			if f.Type == desk.TypePhone {
				any = append(any, f.column+" eq "+text(id.Value), f.column+" eq "+text(kit.Digits(id.Value)))
			}
		}
	case desk.IdentityEmail:
		any = append(any, "tolower(Email) eq "+text(strings.ToLower(id.Value)))
	case desk.IdentityName: // a name and a company, of which a word will do to look by
		name, _, _ := strings.Cut(id.Value, "/")
		if word := slices.MaxFunc(append(strings.Fields(name), ""), func(a, b string) int { return len(a) - len(b) }); word != "" {
			any = append(any, "contains(tolower(Name),"+text(strings.ToLower(word))+")")
		}
	default:
		if f, ok := s.field(desk.FieldName(id.Kind + "_user_id")); ok {
			any = append(any, f.column+" eq "+text(id.Value))
		}
	}
	return strings.Join(any, " or ")
}

// byDigits are contacts by the last ten digits of any of their phones.
func (m *CRM) byDigits(ctx context.Context, s schema, phone string) ([]record, error) {
	digits := []byte(kit.Digits(phone))
	digits = digits[max(0, len(digits)-10):]
	slices.Reverse(digits)
	found, err := m.records(ctx, "ContactCommunication", "$filter", "startswith(SearchNumber,"+text(string(digits))+")", "$select", "ContactId,Number", "$top", "20")
	if err != nil {
		return nil, fmt.Errorf("phones: %w", err)
	}
	var ids []string
	for _, r := range found {
		if ref := m.ref(desk.KindContact, r["ContactId"]); ref.ID != "" && kit.SamePhone(kit.Plain(r["Number"]), phone, m.Country) {
			ids = append(ids, "Id eq "+ref.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return m.records(ctx, s.collection, "$filter", strings.Join(ids, " or "), "$top", "20")
}

func (m *CRM) is(c desk.Card, s schema, r record, id desk.Identity) bool {
	if slices.Contains(c.Identities(), id) {
		return true
	}
	for _, f := range s.fields {
		if f.Type == desk.TypePhone && id.Kind == desk.IdentityPhone && kit.SamePhone(kit.Plain(r[f.column]), id.Value, m.Country) {
			return true
		}
	}
	return false
}

// owned are the cards of a kind that belong to a contact or a company.
func (m *CRM) owned(ctx context.Context, k desk.CardKind, owner desk.CardRef) ([]desk.Card, error) {
	s, err := m.of(ctx, k)
	if err != nil {
		return nil, err
	}
	column := s.contact
	if owner.Kind == desk.KindCompany {
		column = s.company
	}
	if column == "" || !isGUID(owner.ID) {
		return nil, nil
	}
	query := []string{"$filter", column + " eq " + owner.ID, "$orderby", "CreatedOn desc", "$top", strconv.Itoa(most)}
	if k == desk.KindCase {
		query = append(query, "$expand", "Owner($select=Name)")
	}
	all, err := m.records(ctx, s.collection, query...)
	if err != nil {
		return nil, fmt.Errorf("%s of %s: %w", s.collection, owner, err)
	}
	var out []desk.Card
	for _, r := range all {
		if c, ok := m.card(k, s, r); ok && (c.Contact == owner || c.Company == owner) {
			out = append(out, c)
		}
	}
	return out, nil
}

// OpenCards implements flow.Registry.
func (m *CRM) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	if contact.Kind != desk.KindContact {
		return nil, nil
	}
	var out []desk.BoundCard
	for _, k := range []desk.CardKind{desk.KindLead, desk.KindDeal} {
		cards, err := m.owned(ctx, k, contact)
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

// CardsOf implements flow.CardIndex.
func (m *CRM) CardsOf(ctx context.Context, of desk.CardRef) ([]desk.CardRef, error) {
	kinds := []desk.CardKind{desk.KindContact, desk.KindLead, desk.KindDeal, desk.KindCase}
	return kit.CardsOf(of, kinds, func(k desk.CardKind) ([]desk.Card, error) { return m.owned(ctx, k, of) })
}

// ListCards implements flow.CardIndex.
func (m *CRM) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (page desk.Page[desk.Card], err error) {
	s, err := m.of(ctx, f.Kind)
	if err != nil {
		return page, err
	}
	if owners := append(slices.Clone(f.Contacts), f.Companies...); len(owners) == 1 {
		cards, err := m.owned(ctx, f.Kind, owners[0])
		return desk.Page[desk.Card]{Items: slices.DeleteFunc(cards, func(c desk.Card) bool { return !f.Has(c) })}, err
	}
	skip := 0
	if ask.Cursor != "" {
		if skip, err = strconv.Atoi(ask.Cursor); err != nil || skip < 0 {
			return page, invalid("that is no cursor of this list")
		}
	}
	limit := min(max(ask.Limit, 1), most)
	query := []string{"$orderby", "CreatedOn desc,Id", "$top", strconv.Itoa(limit), "$skip", strconv.Itoa(skip)}
	if f.Kind == desk.KindCase {
		query = append(query, "$expand", "Owner($select=Name)")
	}
	all, err := m.records(ctx, s.collection, query...)
	if err != nil {
		return page, err
	}
	for _, r := range all {
		if c, ok := m.card(f.Kind, s, r); ok && f.Has(c) {
			page.Items = append(page.Items, c)
		}
	}
	if len(all) == limit {
		page.Next = strconv.Itoa(skip + limit)
	}
	return page, nil
}

// Try calls what changes nothing, and says in words what works.
func (m *CRM) Try(ctx context.Context) []desk.Checked {
	if _, err := m.session(ctx, m.signed.number); err != nil {
		return []desk.Checked{kit.Failed(desk.Checked{About: desk.AboutSignIn, What: "sign in"}, err)}
	}
	out := []desk.Checked{{About: desk.AboutSignIn, What: "sign in", OK: true, Code: desk.CheckedSignedIn, Text: "Creatio let us in."}}
	for _, k := range []desk.CardKind{desk.KindContact, desk.KindCompany, desk.KindLead, desk.KindDeal, desk.KindCase} {
		tried := desk.Checked{About: desk.AboutCards, What: "work with " + objects.Get()[k].collection}.Saying("kind", string(k))
		s, err := m.of(ctx, k)
		if err == nil {
			_, err = m.records(ctx, s.collection, "$top", "1")
		}
		switch {
		case err != nil:
			tried = kit.Failed(tried, err)
		case !s.has(originColumn):
			tried = kit.Failed(tried, noOrigin(s))
		default:
			tried.OK, tried.Code, tried.Text = true, desk.CheckedFields, fmt.Sprintf("Fields that CoPilot can be let fill: %d.", len(s.fields))
			tried = tried.Saying("count", strconv.Itoa(len(s.fields)))
		}
		out = append(out, tried)
	}
	return out
}
