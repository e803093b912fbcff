package people_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// world is the verbs over a store that can fail at any call.
type world struct {
	*testing.T
	store.Store
	flaky *storetest.Flaky
	now   time.Time

	mu   sync.Mutex
	told []string // what routing was told, in order
	down error    // what it answers
}

func newWorld(t *testing.T) *world {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	w := &world{T: t, flaky: &storetest.Flaky{Engine: e}, now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
	w.Store = store.Store{Engine: w.flaky, Now: w.clock}
	return w
}

func (w *world) clock() time.Time { return w.now }

func (w *world) tell(what string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.told = append(w.told, what)
	return w.down
}

// heard is what routing was told since it was asked last.
func (w *world) heard() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	told := w.told
	w.told = nil
	return told
}

// SignedIn is routing's.
func (w *world) SignedIn(_ context.Context, id desk.OperatorID) error {
	return w.tell("in " + string(id))
}

// SignedOut is routing's.
func (w *world) SignedOut(_ context.Context, id desk.OperatorID) error {
	return w.tell("out " + string(id))
}

// SwitchOff is routing's.
func (w *world) SwitchOff(_ context.Context, id desk.OperatorID, off bool) error {
	if off {
		return w.tell("off " + string(id))
	}
	return w.tell("on " + string(id))
}

// plainly keeps passwords in a way that takes no time.
type plainly struct{}

func (plainly) Hash(password string) (string, error)        { return "hash of " + password, nil }
func (plainly) Matches(password, hash string) (bool, error) { return hash == "hash of "+password, nil }
func (plainly) Common(password string) bool                 { return false }
func (w *world) joiner() *people.Joiner {
	return &people.Joiner{Accounts: w.Store, Workloads: w, Hasher: plainly{}, Now: w.clock}
}
func (w *world) signIn() *people.SignIn {
	return &people.SignIn{Accounts: w.Store, Workloads: w, Hasher: plainly{}, Now: w.clock}
}
func (w *world) sessions() *people.Sessions {
	return &people.Sessions{Accounts: w.Store, Workloads: w, Now: w.clock}
}
func (w *world) keeper() *people.Keeper {
	return &people.Keeper{Accounts: w.Store, Workloads: w, Now: w.clock}
}
func (w *world) inviter() *people.Inviter { return &people.Inviter{Accounts: w.Store, Now: w.clock} }
func (w *world) who(token string) (o desk.Operator, in error) {
	o, _, in = w.sessions().Who(w.Context(), token)
	return o, in
}

var admin = desk.Actor{Key: "k", Role: desk.RoleAdmin}

const password = "vier kleine katzen"

// olga is an operator who joined, and her first session.
func (w *world) olga() people.Begun {
	w.Helper()
	_, code, err := w.inviter().Add(w.Context(), admin, desk.Operator{ID: "olga", Name: "Olga", Email: "olga@shop.example", Role: desk.RoleOperator})
	w.must(err)
	b, err := w.joiner().Join(w.Context(), people.Join{Code: code, Password: password})
	w.must(err)
	w.heard()
	return b
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *world) wants(what string, told ...string) {
	w.Helper()
	if got := w.heard(); !slices.Equal(got, told) {
		w.Errorf("%s: routing was told %v, want %v", what, got, told)
	}
}

// TestRoutingIsToldWhoComesAndGoes: signing in, the last session's end, by hand or by
// time, and switching off (OP-05, OP-06).
func TestRoutingIsToldWhoComesAndGoes_OP05_OP06(t *testing.T) {
	w := newWorld(t)
	first := w.olga()
	second, err := w.signIn().Password(w.Context(), "olga@shop.example", password, people.From{})
	w.must(err)
	w.wants("signing in", "in olga")
	end := func(b people.Begun) {
		t.Helper()
		by := b.Operator.Actor(b.Session.ID, nil)
		w.must(w.sessions().End(w.Context(), by, func(s desk.Session) bool { return s.ID == b.Session.ID }))
	}
	end(first)
	w.wants("one of two sessions ends")
	end(second)
	w.wants("the last session ends", "out olga")

	_, err = w.signIn().Password(w.Context(), "olga@shop.example", password, people.From{})
	w.must(err)
	w.wants("signing in again", "in olga")
	w.now = w.now.Add(desk.SessionIdle - time.Second)
	w.must(w.keeper().Expire(w.Context()))
	w.wants("a second before its time is over")
	w.now = w.now.Add(time.Second)
	for range 2 {
		w.must(w.keeper().Expire(w.Context()))
		w.wants("its time is over", "out olga")
	}
	if left, err := w.Sessions(w.Context(), "olga"); err != nil || len(left) != 0 {
		t.Errorf("sessions that are over are kept: %v, %v", left, err)
	}
}

