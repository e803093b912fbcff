package canned

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Responses keeps canned responses.
type Responses interface {
	// Canned finds one. ErrNotFound.
	Canned(ctx context.Context, id desk.CannedID) (desk.Canned, error)
	// CannedOf are all of an owner's, of whom only the Key is looked at.
	CannedOf(ctx context.Context, o desk.CannedOwner) ([]desk.Canned, error)
	// SaveCanned stores c over its given Version (0: there is none). ErrConflict: it is
	// no longer of that Version.
	SaveCanned(ctx context.Context, c desk.Canned) (desk.Canned, error)
	// DeleteCanned takes it away; one that is gone is no error.
	DeleteCanned(ctx context.Context, id desk.CannedID) error
}

// Teams knows who is in which team.
type Teams interface {
	Teams(ctx context.Context) ([]desk.Team, error)
}

// Keeper keeps canned responses.
//
// Repeating is harmless: a new one is named by the caller's id, and what says the
// same already stays as it is.
type Keeper struct {
	Responses Responses
	Teams     Teams
	// Fold is a text as it is looked for: without case and accents.
	Fold func(string) string
	Now  func() time.Time
}

// member is the actor with the teams that they are in, and all teams.
func (k *Keeper) member(ctx context.Context, by desk.Actor) (desk.Actor, []desk.Team, error) {
	if err := by.MustReadDialogs(); err != nil {
		return by, nil, err
	}
	teams, err := k.Teams.Teams(ctx)
	if err != nil {
		return by, nil, fmt.Errorf("teams: %w", err)
	}
	return by.In(teams), teams, nil
}

// Canned is one that the actor may use. ErrNotFound, also for one that is another
// person's or team's.
func (k *Keeper) Canned(ctx context.Context, by desk.Actor, id desk.CannedID) (desk.Canned, error) {
	by, _, err := k.member(ctx, by)
	if err != nil {
		return desk.Canned{}, err
	}
	return k.seen(ctx, by, id)
}

func (k *Keeper) seen(ctx context.Context, by desk.Actor, id desk.CannedID) (desk.Canned, error) {
	c, err := k.Responses.Canned(ctx, id)
	if err == nil && by.MustSeeCanned(c.CannedOwner) != nil {
		err = desk.ErrNotFound
	}
	if err != nil {
		return desk.Canned{}, fmt.Errorf("template %s: %w", id, err)
	}
	return c, nil
}

// Create stores a new one, named by seed within its owner's.
func (k *Keeper) Create(ctx context.Context, by desk.Actor, seed string, c desk.Canned) (desk.Canned, error) {
	by, teams, err := k.member(ctx, by)
	if err != nil {
		return desk.Canned{}, err
	}
	if c, err = k.checked(by, teams, c); err != nil {
		return desk.Canned{}, err
	}
	c.ID = c.NewID(seed)
	have, err := k.Responses.CannedOf(ctx, c.CannedOwner)
	if err != nil {
		return desk.Canned{}, fmt.Errorf("templates: %w", err)
	}
	for _, o := range have {
		if o.ID == c.ID {
			return o, nil
		}
	}
	if len(have) >= desk.MaxCanned {
		return desk.Canned{}, desk.Refuse(desk.CodeTooManyTemplates, fmt.Sprintf("There are %d templates of that owner already. Delete some first.", desk.MaxCanned))
	}
	return k.save(ctx, by, c)
}

// checked is c as it is kept, if the actor may have such a one.
func (k *Keeper) checked(by desk.Actor, teams []desk.Team, c desk.Canned) (desk.Canned, error) {
	if c.Scope == desk.CannedPersonal {
		if err := by.MustStandForOperator(); err != nil {
			return c, err
		}
		c.Operator = by.Operator
	}
	c = c.Normalized()
	if err := c.Check(); err != nil {
		return c, err
	}
	if err := by.MustChangeCanned(c.CannedOwner); err != nil {
		return c, err
	}
	for _, t := range teams {
		if t.ID == c.Team {
			return c, nil
		}
	}
	if c.Scope == desk.CannedTeam {
		return c, desk.RefuseTeam(c.Team)
	}
	return c, nil
}

func (k *Keeper) save(ctx context.Context, by desk.Actor, c desk.Canned) (desk.Canned, error) {
	c.ChangedAt, c.ChangedBy = k.Now(), by.Name
	stored, err := k.Responses.SaveCanned(ctx, c)
	if err != nil {
		return desk.Canned{}, fmt.Errorf("save template %s: %w", c.ID, err)
	}
	return stored, nil
}

// Change is what is to be otherwise; nil stays.
type Change struct{ Title, Text, Language *string }

// Change stores what a person changed of what they saw. ErrConflict: it was changed
// since.
func (k *Keeper) Change(ctx context.Context, by desk.Actor, saw desk.Canned, to Change) (desk.Canned, error) {
	by, _, err := k.member(ctx, by)
	if err != nil {
		return desk.Canned{}, err
	}
	if err := by.MustChangeCanned(saw.CannedOwner); err != nil {
		return desk.Canned{}, err
	}
	next := saw
	for _, f := range []struct{ to, of *string }{{to.Title, &next.Title}, {to.Text, &next.Text}, {to.Language, &next.Language}} {
		if f.to != nil {
			*f.of = *f.to
		}
	}
	if next = next.Normalized(); next.Same(saw) {
		return saw, nil
	}
	if err := next.Check(); err != nil {
		return desk.Canned{}, err
	}
	return k.save(ctx, by, next)
}

// Delete takes one away; one that is gone is no error.
func (k *Keeper) Delete(ctx context.Context, by desk.Actor, id desk.CannedID) error {
	by, _, err := k.member(ctx, by)
	if err != nil {
		return err
	}
	c, err := k.seen(ctx, by, id)
	if errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	if err == nil {
		err = by.MustChangeCanned(c.CannedOwner)
	}
	if err != nil {
		return err
	}
	return k.Responses.DeleteCanned(ctx, id)
}
