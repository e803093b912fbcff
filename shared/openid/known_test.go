package openid_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/openid"
)

// TestAProviderIsAskedOnceInAWhile: however many begin to sign in, also at once, the
// provider is asked what it is once in ten minutes; one that is down, once in five
// seconds.
func TestAProviderIsAskedOnceInAWhile(t *testing.T) {
	var asked, down atomic.Int64
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if down.Load() > 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":"%[1]s/auth","token_endpoint":"%[1]s/token","jwks_uri":"%[1]s/keys"}`, server.URL)
	}))
	t.Cleanup(server.Close)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	c := &openid.Client{Hosts: []string{"127.0.0.1"}, Now: func() time.Time { return now }}
	begin := func(n int) (failed int64) {
		var all sync.WaitGroup
		var bad atomic.Int64
		for range n {
			all.Go(func() {
				_, err := c.Begin(t.Context(), desk.OpenID{Issuer: server.URL, ClientID: "x"}, "https://x/back", desk.Proof{State: "s", Nonce: "n", Verifier: "v"})
				if errors.Is(err, desk.ErrBusy) {
					bad.Add(1)
				} else if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		return bad.Load()
	}
	for i, step := range []struct {
		after       time.Duration
		down        int64
		asked, fail int64
	}{
		{0, 0, 1, 0},
		{10*time.Minute - 1, 1, 1, 0},
		{1, 1, 2, 20},
		{5*time.Second - 1, 0, 2, 20},
		{1, 0, 3, 0},
	} {
		now = now.Add(step.after)
		down.Store(step.down)
		if failed := begin(20); failed != step.fail || asked.Load() != step.asked {
			t.Errorf("step %d: %d failed, and it was asked %d times in all; want %d and %d", i, failed, asked.Load(), step.fail, step.asked)
		}
	}
}
