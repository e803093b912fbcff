package routing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Spreader gives a team's waiting dialogs to its free operators, the oldest of the
// most urgent first, and takes back what was not taken in time (DG-13): that goes to
// another, or waits until there is one.
//
// Repeating is harmless, also at once: each dialog is changed only as it was seen,
// and an operator's limit is looked at where the dialog becomes theirs.
type Spreader struct {
	Dialogs   flow.Dialogs
	Config    flow.Config
	Teams     Teams
	Waiting   Waiting
	Workloads Workloads
	Jobs      flow.Jobs
	Outbox    flow.Outbox
	Now       func() time.Time
}

// Spread does what there is to do for a team. The dialogs of one that was deleted go
// to their lines' teams.
func (s *Spreader) Spread(ctx context.Context, id desk.TeamID) error {
	team, err := s.Teams.Team(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return s.scatter(ctx, id)
	}
	if err != nil {
		return fmt.Errorf("team %s: %w", id, err)
	}
	if err := s.miss(ctx, id); err != nil {
		return err
	}
	return s.assign(ctx, team)
}

// miss has those wait again whose operators let the time pass. These have room for other
// teams' by that: their own gives them none of those again.
func (s *Spreader) miss(ctx context.Context, team desk.TeamID) error {
	var missed []desk.OperatorID
	_, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
		return s.Waiting.Untaken(ctx, team, s.Now(), ask)
	}, func(id desk.DialogID) error {
		return s.change(ctx, id, func(d desk.Dialog) desk.Dialog {
			now := s.Now()
			if !d.Overdue(now) {
				return d
			}
			if !slices.Contains(missed, d.Operator) {
				missed = append(missed, d.Operator)
			}
			return d.Miss(now)
		})
	})
	if err != nil || len(missed) == 0 {
		return err
	}
	ws, err := s.Workloads.Workloads(ctx, missed)
	if err != nil {
		return fmt.Errorf("workloads of who missed: %w", err)
	}
	for _, w := range ws {
		err = errors.Join(err, room(ctx, s.Teams, s.Outbox, w, team))
	}
	return err
}

// change changes a dialog, which may have been erased.
func (s *Spreader) change(ctx context.Context, id desk.DialogID, change func(desk.Dialog) desk.Dialog) error {
	_, err := s.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) { return change(d), nil })
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return err
}

// assign gives the waiting ones out until nobody is free.
func (s *Spreader) assign(ctx context.Context, team desk.Team) error {
	ws, err := s.Workloads.Workloads(ctx, team.Members)
	if err != nil {
		return fmt.Errorf("workloads of team %s: %w", team.ID, err)
	}
	ask := desk.PageAsk{Limit: 50}
	for slices.ContainsFunc(ws, desk.Workload.Free) {
		page, err := s.Waiting.Waiting(ctx, team.ID, ask)
		if err != nil {
			return err
		}
		for _, id := range page.Items {
			if ws, err = s.one(ctx, team, ws, id); err != nil {
				return fmt.Errorf("assign %s: %w", id, err)
			}
			ws = ws[:len(team.Members)] // without whom only that dialog names
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			return nil
		}
	}
	return nil
}

// one assigns a dialog, if somebody may be given it, and answers with the workloads
// as they are then.
func (s *Spreader) one(ctx context.Context, team desk.Team, ws []desk.Workload, id desk.DialogID) ([]desk.Workload, error) {
	d, err := s.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return ws, nil
	}
	if err != nil {
		return ws, err
	}
	if d.Named != "" && !team.Has(d.Named) {
		named, err := s.Workloads.Workloads(ctx, []desk.OperatorID{d.Named})
		if err != nil {
			return ws, err
		}
		ws = append(slices.DeleteFunc(slices.Clone(ws), func(w desk.Workload) bool { return w.Operator == d.Named }), named...)
	}
	for range work.Retries {
		now := s.Now().UTC().Truncate(time.Microsecond)
		to, ok := team.Next(ws, d.Named, d.Skip)
		// First, so that who is cut off after the assignment has left it.
		if err := s.again(ctx, team, ok); err != nil {
			return ws, err
		}
		assigned := false
		d, err = s.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
			if assigned = ok && d.Waits() && d.Team == team.ID && d.Skip != to; assigned {
				return d.Assign(to, team.TimeToTake, now), nil
			}
			return d, nil
		})
		switch {
		case err == nil && assigned:
			return given(ws, d), nil
		case err == nil || errors.Is(err, desk.ErrNotFound):
			return ws, nil // it is somebody's, or another team's, or gone, by now
		case !errors.Is(err, desk.ErrRefused):
			return ws, err
		}
		// Somebody was faster with the operator: they are not free any more.
		if ws, err = s.Workloads.Workloads(ctx, operatorsOf(ws)); err != nil {
			return ws, err
		}
		if d, err = s.Dialogs.Dialog(ctx, id); err != nil {
			return ws, err
		}
	}
	return ws, nil
}

