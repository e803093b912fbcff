package webhooks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Teller hears what changed, and puts what endpoints want to know on the outbox.
// Where nobody wants to know, nothing is written.
//
// Idempotent: a delivery is named after its event, and the event after the version of
// what changed.
type Teller struct {
	Subscriptions Subscriptions
	Deliveries    Deliveries
	Outbox        flow.Outbox
	Now           func() time.Time
}

// Changed implements feed.Consumer.
func (t *Teller) Changed(ctx context.Context, r desk.FeedRecord) error {
	events := r.Events()
	if len(events) == 0 {
		return nil
	}
	all, err := t.Subscriptions.Subscriptions(ctx)
	if err != nil {
		return fmt.Errorf("who is told what happens: %w", err)
	}
	var failed []error
	for _, v := range events {
		for _, e := range all {
			if e.Wants(v.Kind) {
				failed = append(failed, t.tell(ctx, e.ID, v.Dated(t.Now())))
			}
		}
	}
	return errors.Join(failed...)
}

func (t *Teller) tell(ctx context.Context, e desk.EndpointID, v desk.Event) error {
	d := desk.NewDelivery(e, v)
	job := d.Job(t.Now())
	if err := t.Deliveries.AddDelivery(ctx, d, job); err != nil {
		return fmt.Errorf("tell webhook %s of %s: %w", e, v.ID, err)
	}
	return t.Outbox.Enqueue(ctx, job, 0)
}
