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

// A message of an open dialog is two calls of the engine, also of a customer with
// two ids and while an offer waits for an answer; only what came before its
// message costs more.
func TestAppend_Calls(t *testing.T) {
	ctx := context.Background()
	clock := flowtest.NewClock()
	engine := &storetest.Flaky{Engine: open(t, embedded.Knobs{})}
	s := store.Store{Engine: engine, Now: clock.Now}
	other := desk.NewCustomerID("shop", "US.1")
	say := func(id string, change func(*desk.Append)) int {
		clock.Move(time.Second)
		a := says(id, "x")
		a.Line.Channel = desk.ChannelWhatsApp
		if change != nil {
			change(&a)
		}
		before := engine.Calls()
		if _, err := s.Append(ctx, a); err != nil {
			t.Fatal(err)
		}
		return engine.Calls() - before
	}
	both := func(a *desk.Append) { a.Also = other }
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
		{"another id is learned", "m3", both, 4},
		{"it is known", "m4", both, 2},
		{"an offer", "m5", func(a *desk.Append) {
			a.Message.Author, a.Message.Buttons = desk.ByOperator, []desk.Button{{Text: "Yes"}}
		}, 2},
		{"while it waits", "m6", both, 2},
		{"something came before it", "m7", nil, 3},
	} {
		if got := say(c.id, c.change); got != c.want {
			t.Errorf("%s: %d calls, want %d", c.name, got, c.want)
		}
	}
}
