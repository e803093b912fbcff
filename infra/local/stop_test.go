package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A reading that never ends, deaf or not, keeps nobody from stopping.
func TestAStopTakesLessThanTwoSeconds(t *testing.T) {
	for name, work := range map[string]func(ctx context.Context, release chan bool){
		"nothing":                 func(context.Context, chan bool) {},
		"work that heeds its end": func(ctx context.Context, _ chan bool) { <-ctx.Done() },
		"work that heeds nothing": func(_ context.Context, release chan bool) { <-release },
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			release := make(chan bool)
			defer close(release)
			j := newJobs(ctx)
			j.running.Go(func() { work(j.work, release) })
			time.Sleep(time.Hour)
			if j.work.Err() != nil {
				t.Errorf("%s: cut off before the stop", name)
			}
			stop()
			begin := time.Now()
			j.Wait(silent)
			if took := time.Since(begin); took >= 2*time.Second-100*time.Millisecond || name == "nothing" && took > 0 {
				t.Errorf("%s: the stop took %v", name, took)
			}
		})
	}
}

// Browsers open connections in advance: one that asks nothing doesn't hold up the end.
func TestAStopHangsUpOnWhoAsksNothing(t *testing.T) {
	h := newHouse(t)
	base, stop := h.serving()
	for range 3 {
		c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		h.must(err)
		t.Cleanup(func() { _ = c.Close() })
	}
	res, err := http.Get(base + "/v1/health") // those before it have been accepted
	h.must(err)
	h.must(res.Body.Close())
	h.must(stop())
}
