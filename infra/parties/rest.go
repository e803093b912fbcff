package parties

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// RestCRM is a CRM that speaks JSON over HTTP, as there are many: it writes over
// whatever is there, makes a card each time it is asked, looks for parts of words,
// keeps seconds, and answers an empty list with nothing. RestCalls describes it.
type RestCRM struct {
	Token string
	At    time.Time // its time, which Move moves
	Bad   string    // a value that it does not take
	More  int       // people who work there beside Workers

	mu    sync.Mutex
	cards map[string][]Obj // by collection
	asked []string
	steps int
	fails int // so many calls from now
	after bool
}

// FailAt makes the n-th call from now fail, before it does its work or after; 0: none.
func (s *RestCRM) FailAt(n int, after bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails, s.after = n, after
}

// Steps is how many calls there were.
func (s *RestCRM) Steps() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.steps
}

// Now is its time.
func (s *RestCRM) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.At
}

// Move moves its time.
func (s *RestCRM) Move(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.At = s.At.Add(d)
}

// Asked are the calls so far.
func (s *RestCRM) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// Cards are the fields of a collection's cards ("contacts", "deals"), with the card's
// id and contact.
func (s *RestCRM) Cards(collection string) []map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []map[string]string
	for _, c := range s.cards[collection] {
		card := map[string]string{"id": fmt.Sprint(c["id"])}
		if of := c["contact_id"]; of != nil {
			card["contact"] = fmt.Sprint(of)
		}
		in, _ := c["fields"].(Obj)
		for f, v := range in {
			if v != nil {
				card[f] = fmt.Sprint(v)
			}
		}
		out = append(out, card)
	}
	return out
}

// Beside are the texts of what is in a collection ("notes", "tasks") beside a card; of tasks
// the titles of those that are to be done.
func (s *RestCRM) Beside(collection, kind, id string) (out []string) {
	for _, c := range s.Cards(collection) {
		switch {
		case c["contact"] != kind+"-"+id || c["done"] != "":
		case collection == "tasks":
			out = append(out, c["title"])
		default:
			out = append(out, c["text"])
		}
	}
	return out
}

// Owner is who answers for a card.
func (s *RestCRM) Owner(collection, id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards[collection] {
		if fmt.Sprint(c["id"]) == id {
			return fmt.Sprint(c["owner_id"])
		}
	}
	return ""
}

// Set is a person who sets a field of a card there.
func (s *RestCRM) Set(collection, id, field, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards[collection] {
		if fmt.Sprint(c["id"]) == id {
			s.set(c, Obj{"fields": Obj{field: value}})
		}
	}
}

// Take is a person who deletes a card there.
func (s *RestCRM) Take(collection, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cards[collection] = slices.DeleteFunc(s.cards[collection], func(c Obj) bool { return fmt.Sprint(c["id"]) == id })
}

func (s *RestCRM) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps++
	s.fails--
	if s.fails == 0 && !s.after {
		http.Error(w, "<html>Bad gateway</html>", http.StatusBadGateway)
		return
	}
	if r.Header.Get("Authorization") != "Bearer "+s.Token {
		http.Error(w, `{"message":"no"}`, http.StatusUnauthorized)
		return
	}
	status, answer := s.answer(r)
	if s.fails == 0 {
		panic(http.ErrAbortHandler) // the work is done, and nobody is told
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if answer != nil {
		_ = json.NewEncoder(w).Encode(answer)
	}
}

func (s *RestCRM) answer(r *http.Request) (int, any) {
	var body Obj
	if r.Body != nil {
		_ = json.NewDecoder(r.Body).Decode(&body)
	}
	said, _ := json.Marshal(body)
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI()+" "+string(said))
	collection, id, one := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	if collection == "users" {
		return http.StatusOK, s.users(r)
	}
	if s.Bad != "" && strings.Contains(string(said), s.Bad) {
		return http.StatusBadRequest, Obj{"errors": []any{"a value is wrong"}}
	}
	switch {
	case r.Method == http.MethodPost:
		c := Obj{"id": json.Number(strconv.Itoa(s.next(collection))), "created": s.At.Format(time.RFC3339), "updated": s.At.Format(time.RFC3339)}
		s.set(c, body)
		if s.cards == nil {
			s.cards = map[string][]Obj{}
		}
		s.cards[collection] = append(s.cards[collection], c)
		return http.StatusCreated, Obj{"data": Obj{"id": c["id"]}}
	case r.Method == http.MethodDelete:
		s.cards[collection] = slices.DeleteFunc(s.cards[collection], func(c Obj) bool { return fmt.Sprint(c["id"]) == id })
		return http.StatusNoContent, nil
	case one:
		for _, c := range s.cards[collection] {
			if fmt.Sprint(c["id"]) != id {
				continue
			}
			if r.Method == http.MethodPatch {
				s.set(c, body)
				c["updated"] = s.At.Format(time.RFC3339)
			}
			return http.StatusOK, Obj{"data": c}
		}
		return http.StatusNotFound, Obj{"message": "gone"}
	}
	q, list := r.URL.Query(), []any{}
	for _, c := range s.cards[collection] {
		in, _ := c["fields"].(Obj)
		isOf := q.Has("contact") || q.Has("company")
		has := strings.Contains(strings.ToLower(fmt.Sprint(in[q.Get("field")])), strings.ToLower(q.Get("value")))
		of := q.Has("contact") && fmt.Sprint(c["contact_id"]) == q.Get("contact") || q.Has("company") && fmt.Sprint(c["company_id"]) == q.Get("company")
		if of || q.Has("field") && has || !isOf && !q.Has("field") {
			list = append(list, c)
		}
	}
	if len(list) == 0 {
		return http.StatusNoContent, nil
	}
	return http.StatusOK, Obj{"items": list, "next": nil}
}

