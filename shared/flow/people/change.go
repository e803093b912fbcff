package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Keeper changes accounts, and switches them off: an administrator's deed.
//
// Repeating is harmless: each step of switching one off is done again, and changes
// nothing where it was done.
type Keeper struct {
	Accounts  Accounts
	Workloads Workloads
	Now       func() time.Time
}

// Change stores an account as it shall be; had is as it was read. Switching one off
// ends its sessions and gives its dialogs back to their teams.
func (k *Keeper) Change(ctx context.Context, by desk.Actor, had, next desk.Operator, off bool) (desk.Operator, error) {
	if err := by.MustBe(); err != nil {
		return desk.Operator{}, err
	}
	if next.Role != had.Role || off && !had.Off() {
		if err := had.MustNotBeOwn(by); err != nil {
			return desk.Operator{}, err
		}
	}
	if had.Email != "" && next.Email == "" {
		return desk.Operator{}, &desk.Refusal{Code: desk.CodeEmail, Kind: desk.ErrInvalid, Text: "An operator needs an e-mail address to sign in with."}
	}
	if err := next.Check(); err != nil {
		return desk.Operator{}, err
	}
	saved, err := k.Accounts.SaveOperator(ctx, next.Switched(off, k.Now()), nil)
	if err != nil {
		return desk.Operator{}, fmt.Errorf("change operator %s: %w", had.ID, err)
	}
	return saved, k.follow(ctx, saved)
}

// follow does what follows from an account's being off or on. It begins before the
// account says so to nobody: the sessions of one that is off are none already.
func (k *Keeper) follow(ctx context.Context, o desk.Operator) error {
	if err := k.Workloads.SwitchOff(ctx, o.ID, o.Off()); err != nil {
		return fmt.Errorf("the dialogs of operator %s: %w", o.ID, err)
	}
	if !o.Off() {
		return nil
	}
	return dropSessions(ctx, k.Accounts, o, func(desk.Session) bool { return true })
}

// dropSessions takes away those of an operator's sessions that are to go.
func dropSessions(ctx context.Context, all Accounts, o desk.Operator, goes func(desk.Session) bool) error {
	have, err := all.Sessions(ctx, o.ID)
	if err != nil {
		return err
	}
	var failed []error
	for _, s := range have {
		if goes(s) {
			failed = append(failed, all.DropSession(ctx, o.ID, s.ID))
		}
	}
	return errors.Join(failed...)
}

// Expire ends what is over by itself: it has operators whose last session ended be
// inactive (OP-05), and does again what follows from an account's being off, should
// that have been cut off. One that fails stops no other.
//
// Repeating is harmless.
func (k *Keeper) Expire(ctx context.Context) error {
	all, err := k.Accounts.Operators(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, o := range all {
		err := desk.Try(func() error {
			if o.Off() {
				return k.follow(ctx, o)
			}
			return leave(ctx, k.Accounts, k.Workloads, o, k.Now())
		})
		if err != nil {
			failed = append(failed, fmt.Errorf("operator %s: %w", o.ID, err))
		}
	}
	return errors.Join(failed...)
}

// leave takes an operator's ended sessions away, and has them be inactive if that
// was the last.
func leave(ctx context.Context, all Accounts, loads Workloads, o desk.Operator, now time.Time) error {
	have, err := all.Sessions(ctx, o.ID)
	if err != nil {
		return err
	}
	for _, s := range have {
		if s.Live(o, now) {
			return nil
		}
	}
	if err := loads.SignedOut(ctx, o.ID); err != nil {
		return fmt.Errorf("the status of operator %s: %w", o.ID, err)
	}
	return dropSessions(ctx, all, o, func(s desk.Session) bool { return !s.Live(o, now) })
}
