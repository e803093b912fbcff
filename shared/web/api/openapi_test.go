package api_test

import (
	"flag"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/web/api"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestOpenAPI holds the description of the API, so that a change of it is seen.
func TestOpenAPI(t *testing.T) {
	h := api.API{Replier: &flow.Replier{}, Closer: &flow.Closer{}, Transferrer: &flow.Transferrer{}, Asker: &flow.Asker{}, Decider: &flow.Decider{}}.Handler()
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest("GET", "/openapi.json", nil))
	if rec.Code != 200 {
		t.Fatalf("got %d %s", rec.Code, rec.Body)
	}
	const file = "testdata/openapi.json"
	if *update {
		if err := os.WriteFile(file, rec.Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), rec.Body.String()); d != "" {
		t.Errorf("the API changed; look at it, then run with -update:\n%s", d)
	}
}
