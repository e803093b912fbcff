package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// erase does a piece of an erasure and has itself nudged for the next. What was
// done is no failed attempt.
func (d *Deliverer) erase(ctx context.Context, v desk.Delivery) error {
	if v.Ended() {
		return nil
	}
	id, now := desk.ErasureID(v.ID), d.Now()
	if now.Before(v.Due) {
		return d.Outbox.Nudge(ctx, v, v.Due.Sub(now))
	}
	wait, cause := desk.TryValue(func() (time.Duration, error) { return d.Eraser.Erase(ctx, id) })
	ctx, cancel := Lastly(ctx)
	defer cancel()
	if cause != nil && v.Attempts+1 >= desk.MaxAttempts {
		if err := d.Eraser.GiveUp(ctx, id, "It failed so often that it was given up: "+string(CodeOf(cause))+". Ask for it again."); err != nil {
			return errors.Join(cause, err)
		}
	}
	if cause != nil || wait == 0 {
		return d.again(ctx, v, cause)
	}
	v.Attempts, v.Due = 0, d.Now().Add(wait)
	if _, err := d.Deliveries.SaveDelivery(ctx, v); err != nil && !errors.Is(err, desk.ErrConflict) {
		return fmt.Errorf("save delivery %s: %w", v.ID, err)
	}
	return d.Outbox.Nudge(ctx, v, max(wait, time.Millisecond))
}

// there is cause, unless what the delivery is about was erased: then there is
// nothing to do any more.
func (d *Deliverer) there(ctx context.Context, v desk.Delivery, cause error) error {
	if !errors.Is(cause, desk.ErrNotFound) {
		return cause
	}
	if _, err := d.Customers.Customer(ctx, v.Customer); errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return cause
}