// users is a page of who works there.
func (s *RestCRM) users(r *http.Request) Obj {
	all, list := Workers(s.More), []any{}
	start, _ := strconv.Atoi(r.URL.Query().Get("after"))
	for _, w := range all[start:min(start+100, len(all))] {
		list = append(list, Obj{"id": w.ID, "name": w.Called(), "email": w.Email, "active": !w.Off})
	}
	if start+100 < len(all) {
		return Obj{"items": list, "next": start + 100}
	}
	return Obj{"items": list}
}

// next is the id of a collection's next card.
func (s *RestCRM) next(collection string) int {
	id := 100
	for _, c := range s.cards[collection] {
		if n, err := strconv.Atoi(fmt.Sprint(c["id"])); err == nil && n >= id {
			id = n + 1
		}
	}
	return id
}

func (s *RestCRM) set(c, parts Obj) {
	for name, v := range parts {
		if name != "fields" {
			c[name] = v
			continue
		}
		in, _ := c["fields"].(Obj)
		if in == nil {
			in = Obj{}
			c["fields"] = in
		}
		for f, v := range v.(Obj) {
			in[f] = v
		}
	}
}

// restKind is how one kind of card is spoken of.
const restKind = `{
	"read": {"path": "/%[1]ss/{id}", "card": "data"},
	"create": {"method": "POST", "path": "/%[1]ss", "card": "data"},
	"change": {"method": "PATCH", "path": "/%[1]ss/{id}"},
	"find": {"path": "/%[1]ss?field={field}&value={value}", "cards": "items"},
	"ofContact": {"path": "/%[1]ss?contact={contact}", "cards": "items"},
	"ofCompany": {"path": "/%[1]ss?company={company}", "cards": "items"},
	"list": {"path": "/%[1]ss", "cards": "items"},
	"id": "id", "title": "name", "contact": "contact_id", "company": "company_id", "pipeline": "pipeline_id", "stage": "stage_id", "closed": "closed",
	"created": "created", "updated": "updated", "origin": "fields.made_from", "responsible": "owner_id", "fields": [%[2]s],
	"note": {
		"add": {"method": "POST", "path": "/notes", "body": {"contact_id": "%[1]s-{id}", "fields": {"text": "{text}"}}},
		"list": {"path": "/notes?contact=%[1]s-{id}", "cards": "items"}, "end": {"method": "DELETE", "path": "/notes/{entry}"},
		"id": "id", "text": "fields.text"
	},
	"task": {
		"add": {"method": "POST", "path": "/tasks", "body": {"contact_id": "%[1]s-{id}", "fields": {"title": "{title}", "text": "{text}", "due": "{due}"}}},
		"list": {"path": "/tasks?contact=%[1]s-{id}", "cards": "items"}, "end": {"method": "PATCH", "path": "/tasks/{entry}", "body": {"fields": {"done": "yes"}}},
		"id": "id", "text": "fields.text", "done": "fields.done"
	}
}`

// RestCalls describes the API of RestCRM, whose cards have the fields: descriptions of
// them, parted by commas.
func RestCalls(fields string) string {
	var kinds []string
	for _, k := range []string{"contact", "company", "lead", "deal", "case"} {
		kinds = append(kinds, fmt.Sprintf(`"%[1]s": `+restKind, k, fields))
	}
	return fmt.Sprintf(`{
		"header": {"Authorization": "Bearer {token}"}, "kinds": {%s},
		"users": {"list": {"path": "/users?after={cursor}", "cards": "items", "next": "next"}, "id": "id", "name": "name", "email": "email", "active": "active"},
		"pipelines": [{"id": "sales", "title": "Sales", "stages": [{"id": "new", "title": "New"}, {"id": "won", "title": "Won", "final": "won"}]}]
	}`, strings.Join(kinds, ","))
}
