package store

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Who has a dialog stands in three places: in the dialog, in its operator's
// workload, and, while it waits for a team, among the team's dialogs. Every write
// of a dialog brings the other two along, in the same transaction, so that they are
// never apart and no verb need think of them. A message that moves an open dialog
// touches none: where it should have, whoever looks at the list next does.

// A team's dialogs, W#team: those that nobody has, in the order in which they are
// assigned, and those that were assigned for a time, by its end.
const (
	preWaits  = "Q#"
	preUntake = "A#"
)

// waits is where a dialog stands among its team's; "": nowhere.
func waits(d desk.Dialog) string {
	switch {
	case d.Team == "" || !d.Open():
	case d.Waits() && !d.WaitingSince.IsZero():
		return fmt.Sprintf("%s%d#%s", preWaits, d.Priority.Rank(), Timed(d.WaitingSince, string(d.ID)))
	case d.Assigned() && !d.AssignedUntil.IsZero():
		return preUntake + Timed(d.AssignedUntil, string(d.ID))
	}
	return ""
}

// step is a dialog as it was, the zero head if it was not there, and as it shall be.
type step struct {
	was head
	now *head
}

// alongside are the operations that belong to dialogs' steps: on the workloads of
// the operators who had them or will, and on the lists of teams. It must be asked
// before the dialogs' items are made. The errors of desk.Workload.Take refuse.
func (s Store) alongside(ctx context.Context, steps ...step) ([]Op, error) {
	var ops []Op
	var who []desk.OperatorID
	for _, st := range steps {
		st.now.waits = waits(st.now.Dialog)
		had, has := Key{waitsPK(st.was.Team), st.was.waits}, Key{waitsPK(st.now.Team), st.now.waits}
		if had != has && had.SK != "" {
			ops = append(ops, Delete(had))
		}
		if had != has && has.SK != "" {
			ops = append(ops, Put(Item{"pk": has.PK, "sk": has.SK, "dialog": string(st.now.ID)}))
		}
		if from, to := st.was.Holder(), st.now.Holder(); from != to {
			who = append(who, from, to)
		}
	}
	who = slices.DeleteFunc(who, func(o desk.OperatorID) bool { return o == "" })
	if len(who) == 0 {
		return ops, nil
	}
	have, err := s.Workloads(ctx, who)
	if err != nil {
		return nil, err
	}
	were, are := map[desk.OperatorID]desk.Workload{}, map[desk.OperatorID]desk.Workload{}
	for _, w := range have {
		were[w.Operator], are[w.Operator] = w, w
	}
	for _, st := range steps { // what goes makes room for what comes
		if from := st.was.Holder(); from != "" && from != st.now.Holder() {
			are[from] = are[from].Without(st.was.ID)
		}
	}
	for _, st := range steps {
		if to := st.now.Holder(); to != "" && to != st.was.Holder() {
			if are[to], err = are[to].Take(st.now.Dialog); err != nil {
				return nil, err
			}
		}
	}
	for _, o := range slices.Sorted(maps.Keys(are)) {
		if slices.Equal(are[o].Dialogs, were[o].Dialogs) && are[o].AssignedAt.Equal(were[o].AssignedAt) {
			continue
		}
		it, err := newWorkload(are[o])
		if err != nil {
			return nil, err
		}
		ops = append(ops, over(it, were[o].Version))
	}
	return ops, nil
}

// routeJob is the operation that stores the job of a dialog that is to be routed;
// none if it is not.
func (s Store) routeJob(d desk.Dialog) ([]Op, error) {
	if !d.ToRoute() {
		return nil, nil
	}
	it, err := newJob(desk.NewRouteJob(d, s.Now()))
	return []Op{Put(it)}, err
}

// A workload's item: version, w the rest.
type workloadItem struct {
	Status     desk.OperatorStatus `json:"status,omitempty"`
	Before     desk.OperatorStatus `json:"before,omitempty"`
	Limit      int                 `json:"limit,omitempty"`
	Off        bool                `json:"off,omitempty"`
	Dialogs    []desk.DialogID     `json:"dialogs,omitempty"`
	AssignedAt time.Time           `json:"assigned_at,omitzero"`
}

