package bitrix24

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// OpenCards implements flow.Registry: one call.
func (m *CRM) OpenCards(ctx context.Context, contact desk.CardRef) ([]desk.BoundCard, error) {
	if _, ok := idOf(contact); !ok {
		return nil, nil
	}
	open := args{"contactId": contact.ID, "stageSemanticId": "P"}
	all, err := m.each(ctx, map[desk.CardKind]args{desk.KindLead: open, desk.KindDeal: open})
	var out []desk.BoundCard
	for _, k := range []desk.CardKind{desk.KindLead, desk.KindDeal} {
		for _, f := range all[k] {
			if f.card.Contact == contact && !f.card.Closed {
				out = append(out, f.card.Bound())
			}
		}
	}
	return out, err
}

// CardsOf implements flow.CardIndex: one call.
func (m *CRM) CardsOf(ctx context.Context, of desk.CardRef) ([]desk.CardRef, error) {
	if _, ok := idOf(of); !ok {
		return nil, nil
	}
	kinds, filter := []desk.CardKind{desk.KindLead, desk.KindDeal}, args{"contactId": of.ID}
	if of.Kind == desk.KindCompany {
		kinds, filter = []desk.CardKind{desk.KindContact}, args{"companyId": of.ID}
	}
	if m.cases != 0 {
		kinds = append(kinds, desk.KindCase)
	}
	ask := map[desk.CardKind]args{}
	for _, k := range kinds {
		ask[k] = filter
	}
	all, err := m.each(ctx, ask)
	var out []desk.CardRef
	for _, k := range kinds {
		for _, f := range all[k] {
			if f.card.Contact == of || f.card.Company == of {
				out = append(out, f.card.Ref)
			}
		}
	}
	return out, err
}

// ListCards implements flow.CardIndex: the newest first, by their numbers.
func (m *CRM) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (page desk.Page[desk.Card], err error) {
	k, err := m.kind(f.Kind)
	if err != nil {
		return page, err
	}
	s, err := m.schema(ctx, k, schemaLife)
	if err != nil {
		return page, err
	}
	c := k.lists(s, filtered(f), 0)
	filter := c.args["filter"].(args)
	if before, err := strconv.Atoi(ask.Cursor); err == nil {
		filter["<id"] = before
	}
	c.args["order"] = args{"id": "DESC"}
	said, err := m.call(ctx, c.method, c.args)
	if err != nil {
		return page, fmt.Errorf("list cards of kind %s: %w", f.Kind, err)
	}
	all := m.read(k, s, said)
	for i, one := range all {
		if f.Has(one.card) {
			page.Items = append(page.Items, one.card)
		}
		if i == pageSize-1 || len(page.Items) == ask.Limit && i < len(all)-1 {
			page.Next = one.card.Ref.ID
			break
		}
	}
	return page, nil
}

// filtered is a filter as Bitrix24 has it.
func filtered(f desk.CardFilter) args {
	out := args{}
	for name, refs := range map[string][]desk.CardRef{"@contactId": f.Contacts, "@companyId": f.Companies} {
		for _, r := range refs {
			ids, _ := out[name].([]any)
			out[name] = append(ids, r.ID)
		}
	}
	for _, p := range f.Pipelines {
		ids, _ := out["@categoryId"].([]any)
		out["@categoryId"] = append(ids, string(p))
	}
	for _, s := range f.Stages {
		ids, _ := out["@stageId"].([]any)
		out["@stageId"] = append(ids, string(s))
	}
	return out
}
