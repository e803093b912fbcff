package setup

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Grants keeps what CRMs let us in by.
type Grants interface {
	// Grant is the connection's as it is now. ErrNotFound.
	Grant(ctx context.Context, c desk.ConnectionID) (desk.Grant, error)
	// SaveGrant stores it over the one of its Version (0: there is none). ErrConflict.
	SaveGrant(ctx context.Context, g desk.Grant) (desk.Grant, error)
}

// CRMGrants are the CRMs that let us in by OAuth.
type CRMGrants interface {
	// Granted says whether the connection is let in so.
	Granted(c desk.Connection) bool
	// Authorize is the CRM's page where a person lets us in. A Refusal: nobody has to.
	Authorize(c desk.Connection, state string) (string, error)
	// Redeem has the first tokens for the code that a browser came back with, from the
	// account that it names. A Refusal: it can't be had for that.
	Redeem(ctx context.Context, c desk.Connection, code, account string) (desk.Grant, error)
}

// authorizing is how long a person has in the CRM.
const authorizing = 15 * time.Minute

// Authorizer has a person let us in to a CRM: an administrator's deed, which their
// browser ends.
//
// A page that is opened again is refused: what it brings works once. Beginning anew is
// always possible, and what lets us in meanwhile goes on to.
type Authorizer struct {
	Connections interface {
		flow.Connections
		SaveConnection(ctx context.Context, c desk.Connection) (desk.Connection, error)
	}
	Grants Grants
	CRMs   CRMGrants
	Now    func() time.Time
}

// Begin is the page to open, until when.
func (a *Authorizer) Begin(ctx context.Context, by desk.Actor, id desk.ConnectionID) (page string, until time.Time, err error) {
	if err := by.MustBe(); err != nil {
		return "", until, err
	}
	c, err := a.Connections.Connection(ctx, id)
	if err != nil {
		return "", until, err
	}
	state := string(id) + "." + rand.Text()
	if page, err = a.CRMs.Authorize(c, state); err != nil {
		return "", until, err
	}
	until = a.Now().Add(authorizing)
	return page, until, a.change(ctx, id, func(g desk.Grant) (desk.Grant, error) {
		g.State, g.StateEnds = digest(state), until
		return g, nil
	})
}

func digest(state string) string { return desk.Digest("state", state) }

// ErrNotAsked is the refusal of a browser that nobody of ours sent, or that comes too late
// or once more.
var ErrNotAsked error = desk.Refuse(desk.CodeNotAuthorized, "Nobody here asked for that, or it is too long ago, or it was used before. Begin anew: POST /v1/connections/{id}/authorize.")

// Finish takes what a browser came back with, and answers with the connection. A
// Refusal: ErrNotAsked, or the CRM does not let us in.
func (a *Authorizer) Finish(ctx context.Context, state, code, account string) (desk.ConnectionID, error) {
	name, _, _ := strings.Cut(state, ".")
	id := desk.ConnectionID(name)
	if !id.Valid() || code == "" || account == "" {
		return id, ErrNotAsked
	}
	// The state is used up first: of two who come with it one goes on.
	err := a.change(ctx, id, func(g desk.Grant) (desk.Grant, error) {
		if g.State == "" || g.State != digest(state) || !a.Now().Before(g.StateEnds) {
			return g, ErrNotAsked
		}
		g.State, g.StateEnds = "", time.Time{}
		return g, nil
	})
	if err != nil {
		return id, err
	}
	c, err := a.Connections.Connection(ctx, id)
	if errors.Is(err, desk.ErrNotFound) {
		return id, ErrNotAsked
	}
	if err != nil {
		return id, err
	}
	given, err := a.CRMs.Redeem(ctx, c, code, account)
	if err != nil {
		return id, err
	}
	if err := a.change(ctx, id, func(g desk.Grant) (desk.Grant, error) {
		if given.Events == "" && given.Account == g.Account { // only installing tells it
			given.Events = g.Events
		}
		given.Round, given.Version, given.State, given.StateEnds = g.Round+1, g.Version, g.State, g.StateEnds
		return given, nil
	}); err != nil {
		return id, fmt.Errorf("keep what lets us in to the CRM %s: %w", id, err)
	}
	_, err = a.Connections.SaveConnection(ctx, c) // of another version, it is opened anew by everybody
	if errors.Is(err, desk.ErrConflict) {
		err = nil // it is of another version
	}
	return id, err
}

// change stores what change makes of a grant, whoever else changes it meanwhile.
func (a *Authorizer) change(ctx context.Context, id desk.ConnectionID, change func(desk.Grant) (desk.Grant, error)) error {
	for try := 0; ; try++ {
		g, err := a.Grants.Grant(ctx, id)
		if err != nil && !errors.Is(err, desk.ErrNotFound) {
			return err
		}
		g.Connection = id
		next, err := change(g)
		if err != nil {
			return err
		}
		if _, err = a.Grants.SaveGrant(ctx, next); !errors.Is(err, desk.ErrConflict) || try == 5 {
			return err
		}
	}
}

// Grant is a connection's grant; ok is false if it is let in otherwise.
func (a *Authorizer) Grant(ctx context.Context, c desk.Connection) (g desk.Grant, ok bool, err error) {
	if !a.CRMs.Granted(c) {
		return g, false, nil
	}
	g, err = a.Grants.Grant(ctx, c.ID)
	if errors.Is(err, desk.ErrNotFound) {
		err = nil
	}
	return g, true, err
}
