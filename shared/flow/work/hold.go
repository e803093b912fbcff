package work

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// wait is how long the line's messenger wants us to hold a message back.
func (d *Deliverer) wait(line desk.Line, c desk.Customer) time.Duration {
	if d.Pace == nil {
		return 0
	}
	return d.Pace.Take(line, c.Profile.User, d.Now())
}

// hold puts off what is held back. It comes before the claim, so it is no
// attempt, and it costs no write but one in holdTime: that one keeps the sweep
// from nudging it too, each time once more.
func (d *Deliverer) hold(ctx context.Context, v desk.Delivery, wait time.Duration) error {
	if now := d.Now(); now.Sub(v.Due) > holdTime {
		v.Due = now.Add(wait)
		if err := d.save(ctx, v); errors.Is(err, desk.ErrConflict) {
			return nil // somebody else is at it, with a nudge of their own
		} else if err != nil {
			return err
		}
	}
	return d.Outbox.Nudge(ctx, v, wait)
}

// holdTime is less than a delivery must be overdue for the sweep.
const holdTime = time.Minute
