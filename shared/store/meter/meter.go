// Package meter counts what DynamoDB would be paid for calls to any engine. The
// store's tests hold the promises of what a message may cost by it, infra/bench
// counts with it; nothing that is deployed links it.
package meter

import (
	"context"
	"errors"

	"github.com/sufler/sufler/shared/store"
)

// Meter is an engine that tells what its calls cost on DynamoDB, whatever engine
// lies below. It looks at items before they are written, which is not told, so its
// figures hold only while nobody else writes.
type Meter struct {
	store.Engine
	How    *How // nil: as AWS counts, looking with Engine
	Called func(Call)
}

// How is how a Meter counts.
type How struct {
	Look  store.Engine // what it looks with; nil: the meter's Engine
	Local bool         // count as DynamoDB Local says
}

func (m *Meter) how() How {
	how := How{Look: m.Engine}
	if m.How != nil {
		how.Local = m.How.Local
		if m.How.Look != nil {
			how.Look = m.How.Look
		}
	}
	return how
}

// Call is one operation, or several of one kind: a batch that is too large for one.
type Call struct {
	Operation     string // DynamoDB's name
	PK            string // of what was asked for, or of the first that was written
	Calls         int
	Reads, Writes float64 // units
}

var _ store.Engine = (*Meter)(nil)

// asked tells of calls that read.
func (m *Meter) asked(operation, pk string, calls int, units float64) {
	m.Called(Call{Operation: operation, PK: pk, Calls: calls, Reads: units})
}

// Get counts one call.
func (m *Meter) Get(ctx context.Context, k store.Key, strong bool) (store.Item, error) {
	it, err := m.Engine.Get(ctx, k, strong)
	if err == nil {
		m.asked("GetItem", k.PK, 1, Read(store.Size(it), strong))
	}
	return it, err
}

// BatchGet counts a call for each hundred keys; every item is rounded up for
// itself.
func (m *Meter) BatchGet(ctx context.Context, ks []store.Key, strong bool) ([]store.Item, error) {
	its, err := m.Engine.BatchGet(ctx, ks, strong)
	if err == nil && len(ks) > 0 {
		units := 0.0
		for _, it := range its {
			if it != nil || !m.how().Local {
				units += Read(store.Size(it), strong)
			}
		}
		m.asked("BatchGetItem", ks[0].PK, (len(ks)+store.MaxBatchGet-1)/store.MaxBatchGet, units)
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
		units := Read(size, q.Strong)
		if size == 0 && m.how().Local {
			units = 0
		}
		m.asked("Query", q.PK, 1, units)
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
	how := m.how()
	olds, err := how.Look.BatchGet(ctx, keys, true)
	if err != nil {
		return nil, err
	}
	it, err := m.Engine.Write(ctx, ops...)
	var unmet *store.ConditionError
	if failed := errors.As(err, &unmet); err == nil || failed {
		units := Written(ops, olds, failed)
		if how.Local {
			units = WrittenLocally(ops, olds, failed)
		}
		calls := 1
		if ops[0].Loose {
			calls = (len(ops) + maxBatchWrite - 1) / maxBatchWrite
		}
		m.Called(Call{Operation: operation(ops), PK: keys[0].PK, Calls: calls, Writes: units})
	}
	return it, err
}

// maxBatchWrite is how many items one BatchWriteItem takes.
const maxBatchWrite = 25

// operation is DynamoDB's name of a write.
func operation(ops []store.Op) string {
	if ops[0].Loose {
		return "BatchWriteItem"
	}
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
