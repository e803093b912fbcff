package work

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Stretches does a job that is too long for one call: page by page for a third of the
// lease that a call has, and puts the rest onto the outbox, as its next stretch, so that a
// repeat puts off no other.
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
			return Queue(ctx, s.Jobs, s.Outbox, v.Stretch(cursor, s.Now()), 0)
		}
	}
}

// Progress is how far a job is that began as first, and is of that kind. ErrNotFound:
// there is none. There are a few reads however many stretches there were: ever further
// ones are looked for, and then the last between the last two.
func Progress(ctx context.Context, jobs flow.Jobs, kind desk.JobKind, first desk.JobID) (desk.Progress, error) {
	newest, err := jobs.Job(ctx, first)
	if err != nil || newest.Kind != kind {
		return desk.Progress{}, fmt.Errorf("job %s: %w", first, cmp.Or(err, desk.ErrNotFound))
	}
	n := 0
	has := func(at int) (bool, error) {
		v, err := jobs.Job(ctx, desk.StretchOf(first, at))
		if errors.Is(err, desk.ErrNotFound) {
			return false, nil
		}
		if err == nil {
			newest, n = v, at
		}
		return err == nil, err
	}
	beyond := 1
	for ; ; beyond *= 2 {
		if there, err := has(beyond); err != nil || !there {
			if err != nil {
				return desk.Progress{}, err
			}
			break
		}
	}
	for n+1 < beyond {
		middle := (n + beyond) / 2
		there, err := has(middle)
		if err != nil {
			return desk.Progress{}, err
		}
		if !there {
			beyond = middle
		}
	}
	return newest.Progress(first, n), nil
}
