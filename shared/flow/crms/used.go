package crms

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Used is a connected CRM whose fields are read as the company says: the fields are
// the CRM's, what CoPilot may do with them is ours.
type Used struct {
	flow.CRM
	By desk.Connection
}

// Fields implements flow.Fields.
func (u Used) Fields(ctx context.Context, c desk.ConnectionID, k desk.CardKind) ([]desk.Field, error) {
	all, err := u.CRM.Fields(ctx, c, k)
	return u.By.Used(k, all), err
}
