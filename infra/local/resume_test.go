package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// watched sees what a start looks for, before it is answered.
type watched struct {
	flow.Overdue
	before func(what string)
}

func (w watched) DueRuns(ctx context.Context, before time.Time, ask desk.PageAsk) (desk.Page[desk.Run], error) {
	w.before("runs")
	return w.Overdue.DueRuns(ctx, before, ask)
}

func (w watched) DueJobs(ctx context.Context, before time.Time, ask desk.PageAsk) (desk.Page[desk.Job], error) {
	w.before("deliveries")
	return w.Overdue.DueJobs(ctx, before, ask)
}

func (w watched) OpenDialogs(ctx context.Context, ask desk.PageAsk) (desk.Page[desk.Dialog], error) {
	w.before("dialogs")
	return w.Overdue.OpenDialogs(ctx, ask)
}

// crowd stores n open dialogs of n customers, whom nobody bound yet, a second
// apart, as a process leaves them that is killed over them.
func (h *house) crowd(n int) (ids []desk.DialogID) {
	h.t.Helper()
	line, err := h.sys.Store.Line(h.t.Context(), shop)
	h.must(err)
	for i := range n {
		h.clock.Set(h.clock.Now().Add(time.Second))
		c := line.Customer(fmt.Sprint(10_000 + i))
		a, err := h.sys.Store.Append(h.t.Context(), desk.Append{
			Line: line, Profile: desk.Profile{User: fmt.Sprint(10_000 + i), Name: "Anna"},
			Message: desk.Message{Customer: c, External: "1", Author: desk.ByCustomer, Text: "Hello!", SentAt: h.clock.Now()},
		})
		h.must(err)
		ids = append(ids, a.Dialog.ID)
	}
	return ids
}

// reopened opens the house's folder again, and nothing of what lies there is asked
// for yet.
func (h *house) reopened() {
	h.t.Helper()
	h.must(h.sys.Close())
	h.opened()
}

// serving serves the house over HTTP until stop, which answers with what serving
// ended with.
func (h *house) serving() (base string, stop func() error) {
	h.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	ctx, cancel := context.WithCancel(h.t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- h.sys.serve(ctx, options{Addr: l.Addr().String(), Dir: h.dir, Settings: desk.DefaultSettings()}, l, silent, &lockedBuffer{})
	}()
	return "http://" + l.Addr().String(), func() error { cancel(); return <-ended }
}

// What a start looks for is answered only once it serves: were it looked for
// first, nobody would ever be answered.
func TestItServesBeforeItHasLookedForWhatLiesThere(t *testing.T) {
	h := newHouse(t)
	ids := h.crowd(250)
	h.reopened()
	healthy, all := make(chan bool), make(chan bool)
	pages := 0
	h.sys.Scheduler.Overdue = watched{h.sys.Store, func(what string) {
		<-healthy
		if what == "dialogs" {
			if pages++; pages == 3 {
				close(all)
			}
		}
	}}
	base, stop := h.serving()
	res, err := http.Get(base + "/v1/health")
	h.must(err)
	h.must(res.Body.Close())
	if res.StatusCode != http.StatusOK {
		t.Errorf("health: %d, want 200", res.StatusCode)
	}
	close(healthy)
	<-all
	h.must(stop())
	h.restart()
	for _, id := range ids {
		if !h.sys.Scheduler.Idles.Has(id) {
			t.Errorf("nobody closes %s", id)
		}
	}
}

// Told to end in the middle of what lies there, it looks no further, and the next
// start finds all of it.
func TestAStopInTheMiddleOfTheStartLosesNothing(t *testing.T) {
	for _, at := range []string{"runs", "deliveries", "dialogs"} {
		h := newHouse(t)
		ids := h.crowd(250)
		h.reopened()
		var mu sync.Mutex
		var asked []string
		stopped, told := make(chan bool), make(chan bool)
		h.sys.Scheduler.Overdue = watched{h.sys.Store, func(what string) {
			mu.Lock()
			asked = append(asked, what)
			first := !slices.Contains(asked[:len(asked)-1], at)
			mu.Unlock()
			if what == at && first {
				close(told)
				<-stopped
			}
		}}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan bool)
		go func() { h.sys.Scheduler.Run(ctx, t.Context()); close(done) }()
		<-told
		cancel()
		close(stopped)
		<-done
		if len(asked) > slices.Index(asked, at)+3 { // the first page of what comes after, refused
			t.Errorf("stopped at the %s, it asked on: %v", at, asked)
		}
		h.restart()
		h.pass(time.Minute)
		for _, id := range ids {
			if d := h.dialog(string(id)); d.Contact == "" {
				t.Fatalf("stopped at the %s: %s is not bound", at, id)
			}
		}
		h.pass(25 * time.Hour)
		if open := h.dialogs("state=waiting"); len(open) != 0 {
			t.Errorf("stopped at the %s: %d dialogs are open after their time, want none", at, len(open))
		}
	}
}

// What a start finds is asked for at its own time, and closed dialogs whose steps
// have not ended at once.
func TestAStartAsksForEachAtItsTime(t *testing.T) {
	h := newHouse(t)
	ids := h.crowd(3)
	gone := desk.DialogID("gone-1")
	h.must(h.sys.begun.Begin(gone))
	opened := h.clock.Now().Add(-2 * time.Second)
	h.restart()
	h.settle()
	if h.sys.Scheduler.Idles.Has(gone) {
		t.Error("the steps of a dialog that is gone were not ended")
	}
	next, ok := h.sys.Scheduler.Next()
	if want := opened.Add(desk.DefaultSettings().Idle); !ok || !next.Equal(want) {
		t.Errorf("the first of %d dialogs is due at %v, want %v", len(ids), next, want)
	}
}
