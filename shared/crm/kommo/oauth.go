package kommo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// Kommo's OAuth: a token that holds for a day, and one that has the next, which works
// once and holds for three months.
//
// https://developers.kommo.com/docs/oauth-20

// oauth are the settings of an integration; the zero one: a long-lived token is used.
type oauth struct{ id, secret, redirect string }

// Keep has the access to the account kept where all processes see it, by a clock.
func (m *CRM) Keep(g kit.Grants, now func() time.Time) {
	if m.oauth.id != "" && g != nil {
		m.Now, m.keeper = now, &kit.Keeper{Connection: m.Connection, Grants: g, Secret: m.oauth.secret, Renew: m.renew, Now: now}
	}
}

// access is what lets us in, of a later round than the one that was refused.
func (m *CRM) access(ctx context.Context, refused int64) (kit.Access, error) {
	switch {
	case m.oauth.id == "":
		return kit.Access{Address: m.Address, Token: m.Token}, nil
	case m.keeper == nil:
		return kit.Access{}, fmt.Errorf("%w: the access to Kommo is kept nowhere", desk.ErrInvalid)
	}
	return m.keeper.Access(ctx, refused)
}

// Authorize is Kommo's page where an administrator lets us in; it sends the browser back
// with the state.
//
// https://developers.kommo.com/docs/button-on-site
func (m *CRM) Authorize(state string) (string, error) {
	if m.oauth.id == "" {
		return "", desk.Refuse(desk.CodeNotAuthorized, "The connection has a long-lived token: nobody has to let it in. For OAuth give it client_id, client_secret and redirect_uri, and no token.")
	}
	page := "https://www.kommo.com/oauth"
	if strings.Contains(m.Address, ".amocrm.") {
		page = "https://www.amocrm.ru/oauth"
	}
	return page + "?" + url.Values{"client_id": {m.oauth.id}, "state": {state}, "mode": {"popup"}}.Encode(), nil
}

// Redeem has the first tokens for a code with which a browser came back, from the account
// that it names. Refused: it is no account of Kommo's, or not this connection's, or it
// does not take the code.
func (m *CRM) Redeem(ctx context.Context, code, account string) (desk.Grant, error) {
	address, err := m.accountAt(account)
	if err != nil {
		return desk.Grant{}, err
	}
	t, life, err := m.token(ctx, address, map[string]string{"grant_type": "authorization_code", "code": code})
	if err != nil {
		return desk.Grant{}, err
	}
	sealed, err := kit.Seal(m.oauth.secret, m.Connection, t)
	now := m.Now()
	return desk.Grant{Connection: m.Connection, Address: address, Sealed: sealed, IssuedAt: now, Ends: now.Add(life)}, err
}

// accountAt is the address of an account that a browser names: the client's secret is
// sent there, so it must be Kommo's, or the one that the connection names.
func (m *CRM) accountAt(account string) (string, error) {
	account = strings.ToLower(account)
	if own, err := url.Parse(m.Address); m.Address != "" && err == nil {
		if account == own.Host {
			return m.Address, nil
		}
		return "", desk.Refuse(desk.CodeNotAuthorized, "Another account of Kommo let us in than the connection's address names.")
	}
	for _, of := range []string{".kommo.com", ".amocrm.ru", ".amocrm.com"} {
		name, ok := strings.CutSuffix(account, of)
		if odd := strings.ContainsFunc(name, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }); ok && name != "" && name != "www" && !odd {
			return "https://" + account, nil
		}
	}
	return "", desk.Refuse(desk.CodeNotAuthorized, "The address that let us in is no account of Kommo's.")
}

// renew has the next tokens.
func (m *CRM) renew(ctx context.Context, address, refresh string) (kit.Tokens, time.Duration, error) {
	return m.token(ctx, address, map[string]string{"grant_type": "refresh_token", "refresh_token": refresh})
}

// token asks for tokens. ErrNotDone: nobody was asked, or they say that they did nothing.
// ErrRefused. Any other error: nobody knows.
func (m *CRM) token(ctx context.Context, address string, in map[string]string) (t kit.Tokens, life time.Duration, err error) {
	in["client_id"], in["client_secret"], in["redirect_uri"] = m.oauth.id, m.oauth.secret, m.oauth.redirect
	raw, err := json.Marshal(in)
	if err != nil {
		return t, 0, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/oauth2/access_token", bytes.NewReader(raw))
	if err != nil {
		return t, 0, fmt.Errorf("%w: Kommo's address can't be called: %w", desk.ErrInvalid, kit.ErrNotDone)
	}
	req.Header.Set("Content-Type", "application/json")
	req.GetBody = nil // a body that was sent once is not sent again by itself
	a, err := kit.Send(m.HTTP, req)
	switch {
	case kit.NotSent(err):
		return t, 0, fmt.Errorf("%w: %w", err, kit.ErrNotDone)
	case err != nil:
		return t, 0, err
	case a.Status == http.StatusTooManyRequests, a.Status == http.StatusForbidden && !a.JSON():
		return t, 0, fmt.Errorf("%w: Kommo answered %d: %w", desk.ErrBusy, a.Status, kit.ErrNotDone)
	case a.Status >= 400 && a.Status < 500:
		return t, 0, desk.Refuse(desk.CodeNotAuthorized, fmt.Sprintf("Kommo answered %d: it does not take the integration's id, secret or redirect_uri, or what we have of it is used or too old.", a.Status))
	}
	var said struct {
		Access  string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Expires int64  `json:"expires_in"`
	}
	if err := a.Into(&said); err != nil || a.Status != http.StatusOK || said.Access == "" || said.Refresh == "" || said.Expires <= 0 {
		return t, 0, fmt.Errorf("%w: Kommo answered %d with something that is no token", desk.ErrBusy, a.Status)
	}
	return kit.Tokens{Access: said.Access, Refresh: said.Refresh}, time.Duration(min(said.Expires, 1<<31)) * time.Second, nil
}
