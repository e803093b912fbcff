package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// passingItem is how far a customer's messages are passed on into a connected CRM's own
// chat. Its key names the customer.
type passingItem struct {
	Through desk.Seq      `json:"through,omitempty"`
	Upto    desk.Seq      `json:"upto,omitempty"`
	By      string        `json:"by,omitempty"`
	Until   time.Time     `json:"until,omitzero"`
	Since   time.Time     `json:"since,omitzero"`
	Chat    string        `json:"chat,omitempty"`
	Session string        `json:"session,omitempty"`
	Ended   string        `json:"ended,omitempty"`
	Dialog  desk.DialogID `json:"dialog,omitempty"`
}

// Passing implements centre.Passings.
func (s Store) Passing(ctx context.Context, c desk.CustomerID) (desk.Passing, error) {
	it, err := s.get(ctx, passingKey(c))
	if absent(err) {
		return desk.Passing{Customer: c}, nil
	}
	if err != nil {
		return desk.Passing{}, wrap(err, "what of %s is passed on", c)
	}
	x, err := unblob[passingItem](it, "x")
	return desk.Passing{
		Customer: c, Through: x.Through, Upto: x.Upto, By: x.By, Until: x.Until, Since: x.Since, Chat: x.Chat, Session: x.Session, Ended: x.Ended,
		Dialog: x.Dialog, Version: it.Int("version"),
	}, wrap(err, "what of %s is passed on", c)
}

// SavePassing implements centre.Passings.
func (s Store) SavePassing(ctx context.Context, p desk.Passing) (desk.Passing, error) {
	p.Until, p.Since = utc(p.Until), utc(p.Since)
	k := passingKey(p.Customer)
	it, err := record(k.PK, k.SK, passingItem{
		Through: p.Through, Upto: p.Upto, By: p.By, Until: p.Until, Since: p.Since, Chat: p.Chat, Session: p.Session, Ended: p.Ended, Dialog: p.Dialog,
	})
	if err == nil {
		err = s.save(ctx, it, p.Version)
	}
	if err != nil {
		return p, wrap(err, "save what of %s is passed on", p.Customer)
	}
	p.Version++
	return p, nil
}

// takePassing are the operations that take it away, with its jobs.
func (s Store) takePassing(ctx context.Context, c desk.CustomerID) ([]Op, error) {
	p, err := s.Passing(ctx, c)
	if err != nil || p.Version == 0 {
		return nil, err
	}
	return []Op{Delete(passingKey(c)), Delete(jobKey(desk.CentreJobID(c))), Delete(jobKey(desk.CentreEndID(c))), Delete(jobKey(desk.CentreLookID(c)))}, nil
}
