package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/feed"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
)

// hearer is a consumer that fails at what it is told to, and writes down the rest.
type hearer struct {
	fails map[string]bool // by message
	heard []string
	tries int
}

func (h *hearer) Changed(_ context.Context, r desk.FeedRecord) error {
	if r.Message == nil {
		return nil
	}
	what := fmt.Sprint(r.Message.New.External, " ", r.Message.Version)
	if h.fails[what] {
		h.tries++
		return errors.New("its sink is down")
	}
	h.heard = append(h.heard, what)
	return nil
}

// following is a follower over an engine of its own, on a clock moved by hand.
type following struct {
	*follower
	*hearer
	t      *testing.T
	engine *embedded.Engine
	clock  *clock
}

func newFollowing(t *testing.T, path string, h *hearer) *following {
	t.Helper()
	e, err := embedded.Open(path, embedded.Knobs{NoSync: true, Feed: store.InFeed})
	if err != nil {
		t.Fatal(err)
	}
	f := &following{hearer: h, t: t, engine: e, clock: newClock()}
	f.follower = &follower{Feed: e, Tell: feed.Dispatcher{Consumers: []feed.Consumer{h}}.Tell, Now: f.clock.Now, Log: silent}
	return f
}

func (f *following) write(id string, version int64) {
	f.t.Helper()
	it := store.Item{"pk": "C#anna", "sk": "M#" + id, "seq": int64(1), "version": version, "m": "{}"}
	if _, err := f.engine.Write(f.t.Context(), store.Put(it)); err != nil {
		f.t.Fatal(err)
	}
}

func (f *following) settle() {
	for f.Step(f.t.Context()) {
	}
}

// wants wants just this to have been heard since.
func (f *following) wants(what string, heard ...string) {
	f.t.Helper()
	f.settle()
	if !slices.Equal(f.heard, heard) {
		f.t.Errorf("%s: heard %q, want %q", what, f.heard, heard)
	}
	f.heard = nil
}

// shelf keeps what was not told, or can't.
type shelf struct {
	kept []string
	full bool
}

func (s *shelf) Keep(_ context.Context, r desk.FeedRecord) error {
	if s.full {
		return errors.New("the disk is full")
	}
	s.kept = append(s.kept, fmt.Sprint(r.Message.New.External, " ", r.Message.Version))
	return nil
}

// What can't be told but was kept is left to its job; what could not be kept, either, is
// never given up (BX-05).
func TestWhatCantBeToldHoldsItsItemUpUntilItsTriesAreOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sufler.db")
	f := newFollowing(t, path, &hearer{fails: map[string]bool{"a 2": true}})
	s := &shelf{}
	f.Tell = feed.Dispatcher{Consumers: []feed.Consumer{f.hearer}, Keeper: s}.Tell
	f.write("a", 1)
	f.write("a", 2)
	f.write("b", 1)
	f.write("a", 3)
	f.wants("one fails", "a 1", "b 1")
	f.write("a", 4)
	f.write("b", 2)
	f.wants("what comes later", "b 2")
	for try := 2; try < desk.MaxAttempts; try++ {
		due, ok := f.Next()
		if !ok || due.Sub(f.clock.Now()) != desk.Backoff(try-1) {
			t.Fatalf("try %d is at %v (%v), want after %v", try, due, ok, desk.Backoff(try-1))
		}
		f.clock.Set(due)
		f.wants("it fails still")
	}
	due, _ := f.Next()
	f.clock.Set(due)
	f.wants("it is left to its job, and the rest told in order", "a 3", "a 4")
	if f.tries != desk.MaxAttempts || f.held != 0 || len(f.stuck) != 0 || !slices.Contains(s.kept, "a 2") {
		t.Errorf("%d tries, %d held, kept %q", f.tries, f.held, s.kept)
	}
	s.full = true
	f.fails["b 3"] = true
	f.write("b", 3)
	f.wants("it can be neither told nor kept")
	for range 3 * desk.MaxAttempts {
		due, ok := f.Next()
		if !ok {
			t.Fatal("it is given up, and so it is lost")
		}
		f.clock.Set(due)
		f.settle()
	}
	delete(f.fails, "b 3")
	due, _ = f.Next()
	f.clock.Set(due)
	f.wants("it works again", "b 3")
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := newFollowing(t, path, f.hearer).engine.Check(t.Context()); err != nil || r.Changes != 0 {
		t.Errorf("got %+v, %v, want no change left", r, err)
	}
}

func TestWhatWorksAgainIsToldInOrder(t *testing.T) {
	f := newFollowing(t, filepath.Join(t.TempDir(), "sufler.db"), &hearer{fails: map[string]bool{"a 1": true}})
	f.write("a", 1)
	f.write("a", 2)
	f.wants("it fails")
	f.fails = nil
	f.wants("it is not time")
	f.clock.Set(f.clock.Now().Add(desk.Backoff(1)))
	f.wants("it works again", "a 1", "a 2")
	f.write("a", 3)
	f.wants("as before", "a 3")
}

// What waits when the process ends is told by the next one, and what was told is
// not.
func TestWhatWasNotToldIsToldAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sufler.db")
	f := newFollowing(t, path, &hearer{fails: map[string]bool{"a 1": true}})
	f.write("a", 1)
	f.write("b", 1)
	f.write("a", 2)
	f.wants("one fails", "b 1")
	if err := f.engine.Close(); err != nil {
		t.Fatal(err)
	}
	next := newFollowing(t, path, &hearer{})
	next.wants("the next process", "a 1", "a 2")
	if err := next.engine.Close(); err != nil {
		t.Fatal(err)
	}
}

// A page that waits is answered when an operator replies, through all of it.
func TestAReplyWakesAWaitingVisitor(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	d := h.visits(v, "Hello")
	h.settle()
	var known, got struct {
		Items         []struct{ Text string }
		Next, Changed int64
	}
	h.call(v.client, "GET", v.path+"/messages?wait=25", nil, &known)
	answered := make(chan error, 1)
	go func() {
		answered <- v.client.Call(t.Context(), "GET", fmt.Sprintf("%s/messages?after=%d&changed=%d&wait=25", v.path, known.Next, known.Changed), nil, &got)
	}()
	h.reply(d, "Good day")
	select {
	case err := <-answered:
		if err != nil || len(got.Items) != 1 || got.Items[0].Text != "Good day" {
			t.Errorf("got %+v, %v, want the reply", got, err)
		}
	case <-time.After(10 * time.Second):
		t.Error("nobody woke it")
	}
}

// A page that waits keeps nobody from stopping, and is answered.
func TestAStopAnswersWhoWaits(t *testing.T) {
	h := newHouse(t)
	v := h.visitor()
	h.visits(v, "Hello")
	h.settle()
	var known struct{ Next, Changed int64 }
	h.call(v.client, "GET", v.path+"/messages", nil, &known)
	came, inner := make(chan bool), h.sys.Handler
	h.sys.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(came)
		inner.ServeHTTP(w, r)
	})
	base, stop := h.serving()
	v.client.Base, v.client.HTTP = base, &http.Client{Transport: &http.Transport{}}
	answered := make(chan error, 1)
	go func() {
		answered <- v.client.Call(t.Context(), "GET", fmt.Sprintf("%s/messages?after=%d&changed=%d&wait=25", v.path, known.Next, known.Changed), nil, nil)
	}()
	<-came
	began := time.Now()
	h.must(stop())
	h.must(<-answered)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the stop took %v", took)
	}
}
