package talk

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Acceptor says who answers a dialog, and how far it is.
//
// Repeating is harmless: a dialog that is so already stays as it is.
type Acceptor struct {
	Dialogs flow.Dialogs
	Now     func() time.Time
}

// Accept makes the asking operator responsible (DG-08).
func (a *Acceptor) Accept(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	return a.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d.Accepted(by, a.Now()) })
}

// Set gives a dialog a state, or an operator; what is empty stays.
func (a *Acceptor) Set(ctx context.Context, by desk.Actor, id desk.DialogID, state desk.DialogState, to desk.OperatorID) (desk.Dialog, error) {
	return a.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d.Set(by, state, to, a.Now()) })
}
