package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

// operators: whole, by version, and no two of one address, whatever races.
func operators(b *bench) {
	olga := desk.Operator{
		ID: "olga", Name: "Olga", Email: "olga@shop.example", Role: desk.RoleSupervisor,
		Rights:        desk.Rights{Leads: desk.MayRead, Dialogs: desk.ScopeTeam, Customers: true},
		Notifications: map[desk.Notice]desk.Notification{desk.NoticeMessage: {Desktop: true}},
		StepsAway:     true, Password: "hash", Invitation: desk.Invitation{Hash: "h", Until: b.now}, CreatedAt: b.now,
	}
	made, err := b.SaveOperator(b.ctx, olga, nil)
	b.must(err)
	_, err = b.SaveOperator(b.ctx, olga, nil)
	b.wants(err, desk.ErrConflict, "the same account again")
	second := desk.Operator{ID: "dan", Name: "Dan", Email: olga.Email, Role: desk.RoleOperator}
	_, err = b.SaveOperator(b.ctx, second, nil)
	b.refused(err, desk.CodeEmailTaken)
	_, err = b.Operator(b.ctx, "dan")
	b.wants(err, desk.ErrNotFound, "an account whose address was taken")

	olga.Email, olga.Version, olga.OffAt, olga.Epoch = "olga@new.example", made.Version, b.now, 3
	moved, err := b.SaveOperator(b.ctx, olga, nil)
	b.must(err)
	_, err = b.SaveOperator(b.ctx, olga, nil)
	b.wants(err, desk.ErrConflict, "an older version")
	_, err = b.OperatorByEmail(b.ctx, "olga@shop.example")
	b.wants(err, desk.ErrNotFound, "an address that was given up")
	got, err := b.OperatorByEmail(b.ctx, "olga@new.example")
	b.must(err)
	olga.Version = moved.Version
	if d := cmp.Diff(olga, got); d != "" {
		b.Errorf("the operator (-given +stored)\n%s", d)
	}
	_, err = b.SaveOperator(b.ctx, second, nil)
	b.must(err)
	all, err := b.Operators(b.ctx)
	if err != nil || len(all) != 2 || all[0].ID != "dan" {
		b.Errorf("got %v, %v, want two", all, err)
	}
	for _, nobodys := range []string{"", "nobody@shop.example"} {
		_, err = b.OperatorByEmail(b.ctx, nobodys)
		b.wants(err, desk.ErrNotFound, "nobody's address")
	}

	var race sync.WaitGroup
	var took atomic.Int64
	for i := range 8 {
		race.Go(func() {
			_, err := b.SaveOperator(b.ctx, desk.Operator{ID: desk.OperatorID(fmt.Sprint("o", i)), Email: "one@shop.example"}, nil)
			var no *desk.Refusal
			switch {
			case err == nil:
				took.Add(1)
			case errors.As(err, &no) && no.Code == desk.CodeEmailTaken, errors.Is(err, desk.ErrBusy):
			default:
				b.Errorf("eight at once: %v", err)
			}
		})
	}
	race.Wait()
	if took.Load() != 1 {
		b.Errorf("%d accounts got one address, want 1", took.Load())
	}
}

// refused demands a refusal.
func (b *bench) refused(err error, code desk.Code) {
	b.Helper()
	var no *desk.Refusal
	if !errors.As(err, &no) || no.Code != code {
		b.Errorf("got %v, want it refused: %s", err, code)
	}
}

