package webhooks

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Keeper is what administrators do with endpoints.
type Keeper struct {
	Endpoints  Endpoints
	Deliveries Deliveries
	Poster     Poster
	Jobs       flow.Jobs
	Outbox     flow.Outbox
	Now        func() time.Time
}

// All are the endpoints, without their secrets.
func (k *Keeper) All(ctx context.Context, by desk.Actor) ([]desk.Endpoint, error) {
	if err := by.MustBe(); err != nil {
		return nil, err
	}
	return k.Endpoints.Endpoints(ctx)
}

// Get finds one.
func (k *Keeper) Get(ctx context.Context, by desk.Actor, id desk.EndpointID) (desk.Endpoint, error) {
	if err := by.MustBe(); err != nil {
		return desk.Endpoint{}, err
	}
	return k.Endpoints.Endpoint(ctx, id)
}

// Create stores a new endpoint, with a secret. Repeating with the same id answers with
// the one that is there, and isNew is false.
func (k *Keeper) Create(ctx context.Context, by desk.Actor, id desk.EndpointID, e desk.Endpoint) (stored desk.Endpoint, isNew bool, err error) {
	if err := by.MustBe(); err != nil {
		return e, false, err
	}
	if have, err := k.Endpoints.Endpoint(ctx, id); !errors.Is(err, desk.ErrNotFound) {
		return have, false, err
	}
	all, err := k.Endpoints.Endpoints(ctx)
	if err != nil {
		return e, false, err
	}
	if len(all) >= desk.MaxEndpoints {
		return e, false, desk.Refuse(desk.CodeTooManyWebhooks, fmt.Sprintf("There are %d webhooks already. Delete one first, or have one address told of more.", len(all)))
	}
	e.ID, e.Version, e.CreatedAt, e.Secret = id, 0, k.Now().UTC(), newSecret()
	if err := k.fits(e); err != nil {
		return e, false, err
	}
	stored, err = k.Endpoints.SaveEndpoint(ctx, e)
	return stored, true, err
}

// Change stores what change makes of an endpoint. ErrConflict: somebody was faster.
// One that is switched on begins as if it had always answered.
func (k *Keeper) Change(ctx context.Context, by desk.Actor, id desk.EndpointID, change func(desk.Endpoint) (desk.Endpoint, error)) (desk.Endpoint, error) {
	had, err := k.Get(ctx, by, id)
	if err != nil {
		return had, err
	}
	e, err := change(had)
	if err == nil {
		e = e.After(had)
		err = k.fits(e)
	}
	if err == nil && had.Off && !e.Off {
		err = k.Endpoints.SaveEndpointHealth(ctx, id, desk.EndpointHealth{})
	}
	if err != nil {
		return e, err
	}
	return k.Endpoints.SaveEndpoint(ctx, e)
}

// Rotate gives an endpoint a new secret; the old one signs along for a day.
func (k *Keeper) Rotate(ctx context.Context, by desk.Actor, id desk.EndpointID) (desk.Endpoint, error) {
	secret := newSecret()
	return k.Change(ctx, by, id, func(e desk.Endpoint) (desk.Endpoint, error) { return e.Rotated(secret, k.Now().UTC()), nil })
}

// Delete takes an endpoint away. One that is gone is no error.
func (k *Keeper) Delete(ctx context.Context, by desk.Actor, id desk.EndpointID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	return k.Endpoints.DropEndpoint(ctx, id)
}

// Test sends an endpoint an event of its own, at once, on or off, and answers with
// what came of it. It stands in no log.
func (k *Keeper) Test(ctx context.Context, by desk.Actor, id desk.EndpointID) (desk.Posted, error) {
	e, err := k.Get(ctx, by, id)
	if err != nil {
		return desk.Posted{}, err
	}
	v := desk.Event{ID: desk.EventID("evt_test" + rand.Text()), Kind: desk.EventTest, At: k.Now()}
	return k.Poster.Post(ctx, e, v, desk.EventData{}), nil
}

// List is an endpoint's log, the newest events first: those in one of the states, or
// all.
func (k *Keeper) List(ctx context.Context, by desk.Actor, id desk.EndpointID, states []desk.DeliveryState, ask desk.PageAsk) (desk.Page[desk.Delivery], error) {
	if _, err := k.Get(ctx, by, id); err != nil {
		return desk.Page[desk.Delivery]{}, err
	}
	page, err := k.Deliveries.ListDeliveries(ctx, id, ask)
	page.Items = slices.DeleteFunc(page.Items, func(d desk.Delivery) bool { return len(states) > 0 && !slices.Contains(states, d.State) })
	return page, err
}

// Resend sends an event once more, as if for the first time. Repeating is harmless:
// it carries the same id.
func (k *Keeper) Resend(ctx context.Context, by desk.Actor, id desk.EndpointID, which desk.DeliveryID) (desk.Delivery, error) {
	e, err := k.Get(ctx, by, id)
	if err != nil {
		return desk.Delivery{}, err
	}
	if e.Off {
		return desk.Delivery{}, desk.Refuse(desk.CodeWebhookOff, "The webhook is switched off. Switch it on first.")
	}
	d, err := k.Deliveries.Delivery(ctx, id, which)
	if err != nil {
		return d, err
	}
	now := k.Now()
	job := d.Job(now)
	have, err := k.Jobs.Job(ctx, job.ID)
	if err == nil {
		job = have.Anew(now)
	} else if !errors.Is(err, desk.ErrNotFound) {
		return d, err
	}
	if d, err = k.Deliveries.SaveDelivery(ctx, d.Anew(now), job); err != nil {
		return d, err
	}
	return d, k.Outbox.Enqueue(ctx, job, 0)
}

func (k *Keeper) fits(e desk.Endpoint) error {
	if err := e.Check(); err != nil {
		return err
	}
	if err := k.Poster.Check(e.URL); err != nil {
		return &desk.WrongPart{Name: "url", Text: strings.ReplaceAll(err.Error(), desk.ErrInvalid.Error()+": ", ""), Code: "webhook_address"}
	}
	return nil
}

// newSecret is one as Standard Webhooks writes it: 24 random bytes.
func newSecret() string {
	b := make([]byte, 24)
	_, _ = rand.Read(b) // it never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}
