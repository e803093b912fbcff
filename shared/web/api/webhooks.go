package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"

	"github.com/sufler/sufler/shared/desk"
)

// EndpointView is an address of the company's that is told what happens. Its secret
// is never shown again.
type EndpointView struct {
	ID        desk.EndpointID  `json:"id"`
	URL       string           `json:"url"`
	Title     string           `json:"title,omitempty"`
	Kinds     []desk.EventKind `json:"kinds" nullable:"false"`
	Include   desk.Include     `json:"include" enum:"data,ids"`
	Off       bool             `json:"off" doc:"It is told nothing."`
	OffReason string           `json:"offReason,omitempty" doc:"Why it is off, in words: an administrator's deed, days of failures, or an answer of 410."`
	OffCode   desk.EndpointOff `json:"offCode,omitempty" enum:"by_hand,gone,failing" doc:"The same, for programs."`
	OldUntil  Time             `json:"oldSecretUntil,omitzero" doc:"Until when the secret before the last rotation signs along."`
	CreatedAt Time             `json:"createdAt"`
}

// EndpointSettingsView is what can be changed of a webhook.
type EndpointSettingsView struct {
	URL     *string          `json:"url,omitempty" format:"uri" maxLength:"2048" doc:"https:// and public. No redirect is followed."`
	Title   *string          `json:"title,omitempty" maxLength:"256"`
	Kinds   []desk.EventKind `json:"kinds,omitempty" maxItems:"50" nullable:"false" example:"[\"dialog.opened\",\"message.created\"]" doc:"Of what it is told: dialog.opened, dialog.assigned, dialog.closed, handover, message.created, message.updated, run.done, run.failed, proposal.created, proposal.decided, field.filled, field.undone, card.created, lead.created."`
	Include *desk.Include    `json:"include,omitempty" enum:"data,ids" doc:"data: what an administrator sees of it, customers' words and data among it. ids: ids and codes; ask the API for the rest. When it is made: data, unless said otherwise."`
	Off     *bool            `json:"off,omitempty"`
}

// NewEndpointView makes a webhook.
type NewEndpointView struct {
	URL     string           `json:"url" format:"uri" maxLength:"2048" example:"https://hooks.shop.example/sufler" doc:"https:// and public. No redirect is followed."`
	Title   string           `json:"title,omitempty" maxLength:"256"`
	Kinds   []desk.EventKind `json:"kinds" minItems:"1" maxItems:"50" nullable:"false" example:"[\"dialog.opened\",\"message.created\"]" doc:"Of what it is told; see PATCH."`
	Include desk.Include     `json:"include,omitempty" enum:"data,ids" default:"data" doc:"data: what an administrator sees of it, customers' words and data among it. ids: ids and codes; ask the API for the rest."`
}

// MadeEndpointView is a webhook with a secret that is new.
type MadeEndpointView struct {
	EndpointView
	Secret string `json:"secret,omitempty" example:"whsec_…" doc:"What verifies its signatures. Shown this once, and not to a repeat of the request."`
}

// PostedView is what came of an attempt.
type PostedView struct {
	OK     bool   `json:"ok"`
	Status int    `json:"status,omitempty" doc:"What it answered; absent: nothing."`
	Code   string `json:"code,omitempty" enum:"timeout,no_answer,bad_address,bad_status,gone,resting,switched_off,internal" doc:"Why it failed. timeout: no answer within 15 s. no_answer: it can't be connected to. bad_address: it may not be called. bad_status: something else than 2xx. gone: 410. resting: it failed just now, and was not called. switched_off: it is."`
	Took   int64  `json:"durationMs"`
}

// DeliveryView is one event on its way to a webhook: ids, and no words of customers.
type DeliveryView struct {
	ID       desk.DeliveryID    `json:"id"`
	Event    desk.EventID       `json:"event" doc:"As webhook-id says it."`
	Kind     desk.EventKind     `json:"kind"`
	At       Time               `json:"at" doc:"When it happened."`
	Dialog   desk.DialogID      `json:"dialog,omitempty"`
	Customer desk.CustomerID    `json:"customer,omitempty"`
	Seq      desk.Seq           `json:"seq,omitempty" doc:"Of a message."`
	Run      desk.RunID         `json:"run,omitempty"`
	Card     string             `json:"card,omitempty"`
	State    desk.DeliveryState `json:"state" enum:"waiting,delivered,failed" doc:"failed: given up after ten attempts in three days, or since the webhook was switched off. It can be sent again."`
	Attempts int                `json:"attempts"`
	Status   int                `json:"status,omitempty" doc:"What was answered last."`
	Code     string             `json:"code,omitempty" doc:"Why the last attempt failed; see the test's."`
	Took     int64              `json:"durationMs,omitempty"`
	TriedAt  Time               `json:"triedAt,omitzero"`
	Next     Time               `json:"next,omitzero" doc:"When it is tried again."`
}