func sessions(b *bench) {
	o, err := b.SaveOperator(b.ctx, desk.Operator{ID: "olga", Name: "Olga", Email: "olga@shop.example", Role: desk.RoleOperator}, nil)
	b.must(err)
	one := desk.Session{ID: "one", Operator: "olga", Hash: "h", Epoch: 2, CreatedAt: b.now, SeenAt: b.now, Agent: "Firefox"}
	for range 2 {
		b.must(b.AddSession(b.ctx, one, o))
	}
	old := o
	if o, err = b.SaveOperator(b.ctx, o, &desk.Session{ID: "two", Operator: "olga", Hash: "h2", CreatedAt: b.now, SeenAt: b.now}); err != nil {
		b.Fatal(err)
	}
	b.wants(b.AddSession(b.ctx, desk.Session{ID: "three", Operator: "olga", CreatedAt: b.now, SeenAt: b.now}, old), desk.ErrConflict, "a session of an account that changed")
	_, err = b.SaveOperator(b.ctx, old, &desk.Session{ID: "four", Operator: "olga", CreatedAt: b.now, SeenAt: b.now})
	b.wants(err, desk.ErrConflict, "a session with an older account")
	got, who, err := b.Session(b.ctx, "olga", "one")
	b.must(err)
	if d := cmp.Diff(one, got) + cmp.Diff(o, who); d != "" {
		b.Errorf("the session (-given +stored)\n%s", d)
	}
	for _, none := range [][2]string{{"olga", "three"}, {"olga", "four"}, {"dan", "one"}, {"", "one"}, {"olga", ""}} {
		_, _, err := b.Session(b.ctx, desk.OperatorID(none[0]), desk.SessionID(none[1]))
		b.wants(err, desk.ErrNotFound, "a session that is none")
	}
	all, err := b.Sessions(b.ctx, "olga")
	if err != nil || len(all) != 2 {
		b.Errorf("got %v, %v, want two", all, err)
	}
	one.SeenAt = b.now.Add(time.Hour)
	b.must(b.TouchSession(b.ctx, one))
	if got, _, err = b.Session(b.ctx, "olga", "one"); err != nil || !got.SeenAt.Equal(one.SeenAt) {
		b.Errorf("got %v, %v, want it used an hour later", got, err)
	}
	for range 2 {
		b.must(b.DropSession(b.ctx, "olga", "one"))
		b.must(b.TouchSession(b.ctx, one)) // it stays ended
		_, _, err = b.Session(b.ctx, "olga", "one")
		b.wants(err, desk.ErrNotFound, "a session that ended")
	}
	b.mu.Lock()
	b.now = b.now.Add(desk.SessionIdle)
	b.mu.Unlock()
	_, _, err = b.Session(b.ctx, "olga", "two")
	b.wants(err, desk.ErrNotFound, "a session that nobody used")
}

func attempts(b *bench) {
	one := func() error {
		return b.ChangeAttempts(b.ctx, "olga", func(a desk.Attempts) (desk.Attempts, error) { return a.Next(b.now, desk.AccountPatience) })
	}
	var race sync.WaitGroup
	var let atomic.Int64
	for range 15 {
		race.Go(func() {
			if one() == nil {
				let.Add(1)
			}
		})
	}
	race.Wait()
	if n := let.Load(); n != int64(desk.AccountPatience.Free) {
		b.Errorf("%d of 15 at once were let, want %d", n, desk.AccountPatience.Free)
	}
	b.refused(one(), desk.CodeTooManyAttempts)
	b.must(b.DropAttempts(b.ctx, "olga"))
	b.must(one())
	b.mu.Lock()
	b.now = b.now.Add(desk.AttemptsLife)
	b.mu.Unlock()
	for range desk.AccountPatience.Free - 1 { // those of yesterday count no more
		b.must(one())
	}
}

func provider(b *bench) {
	none, err := b.OpenID(b.ctx)
	if err != nil || none.On() {
		b.Errorf("at first: got %v, %v", none, err)
	}
	at := desk.OpenID{Issuer: "https://id.example", ClientID: "sufler", ClientSecret: "secret"}
	saved, err := b.SaveOpenID(b.ctx, at)
	b.must(err)
	got, err := b.OpenID(b.ctx)
	b.must(err)
	if d := cmp.Diff(saved, got); d != "" || got.ClientSecret != "secret" {
		b.Errorf("the provider (-given +stored)\n%s", d)
	}
	_, err = b.SaveOpenID(b.ctx, at)
	b.wants(err, desk.ErrConflict, "an older version")
	_, err = b.SaveOpenID(b.ctx, desk.OpenID{Version: saved.Version})
	b.must(err)
	if got, err := b.OpenID(b.ctx); err != nil || got.On() || got.ClientSecret != "" {
		b.Errorf("taken away: got %v, %v", got, err)
	}
}
