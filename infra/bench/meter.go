package main

import (
	"context"
	"errors"
	"sync"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/store"
)

// Meter counts what DynamoDB would be paid for calls to an engine, and takes in
// what else was counted. It looks at items before they are written, which is not
// counted, so its figures hold only while nobody else writes.
type Meter struct {
	Engine store.Engine
	Look   store.Engine // what it looks with; nil: Engine
	Local  bool         // count as DynamoDB Local says

	mu   sync.Mutex
	use  Use
	part story.Part
}

// Count adds to what was used.
func (m *Meter) Count(u Use) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.use = m.use.Plus(u)
}

// Called notes a call, as a recording does.
func (m *Meter) Called(c story.Call) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c.Count = 1
	m.part.Add(c)
}

// Entered notes the states that an execution entered.
func (m *Meter) Entered(states []string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.part.States == nil {
		m.part.States = map[string]int{}
	}
	for _, s := range states {
		m.part.States[s]++
	}
}

// Of is what do used.
func (m *Meter) Of(do func() error) (Use, error) {
	m.mu.Lock()
	m.use, m.part = Use{}, story.Part{}
	m.mu.Unlock()
	err := do()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.use, err
}

// As is the engine for one function.
func (m *Meter) As(function string) store.Engine { return metered{m, function} }

// metered is the counted engine of one function.
type metered struct {
	*Meter
	by string
}

var _ store.Engine = metered{}

// asked counts calls that read.
func (m metered) asked(operation, pk string, calls int, units float64) {
	m.Count(Use{Calls: calls, Reads: units})
	m.Called(story.Call{By: m.by, Service: story.DynamoDB, Operation: operation, Setup: story.IsSetup(m.by, pk), Reads: units})
}

// Get counts one call.
func (m metered) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	it, err := m.Engine.Get(ctx, k, strong)
	if err == nil {
		m.asked("GetItem", k.PK, 1, read(store.Size(it), strong))
	}
	return it, err
}

// BatchGet counts a call for each hundred keys; every item is rounded up for
// itself.
func (m metered) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	its, err := m.Engine.BatchGet(ctx, ks, strong)
	if err == nil && len(ks) > 0 {
		units := 0.0
		for _, it := range its {
			if it != nil || !m.Local {
				units += read(store.Size(it), strong)
			}
		}
		m.asked("BatchGetItem", ks[0].PK, (len(ks)+store.MaxBatchGet-1)/store.MaxBatchGet, units)
	}
	return its, err
}

// Query counts one call; what it looked at is rounded up together.
func (m metered) Query(ctx context.Context, q store.Query) (store.Found, error) {
	found, err := m.Engine.Query(ctx, q)
	if err == nil {
		size := 0
		for _, it := range found.Items {
			size += store.Size(it)
		}
		units := read(size, q.Strong)
		if size == 0 && m.Local {
			units = 0
		}
		m.asked("Query", q.PK, 1, units)
	}
	return found, err
}

// Write counts one call, also if a condition did not hold.
func (m metered) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
	if err := store.Validate(ops); err != nil {
		return nil, err
	}
	keys := make([]store.Key, len(ops))
	for i, op := range ops {
		keys[i] = op.Key
	}
	look := m.Look
	if look == nil {
		look = m.Engine
	}
	olds, err := look.BatchGet(ctx, keys, true)
	if err != nil {
		return nil, err
	}
	it, err := m.Engine.Write(ctx, ops...)
	var unmet *store.ConditionError
	if failed := errors.As(err, &unmet); err == nil || failed {
		units := written(ops, olds, failed)
		if m.Local {
			units = writtenLocally(ops, olds, failed)
		}
		m.Count(Use{Calls: 1, Writes: units})
		m.Called(story.Call{By: m.by, Service: story.DynamoDB, Operation: operation(ops), Writes: units})
	}
	return it, err
}

// operation is DynamoDB's name of a write.
func operation(ops []store.Op) string {
	if len(ops) == 1 {
		switch ops[0].Do {
		case store.DoPut:
			return "PutItem"
		case store.DoUpdate:
			return "UpdateItem"
		case store.DoDelete:
			return "DeleteItem"
		}
	}
	return "TransactWriteItems"
}
