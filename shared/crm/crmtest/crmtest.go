// Package crmtest is what flow.CRM promises, as tests that any CRM's plug must
// pass. A plug's own test calls Run with a way to make an empty CRM.
package crmtest

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
)

// World is a CRM with nothing in it, and what tests do to it.
type World struct {
	Plug       flow.CRM
	Connection desk.ConnectionID
	// Pipeline and Stage are where a deal can be put there; "": "sales" and "new".
	Pipeline desk.PipelineID
	Stage    desk.StageID
	// Now is the CRM's time, and Move moves it.
	Now  func() time.Time
	Move func(d time.Duration)
	// Notes and Tasks are what people see of ours on a card: the texts of notes, and the
	// titles of tasks that are to be done. Nil where the CRM has not the capability.
	Notes func(card desk.CardRef) []string
	Tasks func(card desk.CardRef) []string
	// Items are what people see of our items on a card, as one text each.
	Items func(card desk.CardRef) []string
	// Started is how many processes were started on a card. Nil where the CRM has none.
	Started func(card desk.CardRef) int
	// NoOrigin: it can't keep what a card was made from.
	NoOrigin bool
	// Works are who works there, and Gave is whom a card was given to when it was made. Nil
	// where the CRM's users are not its own.
	Works   []desk.CRMUser
	Gave    func(card desk.CardRef) string
	Process string // that there is; "": "17"
	// FailAt makes the n-th step from now fail, before it does its work or after; 0:
	// none. Steps counts the steps so far. A step is whatever may fail alone: a
	// call of the CRM.
	FailAt func(n int, after bool)
	Steps  func() int
}

// Run runs the suite, each rule in a world of its own: on the plug behind crms.CRMs,
// as the verbs have it.
func Run(t *testing.T, open func(t *testing.T) *World) {
	for _, rules := range []map[string]func(*bench){making, finding, changing, putting, losing, showing, staffing} {
		for rule, test := range rules {
			t.Run(rule, func(t *testing.T) { test(newBench(t, open(t))) })
		}
	}
}

// bench is one rule's test.
type bench struct {
	*testing.T
	*World
	flow.CRM
	can desk.Capabilities
	ctx context.Context
}

func newBench(t *testing.T, w *World) *bench {
	can, err := w.Plug.Can(t.Context(), w.Connection)
	if err != nil {
		t.Fatal(err)
	}
	if w.Pipeline == "" {
		w.Pipeline, w.Stage = "sales", "new"
	}
	w.Process = cmp.Or(w.Process, "17")
	return &bench{T: t, World: w, CRM: CRMs(w.Connection, w.Plug), can: can, ctx: t.Context()}
}

// CRMs are one plug as the verbs have it.
func CRMs(c desk.ConnectionID, plug flow.CRM) crms.CRMs {
	return crms.CRMs{Plugs: map[desk.ConnectionID]flow.CRM{c: plug}, Changes: &changes{done: map[string]desk.Changed{}, makings: map[desk.CardRef]begun{}}}
}

// changes are flow.Changes in memory.
type changes struct {
	mu      sync.Mutex
	done    map[string]desk.Changed
	makings map[desk.CardRef]begun
}

// begun is who makes a card, until then, or which it is.
type begun struct {
	until time.Time
	made  desk.CardRef
}

func (c *changes) BeginMaking(_ context.Context, of, gone desk.CardRef, now, until time.Time) (desk.CardRef, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	b := c.makings[of]
	switch {
	case b.made.ID != "" && b.made != gone:
		return b.made, nil
	case b.made.ID == "" && now.Before(b.until):
		return desk.CardRef{}, &desk.Later{Until: b.until, Why: "It is being made"}
	}
	c.makings[of] = begun{until: until}
	return desk.CardRef{}, nil
}

func (c *changes) EndMaking(_ context.Context, of desk.CardRef, until time.Time, made desk.CardRef) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.makings[of].until.Equal(until) {
		c.makings[of] = begun{until: until, made: made}
		if made.ID == "" {
			delete(c.makings, of)
		}
	}
	return nil
}

func (c *changes) ChangeDone(_ context.Context, card desk.CardRef, id string) (desk.Changed, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	done, known := c.done[card.String()+" "+id]
	return done, known, nil
}

func (c *changes) KeepChange(_ context.Context, card desk.CardRef, id string, done desk.Changed) (desk.Changed, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := card.String() + " " + id
	if have, known := c.done[at]; known {
		return have, nil
	}
	c.done[at] = done
	return done, nil
}

// of names a card of a kind that is to be made.
func (b *bench) of(k desk.CardKind) desk.CardRef {
	return desk.CardRef{Kind: k, Connection: b.Connection}
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *bench) wants(err, kind error, what string) {
	b.Helper()
	if !errors.Is(err, kind) {
		b.Errorf("%s: got %v, want %v", what, err, kind)
	}
}

// serviceKind is what a customer's trouble is: a case, or where there are none a deal.
func (b *bench) serviceKind() desk.CardKind {
	if b.can.NoCases {
		return desk.KindDeal
	}
	return desk.KindCase
}

// card makes a card of somebody named Ann, a second after what was before.
func (b *bench) card(k desk.CardKind, origin string, contact desk.CardRef) desk.Card {
	b.Helper()
	b.Move(time.Second)
	c, err := b.CreateCard(b.ctx, desk.Card{
		Ref: b.of(k), Title: origin, Contact: contact, Values: map[desk.FieldName]desk.Value{"name": "Ann"},
	}, origin)
	b.must(err)
	return c
}

// atOnce runs do n times at once.
func (b *bench) atOnce(n int, do func(i int) error) {
	b.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := do(i); err != nil {
				b.Errorf("racer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}

// everyFault fails each step of do in turn, before its work and after it, and
// repeats do, twice: it must come to the same end. do is told which time this is.
func (b *bench) everyFault(do func(i int) error) {
	b.Helper()
	const most = 60
	i := 0
	for _, after := range []bool{false, true} {
		for n, reached := 1, true; reached; n++ {
			if n > most {
				b.Fatalf("it takes more than %d steps", most)
			}
			start := b.Steps()
			b.FailAt(n, after)
			_ = do(i) // what it answers is lost with the step
			b.FailAt(0, false)
			reached = b.Steps()-start >= n
			for range 2 {
				if err := do(i); err != nil {
					b.Fatalf("repeated after step %d failed (after its work: %v): %v", n, after, err)
				}
			}
			i++
		}
	}
}
