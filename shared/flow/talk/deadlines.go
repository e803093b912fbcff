package talk

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Deadlines makes a shortened idle time-out (DG-23) hold for the dialogs that are
// open already: their closing steps wait for the old deadline. A longer one needs
// nothing, since who comes early looks at the dialog and waits on.
//
// A change puts one job on the outbox, which goes through the open dialogs and
// has each looked at sooner. That costs something a dialog and change, and
// nothing a message; looking at every dialog every few minutes instead would cost
// each of them a state machine's transitions whether anything changed or not.
//
// Repeating is harmless: who is asked about a dialog once more closes it, or
// waits on.
type Deadlines struct {
	Overdue flow.Overdue
	Config  flow.Config // never an old copy
	Teams   flow.Teams
	Sooner  Sooner
	Jobs    flow.Jobs
	Outbox  flow.Outbox
	Now     func() time.Time
}

// Sooner has a dialog's closing steps ask at that time, too, whatever they wait
// for now. Repeating is harmless.
type Sooner interface {
	CloseSooner(ctx context.Context, d desk.DialogID, at time.Time) error
}

// Change saves an idle time-out of a line, "": of the settings, that was from and
// becomes to. The job is stored first: who is cut off in between has left a job
// that finds what is saved, or nothing to do.
func (s *Deadlines) Change(ctx context.Context, line desk.LineID, from, to time.Duration, save func() error) error {
	return s.change(ctx, desk.NewDeadlinesJob(line, rand.Text(), s.Now()), from, to, save)
}

// ChangeTeam is the same for a team's (DG-14), which goes before the lines'.
func (s *Deadlines) ChangeTeam(ctx context.Context, had, now desk.Team, save func() error) error {
	job := desk.NewDeadlinesJob("", rand.Text(), s.Now())
	job.Team = now.ID
	from, to := had.IdleOr(never), now.IdleOr(never)
	if had.Idle > 0 && now.Idle == 0 {
		to = 0 // the lines' may be shorter
	}
	return s.change(ctx, job, from, to, save)
}

// never is longer than any idle time-out that can be set.
const never = 100 * 365 * 24 * time.Hour

func (s *Deadlines) change(ctx context.Context, job desk.Job, from, to time.Duration, save func() error) error {
	if to >= from {
		return save()
	}
	if err := s.Jobs.AddJob(ctx, job); err != nil {
		return fmt.Errorf("store the job of the new deadlines: %w", err)
	}
	if err := save(); err != nil {
		return err
	}
	if err := s.Outbox.Enqueue(ctx, job, 0); err != nil {
		return fmt.Errorf("nudge the job of the new deadlines: %w", err)
	}
	return nil
}

// Bring goes through a stretch of the open dialogs, and puts the next one onto the
// outbox: so many dialogs as there are fit no one call. After the last stretch it
// goes once more through all, once nobody has an old copy of the set-up: a dialog
// that was opened meanwhile may have been given the old deadline.
func (s *Deadlines) Bring(ctx context.Context, v desk.Job) error {
	settings, err := s.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	lines := map[desk.LineID]desk.Line{}
	ask := desk.PageAsk{Limit: 100, Cursor: v.Cursor}
	for range stretch {
		page, err := s.Overdue.OpenDialogs(ctx, ask)
		if err != nil {
			return fmt.Errorf("open dialogs: %w", err)
		}
		for _, d := range page.Items {
			if err := s.one(ctx, settings, lines, v, d); err != nil {
				return err
			}
		}
		if ask.Cursor = page.Next; ask.Cursor == "" {
			break
		}
	}
	switch {
	case ask.Cursor != "":
		return work.Queue(ctx, s.Jobs, s.Outbox, v.Further(ask.Cursor, v.Done, s.Now()), 0)
	case v.Done == 0:
		return work.Queue(ctx, s.Jobs, s.Outbox, v.Further("", 1, s.Now().Add(oldCopies)), oldCopies)
	}
	return nil
}

// stretch is how many pages of dialogs one call goes through; oldCopies is longer
// than Config may be old.
const (
	stretch   = 5
	oldCopies = 65 * time.Second
)

// one has a dialog looked at, if it goes by what was changed. lines are those that
// were read.
func (s *Deadlines) one(ctx context.Context, settings desk.Settings, lines map[desk.LineID]desk.Line, v desk.Job, d desk.Dialog) error {
	if v.Line != "" && d.Line != v.Line || v.Team != "" && d.Team != v.Team {
		return nil
	}
	line, known := lines[d.Line]
	if !known {
		var err error
		if line, err = lineOf(ctx, s.Config, d.Line); err != nil {
			return err
		}
		lines[d.Line] = line
	}
	if v.Line == "" && v.Team == "" && line.Idle > 0 {
		return nil
	}
	team, err := teamOf(ctx, s.Teams, d.Team)
	if err != nil {
		return err
	}
	return s.Sooner.CloseSooner(ctx, d.ID, d.IdleFrom(team.IdleOr(settings.IdleOf(line))))
}
