// Package webhooks tells addresses of the company's what happens (BX-16): a Teller
// hears what changed and puts a delivery on the outbox for each endpoint that wants
// to know, a job sends it, and a Keeper is what administrators do with endpoints.
//
// An event is sent at least once, with the same id each time; in which order is not
// promised.
package webhooks

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
)

// Endpoints keeps the addresses.
type Endpoints interface {
	// Endpoint finds one, with its secrets. ErrNotFound.
	Endpoint(ctx context.Context, id desk.EndpointID) (desk.Endpoint, error)
	// Endpoints are all, by their ids, without their secrets.
	Endpoints(ctx context.Context) ([]desk.Endpoint, error)
	// SaveEndpoint stores it over the one of its Version (0: there is none). ErrConflict.
	SaveEndpoint(ctx context.Context, e desk.Endpoint) (desk.Endpoint, error)
	// SwitchEndpointOff switches it off. One that is off, or gone, stays so.
	SwitchEndpointOff(ctx context.Context, id desk.EndpointID, code desk.EndpointOff, reason string) error
	// DropEndpoint takes one away, its secrets too. What is gone is no error.
	DropEndpoint(ctx context.Context, id desk.EndpointID) error
	// EndpointHealth is how it has answered lately; zero: well.
	EndpointHealth(ctx context.Context, id desk.EndpointID) (desk.EndpointHealth, error)
	// SaveEndpointHealth notes it, over what was noted.
	SaveEndpointHealth(ctx context.Context, id desk.EndpointID, h desk.EndpointHealth) error
}

// Subscriptions knows who wants to be told.
type Subscriptions interface {
	// Subscriptions are the endpoints that are on, without their secrets. They may be
	// up to a minute old.
	Subscriptions(ctx context.Context) ([]desk.Endpoint, error)
}

// Deliveries keeps what is told to whom.
type Deliveries interface {
	// AddDelivery stores a delivery with its job, unless the job is there. Idempotent.
	AddDelivery(ctx context.Context, d desk.Delivery, job desk.Job) error
	// Delivery finds one. ErrNotFound.
	Delivery(ctx context.Context, e desk.EndpointID, id desk.DeliveryID) (desk.Delivery, error)
	// SaveDelivery stores it with jobs, all or nothing. ErrConflict: it, or a job, is no
	// longer of that Version (0: there is none).
	SaveDelivery(ctx context.Context, d desk.Delivery, with ...desk.Job) (desk.Delivery, error)
	// ListDeliveries are an endpoint's, the newest events first.
	ListDeliveries(ctx context.Context, e desk.EndpointID, ask desk.PageAsk) (desk.Page[desk.Delivery], error)
}

// Poster calls addresses.
type Poster interface {
	// Check says what keeps an address from being called, looking nothing up.
	// ErrInvalid, in words for a person.
	Check(address string) error
	// Post signs an event and sends it, once. Without data it sends ids and codes.
	Post(ctx context.Context, e desk.Endpoint, v desk.Event, data desk.EventData) desk.Posted
}
