package store

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// cannedItem is a canned response; its id is the sort key.
type cannedItem struct {
	Scope     desk.CannedScope `json:"scope"`
	Team      desk.TeamID      `json:"team,omitempty"`
	Operator  desk.OperatorID  `json:"operator,omitempty"`
	Title     string           `json:"title"`
	Text      string           `json:"text"`
	Language  string           `json:"language,omitempty"`
	ChangedAt time.Time        `json:"changed_at"`
	ChangedBy string           `json:"changed_by,omitempty"`
}

func newCanned(c desk.Canned) (Item, error) {
	return record(preCanned+c.Key(), string(c.ID), cannedItem{c.Scope, c.Team, c.Operator, c.Title, c.Text, c.Language, utc(c.ChangedAt), c.ChangedBy})
}

func cannedFrom(it Item) (desk.Canned, error) {
	x, err := unblob[cannedItem](it, "x")
	return desk.Canned{
		ID: desk.CannedID(it.Str("sk")), CannedOwner: desk.CannedOwner{Scope: x.Scope, Team: x.Team, Operator: x.Operator},
		Title: x.Title, Text: x.Text, Language: x.Language, ChangedAt: x.ChangedAt, ChangedBy: x.ChangedBy, Version: it.Int("version"),
	}, err
}

// Canned implements canned.Responses.
func (s Store) Canned(ctx context.Context, id desk.CannedID) (desk.Canned, error) {
	owner, ok := id.Owner()
	if !ok {
		return desk.Canned{}, wrap(desk.ErrNotFound, "canned response")
	}
	it, err := s.get(ctx, Key{preCanned + owner, string(id)})
	if err != nil {
		return desk.Canned{}, wrap(err, "canned response %s", id)
	}
	return cannedFrom(it)
}

// CannedOf implements canned.Responses.
func (s Store) CannedOf(ctx context.Context, o desk.CannedOwner) ([]desk.Canned, error) {
	its, err := s.all(ctx, preCanned+o.Key(), "")
	if err != nil {
		return nil, wrap(err, "canned responses")
	}
	out := make([]desk.Canned, len(its))
	for i, it := range its {
		if out[i], err = cannedFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// SaveCanned implements canned.Responses.
func (s Store) SaveCanned(ctx context.Context, c desk.Canned) (desk.Canned, error) {
	it, err := newCanned(c)
	if err != nil {
		return desk.Canned{}, err
	}
	if err := s.save(ctx, it, c.Version); err != nil {
		return desk.Canned{}, wrap(err, "save canned response %s", c.ID)
	}
	return cannedFrom(it)
}

// DeleteCanned implements canned.Responses.
func (s Store) DeleteCanned(ctx context.Context, id desk.CannedID) error {
	owner, ok := id.Owner()
	if !ok {
		return nil
	}
	_, err := s.Engine.Write(ctx, Delete(Key{preCanned + owner, string(id)}))
	return wrap(err, "delete canned response %s", id)
}

// DropCannedOf implements routing.TeamTemplates.
func (s Store) DropCannedOf(ctx context.Context, o desk.CannedOwner) error {
	its, err := s.all(ctx, preCanned+o.Key(), "")
	if err == nil {
		err = s.Table().InChunks(ctx, each(its, func(it Item) Op { return Delete(it.Key()) }))
	}
	return wrap(err, "drop canned responses")
}
