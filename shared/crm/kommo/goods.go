package kommo

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// maxCatalogs is how many lists an account of Kommo's can have.
//
// https://www.amocrm.ru/developers/content/crm_platform/catalogs-api
const maxCatalogs = 10

// element is an element of a list that belongs to a lead: its number, how many, and which
// of its prices.
type element struct {
	ID   json.Number `json:"id"`
	Meta struct {
		Quantity json.Number `json:"quantity"`
		Catalog  json.Number `json:"catalog_id"`
		Price    json.Number `json:"price_id"` // the field of the price; there since lists have several
	} `json:"metadata"`
}

// product is an element of a list, with its fields.
type product struct {
	ID     json.Number `json:"id"`
	Name   string      `json:"name"`
	Fields []struct {
		ID     json.Number `json:"field_id"`
		Code   string      `json:"field_code"`
		Values []value     `json:"values"`
	} `json:"custom_fields_values"`
}

// price is what the product costs by one of its prices, "": it is not told.
func (p product) price(field json.Number) string {
	for _, f := range p.Fields {
		if len(f.Values) > 0 && (f.ID == field && field != "" || f.Code == "PRICE" && field == "") {
			return kit.Number(kit.Plain(f.Values[0].Value))
		}
	}
	return ""
}

// Goods are what was bought with leads: one call tells the numbers of the elements of lists
// that belong to them, and one a list tells their names and prices. Prices are today's:
// Kommo keeps none with the lead.
//
// https://developers.kommo.com/reference/leads-list, with=catalog_elements
// https://developers.kommo.com/reference/catalog-elements-list, filter[id]
func (m *CRM) Goods(ctx context.Context, deals []desk.CardRef) (map[desk.CardRef][]desk.Good, error) {
	var ids []string
	asked := map[desk.CardRef]bool{}
	for _, d := range deals {
		if _, err := m.path(d); err == nil && d.Kind == desk.KindDeal && !asked[d] {
			ids, asked[d] = append(ids, d.ID), true
		}
	}
	type row struct {
		deal desk.CardRef
		is   element
	}
	var rows []row
	wanted := map[json.Number][]string{} // elements, by their lists
	for some := range slices.Chunk(ids, perCall) {
		leads, _, err := lists[entity](ctx, m, "leads", byIDs("leads", some, "with", "catalog_elements"))
		if err != nil {
			return nil, fmt.Errorf("the goods of leads: %w", err)
		}
		for _, e := range leads {
			deal := kit.Ref(m.Connection, desk.KindDeal, e.ID.String())
			for _, el := range e.Embedded.Elements {
				list := el.Meta.Catalog
				if !asked[deal] || len(rows) == desk.MaxGoods || number(list) <= 0 || number(el.ID) <= 0 || wanted[list] == nil && len(wanted) == maxCatalogs {
					continue
				}
				rows = append(rows, row{deal, el})
				if id := el.ID.String(); !slices.Contains(wanted[list], id) {
					wanted[list] = append(wanted[list], id)
				}
			}
		}
	}
	products := map[[2]json.Number]product{}
	for _, list := range slices.Sorted(maps.Keys(wanted)) {
		for some := range slices.Chunk(wanted[list], perCall) {
			all, _, err := lists[product](ctx, m, "elements", byIDs("catalogs/"+list.String()+"/elements", some))
			if err != nil {
				return nil, fmt.Errorf("the names of goods: %w", err)
			}
			for _, p := range all {
				products[[2]json.Number{list, p.ID}] = p
			}
		}
	}
	out := map[desk.CardRef][]desk.Good{}
	for _, r := range rows {
		p, named := products[[2]json.Number{r.is.Meta.Catalog, r.is.ID}]
		g := desk.Good{Name: p.Name, Quantity: kit.Number(r.is.Meta.Quantity.String()), Price: p.price(r.is.Meta.Price)}
		if !named || g.Name == "" { // it was deleted from its list
			g.Name = "#" + r.is.ID.String()
		}
		out[r.deal] = append(out[r.deal], g)
	}
	return out, nil
}

// byIDs asks a collection for what has one of some numbers.
func byIDs(collection string, ids []string, more ...string) string {
	query := url.Values{"limit": {strconv.Itoa(perCall)}, "filter[id][]": ids}
	for i := 0; i < len(more); i += 2 {
		query.Set(more[i], more[i+1])
	}
	return collection + "?" + query.Encode()
}
