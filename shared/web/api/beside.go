package api

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sufler/sufler/shared/web"
)

// The tags of what is served beside the API.
const (
	tagWebsite  = "Website"
	tagWebhooks = "Webhooks"
)

// tags are the parts of the documentation that are more than the API's operations.
func (s *server) tags() []*huma.Tag {
	return []*huma.Tag{
		{Name: tagWebsite, Description: "What a page with your chat calls, with the visitor's token and never with an API key. The page's origin must be one of the line's `origins`; other pages are refused (`origin_not_allowed`). Who calls too fast is told when to go on (429)."},
		{Name: tagWebhooks, Description: "What messengers call, with their own signatures and never with an API key. The line's `webhook` is its address."},
		{Name: tagOut, Description: eventsInWords},
		{Name: "Channels", Description: "The secrets and options of each channel's lines, as `GET /v1/channels` has them." + needsInWords(s.channels())},
		{Name: "Problems", Description: codesInWords()},
	}
}

// others are the calls that other handlers take, for the description alone.
func (s *server) others() []operation {
	var all []operation
	for _, c := range s.Beside {
		all = append(all, operation{register: func(p prepared) { p.api.OpenAPI().AddOperation(p.describeCall(c)) }})
	}
	return all
}

// describeCall is a call as huma knows it.
func (p prepared) describeCall(c web.Call) *huma.Operation {
	out := &huma.Operation{
		Method: c.Method, Path: c.Path, OperationID: c.ID, Summary: c.Summary, Description: c.Description, Tags: []string{c.Tag},
		Responses: map[string]*huma.Response{
			"200":     {Description: http.StatusText(http.StatusOK), Content: p.media("application/json", c.Answer)},
			"default": {Description: "Error", Content: p.media("application/problem+json", web.Problem{})},
		},
	}
	switch c.Session {
	case web.WithSession:
		out.Security = []map[string][]string{{"visitor": {}}}
	case web.AnySession:
		out.Security = []map[string][]string{{}, {"visitor": {}}}
	}
	for _, param := range c.Params {
		schema := &huma.Schema{Type: huma.TypeString}
		if param.In == "query" {
			schema = &huma.Schema{Type: huma.TypeInteger, Format: "int64"}
		}
		if param.Type != "" {
			schema = &huma.Schema{Type: param.Type}
		}
		out.Parameters = append(out.Parameters, &huma.Param{Name: param.Name, In: param.In, Required: param.In == "path", Description: param.Doc, Schema: schema})
	}
	if c.Body != nil {
		out.RequestBody = &huma.RequestBody{Required: c.Session != web.AnySession, Content: p.media("application/json", c.Body)}
	}
	return out
}

// media is the content whose schema is made of what is decoded or encoded.
func (p prepared) media(kind string, v any) map[string]*huma.MediaType {
	if v == nil {
		return nil
	}
	return map[string]*huma.MediaType{kind: {Schema: p.api.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")}}
}
