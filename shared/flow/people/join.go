package people

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Joiner has who was invited set their password, and signs them in.
//
// An invitation is taken once, whatever races; a repeat of one that was taken is
// refused (invitation_over), and the password signs in.
type Joiner struct {
	Accounts  Accounts
	Workloads Workloads
	Hasher    Hasher
	Now       func() time.Time
}

// Join is what comes with a taken invitation. Name and Email are for an account
// that has none of its own yet; Name may correct the one it has.
type Join struct{ Code, Password, Name, Email, Agent string }

// Join takes an invitation.
func (j *Joiner) Join(ctx context.Context, in Join) (Begun, error) {
	p, ok := parts(in.Code, 2)
	if !ok {
		return Begun{}, desk.RefuseInvitation()
	}
	o, err := j.Accounts.Operator(ctx, desk.OperatorID(p[0]))
	switch {
	case errors.Is(err, desk.ErrNotFound):
		return Begun{}, desk.RefuseInvitation()
	case err != nil:
		return Begun{}, fmt.Errorf("take an invitation: %w", err)
	}
	if err := o.MayJoin(hashOf(p[1]), j.Now()); err != nil {
		return Begun{}, err
	}
	if o, err = j.named(o, in); err != nil {
		return Begun{}, err
	}
	hash, err := j.Hasher.Hash(in.Password)
	if err != nil {
		return Begun{}, err
	}
	b := begin(o.WithPassword(hash), in.Agent, j.Now())
	b.Operator, err = j.Accounts.SaveOperator(ctx, b.Operator, &b.Session)
	switch {
	case errors.Is(err, desk.ErrConflict): // somebody else took it, or it was replaced
		return Begun{}, desk.RefuseInvitation()
	case err != nil:
		return Begun{}, fmt.Errorf("take an invitation of %s: %w", o.ID, err)
	}
	return b, arrive(ctx, j.Workloads, o.ID)
}

// named is the account with what was said of name and address, held to the rules.
func (j *Joiner) named(o desk.Operator, in Join) (desk.Operator, error) {
	if name := strings.TrimSpace(in.Name); name != "" {
		o.Name = name
	}
	email := desk.NormalEmail(in.Email)
	switch {
	case o.Email == "" && email == "":
		return o, &desk.Refusal{Code: desk.CodeEmail, Kind: desk.ErrInvalid, Text: "Say your e-mail address: you will sign in with it."}
	case o.Email == "":
		o.Email = email
	case email != "" && email != o.Email:
		return o, &desk.Refusal{Code: desk.CodeEmail, Kind: desk.ErrInvalid, Text: "This invitation is for another e-mail address. An administrator can change it."}
	}
	if err := o.Check(); err != nil {
		return o, err
	}
	return o, o.CheckPassword(in.Password, j.Hasher.Common)
}
