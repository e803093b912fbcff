package api

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"github.com/sufler/sufler/shared/desk"
)

// LoadView is what there is to do just now.
type LoadView struct {
	At         Time               `json:"at"`
	Waiting    int                `json:"waiting" doc:"Dialogs that nobody has taken."`
	InProgress int                `json:"inProgress" doc:"… that an operator has."`
	Bot        int                `json:"bot" doc:"… in which a bot talks."`
	Since      Time               `json:"since,omitzero" doc:"Dialogs that opened before were not counted: there were too many."`
	Teams      []TeamLoadView     `json:"teams" nullable:"false"`
	Operators  []OperatorLoadView `json:"operators" nullable:"false" doc:"The busiest first."`
}

// TeamLoadView is a team's load.
type TeamLoadView struct {
	Team       desk.TeamID `json:"team"`
	Title      string      `json:"title"`
	Waiting    int         `json:"waiting"`
	InProgress int         `json:"inProgress"`
	Members    int         `json:"members"`
	Active     int         `json:"active" doc:"Members who are assigned dialogs."`
}

// OperatorLoadView is an operator's load.
type OperatorLoadView struct {
	Operator desk.OperatorID     `json:"operator"`
	Name     string              `json:"name,omitempty"`
	Status   desk.OperatorStatus `json:"status" enum:"active,inactive"`
	Open     int                 `json:"open" doc:"Open dialogs that are theirs."`
	Limit    int                 `json:"limit"`
	Full     bool                `json:"limitReached"`
}

func (r router) load() {
	add(r, op{
		method: http.MethodGet, path: "/v1/statistics/load", id: "get-load", may: figures, tag: "Statistics",
		summary: "See the load just now", description: "Open dialogs by state, by team and by operator, as far as whoever asks sees them: all, or those of their teams, and of operators themselves and, by the scope team, their colleagues. How it was by the hour is in GET /v1/statistics.",
	}, func(ctx context.Context, c *call, _ *struct{}) (*body[LoadView], error) {
		out := LoadView{At: Time{c.at}, Teams: []TeamLoadView{}, Operators: []OperatorLoadView{}}
		open := desk.DialogFilter{States: desk.OpenStates(), Actor: &c.Actor}
		all, err := r.s.Lists.CountDialogs(ctx, open, desk.GroupByState)
		if err != nil {
			return nil, err
		}
		out.Waiting, out.InProgress, out.Bot, out.Since = all.Counts[string(desk.StateWaiting)], all.Counts[string(desk.StateInProgress)], all.Counts[string(desk.StateBot)], Time{all.Since}
		names, err := r.s.names(ctx)
		if err != nil {
			return nil, err
		}
		standing, err := r.s.loads(ctx, c, names)
		if err == nil {
			err = r.s.teamLoads(ctx, c, open, standing, &out)
		}
		if err != nil {
			return nil, err
		}
		for id, w := range standing {
			if c.seesLoadOf(id, names) {
				out.Operators = append(out.Operators, OperatorLoadView{id, names.operators[id], cmp.Or(w.Status, desk.OperatorInactive), len(w.Dialogs), w.Most(), w.Full()})
			}
		}
		slices.SortFunc(out.Operators, func(a, b OperatorLoadView) int {
			return cmp.Or(cmp.Compare(b.Open, a.Open), cmp.Compare(a.Operator, b.Operator))
		})
		return &body[LoadView]{out}, nil
	})
}

// loads are the workloads of all operators, and of all members of teams.
func (s *server) loads(ctx context.Context, c *call, names rowNames) (map[desk.OperatorID]desk.Workload, error) {
	var ids []desk.OperatorID
	for id := range names.operators {
		ids = append(ids, id)
	}
	for _, t := range names.teams {
		ids = append(ids, t.Members...)
	}
	if c.Operator != "" {
		ids = append(ids, c.Operator)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	ws, err := s.Attendance.Workloads.Workloads(ctx, ids)
	out := map[desk.OperatorID]desk.Workload{}
	for i, w := range ws {
		out[ids[i]] = w
	}
	return out, err
}

// teamLoads are those of the teams that whoever asks sees.
func (s *server) teamLoads(ctx context.Context, c *call, open desk.DialogFilter, standing map[desk.OperatorID]desk.Workload, out *LoadView) error {
	byTeam := map[desk.DialogState]map[string]int{}
	for _, state := range []desk.DialogState{desk.StateWaiting, desk.StateInProgress} {
		open.States = []desk.DialogState{state}
		found, err := s.Lists.CountDialogs(ctx, open, desk.GroupByTeam)
		if err != nil {
			return err
		}
		byTeam[state] = found.Counts
	}
	teams, err := s.Setup.Teams(ctx)
	for _, t := range teams {
		if !c.SeesEveryDialog() && !slices.Contains(c.Teams, t.ID) {
			continue
		}
		v := TeamLoadView{Team: t.ID, Title: t.Title, Members: len(t.Members), Waiting: byTeam[desk.StateWaiting][string(t.ID)], InProgress: byTeam[desk.StateInProgress][string(t.ID)]}
		for _, o := range t.Members {
			if standing[o].Status == desk.OperatorActive {
				v.Active++
			}
		}
		out.Teams = append(out.Teams, v)
	}
	return err
}

// seesLoadOf says whether the caller sees what an operator has to do, as they see what
// is counted of them: their own, their colleagues' by the scope team, or everybody's.
func (c *call) seesLoadOf(id desk.OperatorID, names rowNames) bool {
	if c.SeesEveryDialog() || id == c.Operator {
		return true
	}
	return c.Dialogs == desk.ScopeTeam && slices.ContainsFunc(c.Teams, func(t desk.TeamID) bool { return slices.Contains(names.teams[t].Members, id) })
}
