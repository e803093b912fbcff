package awsjson

import (
	"context"
	"math/rand/v2"
	"time"
)

// How long a call may take. The SDK's own waits grow to seconds and it waits for
// an answer without end, while a webhook has ten seconds for all its calls. Who
// gives up early loses nothing: the queue or the messenger brings the message
// again, and the sweep tells what was never told.
const (
	Tries      = 3
	AnswerTime = 3 * time.Second

	firstPause = 200 * time.Millisecond // at most; doubled for the third try
)

// Pause is the wait after the n-th try: half of it by chance, so that those who
// were throttled together don't come back together.
func Pause(n int) time.Duration {
	d := firstPause << (n - 1)
	return d/2 + rand.N(d/2)
}

// Patience is how long a call may be put off by throttles before its error is
// told, the time of the answers themselves not counted.
func Patience() time.Duration {
	var all time.Duration
	for n := 1; n < Tries; n++ {
		all += firstPause << (n - 1)
	}
	return all
}

func (s Service) wait(ctx context.Context, d time.Duration) error {
	if s.Wait != nil {
		return s.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
