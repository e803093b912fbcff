package bitrix24

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// A local application of the company's Bitrix24, which an administrator lets in: a token
// for an hour, and one that has the next. Bitrix24 wants a token to be renewed once it
// says that it is over (expired_token), and shuts out who renews by the clock.
//
// https://github.com/bitrix-tools/b24-rest-docs/blob/main/settings/oauth/index.md

// tokenServer is where all companies' tokens are given.
const tokenServer = "https://oauth.bitrix24.tech"

// app are the settings of an application; the zero one: a webhook is used.
type app struct{ id, secret string }

// Keep has the access kept where all processes see it, by a clock.
func (m *CRM) Keep(g kit.Grants, now func() time.Time) {
	if m.app.id != "" && g != nil {
		m.Now = now
		m.keeper = &kit.Keeper{Connection: m.Connection, Grants: g, Secret: m.app.secret, Now: now, Late: true,
			Renew: func(ctx context.Context, _, refresh string) (kit.Tokens, time.Duration, error) {
				t, err := m.tokens(ctx, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
				return t.tokens, t.life, err
			}}
	}
}

// access is where calls go, with what lets us in, "": the address does.
func (m *CRM) access(ctx context.Context, refused int64) (kit.Access, error) {
	switch {
	case m.app.id == "":
		return kit.Access{Address: m.base}, nil
	case m.keeper == nil:
		return kit.Access{}, invalid("the access to Bitrix24 is kept nowhere")
	}
	return m.keeper.Access(ctx, refused)
}

// Authorize is Bitrix24's page where an administrator lets us in; it sends the browser
// back with the state.
func (m *CRM) Authorize(state string) (string, error) {
	if m.app.id == "" {
		return "", desk.Refuse(desk.CodeNotAuthorized, "The connection has a webhook: nobody has to let it in. For an application give it address, client_id and client_secret, and no webhook.")
	}
	return m.address + "/oauth/authorize/?" + url.Values{"client_id": {m.app.id}, "state": {state}}.Encode(), nil
}

// Redeem has the first tokens for a code with which a browser came back from a company's
// Bitrix24, which must be the connection's.
func (m *CRM) Redeem(ctx context.Context, code, domain string) (desk.Grant, error) {
	if own, err := url.Parse(m.address); err != nil || !strings.EqualFold(domain, own.Host) {
		return desk.Grant{}, desk.Refuse(desk.CodeNotAuthorized, "Another Bitrix24 let us in than the connection's address names.")
	}
	t, err := m.tokens(ctx, url.Values{"grant_type": {"authorization_code"}, "code": {code}})
	if err != nil {
		return desk.Grant{}, err
	}
	return m.granted(t)
}

// granted is what tokens let us in by, which must be for the connection's Bitrix24.
func (m *CRM) granted(t issued) (desk.Grant, error) {
	own, err := url.Parse(m.address)
	to, bad := url.Parse(t.endpoint)
	if err != nil || bad != nil || to.Host != own.Host || to.Scheme != own.Scheme || to.User != nil || to.RawQuery != "" || !strings.HasSuffix(to.Path, "/") {
		return desk.Grant{}, desk.Refuse(desk.CodeNotAuthorized, "The token is for another Bitrix24 than the connection's address names.")
	}
	sealed, err := kit.Seal(m.app.secret, m.Connection, t.tokens)
	now := m.Now()
	return desk.Grant{Connection: m.Connection, Address: t.endpoint, Sealed: sealed, IssuedAt: now, Ends: now.Add(t.life), Account: t.member}, err
}

// issued are tokens with what the server of tokens says of them.
type issued struct {
	tokens   kit.Tokens
	endpoint string // of calls
	member   string // the company's Bitrix24, whatever its address is
	life     time.Duration
}

// tokens asks for tokens. ErrNotDone: nobody was asked, or they say that they did nothing.
// ErrRefused. Any other error: nobody knows.
func (m *CRM) tokens(ctx context.Context, form url.Values) (t issued, err error) {
	form.Set("client_id", m.app.id)
	form.Set("client_secret", m.app.secret)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.TokenServer+"/oauth/token/", strings.NewReader(form.Encode()))
	if err != nil {
		return t, invalid("Bitrix24's address can't be called")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.GetBody = nil // a body that was sent once is not sent again by itself
	a, err := kit.Send(m.HTTP, req)
	switch {
	case kit.NotSent(err):
		return t, fmt.Errorf("%w: %w", err, kit.ErrNotDone)
	case err != nil:
		return t, err
	case a.Status == http.StatusTooManyRequests:
		return t, fmt.Errorf("%w: Bitrix24 answered %d: %w", desk.ErrBusy, a.Status, kit.ErrNotDone)
	case a.Status >= 400 && a.Status < 500:
		return t, desk.Refuse(desk.CodeNotAuthorized, fmt.Sprintf("Bitrix24 answered %d: it does not take the application's id or secret, or what we have of it is used or too old.", a.Status))
	}
	var said struct {
		Access   string `json:"access_token"`
		Refresh  string `json:"refresh_token"`
		Expires  int64  `json:"expires_in"`
		Endpoint string `json:"client_endpoint"`
		Member   string `json:"member_id"`
	}
	if err := a.Into(&said); err != nil || a.Status != http.StatusOK || said.Access == "" || said.Refresh == "" || said.Expires <= 0 {
		return t, fmt.Errorf("%w: Bitrix24 answered %d with something that is no token", desk.ErrBusy, a.Status)
	}
	return issued{kit.Tokens{Access: said.Access, Refresh: said.Refresh}, said.Endpoint, said.Member, time.Duration(min(said.Expires, 1<<31)) * time.Second}, nil
}