func newWorkload(w desk.Workload) (Item, error) {
	k := workloadKey(w.Operator)
	b, err := blob(workloadItem{w.Status, w.Before, w.Limit, w.Off, w.Dialogs, utc(w.AssignedAt)})
	return Item{"pk": k.PK, "sk": k.SK, "w": b}, err
}

func workloadFrom(it Item) (desk.Workload, error) {
	x, err := unblob[workloadItem](it, "w")
	return desk.Workload{
		Operator: desk.OperatorID(it.Str("pk")[len(preOperator):]), Status: x.Status, Before: x.Before, Limit: x.Limit, Off: x.Off,
		Dialogs: x.Dialogs, AssignedAt: x.AssignedAt, Version: it.Int("version"),
	}, err
}

// Workloads implements routing.Workloads.
func (s Store) Workloads(ctx context.Context, of []desk.OperatorID) ([]desk.Workload, error) {
	for _, o := range of {
		if err := ValidateKey(workloadKey(o)); err != nil {
			return nil, wrap(err, "workload of an operator")
		}
	}
	its, err := s.Table().Fetch(ctx, each(of, workloadKey), true)
	if err != nil {
		return nil, wrap(err, "workloads")
	}
	out := make([]desk.Workload, len(of))
	for i, it := range its {
		if out[i] = (desk.Workload{Operator: of[i], Status: desk.OperatorInactive}); it == nil {
			continue
		}
		if out[i], err = workloadFrom(it); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ChangeWorkload implements routing.Workloads.
func (s Store) ChangeWorkload(ctx context.Context, of desk.OperatorID, change func(desk.Workload) (desk.Workload, error), jobs ...desk.Job) (desk.Workload, error) {
	for range maxRaces {
		had, err := s.Workloads(ctx, []desk.OperatorID{of})
		if err != nil {
			return desk.Workload{}, err
		}
		was := had[0]
		now, err := change(was)
		if err != nil {
			return desk.Workload{}, err
		}
		now.Operator, now.Dialogs, now.AssignedAt, now.Version = of, was.Dialogs, was.AssignedAt, was.Version
		if len(jobs) == 0 && reflect.DeepEqual(now, was) {
			return was, nil
		}
		it, err := newWorkload(now)
		if err != nil {
			return desk.Workload{}, err
		}
		ops := []Op{over(withWriteToken(it), was.Version)}
		for _, v := range jobs {
			job, err := newJob(v)
			if err != nil {
				return desk.Workload{}, err
			}
			ops = append(ops, Put(job))
		}
		_, err = s.Engine.Write(ctx, ops...)
		if err = unlessOwnWrite(err, it); err == nil {
			return workloadFrom(it)
		}
		if !lostRace(err) {
			return desk.Workload{}, wrap(err, "workload of %s", of)
		}
	}
	return desk.Workload{}, busy("change a workload")
}

// Waiting implements routing.Waiting.
func (s Store) Waiting(ctx context.Context, team desk.TeamID, ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
	return s.waiting(ctx, Query{PK: waitsPK(team), Prefix: preWaits, Strong: true}, ask)
}

// Untaken implements routing.Waiting.
func (s Store) Untaken(ctx context.Context, team desk.TeamID, by time.Time, ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
	return s.waiting(ctx, Query{PK: waitsPK(team), From: preUntake, To: preUntake + stamp(by.Add(time.Microsecond)), Strong: true}, ask)
}

func (s Store) waiting(ctx context.Context, q Query, ask desk.PageAsk) (desk.Page[desk.DialogID], error) {
	l := Lister[desk.DialogID]{Query: q}
	l.Read = func(_ context.Context, entries []Item) ([]desk.DialogID, []bool, error) {
		ok := make([]bool, len(entries))
		for i := range ok {
			ok[i] = true
		}
		return each(entries, func(it Item) desk.DialogID { return desk.DialogID(it.Str("dialog")) }), ok, nil
	}
	page, err := l.Page(ctx, s.Table(), ask)
	return page, wrap(err, "waiting dialogs")
}
