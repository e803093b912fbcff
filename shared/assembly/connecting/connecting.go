// Package connecting plugs in the CRMs that there are: a new one has its line here.
package connecting

import (
	"context"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/crm/builtin"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/flow/crms"
	"github.com/sufler/sufler/shared/store"
)

// Connected are the parts with the CRMs; the built-in one keeps its cards in t.
func Connected(p assembly.Parts, t store.Table) assembly.Parts {
	own := builtin.CRM{Table: t}
	p.BuiltIn = own
	p.CRM = crms.CRMs{Changes: p.Store, Plugs: map[desk.ConnectionID]flow.CRM{
		desk.ConnectionBuiltIn: own,
	}}
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
