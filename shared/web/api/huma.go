package api

import (
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

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
				Description: "Sufler listens to customer chats, and when a chat falls quiet it writes the summary and fills the CRM card, with proof for every value.\n\nSend an API key with every request: `Authorization: Bearer sk_…`; people sign in, and their browser sends a cookie. Lists are pages: ask with the `next` of a page as `cursor` for the following one; a page may be short, even empty, and still have a `next`. Errors are problems (RFC 9457) with a stable `code`: see Problems, at the end. Times are RFC 3339 in UTC. What a body leaves out is left out: `null` is refused where the schema does not name it. An empty value in a query is as if it were left out. Texts may have lines and tabs, titles and names neither; other control characters are refused.",
			},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key":     {Type: "http", Scheme: "bearer", BearerFormat: "sk_<keyid>_<secret>", Description: "An API key."},
					"session": {Type: "apiKey", In: "cookie", Name: sessionCookie, Description: "A session, as signing in begins it (on localhost the cookie is called " + localCookie + "). Requests other than GET must come from our own pages."},
					"visitor": {Type: "http", Scheme: "bearer", Description: "A website visitor's token, as open-session gives it. No API key is taken there."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{ours, withheld},
	}
}

// schemaName is a type's name in the documentation, without the "View" that
// tells it from the noun. Types of the website's calls, which nobody else sees, are
// told from the API's by their first word.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	name = strings.TrimSuffix(name, "View")
	if strings.HasPrefix(name, "Page") && len(name) > 4 {
		name = strings.TrimPrefix(name, "Page") + "Page"
	}
	if first := t.Name(); first != "" && first[0] >= 'a' && first[0] <= 'z' && strings.HasPrefix(t.PkgPath(), "github.com/sufler/") {
		name = "Visitor" + strings.TrimPrefix(name, "Web")
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
		if d != nil && len(p.Errors) < maxFaults {
			p.Errors = append(p.Errors, faultOf(d.Location, d.Message))
		}
	}
	return p, nil
}
