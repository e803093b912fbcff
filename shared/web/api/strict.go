package api

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sufler/sufler/shared/web"
)

// strict refuses what huma passes over in silence: a second value where one is
// asked for, in the query or by a name that comes twice in a body, null where the schema has none, and control characters. An empty value in the query is as
// if it were left out (allowEmptyValue), also among others.
func (p prepared) strict(ctx huma.Context, next func(huma.Context)) {
	req, w := humago.Unwrap(ctx)
	faults := odd(ctx.Operation(), req)
	body, err := io.ReadAll(req.Body)
	if err != nil {
		p.s.problem(w, req, readError(err))
		return
	}
	req.Body = io.NopCloser(bytes.NewReader(body))
	var sent any
	if given := ctx.Operation().RequestBody; given != nil && json.Unmarshal(body, &sent) == nil {
		if deep(body) {
			p.s.problem(w, req, web.NewProblem(http.StatusBadRequest, web.CodeMalformed, "The body is nested deeper than anything that we take."))
			return
		}
		faults = append(faults, doubled(body)...)
		for _, media := range given.Content {
			faults = append(faults, p.unfit(media.Schema, sent, "body")...)
		}
	}
	if len(faults) > 0 {
		problem := web.NewProblem(http.StatusUnprocessableEntity, web.CodeInvalid, "The request can't work as it is.")
		problem.Errors = faults[:min(len(faults), maxFaults)]
		p.s.problem(w, req, problem)
		return
	}
	next(ctx)
}

// What is wrong with a request is told of so many of its parts; bodies are nested no
// deeper, and objects have no more names: else a body of a megabyte would take gigabytes
// to say where in it something is wrong.
const (
	maxFaults  = 20
	maxNesting = 32
	maxNames   = 1000
)

// deep says whether JSON is nested deeper than any body that we take.
func deep(body []byte) bool {
	depth, quoted, escaped := 0, false, false
	for _, c := range body {
		switch {
		case escaped:
			escaped = false
		case quoted:
			quoted, escaped = c != '"', c == '\\'
		case c == '"':
			quoted = true
		case c == '{', c == '[':
			if depth++; depth > maxNesting {
				return true
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return false
}

// odd are the parameters of the query that are too many; empty ones are taken out.
func odd(o *huma.Operation, req *http.Request) []web.Fault {
	lists := map[string]bool{}
	for _, p := range o.Parameters {
		lists[p.Name] = p.In == "query" && p.Schema.Type == huma.TypeArray
	}
	var faults []web.Fault
	asked := req.URL.Query()
	for _, name := range slices.Sorted(maps.Keys(asked)) {
		values := slices.DeleteFunc(asked[name], func(v string) bool { return v == "" })
		if asked[name] = values; len(values) == 0 {
			delete(asked, name)
		}
		if len(values) > 1 && !lists[name] {
			faults = append(faults, web.Fault{Where: "query." + name, Detail: "it takes one value"})
		}
	}
	req.URL.RawQuery = asked.Encode()
	return faults
}

// doubled are the names that come twice in an object of a body, which is JSON: of two
// values one would be lost, and which one is nobody's word.
func doubled(body []byte) (faults []web.Fault) {
	type object struct {
		where string
		names map[string]bool // nil: a list
		name  string          // whose value comes next; "": a name does
		in    bool
	}
	d := json.NewDecoder(bytes.NewReader(body))
	at := []object{{where: "body", in: true}}
	for {
		token, err := d.Token()
		if err != nil || len(faults) >= maxFaults {
			return faults
		}
		top := &at[len(at)-1]
		switch v := token.(type) {
		case json.Delim:
			if v == '}' || v == ']' {
				at = at[:len(at)-1]
				continue
			}
			next := object{where: top.where, in: true}
			if top.names != nil {
				next.where, top.in = top.where+"."+top.name, false
			}
			if v == '{' {
				next.names, next.in = map[string]bool{}, false
			}
			at = append(at, next)
		case string:
			if top.names == nil || top.in { // a value
				top.in = top.names == nil
				continue
			}
			if top.name, top.in = v, true; top.names[v] {
				faults = append(faults, web.Fault{Where: top.where + "." + v, Detail: "it comes twice"})
			}
			if top.names[v] = true; len(top.names) > maxNames {
				return append(faults, web.Fault{Where: top.where, Detail: "it has more names than any object that we take"})
			}
		default:
			top.in = top.names == nil
		}
	}
}

// unfit are the parts of a body that are null where their schema has no null, and
// the texts that hold control characters.
func (p prepared) unfit(s *huma.Schema, v any, where string) []web.Fault {
	if s == nil {
		s = &huma.Schema{}
	}
	if s.Ref != "" {
		s = cmp.Or(p.api.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref), s)
	}
	var faults []web.Fault
	switch v := v.(type) {
	case nil:
		if s.Type != "" && !s.Nullable {
			return []web.Fault{{Where: where, Detail: "null is no value here; leave it out"}}
		}
	case string:
		if controls(where, v) {
			return []web.Fault{{Where: where, Detail: "it holds control characters", Code: "control"}}
		}
	case []any:
		for _, item := range v {
			if len(faults) >= maxFaults {
				return faults
			}
			faults = append(faults, p.unfit(s.Items, item, where)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if len(faults) >= maxFaults {
				return faults
			}
			if controls("", name) {
				return []web.Fault{{Where: where, Detail: "a name in it holds control characters"}}
			}
			part, ok := s.Properties[name]
			if !ok {
				part, _ = s.AdditionalProperties.(*huma.Schema)
			}
			faults = append(faults, p.unfit(part, v[name], where+"."+name)...)
		}
	}
	return faults
}

// controls says whether a text holds characters that nobody can see or type: a
// terminal obeys them, and a messenger or a spreadsheet refuses the whole. Texts
// may have lines and tabs; titles and names are one line.
func controls(where, text string) bool {
	oneLine := strings.HasSuffix(where, ".title") || strings.HasSuffix(where, ".name")
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && (oneLine || !strings.ContainsRune("\n\r\t", r))
	})
}
