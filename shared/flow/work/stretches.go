package work

import (
	"context"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Stretches does a job that is too long for one call: page by page for a third of the
// lease that a call has, and puts the rest onto the outbox, as a job that is named after
// where it begins, so that a repeat puts off no other.
type Stretches struct {
	Jobs   flow.Jobs
	Outbox flow.Outbox
	Now    func() time.Time
}

// Do goes on from the job's cursor. page does what begins at a cursor, and tells where the
// next one does; "": there is none. Doing a page once more must be harmless.
func (s Stretches) Do(ctx context.Context, v desk.Job, page func(ctx context.Context, cursor string) (next string, err error)) error {
	cursor := v.Cursor
	for until := s.Now().Add(desk.JobLease / 3); ; {
		next, err := page(ctx, cursor)
		if err != nil || next == "" {
			return err
		}
		if cursor = next; !s.Now().Before(until) || ctx.Err() != nil {
			return Queue(ctx, s.Jobs, s.Outbox, v.Further(cursor, 0, s.Now()), 0)
		}
	}
}
