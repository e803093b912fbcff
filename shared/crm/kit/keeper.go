package kit

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Grants keeps grants, for all processes.
type Grants interface {
	// Grant is the connection's as it is now. ErrNotFound.
	Grant(ctx context.Context, c desk.ConnectionID) (desk.Grant, error)
	// SaveGrant stores it over the one of its Version (0: there is none). ErrConflict.
	SaveGrant(ctx context.Context, g desk.Grant) (desk.Grant, error)
}

// ErrNotDone is what a renewal answers with that the CRM did not do: what it is had by is
// not spent.
var ErrNotDone = errors.New("it was not done")

// Keeper has the access token of one connection, and renews it.
//
// What a new token is had by is sent to the CRM once, whatever happens: it is marked as
// being renewed before that, in one conditional write, and who finds it so marked for too
// long takes it for spent. An answer that is lost is said on the grant, and the token that
// there is goes on to be used for as long as it holds.
type Keeper struct {
	Connection desk.ConnectionID
	Grants     Grants
	Secret     string // the client's, which seals the tokens
	// Renew has new tokens for a refresh token. ErrNotDone; ErrRefused: the CRM takes it no
	// more; any other error: nobody knows.
	Renew func(ctx context.Context, address, refresh string) (t Tokens, life time.Duration, err error)
	Now   func() time.Time
	// Late: the CRM wants a token to be renewed once it refuses it, and not before.
	Late bool

	mu    sync.Mutex
	known desk.Grant
	token string
}

// Access is what lets us in.
type Access struct {
	Address, Token string
	Round          int64
}

// patience is how long a renewal may take, whoever waits for it or does no more.
const patience = 25 * time.Second

// Access is a token that lets us in, of a later round than the refused one (0: none was
// refused). Refused (CodeNotAuthorized): a person must let us in. ErrBusy: it is being
// renewed right now, or can't be.
func (k *Keeper) Access(ctx context.Context, refused int64) (Access, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.Now()
	if k.token != "" && k.holds(k.known, refused, now) && !k.due(k.known, now) {
		return k.access(), nil
	}
	for range 5 {
		done, err := k.step(ctx, refused)
		if err != nil {
			return Access{}, err
		}
		if done {
			return k.access(), nil
		}
	}
	return Access{}, fmt.Errorf("%w: others change the access to the CRM %s all the time", desk.ErrBusy, k.Connection)
}

// holds says whether the token of a grant may let us in, and due whether it is time for
// the next one all the same.
func (k *Keeper) holds(g desk.Grant, refused int64, now time.Time) bool {
	return g.Round > refused && (k.Late || g.Holds(now))
}

func (k *Keeper) due(g desk.Grant, now time.Time) bool { return !k.Late && g.Due(now) }

func (k *Keeper) access() Access { return Access{k.known.Address, k.token, k.known.Round} }

// step looks at the grant and does what is next. done: there is a token to use.
func (k *Keeper) step(ctx context.Context, refused int64) (done bool, err error) {
	g, err := k.Grants.Grant(ctx, k.Connection)
	if errors.Is(err, desk.ErrNotFound) || err == nil && !g.Given() {
		return false, notAuthorized(desk.Grant{})
	}
	if err != nil {
		return false, err
	}
	if g.Lost == desk.GrantRemoved {
		return false, notAuthorized(g)
	}
	tokens, err := Unseal(k.Secret, k.Connection, g.Sealed)
	if err != nil {
		return false, Because(desk.WhySecretChanged, desk.Refuse(desk.CodeNotAuthorized, "The client's secret was changed since the CRM let us in. Connect it anew, by the address that `authorize` answers with."))
	}
	now := k.Now()
	k.known, k.token = g, tokens.Access
	holds := k.holds(g, refused, now)
	switch {
	case holds && (!k.due(g, now) || g.Lost != ""):
		return true, nil
	case g.Lost != "":
		return false, notAuthorized(g)
	case g.Renewing.IsZero() && g.Round <= refused && now.Sub(g.IssuedAt) < desk.RenewTime:
		return false, Refused(desk.WhyToken, "The CRM does not take the token that it gave us just now.")
	case g.Renewing.IsZero():
		return k.renew(ctx, g, tokens.Refresh, holds)
	case now.Sub(g.Renewing) >= desk.RenewTime: // whoever did it was cut off
		g.Lost, g.LostAt, g.Renewing = desk.GrantUnsure, now, time.Time{}
		_, err := k.Grants.SaveGrant(ctx, g)
		return false, unlessConflict(err)
	case holds:
		return true, nil
	}
	return false, &desk.Later{Until: g.Renewing.Add(desk.RenewTime), Why: "The access to the CRM " + string(k.Connection) + " is being renewed"}
}

