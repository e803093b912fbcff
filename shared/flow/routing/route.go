package routing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Sooner has a dialog's closing steps ask at that time, too, whatever they wait
// for now. Repeating is harmless.
type Sooner interface {
	CloseSooner(ctx context.Context, d desk.DialogID, at time.Time) error
}

// Router sees to a dialog that begins to wait for a team: which one, by its topic
// (DG-05); who looks after the customer (DG-28); what the customer is told (AT-04);
// and that it is spread.
//
// Repeating is harmless: what was decided stands in the dialog, and each automatic
// reply is a job named after it.
type Router struct {
	Spreader     *Spreader
	Messages     flow.Messages
	Responsibles Responsibles
	Sooner       Sooner
}

// Route does it all.
func (r *Router) Route(ctx context.Context, id desk.DialogID) error {
	s := r.Spreader
	d, err := s.Dialogs.Dialog(ctx, id)
	if errors.Is(err, desk.ErrNotFound) || err == nil && (!d.Waits() && !d.ToRoute() || d.Team == "" || d.Parked()) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("dialog %s: %w", id, err)
	}
	if d.State == desk.StateBot {
		return r.bots(ctx, d)
	}
	team, err := r.team(ctx, d)
	if err != nil {
		return err
	}
	named := d.Named
	if d.Unrouted() {
		if named, err = r.Responsibles.Of(ctx, d); err != nil {
			return err
		}
	}
	d, err = s.Dialogs.ChangeDialog(ctx, id, func(d desk.Dialog) (desk.Dialog, error) {
		if d.Waits() && !d.Parked() {
			d.Team, d.Named = team.ID, named
			if d.WaitingSince.IsZero() {
				d.WaitingSince = d.WaitsFrom()
			}
		}
		return d, nil
	})
	if err != nil || !d.Waits() || d.Parked() || team.ID == "" {
		return err
	}
	if err := r.reply(ctx, team, d); err != nil {
		return err
	}
	if err := r.sooner(ctx, team, d); err != nil {
		return err
	}
	return s.Spread(ctx, team.ID)
}

// bots is for a dialog that another platform's bot has: nobody is looked for, but it ends
// when the team says.
func (r *Router) bots(ctx context.Context, d desk.Dialog) error {
	team, err := r.Spreader.Teams.Team(ctx, d.Team)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("team %s: %w", d.Team, err)
	}
	return r.sooner(ctx, team, d)
}

// team is the one that a dialog goes to; the zero one: there is none.
func (r *Router) team(ctx context.Context, d desk.Dialog) (desk.Team, error) {
	s := r.Spreader
	team, err := s.Teams.Team(ctx, d.Team)
	if errors.Is(err, desk.ErrNotFound) {
		team, err = s.home(ctx, d)
	}
	if err != nil {
		return team, fmt.Errorf("team %s: %w", d.Team, err)
	}
	if team.Rule != desk.RuleTopic || !d.Unrouted() {
		return team, nil
	}
	said, err := r.said(ctx, d)
	if err != nil {
		return team, err
	}
	chosen, err := s.Teams.Team(ctx, team.TeamFor(d.Topic, said))
	if errors.Is(err, desk.ErrNotFound) {
		return team, nil
	}
	return chosen, err
}

// lately is how many messages of a dialog are looked at for its topic.
const lately = 20

// said are the customer's newest messages in the dialog's thread.
func (r *Router) said(ctx context.Context, d desk.Dialog) ([]string, error) {
	ms, err := work.Recent(ctx, r.Messages, d.Customer, d.ThreadAfter, 0, lately)
	var out []string
	for _, m := range ms {
		if m.Author == desk.ByCustomer && !m.Deleted {
			out = append(out, m.SpokenText())
		}
	}
	return out, err
}

// sooner brings a team's shorter idle time-out to a dialog whose closing steps wait
// for the line's (DG-14).
func (r *Router) sooner(ctx context.Context, team desk.Team, d desk.Dialog) error {
	if team.Idle == 0 {
		return nil
	}
	settings, err := r.Spreader.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	line, err := r.Spreader.Config.Line(ctx, d.Line)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return fmt.Errorf("line %s: %w", d.Line, err)
	}
	if team.Idle >= settings.IdleOf(line) {
		return nil
	}
	return r.Sooner.CloseSooner(ctx, d.ID, d.IdleFrom(team.Idle))
}

// reply has the customer told what the team says by itself: one thing now, and one
// if they still wait after a while.
func (r *Router) reply(ctx context.Context, team desk.Team, d desk.Dialog) error {
	if len(team.Replies) == 0 {
		return nil
	}
	s := r.Spreader
	kind, err := r.kind(ctx, team, d)
	if err != nil {
		return err
	}
	if kind != "" {
		if err := work.Queue(ctx, s.Jobs, s.Outbox, desk.NewAutoReplyJob(d, kind, s.Now()), 0); err != nil {
			return err
		}
	}
	if team.WaitingReply == 0 || len(team.Replies[desk.ReplyWaiting]) == 0 {
		return nil
	}
	due := d.WaitingSince.Add(team.WaitingReply)
	return work.Queue(ctx, s.Jobs, s.Outbox, desk.NewAutoReplyJob(d, desk.ReplyWaiting, due), max(0, due.Sub(s.Now())))
}

// kind is what is said at first.
func (r *Router) kind(ctx context.Context, team desk.Team, d desk.Dialog) (desk.ReplyKind, error) {
	s := r.Spreader
	settings, err := s.Config.Settings(ctx)
	if err != nil {
		return "", fmt.Errorf("settings: %w", err)
	}
	ws, err := s.Workloads.Workloads(ctx, team.Members)
	if err != nil {
		return "", fmt.Errorf("workloads of team %s: %w", team.ID, err)
	}
	return team.FirstReply(d, ws, s.Now(), settings.Locale(desk.Line{}).Zone), nil
}
