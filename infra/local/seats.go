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
// So whatever is read, a processor is left for webhooks and the API.
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
	return r.Reader.Read(ctx, chat)
}
