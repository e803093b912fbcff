package api_test

import (
	"encoding/json"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/web/api"
)

// TestTheDocumentationNeedsNoNetwork: the page asks nobody but us.
func TestTheDocumentationNeedsNoNetwork(t *testing.T) {
	h := blank(api.API{})
	for path, kind := range map[string]string{"/docs": "text/html", "/docs/docs.js": "text/javascript", "/docs/docs.css": "text/css"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || w.Body.Len() < 500 {
			t.Errorf("%s: got %d, %s, %d bytes", path, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
		}
		if found := regexp.MustCompile(`(https?:)?//[a-z]`).FindString(w.Body.String()); found != "" {
			t.Errorf("%s names another host: %s", path, found)
		}
		if !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: got policy %q", path, w.Header().Get("Content-Security-Policy"))
		}
	}
}

// TestEveryOperationIsDescribed: parameters, words and problems are there.
func TestEveryOperationIsDescribed(t *testing.T) {
	w := httptest.NewRecorder()
	blank(api.API{}).ServeHTTP(w, httptest.NewRequest("GET", "/openapi.json", nil))
	var doc struct {
		OpenAPI    string
		Components struct{ Schemas map[string]any }
		Paths      map[string]map[string]struct {
			OperationID, Summary string
			Tags                 []string
			Security             []any
			Parameters           []struct{ Name, In string }
			Responses            map[string]struct{ Content map[string]any }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" || len(doc.Paths) < 20 {
		t.Fatalf("got %s with %d paths", doc.OpenAPI, len(doc.Paths))
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/(\w+)"`).FindAllStringSubmatch(w.Body.String(), -1) {
		if _, ok := doc.Components.Schemas[ref[1]]; !ok {
			t.Errorf("schema %s is not described", ref[1])
		}
	}
	for path, ops := range doc.Paths {
		for method, o := range ops {
			in := map[string]bool{}
			for _, p := range o.Parameters {
				in[p.In+" "+p.Name] = true
			}
			for _, name := range regexp.MustCompile(`{(\w+)}`).FindAllStringSubmatch(path, -1) {
				if !in["path "+name[1]] {
					t.Errorf("%s %s: parameter %s is not described", method, path, name[1])
				}
			}
			if method == "post" && !in["header Idempotency-Key"] && !ofOthers(o.Tags[0]) && !opensSession[o.OperationID] {
				t.Errorf("%s %s takes no Idempotency-Key", method, path)
			}
			if _, ok := o.Responses["default"].Content["application/problem+json"]; !ok || o.Summary == "" || o.OperationID == "" || len(o.Tags) != 1 {
				t.Errorf("%s %s is not described: %+v", method, path, o)
			}
			if (len(o.Security) == 0) != (path == "/v1/health" || path == "/v1/session/ways" || path == "/web/{key}/widget" || o.Tags[0] == "Webhooks" || opensSession[o.OperationID]) {
				t.Errorf("%s %s: who may ask is not described", method, path)
			}
		}
	}
}

// opensSession are the operations that begin or end a session: without a key, and
// with no answer kept, since a password is asked for.
var opensSession = map[string]bool{"sign-in": true, "sign-out": true, "take-invitation": true}

// TestPublicTextsSpeakToStrangers: no ids of our own lists of features.
func TestPublicTextsSpeakToStrangers(t *testing.T) {
	h := blank(api.API{})
	for _, path := range []string{"/openapi.json", "/docs", "/docs/docs.js"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		for _, found := range regexp.MustCompile(`.{20}\b([A-Z]{2,3}-\d{2}\b|\(D\d+\)).{20}`).FindAllString(w.Body.String(), -1) {
			t.Errorf("%s: …%s…", path, found)
		}
	}
}
