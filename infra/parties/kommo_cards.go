package parties

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kommo's cards: how they are made, changed, linked and listed.

func (s *Kommo) customFields(r *http.Request, collection string, body any) (int, any) {
	if r.Method == http.MethodGet {
		return s.page(r, "custom_fields", s.fields[collection])
	}
	if !s.Admin {
		return 403, kommoProblem(403)
	}
	made := []any{}
	for _, v := range body.([]any) {
		f, ok := v.(Obj)
		if !ok {
			return 400, kommoProblem(400)
		}
		s.addField(collection, f)
		made = append(made, f)
	}
	return 200, Obj{"_embedded": Obj{"custom_fields": made}}
}

// page is a page of a list, 204 if there is nothing on it.
func (s *Kommo) page(r *http.Request, name string, all []Obj) (int, any) {
	q := r.URL.Query()
	limit, page := kommoNumber(q, "limit", 50), kommoNumber(q, "page", 1)
	from := min((page-1)*limit, len(all))
	some := all[from:min(from+limit, len(all))]
	if len(some) == 0 {
		return 204, nil
	}
	self := Obj{"self": Obj{"href": r.URL.RequestURI()}}
	if from+limit < len(all) {
		self["next"] = Obj{"href": "https://shop.kommo.com/next"}
	}
	return 200, Obj{"_page": page, "_links": self, "_embedded": Obj{name: some}}
}

func kommoNumber(q url.Values, name string, without int) int {
	if n, err := strconv.Atoi(q.Get(name)); err == nil && n > 0 {
		return n
	}
	return without
}

func (s *Kommo) list(r *http.Request, collection string) (int, any) {
	q := r.URL.Query()
	var found []Obj
	for _, c := range s.cards[collection] {
		if ids := q["filter[id][]"]; ids != nil && !slices.Contains(ids, fmt.Sprint(c["id"])) {
			continue
		}
		if words := q.Get("query"); words != "" && !s.has(c, words) {
			continue
		}
		found = append(found, s.shown(c, collection, q.Get("with")))
	}
	if q.Get("order[id]") == "desc" {
		slices.Reverse(found)
	}
	return s.page(r, collection, found)
}

// has says whether the search finds a card by a part of one of its fields; of phones by
// their digits alone.
func (s *Kommo) has(c Obj, words string) bool {
	if made, ok := c["created_at"].(int64); ok && s.At.Before(time.Unix(made, 0).Add(s.Lag)) {
		return false
	}
	all := []string{fmt.Sprint(c["name"])}
	filled, _ := c["custom_fields_values"].([]any)
	for _, f := range filled {
		for _, v := range f.(Obj)["values"].([]any) {
			text := fmt.Sprint(v.(Obj)["value"])
			all = append(all, text, strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, text))
		}
	}
	return slices.ContainsFunc(all, func(text string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(words)) })
}

// shown is a card as an answer has it: what it belongs to only where that was asked for.
func (s *Kommo) shown(c Obj, collection, with string) Obj {
	out := Obj{}
	for name, v := range c {
		out[name] = v
	}
	in, _ := c["_embedded"].(Obj)
	embedded := Obj{"tags": []any{}, "companies": []any{}}
	if in["tags"] != nil {
		embedded["tags"] = in["tags"]
	}
	if in["companies"] != nil {
		embedded["companies"] = in["companies"]
	}
	if collection == "leads" && strings.Contains(with, "contacts") && in["contacts"] != nil {
		embedded["contacts"] = in["contacts"]
	}
	if collection == "leads" && strings.Contains(with, "catalog_elements") {
		embedded["catalog_elements"] = s.goodsOf(c["id"])
	}
	if collection != "leads" && with != "" {
		var of []any
		theirs := map[string]string{"contacts": "contacts", "companies": "companies"}[collection]
		for _, other := range s.cards[with] {
			for _, l := range kommoLinks(other, theirs) {
				if fmt.Sprint(l["id"]) == fmt.Sprint(c["id"]) {
					of = append(of, Obj{"id": other["id"]})
				}
			}
		}
		embedded[with] = of
	}
	out["_embedded"] = any(embedded)
	out["closest_task_at"] = s.closest(collection, c["id"])
	return out
}

