package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sufler/sufler/shared/web"
)

// operations are what the API can do.
func (s *server) operations() []operation {
	var all []operation
	r := router{s, &all}
	r.health()
	r.dialogs()
	r.dialogList()
	r.search()
	r.statistics()
	r.load()
	r.exports()
	r.start()
	r.messages()
	r.changes()
	r.untold()
	r.unread()
	r.typing()
	r.drafts()
	r.canned()
	r.knowledge()
	r.dialogDeeds()
	r.historyLinks()
	r.restartBot()
	r.otherBot()
	r.cases()
	r.files()
	r.runs()
	r.proposals()
	r.cards()
	r.timeline()
	r.reachable()
	r.history()
	r.duplicates()
	r.merging()
	r.recommend()
	r.lines()
	r.channels()
	r.fields()
	r.connections()
	r.webhooks()
	r.automations()
	r.pipelines()
	r.users()
	r.teams()
	r.settings()
	r.keys()
	r.operators()
	r.sessions()
	r.me()
	r.views()
	r.openID()
	r.erasures()
	r.discards()
	return all
}

// register gives every operation its address. What an operation takes and
// answers is worked out when it is first asked for, and the description of them
// all when somebody reads it: a function that was started for one request does
// not wait for the schemas of sixty others.
func (s *server) register(mux *http.ServeMux) {
	all := s.operations()
	for _, o := range all {
		serve := sync.OnceValue(func() http.HandlerFunc {
			var only keeper
			s.prepare(&only, o)
			return only.HandlerFunc
		})
		mux.HandleFunc(o.method+" "+o.path, func(w http.ResponseWriter, r *http.Request) { serve()(w, r) })
	}
	spec := sync.OnceValues(func() ([]byte, error) {
		described := s.prepare(new(keeper), slices.Concat(all, s.others())...).OpenAPI()
		described.Tags = s.tags()
		return json.MarshalIndent(described, "", " ")
	})
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, r *http.Request) {
		b, err := spec()
		if err != nil {
			s.problem(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/openapi+json")
		_, _ = w.Write(b)
	})
	s.serveOpenID(mux)
	s.serveAuthorized(mux)
	serveDocs(mux)
}

// prepare hands operations, with what they take and answer, to a mux.
func (s *server) prepare(mux humago.Mux, ops ...operation) huma.API {
	p := prepared{s, humago.New(mux, s.config())}
	for _, o := range ops {
		o.register(p)
	}
	finishOpenAPI(p.api.OpenAPI())
	for _, path := range p.api.OpenAPI().Paths {
		for _, o := range []*huma.Operation{path.Get, path.Post, path.Put, path.Patch, path.Delete} {
			emptyAllowed(o)
		}
	}
	return p.api
}

// prepared are operations whose schemas are known.
type prepared struct {
	s   *server
	api huma.API
}

// keeper is a mux that keeps the handler it was given last.
type keeper struct{ http.HandlerFunc }

// HandleFunc implements humago.Mux.
func (k *keeper) HandleFunc(_ string, handler func(http.ResponseWriter, *http.Request)) {
	k.HandlerFunc = handler
}

// router collects operations.
type router struct {
	s   *server
	all *[]operation
}

// op is an operation: its address, and what the documentation says of it.
type op struct {
	method, path string
	id           string
	tag          string
	summary      string
	description  string
	status       int // of success; 0: 200
	// done describes a second answer of success, 200, like the one of status, where
	// there was nothing left to do; "": there is none.
	done  string
	may   right
	noKey bool
}

// operation is an op and how to prepare it.
type operation struct {
	op
	register func(p prepared)
}

// add adds an operation. do answers with a body and, in its tagged fields,
// headers; its error becomes a problem.
func add[I, O any](r router, o op, do func(ctx context.Context, c *call, in *I) (*O, error)) {
	handler := func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, callOf(ctx), in)
		if err != nil {
			r.s.note(ctx, o.method, o.path, err)
			return nil, web.ProblemOf(err)
		}
		return out, nil
	}
	*r.all = append(*r.all, operation{o, func(p prepared) {
		huma.Register(p.api, p.describe(o), handler)
		if o.done != "" {
			responses := p.api.OpenAPI().Paths[o.path].Post.Responses
			done := *responses[strconv.Itoa(o.status)]
			done.Description = o.done
			responses["200"] = &done
		}
	}})
}

// describe is an op as huma knows it.
func (p prepared) describe(o op) huma.Operation {
	operation := huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Summary: o.summary, Description: o.described(),
		Tags: []string{o.tag}, DefaultStatus: o.status, MaxBodyBytes: maxBody, Middlewares: p.guarded(o),
	}
	if !o.noKey {
		operation.Security = []map[string][]string{{"key": {}}, {"session": {}}}
	}
	if o.method == http.MethodPost && !o.noKey {
		operation.Parameters = []*huma.Param{idempotencyKey()}
	}
	return operation
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
