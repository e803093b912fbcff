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
	Staff   flow.Staff
	Rooms   Rooms
	Now     func() time.Time
}

// Accept makes the asking operator responsible (DG-08). What another one has, whoever
// looks after all dialogs takes over only if they say so.
func (a *Acceptor) Accept(ctx context.Context, by desk.Actor, id desk.DialogID, takeOver bool) (desk.Dialog, error) {
	return a.change(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d.Accepted(by, takeOver, a.Now()) })
}

// Set gives a dialog a state, or an operator; what is empty stays.
func (a *Acceptor) Set(ctx context.Context, by desk.Actor, id desk.DialogID, state desk.DialogState, to desk.OperatorID) (desk.Dialog, error) {
	if to != "" {
		if err := a.Staff.MustKnow(ctx, to); err != nil {
			return desk.Dialog{}, err
		}
	}
	return a.change(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d.Set(by, state, to, a.Now()) })
}

// Give makes a dialog an operator's because a rule says so; see desk.Dialog.Given.
func (a *Acceptor) Give(ctx context.Context, id desk.DialogID, to desk.OperatorID) error {
	if err := a.Staff.MustKnow(ctx, to); err != nil {
		return err
	}
	_, err := a.change(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return d.Given(to, a.Now()) })
	return err
}

// change changes a dialog, and tells whom it freed and who waits with it.
func (a *Acceptor) change(ctx context.Context, id desk.DialogID, change func(desk.Dialog) (desk.Dialog, error)) (desk.Dialog, error) {
	var had desk.OperatorID
	d, err := a.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		had = d.Holder()
		return change(d)
	})
	if err != nil {
		return d, err
	}
	if had != d.Holder() {
		if err := a.Rooms.Freed(ctx, had); err != nil {
			return d, err
		}
	}
	if d.Waits() {
		return d, a.Rooms.Waits(ctx, d.Team)
	}
	return d, nil
}
