package people

import (
	"context"
	"crypto/subtle"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Sessions tells who a session's token is, and ends sessions.
//
// Repeating is harmless: a session that ended is no more.
type Sessions struct {
	Accounts  Accounts
	Workloads Workloads
	Now       func() time.Time
}

// Who is the operator of a token. ErrNotFound: it is of no session, or of one that
// ended. That it is used is noted once an hour.
func (v *Sessions) Who(ctx context.Context, token string) (desk.Operator, desk.Session, error) {
	none := fmt.Errorf("%w: session", desk.ErrNotFound)
	p, ok := parts(token, 3)
	if !ok {
		return desk.Operator{}, desk.Session{}, none
	}
	s, o, err := v.Accounts.Session(ctx, desk.OperatorID(p[0]), desk.SessionID(p[1]))
	if err != nil {
		return desk.Operator{}, desk.Session{}, err
	}
	if subtle.ConstantTimeCompare([]byte(s.Hash), []byte(hashOf(p[2]))) != 1 || !s.Live(o, v.Now()) {
		return desk.Operator{}, desk.Session{}, none
	}
	if s.Stale(v.Now()) {
		s.SeenAt = v.Now()
		if err := v.Accounts.TouchSession(ctx, s); err != nil {
			return desk.Operator{}, desk.Session{}, err
		}
	}
	return o, s, nil
}

// Mine are the sessions of the one who asks.
func (v *Sessions) Mine(ctx context.Context, by desk.Actor) ([]desk.Session, error) {
	o, err := v.own(ctx, by)
	if err != nil {
		return nil, err
	}
	have, err := v.Accounts.Sessions(ctx, o.ID)
	var out []desk.Session
	for _, s := range have {
		if s.Live(o, v.Now()) {
			out = append(out, s)
		}
	}
	return out, err
}

// own is the account of the one who asks, who must have signed in.
func (v *Sessions) own(ctx context.Context, by desk.Actor) (desk.Operator, error) {
	if err := by.MustBeSignedIn(); err != nil {
		return desk.Operator{}, err
	}
	return v.Accounts.Operator(ctx, by.Operator)
}

// End ends sessions of the one who asks: those that goes says. Who has none left is
// inactive (OP-05).
func (v *Sessions) End(ctx context.Context, by desk.Actor, goes func(desk.Session) bool) error {
	o, err := v.own(ctx, by)
	if err == nil {
		err = dropSessions(ctx, v.Accounts, o, goes)
	}
	if err != nil {
		return err
	}
	return leave(ctx, v.Accounts, v.Workloads, o, v.Now())
}
