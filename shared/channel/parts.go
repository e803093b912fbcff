package channel

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Waiter waits, and returns early when ctx ends. nil: a timer.
type Waiter func(ctx context.Context, d time.Duration)

func (w Waiter) wait(ctx context.Context, d time.Duration) {
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

// inParts sends the n parts of a message in their order. The first part's
// failure is the whole's. A later one's can't be put off, or the first would go
// out twice: it is tried again here while that is surely right.
func (w Waiter) inParts(ctx context.Context, n int, send func(i int) error) error {
	left := partsPatience
	for i := range n {
		err := send(i)
		for try := 1; i > 0 && err != nil; try++ {
			var s *desk.SendError
			if !errors.As(err, &s) || !s.Again {
				break
			}
			pause := max(s.After, desk.Backoff(try))
			if left -= pause; left < 0 {
				break
			}
			w.wait(ctx, pause)
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
// message, of which done parts have gone out.
func afterPart(err error, done, parts int) error {
	if err == nil || done == 0 {
		return err
	}
	var s *desk.SendError
	if !errors.As(err, &s) {
		s = refused("error", err.Error())
	}
	part := *s
	part.Again, part.After, part.Unsure = false, 0, true
	part.Reason = fmt.Sprintf("%d of %d parts went out, then: %s", done, parts, s.Reason)
	return &part
}
