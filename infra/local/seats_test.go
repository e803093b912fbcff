package main

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// steps is a reader that looks at its context as often as done says it must.
type steps func(ctx context.Context) error

func (s steps) Read(ctx context.Context, _ desk.Chat) (desk.Reading, error) {
	return desk.Reading{}, s(ctx)
}

// TestALongReadingHoldsUpNoShortOne has long readings on the only seat, and others
// waiting, when a short one comes: it ends while they are under way.
func TestALongReadingHoldsUpNoShortOne(t *testing.T) {
	const most = 1_000_000 // looks at the context, after which a long one would have ended
	seats := make(chan struct{}, 1)
	var short atomic.Bool
	var looked [3]int
	begun := make(chan struct{}, len(looked))
	var long sync.WaitGroup
	for i := range looked {
		long.Go(func() {
			_, err := seated{Seats: seats, Reader: steps(func(ctx context.Context) error {
				begun <- struct{}{}
				for ; looked[i] < most && !short.Load(); looked[i]++ {
					if err := ctx.Err(); err != nil {
						return err
					}
				}
				return nil
			})}.Read(t.Context(), desk.Chat{})
			if err != nil {
				t.Error(err)
			}
		})
	}
	for range looked {
		<-begun // also who waited has had a turn
	}
	if _, err := (seated{Seats: seats, Reader: steps(func(ctx context.Context) error {
		for range 10 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		return nil
	})}).Read(t.Context(), desk.Chat{}); err != nil {
		t.Error(err)
	}
	short.Store(true)
	long.Wait()
	for i, n := range looked {
		if n == most {
			t.Errorf("long reading %d ended first", i)
		}
	}
	if len(seats) != 0 {
		t.Errorf("%d seats are still taken", len(seats))
	}
}
