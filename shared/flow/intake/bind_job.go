package intake

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/work"
)

// BindJob binds dialogs to their cards.
type BindJob struct{ Binder *Binder }

// BindJob does the jobs of kind desk.JobBind, each at least once: also
// one that ended, since there may be more to bind.
func (b *Binder) BindJob() work.Handler { return work.AtLeastOnce{Job: BindJob{b}, Always: true} }

// Do implements work.Repeatable.
func (j BindJob) Do(ctx context.Context, v desk.Job) (time.Duration, error) {
	return 0, j.Binder.there(ctx, v, j.Binder.Bind(ctx, v.Dialog))
}

// there is cause, unless what the job is about was erased: then there is
// nothing to do any more.
func (b *Binder) there(ctx context.Context, v desk.Job, cause error) error {
	if !errors.Is(cause, desk.ErrNotFound) {
		return cause
	}
	if _, err := b.Customers.Customer(ctx, v.Customer); errors.Is(err, desk.ErrNotFound) {
		return nil
	}
	return cause
}
