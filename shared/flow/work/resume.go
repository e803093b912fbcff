package work

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Resumer brings what was put off because a connected CRM was down, once it is there again.
//
// Idempotent: what is brought twice looks first whether there is anything to do. What is not
// brought comes by itself, at the hour to which it was put off.
type Resumer struct {
	Overdue flow.Overdue
	Jobs    flow.Jobs
	Runs    flow.Runs
	Quiet   flow.QuietQueue
	Outbox  flow.Outbox
	Now     func() time.Time
}

// longestOutage is for how long a CRM that is down is left alone, at most.
const longestOutage = time.Hour

// Resume says how much is brought. It comes once all processes know that the outage is over:
// one that did not would put it off again. Each is changed only as it was found, so what
// somebody is at meanwhile stays theirs.
func (r *Resumer) Resume(ctx context.Context, c desk.ConnectionID) (int, error) {
	now, over, n := r.Now(), desk.Outage{Connection: c}, 0
	at := now.Add(desk.OutageHeard)
	var failed []error
	brought := func(err error) error {
		if errors.Is(err, desk.ErrConflict) { // somebody is at it
			return nil
		}
		if err == nil {
			n++
		}
		return err
	}
	_, err := Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Job], error) {
		return r.Overdue.DueJobs(ctx, now.Add(longestOutage), ask)
	}, func(v desk.Job) error {
		if v.State != desk.JobQueued || !v.Due.After(at) || !over.Holds(v.Reason) {
			return nil
		}
		v.Due = at
		_, err := r.Jobs.SaveJob(ctx, v)
		if err == nil {
			err = r.Outbox.Enqueue(ctx, v, desk.OutageHeard)
		}
		return brought(err)
	})
	if err != nil {
		failed = append(failed, fmt.Errorf("bring the jobs that waited for %s: %w", c, err))
	}
	_, err = Every(ctx, func(ask desk.PageAsk) (desk.Page[desk.Run], error) {
		return r.Overdue.DueRuns(ctx, now.Add(longestOutage), ask)
	}, func(run desk.Run) error {
		if run.State != desk.RunWaiting || !run.StartsAt.After(at) || !over.Holds(run.Reason) {
			return nil
		}
		run.StartsAt = at
		saved, err := r.Runs.SaveRun(ctx, run, nil, nil)
		if err == nil {
			err = r.Quiet.Schedule(ctx, saved.Wakeup(), desk.OutageHeard)
		}
		return brought(err)
	})
	if err != nil {
		failed = append(failed, fmt.Errorf("bring the runs that waited for %s: %w", c, err))
	}
	return n, errors.Join(failed...)
}
