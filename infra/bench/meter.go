package main

import (
	"sync"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/meter"
)

// Meter counts what DynamoDB would be paid for calls to an engine, and takes in
// what else was counted. It looks at items before they are written, which is not
// counted, so its figures hold only while nobody else writes.
type Meter struct {
	Engine store.Engine
	meter.How

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
func (m *Meter) As(function string) store.Engine {
	return &meter.Meter{Engine: m.Engine, How: &m.How, Called: func(c meter.Call) {
		m.Count(Use{Calls: c.Calls, Reads: c.Reads, Writes: c.Writes})
		m.Called(story.Call{By: function, Service: story.DynamoDB, Operation: c.Operation, Setup: c.Writes == 0 && story.IsSetup(function, c.PK), Reads: c.Reads, Writes: c.Writes})
	}}
}
