package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/desk"
)

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func TestTimers(t *testing.T) {
	start := newClock().Now()
	at := func(s int) time.Time { return start.Add(time.Duration(s) * time.Second) }
	type ask struct {
		key string
		due time.Time
	}
	tests := []struct {
		rule  string
		ask   []ask
		fails map[string]int // how often the job fails first
		until int
		want  []string
	}{
		{rule: "earliest first", ask: []ask{{"b", at(20)}, {"a", at(10)}, {"c", at(30)}}, until: 30, want: []string{"a 10s", "b 20s", "c 30s"}},
		{rule: "not before its time", ask: []ask{{"a", at(10)}, {"b", at(11)}}, until: 10, want: []string{"a 10s"}},
		{rule: "the same key is one job, at the earlier time", ask: []ask{{"a", at(10)}, {"a", at(5)}, {"a", at(20)}}, until: 60, want: []string{"a 5s"}},
		{rule: "a failure comes again with back-off, the others go on", ask: []ask{{"a", at(0)}, {"b", at(1)}}, fails: map[string]int{"a": 2}, until: 60,
			want: []string{"a 0s", "b 1s", "a 2s", "a 6s"}},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			c := newClock()
			var got []string
			tm := newTimers("test", 2, c.Now, silent, func(_ context.Context, key string) error {
				got = append(got, fmt.Sprintf("%s %v", key, c.Now().Sub(start)))
				if test.fails[key]--; test.fails[key] >= 0 {
					return errors.New("down")
				}
				return nil
			})
			if test.fails == nil {
				test.fails = map[string]int{}
			}
			for _, a := range test.ask {
				tm.At(a.key, turn{}, a.due)
			}
			for {
				for tm.Step(t.Context()) {
				}
				due, ok := tm.Next()
				if !ok || due.After(at(test.until)) {
					break
				}
				c.Set(due)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("done (-want +got):\n%s", d)
			}
		})
	}
}

func TestTimersOneAtATimeAndNothingForgotten(t *testing.T) {
	// A key that is asked for while it is being done is done once more, after.
	c := newClock()
	inside, done := make(chan bool), make(chan bool, 8)
	tm := newTimers("test", 4, c.Now, silent, func(_ context.Context, _ int) error {
		inside <- true
		done <- true
		return nil
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan bool)
	go func() { tm.Run(ctx, t.Context()); close(ended) }()
	tm.At(1, turn{}, c.Now())
	for len(tm.snapshot()) == 0 { // it waits inside
	}
	tm.At(1, turn{}, c.Now())
	<-inside
	<-inside
	<-done
	<-done
	stop()
	<-ended
	if due, ok := tm.Next(); ok {
		t.Errorf("a third time at %v, want none", due)
	}
}

// snapshot are the keys that are being done.
func (t *timers[K]) snapshot() []K {
	t.mu.Lock()
	defer t.mu.Unlock()
	var ks []K
	for k := range t.running {
		ks = append(ks, k)
	}
	return ks
}

// of is how many are done at this moment in the turns of a line.
func (t *timers[K]) of(line string) (n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, a := range t.running {
		if a.turn.Line == line {
			n++
		}
	}
	return n
}

func TestTimersPanicIsAFailure(t *testing.T) {
	c := newClock()
	n := 0
	tm := newTimers("test", 1, c.Now, silent, func(context.Context, int) error {
		if n++; n == 1 {
			panic("a customer's words")
		}
		return nil
	})
	tm.At(1, turn{}, c.Now())
	for tm.Step(t.Context()) {
	}
	due, ok := tm.Next()
	if want := c.Now().Add(desk.Backoff(1)); !ok || !due.Equal(want) {
		t.Fatalf("again at %v, want %v", due, want)
	}
	c.Set(due)
	if tm.Step(t.Context()); n != 2 {
		t.Errorf("done %d times, want 2", n)
	}
}

func TestClosingsSurvive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "closings")
	c, err := openClosings(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a repeat is harmless
		for _, id := range []desk.DialogID{"a-1", "b-1", "c-1"} {
			if err := c.Begin(id); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.End("b-1"); err != nil {
			t.Fatal(err)
		}
	}
	// Not closed: a kill. And a line that a power cut tore.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("+tor"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c, err = openClosings(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := c.Begun()
		slices.Sort(got)
		if d := cmp.Diff([]desk.DialogID{"a-1", "c-1"}, got); d != "" {
			t.Errorf("begun (-want +got):\n%s", d)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// What is noted before the old list was read is newer than the list, whether the
// process is killed before it has read it, after it, or never.
func TestClosingsNotedBeforeTheListIsReadAreNewer(t *testing.T) {
	for _, load := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "closings")
		if err := os.WriteFile(path, []byte("+a-1\n\n+b-1\n-b-1\n+c-1\n+to"), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := openClosings(path)
		if err != nil {
			t.Fatal(err)
		}
		note := func(do func(desk.DialogID) error, ids ...desk.DialogID) {
			t.Helper()
			for _, id := range ids {
				if err := do(id); err != nil {
					t.Fatal(err)
				}
			}
		}
		note(c.End, "a-1", "e-1")
		note(c.Begin, "b-1", "c-1", "d-1", "e-1", "f-1")
		note(c.End, "f-1")
		if load {
			for range 2 {
				if err := c.Load(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			note(c.Begin, "a-1", "g-1") // a dialog is never begun anew, but the last note holds
			note(c.End, "a-1", "d-1")
			note(c.Begin, "d-1")
		}
		want := []desk.DialogID{"b-1", "c-1", "d-1", "e-1"}
		if load {
			want = append(want, "g-1")
		}
		for range 2 { // as a kill leaves it, and as it was written anew
			next, err := openClosings(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := next.Load(t.Context()); err != nil {
				t.Fatal(err)
			}
			got := next.Begun()
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("loaded: %v: begun (-want +got):\n%s", load, d)
			}
			if err := next.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
