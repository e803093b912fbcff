package store_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
)

func TestCached_OneMinuteOldAtMostAndOwnWritesAtOnce(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	m := counted(t)
	plain := store.Store{Engine: m, Now: clock.Now}
	ours, theirs := &store.Cached{Store: plain}, &store.Cached{Store: plain}
	line := func(c *store.Cached, want string, what string) {
		t.Helper()
		l, err := c.Line(ctx, "l")
		if err != nil || l.Title != want {
			t.Errorf("%s: got %q (%v), want %q", what, l.Title, err, want)
		}
	}
	if _, err := ours.Line(ctx, "l"); !errors.Is(err, desk.ErrNotFound) {
		t.Errorf("no line: %v", err)
	}
	l, err := theirs.SaveLine(ctx, desk.Line{ID: "l", Title: "one", Origins: []string{"a"}})
	if err != nil {
		t.Fatal(err)
	}
	line(ours, "one", "an absence is not remembered")
	before := m.Cost()
	line(ours, "one", "again")
	if c := m.Cost().Sub(before); c.Reads != 0 {
		t.Errorf("the second read costs %+v", c)
	}
	got, err := ours.Line(ctx, "l")
	if err != nil {
		t.Fatal(err)
	}
	got.Origins[0] = "spoilt"
	if again, err := ours.Line(ctx, "l"); err != nil || again.Origins[0] != "a" {
		t.Errorf("what a reader does to a line shows to others: %v, %v", again.Origins, err)
	}
	l.Title = "two"
	if l, err = theirs.SaveLine(ctx, l); err != nil {
		t.Fatal(err)
	}
	line(theirs, "two", "who saved, at once")
	line(ours, "one", "who did not, up to a minute later")
	clock.Move(store.Fresh)
	line(ours, "two", "after a minute")
	l.Title = "three"
	if _, err := ours.SaveLine(ctx, l); err != nil {
		t.Fatal(err)
	}
	line(ours, "three", "who saved, at once")
	if err := ours.SaveKey(ctx, desk.Key{Actor: desk.Actor{Key: "k"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := ours.Key(ctx, "k"); err != nil {
		t.Fatal(err)
	}
	if err := ours.SaveKey(ctx, desk.Key{Actor: desk.Actor{Key: "k"}, RevokedAt: time.Unix(1, 0)}); err != nil {
		t.Fatal(err)
	}
	if k, err := ours.Key(ctx, "k"); err != nil || k.RevokedAt.IsZero() {
		t.Errorf("a revoked key, here: %+v, %v", k, err)
	}
	for range 2 {
		if err := ours.Seed(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if s, err := ours.Settings(ctx); err != nil || s.Version == 0 {
		t.Errorf("settings after the seed: %+v, %v", s, err)
	}
}
