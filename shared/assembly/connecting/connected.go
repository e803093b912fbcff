package connecting

import (
	"context"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
	"github.com/sufler/sufler/shared/store"
)

// opener opens each version of a connection once.
type opener struct {
	kinds Kinds
	store flow.Connections
	now   func() time.Time

	mu     sync.Mutex
	opened map[desk.ConnectionID]opened
}

type opened struct {
	version int64
	crm     flow.CRM
}

func (o *opener) Open(ctx context.Context, id desk.ConnectionID) (flow.CRM, error) {
	c, err := o.store.Connection(ctx, id)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if have, ok := o.opened[id]; ok && have.version == c.Version {
		return have.crm, nil
	}
	p, err := o.kinds.open(c, true)
	if err != nil {
		return nil, err
	}
	if o.opened == nil {
		o.opened = map[desk.ConnectionID]opened{}
	}
	o.opened[id] = opened{c.Version, crms.Used{CRM: &crms.Kept{CRM: crms.Named{CRM: p, Connection: id, LetIn: o.kinds.letIn(c)}, Now: o.now}, By: c}}
	return o.opened[id].crm, nil
}

// Connected are the parts with the CRMs; the built-in one keeps its cards in t.
func Connected(p assembly.Parts, t store.Table) assembly.Parts {
	now := p.Now
	if now == nil { // in a tool that only reads what is stored
		now = time.Now
	}
	own, kinds := builtin.CRM{Table: t}, NewKinds(p.Hosts, p.Callers, now)
	kinds.base = p.Base
	if st, ok := p.Store.(store.Store); ok && st.Channels != nil {
		kinds.ids = st.Channels.ContactFields()
	}
	if p.Connections == nil {
		p.Connections = p.Store
	}
	if g, ok := p.Store.(kit.Grants); ok {
		kinds.grants = g
	}
	if b, ok := p.Store.(limits.Board); ok {
		kinds.gates.board = &told{Board: b}
	}
	p.BuiltIn, p.CRMKinds, p.CRMEvents, p.CRMGrants, p.CRMInstalls, p.CRMHosts = own, kinds, kinds, kinds, kinds, kinds
	p.CRMCentres, p.CRMSettings = Centres{kinds}, Centres{kinds}
	p.CRM = crms.CRMs{Changes: p.Store, Margins: p.Store, Now: p.Now, Open: (&opener{kinds: kinds, store: p.Connections, now: p.Now}).Open, Plugs: map[desk.ConnectionID]flow.CRM{
		desk.ConnectionBuiltIn: own,
	}, Operators: func(ctx context.Context) ([]desk.Operator, error) { return p.Store.Operators(ctx) }}
	return p
}

// Remembered are the parts with the CRMs whose fields are kept in memory for a
// minute, for a function that hears of each message.
func Remembered(p assembly.Parts, t store.Table) assembly.Parts {
	p = Connected(p, t)
	p.CRM = &crms.Remembered{CRM: p.CRM, Now: p.Now}
	return p
}

// Seed stores the starter set-up of a new stack, the built-in CRM's with it.
func Seed(ctx context.Context, st store.Store) error {
	var ids []desk.Field
	if st.Channels != nil {
		ids = st.Channels.ContactFields()
	}
	return st.Seed(ctx, func(ctx context.Context) error { return builtin.CRM{Table: st.Table()}.Seed(ctx, ids) })
}
