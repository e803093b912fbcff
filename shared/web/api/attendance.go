package api

import (
	"cmp"
	"context"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// WorkloadView is what an operator has to do, and whether they take more.
type WorkloadView struct {
	Operator desk.OperatorID     `json:"operator"`
	Status   desk.OperatorStatus `json:"status" enum:"active,inactive" doc:"Who is inactive is assigned nothing, and keeps what they have."`
	Limit    int                 `json:"limit" doc:"How many open dialogs they have at most."`
	Dialogs  []desk.DialogID     `json:"dialogs" nullable:"false" doc:"The open ones that are theirs, assigned or accepted."`
	Full     bool                `json:"limitReached" doc:"They are given no more until one is closed or handed over."`
}

func workloadView(w desk.Workload) WorkloadView {
	return WorkloadView{w.Operator, cmp.Or(w.Status, desk.OperatorInactive), w.Most(), append([]desk.DialogID{}, w.Dialogs...), w.Full()}
}

// StatusView sets a status.
type StatusView struct {
	Status desk.OperatorStatus `json:"status" enum:"active,inactive"`
}

// ChangeWorkloadView changes what an operator takes: only what is named.
type ChangeWorkloadView struct {
	Status *desk.OperatorStatus `json:"status,omitempty" enum:"active,inactive"`
	Limit  *int                 `json:"limit,omitempty" minimum:"0" maximum:"1000" doc:"0: the default, 5. What they have already stays theirs."`
}

// TargetsView is to whom dialogs can be handed over.
type TargetsView struct {
	Teams     []TeamTargetView     `json:"teams" nullable:"false"`
	Operators []OperatorTargetView `json:"operators" nullable:"false"`
}

// TeamTargetView is a team to hand over to.
type TeamTargetView struct {
	ID    desk.TeamID `json:"id"`
	Title string      `json:"title"`
}

// OperatorTargetView is an operator to hand over to.
type OperatorTargetView struct {
	ID     desk.OperatorID       `json:"id"`
	Name   string                `json:"name"`
	Status desk.TransferStanding `json:"status" enum:"active,inactive,limit_reached" doc:"Who has reached their limit takes none."`
}

func (r router) attendance() {
	add(r, op{method: http.MethodGet, path: "/v1/transfer-targets", id: "list-transfer-targets", may: answer, tag: "Dialogs", summary: "List whom a dialog can be handed to",
		description: "All teams, and all operators whose accounts are on or for whom an API key stands, with whether they are active, inactive or at their limit (limit_reached)."},
		func(ctx context.Context, _ *call, _ *struct{}) (*body[TargetsView], error) { return r.s.targets(ctx) })
	add(r, op{method: http.MethodGet, path: "/v1/me/status", id: "get-my-status", may: anyKey, tag: "Operators", summary: "Ask whether one is assigned dialogs", description: "For who is an operator, or holds a key that stands for one."},
		func(ctx context.Context, c *call, _ *struct{}) (*body[WorkloadView], error) {
			w, err := r.s.Attendance.Of(ctx, c.Operator)
			return &body[WorkloadView]{workloadView(w)}, err
		})
	add(r, op{method: http.MethodPut, path: "/v1/me/status", id: "set-my-status", may: answer, tag: "Operators", summary: "Become active or inactive",
		description: "Who is active is assigned what waits for their teams, up to their limit. At first one is inactive; signing out makes inactive, and signing in brings back what one was."},
		func(ctx context.Context, c *call, in *struct{ Body StatusView }) (*body[WorkloadView], error) {
			w, err := r.s.Attendance.SetStatus(ctx, c.Operator, in.Body.Status)
			return &body[WorkloadView]{workloadView(w)}, err
		})
	add(r, op{method: http.MethodGet, path: "/v1/operators/{id}/workload", id: "get-workload", may: supervisors, tag: "Operators", summary: "Read what an operator has to do"},
		func(ctx context.Context, _ *call, in *OperatorPath) (*body[WorkloadView], error) {
			w, err := r.s.Attendance.Of(ctx, in.ID)
			return &body[WorkloadView]{workloadView(w)}, err
		})
	add(r, op{method: http.MethodPatch, path: "/v1/operators/{id}/workload", id: "change-workload", may: supervisors, tag: "Operators", summary: "Set an operator's status or limit", description: "Only what is named is changed."},
		func(ctx context.Context, _ *call, in *struct {
			OperatorPath
			Body ChangeWorkloadView
		}) (*body[WorkloadView], error) {
			w, err := r.s.Attendance.Of(ctx, in.ID)
			if err == nil && in.Body.Limit != nil {
				w, err = r.s.Attendance.SetLimit(ctx, in.ID, *in.Body.Limit)
			}
			if err == nil && in.Body.Status != nil {
				w, err = r.s.Attendance.SetStatus(ctx, in.ID, *in.Body.Status)
			}
			return &body[WorkloadView]{workloadView(w)}, err
		})
}

func (s *server) targets(ctx context.Context) (*body[TargetsView], error) {
	v := TargetsView{Teams: []TeamTargetView{}, Operators: []OperatorTargetView{}}
	teams, err := s.Setup.Teams(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range teams {
		v.Teams = append(v.Teams, TeamTargetView{t.ID, t.Title})
	}
	all, err := s.Accounts.Operators(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := s.Keys.Keys(ctx)
	if err != nil {
		return nil, err
	}
	var ids []desk.OperatorID
	for _, o := range desk.Receivers(all, keys) {
		ids = append(ids, o.ID)
		v.Operators = append(v.Operators, OperatorTargetView{ID: o.ID, Name: o.Name})
	}
	ws, err := s.Attendance.Workloads.Workloads(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, w := range ws {
		v.Operators[i].Status = w.Standing()
	}
	return &body[TargetsView]{v}, nil
}