func kommoLinks(c Obj, name string) (out []Obj) {
	in, _ := c["_embedded"].(Obj)
	all, _ := in[name].([]any)
	for _, l := range all {
		out = append(out, l.(Obj))
	}
	return out
}

func (s *Kommo) add(r *http.Request, collection string, body any) (int, any) {
	all, ok := body.([]any)
	if r.Method != http.MethodPost || !ok {
		return 400, kommoProblem(400)
	}
	made := []any{}
	for i, v := range all {
		in := v.(Obj)
		bad := s.bad(in, collection, fmt.Sprintf("%d.", i))
		for j, l := range kommoLinks(in, "contacts") {
			if !s.there("contacts", l["id"]) {
				bad = append(bad, fmt.Sprintf("%d._embedded.contacts.%d.id", i, j))
			}
		}
		if bad != nil {
			return 400, kommoRefuses(bad)
		}
		c := Obj{"id": s.id(), "name": "", "created_at": s.At.Unix(), "updated_at": s.At.Unix(), "custom_fields_values": nil, "_embedded": in["_embedded"]}
		if at, ok := in["created_at"].(json.Number); ok {
			n, _ := at.Int64()
			c["created_at"] = n
		}
		if collection == "leads" {
			c["responsible_user_id"] = 7
			c["price"], c["pipeline_id"], c["status_id"] = json.Number("0"), json.Number("6950551"), json.Number("58141807")
		}
		s.apply(c, collection, in)
		if s.cards == nil {
			s.cards = map[string][]Obj{}
		}
		s.cards[collection] = append(s.cards[collection], c)
		made = append(made, Obj{"id": c["id"], "request_id": strconv.Itoa(i)})
	}
	return 200, Obj{"_embedded": Obj{collection: made}}
}

func (s *Kommo) there(collection string, id any) bool {
	return slices.ContainsFunc(s.cards[collection], func(c Obj) bool { return fmt.Sprint(c["id"]) == fmt.Sprint(id) })
}

func (s *Kommo) change(c Obj, collection string, body any) (int, any) {
	in, ok := body.(Obj)
	if !ok {
		return 400, kommoProblem(400)
	}
	if bad := s.bad(in, collection, ""); bad != nil {
		return 400, kommoRefuses(bad)
	}
	s.apply(c, collection, in)
	s.retag(c, in)
	c["updated_at"] = s.At.Unix()
	return 200, Obj{"id": c["id"], "updated_at": c["updated_at"]}
}

// bad are the paths of what is not taken.
func (s *Kommo) bad(in Obj, collection, path string) (bad []string) {
	if p, ok := in["price"].(json.Number); ok {
		if _, err := p.Int64(); err != nil {
			bad = append(bad, path+"price")
		}
	}
	if who, given := in["responsible_user_id"]; given && !works(fmt.Sprint(who)) {
		bad = append(bad, path+"responsible_user_id")
	}
	filled, _ := in["custom_fields_values"].([]any)
	for i, v := range filled {
		at := fmt.Sprintf("%scustom_fields_values.%d.", path, i)
		one := v.(Obj)
		f := s.field(collection, one["field_id"])
		if f == nil {
			bad = append(bad, at+"field_id")
			continue
		}
		vs, _ := one["values"].([]any)
		for j, v := range vs {
			if !s.takes(f, v.(Obj)) {
				bad = append(bad, fmt.Sprintf("%svalues.%d.value", at, j))
			}
		}
	}
	return bad
}

func (s *Kommo) field(collection string, id any) Obj {
	for _, f := range s.fields[collection] {
		if fmt.Sprint(f["id"]) == fmt.Sprint(id) {
			return f
		}
	}
	return nil
}

// takes says whether a field takes a value, by its type.
func (s *Kommo) takes(f, v Obj) bool {
	text := fmt.Sprint(v["value"])
	switch f["type"] {
	case "numeric", "monetary":
		_, err := strconv.ParseFloat(text, 64)
		return err == nil
	case "checkbox":
		_, is := v["value"].(bool)
		return is
	case "select", "radiobutton", "multiselect":
		return kommoOption(f, v) != nil
	case "date", "birthday", "date_time":
		_, err := strconv.ParseInt(text, 10, 64)
		_, other := time.Parse(time.RFC3339, text)
		return err == nil || other == nil
	case "multitext":
		code, given := v["enum_code"].(string)
		return !given || slices.Contains([]string{"WORK", "MOB", "PRIV"}, code)
	case "url":
		return strings.Contains(text, "://")
	}
	_, is := v["value"].(string)
	return is
}

