package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// outageItem is desk.Outage's.
type outageItem struct {
	Since  time.Time `json:"since,omitzero"`
	Until  time.Time `json:"until,omitzero"`
	Why    string    `json:"why,omitempty"`
	Failed int       `json:"failed,omitempty"`

	Shut      string    `json:"shut,omitempty"`
	ShutSince time.Time `json:"shutSince,omitzero"`
}

// Outage implements limits.Board.
func (s Store) Outage(ctx context.Context, id desk.ConnectionID) (desk.Outage, error) {
	it, err := s.get(ctx, Key{pkOutages, string(id)})
	if absent(err) {
		return desk.Outage{Connection: id}, nil
	}
	if err != nil {
		return desk.Outage{}, wrap(err, "outage of %s", id)
	}
	x, err := unblob[outageItem](it, "x")
	return desk.Outage{
		Connection: id, Since: x.Since, Until: x.Until, Why: x.Why, Failed: x.Failed, Shut: desk.Code(x.Shut), ShutSince: x.ShutSince, Version: it.Int("version"),
	}, wrap(err, "outage of %s", id)
}

// SaveOutage implements limits.Board.
func (s Store) SaveOutage(ctx context.Context, o desk.Outage) (desk.Outage, error) {
	o.Since, o.Until, o.ShutSince = utc(o.Since), utc(o.Until), utc(o.ShutSince)
	it, err := record(pkOutages, string(o.Connection), outageItem{o.Since, o.Until, o.Why, o.Failed, string(o.Shut), o.ShutSince})
	if err == nil {
		err = s.save(ctx, it, o.Version)
	}
	if err != nil {
		return o, wrap(err, "save the outage of %s", o.Connection)
	}
	o.Version++
	return o, nil
}
