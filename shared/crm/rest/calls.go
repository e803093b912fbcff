package rest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Calls describes a CRM's API: which calls there are, and where in their bodies
// what lies. It is JSON, in the connection's option "calls".
//
// A path within a body is names, and numbers of list entries, parted by dots:
// "properties.amount", "contacts.0.id". What lies in a list is read and never written:
// only the contact and the company may. A text of a call may hold placeholders in
// braces; a field of a body that is nothing but a placeholder without a value is left
// out.
type Calls struct {
	// Header is sent with each call; {name} stands for the secret of that name.
	Header    map[string]string      `json:"header"`
	Kinds     map[desk.CardKind]Kind `json:"kinds"`
	Pipelines []Pipeline             `json:"pipelines"`
	Users     Users                  `json:"users"`
}

// Kind is how one kind of card is spoken of.
type Kind struct {
	Read   Call `json:"read"`   // {id}
	Create Call `json:"create"` // {contact}, {company}: the id of the card it belongs to
	Change Call `json:"change"` // {id}
	// Find lists the cards in whose field {field}, a name of the CRM's, stands {value}.
	Find Call `json:"find"`
	// OfContact lists the cards of {contact}.
	OfContact Call `json:"ofContact"`
	OfCompany Call `json:"ofCompany"` // {company}
	List      Call `json:"list"`      // {cursor}, {limit}

	ID       string `json:"id"` // the path of each in a card
	Title    string `json:"title"`
	Contact  string `json:"contact"` // of the contact's id
	Company  string `json:"company"`
	Pipeline string `json:"pipeline"`
	Stage    string `json:"stage"`
	// Responsible is the path of the id of who answers for a card.
	Responsible string `json:"responsible"`
	Closed      string `json:"closed"` // of a yes or no; absent: its stage says so
	Created     string `json:"created"`
	Updated     string `json:"updated"`
	// Origin is the path of a text field of ours: what a card was made from. By it a
	// repeat finds the card. Absent: the CRM has none, and cards are made unsure.
	Origin string  `json:"origin"`
	Fields []Field `json:"fields"`

	// Note and Task are what people see of ours on a card: what came of a run, and that
	// something waits for approval. Absent: they see nothing of it.
	Note Beside `json:"note"`
	Task Beside `json:"task"`
}

// Call is one call.
type Call struct {
	Method string `json:"method"` // absent: GET
	Path   string `json:"path"`   // after the address, with the query
	// Body is sent as it is, but for placeholders; what a call sets is put into it at
	// its paths.
	Body any `json:"body"`
	// Card is the path of the card in the answer, Cards of the list, and Next of the
	// cursor of the list's next page.
	Card  string `json:"card"`
	Cards string `json:"cards"`
	Next  string `json:"next"`
}

// Field is a field of the CRM.
type Field struct {
	Name  desk.FieldName `json:"name"`
	Title string         `json:"title"`
	// Path is where its value lies; absent: Name. Find is what {field} is in a call to
	// find; absent: the last part of where it lies.
	Path string         `json:"path"`
	Find string         `json:"find"`
	Type desk.FieldType `json:"type"`
	// As is how the value is written there, where that is not the usual form of the
	// type: see forms in values.go.
	As       string   `json:"as"`
	Currency string   `json:"currency"` // of a sum that is a bare number there
	Options  []Option `json:"options"`
}

// Option is one value of a list: ours is the label that people see.
type Option struct {
	ID    string `json:"id"` // what the CRM calls it; absent: Value
	Value string `json:"value"`
}

func (o Option) id() string { return cmp.Or(o.ID, o.Value) }

// Pipeline is a way that deals go.
type Pipeline struct {
	ID     desk.PipelineID `json:"id"`
	Title  string          `json:"title"`
	Stages []Stage         `json:"stages"`
}

// Stage is a place in a pipeline; a final one closes its cards.
type Stage struct {
	ID    desk.StageID `json:"id"`
	Title string       `json:"title"`
	Final string       `json:"final"`
}

