package kit_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

const day = 24 * time.Hour

var errCut = errors.New("cut off")

// world is a table with one grant, and a CRM that gives tokens; every call of either is a
// step, of which one may fail, before its work or after.
type world struct {
	mu    sync.Mutex
	now   time.Time
	grant desk.Grant
	given int
	uses  map[string]int
	does  error // what the CRM answers instead

	step, failAt int
	after        bool
}

func newWorld(t *testing.T) *world {
	w := &world{now: start, uses: map[string]int{}}
	sealed, err := kit.Seal("s3cret", "shop", kit.Tokens{Access: "a0", Refresh: "r0"})
	if err != nil {
		t.Fatal(err)
	}
	w.grant = desk.Grant{Connection: "shop", Address: "https://shop.kommo.com", Sealed: sealed, Round: 1, IssuedAt: start, Ends: start.Add(day), Version: 1}
	return w
}

// fails says whether this step does, at this side of its work.
func (w *world) fails(after bool) error {
	if !after {
		w.step++
	}
	if w.step == w.failAt && w.after == after {
		return errCut
	}
	return nil
}

func (w *world) Grant(context.Context, desk.ConnectionID) (desk.Grant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.fails(false); err != nil {
		return desk.Grant{}, err
	}
	return w.grant, w.fails(true)
}

func (w *world) SaveGrant(_ context.Context, g desk.Grant) (desk.Grant, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.fails(false); err != nil {
		return g, err
	}
	if g.Version != w.grant.Version {
		return g, desk.ErrConflict
	}
	g.Version++
	w.grant = g
	return g, w.fails(true)
}

func (w *world) renew(_ context.Context, _, refresh string) (kit.Tokens, time.Duration, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.fails(false); err != nil {
		return kit.Tokens{}, 0, err
	}
	if w.does != nil {
		return kit.Tokens{}, 0, w.does
	}
	w.uses[refresh]++
	if refresh != fmt.Sprint("r", w.given) {
		return kit.Tokens{}, 0, desk.Refuse(desk.CodeNotAuthorized, "revoked")
	}
	w.given++
	return kit.Tokens{Access: fmt.Sprint("a", w.given), Refresh: fmt.Sprint("r", w.given)}, day, w.fails(true)
}

// process is one of several that call the CRM.
func (w *world) process() *kit.Keeper {
	return &kit.Keeper{Connection: "shop", Grants: w, Secret: "s3cret", Renew: w.renew, Now: func() time.Time { return w.at() }}
}

func (w *world) at() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// once is the promise: no refresh token is ever shown twice.
func (w *world) once(t *testing.T, what string) {
	t.Helper()
	for token, n := range w.uses {
		if n > 1 {
			t.Errorf("%s: %s was used %d times", what, token, n)
		}
	}
}

// A token is used until the last quarter of its life, and then renewed by one.
func TestKeeper_RenewsInTime(t *testing.T) {
	w := newWorld(t)
	k := w.process()
	for _, c := range []struct {
		pass time.Duration
		want string
	}{{0, "a0"}, {17 * time.Hour, "a0"}, {2 * time.Hour, "a1"}, {time.Hour, "a1"}, {40 * time.Hour, "a2"}} {
		w.pass(c.pass)
		if got, err := k.Access(t.Context(), 0); err != nil || got.Token != c.want || got.Address != "https://shop.kommo.com" {
			t.Errorf("at %v: %+v, %v, want %s", w.now, got, err, c.want)
		}
	}
	w.once(t, "in time")
}

// Whoever comes at the same time, in however many processes: one renews it, and nobody
// is sent away while the old one holds.
func TestKeeper_ManyAtOnce(t *testing.T) {
	for round := range 30 {
		w := newWorld(t)
		w.pass(20 * time.Hour)
		var wg sync.WaitGroup
		for range 3 {
			k := w.process()
			for range 4 {
				wg.Go(func() {
					got, err := k.Access(t.Context(), 0)
					if err != nil || got.Token != "a0" && got.Token != "a1" {
						t.Errorf("round %d: %+v, %v", round, got, err)
					}
				})
			}
		}
		wg.Wait()
		if w.given != 1 {
			t.Errorf("round %d: renewed %d times", round, w.given)
		}
		w.once(t, "at once")
	}
}

