package limits_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/desk"
)

// board is where gates of several processes meet.
type board struct {
	mu            sync.Mutex
	o             desk.Outage
	reads, writes int
	down          bool
}

func (b *board) Outage(context.Context, desk.ConnectionID) (desk.Outage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reads++
	if b.down {
		return desk.Outage{}, desk.ErrBusy
	}
	return b.o, nil
}

func (b *board) SaveOutage(_ context.Context, o desk.Outage) (desk.Outage, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.writes++
	switch {
	case b.down:
		return o, desk.ErrBusy
	case o.Version != b.o.Version:
		return o, desk.ErrConflict
	}
	o.Version++
	b.o = o
	return o, nil
}

// shared are gates of several processes to one CRM, on one clock.
func shared(n int, b limits.Board) (*crm, []*limits.Gate) {
	c := &crm{now: start}
	var gates []*limits.Gate
	for range n {
		gates = append(gates, &limits.Gate{
			Next: c, Now: func() time.Time { return c.now }, Sleep: func(context.Context, time.Duration) error { return nil }, Board: b, Connection: "hub",
		})
	}
	return c, gates
}

// A CRM that is down for one process is left alone by all, one of them tries whether it is
// there again, and all go on once it is; and while nothing changes nothing is written.
func TestBoard_OneFindsOutForAll(t *testing.T) {
	b := &board{}
	c, gates := shared(5, b)
	c.answer = func(int) (int, string, string) { return 503, "", "down" }
	for range 3 {
		_, _ = call(t, gates[0])
	}
	if c.asked != 3 || b.writes != 1 || b.o.Failed != 3 || !b.o.Since.Equal(start) {
		t.Fatalf("%d calls, %d writes, the board says %+v", c.asked, b.writes, b.o)
	}
	for _, g := range gates {
		var later *desk.Later
		if _, err := call(t, g); !errors.As(err, &later) || !later.Until.Equal(b.o.Until) {
			t.Errorf("another process asks: %v", err)
		}
	}
	if c.asked != 3 || b.writes != 1 {
		t.Errorf("%d calls, %d writes after others asked", c.asked, b.writes)
	}
	c.now = b.o.Until // it is time to try: one does, and it is down still
	tried := 0
	for _, g := range gates {
		before := c.asked
		if _, err := call(t, g); err == nil {
			t.Error("it is there")
		}
		tried += c.asked - before
	}
	if tried != 1 || !b.o.Until.After(c.now.Add(30*time.Second)) {
		t.Errorf("%d tried, the board says %+v", tried, b.o)
	}
	c.answer = nil // it is there again
	c.now = b.o.Until
	for i, g := range gates {
		if _, err := call(t, g); err != nil && i == 0 {
			t.Errorf("who tries: %v", err)
		}
	}
	c.now = c.now.Add(time.Minute)
	writes := b.writes
	for _, g := range gates {
		for range 20 {
			if _, err := call(t, g); err != nil {
				t.Errorf("once it is there: %v", err)
			}
		}
	}
	if b.writes != writes || b.o.Failed != 0 || !b.o.Since.IsZero() {
		t.Errorf("%d writes for calls that change nothing, the board says %+v", b.writes-writes, b.o)
	}
	if most := 5 * 8; b.reads > most {
		t.Errorf("the board was read %d times", b.reads)
	}
}

