package store_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/flowtest"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/store/meter"
)

// cost is what calls cost: their number, and DynamoDB's units.
type cost struct {
	Reads, Writes         int
	ReadUnits, WriteUnits float64
}

// Sub is the cost since an earlier one.
func (c cost) Sub(before cost) cost {
	return cost{c.Reads - before.Reads, c.Writes - before.Writes, c.ReadUnits - before.ReadUnits, c.WriteUnits - before.WriteUnits}
}

// counter is an engine that adds up what its calls cost.
type counter struct {
	*meter.Meter
	mu   sync.Mutex
	cost cost
}

func counted(t testing.TB) *counter {
	c := &counter{}
	c.Meter = &meter.Meter{Engine: open(t, embedded.Knobs{}), Called: c.add}
	return c
}

func (c *counter) add(call meter.Call) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cost.ReadUnits += call.Reads
	c.cost.WriteUnits += call.Writes
	if call.Writes > 0 {
		c.cost.Writes += call.Calls
	} else {
		c.cost.Reads += call.Calls
	}
}

// Cost so far.
func (c *counter) Cost() cost {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cost
}

// metered is a store that counts, with a line and a customer.
func metered(t testing.TB) (*counter, store.Store, *flowtest.Clock) {
	m := counted(t)
	clock := flowtest.NewClock()
	return m, store.Store{Engine: m, Now: clock.Now}, clock
}

func says(id, text string) desk.Append {
	line := desk.Line{ID: "shop", Channel: desk.ChannelTelegram}
	return desk.Append{
		Line: line, Profile: desk.Profile{User: "4815162342", Name: "Ann Example", Username: "ann"},
		Message: desk.Message{Customer: desk.NewCustomerID(line.ID, "ann"), External: desk.ExternalID(id), Author: desk.ByCustomer, Text: text, SentAt: time.Unix(1e9, 0)},
	}
}

// TestCost holds what a message may cost (design.md): in an open dialog two
// calls, at most four write units and no read; and never more because the
// dialog is long.
func TestCost(t *testing.T) {
	ctx := context.Background()
	m, s, clock := metered(t)
	const long = "Good day! I would like to order two armchairs «Prestige» in green, to Gagarina street 17, flat 7, on Friday after six. Can I pay by card?"
	var d desk.Dialog
	i := 0
	say := func() error {
		i++
		a, err := s.Append(ctx, says(fmt.Sprint("12345678/", i), long))
		d = a.Dialog
		return err
	}
	steps := []struct {
		name  string
		times int
		do    func() error
		most  cost
	}{
		{"the first message of a customer", 1, say, cost{Writes: 3, WriteUnits: 23}},
		{"a message in an open dialog", 10, say, cost{Writes: 2, WriteUnits: 3}},
		{"the same after a thousand", 1000, say, cost{Writes: 2, WriteUnits: 3}},
		{"a message delivered twice", 5, func() error { i--; return say() }, cost{Writes: 1, Reads: 1, WriteUnits: 1, ReadUnits: 1}},
		{"binding a card", 1, func() error {
			_, err := s.ChangeDialog(ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) {
				return d.Bind(desk.BoundCard{Ref: desk.CardRef{Kind: desk.KindLead, ID: "abcdefghijklmnopqrstuvwxyz"}, CreatedAt: clock.Now()}), nil
			})
			return err
		}, cost{Writes: 1, Reads: 1, WriteUnits: 1, ReadUnits: 1}},
		{"a message in a bound dialog", 10, say, cost{Writes: 2, WriteUnits: 3}},
		{"an edit", 1, func() error {
			_, err := s.UpdateMessage(ctx, d.Customer, "12345678/1", func(m desk.Message) desk.Message { m.Text = "no"; return m })
			return err
		}, cost{Writes: 1, Reads: 1, WriteUnits: 2, ReadUnits: 1}},
		{"closing", 1, func() error {
			_, err := s.ChangeDialog(ctx, d.ID, func(d desk.Dialog) (desk.Dialog, error) { d.State = desk.StateClosed; return d, nil })
			return err
		}, cost{Writes: 1, Reads: 1, WriteUnits: 2, ReadUnits: 1}},
		{"a message that opens the next dialog", 1, say, cost{Writes: 3, Reads: 1, WriteUnits: 21, ReadUnits: 1}},
	}
	for _, step := range steps {
		for range step.times {
			clock.Move(time.Second)
			before := m.Cost()
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			c := m.Cost().Sub(before)
			if c.Writes > step.most.Writes || c.Reads > step.most.Reads || c.WriteUnits > step.most.WriteUnits || c.ReadUnits > step.most.ReadUnits {
				t.Fatalf("%s costs %+v, more than %+v", step.name, c, step.most)
			}
		}
		t.Logf("%-38s at most %+v", step.name, step.most)
	}
}
