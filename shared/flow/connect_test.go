package flow_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/setup"
	"github.com/sufler/sufler/shared/flow/talk"
)

// A line whose token is found broken is marked once, and freed by the first
// message that goes out again; a message that simply goes out costs no mark.
func TestDeliver_ABrokenLineIsMarkedAndFreed(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	say := func(id string, err error) desk.Trouble {
		t.Helper()
		w.sendErr = err
		if _, err := w.replier().Reply(context.Background(), admin, talk.Say{ID: id, Dialog: dialogID("ann", 1), Text: "good day"}); err != nil {
			t.Fatal(err)
		}
		w.work()
		return w.config.lines["shop"].Trouble
	}
	revoked := &desk.SendError{Broken: true, Code: "401", Reason: "The token was revoked."}
	for i, step := range []struct {
		name  string
		err   error
		code  string
		marks int
	}{
		{"goes out", nil, "", 0},
		{"a customer's trouble is not the line's", &desk.SendError{Blocked: true, Code: "403"}, "", 0},
		{"revoked", revoked, "401", 1},
		{"still revoked: no news", revoked, "401", 1},
		{"another trouble is news", &desk.SendError{Broken: true, Code: "368", Reason: "Blocked."}, "368", 2},
		{"throttled says nothing of the line", &desk.SendError{Code: "400"}, "368", 2},
		{"goes out again", nil, "", 3},
		{"goes out", nil, "", 3},
	} {
		if _, err := w.store.ChangeCustomer(context.Background(), desk.NewCustomerID("shop", "ann"), func(c desk.Customer) (desk.Customer, error) {
			c.BlockedAt = time.Time{}
			return c, nil
		}); err != nil {
			t.Fatal(err)
		}
		if got := say(fmt.Sprint(i), step.err); got.Code != step.code || w.marks != step.marks {
			t.Errorf("%s: got %+v after %d marks, want %q after %d", step.name, got, w.marks, step.code, step.marks)
		}
	}
	line := w.config.lines["shop"]
	line.Trouble = desk.Trouble{Code: "1", At: w.now, Setup: true}
	w.config.lines["shop"] = line
	if got := say("last", nil); got.Code != "1" {
		t.Errorf("sending does not register a webhook: got %+v", got)
	}
}

// Connecting a line tells its messenger our address, and notes in words what
// went wrong; repeating it says the same address.
func TestConnect_RegistersAndSaysWhatIsWrong(t *testing.T) {
	w := newWorld(t)
	base := ""
	c := &setup.Connector{Registrar: w, Lines: w, Base: func(context.Context) string { return base }, Now: w.clock}
	connect := func(code string, marks int) {
		t.Helper()
		got, err := c.Connect(context.Background(), w.config.lines["shop"])
		if err != nil || got.Trouble.Code != code || w.marks != marks || (code != "" && (!got.Trouble.Setup || got.Trouble.Reason == "")) {
			t.Errorf("got %+v %v after %d marks, want %q after %d", got.Trouble, err, w.marks, code, marks)
		}
	}
	connect(setup.NotRegistered, 0)
	if len(w.registered) != 0 || w.config.lines["shop"].Trouble.Code != "" {
		t.Error("without an address nothing is registered, and nothing kept")
	}
	base = "https://sufler.example/"
	connect("", 0)
	w.sendErr = &desk.SendError{Broken: true, Code: "401", Reason: "revoked"}
	connect("401", 1)
	w.sendErr = fmt.Errorf("a fault of ours")
	connect("internal", 2)
	w.sendErr = nil
	connect("", 3)
	connect("", 3)
	if want := slices.Repeat([]string{"https://sufler.example/webhooks/telegram/shop"}, 5); !slices.Equal(w.registered, want) {
		t.Errorf("told %v", w.registered)
	}
	site, err := c.Connect(context.Background(), desk.Line{ID: "site", Channel: desk.ChannelWeb})
	if err != nil || site.Trouble.Code != "" || len(w.registered) != 5 {
		t.Errorf("a website's line needs no registering: %+v %v", site.Trouble, err)
	}
}

// tokens says of each token what the messenger does.
type tokens struct{ err error }

func (t *tokens) CheckToken(context.Context, desk.Line) error { return t.err }

// TestConnect_WithoutAnAddressTheTokenIsTestedAllTheSame_CH22: a bad one is kept as the
// line's trouble until there is a good one; that nobody could be asked is told.
func TestConnect_WithoutAnAddressTheTokenIsTestedAllTheSame_CH22(t *testing.T) {
	w := newWorld(t)
	told := &tokens{}
	c := &setup.Connector{Registrar: w, Lines: w, Base: func(context.Context) string { return "" }, Tokens: told, Now: w.clock}
	for i, step := range []struct {
		err        error
		code, kept string
	}{
		{nil, setup.NotRegistered, ""},
		{&desk.SendError{Again: true, Code: "unreachable", Reason: "no answer"}, setup.NotChecked, ""},
		{&desk.SendError{Broken: true, Code: "401", Reason: "unknown"}, "401", "401"},
		{&desk.SendError{Again: true, Code: "unreachable", Reason: "no answer"}, "401", "401"},
		{nil, setup.NotRegistered, ""},
	} {
		told.err = step.err
		got, err := c.Connect(t.Context(), w.config.lines["shop"])
		if kept := w.config.lines["shop"].Trouble.Code; err != nil || got.Trouble.Code != step.code || kept != step.kept || got.Trouble.Reason == "" || len(w.registered) > 0 {
			t.Errorf("%d: told %+v, kept %q, %v; want %s, %q", i, got.Trouble, kept, err, step.code, step.kept)
		}
	}
}

// TestLine_ThatNothingReachesIsMarked_CH22: a message that was given up says so of its
// line, until one goes out.
func TestLine_ThatNothingReachesIsMarked_CH22(t *testing.T) {
	w := newWorld(t)
	w.hear(w.said("ann", "1", "hello"))
	w.work()
	say := func(id string) {
		t.Helper()
		if _, err := w.replier().Reply(t.Context(), admin, talk.Say{ID: id, Dialog: dialogID("ann", 1), Text: id}); err != nil {
			t.Fatal(err)
		}
		w.work()
	}
	w.sendErr = &desk.SendError{Again: true, Code: "unreachable", Reason: "no answer"}
	say("a")
	if got := w.config.lines["shop"].Trouble.Code; got != "" {
		t.Errorf("after one try: %q", got)
	}
	for range 4 {
		settleBot(w)
	}
	if got := w.config.lines["shop"].Trouble.Code; got != "unreachable" {
		t.Errorf("after the last try: %q", got)
	}
	w.sendErr = nil
	say("b")
	if got := w.config.lines["shop"].Trouble.Code; got != "" {
		t.Errorf("after one went out: %q", got)
	}
}
