package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// TeamView is operators who share waiting dialogs.
type TeamView struct {
	ID desk.TeamID `json:"id"`
	TeamSettingsView
}

// TeamSettingsView is what can be set of a team.
type TeamSettingsView struct {
	Title string         `json:"title" minLength:"1" maxLength:"128" example:"Sales"`
	Reads desk.TeamReads `json:"reads,omitempty" enum:"waiting,none,all" default:"waiting" doc:"What members read of the team's dialogs that are neither closed nor their own: those that nobody has yet; none; or those that a colleague has, too."`
}

func teamView(t desk.Team) TeamView {
	return TeamView{t.ID, TeamSettingsView{t.Title, cmp.Or(t.Reads, desk.ReadsWaiting)}}
}

func (r router) teams() {
	add(r, op{method: http.MethodGet, path: "/v1/teams", id: "list-teams", may: anyKey, tag: "Teams", summary: "List teams", description: "To which dialogs can be handed over. All of them, on one page."},
		func(ctx context.Context, _ *call, _ *struct{}) (*body[Page[TeamView]], error) {
			all, err := r.s.Setup.Teams(ctx)
			return shown(all, teamView), err
		})
	add(r, op{method: http.MethodPut, path: "/v1/teams/{id}", id: "put-team", may: adminOnly, tag: "Teams", summary: "Set a team", description: "It is made if there is none."},
		func(ctx context.Context, _ *call, in *struct {
			ID   desk.TeamID `path:"id" maxLength:"64" doc:"The team's id; yours to choose."`
			Body TeamSettingsView
		}) (*body[TeamView], error) {
			return r.s.putTeam(ctx, desk.Team{ID: in.ID, Title: in.Body.Title, Reads: in.Body.Reads})
		})
}

func (s *server) putTeam(ctx context.Context, t desk.Team) (*body[TeamView], error) {
	if !reID.MatchString(string(t.ID)) {
		return nil, fmt.Errorf("%w: a team's id has letters, digits, dashes and underscores, and is at most 63 long", desk.ErrInvalid)
	}
	for try := 0; ; try++ {
		have, err := s.Setup.Team(ctx, t.ID)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return nil, err
		}
		have.ID, have.Title, have.Reads = t.ID, t.Title, t.Reads
		stored, err := s.Setup.SaveTeam(ctx, have)
		if errors.Is(err, desk.ErrConflict) && try < saves {
			continue // a PUT says how it shall be, whatever somebody else just said
		}
		return &body[TeamView]{teamView(stored)}, err
	}
}
