package api_test

import (
	"flag"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/flow/talk"
	"github.com/sufler/sufler/shared/web/api"
)

var update = flag.Bool("update", false, "rewrite golden files")

// blank is an API whose verbs are never asked.
func blank(a api.API) http.Handler {
	a.Starter = &talk.Starter{}
	a.Replier, a.Closer, a.Transferrer, a.RunRequester, a.Decider = &talk.Replier{}, &talk.Closer{}, &talk.Transferrer{}, &copilot.RunRequester{}, &copilot.Decider{}
	a.Channels, a.Beside = channel.Switchboard(channel.Plugs(nil)).Channels, beside()
	a.Now, a.Log = time.Now, slog.New(slog.DiscardHandler)
	return a.Handler()
}

// TestOpenAPI holds the description of the API, so that a change of it is seen.
func TestOpenAPI(t *testing.T) {
	h := blank(api.API{})
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
