package routing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// TeamStore keeps teams.
type TeamStore interface {
	// SaveTeam stores a team whose Version is the stored one's (0: there is none yet).
	// ErrConflict: somebody else was faster, look again.
	SaveTeam(ctx context.Context, t desk.Team) (desk.Team, error)
	// DropTeam deletes a team. What is gone already is no error.
	DropTeam(ctx context.Context, id desk.TeamID) error
	// Team finds one. ErrNotFound.
	Team(ctx context.Context, id desk.TeamID) (desk.Team, error)
	Teams(ctx context.Context) ([]desk.Team, error)
	Lines(ctx context.Context) ([]desk.Line, error)
}

// TeamTemplates are teams' ready answers.
type TeamTemplates interface {
	// DropCannedOf deletes all of an owner's. What is gone already is no error.
	DropCannedOf(ctx context.Context, o desk.CannedOwner) error
}

// TeamKeeper changes teams and deletes them: an administrator's deed. Who is a
// member now may be given what waits; what waits for a team that is no more goes to
// the teams of the lines.
//
// Repeating is harmless.
type TeamKeeper struct {
	Teams     TeamStore
	Templates TeamTemplates
	Staff     flow.Staff
	Outbox    flow.Outbox
}

// Save stores a team as it shall be.
func (k *TeamKeeper) Save(ctx context.Context, by desk.Actor, t desk.Team) (desk.Team, error) {
	if err := by.MustBe(); err != nil {
		return desk.Team{}, err
	}
	if err := t.Check(); err != nil {
		return desk.Team{}, err
	}
	had, err := k.Teams.Team(ctx, t.ID)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return desk.Team{}, fmt.Errorf("team %s: %w", t.ID, err)
	}
	// Who is a member already may have gone meanwhile, and keeps nobody from changing
	// the rest.
	joined := slices.DeleteFunc(slices.Clone(t.Members), had.Has)
	if err := k.Staff.MustKnow(ctx, joined...); err != nil {
		return desk.Team{}, err
	}
	saved, err := k.Teams.SaveTeam(ctx, t)
	if err != nil {
		return desk.Team{}, fmt.Errorf("save team %s: %w", t.ID, err)
	}
	return saved, nudge(ctx, k.Outbox, t.ID, 0)
}

// Delete deletes a team that no line and no other team sends dialogs to, with its
// templates: nobody would see them any more. Those go last, so that a team that
// stays after all keeps them; asked for again it deletes what is left. No line is given
// a team that is gone, and a line that was given it in the last moment brings it back.
func (k *TeamKeeper) Delete(ctx context.Context, by desk.Actor, id desk.TeamID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	if err := k.needed(ctx, id); err != nil {
		return err
	}
	had, err := k.Teams.Team(ctx, id)
	if err != nil && !errors.Is(err, desk.ErrNotFound) {
		return fmt.Errorf("team %s: %w", id, err)
	}
	there := err == nil
	if err := k.Teams.DropTeam(ctx, id); err != nil {
		return fmt.Errorf("delete team %s: %w", id, err)
	}
	if err := k.needed(ctx, id); err != nil {
		if had.Version = 0; there && errors.Is(err, desk.ErrRefused) {
			_, again := k.Teams.SaveTeam(ctx, had)
			err = errors.Join(err, again, nudge(ctx, k.Outbox, id, 0))
		}
		return err
	}
	if err := k.Templates.DropCannedOf(ctx, desk.CannedOwner{Scope: desk.CannedTeam, Team: id}); err != nil {
		return fmt.Errorf("templates of team %s: %w", id, err)
	}
	return nudge(ctx, k.Outbox, id, 0)
}

// needed refuses to delete a team that something names.
func (k *TeamKeeper) needed(ctx context.Context, id desk.TeamID) error {
	lines, err := k.Teams.Lines(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Team == id {
			return desk.Refuse(desk.CodeStillNeeded, "The dialogs of the line "+string(l.ID)+" go to the team "+string(id)+". Give the line another team first, or none.")
		}
	}
	teams, err := k.Teams.Teams(ctx)
	if err != nil {
		return err
	}
	for _, t := range teams {
		if t.ID != id && t.SendsTo(id) {
			return desk.Refuse(desk.CodeStillNeeded, "The team "+string(t.ID)+" sends dialogs to the team "+string(id)+" by its topics. Change those first.")
		}
	}
	return nil
}
