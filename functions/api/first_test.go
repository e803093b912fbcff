package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/vault"
	"github.com/sufler/sufler/shared/web/api"
)

// parameters is one SSM parameter, that can fail after its work.
type parameters struct {
	value string
	at    time.Time
	now   func() time.Time
	lost  bool
}

func (p *parameters) Create(ctx context.Context, name, value string) (bool, error) {
	if p.value != "" {
		return false, nil
	}
	_, err := p.Put(ctx, name, value)
	return err == nil, err
}

func (p *parameters) Put(_ context.Context, _, value string) (int64, error) {
	p.value, p.at = value, p.now()
	if p.lost {
		p.lost = false
		return 0, errors.New("the answer got lost")
	}
	return 1, nil
}

func (p *parameters) Get(context.Context, string) (vault.Parameter, bool, error) {
	return vault.Parameter{Value: p.value, At: p.at}, p.value != "", nil
}

// TestFirstKey: however often and wherever a start is cut off, it ends with one
// key whose token is the parameter's.
func TestFirstKey(t *testing.T) {
	engine, err := embedded.Open(filepath.Join(t.TempDir(), "db"), embedded.Knobs{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	p := &parameters{now: clock, lost: true}
	settings := desk.DefaultSettings()
	settings.Language = "es"
	s := start{Store: store.Store{Engine: engine, Now: clock}, Parameters: p, KeyName: "/s/first-key", Settings: settings, Now: clock}

	if err := s.Do(t.Context()); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("cut off after the parameter: got %v, want busy", err)
	}
	token := p.value
	if err := s.Do(t.Context()); err != nil || p.value != token {
		t.Errorf("a moment later another process may be at it: got %v, and the parameter changed: %v", err, p.value != token)
	}
	now = now.Add(2 * time.Minute)
	for range 3 {
		if err := s.Do(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if p.value == token || p.value == "" {
		t.Error("the token that was left without a key is still the parameter's")
	}
	if have, err := s.Store.Settings(t.Context()); err != nil || have.Language != "es" {
		t.Errorf("got %v, %v, want the parameters' settings", have, err)
	}
	served := api.API{
		Config: s.Store, Keys: s.Store, Setup: s.Store, Now: clock,
		CheckLine: func(desk.Line) error { return nil },
	}.Handler()
	for key, want := range map[string]int{p.value: http.StatusOK, token: http.StatusUnauthorized} {
		r := httptest.NewRequest(http.MethodGet, "/v1/settings", nil)
		r.Header.Set("Authorization", "Bearer "+key)
		w := httptest.NewRecorder()
		served.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("got %d, want %d: %s", w.Code, want, w.Body)
		}
	}
}
