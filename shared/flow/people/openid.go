package people

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Provider speaks OpenID Connect to a provider.
type Provider interface {
	// Check finds out whether the issuer can be asked. ErrInvalid, in words.
	Check(ctx context.Context, at desk.OpenID) error
	// Begin is the provider's page to send a browser to; back is where it sends it.
	Begin(ctx context.Context, at desk.OpenID, back string, p desk.Proof) (page string, err error)
	// Finish is who came back with a code. A refusal (desk.RefuseProof): the provider
	// does not take it, or its word is not for this sign-in.
	Finish(ctx context.Context, at desk.OpenID, back, code string, p desk.Proof) (desk.Vouched, error)
}

// OpenIDSettings keeps the company's provider.
type OpenIDSettings interface {
	// OpenID is the provider with its secret; the zero OpenID: there is none.
	OpenID(ctx context.Context) (desk.OpenID, error)
	// SaveOpenID stores it over the given version of itself. ErrConflict.
	SaveOpenID(ctx context.Context, o desk.OpenID) (desk.OpenID, error)
}

// OpenID signs operators in at the company's provider.
//
// Repeating is harmless: a code works once, at the provider.
type OpenID struct {
	Accounts  Accounts
	Workloads Workloads
	Settings  OpenIDSettings
	Provider  Provider
	Now       func() time.Time
}

// Begin is the page to send the browser to, and what it must keep until it is back.
func (v *OpenID) Begin(ctx context.Context, back string) (page string, p desk.Proof, err error) {
	at, err := v.at(ctx)
	if err != nil {
		return "", desk.Proof{}, err
	}
	// A verifier has at least 43 characters (RFC 7636, 4.1).
	p = desk.Proof{State: rand.Text(), Nonce: rand.Text(), Verifier: rand.Text() + rand.Text()}
	page, err = v.Provider.Begin(ctx, at, back, p)
	return page, p, err
}

func (v *OpenID) at(ctx context.Context) (desk.OpenID, error) {
	at, err := v.Settings.OpenID(ctx)
	if err == nil && !at.On() {
		err = desk.RefuseProvider()
	}
	return at, err
}

// Finish signs in who came back from the provider with a code and a state. Anybody can
// make up both, and the provider is asked about each code: attempts of an address are
// counted as those with passwords are, together with them, before it is.
func (v *OpenID) Finish(ctx context.Context, back, code, state string, p desk.Proof, from From) (Begun, error) {
	at, err := v.at(ctx)
	if err != nil {
		return Begun{}, err
	}
	if p.State == "" || code == "" || subtle.ConstantTimeCompare([]byte(p.State), []byte(state)) != 1 {
		return Begun{}, desk.RefuseProof()
	}
	address := "address " + from.Address
	err = v.Accounts.ChangeAttempts(ctx, address, func(a desk.Attempts) (desk.Attempts, error) { return a.Next(v.Now(), desk.AddressPatience) })
	if err != nil {
		return Begun{}, err
	}
	who, err := v.Provider.Finish(ctx, at, back, code, p)
	if err != nil {
		return Begun{}, err
	}
	email, err := who.Known()
	if err != nil {
		return Begun{}, err
	}
	b, err := open(ctx, v.Accounts, v.Workloads, v.Now, from, func() (desk.Operator, error) {
		o, err := v.Accounts.OperatorByEmail(ctx, email)
		if errors.Is(err, desk.ErrNotFound) || err == nil && o.Off() {
			return o, desk.RefuseIdentity()
		}
		return o, err
	})
	if err != nil {
		return Begun{}, err
	}
	return b, v.Accounts.ChangeAttempts(ctx, address, func(a desk.Attempts) (desk.Attempts, error) { return a.Forgiven(), nil })
}

// Set stores the provider: an administrator's deed. One that can't be asked is told
// in words, and not stored. Repeating is harmless.
func (v *OpenID) Set(ctx context.Context, by desk.Actor, at desk.OpenID) (desk.OpenID, error) {
	if err := by.MustBe(); err != nil {
		return desk.OpenID{}, err
	}
	if at.On() {
		if err := v.Provider.Check(ctx, at); err != nil {
			return desk.OpenID{}, err
		}
	}
	saved, err := v.Settings.SaveOpenID(ctx, at)
	if err != nil {
		return desk.OpenID{}, fmt.Errorf("save the OpenID provider: %w", err)
	}
	return saved, nil
}