// Once the old one ended, those who don't renew it are told to come again.
func TestKeeper_ManyAtOnceAfterItsEnd(t *testing.T) {
	w := newWorld(t)
	w.pass(30 * time.Hour)
	var wg sync.WaitGroup
	for range 8 {
		k := w.process()
		wg.Go(func() {
			got, err := k.Access(t.Context(), 0)
			if later := (*desk.Later)(nil); err == nil && got.Token != "a1" || err != nil && !errors.As(err, &later) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	wg.Wait()
	if got, err := w.process().Access(t.Context(), 0); err != nil || got.Token != "a1" || w.given != 1 {
		t.Errorf("%+v, %v, renewed %d times", got, err, w.given)
	}
	w.once(t, "after its end")
}

// Whoever is cut off, at whichever call of the table or the CRM, before its work or after:
// no refresh token is used twice, and in the end there is a token that the CRM gave, or it
// is said that a person must let us in. Until the old one ends it goes on to be used.
func TestKeeper_CutOffAnywhere(t *testing.T) {
	healed, lost := 0, 0
	for _, after := range []bool{false, true} {
		for at := 1; ; at++ {
			w := newWorld(t)
			w.failAt, w.after = at, after
			w.pass(20 * time.Hour)
			_, _ = w.process().Access(t.Context(), 0) // is killed
			if w.step < at {
				break
			}
			w.failAt = 0
			what := fmt.Sprintf("step %d, after %v", at, after)
			next := w.process()
			if got, err := next.Access(t.Context(), 0); err != nil || got.Token != "a0" && got.Token != "a1" {
				t.Errorf("%s: meanwhile %+v, %v", what, got, err)
			}
			w.pass(10 * time.Hour) // the old one ended
			for range 3 {
				got, err := next.Access(t.Context(), 0)
				var no *desk.Refusal
				switch {
				case err == nil && got.Token == fmt.Sprint("a", w.given) && w.given > 0:
					healed++
				case errors.As(err, &no) && no.Code == desk.CodeNotAuthorized && w.grant.Lost == desk.GrantUnsure && w.grant.Text() != "":
					lost++
				default:
					t.Errorf("%s: in the end %+v, %v, grant %+v", what, got, err, w.grant)
				}
			}
			w.once(t, what)
		}
	}
	if healed == 0 || lost == 0 {
		t.Errorf("%d times it was healed, %d times said", healed, lost)
	}
}

// Who is killed outright leaves it marked; after a minute it is taken for spent.
func TestKeeper_KilledWhileRenewing(t *testing.T) {
	w := newWorld(t)
	w.pass(30 * time.Hour)
	w.grant.Renewing = w.now // by one who is no more
	k := w.process()
	var later *desk.Later
	if _, err := k.Access(t.Context(), 0); !errors.As(err, &later) || !later.Until.Equal(w.now.Add(desk.RenewTime)) {
		t.Errorf("meanwhile: %v", err)
	}
	w.pass(desk.RenewTime)
	for range 2 {
		if _, err := k.Access(t.Context(), 0); !errors.Is(err, desk.ErrRefused) || w.grant.Lost != desk.GrantUnsure {
			t.Errorf("after a minute: %v, lost %q", err, w.grant.Lost)
		}
	}
	if len(w.uses) != 0 {
		t.Errorf("used %v", w.uses)
	}
}

// Who took longer than a minute has tokens that are good, whoever took them for dead.
func TestKeeper_SlowerThanAMinute(t *testing.T) {
	w := newWorld(t)
	w.pass(30 * time.Hour)
	slow := w.process()
	slow.Renew = func(ctx context.Context, address, refresh string) (kit.Tokens, time.Duration, error) {
		w.pass(2 * desk.RenewTime)
		if _, err := w.process().Access(ctx, 0); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("another meanwhile: %v", err)
		}
		return w.renew(ctx, address, refresh)
	}
	if got, err := slow.Access(t.Context(), 0); err != nil || got.Token != "a1" || w.grant.Lost != "" {
		t.Errorf("%+v, %v, lost %q", got, err, w.grant.Lost)
	}
	if got, err := w.process().Access(t.Context(), 0); err != nil || got.Token != "a1" {
		t.Errorf("others: %+v, %v", got, err)
	}
	w.once(t, "slow")
}

// What the CRM says: what was not done is tried again, what it takes no more is said, and
// what nobody knows is not tried again.
func TestKeeper_Answers(t *testing.T) {
	for name, c := range map[string]struct {
		does  error
		loss  desk.GrantLoss
		heals bool
	}{
		"it was not reached": {fmt.Errorf("%w: %w", desk.ErrBusy, kit.ErrNotDone), "", true},
		"it refuses":         {desk.Refuse(desk.CodeNotAuthorized, "revoked"), desk.GrantRefused, false},
		"nobody knows":       {fmt.Errorf("%w: 502", desk.ErrBusy), desk.GrantUnsure, false},
	} {
		w := newWorld(t)
		w.does = c.does
		w.pass(20 * time.Hour)
		k := w.process()
		if got, err := k.Access(t.Context(), 0); err != nil || got.Token != "a0" {
			t.Errorf("%s: while the old one holds %+v, %v", name, got, err)
		}
		w.pass(10 * time.Hour)
		if _, err := k.Access(t.Context(), 0); err == nil || w.grant.Lost != c.loss {
			t.Errorf("%s: once it ended %v, lost %q", name, err, w.grant.Lost)
		}
		w.does = nil
		if got, err := k.Access(t.Context(), 0); (err == nil) != c.heals || c.heals && got.Token != "a1" {
			t.Errorf("%s: then %+v, %v", name, got, err)
		}
		w.once(t, name)
	}
}

// A token that is refused before its end is renewed once; the one that comes then is not
// renewed again and again.
func TestKeeper_RefusedBeforeItsEnd(t *testing.T) {
	w := newWorld(t)
	w.pass(time.Hour)
	k := w.process()
	got, err := k.Access(t.Context(), 1)
	if err != nil || got.Token != "a1" || got.Round != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	for range 3 {
		if _, err := k.Access(t.Context(), 2); !errors.Is(err, desk.ErrRefused) {
			t.Errorf("a fresh one that is refused: %v", err)
		}
	}
	if w.given != 1 {
		t.Errorf("renewed %d times", w.given)
	}
}

// The tokens can be read with the client's secret alone, and for their connection alone.
func TestSeal(t *testing.T) {
	want := kit.Tokens{Access: "a", Refresh: "r"}
	sealed, err := kit.Seal("s3cret", "shop", want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := kit.Unseal("s3cret", "shop", sealed); err != nil || got != want {
		t.Errorf("%+v, %v", got, err)
	}
	for name, c := range map[string][3]string{
		"another secret": {"other", "shop", sealed}, "another connection": {"s3cret", "other", sealed}, "cut": {"s3cret", "shop", sealed[:20]}, "nothing": {"s3cret", "shop", ""}, "changed": {"s3cret", "shop", string(sealed[0]^1) + sealed[1:]},
	} {
		if got, err := kit.Unseal(c[0], desk.ConnectionID(c[1]), c[2]); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	w := newWorld(t)
	k := w.process()
	k.Secret = "another"
	if _, err := k.Access(t.Context(), 0); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("with another secret: %v", err)
	}
}

// Once we were removed in the CRM nobody is let in, though the token would hold, and
// nothing is renewed.
func TestKeeper_Removed(t *testing.T) {
	for _, late := range []bool{false, true} {
		w := newWorld(t)
		w.grant.Lost, w.grant.LostAt = desk.GrantRemoved, start
		k := w.process()
		k.Late = late
		for _, refused := range []int64{0, 1} {
			got, err := k.Access(t.Context(), refused)
			var no *desk.Refusal
			if !errors.As(err, &no) || no.Code != desk.CodeNotAuthorized || got.Token != "" || w.given != 0 {
				t.Errorf("late %v, refused %d: %+v, %v, %d given", late, refused, got, err, w.given)
			}
		}
	}
}
