package creatio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// perFilter is how many records are asked for by their ids at once: an address has an end.
const perFilter = 25

// Goods are what was bought with opportunities: the products of their orders, and of those
// that have none, the products that the opportunity itself names. A Creatio without
// orders has the second only.
//
// OrderProduct and OpportunityProductInterest are of Creatio's own packages, Order and
// Opportunity: https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/data-services/odata
func (m *CRM) Goods(ctx context.Context, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error) {
	var left []string
	for _, d := range deals {
		if _, err := m.path(d); err == nil && d.Kind == desk.KindDeal && !slices.Contains(left, d.ID) {
			left = append(left, d.ID)
		}
	}
	out, rows := map[desk.CardRef][]desk.Good{}, 0
	for _, by := range []struct{ collection, of, expand, name string }{
		{"OrderProduct", "Order/OpportunityId", "Order($select=OpportunityId)", "Name"},
		{"OpportunityProductInterest", "OpportunityId", "Product($select=Name)", "Product/Name"},
	} {
		for some := range slices.Chunk(slices.Clone(left), perFilter) {
			filter := by.of + " eq " + strings.Join(some, " or "+by.of+" eq ")
			all, err := m.records(ctx, by.collection, "$filter", filter, "$expand", by.expand, "$orderby", "CreatedOn", "$top", strconv.Itoa(desk.MaxGoods))
			if errors.Is(err, desk.ErrNotFound) || errors.Is(err, desk.ErrInvalid) { // this Creatio has no such records
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s of opportunities: %w", by.collection, err)
			}
			for _, r := range all {
				deal := m.ref(desk.KindDeal, within(r, by.of))
				if !slices.Contains(some, deal.ID) || rows == desk.MaxGoods {
					continue
				}
				rows++
				out[deal] = append(out[deal], desk.Good{Name: kit.Plain(within(r, by.name)), Quantity: kit.Number(kit.Plain(r["Quantity"])), Price: kit.Number(kit.Plain(r["Price"]))})
			}
		}
		left = slices.DeleteFunc(left, func(id string) bool { return out[kit.Ref(m.Connection, desk.KindDeal, id)] != nil })
	}
	return out, nil
}

// within is a column of a record, or, with a / in its path, of one that it leads to.
func within(r record, path string) any {
	to, column, deeper := strings.Cut(path, "/")
	if !deeper {
		return r[path]
	}
	led, _ := r[to].(map[string]any)
	return led[column]
}