func kommoOption(f, v Obj) Obj {
	enums, _ := f["enums"].([]any)
	for _, e := range enums {
		e := e.(Obj)
		if v["enum_id"] != nil && fmt.Sprint(e["id"]) == fmt.Sprint(v["enum_id"]) || v["enum_id"] == nil && (e["value"] == v["value"] || e["value"] == v["enum_code"]) {
			return e
		}
	}
	return nil
}

// apply sets what was sent; what was not is left alone.
func (s *Kommo) apply(c Obj, collection string, in Obj) {
	for _, name := range []string{"name", "price", "pipeline_id", "status_id", "responsible_user_id"} {
		if v, ok := in[name]; ok {
			c[name] = v
		}
	}
	filled, _ := in["custom_fields_values"].([]any)
	for _, v := range filled {
		f := s.field(collection, v.(Obj)["field_id"])
		if f["name"] == s.Ignores {
			continue
		}
		vs, _ := v.(Obj)["values"].([]any)
		var kept []Obj
		for _, v := range vs {
			v := v.(Obj)
			if text, ok := v["value"].(string); ok && slices.Contains([]string{"date", "birthday", "date_time"}, f["type"].(string)) {
				if at, err := time.Parse(time.RFC3339, text); err == nil {
					v["value"] = at.Unix()
				}
			}
			if e := kommoOption(f, v); e != nil && f["type"] != "multitext" {
				v = Obj{"value": e["value"], "enum_id": e["id"], "enum_code": nil}
			} else if e != nil {
				v = Obj{"value": v["value"], "enum_id": e["id"], "enum_code": e["value"]}
			}
			kept = append(kept, v)
		}
		kommoPut(c, f, kept)
	}
}

// put puts a field's values onto a card.
func kommoPut(c, f Obj, vs []Obj) {
	filled, _ := c["custom_fields_values"].([]any)
	filled = slices.DeleteFunc(slices.Clone(filled), func(v any) bool { return fmt.Sprint(v.(Obj)["field_id"]) == fmt.Sprint(f["id"]) })
	if len(vs) > 0 {
		all := []any{}
		for _, v := range vs {
			all = append(all, v)
		}
		filled = append(filled, Obj{"field_id": f["id"], "field_name": f["name"], "field_code": f["code"], "field_type": f["type"], "values": all})
	}
	c["custom_fields_values"] = nil
	if len(filled) > 0 {
		c["custom_fields_values"] = filled
	}
}

func kommoValues(c Obj, id any) (out []Obj) {
	filled, _ := c["custom_fields_values"].([]any)
	for _, f := range filled {
		if fmt.Sprint(f.(Obj)["field_id"]) == fmt.Sprint(id) {
			for _, v := range f.(Obj)["values"].([]any) {
				out = append(out, v.(Obj))
			}
		}
	}
	return out
}

func (s *Kommo) link(c Obj, collection, how string, body any) (int, any) {
	all, _ := body.([]any)
	if how != "link" && how != "unlink" || all == nil {
		return 404, kommoProblem(404)
	}
	for i, v := range all {
		l := v.(Obj)
		to := fmt.Sprint(l["to_entity_type"])
		if !s.there(to, l["to_entity_id"]) {
			return 400, kommoRefuses([]string{fmt.Sprintf("%d.to_entity_id", i)})
		}
		kept := []any{}
		for _, have := range kommoLinks(c, to) {
			if fmt.Sprint(have["id"]) != fmt.Sprint(l["to_entity_id"]) && (how == "unlink" || to != "companies") {
				if how == "link" {
					have["is_main"] = false
				}
				kept = append(kept, have)
			}
		}
		if how == "link" {
			kept = append(kept, Obj{"id": l["to_entity_id"], "is_main": true})
		}
		in, _ := c["_embedded"].(Obj)
		if in == nil {
			in = Obj{}
		}
		in[to] = kept
		c["_embedded"] = in
	}
	c["updated_at"] = s.At.Unix()
	if how == "unlink" {
		return 204, nil
	}
	return 200, Obj{"_embedded": Obj{"links": all}}
}
