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

func newEvent(e desk.Event) eventItem {
	return eventItem{e.ID, e.Kind, utc(e.At), e.Line, e.Customer, e.Dialog, e.Message, e.Run, e.Card.String(), e.Field, e.Operator, e.Team, e.Code}
}

func (x eventItem) event() (desk.Event, error) {
	e := desk.Event{
		ID: x.ID, Kind: x.Kind, At: x.At, Line: x.Line, Customer: x.Customer, Dialog: x.Dialog, Message: x.Message, Run: x.Run, Field: x.Field,
		Operator: x.Operator, Team: x.Team, Code: x.Code,
	}
	var err error
	if x.Card != "" {
		e.Card, err = desk.ParseCardRef(x.Card)
	}
	return e, err
}

func newDelivery(d desk.Delivery) (Item, error) {
	e, k := d.Event, deliveryKey(d.Endpoint, d.ID)
	it, err := record(k.PK, k.SK, deliveryItem{
		Event: newEvent(e),
		State: d.State, Attempts: d.Attempts, Status: d.Status, Code: d.Code, Took: d.Took, TriedAt: utc(d.TriedAt), Next: utc(d.Next),
	})
	it[TTL] = e.At.Add(desk.DeliveryLife).Unix()
	return it, err
}

func deliveryFrom(it Item) (desk.Delivery, error) {
	x, err := unblob[deliveryItem](it, "x")
	if err != nil {
		return desk.Delivery{}, err
	}
	e, err := x.Event.event()
	return desk.Delivery{
		ID: desk.DeliveryID(strings.TrimPrefix(it.Str("sk"), preDelivery)), Endpoint: desk.EndpointID(strings.TrimPrefix(it.Str("pk"), preEndpoint)), Event: e,
		State: x.State, Attempts: x.Attempts, Status: x.Status, Code: x.Code, Took: x.Took, TriedAt: x.TriedAt, Next: x.Next, Version: it.Int("version"),
	}, err
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
