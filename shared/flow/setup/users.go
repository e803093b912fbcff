package setup

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Users are who works in a CRM: an administrator may ask, as for operators.
func (k *ConnectionKeeper) Users(ctx context.Context, by desk.Actor, id desk.ConnectionID) ([]desk.CRMUser, error) {
	if err := by.MustBe(); err != nil {
		return nil, err
	}
	return k.CRM.Users(ctx, id)
}
