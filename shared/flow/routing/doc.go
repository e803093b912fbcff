// Package routing gives waiting dialogs to operators: by their team's rule, to who is
// active and under their limit. It holds the operators' status and limit, too.
//
// What there is to do stands in the dialogs, which stand in lists by team: nothing
// is decided in advance, and nothing is noted that could be out of date. Whoever
// makes room, or makes a dialog wait, nudges the team's job, which looks at what is
// so now. A nudge that is lost is made up for by the sweep.
package routing

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Workloads keeps what operators have to do. Which dialogs they have is not changed
// here: each change of a dialog (flow.Dialogs, flow.MessageLog) brings it along.
type Workloads interface {
	// Workloads of operators, in their order; for who never had one, one that is
	// inactive and empty.
	Workloads(ctx context.Context, of []desk.OperatorID) ([]desk.Workload, error)
	// ChangeWorkload stores what change makes of an operator's, and jobs with it, as
	// one step; Dialogs and AssignedAt stay as they are. change may be called again if
	// somebody else was faster; its error is returned and nothing is stored.
	ChangeWorkload(ctx context.Context, of desk.OperatorID, change func(desk.Workload) (desk.Workload, error), jobs ...desk.Job) (desk.Workload, error)
}

// Waiting lists what waits for a team. A dialog may be on a list that has no
// business there any more: ChangeDialog, whatever its change, takes it away.
type Waiting interface {
	// Waiting are the dialogs that wait for the team and that nobody has: by priority,
	// then the one that waits longest first.
	Waiting(ctx context.Context, team desk.TeamID, ask desk.PageAsk) (desk.Page[desk.DialogID], error)
	// Untaken are those that were assigned, and whose time to be taken is over by then.
	Untaken(ctx context.Context, team desk.TeamID, by time.Time, ask desk.PageAsk) (desk.Page[desk.DialogID], error)
}

// Teams knows teams.
type Teams interface {
	flow.Teams
	// Teams are all, in the company's order.
	Teams(ctx context.Context) ([]desk.Team, error)
	// EveryTeam names those that were deleted, too.
	EveryTeam(ctx context.Context) ([]desk.TeamID, error)
}