func notAuthorized(g desk.Grant) error {
	why := desk.WhyNotLetIn
	switch g.Lost {
	case desk.GrantRefused:
		why = desk.WhyRevoked
	case desk.GrantRemoved:
		why = desk.WhyRemoved
	case desk.GrantUnsure:
		why = desk.WhyRenewalLost
	}
	return Because(why, desk.Refuse(desk.CodeNotAuthorized, g.Text()))
}

func unlessConflict(err error) error {
	if errors.Is(err, desk.ErrConflict) {
		return nil // somebody was faster: look again
	}
	return err
}

// renew has a new token, if nobody else does. holds: the old one lets us in still. done:
// it is to be used.
func (k *Keeper) renew(ctx context.Context, g desk.Grant, refresh string, holds bool) (done bool, err error) {
	g.Renewing = k.Now()
	claimed, err := k.Grants.SaveGrant(ctx, g)
	if err != nil {
		return false, unlessConflict(err)
	}
	// Who asked may give up: the answer is wanted all the same.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	tokens, life, err := k.Renew(ctx, claimed.Address, refresh)
	next := claimed
	next.Renewing = time.Time{}
	switch {
	case err == nil:
		if next, err = k.renewed(claimed, tokens, life); err != nil {
			return false, err
		}
	case errors.Is(err, ErrNotDone):
		if err := k.settle(ctx, claimed, next); err != nil || holds {
			return holds, err
		}
		return false, fmt.Errorf("%w: the access to the CRM %s could not be renewed", desk.ErrBusy, k.Connection)
	case errors.Is(err, desk.ErrRefused):
		next.Lost, next.LostAt = desk.GrantRefused, k.Now()
	default:
		next.Lost, next.LostAt = desk.GrantUnsure, k.Now()
	}
	return false, k.settle(ctx, claimed, next)
}

// renewed is a grant with new tokens.
func (k *Keeper) renewed(g desk.Grant, t Tokens, life time.Duration) (desk.Grant, error) {
	sealed, err := Seal(k.Secret, k.Connection, t)
	if err != nil {
		return g, err
	}
	g.Sealed, g.Round, g.IssuedAt, g.Ends = sealed, g.Round+1, k.Now(), k.Now().Add(life)
	g.Renewing, g.Lost, g.LostAt = time.Time{}, "", time.Time{}
	return g, nil
}

// settle stores what became of a renewal. New tokens are nowhere else, so it is tried
// again; and over one who took us for cut off meanwhile, since the tokens that we have
// are good. What a person let us in by meanwhile goes first.
func (k *Keeper) settle(ctx context.Context, claimed, next desk.Grant) error {
	var err error
	for range 5 {
		if _, err = k.Grants.SaveGrant(ctx, next); err == nil {
			return nil
		}
		now, bad := k.Grants.Grant(ctx, k.Connection)
		switch {
		case errors.Is(bad, desk.ErrNotFound): // disconnected
			return nil
		case bad == nil && now.Round != claimed.Round: // a person did, or it was stored and nobody told us
			return nil
		case bad == nil:
			next.Version, next.State, next.StateEnds = now.Version, now.State, now.StateEnds
		}
	}
	return fmt.Errorf("keep the access to the CRM %s: %w", k.Connection, err)
}