// Who finds by hand that a CRM is there again ends its outage, for this process at once and
// for the others once they look; a wait that the CRM asked for stays.
func TestAnswered_EndsAnOutage(t *testing.T) {
	b := &board{}
	c, gates := shared(2, b)
	c.answer = func(int) (int, string, string) { return 503, "", "down" }
	for range 3 {
		_, _ = call(t, gates[0])
	}
	if _, err := call(t, gates[1]); err == nil || b.o.Failed != 3 {
		t.Fatalf("it is not left alone: %v, the board says %+v", err, b.o)
	}
	c.answer = nil
	for range 2 {
		if err := gates[0].Answered(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := call(t, gates[0]); err != nil || b.o.Failed != 0 || b.writes != 2 {
		t.Errorf("it is there: %v, the board says %+v after %d writes", err, b.o, b.writes)
	}
	c.now = c.now.Add(15 * time.Second) // less than the outage would last
	if _, err := call(t, gates[1]); err != nil {
		t.Errorf("another process: %v", err)
	}
	c.answer = func(int) (int, string, string) { return 429, "60", "too much" }
	_, _ = call(t, gates[0])
	c.answer = nil
	if err := gates[0].Answered(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := call(t, gates[0]); err == nil {
		t.Error("a wait that the CRM asked for is over")
	}
	b.down = true // who can't tell the others says so
	if err := gates[0].Answered(t.Context()); err == nil {
		t.Error("the board is down, and nothing is said")
	}
}

// A wait that the CRM asks one process for is all processes'.
func TestBoard_AWaitIsEverybodys(t *testing.T) {
	b := &board{}
	c, gates := shared(2, b)
	c.answer = func(int) (int, string, string) { return 429, "Retry-After: 60", "" }
	_, _ = call(t, gates[0])
	_, err := call(t, gates[1])
	if c.asked != 1 || !errors.Is(err, desk.ErrBusy) || b.writes != 1 {
		t.Errorf("%d calls, %d writes, %v", c.asked, b.writes, err)
	}
	c.answer, c.now = nil, c.now.Add(time.Minute)
	for _, g := range gates {
		if _, err := call(t, g); err != nil {
			t.Errorf("after the wait: %v", err)
		}
	}
}

// Without the board each process knows what it knows itself, and no call fails for it.
func TestBoard_ThatIsDownHoldsNobodyUp(t *testing.T) {
	b := &board{down: true}
	c, gates := shared(1, b)
	if _, err := call(t, gates[0]); err != nil {
		t.Error(err)
	}
	c.answer = func(int) (int, string, string) { return 503, "", "down" }
	for range 5 {
		_, _ = call(t, gates[0])
	}
	if c.asked != 4 {
		t.Errorf("%d calls", c.asked)
	}
	c.answer, c.now = nil, c.now.Add(time.Hour)
	if _, err := call(t, gates[0]); err != nil {
		t.Error(err)
	}
}

// However many ask at once, one tries.
func TestBoard_OfManyOneTries(t *testing.T) {
	b := &board{o: desk.Outage{Connection: "hub", Until: start.Add(-time.Second), Why: "down", Failed: 3, Version: 7}}
	down := &counted{}
	var wg sync.WaitGroup
	for range 8 {
		g := &limits.Gate{Now: func() time.Time { return start }, Board: b, Connection: "hub", Next: down}
		wg.Go(func() { _, _ = call(t, g) })
	}
	wg.Wait()
	if n := down.n.Load(); n != 1 || !b.o.Until.After(start) {
		t.Errorf("%d tried, the board says %+v", n, b.o)
	}
}

// counted is a CRM that is down.
type counted struct{ n atomic.Int64 }

func (c *counted) RoundTrip(*http.Request) (*http.Response, error) {
	c.n.Add(1)
	return &http.Response{StatusCode: 503, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("down"))}, nil
}

// That a CRM lets us in no more is told to all once, whoever finds it, and written again only
// when it changes; an outage beside it is as it was.
func TestBoard_WhoIsShutOutIsToldOnce(t *testing.T) {
	b := &board{}
	c, gates := shared(3, b)
	_, _ = call(t, gates[0])
	_, _ = call(t, gates[1])
	for _, step := range []struct {
		by     int
		why    desk.Code
		writes int
		since  time.Time
	}{
		{0, "", 0, time.Time{}}, {0, desk.WhyWebhook, 1, start}, {0, desk.WhyWebhook, 1, start},
		{1, desk.WhyWebhook, 2, start}, // it did not know: refused as another version's, it looked
		{2, "", 2, start},              // … and one that never looked knows of nothing
		{0, desk.WhyToken, 3, start}, {0, "", 4, time.Time{}}, {0, "", 4, time.Time{}},
	} {
		if err := gates[step.by].LetIn(t.Context(), step.why); err != nil || b.writes != step.writes || !b.o.ShutSince.Equal(step.since) {
			t.Errorf("%+v: %d writes, the board says %+v (%v)", step, b.writes, b.o, err)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	must(gates[0].LetIn(t.Context(), desk.WhyToken))
	c.answer = func(int) (int, string, string) { return 503, "", "down" }
	for range 3 {
		_, _ = call(t, gates[0])
	}
	if b.o.Failed != 3 || b.o.Shut != desk.WhyToken {
		t.Errorf("once it is down the board says %+v", b.o)
	}
	must(gates[0].LetIn(t.Context(), desk.WhyUnpaid))
	if b.o.Failed != 3 || b.o.Shut != desk.WhyUnpaid || b.o.Until.IsZero() {
		t.Errorf("while it is down the board says %+v", b.o)
	}
	must(gates[0].Answered(t.Context()))
	if b.o.Failed != 0 || b.o.Shut != desk.WhyUnpaid {
		t.Errorf("once it answers the board says %+v", b.o)
	}
}
