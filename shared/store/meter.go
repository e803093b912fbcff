package store

import (
	"context"
	"errors"
	"sync"
)

// Cost is what calls cost: their number, and DynamoDB's request units on
// demand. A write unit is a kilobyte written, a read unit 4 kB read strongly; a
// weak read costs half, a transaction double.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
type Cost struct {
	Reads      int // calls
	Writes     int // calls
	ReadUnits  float64
	WriteUnits float64
}

// Sub is the cost since an earlier one.
func (c Cost) Sub(before Cost) Cost {
	return Cost{c.Reads - before.Reads, c.Writes - before.Writes, c.ReadUnits - before.ReadUnits, c.WriteUnits - before.WriteUnits}
}

// Meter is an engine that counts what its calls would cost on DynamoDB, whatever
// engine lies below. To know what a write replaces it looks first; those looks
// are not counted. Writes at once to one item may be counted as if one had been
// first.
type Meter struct {
	Engine

	mu   sync.Mutex
	cost Cost
}

// Cost so far.
func (m *Meter) Cost() Cost {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cost
}

func (m *Meter) add(c Cost) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.cost = Cost{m.cost.Reads + c.Reads, m.cost.Writes + c.Writes, m.cost.ReadUnits + c.ReadUnits, m.cost.WriteUnits + c.WriteUnits}
}

// units of size bytes; nothing at all costs one too.
func units(size, unit int) float64 { return float64(max(1, (size+unit-1)/unit)) }

func readUnits(size int, strong bool) float64 {
	if strong {
		return units(size, 4<<10)
	}
	return units(size, 4<<10) / 2
}

// Get costs by the item.
func (m *Meter) Get(ctx context.Context, k Key, strong bool) (Item, error) {
	it, err := m.Engine.Get(ctx, k, strong)
	m.add(Cost{Reads: 1, ReadUnits: readUnits(Size(it), strong)})
	return it, err
}

// BatchGet costs by each item, rounded up alone; a hundred keys are a call.
func (m *Meter) BatchGet(ctx context.Context, ks []Key, strong bool) ([]Item, error) {
	its, err := m.Engine.BatchGet(ctx, ks, strong)
	c := Cost{Reads: (len(ks) + MaxBatchGet - 1) / MaxBatchGet}
	for i := range ks {
		size := 0
		if i < len(its) {
			size = Size(its[i])
		}
		c.ReadUnits += readUnits(size, strong)
	}
	m.add(c)
	return its, err
}

// Query costs by all items together.
func (m *Meter) Query(ctx context.Context, q Query) (Found, error) {
	found, err := m.Engine.Query(ctx, q)
	size := 0
	for _, it := range found.Items {
		size += Size(it)
	}
	m.add(Cost{Reads: 1, ReadUnits: readUnits(size, q.Strong)})
	return found, err
}

// Write costs by the larger of what was and what is, for each item and for each
// index whose entry changes.
func (m *Meter) Write(ctx context.Context, ops ...Op) (Item, error) {
	olds := make([]Item, len(ops))
	for i, op := range ops {
		old, err := m.Engine.Get(ctx, op.Key, true)
		if err != nil {
			return nil, err
		}
		olds[i] = old
	}
	it, err := m.Engine.Write(ctx, ops...)
	var unmet *ConditionError
	if err != nil && !errors.As(err, &unmet) {
		return it, err
	}
	c := Cost{Writes: 1}
	for i, op := range ops {
		n := writeUnits(op, olds[i], err == nil)
		if len(ops) > 1 || op.Do == DoCheck {
			// The documentation does not say whether indexes cost double too: count as if.
			n *= 2
		}
		c.WriteUnits += n
	}
	m.add(c)
	return it, err
}

// writeUnits of an operation, on the table and its indexes. What was not done is
// charged by what it met.
func writeUnits(op Op, old Item, done bool) float64 {
	now, err := op.Apply(old)
	if !done || err != nil || op.Do == DoCheck {
		return units(Size(old), 1<<10)
	}
	n := units(max(Size(old), Size(now)), 1<<10)
	for _, x := range Indexes() {
		n += indexUnits(x, old, now)
	}
	return n
}

// indexUnits: nothing if the entry stays as it is, one write to come, go or
// change, two to go to another place.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
func indexUnits(x Index, old, now Item) float64 {
	before, after := x.entry(old), x.entry(now)
	write := func(it Item) float64 {
		if it == nil {
			return 0
		}
		return units(Size(it), 1<<10)
	}
	switch {
	case before == nil || after == nil:
		return write(before) + write(after)
	case !same(before, after, x.PK) || !same(before, after, x.SK):
		return write(before) + write(after)
	case x.Local && !sameItem(before, after):
		return units(max(Size(before), Size(after)), 1<<10)
	}
	return 0
}

// entry is what the index holds of an item, nil if nothing.
func (x Index) entry(it Item) Item {
	if !x.Has(it) {
		return nil
	}
	if x.Local {
		return it
	}
	return x.Place(it)
}

func same(a, b Item, attr string) bool {
	order, ok := compare(a[attr], b[attr])
	return ok && order == 0
}

func sameItem(a, b Item) bool {
	if len(a) != len(b) {
		return false
	}
	for name := range a {
		if !same(a, b, name) {
			return false
		}
	}
	return true
}
