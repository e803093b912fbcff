package flow_test

import (
	"errors"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/routing"
)

// A line is given a team while the team is deleted, wherever the two meet: either the
// team stays and the line has it, or it is gone and the line was refused it.
func TestALineIsGivenATeamWhileItIsDeleted(t *testing.T) {
	kept, gone := 0, 0
	for cue := 0; ; cue++ {
		w := newWorld(t)
		if _, err := w.store.SaveTeam(t.Context(), desk.Team{ID: "night", Title: "At night", Members: []desk.OperatorID{"nora"}}); err != nil {
			t.Fatal(err)
		}
		line, err := w.store.SaveLine(t.Context(), desk.Line{ID: "late", Channel: desk.ChannelWeb, Active: true})
		if err != nil {
			t.Fatal(err)
		}
		line.Team = "night"
		given := errors.New("it was not tried")
		give := func() { _, given = w.store.SaveLine(t.Context(), line) }
		w.engine.n, w.engine.cue, w.engine.do = 0, cue, give
		keeper := routing.TeamKeeper{Teams: w.store, Templates: w.store, Staff: w.store, Outbox: w}
		deleted := keeper.Delete(t.Context(), desk.Actor{Role: desk.RoleAdmin}, "night")
		last := w.engine.do != nil
		if last { // after all of it
			give()
		}
		w.engine.do = nil
		team, there := w.store.Team(t.Context(), "night")
		switch {
		case given == nil && there == nil:
			kept++
			refusedAs(t, deleted, desk.CodeStillNeeded)
			if team.Title != "At night" || !team.Has("nora") {
				t.Errorf("at call %d: the team came back as %+v", cue, team)
			}
		case given != nil && errors.Is(there, desk.ErrNotFound):
			gone++
			refusedAs(t, given, desk.CodeTeamUnknown)
			if deleted != nil {
				t.Errorf("at call %d: %v", cue, deleted)
			}
		default:
			t.Errorf("at call %d: the line was given it: %v; the team is there: %v; it was deleted: %v", cue, given, there, deleted)
		}
		if last {
			break
		}
	}
	if kept < 2 || gone < 2 {
		t.Errorf("kept %d times, gone %d times: they did not meet", kept, gone)
	}
}
