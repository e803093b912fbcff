package routing

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Responsibles knows who looks after a customer: whom their card names so (DG-28).
type Responsibles struct {
	Cards     flow.Cards
	Users     flow.Users
	Operators interface {
		// Operator is an account. ErrNotFound.
		Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
		// OperatorByEmail finds one by a normal address. ErrNotFound.
		OperatorByEmail(ctx context.Context, email string) (desk.Operator, error)
	}
}

// Of is the operator who is named as responsible on one of the dialog's cards or
// its contact. A CRM that does not answer keeps nobody waiting: then nobody is named.
func (r Responsibles) Of(ctx context.Context, d desk.Dialog) (desk.OperatorID, error) {
	refs := []desk.CardRef{d.Contact}
	if ref, err := d.CopilotCard(); err == nil {
		refs = []desk.CardRef{ref, d.Contact}
	}
	for _, ref := range refs {
		if ref.ID == "" {
			continue
		}
		card, err := r.Cards.Card(ctx, ref)
		if err == nil && card.Values[desk.CaseResponsible] != "" {
			var who desk.OperatorID
			if who, err = r.operator(ctx, ref.Connection, string(card.Values[desk.CaseResponsible])); who != "" {
				return who, nil
			}
		}
		if err != nil && !errors.Is(err, desk.ErrNotFound) && !errors.Is(err, desk.ErrBusy) && !errors.Is(err, desk.ErrRefused) {
			return "", fmt.Errorf("responsible of %s: %w", ref, err)
		}
	}
	return "", nil
}

// operator is whom a card names: an operator by their id or, in a connected CRM, the user of
// it who is called so or has that id, and has an operator's e-mail. "": nobody.
func (r Responsibles) operator(ctx context.Context, conn desk.ConnectionID, named string) (desk.OperatorID, error) {
	if conn == desk.ConnectionBuiltIn {
		return desk.OperatorID(named), nil
	}
	o, err := r.Operators.Operator(ctx, desk.OperatorID(named))
	if err == nil || !errors.Is(err, desk.ErrNotFound) {
		return o.ID, err
	}
	all, err := r.Users.Users(ctx, conn)
	if err != nil {
		return "", err
	}
	u, ok := desk.UserNamed(all, named)
	if !ok || u.Email == "" {
		return "", nil
	}
	o, err = r.Operators.OperatorByEmail(ctx, desk.NormalEmail(u.Email))
	return o.ID, err
}
