package kit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Waiter waits, and returns early when ctx ends. nil: a timer.
type Waiter func(ctx context.Context, d time.Duration)

func (w Waiter) Wait(ctx context.Context, d time.Duration) {
	if w != nil {
		w(ctx, d)
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}

// partsPatience is how long the later parts of a message may be waited for, all
// together.
const partsPatience = 30 * time.Second

// InParts sends the n parts of a message in their order, but for those that an
// earlier attempt has sent. A later part that surely did not go out is tried
// again here for a while, so that a message is not torn; after that the failure
// says how many parts are out, and the next attempt begins there.
func (w Waiter) InParts(ctx context.Context, done, n int, send func(i int) error) error {
	left := partsPatience
	for i := done; i < n; i++ {
		err := send(i)
		for try := 1; i > done && err != nil; try++ {
			var s *desk.SendError
			if !errors.As(err, &s) || !s.Again {
				break
			}
			pause := max(s.After, desk.Backoff(try))
			if left -= pause; left < 0 {
				break
			}
			w.Wait(ctx, pause)
			if ctx.Err() != nil {
				break
			}
			err = send(i)
		}
		if err != nil {
			return afterPart(err, i, n)
		}
	}
	return nil
}

// afterPart turns the failure of a later part into what it means for the whole
// message, of which done parts have gone out. What no attempt will mend leaves a
// part of it with the customer, so it is unsure and no plain failure.
func afterPart(err error, done, parts int) error {
	if err == nil || done == 0 {
		return err
	}
	var s *desk.SendError
	if !errors.As(err, &s) {
		s = Refused("error", err.Error())
	}
	part := *s
	part.Done, part.Unsure = done, !s.Again
	part.Reason = fmt.Sprintf("%d of %d parts went out, then: %s", done, parts, s.Reason)
	return &part
}
