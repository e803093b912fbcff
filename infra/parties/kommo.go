package parties

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kommo is an account of Kommo's: it writes over whatever is there, makes a card each
// time it is asked, keeps seconds, answers 204 where there is nothing, names what it does
// not take, and looks for parts of words in all fields.
//
// https://developers.kommo.com/reference
type Kommo struct {
	Token    string
	Admin    bool   // the token's user may make fields
	Zone     string // of the account
	Currency string
	At       time.Time // its time, which Move moves
	// Lag is for how long its search does not know a new card.
	Lag time.Duration
	// Instead, if it answers with a status, is said in the place of an answer, and nothing
	// is done.
	Instead func(r *http.Request) (status int, header map[string]string, body string)
	// Ignores is a field whose values it passes over with a 200.
	Ignores string
	// NoHooks: its plan has no web hooks.
	NoHooks bool
	// More is how many people more work there than Workers.
	More int
	// An integration that comes by OAuth; "": none may.
	ClientID, ClientSecret, Redirect string

	mu     sync.Mutex
	cards  map[string][]Obj // by collection
	fields map[string][]Obj
	notes  []Obj
	tasks  []Obj
	hooks  []Obj
	goods  []kommoGood
	bots   []string
	oauth  kommoOAuth
	next   int
	story  []string
	steps  int
	fails  int // so many calls from now
	after  bool
}

// FailAt makes the n-th call from now fail, before it does its work or after; 0: none.
func (s *Kommo) FailAt(n int, after bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails, s.after = n, after
}

// Steps is how many calls there were.
func (s *Kommo) Steps() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.steps
}

// Now is its time.
func (s *Kommo) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.At
}

// Move moves its time.
func (s *Kommo) Move(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.At = s.At.Add(d)
}

// Story are the calls and the answers so far, a text of two lines each.
func (s *Kommo) Story() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.story)
}

// Revoke has the token let nobody in any more.
func (s *Kommo) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Token = "revoked " + s.Token
}

// AddField adds a custom field to a collection ("contacts", "companies", "leads"), with
// the labels of its options.
func (s *Kommo) AddField(collection, code, kind, title string, options ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := Obj{"name": title, "type": kind, "code": nil, "currency": nil, "enums": nil}
	if code != "" {
		f["code"] = code
	}
	if kind == "monetary" {
		f["currency"] = s.currency()
	}
	var enums []any
	for i, o := range options {
		enums = append(enums, Obj{"id": s.id(), "value": o, "sort": i})
	}
	if kind == "multitext" {
		for _, o := range []string{"WORK", "MOB", "PRIV"} {
			enums = append(enums, Obj{"id": s.id(), "value": o, "sort": 0})
		}
	}
	if enums != nil {
		f["enums"] = enums
	}
	return strconv.Itoa(s.addField(collection, f))
}

func (s *Kommo) addField(collection string, f Obj) int {
	if s.fields == nil {
		s.fields = map[string][]Obj{}
	}
	id := s.id()
	f["id"], f["sort"], f["entity_type"] = id, 500, collection
	s.fields[collection] = append(s.fields[collection], f)
	return id
}

// DropField is a person who deletes a custom field.
func (s *Kommo) DropField(collection, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fields[collection] = slices.DeleteFunc(s.fields[collection], func(f Obj) bool { return fmt.Sprint(f["id"]) == id })
}

func (s *Kommo) id() int {
	s.next++
	return 1000 + s.next
}

func (s *Kommo) currency() string { return cmp.Or(s.Currency, "EUR") }

// Cards are a collection's cards, by the titles of their fields.
func (s *Kommo) Cards(collection string) []map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []map[string]string
	for _, c := range s.cards[collection] {
		card := map[string]string{"id": fmt.Sprint(c["id"]), "Name": fmt.Sprint(c["name"])}
		if p := fmt.Sprint(c["price"]); collection == "leads" && p != "0" {
			card["Sale"] = p
		}
		for _, of := range kommoLinks(c, "contacts") {
			card["contact"] = fmt.Sprint(of["id"])
		}
		for _, f := range s.fields[collection] {
			var vs []string
			for _, v := range kommoValues(c, f["id"]) {
				vs = append(vs, fmt.Sprint(v["value"]))
			}
			if vs != nil {
				card[fmt.Sprint(f["name"])] = strings.Join(vs, "; ")
			}
		}
		out = append(out, card)
	}
	return out
}

// Set is a person who sets a text field of a card there.
func (s *Kommo) Set(collection, id, code, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards[collection] {
		for _, f := range s.fields[collection] {
			if fmt.Sprint(c["id"]) == id && fmt.Sprint(f["code"]) == code {
				kommoPut(c, f, []Obj{{"value": text}})
			}
		}
	}
}

// Stage is a person who moves a lead there.
func (s *Kommo) Stage(id string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.cards["leads"] {
		if fmt.Sprint(c["id"]) == id {
			c["status_id"] = status
		}
	}
}