// EndpointPath names a webhook in an address.
type EndpointPath struct {
	ID desk.EndpointID `path:"id" maxLength:"64" doc:"The webhook's id."`
}

type deliveryFilter struct {
	EndpointPath
	PageParams
	States []desk.DeliveryState `query:"state,explode" enum:"waiting,delivered,failed" nullable:"false" doc:"How far they are: failed for the dead letters."`
}

func endpointView(e desk.Endpoint) EndpointView {
	v := EndpointView{ID: e.ID, URL: e.URL, Title: e.Title, Kinds: append([]desk.EventKind{}, e.Kinds...), Include: e.Include, Off: e.Off, OffReason: e.OffReason, OffCode: e.OffCode, CreatedAt: Time{e.CreatedAt}}
	if e.Old != "" {
		v.OldUntil = Time{e.OldUntil}
	}
	return v
}

func endpointMade(e desk.Endpoint) *made[EndpointView] {
	return &made[EndpointView]{ETag: quoted(strconv.FormatInt(e.Version, 10)), Body: endpointView(e)}
}

func deliveryView(d desk.Delivery) DeliveryView {
	v := d.Event
	return DeliveryView{
		ID: d.ID, Event: v.ID, Kind: v.Kind, At: Time{v.At}, Dialog: v.Dialog, Customer: v.Customer, Seq: v.Message, Run: v.Run, Card: v.Card.String(),
		State: d.State, Attempts: d.Attempts, Status: d.Status, Code: d.Code, Took: d.Took.Milliseconds(), TriedAt: Time{d.TriedAt}, Next: Time{d.Next},
	}
}

func (in EndpointSettingsView) apply(e desk.Endpoint) desk.Endpoint {
	set(&e.URL, in.URL)
	set(&e.Title, in.Title)
	set(&e.Include, in.Include)
	set(&e.Off, in.Off)
	if in.Kinds != nil {
		e.Kinds = in.Kinds
	}
	return e
}

const tagOut = "Webhooks out"

