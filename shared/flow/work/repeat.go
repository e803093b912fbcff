package work

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// repeat does a delivery that may be done any number of times, and notes what
// became of it. Its first try is made without a claim, since most need no other.
func (d *Deliverer) repeat(ctx context.Context, v desk.Delivery) error {
	if v.Ended() && v.Kind != desk.DeliverBind {
		return nil
	}
	v, mine, err := d.begun(ctx, v)
	if err != nil || !mine {
		return err
	}
	if v.State == desk.DeliveryQueued && v.Attempts >= desk.MaxAttempts {
		return d.again(ctx, v, ErrCutOff)
	}
	return d.again(ctx, v, desk.Try(func() error { return d.work(ctx, v) }))
}

// work is what a delivery of each kind wants.
func (d *Deliverer) work(ctx context.Context, v desk.Delivery) error {
	switch v.Kind {
	case desk.DeliverBind:
		return d.there(ctx, v, d.Binder.Bind(ctx, v.Dialog))
	case desk.DeliverFiles:
		return d.Keeper.Keep(ctx, v)
	case desk.DeliverLook:
		return d.there(ctx, v, d.Binder.LookAgain(ctx, v))
	case desk.DeliverDeadlines:
		return d.Deadlines.Bring(ctx, v)
	}
	return fmt.Errorf("%w: delivery %s is of no known kind", desk.ErrInvalid, v.ID)
}

// begun counts a try before it is made where a process may have died over the
// delivery: who was killed by what they did can't count it after. That is one
// that is late, or older than this process. The answer is the delivery as it is
// now, and whether it is ours to do.
func (d *Deliverer) begun(ctx context.Context, v desk.Delivery) (desk.Delivery, bool, error) {
	now := d.Now()
	switch {
	case v.Ended(), v.State == desk.DeliveryQueued && now.Sub(v.Due) <= holdTime && !v.Due.Before(d.Since):
		return v, true, nil
	case v.State == desk.DeliverySending && now.Before(v.Due) && !v.ClaimedAt.Before(d.Since):
		return v, false, d.Outbox.Nudge(ctx, v, v.Due.Sub(now))
	case v.Attempts >= desk.MaxAttempts:
		v.State = desk.DeliveryQueued
		return v, true, nil
	}
	return d.claim(ctx, v)
}

// again notes what became of a delivery that may be done any number of times.
func (d *Deliverer) again(ctx context.Context, v desk.Delivery, cause error) error {
	if cause == nil && v.Ended() {
		return nil
	}
	ctx, cancel := Lastly(ctx)
	defer cancel()
	now := d.Now()
	if v.State != desk.DeliverySending { // else it was counted before
		v.Attempts++
	}
	v.State, v.Code, v.Reason = desk.DeliverySent, "", ""
	if cause != nil {
		v.State, v.Code, v.Reason = desk.DeliveryQueued, string(CodeOf(cause)), cause.Error()
		v.Due = now.Add(desk.Backoff(v.Attempts))
		if v.Attempts >= desk.MaxAttempts {
			v.State = desk.DeliveryDead
		}
	}
	if v.State == desk.DeliveryDead && v.Kind == desk.DeliverFiles {
		// The message says so first: who is cut off after it tries once more.
		if err := desk.Try(func() error { return d.Keeper.GiveUp(ctx, v) }); err != nil && !Broke(err) {
			return errors.Join(cause, err)
		}
	}
	if _, err := d.Deliveries.SaveDelivery(ctx, v); err != nil && !errors.Is(err, desk.ErrConflict) {
		return errors.Join(cause, err)
	}
	if v.State == desk.DeliveryQueued {
		return d.Outbox.Nudge(ctx, v, v.Due.Sub(now))
	}
	return nil
}

// broken ends or puts off a reply over which we panicked, outside the sending
// itself: it touches nothing but the delivery's own record. One that was claimed
// may have gone out.
func (d *Deliverer) broken(ctx context.Context, id desk.DeliveryID, cause error) error {
	ctx, cancel := Lastly(ctx)
	defer cancel()
	v, err := d.Deliveries.Delivery(ctx, id)
	if err != nil || v.Ended() {
		return err
	}
	if v.State == desk.DeliverySending {
		v.State, v.Code, v.Reason = desk.DeliveryUnsure, string(CodeOf(cause)), cause.Error()
		return d.save(ctx, v)
	}
	return d.again(ctx, v, cause)
}
