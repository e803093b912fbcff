package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Transferrer hands a dialog to another operator or team: the dialog is closed
// and a child goes on (DG-18…21).
//
// Repeating is harmless: a dialog that was handed there already answers with
// its child, as long as that is open.
type Transferrer struct {
	Dialogs flow.Dialogs
	Teams   flow.Teams
	Staff   flow.Staff
	Closer  *Closer
	Jobs    flow.Jobs
	Closing flow.Closing
	Outbox  flow.Outbox
	Rooms   Rooms
	Now     func() time.Time
}

// Transfer answers with the child. It is refused to whoever may not accept the
// dialog, and to a team that is not there.
func (t *Transferrer) Transfer(ctx context.Context, by desk.Actor, id desk.DialogID, to desk.OperatorID, team desk.TeamID) (desk.Dialog, error) {
	if (to == "") == (team == "") {
		return desk.Dialog{}, fmt.Errorf("%w: name an operator or a team to hand the dialog to", desk.ErrInvalid)
	}
	for try := 0; ; try++ {
		parent, err := t.Dialogs.Dialog(ctx, id)
		if err != nil {
			return desk.Dialog{}, fmt.Errorf("dialog %s: %w", id, err)
		}
		if err := parent.MustAct(by); err != nil {
			return desk.Dialog{}, err
		}
		child := parent.Child(to, team, t.Now())
		if parent.Open() {
			if err := t.there(ctx, to, team); err != nil {
				return desk.Dialog{}, err
			}
		}
		if !parent.Open() {
			have, err := t.Dialogs.Dialog(ctx, child.ID)
			if err == nil && have.Open() && have.Parent == parent.ID && parent.HandedTo == (desk.Receiver{Operator: to, Team: team}) {
				return have, t.start(ctx, have)
			}
			return desk.Dialog{}, desk.Refuse(desk.CodeDialogClosed, "The dialog is closed: there is nothing to hand over.")
		}
		end := parent.ClosedOf(by, desk.ClosedTransfer, t.Now())
		end.HandedTo = desk.Receiver{Operator: to, Team: team}
		err = t.Dialogs.Follow(ctx, end, child)
		if errors.Is(err, desk.ErrConflict) && try < work.Retries {
			continue
		}
		if err != nil {
			return desk.Dialog{}, fmt.Errorf("hand over %s: %w", id, err)
		}
		if err := t.start(ctx, child); err != nil {
			return desk.Dialog{}, err
		}
		return child, t.Rooms.Freed(ctx, parent.Operator)
	}
}

func (t *Transferrer) there(ctx context.Context, to desk.OperatorID, team desk.TeamID) error {
	if team != "" {
		return t.There(ctx, team)
	}
	return t.Staff.MustKnow(ctx, to)
}

// There refuses a team that is not.
func (t *Transferrer) There(ctx context.Context, team desk.TeamID) error {
	_, err := t.Teams.Team(ctx, team)
	if errors.Is(err, desk.ErrNotFound) {
		return desk.RefuseTeam(team)
	}
	return err
}

// start does for a child what receiving does for a dialog that a message opened.
func (t *Transferrer) start(ctx context.Context, child desk.Dialog) error {
	bind := desk.NewBindJob(child, t.Now())
	bind.State = desk.JobSent // its cards came with it; the record lets it be bound again
	if err := t.Jobs.AddJob(ctx, bind); err != nil {
		return fmt.Errorf("job of %s: %w", child.ID, err)
	}
	if child.Unrouted() {
		if err := t.Outbox.Enqueue(ctx, desk.NewRouteJob(child, t.Now()), 0); err != nil {
			return fmt.Errorf("nudge the routing of %s: %w", child.ID, err)
		}
	}
	idle, err := t.Closer.idle(ctx, child)
	if err != nil {
		return err
	}
	return t.Closing.StartClosing(ctx, child.ID, child.IdleFrom(idle))
}
