package routing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Attendance is who takes dialogs, and how many: operators' status and limit, and
// what follows when one has room for another.
//
// Repeating is harmless: what is so already stays, and a nudge too many finds
// nothing to do.
type Attendance struct {
	Workloads Workloads
	Teams     Teams
	Staff     flow.Staff
	Outbox    flow.Outbox
	Now       func() time.Time
}

// Of is an operator's workload.
func (a *Attendance) Of(ctx context.Context, o desk.OperatorID) (desk.Workload, error) {
	if o == "" {
		return desk.Workload{}, desk.NoOperator()
	}
	if err := a.Staff.MustKnow(ctx, o); err != nil {
		return desk.Workload{}, err
	}
	ws, err := a.Workloads.Workloads(ctx, []desk.OperatorID{o})
	if err != nil {
		return desk.Workload{}, err
	}
	return ws[0], nil
}

// SetStatus makes an operator active or inactive (OP-01, OP-02).
func (a *Attendance) SetStatus(ctx context.Context, o desk.OperatorID, status desk.OperatorStatus) (desk.Workload, error) {
	if status != desk.OperatorActive && status != desk.OperatorInactive {
		return desk.Workload{}, fmt.Errorf("%w: a status is active or inactive; that a limit is reached shows by itself (DG-12)", desk.ErrInvalid)
	}
	return a.set(ctx, o, true, func(w desk.Workload) (desk.Workload, error) { return w.WithStatus(status) })
}

// SetLimit sets how many dialogs an operator has at once (DG-11); 0: the default.
// What they have already stays theirs.
func (a *Attendance) SetLimit(ctx context.Context, o desk.OperatorID, limit int) (desk.Workload, error) {
	if limit < 0 || limit > desk.MaxDialogLimit {
		return desk.Workload{}, desk.Wrong("limit", fmt.Sprintf("a limit is at most %d", desk.MaxDialogLimit), "n", strconv.Itoa(desk.MaxDialogLimit))
	}
	return a.set(ctx, o, true, func(w desk.Workload) (desk.Workload, error) { w.Limit = limit; return w, nil })
}

// SignedOut makes an operator inactive, and remembers what they were (OP-05).
func (a *Attendance) SignedOut(ctx context.Context, o desk.OperatorID) error {
	_, err := a.set(ctx, o, false, func(w desk.Workload) (desk.Workload, error) { return w.SignedOut(), nil })
	return err
}

// SignedIn brings back the status that signing out ended (OP-06).
func (a *Attendance) SignedIn(ctx context.Context, o desk.OperatorID) error {
	_, err := a.set(ctx, o, false, func(w desk.Workload) (desk.Workload, error) {
		if w.Before != "" {
			w.Status, w.Before = w.Before, ""
		}
		return w, nil
	})
	return err
}

// SwitchOff, where off, has nothing be given to an operator any more, and gives
// their dialogs back to their teams; else they may be given some again.
func (a *Attendance) SwitchOff(ctx context.Context, o desk.OperatorID, off bool) error {
	had, err := a.Workloads.Workloads(ctx, []desk.OperatorID{o})
	if err != nil {
		return err
	}
	if had[0].Off == off && (!off || len(had[0].Dialogs) == 0) {
		return nil
	}
	if !off {
		_, err := a.set(ctx, o, false, func(w desk.Workload) (desk.Workload, error) { w.Off = false; return w, nil })
		return err
	}
	back := desk.NewHandBackJob(o, a.Now())
	if _, err := a.Workloads.ChangeWorkload(ctx, o, func(w desk.Workload) (desk.Workload, error) {
		w = w.SignedOut() // its sessions end with it (OP-05)
		w.Off = true
		return w, nil
	}, back); err != nil {
		return fmt.Errorf("switch operator %s off: %w", o, err)
	}
	if err := a.Outbox.Enqueue(ctx, back, 0); err != nil {
		return fmt.Errorf("nudge job %s: %w", back.ID, err)
	}
	return nil
}

// set changes an operator's workload; asked says that a person names the operator.
func (a *Attendance) set(ctx context.Context, o desk.OperatorID, asked bool, change func(desk.Workload) (desk.Workload, error)) (desk.Workload, error) {
	if o == "" {
		return desk.Workload{}, desk.NoOperator()
	}
	if asked {
		if err := a.Staff.MustKnow(ctx, o); err != nil {
			return desk.Workload{}, err
		}
	}
	w, err := a.Workloads.ChangeWorkload(ctx, o, change)
	if err != nil {
		return w, fmt.Errorf("workload of operator %s: %w", o, err)
	}
	return w, a.room(ctx, w)
}

// Freed is told that an operator has one dialog less: their teams' waiting ones are
// looked at.
func (a *Attendance) Freed(ctx context.Context, o desk.OperatorID) error {
	if o == "" {
		return nil
	}
	ws, err := a.Workloads.Workloads(ctx, []desk.OperatorID{o})
	if err != nil {
		return err
	}
	return a.room(ctx, ws[0])
}

// Waits is told that a dialog waits for a team.
func (a *Attendance) Waits(ctx context.Context, team desk.TeamID) error {
	if team == "" {
		return nil
	}
	return nudge(ctx, a.Outbox, team, 0)
}

// room has the teams of an operator looked at, if they are free.
func (a *Attendance) room(ctx context.Context, w desk.Workload) error {
	return room(ctx, a.Teams, a.Outbox, w, "")
}

// room has the teams of an operator who is free looked at, but for one.
func room(ctx context.Context, teams Teams, out flow.Outbox, w desk.Workload, but desk.TeamID) error {
	if !w.Free() {
		return nil
	}
	all, err := teams.Teams(ctx)
	if err != nil {
		return err
	}
	for _, t := range all {
		if t.Has(w.Operator) && t.ID != but {
			err = errors.Join(err, nudge(ctx, out, t.ID, 0))
		}
	}
	return err
}
