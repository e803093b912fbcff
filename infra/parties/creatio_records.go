package parties

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Creatio's records: how they are made, changed and asked for.

func (s *Creatio) serve(r *http.Request, collection, id string, one bool, body Obj) (int, any) {
	fault := Obj{"error": Obj{"code": "", "message": "secret words"}}
	if collection == "SysAdminUnit" {
		if s.NoUsers {
			return 403, fault
		}
		return 200, Obj{"value": s.workers(r)}
	}
	if one {
		have := s.find(collection, id)
		switch {
		case have == nil:
			return 404, fault
		case r.Method == http.MethodPatch:
			if !s.takes(collection, body) {
				return 400, fault
			}
			s.apply(collection, have, body)
			return 204, nil
		case r.Method == http.MethodDelete:
			s.records[collection] = slices.DeleteFunc(s.records[collection], func(r Obj) bool { return r["Id"] == id })
			return 204, nil
		}
		return 200, s.expanded(r, have)
	}
	if r.Method == http.MethodPost {
		if !s.takes(collection, body) {
			return 400, fault
		}
		made := Obj{"Id": s.guid(), "CreatedOn": s.At.Format(time.RFC3339)}
		for _, c := range s.columns[collection] {
			if _, has := made[c[0]]; !has {
				made[c[0]] = map[string]any{"String": "", "Guid": nobodys, "Decimal": 0, "Int32": 0, "Boolean": false}[c[1]]
			}
		}
		if collection == "Opportunity" {
			made["StageId"] = s.records["OpportunityStage"][0]["Id"]
		}
		s.apply(collection, made, body)
		s.records[collection] = append(s.records[collection], made)
		return 201, made
	}
	return 200, Obj{"value": s.asked(r, collection)}
}

// takes says whether a body fits the columns.
func (s *Creatio) takes(collection string, body Obj) bool {
	for name, v := range body {
		i := slices.IndexFunc(s.columns[collection], func(c [2]string) bool { return c[0] == name })
		if i < 0 {
			return false
		}
		if to := s.leadsTo(collection, name); to != "" && v != nil && s.find(to, fmt.Sprint(v)) == nil {
			return false
		}
		if _, text := v.(string); s.columns[collection][i][1] == "Decimal" && text {
			return false
		}
	}
	return true
}

// leadsTo is the collection whose records a column holds, "": it holds none.
func (s *Creatio) leadsTo(collection, column string) string {
	if collection == "Activity" && column == "StatusId" {
		return "ActivityStatus"
	}
	return s.leads[column]
}

func (s *Creatio) apply(collection string, have, body Obj) {
	for name, v := range body {
		if have[name] = v; v == nil && s.leadsTo(collection, name) != "" {
			have[name] = nobodys
		}
	}
	have["ModifiedOn"] = s.At.Format(time.RFC3339)
}

// expanded is a record with the one that it leads to, where that was asked for.
func (s *Creatio) expanded(r *http.Request, have Obj) Obj {
	to, rest, _ := strings.Cut(r.URL.Query().Get("$expand"), "($select=")
	if to == "" {
		return have
	}
	out := Obj{to: nil}
	for name, v := range have {
		out[name] = v
	}
	collection := to
	if to == "Owner" {
		collection = "Contact"
	}
	if led := s.find(collection, fmt.Sprint(have[to+"Id"])); led != nil {
		column := strings.TrimSuffix(rest, ")")
		out[to] = Obj{column: led[column]}
	}
	return out
}

// AddGood is a person who puts a product onto an opportunity, or, with an order, into an
// order that was made from it.
func (s *Creatio) AddGood(opportunity, name string, price, quantity float64, ordered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	product := Obj{"Id": s.guid(), "Name": name}
	s.records["Product"] = append(s.records["Product"], product)
	row := Obj{"Id": s.guid(), "CreatedOn": s.At.Format(time.RFC3339), "ProductId": product["Id"], "Quantity": quantity, "Price": price}
	if !ordered {
		row["OpportunityId"] = opportunity
		s.records["OpportunityProductInterest"] = append(s.records["OpportunityProductInterest"], row)
		return
	}
	order := Obj{"Id": s.guid(), "OpportunityId": opportunity}
	s.records["Order"] = append(s.records["Order"], order)
	row["OrderId"], row["Name"] = order["Id"], name
	s.records["OrderProduct"] = append(s.records["OrderProduct"], row)
}

