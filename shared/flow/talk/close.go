package talk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// AutomaticRuns makes the runs that nobody asks for.
type AutomaticRuns interface {
	// After makes the run of a closed dialog, if one is wanted: it may have ended.
	// Repeating is harmless.
	After(ctx context.Context, d desk.Dialog) (run desk.Run, wanted bool, err error)
}

// Closer closes dialogs: by hand at any moment (DG-22), or once they are idle
// (DG-23); and sees to the automatic runs after it (MC-03).
//
// Repeating is harmless: a closed dialog stays as it was closed, one that was
// erased is none any more, and its run is named after it.
type Closer struct {
	Dialogs    flow.Dialogs
	Config     flow.Config
	Teams      flow.Teams
	AutoRunner AutomaticRuns
	Rooms      Rooms // nil: the sweep finds who has room for another
	Quiet      flow.QuietQueue
	Now        func() time.Time
}

// Closed is the answer to the closing steps.
type Closed struct {
	Again time.Time // the dialog is still in use: ask again then; zero: it is closed
	// Schedule, if set, is the wakeup of the run that follows, due after Delay.
	Schedule *desk.Wakeup
	Delay    time.Duration
}

// Due is asked by the closing steps when a dialog's deadline has come: closes
// it, or answers with the new deadline because somebody said something.
func (c *Closer) Due(ctx context.Context, id desk.DialogID) (Closed, error) {
	d, err := c.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return Closed{}, nil // it was erased, and ends quietly
	}
	if err != nil {
		return Closed{}, fmt.Errorf("dialog %s: %w", id, err)
	}
	idle, err := c.idle(ctx, d)
	if err != nil {
		return Closed{}, err
	}
	now := c.Now()
	d, err = c.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if d.Open() && !now.Before(d.IdleFrom(idle)) {
			return d.Closed(desk.ClosedIdle, desk.Automatic.Name, now), nil
		}
		return d, nil
	})
	if errors.Is(err, desk.ErrNotFound) {
		return Closed{}, nil
	}
	if err != nil {
		return Closed{}, fmt.Errorf("close %s: %w", id, err)
	}
	if d.Open() {
		return Closed{Again: d.IdleFrom(idle)}, nil
	}
	return c.after(ctx, d)
}

// Close closes a dialog by hand. It is refused to whoever may not accept it.
func (c *Closer) Close(ctx context.Context, by desk.Actor, id desk.DialogID) (desk.Dialog, error) {
	now := c.Now()
	d, err := c.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if err := d.MustAct(by); err != nil {
			return d, err
		}
		if d.Open() {
			d = d.ClosedOf(by, desk.ClosedByHand, now)
		}
		return d, nil
	})
	if err != nil {
		return desk.Dialog{}, fmt.Errorf("close %s: %w", id, err)
	}
	next, err := c.after(ctx, d)
	if err != nil || next.Schedule == nil {
		return d, err
	}
	return d, c.Quiet.Schedule(ctx, *next.Schedule, next.Delay)
}

// CloseIdle closes a dialog that has been idle since before, and sends the wakeup
// of the run that follows. It says whether it did.
func (c *Closer) CloseIdle(ctx context.Context, d desk.Dialog, before time.Time) (bool, error) {
	idle, err := c.idle(ctx, d)
	if err != nil || d.IdleFrom(idle).After(before) {
		return false, err
	}
	done, err := c.Due(ctx, d.ID)
	if err != nil || !done.Again.IsZero() {
		return false, err
	}
	if done.Schedule == nil {
		return true, nil
	}
	return true, c.Quiet.Schedule(ctx, *done.Schedule, done.Delay)
}

func (c *Closer) after(ctx context.Context, d desk.Dialog) (Closed, error) {
	if d.CloseReason == desk.ClosedErased {
		return Closed{}, nil
	}
	if c.Rooms != nil {
		if err := c.Rooms.Freed(ctx, d.Operator); err != nil {
			return Closed{}, fmt.Errorf("who has room after %s: %w", d.ID, err)
		}
	}
	run, wanted, err := c.AutoRunner.After(ctx, d)
	if err != nil {
		return Closed{}, fmt.Errorf("automatic run of %s: %w", d.ID, err)
	}
	if !wanted || run.Ended() {
		return Closed{}, nil
	}
	w := run.Wakeup()
	return Closed{Schedule: &w, Delay: max(0, run.StartsAt.Sub(c.Now()))}, nil
}

func (c *Closer) idle(ctx context.Context, d desk.Dialog) (time.Duration, error) {
	s, err := c.Config.Settings(ctx)
	if err != nil {
		return 0, fmt.Errorf("settings: %w", err)
	}
	line, err := lineOf(ctx, c.Config, d.Line)
	if err != nil {
		return 0, err
	}
	team, err := teamOf(ctx, c.Teams, d.Team)
	return team.IdleOr(s.IdleOf(line)), err
}

// teamOf is a dialog's team, or the zero team if it has none or it is no longer there.
func teamOf(ctx context.Context, teams flow.Teams, id desk.TeamID) (desk.Team, error) {
	if id == "" {
		return desk.Team{}, nil
	}
	team, err := teams.Team(ctx, id)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return team, fmt.Errorf("team %s: %w", id, err)
	}
	return team, nil
}

// lineOf is a dialog's line, or the zero line if it is no longer there.
func lineOf(ctx context.Context, c flow.Config, id desk.LineID) (desk.Line, error) {
	line, err := c.Line(ctx, id)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return line, fmt.Errorf("line %s: %w", id, err)
	}
	return line, nil
}
