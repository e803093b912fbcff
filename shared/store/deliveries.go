package store

import (
	"context"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// deliveryItem is one event on its way to an endpoint. It holds ids and codes only.
type deliveryItem struct {
	Event    eventItem          `json:"event"`
	State    desk.DeliveryState `json:"state"`
	Attempts int                `json:"attempts,omitempty"`
	Status   int                `json:"status,omitempty"`
	Code     string             `json:"code,omitempty"`
	Took     time.Duration      `json:"took,omitempty"`
	TriedAt  time.Time          `json:"tried_at,omitzero"`
	Next     time.Time          `json:"next,omitzero"`
}

type eventItem struct {
	ID       desk.EventID    `json:"id"`
	Kind     desk.EventKind  `json:"kind"`
	At       time.Time       `json:"at"`
	Line     desk.LineID     `json:"line,omitempty"`
	Customer desk.CustomerID `json:"customer,omitempty"`
	Dialog   desk.DialogID   `json:"dialog,omitempty"`
	Message  desk.Seq        `json:"message,omitempty"`
	Run      desk.RunID      `json:"run,omitempty"`
	Card     string          `json:"card,omitempty"`
	Field    desk.FieldName  `json:"field,omitempty"`
	Operator desk.OperatorID `json:"operator,omitempty"`
	Team     desk.TeamID     `json:"team,omitempty"`
	Code     string          `json:"code,omitempty"`
}

func newDelivery(d desk.Delivery) (Item, error) {
	e, k := d.Event, deliveryKey(d.Endpoint, d.ID)
	it, err := record(k.PK, k.SK, deliveryItem{
		Event: eventItem{e.ID, e.Kind, utc(e.At), e.Line, e.Customer, e.Dialog, e.Message, e.Run, e.Card.String(), e.Field, e.Operator, e.Team, e.Code},
		State: d.State, Attempts: d.Attempts, Status: d.Status, Code: d.Code, Took: d.Took, TriedAt: utc(d.TriedAt), Next: utc(d.Next),
	})
	it[TTL] = e.At.Add(desk.DeliveryLife).Unix()
	return it, err
}

func deliveryFrom(it Item) (desk.Delivery, error) {
	x, err := unblob[deliveryItem](it, "x")
	e := x.Event
	out := desk.Delivery{
		ID: desk.DeliveryID(strings.TrimPrefix(it.Str("sk"), preDelivery)), Endpoint: desk.EndpointID(strings.TrimPrefix(it.Str("pk"), preEndpoint)),
		State: x.State, Attempts: x.Attempts, Status: x.Status, Code: x.Code, Took: x.Took, TriedAt: x.TriedAt, Next: x.Next, Version: it.Int("version"),
		Event: desk.Event{
			ID: e.ID, Kind: e.Kind, At: e.At, Line: e.Line, Customer: e.Customer, Dialog: e.Dialog, Message: e.Message, Run: e.Run, Field: e.Field,
			Operator: e.Operator, Team: e.Team, Code: e.Code,
		},
	}
	if err == nil && e.Card != "" {
		out.Event.Card, err = desk.ParseCardRef(e.Card)
	}
	return out, err
}

// AddDelivery implements webhooks.Deliveries. The job stands for both: it has the
// event in its id, and lives as long.
func (s Store) AddDelivery(ctx context.Context, d desk.Delivery, job desk.Job) error {
	it, err := newDelivery(d)
	if err != nil {
		return err
	}
	it["version"] = int64(1)
	j, err := newJob(job)
	if err != nil {
		return err
	}
	_, err = s.Table().Create(ctx, j, Put(it))
	return wrap(err, "add delivery %s", d.ID)
}

// Delivery implements webhooks.Deliveries.
func (s Store) Delivery(ctx context.Context, e desk.EndpointID, id desk.DeliveryID) (desk.Delivery, error) {
	it, err := s.get(ctx, deliveryKey(e, id))
	if err != nil {
		return desk.Delivery{}, wrap(err, "delivery %s", id)
	}
	return deliveryFrom(it)
}

// SaveDelivery implements webhooks.Deliveries.
func (s Store) SaveDelivery(ctx context.Context, d desk.Delivery, with ...desk.Job) (desk.Delivery, error) {
	it, err := newDelivery(d)
	if err != nil {
		return d, err
	}
	ops := []Op{over(it, d.Version)}
	for _, job := range with {
		j, err := newJob(job)
		if err != nil {
			return d, err
		}
		ops = append(ops, over(j, job.Version))
	}
	if _, err := s.Engine.Write(ctx, ops...); err != nil {
		return d, wrap(err, "save delivery %s", d.ID)
	}
	d.Version++
	return d, nil
}

// ListDeliveries implements webhooks.Deliveries.
func (s Store) ListDeliveries(ctx context.Context, e desk.EndpointID, ask desk.PageAsk) (desk.Page[desk.Delivery], error) {
	if ValidateKey(healthKey(e)) != nil {
		return desk.Page[desk.Delivery]{}, nil
	}
	l := Lister[desk.Delivery]{Query: Query{PK: preEndpoint + string(e), Prefix: preDelivery, Desc: true, Strong: true}}
	l.Read = func(_ context.Context, entries []Item) ([]desk.Delivery, []bool, error) {
		out, ok := make([]desk.Delivery, len(entries)), make([]bool, len(entries))
		for i, it := range entries {
			d, err := deliveryFrom(it)
			if err != nil {
				return nil, nil, err
			}
			out[i], ok[i] = d, !s.expired(it)
		}
		return out, ok, nil
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "deliveries of webhook %s", e)
}
