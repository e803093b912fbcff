package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Inviter makes accounts, and invitations to them: an administrator's deed.
//
// Repeating is harmless: an account is made once by its id, and a repeat answers
// with it. An invitation anew replaces the one before.
type Inviter struct {
	Accounts Accounts
	Now      func() time.Time
}

// Add makes an account, and gives the code of its invitation, "" if the account was
// there already: nobody knows its code any more.
func (v *Inviter) Add(ctx context.Context, by desk.Actor, o desk.Operator) (made desk.Operator, code string, err error) {
	if err := by.MustBe(); err != nil {
		return desk.Operator{}, "", err
	}
	if o.Email == "" {
		return desk.Operator{}, "", &desk.Refusal{Code: desk.CodeEmail, Kind: desk.ErrInvalid, Text: "An operator needs an e-mail address to sign in with."}
	}
	return v.add(ctx, o)
}

// First makes the account of the first administrator, who says their name and
// address when they take the invitation. It is for whoever starts the program.
func (v *Inviter) First(ctx context.Context, id desk.OperatorID) (made desk.Operator, code string, err error) {
	return v.add(ctx, desk.Operator{ID: id, Name: "Administrator", Role: desk.RoleAdmin, Rights: desk.Rights{
		Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange, Dialogs: desk.ScopeAll, Customers: true, Statistics: true, Export: true,
	}})
}

func (v *Inviter) add(ctx context.Context, o desk.Operator) (made desk.Operator, code string, err error) {
	if err := o.Check(); err != nil {
		return desk.Operator{}, "", err
	}
	word, hash := secret()
	o.CreatedAt, o.Version = v.Now(), 0
	if o, err = o.Invited(hash, v.Now()); err != nil {
		return o, "", err
	}
	made, err = v.Accounts.SaveOperator(ctx, o, nil)
	switch {
	case errors.Is(err, desk.ErrConflict):
		made, err = v.Accounts.Operator(ctx, o.ID)
		return made, "", err
	case err != nil:
		return desk.Operator{}, "", fmt.Errorf("add operator %s: %w", o.ID, err)
	}
	return made, string(o.ID) + "." + word, nil
}

// Invite makes a new invitation to an account that is there: for who lost theirs,
// or their password.
func (v *Inviter) Invite(ctx context.Context, by desk.Actor, id desk.OperatorID) (o desk.Operator, code string, err error) {
	if err := by.MustBe(); err != nil {
		return desk.Operator{}, "", err
	}
	return v.Renew(ctx, id)
}

// Renew is Invite for whoever starts the program.
func (v *Inviter) Renew(ctx context.Context, id desk.OperatorID) (o desk.Operator, code string, err error) {
	word, hash := secret()
	o, err = change(ctx, v.Accounts, id, func(o desk.Operator) (desk.Operator, error) { return o.Invited(hash, v.Now()) })
	return o, string(id) + "." + word, err
}

// change changes an account by a rule, again if somebody else was faster.
func change(ctx context.Context, all Accounts, id desk.OperatorID, rule func(desk.Operator) (desk.Operator, error)) (desk.Operator, error) {
	for range races {
		o, err := all.Operator(ctx, id)
		if err == nil {
			o, err = rule(o)
		}
		if err != nil {
			return desk.Operator{}, fmt.Errorf("operator %s: %w", id, err)
		}
		o, err = all.SaveOperator(ctx, o, nil)
		if !errors.Is(err, desk.ErrConflict) {
			return o, err
		}
	}
	return desk.Operator{}, fmt.Errorf("%w: operator %s: somebody else was faster %d times", desk.ErrBusy, id, races)
}

// races is how often a step that somebody else was faster in is tried.
const races = 20