// maxCalls is how long a description may be, in bytes.
const maxCalls = 64 << 10

// ReadCalls reads a description. ErrInvalid says in words what is wrong with it.
func ReadCalls(text string) (Calls, error) {
	var c Calls
	if len(text) > maxCalls {
		return c, invalid("calls has more than %d bytes", maxCalls)
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, unreadable(text, err)
	}
	if d.More() {
		return c, invalid("calls has something behind its end")
	}
	if len(c.Kinds) == 0 {
		return c, invalid("calls describes no kind of card")
	}
	for _, k := range slices.Sorted(maps.Keys(c.Kinds)) {
		if !k.Known() {
			return c, invalid("calls: there are no cards of kind %s", k)
		}
		if err := c.Kinds[k].check(); err != nil {
			return c, fmt.Errorf("calls: %s: %w", k, err)
		}
	}
	if _, ok := c.Kinds[desk.KindContact]; !ok {
		return c, invalid("calls describes no contact, and each customer is one")
	}
	if err := c.Users.check(); err != nil {
		return c, fmt.Errorf("calls: users: %w", err)
	}
	for _, p := range c.Pipelines {
		if p.ID == "" || len(p.Stages) == 0 {
			return c, invalid("calls: a pipeline has an id and stages")
		}
	}
	return c, nil
}

// unreadable says in words what of a description can't be read, and in which line.
func unreadable(text string, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return invalid("calls, line %d: this is no JSON: %s", lineOf(text, syntax.Offset), syntax)
	case errors.As(err, &kind) && strings.HasSuffix(kind.Field, "options"):
		return invalid(`calls, line %d: an option is written {"value": "what people see", "id": "what the CRM calls it"}, without id where both are one`, lineOf(text, kind.Offset))
	case errors.As(err, &kind):
		return invalid("calls, line %d: %s can't be a %s", lineOf(text, kind.Offset), kind.Field, kind.Value)
	}
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	if !unknown {
		return invalid("calls is no description of calls: %s", err)
	}
	at := strings.Index(text, name) // the first so called, since the decoder does not say which
	return invalid("calls, line %d or behind it: %s is no part that a description has there", lineOf(text, int64(at)), name)
}

func lineOf(text string, at int64) int {
	return 1 + strings.Count(text[:min(max(at, 0), int64(len(text)))], "\n")
}

// namedCall is a call of a description, whether it must be there, and what it must hold.
type namedCall struct {
	name string
	call Call
	must bool
	has  string
}

