package bitrix24

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Goods are the rows of products of deals: one call for all of them, by pages of fifty rows.
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/api-reference/crm/universal/product-rows/crm-item-productrow-list.md
func (m *CRM) Goods(ctx context.Context, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error) {
	var ids []any
	asked := map[desk.CardRef]bool{}
	for _, d := range deals {
		if id, ok := idOf(d); ok && d.Kind == desk.KindDeal {
			ids, asked[d] = append(ids, id), true
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	b := batch{}
	for start := 0; start < desk.MaxGoods; start += pageSize {
		b[fmt.Sprintf("%03d", start)] = command{"crm.item.productrow.list", args{
			"filter": args{"=ownerType": "D", "=ownerId": ids}, "order": args{"id": "asc"}, "start": start,
		}}
	}
	got, err := m.batch(ctx, b)
	if err == nil {
		err = got.any()
	}
	if err != nil {
		return nil, fmt.Errorf("the goods of deals: %w", err)
	}
	out, seen := map[desk.CardRef][]desk.Good{}, map[string]bool{}
	for _, name := range sorted(map[string]any(got.results)) {
		page, _ := got.result(name).(map[string]any)
		rows, _ := page["productRows"].([]any)
		for _, row := range rows {
			r, _ := row.(map[string]any)
			deal, id := m.ref(desk.KindDeal, r["ownerId"]), kit.Plain(r["id"])
			if !asked[deal] || seen[id] {
				continue
			}
			seen[id] = true
			out[deal] = append(out[deal], desk.Good{Name: kit.Plain(r["productName"]), Quantity: decimal(r["quantity"]), Price: decimal(r["price"])})
		}
	}
	return out, nil
}

// decimal is a number as Bitrix24 tells it, without zeros behind; "": it is none.
func decimal(v any) string {
	f, err := strconv.ParseFloat(kit.Plain(v), 64)
	if err != nil {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
