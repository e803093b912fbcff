package talk

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// DeadlinesJob brings a changed idle time-out to the dialogs that are open.
type DeadlinesJob struct{ Deadlines *Deadlines }

// Job does the jobs of kind desk.JobDeadlines, each at least once.
func (s *Deadlines) Job() work.Handler { return work.AtLeastOnce{Job: DeadlinesJob{s}} }

// Do implements work.Repeatable.
func (j DeadlinesJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return 0, j.Deadlines.Bring(ctx, v)
}
