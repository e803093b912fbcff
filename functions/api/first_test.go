package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/password"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/vault"
	"github.com/sufler/sufler/shared/web/api"
)

// parameters are SSM's, that can fail after their work.
type parameters struct {
	values map[string]vault.Parameter
	now    func() time.Time
	lost   string // the parameter whose next answer is
}

func (p *parameters) Create(ctx context.Context, name, value string) (bool, error) {
	if p.values[name].Value != "" {
		return false, nil
	}
	_, err := p.Put(ctx, name, value)
	return err == nil, err
}

func (p *parameters) Put(_ context.Context, name, value string) (int64, error) {
	p.values[name] = vault.Parameter{Value: value, At: p.now()}
	if p.lost == name {
		p.lost = ""
		return 0, errors.New("the answer got lost")
	}
	return 1, nil
}

func (p *parameters) Get(_ context.Context, name string) (vault.Parameter, bool, error) {
	v, ok := p.values[name]
	return v, ok, nil
}

const keyName, adminName = "/s/first-key", "/s/first-admin"

// nowhere is where nothing is routed.
type nowhere struct{}

func (nowhere) SignedIn(context.Context, desk.OperatorID) error        { return nil }
func (nowhere) SignedOut(context.Context, desk.OperatorID) error       { return nil }
func (nowhere) SwitchOff(context.Context, desk.OperatorID, bool) error { return nil }

// TestFirstStart: however often and wherever a start is cut off, it ends with one
// key whose token is the one parameter's, and one invitation whose code is the
// other's.
func TestFirstStart(t *testing.T) {
	engine, err := embedded.Open(filepath.Join(t.TempDir(), "db"), embedded.Knobs{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { engine.Close() })
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	p := &parameters{values: map[string]vault.Parameter{}, now: clock}
	settings := desk.DefaultSettings()
	settings.Language = "es"
	s := start{Store: store.Store{Engine: engine, Now: clock}, Parameters: p, KeyName: keyName, AdminName: adminName, Settings: settings, Now: clock}

	for _, name := range []string{adminName, keyName} {
		p.lost = name
		if err := s.Do(t.Context()); !errors.Is(err, desk.ErrBusy) {
			t.Errorf("cut off after %s: got %v, want busy", name, err)
		}
		left := p.values[name].Value
		if err := s.Do(t.Context()); err != nil || p.values[name].Value != left {
			t.Errorf("a moment later another process may be at it: got %v, and %s changed: %v", err, name, p.values[name].Value != left)
		}
		now = now.Add(2 * time.Minute)
		if name == adminName {
			p.lost = keyName // the next start comes further, and is cut off there
			continue
		}
		for range 3 {
			if err := s.Do(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if p.values[name].Value == left || left == "" {
			t.Errorf("what was left without its key is still in %s", name)
		}
	}
	token := "sk_admin_" + strings.Repeat("a", 52)
	o, err := s.Store.Operator(t.Context(), adminKey)
	if err != nil || o.Role != desk.RoleAdmin || o.Email != "" || o.Password != "" {
		t.Errorf("got the operator %+v, %v", o, err)
	}
	joiner := people.Joiner{Accounts: s.Store, Workloads: nowhere{}, Hasher: &password.Argon{}, Now: clock}
	_, code, _ := strings.Cut(p.values[adminName].Value, "/join#")
	if b, err := joiner.Join(t.Context(), people.Join{Code: code, Password: "vier kleine katzen", Name: "Ada", Email: "Ada@shop.example"}); err != nil || b.Operator.Email != "ada@shop.example" {
		t.Errorf("the first administrator joins: got %+v, %v", b.Operator, err)
	}
	if have, err := s.Store.Settings(t.Context()); err != nil || have.Language != "es" {
		t.Errorf("got %v, %v, want the parameters' settings", have, err)
	}
	served := api.API{
		Config: s.Store, Keys: s.Store, Setup: s.Store, Now: clock,
		CheckLine: func(desk.Line) error { return nil },
	}.Handler()
	for key, want := range map[string]int{p.values[keyName].Value: http.StatusOK, token: http.StatusUnauthorized} {
		r := httptest.NewRequest(http.MethodGet, "/v1/settings", nil)
		r.Header.Set("Authorization", "Bearer "+key)
		w := httptest.NewRecorder()
		served.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("got %d, want %d: %s", w.Code, want, w.Body)
		}
	}
}