// TestSwitchingOffIsMadeUpFor: whatever fails on the way, who was switched off is out
// at once, and the rest follows by a repeat or by itself.
func TestSwitchingOffIsMadeUpFor_RS01(t *testing.T) {
	w := newWorld(t)
	b := w.olga()
	had, err := w.Operator(w.Context(), "olga")
	w.must(err)
	w.down = desk.ErrBusy
	if _, err := w.keeper().Change(w.Context(), admin, had, had, true); !errors.Is(err, desk.ErrBusy) {
		t.Errorf("got %v, want busy", err)
	}
	if _, err := w.who(b.Token); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("the session of one who is off: got %v", err)
	}
	w.down = nil
	w.heard()
	w.must(w.keeper().Expire(w.Context()))
	w.wants("by itself", "off olga")
	had, err = w.Operator(w.Context(), "olga")
	w.must(err)
	_, err = w.keeper().Change(w.Context(), admin, had, had, true)
	w.must(err)
	w.wants("by a repeat", "off olga")
	had, err = w.Operator(w.Context(), "olga")
	w.must(err)
	_, err = w.keeper().Change(w.Context(), admin, had, had, false)
	w.must(err)
	w.wants("switched on", "on olga")
}

// TestLostAnswers has each call of the store fail once, before and after its work:
// what is repeated ends as if nothing had failed.
func TestLostAnswers_D17(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(w *world) error
		over func(w *world) error
	}{
		"invite": {
			func(w *world) error {
				_, _, err := w.inviter().Add(w.Context(), admin, desk.Operator{ID: "dan", Name: "Dan", Email: "dan@shop.example", Role: desk.RoleOperator})
				return err
			},
			func(w *world) error { _, err := w.OperatorByEmail(w.Context(), "dan@shop.example"); return err },
		},
		"sign in": {
			func(w *world) error {
				_, err := w.signIn().Password(w.Context(), "olga@shop.example", password, people.From{Address: "a"})
				return err
			},
			func(w *world) error { return nil },
		},
		"set a password": {
			func(w *world) error {
				have, err := w.Sessions(w.Context(), "olga")
				if err != nil {
					return err
				}
				o, err := w.Operator(w.Context(), "olga")
				if err != nil || o.Password == "hash of another good one" {
					return err
				}
				own := people.Own{Accounts: w.Store, Hasher: plainly{}, Now: w.clock}
				return own.Password(w.Context(), o.Actor(have[0].ID, nil), password, "another good one")
			},
			func(w *world) error {
				_, err := w.signIn().Password(w.Context(), "olga@shop.example", "another good one", people.From{})
				return err
			},
		},
		"switch off": {
			func(w *world) error {
				o, err := w.Operator(w.Context(), "olga")
				if err == nil {
					_, err = w.keeper().Change(w.Context(), admin, o, o, true)
				}
				return err
			},
			func(w *world) error {
				have, err := w.Sessions(w.Context(), "olga")
				if err == nil && len(have) > 0 {
					err = errors.New("sessions are left")
				}
				return err
			},
		},
	} {
		for _, after := range []bool{false, true} {
			for n := 1; ; n++ {
				w := newWorld(t)
				w.olga()
				w.flaky.FailAt(n, after)
				from := w.flaky.Calls()
				first := c.do(w)
				done := w.flaky.Calls() - from
				w.flaky.FailAt(0, false)
				if first != nil && !errors.Is(first, desk.ErrBusy) {
					t.Errorf("%s, call %d fails: got %v", name, n, first)
				}
				if first != nil {
					w.must(c.do(w))
				}
				if err := c.over(w); err != nil {
					t.Errorf("%s, call %d failed (after its work: %t): %v", name, n, after, err)
				}
				if done < n {
					break
				}
			}
		}
	}
}

// TestKeysHaveNoSessions: what is an operator's own needs somebody who signed in.
func TestKeysHaveNoSessions_D17(t *testing.T) {
	w := newWorld(t)
	w.olga()
	key := desk.Actor{Key: "k", Operator: "olga", Role: desk.RoleAdmin}
	own := people.Own{Accounts: w.Store, Hasher: plainly{}, Now: w.clock}
	_, mine := w.sessions().Mine(w.Context(), key)
	_, change := own.Change(w.Context(), key, func(o desk.Operator) desk.Operator { return o })
	for name, err := range map[string]error{
		"list": mine, "change": change, "password": own.Password(w.Context(), key, "", password),
		"end": w.sessions().End(w.Context(), key, func(desk.Session) bool { return true }),
	} {
		if !errors.Is(err, desk.ErrRefused) {
			t.Errorf("%s: got %v, want it refused", name, err)
		}
	}
}
