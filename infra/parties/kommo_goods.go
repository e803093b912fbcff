package parties

import (
	"fmt"
	"net/http"
	"slices"
)

// kommoGood is an element of a list that somebody put onto a lead.
type kommoGood struct {
	lead              string
	list, id, priceID int
	name              string
	price             float64
	quantity          int
}

// AddGood is a person who puts a product of a list onto a lead; one without a name was
// deleted from the list since. A price that has a field's number is one of several.
func (s *Kommo) AddGood(lead string, list int, name string, price float64, quantity, priceID int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.goods = append(s.goods, kommoGood{lead, list, 525439 + len(s.goods), priceID, name, price, quantity})
}

// goodsOf are a lead's, as an answer embeds them: by numbers alone.
func (s *Kommo) goodsOf(lead any) []any {
	out := []any{}
	for _, g := range s.goods {
		if g.lead == fmt.Sprint(lead) {
			meta := Obj{"quantity": g.quantity, "catalog_id": g.list}
			if g.priceID != 0 {
				meta["price_id"] = g.priceID
			}
			out = append(out, Obj{"id": g.id, "metadata": meta})
		}
	}
	return out
}

// elements are those of a list that a filter names.
func (s *Kommo) elements(r *http.Request, list string) (int, any) {
	ids, found := r.URL.Query()["filter[id][]"], []Obj{}
	for _, g := range s.goods {
		if g.name == "" || fmt.Sprint(g.list) != list || ids != nil && !slices.Contains(ids, fmt.Sprint(g.id)) {
			continue
		}
		fields := []any{
			Obj{"field_id": 77, "field_code": "SKU", "field_type": "text", "values": []any{Obj{"value": "A1"}}},
			Obj{"field_id": 78, "field_code": "PRICE", "field_type": "price", "values": []any{Obj{"value": fmt.Sprint(g.price)}}},
		}
		if g.priceID != 0 {
			fields = append(fields, Obj{"field_id": g.priceID, "field_code": nil, "field_type": "price", "values": []any{Obj{"value": fmt.Sprint(g.price - 1)}}})
		}
		found = append(found, Obj{"id": g.id, "name": g.name, "catalog_id": g.list, "custom_fields_values": fields})
	}
	return s.page(r, "elements", found)
}
