package main

import (
	"context"
	"fmt"
	"runtime"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// seated is a reader that computes instead of waiting for somebody: it reads as
// many chats at once as there are seats, and what more there is waits in order.
// So whatever is read, a processor is left for webhooks and the API. A reading
// gives its seat to whoever waits longest each time that it looks at its context,
// and goes on behind them: a chat that takes long to read, and a customer can make
// one, holds up nobody's short one.
type seated struct {
	Reader flow.Reader
	Seats  chan struct{}
}

// newSeats leaves one processor free, if there are two.
func newSeats() chan struct{} { return make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)) }

// Read is flow.Reader's.
func (r seated) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	select {
	case r.Seats <- struct{}{}:
	case <-ctx.Done():
		return desk.Reading{}, fmt.Errorf("%w: wait to read %s: %w", desk.ErrBusy, chat.Dialog, ctx.Err())
	}
	defer func() { <-r.Seats }()
	return r.Reader.Read(seatedContext{ctx, r.Seats}, chat)
}

// seatedContext is the context of a reading that has a seat.
type seatedContext struct {
	context.Context
	seats chan struct{}
}

// Err is a context's, once it is the reading's turn again. The seat that is given
// up goes to the first of those who wait in the channel, and the place that is
// asked for is behind the last of them.
func (t seatedContext) Err() error {
	<-t.seats
	t.seats <- struct{}{}
	return t.Context.Err()
}
