package talk

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Counterparts knows which user of a connected CRM an operator is: the one who works there
// and has their e-mail.
type Counterparts struct {
	Operators interface {
		Operator(ctx context.Context, id desk.OperatorID) (desk.Operator, error)
	}
	Users flow.Users
}

// Of is the operator, and the user that they are in a CRM; the zero user: none, or the CRM
// does not let us know. It is asked again only where it was down.
func (c Counterparts) Of(ctx context.Context, conn desk.ConnectionID, id desk.OperatorID) (desk.Operator, desk.CRMUser, error) {
	if id == "" {
		return desk.Operator{}, desk.CRMUser{}, nil
	}
	o, err := c.Operators.Operator(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return o, desk.CRMUser{}, nil
	}
	if err != nil {
		return o, desk.CRMUser{}, fmt.Errorf("operator %s: %w", id, err)
	}
	all, err := c.Users.Users(ctx, conn)
	if err != nil && !errors.Is(err, desk.ErrBusy) {
		return o, desk.CRMUser{}, nil
	}
	u, _ := desk.UserByEmail(all, o.Email)
	return o, u, err
}
