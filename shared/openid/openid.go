// Package openid speaks OpenID Connect to the provider at which operators sign in:
// discovery, the code flow with PKCE, a nonce, and the ID token's signature. Only
// what signs people in links it.
package openid

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

// Client asks providers. Its zero value asks those at public addresses. It is not to be
// copied.
type Client struct {
	// Hosts are others that an issuer may name, without TLS, too: on this machine or
	// in the company's own network.
	Hosts []string
	Now   func() time.Time // nil: time.Now

	mu    sync.Mutex // held while a provider is asked, so that it is by one at a time
	known known
}

// known is what a provider said of itself, or that it could not be asked.
type known struct {
	issuer   string
	provider *oidc.Provider
	err      error
	until    time.Time
}

// Whoever begins to sign in needs to prove nothing, so that a provider is asked only so
// often for it.
const (
	knownFor  = 10 * time.Minute
	failedFor = 5 * time.Second
)

// A provider is asked while a person waits, and what it says is small.
const (
	timeout = 10 * time.Second
	maxSaid = 1 << 20 // bytes
)

// client is what a provider is asked with: no address that is not public is
// connected to, but of the named hosts, whatever a name or a redirect says.
func (c *Client) client() *http.Client {
	return &http.Client{Timeout: timeout, Transport: limited{&http.Transport{
		DialContext: outgoing.Hosts(c.Hosts).Dial(timeout), TLSHandshakeTimeout: timeout, DisableKeepAlives: true, // it lives for one sign-in
	}}}
}

// limited hands no more on of an answer than a provider has to say.
type limited struct{ http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		a.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(a.Body, maxSaid), a.Body}
	}
	return a, err
}

// Check implements people.Provider.
func (c *Client) Check(ctx context.Context, at desk.OpenID) error {
	u, err := url.Parse(at.Issuer)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "", u.Scheme != "https" && !(u.Scheme == "http" && slices.Contains(c.Hosts, u.Hostname())):
		return fmt.Errorf("%w: an issuer is an address like https://accounts.google.com, without a question mark", desk.ErrInvalid)
	case at.ClientID == "":
		return fmt.Errorf("%w: the provider knows us by a client id, which is missing", desk.ErrInvalid)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, _, err := c.ask(ctx, at); err != nil {
		return fmt.Errorf("%w: the provider can't be asked at %s/.well-known/openid-configuration, or says that it is another one", desk.ErrInvalid, at.Issuer)
	}
	return nil
}

// discover is what the provider said of itself, of late.
func (c *Client) discover(ctx context.Context, at desk.OpenID) (context.Context, *oidc.Provider, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known.issuer == at.Issuer && c.now().Before(c.known.until) {
		return oidc.ClientContext(ctx, c.client()), c.known.provider, c.known.err
	}
	return c.ask(ctx, at)
}

// ask asks the provider itself, for whoever else waits for it, too. The lock is held.
func (c *Client) ask(ctx context.Context, at desk.OpenID) (context.Context, *oidc.Provider, error) {
	ctx = oidc.ClientContext(ctx, c.client())
	p, err := oidc.NewProvider(context.WithoutCancel(ctx), at.Issuer)
	life := knownFor
	if err != nil {
		p, err, life = nil, fmt.Errorf("%w: the OpenID provider: %w", desk.ErrBusy, err), failedFor
	}
	c.known = known{at.Issuer, p, err, c.now().Add(life)}
	return ctx, p, err
}

func (c *Client) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

func config(at desk.OpenID, p *oidc.Provider, back string) oauth2.Config {
	return oauth2.Config{
		ClientID: at.ClientID, ClientSecret: at.ClientSecret, Endpoint: p.Endpoint(), RedirectURL: back, Scopes: []string{oidc.ScopeOpenID, "email"},
	}
}

// Begin implements people.Provider.
func (c *Client) Begin(ctx context.Context, at desk.OpenID, back string, p desk.Proof) (string, error) {
	_, provider, err := c.discover(ctx, at)
	if err != nil {
		return "", err
	}
	cfg := config(at, provider, back)
	return cfg.AuthCodeURL(p.State, oidc.Nonce(p.Nonce), oauth2.S256ChallengeOption(p.Verifier)), nil
}

// Finish implements people.Provider.
func (c *Client) Finish(ctx context.Context, at desk.OpenID, back, code string, p desk.Proof) (desk.Vouched, error) {
	ctx, provider, err := c.discover(ctx, at)
	if err != nil {
		return desk.Vouched{}, err
	}
	cfg := config(at, provider, back)
	token, err := cfg.Exchange(ctx, code, oauth2.VerifierOption(p.Verifier))
	var no *oauth2.RetrieveError
	switch {
	case errors.As(err, &no) && no.Response.StatusCode < http.StatusInternalServerError:
		return desk.Vouched{}, desk.RefuseProof()
	case err != nil:
		return desk.Vouched{}, fmt.Errorf("%w: the OpenID provider: %w", desk.ErrBusy, err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return desk.Vouched{}, desk.RefuseProof()
	}
	said, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: at.ClientID, Now: c.Now}).Verify(ctx, raw)
	if err != nil || said.Nonce != p.Nonce {
		return desk.Vouched{}, desk.RefuseProof()
	}
	var who claims
	if err := said.Claims(&who); err != nil {
		return desk.Vouched{}, desk.RefuseProof()
	}
	if who.Email == "" { // some say it when asked only
		more, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
		if err == nil && more.Subject == said.Subject {
			err = more.Claims(&who)
		}
		if err != nil {
			return desk.Vouched{}, fmt.Errorf("%w: the OpenID provider: %w", desk.ErrBusy, err)
		}
	}
	return who.vouched(), nil
}

// claims are what a provider says of somebody.
//
// https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims
type claims struct {
	Email    string `json:"email"`
	Verified any    `json:"email_verified"` // Cognito's UserInfo says "true"
	// Owner is Microsoft's word for the same: its tokens have no email_verified.
	// https://learn.microsoft.com/entra/identity-platform/migrate-off-email-claim-authorization
	Owner any `json:"xms_edov"`
}

func (c claims) vouched() desk.Vouched {
	yes := func(v any) bool { return v == true || v == "true" || v == "1" || v == float64(1) }
	return desk.Vouched{Email: c.Email, Verified: yes(c.Verified) || c.Verified == nil && yes(c.Owner)}
}
