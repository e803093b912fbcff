package api_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/web/api"
)

// beats is a store that fails when told to.
type beats struct {
	n   int
	err error
}

func (b *beats) Beat(context.Context, time.Time) error {
	b.n++
	return b.err
}

// TestHealthProvesAWrite: a store that takes nothing is told, with no word of why,
// and however often somebody asks, there is one write in ten seconds.
func TestHealthProvesAWrite(t *testing.T) {
	now := time.Date(2025, 3, 14, 9, 0, 0, 0, time.UTC)
	store := &beats{}
	h := api.API{Pulse: store, Now: func() time.Time { return now }}.Handler()
	for _, c := range []struct {
		after  time.Duration
		err    error
		status int
		writes int
	}{
		{0, nil, 200, 1},
		{9 * time.Second, errors.New("secret detail"), 200, 1},
		{time.Second, errors.New("secret detail"), 503, 2},
		{9 * time.Second, nil, 503, 2},
		{time.Second, nil, 200, 3},
	} {
		now, store.err = now.Add(c.after), c.err
		for range 3 {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest("GET", "/v1/health", nil))
			if w.Code != c.status || store.n != c.writes {
				t.Errorf("at %s: got %d %s after %d writes, want %d after %d", now, w.Code, w.Body, store.n, c.status, c.writes)
			}
			if w.Code != 200 && (!strings.Contains(w.Body.String(), `"cannot_store"`) || strings.Contains(w.Body.String(), "secret detail") || w.Header().Get("Retry-After") == "") {
				t.Errorf("got %s", w.Body)
			}
		}
	}
}

func TestHealthWritesToTheStore(t *testing.T) {
	h := newHouse(t)
	h.as("", "GET", "/v1/health", nil).is(200)
	h.clock.move(time.Minute)
	h.as("", "GET", "/v1/health", nil).is(200)
}
