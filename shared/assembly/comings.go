package assembly

import (
	"context"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/people"
)

// comings is what follows for routing when operators come and go.
func (p Parts) comings() people.Workloads { return unrouted{} }

// unrouted is for as long as nothing is routed to operators: nothing follows.
type unrouted struct{}

func (unrouted) SignedIn(context.Context, desk.OperatorID) error        { return nil }
func (unrouted) SignedOut(context.Context, desk.OperatorID) error       { return nil }
func (unrouted) SwitchOff(context.Context, desk.OperatorID, bool) error { return nil }
