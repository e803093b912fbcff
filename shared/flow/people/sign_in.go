package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Workloads is what follows for an operator's work when they come and go. Repeating
// each is harmless.
type Workloads interface {
	// SignedIn brings back the status that was in force before they signed out (OP-06).
	SignedIn(ctx context.Context, id desk.OperatorID) error
	// SignedOut makes them inactive (OP-05).
	SignedOut(ctx context.Context, id desk.OperatorID) error
	// SwitchOff, where off, has nothing be given to them any more, and gives their
	// dialogs back to their teams; else they may be given some again.
	SwitchOff(ctx context.Context, id desk.OperatorID, off bool) error
}

func arrive(ctx context.Context, loads Workloads, id desk.OperatorID) error {
	if err := loads.SignedIn(ctx, id); err != nil {
		return fmt.Errorf("the status of operator %s: %w", id, err)
	}
	return nil
}

// SignIn signs operators in.
//
// Repeating begins another session, which is harmless.
type SignIn struct {
	Accounts  Accounts
	Workloads Workloads
	Hasher    Hasher
	Now       func() time.Time
}

// From is where somebody signs in from: the address is what attempts are counted
// by, not kept in plain.
type From struct{ Address, Agent string }

// Password signs in by an address and a password. What was wrong is told to nobody,
// neither in words nor by the time it takes; attempts are counted before they are
// looked at, so that many at once get no more than one after another.
func (v *SignIn) Password(ctx context.Context, email, password string, from From) (Begun, error) {
	email = desk.NormalEmail(email)
	account, address := "account "+email, "address "+from.Address
	for _, of := range []struct {
		who string
		p   desk.Patience
	}{{address, desk.AddressPatience}, {account, desk.AccountPatience}} {
		err := v.Accounts.ChangeAttempts(ctx, of.who, func(a desk.Attempts) (desk.Attempts, error) { return a.Next(v.Now(), of.p) })
		if err != nil {
			return Begun{}, err
		}
	}
	b, err := open(ctx, v.Accounts, v.Workloads, v.Now, from, func() (desk.Operator, error) { return v.matched(ctx, email, password) })
	if err != nil {
		return Begun{}, err
	}
	err = v.Accounts.ChangeAttempts(ctx, address, func(a desk.Attempts) (desk.Attempts, error) { return a.Forgiven(), nil })
	return b, errors.Join(err, v.Accounts.DropAttempts(ctx, account))
}

// matched is the account that a password is right for.
func (v *SignIn) matched(ctx context.Context, email, password string) (desk.Operator, error) {
	o, err := v.Accounts.OperatorByEmail(ctx, email)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return o, fmt.Errorf("sign in: %w", err)
	}
	if o.Off() {
		o.Password = ""
	}
	same, err := v.Hasher.Matches(password, o.Password)
	if err == nil && !same {
		err = desk.RefuseSignIn()
	}
	return o, err
}

// open begins a session of whom proof finds, again if the account changed
// meanwhile: who is switched off, or gets another password, while they sign in
// does not get in.
func open(ctx context.Context, all Accounts, loads Workloads, now func() time.Time, from From, proof func() (desk.Operator, error)) (Begun, error) {
	for range races {
		o, err := proof()
		if err != nil {
			return Begun{}, err
		}
		b := begin(o, from.Agent, now())
		err = all.AddSession(ctx, b.Session, o)
		switch {
		case err == nil:
			return b, arrive(ctx, loads, o.ID)
		case !errors.Is(err, desk.ErrConflict):
			return Begun{}, err
		}
	}
	return Begun{}, fmt.Errorf("%w: sign in: the account changed %d times", desk.ErrBusy, races)
}
