// Package flowtest is what flow's ports promise, as tests that any
// implementation must pass. An implementation's own test calls Run with a way to
// make an empty world.
package flowtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/erasure"
	"github.com/sufler/sufler/shared/flow/history"
	"github.com/sufler/sufler/shared/flow/routing"
)

// Ports is what is tested: flow's ports that keep something.
type Ports interface {
	flow.MessageLog
	flow.Messages
	flow.Dialogs
	flow.Customers
	flow.Config
	flow.Claims
	flow.Changes
	flow.Merges
	flow.Firsts
	flow.Runs
	flow.Annotations
	flow.Jobs
	flow.Overdue
	erasure.Erasures
	history.Links
	routing.Workloads
	routing.Waiting
}

// World is an implementation with nothing in it, and what tests do to it.
type World struct {
	Ports
	// CRM is the built-in CRM that shares the implementation's table.
	CRM flow.CRM
	// Clock is the implementation's time.
	Clock *Clock
	// Settle brings lists that may be late up to date.
	Settle func() error
	// FailAt makes the n-th step from now fail, before it does its work or after; 0:
	// none. Steps counts the steps so far. A step is whatever may fail alone: a
	// call of a database.
	FailAt func(n int, after bool)
	Steps  func() int
	// Stored is all that is stored, as places with what stands there.
	Stored func() (map[string]string, error)
}

// Clock is a time that tests move.
type Clock struct {
	mu   sync.Mutex
	now  time.Time
	tick time.Duration
}

// NewClock starts at a moment that means nothing.
func NewClock() *Clock { return &Clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(c.tick)
	return c.now
}

// Tick makes each look at the clock move it.
func (c *Clock) Tick(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick = d
}

// Move moves it, also back.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Run runs all suites, each test in a world of its own.
func Run(t *testing.T, open func(t *testing.T) *World) {
	for name, suite := range map[string]map[string]func(*T){
		"Stream": streamSuite, "Messages": messagesSuite, "Dialogs": dialogsSuite, "Customers": customersSuite,
		"Cards": cardsSuite, "Claims": claimsSuite, "Merges": mergesSuite, "Runs": runsSuite, "Jobs": jobsSuite, "Overdue": overdueSuite,
		"LostAnswers": lostSuite, "Races": raceSuite, "Erasures": erasuresSuite, "Workloads": workloadsSuite,
	} {
		t.Run(name, func(t *testing.T) {
			for rule, test := range suite {
				t.Run(rule, func(t *testing.T) { test(newT(t, open(t))) })
			}
		})
	}
	t.Run("AnyOrder", func(t *testing.T) { anyOrder(t, open(t)) })
	t.Run("AnyHolders", func(t *testing.T) { anyHolders(t, open(t)) })
}

// T is one test in one world.
type T struct {
	*testing.T
	*World
	ctx  context.Context
	line desk.Line
	cust desk.CustomerID
	// known are the messages that the customer's stream shall hold.
	known []desk.ExternalID
}

func newT(t *testing.T, w *World) *T {
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram, Active: true}
	return &T{T: t, World: w, ctx: context.Background(), line: line, cust: desk.NewCustomerID(line.ID, "ann")}
}

// said is what somebody says, for Append.
func (t *T) said(by desk.Author, id, text string) desk.Append {
	return desk.Append{
		Line: t.line, Profile: desk.Profile{User: "ann", Name: "Ann"},
		Message: desk.Message{Customer: t.cust, External: desk.ExternalID(id), Author: by, Text: text},
	}
}

// append stores what the customer says, a second after what was before.
func (t *T) append(id string) desk.Appended {
	t.Helper()
	t.Clock.Move(time.Second)
	a, err := t.Append(t.ctx, t.said(desk.ByCustomer, id, "text of "+id))
	t.must(err)
	return a
}

