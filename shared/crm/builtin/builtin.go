// Package builtin is the CRM that comes with Sufler: its cards, their fields, the
// pipelines that deals go, and how contacts are found. It keeps them in the store's
// table. What is kept beside a card, whichever CRM holds it, is the store's.
//
// Mains give it to flow/crms as the CRM of desk.ConnectionBuiltIn. What any CRM
// promises, crm/crmtest holds it to.
package builtin

import (
	"context"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store"
)

// CRM is the built-in CRM. A copy is the same CRM.
type CRM struct {
	store.Table
	desk.Unshown // its people see what is ours as it is kept
}

// Can implements flow.CRM: everything, since its cards lie beside all else.
func (CRM) Can(context.Context, desk.ConnectionID) (desk.Capabilities, error) {
	return desk.Capabilities{CompareAndSet: true, CreateOnce: true, Entries: true, Drop: true, Events: true, Badges: true}, nil
}

// Users implements flow.Users: they are the operators, of whom it knows nothing.
func (CRM) Users(context.Context, desk.ConnectionID) ([]desk.CRMUser, error) { return nil, nil }

// wrap adds what was being done to an error.
func wrap(err error, format string, args ...any) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf(format+": %w", append(args, err)...)
}
