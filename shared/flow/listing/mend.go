package listing

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/work"
)

// Mender makes up for changes that were not told, also where it is another consumer that
// failed, or a change before them: each that may have moved something in the lists has it
// listed anew by a job. Lists are made of what is now, so it does not matter that a job
// comes late, or that the change was told after all.
type Mender struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Mend implements feed.Mender. A change has one job, however often it fails.
func (m *Mender) Mend(ctx context.Context, r desk.FeedRecord) error {
	var job desk.Job
	switch {
	case r.Dialog != nil && !(r.Dialog.Old != nil && r.Dialog.New != nil && r.Dialog.Old.ListedAlike(*r.Dialog.New)):
		d, _ := r.Dialog.Newest()
		job = desk.NewListJob(d, desk.CardRef{}, r.Dialog.Version, m.Now())
	case r.Card != nil:
		c, _ := r.Card.Newest()
		job = desk.NewListJob(desk.Dialog{}, c.Ref, r.Card.Version, m.Now())
	default:
		return nil
	}
	return work.Queue(ctx, m.Jobs, m.Outbox, job, job.Due.Sub(m.Now()))
}

// Job does the jobs of kind desk.JobList, each at least once.
func (l *Lister) Job() work.Handler { return work.AtLeastOnce{Job: listJob{l}} }

type listJob struct{ lister *Lister }

// Do implements work.Repeatable: listing once more writes nothing.
func (j listJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	if v.Contact == "" {
		return 0, j.lister.List(ctx, v.Dialog)
	}
	ref, err := desk.ParseCardRef(v.Contact)
	if err != nil {
		return 0, err
	}
	return 0, j.lister.relist(ctx, ref)
}

// relist has a card stand where it belongs, and the dialogs of a contact be found by what
// they are called now.
func (l *Lister) relist(ctx context.Context, ref desk.CardRef) error {
	cards, err := l.Cards.CardsAt(ctx, []desk.CardRef{ref})
	if err != nil {
		return err
	}
	if cards[0].Ref.ID == "" {
		err = l.Cards.UnmarkChanged(ctx, ref)
	} else {
		err = l.Cards.MarkChanged(ctx, cards[0])
	}
	if err != nil || ref.Kind != desk.KindContact {
		return err
	}
	return l.listWith(ctx, ref)
}
