package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Opening starts what goes with a dialog that a message opened, the customer's or
// an operator's: its closing steps, its binding, and its way to the line's team.
//
// Idempotent: all of it is named after the dialog.
type Opening struct {
	Config  flow.Config
	Closing flow.Closing
	Outbox  flow.Outbox
	Now     func() time.Time
}

// Do starts it all.
func (o Opening) Do(ctx context.Context, line desk.Line, d desk.Dialog) error {
	s, err := o.Config.Settings(ctx)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	if d.Open() {
		if err := o.Closing.StartClosing(ctx, d.ID, d.IdleFrom(s.IdleOf(line))); err != nil {
			return fmt.Errorf("start closing %s: %w", d.ID, err)
		}
	}
	if d.ToRoute() {
		if err := o.Outbox.Enqueue(ctx, desk.NewRouteJob(d, o.Now()), 0); err != nil {
			return fmt.Errorf("nudge the routing of %s: %w", d.ID, err)
		}
	}
	return o.Bind(ctx, d)
}

// Bind has the dialog's cards looked at (again).
func (o Opening) Bind(ctx context.Context, d desk.Dialog) error {
	if err := o.Outbox.Enqueue(ctx, desk.NewBindJob(d, o.Now()), 0); err != nil {
		return fmt.Errorf("enqueue the binding of %s: %w", d.ID, err)
	}
	return nil
}

// untilBound is after how long, at least, one looks again for cards that are looked for.
const untilBound = 5 * time.Second

// Binding is after how long one may look again for a dialog's cards, which are still looked
// for: those of its thread's first, with which the later ones come. A CRM that is down puts
// that off, and whoever waits with it. 0: they are known, or were given up.
func Binding(ctx context.Context, jobs flow.Jobs, d desk.Dialog, now time.Time) (time.Duration, error) {
	bind, err := jobs.Job(ctx, desk.NewBindJob(desk.Dialog{ID: d.Root()}, now).ID)
	if errors.Is(err, desk.ErrNotFound) || err == nil && bind.Ended() {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("binding of %s: %w", d.ID, err)
	}
	return max(untilBound, bind.Due.Sub(now)), nil
}
