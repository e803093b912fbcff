package api

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// register gives every resource its addresses.
func (s *server) register(mux *http.ServeMux) {
	api := humago.New(mux, s.config())
	r := router{s, api}
	r.health()
	r.dialogs()
	r.start()
	r.messages()
	r.dialogDeeds()
	r.cases()
	r.files()
	r.runs()
	r.cards()
	r.timeline()
	r.reachable()
	r.recommend()
	r.lines()
	r.fields()
	r.pipelines()
	r.teams()
	r.settings()
	r.keys()
	r.erasures()
	r.discards()
	finishOpenAPI(api.OpenAPI())
	for _, path := range api.OpenAPI().Paths {
		for _, o := range []*huma.Operation{path.Get, path.Post, path.Put, path.Patch, path.Delete} {
			emptyAllowed(o)
		}
	}
	spec := sync.OnceValues(func() ([]byte, error) { return json.MarshalIndent(api.OpenAPI(), "", " ") })
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, r *http.Request) {
		b, err := spec()
		if err != nil {
			s.problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(b)
	})
	serveDocs(mux)
}

// router registers operations.
type router struct {
	s   *server
	api huma.API
}

// op is an operation: its address, and what the documentation says of it.
type op struct {
	method, path string
	id           string
	tag          string
	summary      string
	description  string
	status       int // of success; 0: 200
	may          right
	noKey        bool
}

// add registers an operation. do answers with a body and, in its tagged fields,
// headers; its error becomes a problem.
func add[I, O any](r router, o op, do func(ctx context.Context, c *call, in *I) (*O, error)) {
	operation := huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Summary: o.summary, Description: o.described(),
		Tags: []string{o.tag}, DefaultStatus: o.status, MaxBodyBytes: maxBody, Middlewares: r.guarded(o),
	}
	if !o.noKey {
		operation.Security = []map[string][]string{{"key": {}}}
	}
	if o.method == http.MethodPost {
		operation.Parameters = []*huma.Param{idempotencyKey()}
	}
	huma.Register(r.api, operation, func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, callOf(ctx), in)
		if err != nil {
			r.s.note(ctx, o.method, o.path, err)
			return nil, web.ProblemOf(err)
		}
		return out, nil
	})
}

// also200 describes a second answer of success of a POST: like the one of status,
// where there was nothing left to do.
func (r router) also200(path, status, description string) {
	responses := r.api.OpenAPI().Paths[path].Post.Responses
	done := *responses[status]
	done.Description = description
	responses["200"] = &done
}

func idempotencyKey() *huma.Param {
	limit := 255
	return &huma.Param{
		Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &limit},
		Description: "Makes the request happen once: the same key and body are answered as the first time; the same key with another body is refused (422, idempotency_key_reused); while the first is under way the answer is 409 (request_in_progress). Kept for at least a day.",
	}
}

func (s *server) config() huma.Config {
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	// The problems of huma itself are turned into ours, and documented as ours.
	registry.RegisterTypeAlias(reflect.TypeFor[huma.ErrorModel](), reflect.TypeFor[web.Problem]())
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Sufler", Version: "1",
				Description: "Sufler listens to customer chats, and when a chat falls quiet it writes the summary and fills the CRM card, with proof for every value.\n\nSend an API key with every request: `Authorization: Bearer sk_…`. Lists are pages: ask with the `next` of a page as `cursor` for the following one; a page may be short, even empty, and still have a `next`. Errors are problems (RFC 9457) with a stable `code`. Times are RFC 3339 in UTC. What a body leaves out is left out: `null` is refused where the schema does not name it. An empty value in a query is as if it were left out.",
			},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key": {Type: "http", Scheme: "bearer", BearerFormat: "sk_<keyid>_<secret>", Description: "An API key."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{ours},
	}
}

// schemaName is a type's name in the documentation, without the "View" that
// tells it from the noun.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	name = strings.TrimSuffix(name, "View")
	if strings.HasPrefix(name, "Page") && len(name) > 4 {
		name = strings.TrimPrefix(name, "Page") + "Page"
	}
	return name
}

// ours turns a problem that huma found in a request into one of ours.
func ours(_ huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	code, detail := web.CodeInvalid, "The request can't work as it is."
	switch {
	case e.Status == http.StatusForbidden && len(e.Errors) > 0: // of a body's Resolve, which comes last
		_, detail, _ = strings.Cut(e.Errors[len(e.Errors)-1].Message, ": ")
		return web.NewProblem(e.Status, desk.CodeForbidden, detail), nil
	case e.Status == http.StatusRequestEntityTooLarge:
		code, detail = web.CodeTooLarge, "The body is too large."
	case e.Status == http.StatusUnsupportedMediaType:
		code, detail = web.CodeMediaType, "Send JSON: Content-Type: application/json."
	case e.Status == http.StatusBadRequest:
		code, detail = web.CodeMalformed, "The body is missing, or is no JSON."
	case e.Status >= http.StatusInternalServerError:
		code, detail = web.CodeInternal, "Something went wrong on our side."
	}
	p := web.NewProblem(e.Status, code, detail)
	for _, d := range e.Errors {
		if d != nil {
			p.Errors = append(p.Errors, web.Fault{Where: d.Location, Detail: d.Message})
		}
	}
	return p, nil
}

// emptyAllowed says of an operation's parameters what strict does with empty ones.
func emptyAllowed(o *huma.Operation) {
	if o == nil {
		return
	}
	for _, p := range o.Parameters {
		p.AllowEmptyValue = p.In == "query" && !p.Required
	}
}

// finishOpenAPI makes the description as strict as the answers: an array is
// never null.
func finishOpenAPI(o *huma.OpenAPI) {
	for _, schema := range o.Components.Schemas.Map() {
		for _, p := range schema.Properties {
			if p.Type == huma.TypeArray {
				p.Nullable = false
			}
		}
	}
}

// codeOwnKey is a refusal of the API's own, beside desk's.
const codeOwnKey desk.Code = "own_key"
