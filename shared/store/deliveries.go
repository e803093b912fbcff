package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// A delivery's item: version, the part index while it has not ended, v the rest.

type deliveryItem struct {
	ID        desk.DeliveryID    `json:"id"`
	Kind      desk.DeliveryKind  `json:"kind"`
	Line      desk.LineID        `json:"line,omitempty"`
	Customer  desk.CustomerID    `json:"customer,omitempty"`
	Dialog    desk.DialogID      `json:"dialog,omitempty"`
	Message   desk.ExternalID    `json:"message,omitempty"`
	State     desk.DeliveryState `json:"state"`
	Attempts  int                `json:"attempts,omitempty"`
	ClaimedAt time.Time          `json:"claimed_at,omitzero"`
	ClaimedBy string             `json:"claimed_by,omitempty"`
	Due       time.Time          `json:"due,omitzero"`
	Code      string             `json:"code,omitempty"`
	Reason    string             `json:"reason,omitempty"`
	Done      int                `json:"done,omitempty"`
	Cursor    string             `json:"cursor,omitempty"`
	Version   int64              `json:"-"`
}

func newDelivery(d desk.Delivery) (Item, error) {
	d.Due, d.ClaimedAt = utc(d.Due), utc(d.ClaimedAt)
	b, err := blob(deliveryItem(d))
	k := deliveryKey(d.ID)
	it := Item{"pk": k.PK, "sk": k.SK, "version": int64(1), "v": b}
	if !d.Ended() {
		it["part_pk"], it["part_sk"] = partDeliveries, timed(d.Due, string(d.ID))
	}
	return it, err
}

func deliveryFrom(it Item) (desk.Delivery, error) {
	d, err := unblob[deliveryItem](it, "v")
	d.Version = it.Int("version")
	return desk.Delivery(d), err
}

// Delivery implements flow.Deliveries.
func (s Store) Delivery(ctx context.Context, id desk.DeliveryID) (desk.Delivery, error) {
	it, err := s.get(ctx, deliveryKey(id))
	if err != nil {
		return desk.Delivery{}, wrap(err, "delivery %s", id)
	}
	return deliveryFrom(it)
}

// AddDelivery implements flow.Deliveries.
func (s Store) AddDelivery(ctx context.Context, d desk.Delivery) error {
	it, err := newDelivery(d)
	if err != nil {
		return err
	}
	_, err = s.create(ctx, it)
	return wrap(err, "add delivery %s", d.ID)
}

// SaveDelivery implements flow.Deliveries.
func (s Store) SaveDelivery(ctx context.Context, d desk.Delivery) (desk.Delivery, error) {
	it, err := newDelivery(d)
	if err != nil {
		return desk.Delivery{}, err
	}
	it["version"] = d.Version + 1
	if _, err := s.Engine.Write(ctx, Put(withWriteToken(it), Equal("version", d.Version))); unlessOwnWrite(err, it) != nil {
		return desk.Delivery{}, wrap(err, "save delivery %s", d.ID)
	}
	return deliveryFrom(it)
}
