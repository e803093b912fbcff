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
func (a *Again) Ask(ctx context.Context, by desk.Actor, mark string) error {
	if err := by.MustBe(); err != nil {
		return err
	}
	return work.Queue(ctx, a.Jobs, a.Outbox, desk.NewListsJob(mark, a.Now()), 0)
}

// Job does the jobs of kind desk.JobLists, each at least once.
func (a *Again) Job() work.Handler { return work.AtLeastOnce{Job: againJob{a}} }

type againJob struct{ again *Again }

// turn is how long one call lists, of the lease that it has.
const turn = desk.JobLease / 3

// Do implements work.Repeatable: listing a stretch once more writes nothing, and the
// job that goes on is named after where it begins, so a repeat puts off no other.
func (j againJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	a := j.again
	cursor := v.Cursor
	var err error
	for until := a.Now().Add(turn); ; {
		if cursor, _, err = a.Lister.page(ctx, cursor); err != nil || cursor == "" {
			return 0, err
		}
		if !a.Now().Before(until) || ctx.Err() != nil {
			return 0, work.Queue(ctx, a.Jobs, a.Outbox, v.Further(cursor, 0, a.Now()), 0)
		}
	}
}