func (r router) webhooks() {
	add(r, op{method: http.MethodGet, path: "/v1/webhooks", id: "list-webhooks", may: adminOnly, tag: tagOut, summary: "List webhooks", description: "All of them, on one page."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[Page[EndpointView]], error) {
			all, err := r.s.WebhookKeeper.All(ctx, c.Actor)
			return shown(all, endpointView), err
		})
	add(r, op{method: http.MethodPost, path: "/v1/webhooks", id: "create-webhook", may: adminOnly, tag: tagOut, summary: "Have an address told what happens", status: http.StatusCreated,
		description: "Signed by Standard Webhooks (standardwebhooks.com). An event is sent at least once, with the same `webhook-id` each time; their order is not promised. It begins within a minute. At most 20 (too_many_webhooks)."},
		func(ctx context.Context, c *call, in *struct{ Body NewEndpointView }) (*made[MadeEndpointView], error) {
			b := in.Body
			e, isNew, err := r.s.WebhookKeeper.Create(ctx, c.Actor, desk.EndpointID(c.id("wh")), desk.Endpoint{URL: b.URL, Title: b.Title, Kinds: b.Kinds, Include: b.Include})
			if err != nil {
				return nil, err
			}
			out := secretShown(c, e, isNew)
			out.Location = "/v1/webhooks/" + string(e.ID)
			return out, nil
		})
	add(r, op{method: http.MethodGet, path: "/v1/webhooks/{id}", id: "get-webhook", may: adminOnly, tag: tagOut, summary: "Read a webhook"},
		func(ctx context.Context, c *call, in *EndpointPath) (*made[EndpointView], error) {
			e, err := r.s.WebhookKeeper.Get(ctx, c.Actor, in.ID)
			return endpointMade(e), err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/webhooks/{id}", id: "change-webhook", may: adminOnly, tag: tagOut, summary: "Change a webhook",
		description: "Only what is named is changed. Needs If-Match with the ETag that was read. `off: false` switches one on again; what happened meanwhile it is not told."},
		func(ctx context.Context, c *call, in *struct {
			EndpointPath
			IfMatch string `header:"If-Match"`
			Body    EndpointSettingsView
		}) (*made[EndpointView], error) {
			e, err := r.s.WebhookKeeper.Change(ctx, c.Actor, in.ID, func(have desk.Endpoint) (desk.Endpoint, error) {
				return in.Body.apply(have), match(in.IfMatch, strconv.FormatInt(have.Version, 10))
			})
			if errors.Is(err, desk.ErrConflict) {
				err = stale()
			}
			return endpointMade(e), err
		})
	add(r, op{method: http.MethodDelete, path: "/v1/webhooks/{id}", id: "delete-webhook", may: adminOnly, tag: tagOut, summary: "Delete a webhook", status: http.StatusNoContent,
		description: "What is on its way to it is not sent any more. One that is gone is no error."},
		func(ctx context.Context, c *call, in *EndpointPath) (*struct{}, error) {
			return nil, r.s.WebhookKeeper.Delete(ctx, c.Actor, in.ID)
		})
	add(r, op{method: http.MethodPost, path: "/v1/webhooks/{id}/rotate", id: "rotate-webhook", may: adminOnly, tag: tagOut, summary: "Give a webhook a new secret",
		description: "The old one signs along for a day, so that whoever verifies can change without a gap. One before that ends at once."},
		func(ctx context.Context, c *call, in *EndpointPath) (*made[MadeEndpointView], error) {
			e, err := r.s.WebhookKeeper.Rotate(ctx, c.Actor, in.ID)
			if err != nil {
				return nil, err
			}
			return secretShown(c, e, true), nil
		})
	add(r, op{method: http.MethodPost, path: "/v1/webhooks/{id}/test", id: "test-webhook", may: adminOnly, tag: tagOut, summary: "Try a webhook",
		description: "Sends `webhook.test` at once, also to one that is off, and answers with what came of it."},
		func(ctx context.Context, c *call, in *EndpointPath) (*body[PostedView], error) {
			ctx, cancel := context.WithTimeout(ctx, 2*desk.EndpointTime)
			defer cancel()
			p, err := r.s.WebhookKeeper.Test(ctx, c.Actor, in.ID)
			return &body[PostedView]{PostedView{p.OK(), p.Status, p.Code, p.Took.Milliseconds()}}, err
		})
	r.deliveries()
}

func (r router) deliveries() {
	add(r, op{method: http.MethodGet, path: "/v1/webhooks/{id}/deliveries", id: "list-deliveries", may: adminOnly, tag: tagOut, summary: "See what a webhook was told",
		description: "The newest first, for 30 days. What was sent is not kept: only of what, and what came of it."},
		func(ctx context.Context, c *call, in *deliveryFilter) (*body[Page[DeliveryView]], error) {
			return gather(ctx, in.PageParams, func(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Delivery], error) {
				return r.s.WebhookKeeper.List(ctx, c.Actor, in.ID, in.States, ask)
			}, func(d desk.Delivery) (DeliveryView, bool) { return deliveryView(d), true })
		})
	add(r, op{method: http.MethodPost, path: "/v1/webhooks/{id}/deliveries/{delivery}/resend", id: "resend-delivery", may: adminOnly, tag: tagOut, summary: "Send an event once more", status: http.StatusAccepted,
		description: "With the same `webhook-id`, and data as they are now. Also what was delivered. Refused (webhook_off) while the webhook is off."},
		func(ctx context.Context, c *call, in *struct {
			EndpointPath
			Delivery desk.DeliveryID `path:"delivery" maxLength:"128" doc:"The delivery's id."`
		}) (*body[DeliveryView], error) {
			d, err := r.s.WebhookKeeper.Resend(ctx, c.Actor, in.ID, in.Delivery)
			return &body[DeliveryView]{deliveryView(d)}, err
		})
}

// secretShown is a webhook with its secret, if that is new; a repeat of the request is
// not shown it, and it is not kept with the answer.
func secretShown(c *call, e desk.Endpoint, isNew bool) *made[MadeEndpointView] {
	out := &made[MadeEndpointView]{ETag: quoted(strconv.FormatInt(e.Version, 10)), Body: MadeEndpointView{EndpointView: endpointView(e)}}
	c.kept = out.Body
	if isNew {
		out.Body.Secret = e.Secret
	}
	return out
}