func operatorsOf(ws []desk.Workload) []desk.OperatorID {
	out := make([]desk.OperatorID, len(ws))
	for i, w := range ws {
		out[i] = w.Operator
	}
	return out
}

// given are workloads after one of them was given a dialog.
func given(ws []desk.Workload, d desk.Dialog) []desk.Workload {
	ws = slices.Clone(ws)
	for i, w := range ws {
		if w.Operator == d.Operator {
			ws[i] = w.With(d.ID)
			ws[i].AssignedAt = d.AssignedAt
		}
	}
	return ws
}

// again has the team looked at when the time to take a dialog that is assigned now is
// over.
func (s *Spreader) again(ctx context.Context, team desk.Team, assigns bool) error {
	if team.TimeToTake == 0 || !assigns {
		return nil
	}
	return nudge(ctx, s.Outbox, team.ID, team.TimeToTake)
}

// nudge has a team's dialogs spread.
func nudge(ctx context.Context, out flow.Outbox, team desk.TeamID, after time.Duration) error {
	if err := out.Enqueue(ctx, desk.NewSpreadJob(team), after); err != nil {
		return fmt.Errorf("nudge the dialogs of team %s: %w", team, err)
	}
	return nil
}

// scatter sends the dialogs of a team that is no more to the teams of their lines;
// where there is none they wait for anybody.
func (s *Spreader) scatter(ctx context.Context, gone desk.TeamID) error {
	to := map[desk.TeamID]bool{}
	move := func(id desk.DialogID) error {
		d, err := s.Dialogs.Dialog(ctx, id)
		if errors.Is(err, desk.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		home, err := s.home(ctx, d)
		if err != nil {
			return err
		}
		if home.ID != "" {
			to[home.ID] = true
		}
		return s.change(ctx, id, func(d desk.Dialog) desk.Dialog {
			if d.Team == gone {
				d.Team = home.ID
			}
			return d
		})
	}
	_, err := work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.DialogID], error) { return s.Waiting.Waiting(ctx, gone, ask) }, move)
	if err == nil {
		far := s.Now().Add(2 * desk.MaxTimeToTake)
		_, err = work.Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
			return s.Waiting.Untaken(ctx, gone, far, ask)
		}, move)
	}
	for team := range to {
		err = errors.Join(err, nudge(ctx, s.Outbox, team, 0))
	}
	return err
}

// home is the team of a dialog's line, or the zero one.
func (s *Spreader) home(ctx context.Context, d desk.Dialog) (desk.Team, error) {
	line, err := s.Config.Line(ctx, d.Line)
	if errors.Is(err, desk.ErrNotFound) || err == nil && line.Team == "" {
		return desk.Team{}, nil
	}
	if err != nil {
		return desk.Team{}, fmt.Errorf("line %s: %w", d.Line, err)
	}
	team, err := s.Teams.Team(ctx, line.Team)
	if errors.Is(err, desk.ErrNotFound) {
		return desk.Team{}, nil
	}
	return team, err
}

// Sweep nudges the teams for which something may be left to do. It answers with how
// many they are.
func (s *Spreader) Sweep(ctx context.Context) (int, error) {
	teams, err := s.Teams.EveryTeam(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	var failed []error
	for _, id := range teams {
		waits, err := s.Waiting.Waiting(ctx, id, desk.PageAsk{Limit: 1})
		if err == nil && len(waits.Items) == 0 {
			waits, err = s.Waiting.Untaken(ctx, id, s.Now(), desk.PageAsk{Limit: 1})
		}
		if err == nil && len(waits.Items) > 0 {
			n++
			err = work.Queue(ctx, s.Jobs, s.Outbox, desk.NewSpreadJob(id), 0)
		}
		failed = append(failed, err)
	}
	return n, errors.Join(failed...)
}

// Why says why a dialog waits, and for how long (DG-26).
func (s *Spreader) Why(ctx context.Context, d desk.Dialog) (desk.Wait, error) {
	team, err := s.Teams.Team(ctx, d.Team)
	if errors.Is(err, desk.ErrNotFound) || err == nil && d.Team == "" {
		return desk.Team{}.Wait(d, nil, s.Now()), nil
	}
	if err != nil {
		return desk.Wait{}, fmt.Errorf("team %s: %w", d.Team, err)
	}
	ws, err := s.Workloads.Workloads(ctx, team.Members)
	return team.Wait(d, ws, s.Now()), err
}
