package sight

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
)

// Keys knows API keys.
type Keys interface {
	// Key finds one, also a revoked one. ErrNotFound.
	Key(ctx context.Context, id desk.KeyID) (desk.Key, error)
}

// Accounts are operators' accounts.
type Accounts interface {
	// Operator finds an account. ErrNotFound.
	Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
}

// Asked is who asked for something that is done later, with the rights that they have
// now, in the teams that there are. A *desk.Refusal: they may nothing any more.
func Asked(ctx context.Context, keys Keys, accounts Accounts, by desk.Asker, teams []desk.Team) (desk.Actor, error) {
	gone := desk.Refuse(desk.CodeForbidden, "Whoever asked may not any more.")
	var a desk.Actor
	if by.Key != "" {
		k, err := keys.Key(ctx, by.Key)
		if errors.Is(err, desk.ErrNotFound) || err == nil && !k.RevokedAt.IsZero() {
			return a, gone
		}
		if err != nil {
			return a, err
		}
		a = k.Actor
		a.Key = by.Key
	}
	id := by.Operator
	if by.Key != "" {
		id = a.Operator
	}
	if id == "" {
		return a, nil
	}
	o, err := accounts.Operator(ctx, id)
	switch {
	case errors.Is(err, desk.ErrNotFound) && by.Key != "": // a program's
	case errors.Is(err, desk.ErrNotFound), err == nil && o.Off():
		return a, gone
	case err != nil:
		return a, err
	}
	if by.Key == "" {
		a = o.Actor(by.Session, nil)
	}
	return a.In(teams), nil
}
