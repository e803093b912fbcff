package store_test

import (
	"context"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/storetest"
)

// A message of an open dialog is two calls of the engine, also while an offer waits
// for an answer, and where something came before it.
func TestAppend_Calls(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	engine := &storetest.Flaky{Engine: open(t, embedded.Knobs{})}
	s := store.Store{Engine: engine, Now: clock.Now}
	say := func(id string, change func(*desk.Append)) int {
		clock.Move(time.Second)
		a := says(id, "x")
		if change != nil {
			change(&a)
		}
		before := engine.Calls()
		if _, err := s.Append(ctx, a); err != nil {
			t.Fatal(err)
		}
		return engine.Calls() - before
	}
	say("m1", nil)
	if err := s.UpdateOrDefer(ctx, says("m7", "").Message.Customer, "m7", func(m desk.Message) desk.Message { m.Deleted = true; return m }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		id     string
		change func(*desk.Append)
		want   int
	}{
		{"an ordinary one", "m2", nil, 2},
		{"an offer", "m5", func(a *desk.Append) {
			a.Message.Author, a.Message.Buttons = desk.ByOperator, []desk.Button{{Text: "Yes"}}
		}, 2},
		{"while it waits", "m6", nil, 2},
		{"something came before it", "m7", nil, 2},
		{"a person's, on a line with a bot: one look, one write", "m8", func(a *desk.Append) {
			a.Message.Author, a.Line.Active, a.Line.Bot = desk.ByOperator, true, desk.BotBuiltIn
		}, 2},
	} {
		if got := say(c.id, c.change); got != c.want {
			t.Errorf("%s: %d calls, want %d", c.name, got, c.want)
		}
	}
}

// Whom a messenger knows by two ids costs one read, once both have come together.
func TestCanonical_Calls(t *testing.T) {
	engine := &storetest.Flaky{Engine: open(t, embedded.Knobs{})}
	s := store.Store{Engine: engine, Now: flowtest.NewClock().Now}
	for _, c := range []struct {
		name string
		p    desk.Profile
		want int
	}{
		{"the phone alone", desk.Profile{User: "4420"}, 1},
		{"both, for the first time", desk.Profile{User: "4420", Also: "US.1"}, 3},
		{"both", desk.Profile{User: "4420", Also: "US.1"}, 1},
		{"the second alone", desk.Profile{User: "US.1"}, 1},
	} {
		before := engine.Calls()
		p, err := s.Canonical(t.Context(), desk.Line{ID: "shop"}, c.p, true)
		if got := engine.Calls() - before; err != nil || p.User != "4420" || got != c.want {
			t.Errorf("%s: %d calls, want %d; kept as %+v, %v", c.name, got, c.want, p, err)
		}
	}
}
