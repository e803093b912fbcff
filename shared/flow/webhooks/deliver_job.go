package webhooks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Reader reads what an event is about.
type Reader struct {
	Dialogs   flow.Dialogs
	Customers flow.Customers
	Messages  flow.Messages
	Newest    flow.Newest
	Runs      flow.Runs
	Cards     flow.Cards
}

// DeliverJob sends an event to an endpoint.
//
// Idempotent for whoever is told: each attempt carries the event's id. An attempt of
// which the note was lost is made again.
type DeliverJob struct {
	Endpoints  Endpoints
	Deliveries Deliveries
	Poster     Poster
	Reader     Reader
	Now        func() time.Time
}

// Job is the handler.
func (j *DeliverJob) Job() work.Handler { return work.AtLeastOnce{Job: j} }

// Do implements work.Repeatable.
func (j *DeliverJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	d, err := j.Deliveries.Delivery(ctx, v.Endpoint, v.Delivery)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // its time has passed
	}
	if err != nil || d.State != desk.DeliveryWaiting {
		return 0, err
	}
	e, err := j.Endpoints.Endpoint(ctx, v.Endpoint)
	if errors.Is(err, desk.ErrNotFound) {
		return 0, nil // deleted; what it was told goes by its time
	}
	if err != nil {
		return 0, err
	}
	posted, err := j.post(ctx, e, d.Event)
	if err != nil {
		return 0, err
	}
	now := j.Now()
	if d, err = j.Deliveries.SaveDelivery(ctx, d.After(posted, now)); err != nil {
		return 0, err
	}
	if d.State != desk.DeliveryWaiting {
		return 0, nil
	}
	return d.Next.Sub(now), nil
}

// GiveUp implements work.GivesUp: a fault of ours kept it from being sent.
func (j *DeliverJob) GiveUp(ctx context.Context, v desk.Job, _ error) error {
	d, err := j.Deliveries.Delivery(ctx, v.Endpoint, v.Delivery)
	if errors.Is(err, desk.ErrNotFound) || err == nil && d.State != desk.DeliveryWaiting {
		return nil
	}
	if err == nil {
		_, err = j.Deliveries.SaveDelivery(ctx, d.After(desk.Posted{Code: desk.PostedFault}, j.Now()))
	}
	return err
}

// post makes an attempt and notes how the endpoint answered. One that has failed just
// now is not called.
func (j *DeliverJob) post(ctx context.Context, e desk.Endpoint, v desk.Event) (desk.Posted, error) {
	if e.Off {
		return desk.Posted{Code: desk.PostedOff}, nil
	}
	health, err := j.Endpoints.EndpointHealth(ctx, e.ID)
	if err != nil {
		return desk.Posted{}, err
	}
	if health.Rests(j.Now()) {
		return desk.Posted{Code: desk.PostedRests, After: health.Rest.Sub(j.Now())}, nil
	}
	if v, err = j.Reader.placed(ctx, v); err != nil {
		return desk.Posted{}, err
	}
	var data desk.EventData
	if e.Include == desk.IncludeData {
		if data, err = j.Reader.read(ctx, v); err != nil {
			return desk.Posted{}, err
		}
	}
	posted := j.Poster.Post(ctx, e, v, data)
	return posted, j.heard(ctx, e, health, posted)
}

func (j *DeliverJob) heard(ctx context.Context, e desk.Endpoint, had desk.EndpointHealth, posted desk.Posted) error {
	ctx, cancel := work.Lastly(ctx)
	defer cancel()
	switch {
	case posted.OK() && had.Failures == 0:
		return nil
	case posted.OK():
		return j.Endpoints.SaveEndpointHealth(ctx, e.ID, desk.EndpointHealth{})
	case posted.Code == desk.PostedGone:
		return j.Endpoints.SwitchEndpointOff(ctx, e.ID, desk.OffGone, "It answered 410: it wants to be told no more.")
	}
	now := had.Failed(j.Now())
	if now.Broken(j.Now()) {
		return j.Endpoints.SwitchEndpointOff(ctx, e.ID, desk.OffFailing, "It has failed each time since "+now.Since.UTC().Format(time.DateOnly)+".")
	}
	return j.Endpoints.SaveEndpointHealth(ctx, e.ID, now)
}

// placed is an event of a message with the dialog that the message lies in, if that
// is the customer's newest: of an older one it is not looked for.
func (r Reader) placed(ctx context.Context, v desk.Event) (desk.Event, error) {
	if v.Message == 0 || v.Dialog != "" {
		return v, nil
	}
	d, err := found(r.Newest.Newest(ctx, v.Customer))
	if err != nil {
		return v, fmt.Errorf("the dialog of event %s: %w", v.ID, err)
	}
	if d != nil && v.Message > d.After {
		v.Dialog, v.Line = d.ID, d.Line
	}
	return v, nil
}

// read reads what the event is about, as far as it is there still.
func (r Reader) read(ctx context.Context, v desk.Event) (desk.EventData, error) {
	var out desk.EventData
	var err error
	switch {
	case v.Run != "":
		out.Run, err = found(r.Runs.Run(ctx, v.Run))
	case v.Message != 0:
		out.Message, err = r.message(ctx, v)
	case v.Dialog != "":
		if out.Dialog, err = found(r.Dialogs.Dialog(ctx, v.Dialog)); err == nil {
			out.Customer, err = found(r.Customers.Customer(ctx, v.Customer))
		}
	case v.Card.ID != "":
		out.Card, err = found(r.Cards.Card(ctx, v.Card))
	}
	if err != nil {
		return out, fmt.Errorf("read what event %s is about: %w", v.ID, err)
	}
	return out, nil
}

func (r Reader) message(ctx context.Context, v desk.Event) (*desk.Message, error) {
	page, err := r.Messages.Messages(ctx, v.Customer, v.Message-1, v.Message, false, desk.PageAsk{Limit: 1})
	if err != nil || len(page.Items) == 0 {
		return nil, err
	}
	return &page.Items[0], nil
}

// found is nil for what is not there any more.
func found[T any](v T, err error) (*T, error) {
	if errors.Is(err, desk.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &v, nil
}
