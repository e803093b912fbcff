package store

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/desk"
)

// Seed stores the starter set-up of a new stack: settings, the team "sales", and
// what else is given, the built-in CRM's. Repeating does the rest of what was cut
// off; once it is done it does nothing, whatever the company changed or took away
// since.
func (s Store) Seed(ctx context.Context, others ...func(context.Context) error) error {
	done := Key{pkSeed, pkSeed}
	it, err := s.Engine.Get(ctx, done, true)
	if err != nil || it != nil {
		return wrap(err, "seed")
	}
	if _, err := s.SaveSettings(ctx, desk.DefaultSettings()); notThere(err) != nil {
		return wrap(err, "seed")
	}
	company, err := s.Settings(ctx)
	if err != nil {
		return wrap(err, "seed")
	}
	if _, err := s.SaveTeam(ctx, desk.Team{ID: "sales", Title: desk.SeededTitle("sales", company.Language)}); notThere(err) != nil {
		return wrap(err, "seed")
	}
	for _, seed := range others {
		if err := seed(ctx); err != nil {
			return err
		}
	}
	_, err = s.create(ctx, Item{"pk": done.PK, "sk": done.SK})
	return wrap(err, "seed")
}

// notThere is err, unless it says that the record is there already.
func notThere(err error) error {
	if errors.Is(err, desk.ErrConflict) {
		return nil
	}
	return err
}