// Take is a person who deletes a card there.
func (s *Kommo) Take(collection, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cards[collection] = slices.DeleteFunc(s.cards[collection], func(c Obj) bool { return fmt.Sprint(c["id"]) == id })
}

func (s *Kommo) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps++
	s.fails--
	raw, _ := io.ReadAll(r.Body)
	asked := strings.TrimSpace(r.Method + " " + r.URL.RequestURI() + " " + strings.TrimSpace(string(raw)))
	if s.Instead != nil {
		if status, header, body := s.Instead(r); status != 0 {
			for name, v := range header {
				w.Header().Set(name, v)
			}
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return
		}
	}
	if s.fails == 0 && !s.after {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html>Bad gateway</html>")
		return
	}
	status, answer := http.StatusUnauthorized, any(Obj{"title": "Unauthorized", "type": "https://httpstatus.es/401", "status": 401, "detail": "Token has been revoked"})
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var body any
	_ = d.Decode(&body) // a GET has none
	if r.URL.Path == "/oauth2/access_token" {
		status, answer = s.tokens(body)
	} else if s.lets(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")) {
		status, answer = s.answer(r, body)
	}
	if s.fails == 0 {
		panic(http.ErrAbortHandler) // the work is done, and nobody is told
	}
	var out []byte
	if answer != nil {
		out, _ = json.Marshal(answer)
	}
	s.story = append(s.story, asked+"\n  "+strings.TrimSpace(strconv.Itoa(status)+" "+string(out)))
	w.Header().Set("Content-Type", "application/hal+json")
	if status >= 400 {
		w.Header().Set("Content-Type", "application/problem+json")
	}
	w.WriteHeader(status)
	_, _ = w.Write(out)
}

func (s *Kommo) answer(r *http.Request, body any) (int, any) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v4/"), "/")
	collection := parts[0]
	switch {
	case r.URL.Path == "/api/v2/salesbot/run":
		return s.runBots(body)
	case collection == "account":
		return 200, Obj{"id": 31361463, "name": "shop", "subdomain": "shop", "currency": s.currency(), "current_user_id": 7, "_embedded": Obj{"datetime_settings": Obj{"timezone": cmp.Or(s.Zone, "UTC")}}}
	case collection == "users" && len(parts) == 1:
		return s.users(r)
	case collection == "users":
		return 200, Obj{"id": 7, "rights": Obj{"is_admin": s.Admin}}
	case collection == "leads" && len(parts) == 2 && parts[1] == "pipelines":
		return 200, kommoPipelines
	case collection == "webhooks":
		return s.webhooks(r, body)
	case collection == "catalogs" && len(parts) == 3 && parts[2] == "elements":
		return s.elements(r, parts[1])
	case collection == "tasks":
		return s.tasking(r, body)
	case !slices.Contains([]string{"contacts", "companies", "leads"}, collection):
		return 404, kommoProblem(404)
	case len(parts) == 2 && parts[1] == "notes" && r.Method == http.MethodPatch:
		return s.editNotes(body)
	case len(parts) == 2 && parts[1] == "custom_fields":
		return s.customFields(r, collection, body)
	case len(parts) == 1 && r.Method == http.MethodGet:
		return s.list(r, collection)
	case len(parts) == 1:
		return s.add(r, collection, body)
	}
	for _, c := range s.cards[collection] {
		if fmt.Sprint(c["id"]) != parts[1] {
			continue
		}
		switch {
		case len(parts) == 3 && parts[2] == "notes":
			return s.noting(r, collection, parts[1], body)
		case len(parts) == 3:
			return s.link(c, collection, parts[2], body)
		case r.Method == http.MethodPatch:
			return s.change(c, collection, body)
		}
		return 200, s.shown(c, collection, r.URL.Query().Get("with"))
	}
	if r.Method == http.MethodGet {
		return 204, nil
	}
	return 404, kommoProblem(404)
}

func kommoProblem(status int) Obj {
	return Obj{"title": http.StatusText(status), "type": "https://httpstatus.es/" + strconv.Itoa(status), "status": status, "detail": "a word of Kommo's"}
}

func kommoRefuses(paths []string) Obj {
	p := kommoProblem(400)
	var errs []any
	for _, path := range paths {
		errs = append(errs, Obj{"code": "NotSupportedChoice", "path": path, "detail": "The value you selected is not a valid choice."})
	}
	p["validation-errors"] = []any{Obj{"request_id": "0", "errors": errs}}
	return p
}

// kommoPipelines are the account's: one with the stage of incoming leads, and the two
// final ones that every pipeline has.
var kommoPipelines = Obj{"_total_items": 1, "_embedded": Obj{"pipelines": []any{Obj{
	"id": 6950551, "name": "Pipeline", "is_main": true, "is_archive": false, "_embedded": Obj{"statuses": []any{
		Obj{"id": 58141803, "name": "Incoming leads", "type": 1}, Obj{"id": 58141807, "name": "Initial contact", "type": 0},
		Obj{"id": 142, "name": "Closed - won", "type": 0}, Obj{"id": 143, "name": "Closed - lost", "type": 0},
	}},
}}}}
