package setup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// CRMInstalls are the CRMs that tell by what they let us in once a person adds us there.
type CRMInstalls interface {
	// Install is what a call lets us in by, as the CRM itself proves. A Refusal: it is not
	// proven, or nobody is let in so. ErrInvalid: it is not of that form.
	Install(ctx context.Context, c desk.Connection, w desk.Webhook) (desk.Grant, error)
}

// Installer takes what a CRM tells once an administrator there added us: what lets us in
// is kept, and what we hear and show there is made.
//
// A call that is repeated is refused by the CRM, since what it brings works once, and
// changes nothing. Of a connection that another account let in it is refused here. Where
// what is to be made could not be, or the process died before, a check says so, and
// preparing the connection makes it.
type Installer struct {
	Connections flow.Connections
	Grants      Grants
	CRMs        CRMInstalls
	Kinds       CRMKinds
}

// Install takes a call. A Refusal: it is not proven. ErrNotFound: there is no such
// connection.
func (i *Installer) Install(ctx context.Context, id desk.ConnectionID, w desk.Webhook) error {
	if !id.Valid() {
		return fmt.Errorf("connection: %w", desk.ErrNotFound)
	}
	c, err := i.Connections.Connection(ctx, id)
	if err != nil {
		return err
	}
	given, err := i.CRMs.Install(ctx, c, w)
	if err != nil {
		return err
	}
	// What the call brought is spent: whoever made it may go away, and it is kept.
	kept, cancel := context.WithTimeout(context.WithoutCancel(ctx), keeping)
	defer cancel()
	if err := i.keep(kept, given); err != nil {
		return fmt.Errorf("keep what lets us in to the CRM %s: %w", id, err)
	}
	i.Kinds.Prepare(ctx, c) // a check tells what could not be made
	return nil
}

// keeping is how long the table is tried.
const keeping = 10 * time.Second

func (i *Installer) keep(ctx context.Context, given desk.Grant) error {
	for try := 0; ; try++ {
		g, err := i.Grants.Grant(ctx, given.Connection)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
		if g.Account != "" && g.Account != given.Account && g.Lost == "" {
			return desk.Refuse(desk.CodeNotAuthorized, "Another account of the CRM lets the connection in.")
		}
		given.Round, given.Version, given.State, given.StateEnds = g.Round+1, g.Version, g.State, g.StateEnds
		if _, err = i.Grants.SaveGrant(ctx, given); !errors.Is(err, desk.ErrConflict) || try == 5 {
			return err
		}
	}
}