func (k Kind) check() error {
	for _, n := range slices.Concat([]namedCall{
		{"read", k.Read, true, "{id}"}, {"create", k.Create, true, ""}, {"change", k.Change, true, "{id}"},
		{"find", k.Find, true, "{value}"}, {"ofContact", k.OfContact, false, "{contact}"}, {"ofCompany", k.OfCompany, false, "{company}"},
		{"list", k.List, false, ""},
	}, k.Note.calls("note"), k.Task.calls("task")) {
		body, err := json.Marshal(n.call.Body)
		if err != nil {
			return invalid("%s: its body: %v", n.name, err)
		}
		switch {
		case n.call.Path == "" && !n.must && n.call.Body == nil:
		case !strings.HasPrefix(n.call.Path, "/"):
			return invalid("%s needs a path that begins with /", n.name)
		case !strings.Contains(n.call.Path+string(body), n.has):
			return invalid("%s needs the placeholder %s in its path or body", n.name, n.has)
		case !slices.Contains([]string{"", "GET", "POST", "PUT", "PATCH"}, n.call.Method) && !(n.name == "note.end" && n.call.Method == "DELETE"):
			return invalid("%s has the method %s: write GET, POST, PUT or PATCH, or DELETE to take a note away", n.name, n.call.Method)
		}
	}
	if err := errors.Join(k.Note.check("note"), k.Task.check("task")); err != nil {
		return err
	}
	switch {
	case k.ID == "":
		return invalid("id is missing: the path of a card's id")
	}
	for _, path := range []string{k.Title, k.Pipeline, k.Stage, k.Closed, k.Origin, k.Responsible} {
		if inList(path) {
			return invalid("%s lies in a list, where nothing can be written", path)
		}
	}
	seen := map[desk.FieldName]bool{}
	for _, f := range k.Fields {
		switch {
		case inList(f.path()):
			return invalid("field %s lies in a list, where nothing can be written", f.Name)
		case f.Name == "" || seen[f.Name]:
			return invalid("each field has a name of its own, and %q is none", f.Name)
		case !slices.Contains(desk.FieldTypes, f.Type):
			return invalid("field %s: there is no type %q", f.Name, f.Type)
		case !f.readable():
			return invalid("field %s: a value of type %s is not written as %q, but as %s", f.Name, f.Type, f.As, strings.Join(f.forms(), ", "))
		case (f.Type == desk.TypeEnum || f.Type == desk.TypeMultiEnum) && len(f.Options) == 0:
			return invalid("field %s needs options", f.Name)
		case slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == "" }):
			return invalid("field %s has an option without a value: write {\"value\": \"what people see\", \"id\": \"what the CRM calls it\"}", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", desk.ErrInvalid, fmt.Sprintf(format, args...))
}

var placeholder = lazy.Pattern(`\{[a-z_]+\}`)

// filled is a text with its placeholders' values, each escaped. ok is false if the
// text is nothing but a placeholder without a value.
func filled(text string, values map[string]string, escape func(string) string) (out string, ok bool) {
	out = placeholder.ReplaceAllStringFunc(text, func(p string) string {
		return escape(values[p[1:len(p)-1]])
	})
	return out, out != "" || !placeholder.MatchString(text)
}

func same(s string) string { return s }

// address is a call's path with its values: none of them can add a part to it.
func (c Call) address(values map[string]string) string {
	path, query, asks := strings.Cut(c.Path, "?")
	path, _ = filled(path, values, url.PathEscape)
	if asks {
		query, _ = filled(query, values, url.QueryEscape)
		return path + "?" + query
	}
	return path
}

// climbs says whether an address has a part that leads to another one, as "..", or one
// that a server may read as several, since it decodes before it parts: no escaping hides
// it.
func climbs(address string) bool {
	path, _, _ := strings.Cut(address, "?")
	return slices.ContainsFunc(strings.Split(path, "/"), func(part string) bool {
		plain, err := url.PathUnescape(part)
		bad := err != nil
		for range 3 { // and one that decodes again, on its way or there
			bad = bad || plain == "." || plain == ".." || strings.ContainsAny(plain, `/\`)
			if again, err := url.PathUnescape(plain); err == nil {
				plain = again
			}
		}
		return bad
	})
}

// body is a call's body with its values.
func (c Call) body(values map[string]string) any {
	out, _ := within(c.Body, values)
	return out
}

func within(v any, values map[string]string) (out any, ok bool) {
	switch v := v.(type) {
	case string:
		return filled(v, values, same)
	case map[string]any:
		m := map[string]any{}
		for name, part := range v {
			if p, ok := within(part, values); ok {
				m[name] = p
			}
		}
		return m, len(m) > 0 || len(v) == 0
	case []any:
		l := []any{}
		for _, part := range v {
			if p, ok := within(part, values); ok {
				l = append(l, p)
			}
		}
		return l, len(l) > 0 || len(v) == 0
	}
	return v, true
}

// at is what lies at a path; nil: nothing. The empty path is the whole.
func at(v any, path string) any {
	if path == "" {
		return v
	}
	for name := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// inList says whether a path leads into a list.
func inList(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "."), func(name string) bool {
		_, err := strconv.Atoi(name)
		return err == nil
	})
}

// set puts a value at a path of a body, which is made on the way.
func set(body map[string]any, path string, v any) {
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		next, ok := body[name].(map[string]any)
		if !ok {
			next = map[string]any{}
			body[name] = next
		}
		body = next
	}
	body[names[len(names)-1]] = v
}
