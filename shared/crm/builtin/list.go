package builtin

import (
	"context"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// ListCards implements flow.CardIndex.
func (m CRM) ListCards(ctx context.Context, f desk.CardFilter, ask desk.PageAsk) (desk.Page[desk.Card], error) {
	if !f.ChangedSince.IsZero() {
		page, err := m.changed(ctx, f, ask)
		return page, wrap(err, "list changed %ss", f.Kind)
	}
	l := store.Lister[desk.Card]{Query: store.Query{Index: store.ByList, PK: listedCards(f.Kind), Desc: true}}
	keys := func(entries []store.Item) []store.Key { return each(entries, store.Item.Key) }
	switch {
	case len(f.Contacts) == 1 || len(f.Companies) == 1:
		l.Query = store.Query{PK: linksPK(slices.Concat(f.Contacts, f.Companies)[0]), Prefix: preLink + string(f.Kind) + "#", Desc: true, Strong: true}
		keys = func(entries []store.Item) []store.Key {
			return each(entries, func(it store.Item) store.Key { return cardKey(refFrom(it.Str("ref"))) })
		}
	case len(f.Pipelines) == 1:
		l.Query.Index, l.Query.PK = store.ByPart, pipelineCards(f.Kind, f.Pipelines[0])
	}
	l.Read = func(ctx context.Context, entries []store.Item) ([]desk.Card, []bool, error) {
		its, err := m.Fetch(ctx, keys(entries), false)
		if err != nil {
			return nil, nil, err
		}
		return store.ReadAll(its, cardFrom, f.Has)
	}
	page, err := l.Page(ctx, m.Table, ask)
	return page, wrap(err, "list %ss", f.Kind)
}