func (t *T) must(err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants an error of a kind.
func (t *T) wants(err, kind error, what string) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

// close closes a dialog as flow does.
func (t *T) close(id desk.DialogID) desk.Dialog {
	t.Helper()
	d, err := t.ChangeDialog(t.ctx, id, closing(t.Clock.Now()))
	t.must(err)
	return d
}

func closing(now time.Time) func(desk.Dialog) (desk.Dialog, error) {
	return func(d desk.Dialog) (desk.Dialog, error) {
		if d.Open() {
			d.State, d.Turn, d.CloseReason, d.ClosedBy, d.ClosedAt = desk.StateClosed, desk.TurnNobody, desk.ClosedByHand, "olga", now
		}
		return d, nil
	}
}

// all reads a list to its end.
func all[V any](t *T, list func(desk.PageAsk) (desk.Page[V], error)) []V {
	t.Helper()
	vs, err := walk(list)
	t.must(err)
	return vs
}

func walk[V any](list func(desk.PageAsk) (desk.Page[V], error)) ([]V, error) {
	var out []V
	ask := desk.PageAsk{Limit: 3}
	for {
		p, err := list(ask)
		if err != nil {
			return nil, err
		}
		out = append(out, p.Items...)
		if ask.Cursor = p.Next; ask.Cursor == "" {
			return out, nil
		}
	}
}

// stream is the customer's stream, whole.
func (t *T) stream() []desk.Message {
	t.Helper()
	return all(t, func(ask desk.PageAsk) (desk.Page[desk.Message], error) {
		return t.Messages(t.ctx, t.cust, 0, 0, false, ask)
	})
}

// dialogs are the customer's dialogs, the first first.
func (t *T) dialogs() []desk.Dialog {
	t.Helper()
	ds, err := dialogsOf(t.ctx, t.World, t.cust)
	t.must(err)
	return ds
}

func dialogsOf(ctx context.Context, w *World, c desk.CustomerID) ([]desk.Dialog, error) {
	var out []desk.Dialog
	for n := 1; ; n++ {
		d, err := w.Dialog(ctx, desk.NewDialogID(c, n))
		if errors.Is(err, desk.ErrNotFound) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
}

// whole says what is wrong with a customer's stream and dialogs, if something
// is: each external id once, dialogs end to end, at most one open and that the
// last, no message outside, no two at one place. Only a message whose first
// attempt was cut off (ties) may share its microsecond with another one: nobody
// can tell any more which of them was counted there.
func whole(ctx context.Context, w *World, c desk.CustomerID, want []desk.ExternalID, ties bool) error {
	ms, err := walk(func(ask desk.PageAsk) (desk.Page[desk.Message], error) {
		return w.Messages(ctx, c, 0, 0, false, ask)
	})
	if err != nil {
		return err
	}
	ds, err := dialogsOf(ctx, w, c)
	if err != nil {
		return err
	}
	var end desk.Seq
	for i, d := range ds {
		switch {
		case d.After != end:
			return fmt.Errorf("dialog %d begins at %d, the one before ends at %d", d.Number, d.After, end)
		case d.Last < d.After || d.LastSpoken > d.Last:
			return fmt.Errorf("dialog %d: after %d, last %d, said %d", d.Number, d.After, d.Last, d.LastSpoken)
		case d.Open() && i < len(ds)-1:
			return fmt.Errorf("dialog %d is open, and not the newest of %d", d.Number, len(ds))
		}
		end = d.Last
	}
	var got []desk.ExternalID
	for i, m := range ms {
		if i > 0 && (m.Seq < ms[i-1].Seq || m.Seq == ms[i-1].Seq && !ties) || m.Seq > end {
			return fmt.Errorf("message %s at %d, the one before at %d, the last dialog ends at %d", m.External, m.Seq, ms[max(i, 1)-1].Seq, end)
		}
		got = append(got, m.External)
	}
	slices.Sort(got)
	want = slices.Clone(want)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		return fmt.Errorf("the stream holds %v, want %v", got, want)
	}
	return nil
}

// whole fails the test if the customer's stream is not whole.
func (t *T) whole(want ...desk.ExternalID) {
	t.Helper()
	if err := whole(t.ctx, t.World, t.cust, want, false); err != nil {
		t.Error(err)
	}
}
