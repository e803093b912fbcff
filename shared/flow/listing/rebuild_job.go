package listing

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Again has the lists made again beside all that goes on: a job goes through the
// dialogs and the cards a stretch at a time, and each stretch puts the next one onto the
// outbox. It is what a new form of the entries needs, and lists that were lost.
type Again struct {
	Lister *Lister
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Ask has them made again. The mark is the asking's: with the same one it is asked for
// once. Whoever asks twice has it done twice, which changes nothing.
func (a *Again) Ask(ctx context.Context, by desk.Actor, mark string) (desk.Progress, error) {
	if err := by.MustBe(); err != nil {
		return desk.Progress{}, err
	}
	job := desk.NewListsJob(mark, a.Now())
	return job.Progress(job.ID, 0), work.Queue(ctx, a.Jobs, a.Outbox, job, 0)
}

// Progress is how far one that was asked for is. ErrNotFound.
func (a *Again) Progress(ctx context.Context, by desk.Actor, id desk.JobID) (desk.Progress, error) {
	if err := by.MustBe(); err != nil {
		return desk.Progress{}, err
	}
	return work.Progress(ctx, a.Jobs, desk.JobLists, id)
}

// Job does the jobs of kind desk.JobLists, each at least once.
func (a *Again) Job() work.Handler { return work.AtLeastOnce{Job: againJob{a}} }

type againJob struct{ again *Again }

// Do implements work.Repeatable: listing a stretch once more writes nothing.
func (j againJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	a := j.again
	return 0, work.Stretches{Jobs: a.Jobs, Outbox: a.Outbox, Now: a.Now}.Do(ctx, v, func(ctx context.Context, cursor string) (string, error) {
		next, _, err := a.Lister.page(ctx, cursor)
		return next, err
	})
}
