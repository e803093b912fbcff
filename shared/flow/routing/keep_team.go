package routing

import (
	"context"
	"fmt"

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
}

// TeamKeeper changes teams and deletes them: an administrator's deed. Who is a
// member now may be given what waits; what waits for a team that is no more goes to
// the teams of the lines.
//
// Repeating is harmless.
type TeamKeeper struct {
	Teams  TeamStore
	Outbox flow.Outbox
}

// Save stores a team as it shall be.
func (k *TeamKeeper) Save(ctx context.Context, by desk.Actor, t desk.Team) (desk.Team, error) {
	if err := by.MustBe(); err != nil {
		return desk.Team{}, err
	}
	if err := t.Check(); err != nil {
		return desk.Team{}, err
	}
	saved, err := k.Teams.SaveTeam(ctx, t)
	if err != nil {
		return desk.Team{}, fmt.Errorf("save team %s: %w", t.ID, err)
	}
	return saved, nudge(ctx, k.Outbox, t.ID, 0)
}

// Delete deletes a team.
func (k *TeamKeeper) Delete(ctx context.Context, by desk.Actor, id desk.TeamID) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	if err := k.Teams.DropTeam(ctx, id); err != nil {
		return fmt.Errorf("delete team %s: %w", id, err)
	}
	return nudge(ctx, k.Outbox, id, 0)
}
