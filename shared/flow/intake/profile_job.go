package intake

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// ProfileJob asks a messenger for customers who could not be asked for when they
// were bound.
type ProfileJob struct{ Binder *Binder }

// ProfileJob does the jobs of kind desk.JobLook, each at least once.
func (b *Binder) ProfileJob() work.Handler { return work.AtLeastOnce{Job: ProfileJob{b}} }

// Do implements work.Repeatable.
func (j ProfileJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return 0, j.Binder.there(ctx, v, j.Binder.LookAgain(ctx, v))
}
