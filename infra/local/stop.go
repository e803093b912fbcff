package main

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// A stop takes less than two seconds, whatever is under way: lastWord is how long
// requests and jobs may go on, and grace how much longer is waited for those that
// were then told to end. What is cut off is what a kill would cut off: it is
// stored, and goes on at the next start.
const (
	lastWord = time.Second
	grace    = 500 * time.Millisecond
)

// jobs are what runs beside the server until it stops.
type jobs struct {
	running sync.WaitGroup
	work    context.Context // of what is under way
	cut     context.CancelFunc
}

// newJobs are cut lastWord after ctx ended.
func newJobs(ctx context.Context) *jobs {
	j := &jobs{}
	j.work, j.cut = context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(ctx, func() { time.AfterFunc(lastWord, j.cut) })
	return j
}

// Wait waits until all have ended, or don't heed that they were told to.
func (j *jobs) Wait(log *slog.Logger) {
	ended := make(chan struct{})
	go func() {
		j.running.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		j.cut()
		return
	case <-j.work.Done():
	}
	select {
	case <-ended:
	case <-time.After(grace):
		log.Warn("left behind what did not end in time: it goes on at the next start")
	}
}
