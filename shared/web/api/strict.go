package api

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sufler/sufler/shared/web"
)

// strict refuses what huma passes over in silence: a second value where one is
// asked for, and null where the schema has none. An empty value in the query is as
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
		for _, media := range given.Content {
			faults = append(faults, p.nulls(media.Schema, sent, "body")...)
		}
	}
	if len(faults) > 0 {
		problem := web.NewProblem(http.StatusUnprocessableEntity, web.CodeInvalid, "The request can't work as it is.")
		problem.Errors = faults
		p.s.problem(w, req, problem)
		return
	}
	next(ctx)
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

// nulls are the parts of a body that are null where their schema has no null.
func (p prepared) nulls(s *huma.Schema, v any, where string) []web.Fault {
	if s == nil {
		return nil
	}
	if s.Ref != "" {
		s = p.api.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	var faults []web.Fault
	switch v := v.(type) {
	case nil:
		if s.Type != "" && !s.Nullable {
			return []web.Fault{{Where: where, Detail: "null is no value here; leave it out"}}
		}
	case []any:
		for _, item := range v {
			faults = append(faults, p.nulls(s.Items, item, where)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			part, ok := s.Properties[name]
			if !ok {
				part, _ = s.AdditionalProperties.(*huma.Schema)
			}
			faults = append(faults, p.nulls(part, v[name], where+"."+name)...)
		}
	}
	return faults
}
