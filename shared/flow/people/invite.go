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
	word, hash := secret()
	made, err = v.add(ctx, o, hash)
	if errors.Is(err, desk.ErrConflict) {
		made, err = v.Accounts.Operator(ctx, o.ID)
		return made, "", err
	}
	return made, string(o.ID) + "." + word, err
}

// First makes the account of the first administrator, who says their name and
// address when they take the invitation. It is for whoever starts the program. tell
// is told the code before anything is stored, and may say that it is not the time.
// Where the account is there already, nothing is done.
func (v *Inviter) First(ctx context.Context, id desk.OperatorID, tell func(code string) (ok bool, err error)) error {
	_, err := v.Accounts.Operator(ctx, id)
	if !errors.Is(err, desk.ErrNotFound) {
		return err
	}
	word, hash := secret()
	if ok, err := tell(string(id) + "." + word); err != nil || !ok {
		return err
	}
	_, err = v.add(ctx, desk.Operator{ID: id, Name: "Administrator", Role: desk.RoleAdmin, Rights: desk.Rights{
		Leads: desk.MayChange, Deals: desk.MayChange, Cases: desk.MayChange, Dialogs: desk.ScopeAll, Customers: true, Statistics: true, Export: true,
	}}, hash)
	if errors.Is(err, desk.ErrConflict) {
		return nil // another process was faster
	}
	return err
}

// Lead is the code of a new invitation to the first administrator, for whoever
// starts the program; "": an administrator has joined, and makes invitations.
func (v *Inviter) Lead(ctx context.Context, id desk.OperatorID) (code string, err error) {
	all, err := v.Accounts.Operators(ctx)
	if err != nil {
		return "", err
	}
	for _, o := range all {
		if o.Role == desk.RoleAdmin && o.Password != "" && !o.Off() {
			return "", nil
		}
	}
	err = v.First(ctx, id, func(made string) (bool, error) { code = made; return true, nil })
	if err != nil || code != "" {
		return code, err
	}
	_, code, err = v.renew(ctx, id)
	return code, err
}

func (v *Inviter) add(ctx context.Context, o desk.Operator, hash string) (desk.Operator, error) {
	if err := o.Check(); err != nil {
		return desk.Operator{}, err
	}
	o.CreatedAt, o.Version = v.Now(), 0
	o, err := o.Invited(hash, v.Now())
	if err != nil {
		return o, err
	}
	made, err := v.Accounts.SaveOperator(ctx, o, nil)
	if err != nil {
		return desk.Operator{}, fmt.Errorf("add operator %s: %w", o.ID, err)
	}
	return made, nil
}

// Invite makes a new invitation to an account that is there: for who lost theirs,
// or their password.
func (v *Inviter) Invite(ctx context.Context, by desk.Actor, id desk.OperatorID) (o desk.Operator, code string, err error) {
	if err := by.MustBe(); err != nil {
		return desk.Operator{}, "", err
	}
	return v.renew(ctx, id)
}

func (v *Inviter) renew(ctx context.Context, id desk.OperatorID) (o desk.Operator, code string, err error) {
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
