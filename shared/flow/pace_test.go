package flow_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/talk"
)

// slow lets one message through every so often.
type slow struct {
	every time.Duration
	next  time.Time
}

func (s *slow) Take(_ desk.Line, _ string, now time.Time) time.Duration {
	if wait := s.next.Sub(now); wait > 0 {
		return wait
	}
	s.next = now.Add(s.every)
	return 0
}

// What we hold back ourselves is no attempt, however often it is held back, and
// goes out in the end, once.
func TestDeliver_HoldingBackIsNoAttempt(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	w.pace = &slow{every: 3 * time.Second}
	const n = 2*desk.MaxAttempts + 1
	for i := range n {
		if _, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: string(rune('a' + i)), Dialog: dialogID("ann", 1), Text: "good day"}); err != nil {
			t.Fatal(err)
		}
	}
	w.pass(10 * time.Second)
	if len(w.sent) != 4 {
		t.Errorf("%d went out in 10 s, want 4", len(w.sent))
	}
	w.pass(time.Minute)
	if len(w.sent) != n {
		t.Errorf("%d went out, want %d", len(w.sent), n)
	}
	for _, m := range w.messages("ann")[1:] {
		v, err := w.store.Job(context.Background(), desk.NewReplyJob("shop", m, dialogID("ann", 1), w.now).ID)
		if err != nil || v.State != desk.JobSent || v.Attempts != 1 {
			t.Errorf("got %+v %v, want sent at the first attempt", v, err)
		}
	}
}

// What is held back for long is not told again by the sweep, beside its own
// nudge: each minute would add another.
func TestDeliver_TheSweepLeavesAloneWhatIsHeldBack(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	w.pace = often{10 * time.Second}
	for i := range 3 {
		if _, err := w.replier().Reply(t.Context(), admin, talk.Say{ID: string(rune('a' + i)), Dialog: dialogID("ann", 1), Text: "good day"}); err != nil {
			t.Fatal(err)
		}
	}
	sweeper := w.sweeper(w, 2*time.Minute)
	for range 10 {
		w.pass(time.Minute)
		if n, err := sweeper.Sweep(t.Context()); n != 0 || err != nil {
			t.Fatalf("told again: %d, %v", n, err)
		}
	}
	w.pace = nil
	w.pass(time.Minute)
	if len(w.sent) != 3 {
		t.Errorf("%d went out, want 3", len(w.sent))
	}
}

// often holds everything back for a while, again and again.
type often struct{ wait time.Duration }

func (o often) Take(desk.Line, string, time.Time) time.Duration { return o.wait }
