package people

import (
	"context"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Own changes what is an operator's own to set.
//
// Repeating is harmless: it says how things shall be.
type Own struct {
	Accounts Accounts
	Hasher   Hasher
	Now      func() time.Time
}

// Change changes the account of the one who asks by a rule.
func (v *Own) Change(ctx context.Context, by desk.Actor, rule func(desk.Operator) desk.Operator) (desk.Operator, error) {
	if err := by.MustBeSignedIn(); err != nil {
		return desk.Operator{}, err
	}
	return change(ctx, v.Accounts, by.Operator, func(o desk.Operator) (desk.Operator, error) {
		o = rule(o)
		return o, o.Check()
	})
}

// Password gives the one who asks another password, who proves that they have the
// old one, if there is any. All sessions end but the one that asks. Wrong ones are
// counted as those of signing in are.
func (v *Own) Password(ctx context.Context, by desk.Actor, old, password string) error {
	if err := by.MustBeSignedIn(); err != nil {
		return err
	}
	session, o, err := v.Accounts.Session(ctx, by.Operator, by.Session)
	if err != nil {
		return err
	}
	if err := v.proven(ctx, o, old); err != nil {
		return err
	}
	if err := o.CheckPassword(password, v.Hasher.Common); err != nil {
		return err
	}
	hash, err := v.Hasher.Hash(password)
	if err != nil {
		return err
	}
	o = o.WithPassword(hash)
	session.Epoch = o.Epoch
	if o, err = v.Accounts.SaveOperator(ctx, o, &session); err != nil {
		return fmt.Errorf("set a password of %s: %w", by.Operator, err)
	}
	return dropSessions(ctx, v.Accounts, o, func(s desk.Session) bool { return s.ID != session.ID })
}

func (v *Own) proven(ctx context.Context, o desk.Operator, old string) error {
	if o.Password == "" {
		return nil
	}
	who := "account " + o.Email
	err := v.Accounts.ChangeAttempts(ctx, who, func(a desk.Attempts) (desk.Attempts, error) { return a.Next(v.Now(), desk.AccountPatience) })
	if err != nil {
		return err
	}
	same, err := v.Hasher.Matches(old, o.Password)
	if err == nil && !same {
		err = desk.RefusePassword()
	}
	if err != nil {
		return err
	}
	return v.Accounts.DropAttempts(ctx, who)
}
