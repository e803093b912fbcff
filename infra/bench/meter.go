package main

import (
	"context"
	"errors"
	"sync"

	"github.com/sufler/sufler/shared/store"
)

// Meter is a store's engine that counts what DynamoDB would be paid for the same
// calls. It looks at items before they are written, which is not counted, so its
// figures hold only while nobody else writes. It shares its Use with whatever
// else counts.
type Meter struct {
	Engine store.Engine
	Look   store.Engine // what it looks with; nil: Engine

	mu  sync.Mutex
	use Use
}

var _ store.Engine = (*Meter)(nil)

// Count adds to what was used.
func (m *Meter) Count(u Use) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.use = m.use.Plus(u)
}

// Of is what do used.
func (m *Meter) Of(do func() error) (Use, error) {
	m.mu.Lock()
	m.use = Use{}
	m.mu.Unlock()
	err := do()
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.use, err
}

// Get counts one call.
func (m *Meter) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	it, err := m.Engine.Get(ctx, k, strong)
	if err == nil {
		m.Count(Use{Calls: 1, Reads: read(store.Size(it), strong)})
	}
	return it, err
}

// BatchGet counts a call for each hundred keys; every item is rounded up for
// itself.
func (m *Meter) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	its, err := m.Engine.BatchGet(ctx, ks, strong)
	if err == nil {
		u := Use{Calls: (len(ks) + store.MaxBatchGet - 1) / store.MaxBatchGet}
		for _, it := range its {
			u.Reads += read(store.Size(it), strong)
		}
		m.Count(u)
	}
	return its, err
}

// Query counts one call; what it looked at is rounded up together.
func (m *Meter) Query(ctx context.Context, q store.Query) (store.Found, error) {
	found, err := m.Engine.Query(ctx, q)
	if err == nil {
		size := 0
		for _, it := range found.Items {
			size += store.Size(it)
		}
		m.Count(Use{Calls: 1, Reads: read(size, q.Strong)})
	}
	return found, err
}

// Write counts one call, also if a condition did not hold.
func (m *Meter) Write(ctx context.Context, ops ...store.Op) (store.Item, error) {
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
		m.Count(Use{Calls: 1, Writes: written(ops, olds, failed)})
	}
	return it, err
}