func (s *Creatio) asked(r *http.Request, collection string) []Obj {
	all := s.records[collection]
	if collection == "ContactCommunication" { // Creatio makes one of each phone
		all = nil
		for _, c := range s.records["Contact"] {
			for _, column := range []string{"MobilePhone", "Phone"} {
				digits := []byte(strings.Map(func(d rune) rune {
					if d >= '0' && d <= '9' {
						return d
					}
					return -1
				}, fmt.Sprint(c[column])))
				slices.Reverse(digits)
				all = append(all, Obj{"Id": s.guid(), "ContactId": c["Id"], "Number": c[column], "SearchNumber": string(digits)})
			}
		}
	}
	q, found := r.URL.Query(), []Obj{}
	for _, have := range all {
		terms := strings.Split(q.Get("$filter"), " or ")
		shown := s.expanded(r, have)
		if q.Get("$filter") == "" || slices.ContainsFunc(terms, func(t string) bool { return holds(shown, t) }) {
			found = append(found, shown)
		}
	}
	if by, down, _ := strings.Cut(q.Get("$orderby"), " "); by != "" {
		slices.SortStableFunc(found, func(a, b Obj) int {
			c := cmp.Compare(fmt.Sprint(a[by]), fmt.Sprint(b[by]))
			if strings.HasPrefix(down, "desc") {
				return -c
			}
			return c
		})
	}
	skip, _ := strconv.Atoi(q.Get("$skip"))
	found = found[min(skip, len(found)):]
	if top, err := strconv.Atoi(q.Get("$top")); err == nil {
		found = found[:min(top, len(found))]
	}
	return found
}

// holds says whether a record passes one term of a filter.
func holds(have Obj, term string) bool {
	read := func(expression string) string {
		if inner, ok := strings.CutPrefix(expression, "tolower("); ok {
			return strings.ToLower(fmt.Sprint(have[strings.TrimSuffix(inner, ")")]))
		}
		if to, column, deeper := strings.Cut(expression, "/"); deeper {
			led, _ := have[to].(Obj)
			return fmt.Sprint(led[column])
		}
		return fmt.Sprint(have[expression])
	}
	plain := func(v string) string {
		if inner, ok := strings.CutPrefix(v, "'"); ok {
			return strings.ReplaceAll(strings.TrimSuffix(inner, "'"), "''", "'")
		}
		return v
	}
	for name, test := range map[string]func(a, b string) bool{"contains": strings.Contains, "startswith": strings.HasPrefix} {
		if inner, ok := strings.CutPrefix(term, name+"("); ok {
			what, v, _ := strings.Cut(strings.TrimSuffix(inner, ")"), ",")
			return test(read(what), plain(v))
		}
	}
	what, v, _ := strings.Cut(term, " eq ")
	return read(what) == plain(v)
}

// Feed are the messages of a card's feed.
func (s *Creatio) Feed(card string) (out []string) {
	for _, r := range s.Records("SocialMessage") {
		if r["EntityId"] == card {
			out = append(out, fmt.Sprint(r["Message"]))
		}
	}
	return out
}

// Activities are the titles of a card's activities that are to be done.
func (s *Creatio) Activities(card string) (out []string) {
	for _, r := range s.Records("Activity") {
		for _, column := range []string{"ContactId", "AccountId", "LeadId", "OpportunityId", "CaseId"} {
			if r[column] == card && r["StatusId"] == "384d4b84-58e6-df11-971b-001d60e938c6" {
				out = append(out, fmt.Sprint(r["Title"]))
			}
		}
	}
	return out
}

// Take is a person who deletes a record.
func (s *Creatio) Take(collection, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records[collection] = slices.DeleteFunc(s.records[collection], func(r Obj) bool { return r["Id"] == id })
}

func (s *Creatio) metadata() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="Terrasoft.Configuration.OData" xmlns="http://docs.oasis-open.org/odata/ns/edm">`)
	for n := range s.Others {
		fmt.Fprintf(&b, `<EntityType Name="UsrOther%d"><Key><PropertyRef Name="Id"/></Key><Property Name="Id" Type="Edm.Guid" Nullable="false"/><Property Name="UsrText" Type="Edm.String"/></EntityType>`, n)
	}
	for _, collection := range []string{"Account", "Case", "Contact", "Lead", "Opportunity"} {
		fmt.Fprintf(&b, `<EntityType Name="%s"><Key><PropertyRef Name="Id"/></Key>`, collection)
		for _, c := range s.columns[collection] {
			fmt.Fprintf(&b, `<Property Name="%s" Type="Edm.%s"/>`, c[0], c[1])
			if to := s.leads[c[0]]; to != "" {
				fmt.Fprintf(&b, `<NavigationProperty Name="%s" Type="Terrasoft.Configuration.OData.%s"/>`, strings.TrimSuffix(c[0], "Id"), to)
			}
		}
		b.WriteString(`</EntityType>`)
	}
	b.WriteString(`</Schema></edmx:DataServices></edmx:Edmx>`)
	return []byte(b.String())
}
