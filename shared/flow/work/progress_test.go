package work_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// stretchedJobs are jobs in a map; it counts its reads.
type stretchedJobs struct {
	all   map[desk.JobID]desk.Job
	reads int
}

func (s *stretchedJobs) Job(_ context.Context, id desk.JobID) (desk.Job, error) {
	s.reads++
	if v, ok := s.all[id]; ok {
		return v, nil
	}
	return desk.Job{}, desk.ErrNotFound
}
func (s *stretchedJobs) AddJob(context.Context, desk.Job) error              { return nil }
func (s *stretchedJobs) SaveJob(context.Context, desk.Job) (desk.Job, error) { return desk.Job{}, nil }

// A long job's newest stretch is found in few reads, however many there were, and says how
// far it is; a job of another kind is none.
func TestProgressOfALongJob(t *testing.T) {
	for _, c := range []struct {
		stretches int
		last      desk.JobState
		want      desk.ProgressState
		reads     int
	}{
		{1, desk.JobQueued, desk.ProgressRunning, 2}, {1, desk.JobSent, desk.ProgressDone, 2}, {2, desk.JobSending, desk.ProgressRunning, 3},
		{3, desk.JobDead, desk.ProgressFailed, 5}, {700, desk.JobSent, desk.ProgressDone, 22},
	} {
		jobs := &stretchedJobs{all: map[desk.JobID]desk.Job{}}
		v := desk.NewListsJob("mark", time.Time{})
		first := v.ID
		for n := range c.stretches {
			v.State = desk.JobSent
			if n == c.stretches-1 {
				v.State, v.Reason = c.last, "why"
			}
			jobs.all[v.ID] = v
			v = v.Stretch("cursor", time.Time{})
		}
		got, err := work.Progress(t.Context(), jobs, desk.JobLists, first)
		if err != nil || got.State != c.want || got.Stretches != c.stretches || got.Job != first || jobs.reads > c.reads || (got.Reason != "") != (c.want == desk.ProgressFailed) {
			t.Errorf("%d stretches, the last %s: %+v, %v after %d reads", c.stretches, c.last, got, err, jobs.reads)
		}
		if _, err := work.Progress(t.Context(), jobs, desk.JobFigures, first); !errors.Is(err, desk.ErrNotFound) {
			t.Errorf("of another kind: %v", err)
		}
	}
}
