package creatio

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/crm/kit"
	"github.com/sufler/sufler/shared/desk"
)

// session is how we are let in: OAuth's token, or a user's cookies. All calls share one,
// since each takes one of the licences for sessions at a time.
type session struct {
	number  int // which one it is; 0: none
	token   string
	until   time.Time // the token holds; zero: until Creatio ends it
	cookies []*http.Cookie
	csrf    string
}

func (s session) into(req *http.Request) {
	if s.token != "" {
		req.Header.Set("Authorization", "Bearer "+s.token)
		return
	}
	for _, c := range s.cookies {
		req.AddCookie(c)
	}
	req.Header.Set("BPMCSRF", s.csrf)
	req.Header.Set("ForceUseSession", "true")
}

// session is one that is not the ended one: that of others, or a new one. Whoever asks
// meanwhile waits for it.
func (m *CRM) session(ctx context.Context, ended int) (session, error) {
	m.signing.Lock()
	defer m.signing.Unlock()
	s := m.signed
	if s.number > ended && (s.until.IsZero() || m.Now().Before(s.until)) {
		return s, nil
	}
	next, err := m.signIn(ctx)
	if err != nil {
		return session{}, err
	}
	next.number = s.number + 1
	m.signed = next
	return next, nil
}

func (m *CRM) signIn(ctx context.Context) (session, error) {
	if m.identity != "" {
		return m.byClient(ctx)
	}
	return m.byUser(ctx)
}

// byClient takes a token for the client's credentials.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/integrations-and-api/authentication/oauth-2-0-authorization
func (m *CRM) byClient(ctx context.Context) (session, error) {
	form := url.Values{"client_id": {m.clientID}, "client_secret": {m.clientSecret}, "grant_type": {"client_credentials"}}
	a, err := m.post(ctx, m.identity+"/connect/token", "application/x-www-form-urlencoded", form.Encode())
	if err != nil {
		return session{}, err
	}
	var t struct {
		Token   string `json:"access_token"`
		Expires int    `json:"expires_in"`
	}
	if err := a.Into(&t); err != nil || t.Token == "" {
		return session{}, fmt.Errorf("%w: Creatio's identity service answered with something that is no token", desk.ErrBusy)
	}
	// A minute less than it holds, so that none ends on its way.
	return session{token: t.Token, until: m.Now().Add(time.Duration(t.Expires)*time.Second - time.Minute)}, nil
}

// byUser signs in as a user: the answer is 200 even where it refuses.
//
// https://academy.creatio.com/docs/8.x/dev/development-on-creatio-platform/8.0/integrations-and-api/authentication/authentication-basics/references/authservice-svc
func (m *CRM) byUser(ctx context.Context) (session, error) {
	body, err := json.Marshal(map[string]string{"UserName": m.user, "UserPassword": m.password})
	if err != nil {
		return session{}, invalid("user and password are no texts")
	}
	a, err := m.post(ctx, m.Address+"/ServiceModel/AuthService.svc/Login", "application/json", string(body))
	if err != nil {
		return session{}, err
	}
	said := struct{ Code *int }{}
	if err := a.Into(&said); err != nil || said.Code == nil {
		return session{}, kit.Because(desk.WhyStrange, fmt.Errorf("%w: Creatio answered the sign-in with something that is none, as the page of a proxy; see whether the address is Creatio's own", desk.ErrBusy), "status", strconv.Itoa(a.Status))
	}
	if *said.Code != 0 {
		return session{}, kit.Refused(desk.WhySignIn, "Creatio does not let the user in: the name or the password is wrong, the password has to be changed, or there is no free licence.")
	}
	s := session{cookies: (&http.Response{Header: a.Header}).Cookies()}
	for _, c := range s.cookies {
		if c.Name == "BPMCSRF" {
			s.csrf = c.Value
		}
	}
	return s, nil
}

// post makes a call that needs no session.
func (m *CRM) post(ctx context.Context, address, kind, body string) (kit.Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		return kit.Answer{}, invalid("Creatio's address can't be called")
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("ForceUseSession", "true")
	a, err := kit.Send(m.HTTP, req)
	switch {
	case err != nil:
		return a, err
	case a.Status == http.StatusOK:
		return a, nil
	case a.Status == http.StatusTooManyRequests || a.Status >= 500:
		return a, fmt.Errorf("%w: Creatio answered a sign-in with %d", desk.ErrBusy, a.Status)
	}
	return a, kit.Refused(desk.WhySignIn, fmt.Sprintf("Creatio answered a sign-in with %d: the client or its secret is wrong, or the address is.", a.Status))
}

// ended says whether an answer means that the session has: a status, or the way to the
// page where people sign in, or that page.
func ended(a kit.Answer) bool {
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return true
	case a.Status >= 300 && a.Status < 400:
		return strings.Contains(strings.ToLower(a.Header.Get("Location")), "login")
	}
	return a.Status == http.StatusOK && strings.Contains(a.Header.Get("Content-Type"), "html") && bytes.Contains(bytes.ToLower(a.Body), []byte("login"))
}

// send makes a call in a session, and once more in a new one where that has ended.
func (m *CRM) send(ctx context.Context, method, path string, body any) (kit.Answer, error) {
	return m.sendBy(ctx, method, path, body, func(req *http.Request) (kit.Answer, error) { return kit.Send(m.HTTP, req) })
}

// sendBy is send for a call that is made by do.
func (m *CRM) sendBy(ctx context.Context, method, path string, body any, do func(*http.Request) (kit.Answer, error)) (kit.Answer, error) {
	var raw []byte
	if body != nil {
		var err error
		if raw, err = json.Marshal(body); err != nil {
			return kit.Answer{}, invalid("a body for Creatio is no JSON")
		}
	}
	var a kit.Answer
	old := 0
	for range 2 {
		s, err := m.session(ctx, old)
		if err != nil {
			return kit.Answer{}, err
		}
		req, err := http.NewRequestWithContext(ctx, method, m.at(path), bytes.NewReader(raw))
		if err != nil {
			return a, invalid("Creatio's address can't be called")
		}
		if body == nil {
			req.Body, req.ContentLength = http.NoBody, 0
		} else {
			req.Header.Set("Content-Type", "application/json; charset=utf-8")
		}
		req.Header.Set("Accept", "application/json")
		s.into(req)
		if a, err = do(req); err != nil {
			return a, err
		}
		if old = s.number; !ended(a) {
			break
		}
	}
	return a, problemOf(a)
}

// errRefusedValue is what Creatio answers to a body that it does not take.
var errRefusedValue = fmt.Errorf("%w: Creatio did not take what was written", desk.ErrInvalid)

func problemOf(a kit.Answer) error {
	switch {
	case ended(a):
		return kit.Refused(desk.WhySession, fmt.Sprintf("Creatio answered %d, though we had just signed in: the user lacks a right to such records, or may not use OData.", a.Status))
	case a.Status >= 200 && a.Status < 300:
		return nil
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		return fmt.Errorf("%w: Creatio answered %d", desk.ErrNotFound, a.Status)
	case a.Status >= 300 && a.Status < 400:
		return kit.Refused(desk.WhyElsewhere, fmt.Sprintf("Creatio answered %d, and sends us elsewhere, where we don't go. Is the connection's address right?", a.Status), "status", strconv.Itoa(a.Status))
	case a.Status == http.StatusTooManyRequests || a.Status == http.StatusConflict || a.Status >= 500:
		return fmt.Errorf("%w: Creatio answered %d", desk.ErrBusy, a.Status)
	}
	return fmt.Errorf("%w (it answered %d)", errRefusedValue, a.Status)
}

// record is a record as Creatio has it.
type record = map[string]any

// record reads one; nil: there is none.
func (m *CRM) record(ctx context.Context, path string) (record, error) {
	a, err := m.send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return nil, err
	}
	var r record
	return r, a.Into(&r)
}

// records are those of a collection that a query asks for, each part name=value.
func (m *CRM) records(ctx context.Context, collection string, query ...string) ([]record, error) {
	a, err := m.send(ctx, http.MethodGet, asked(collection, query...), nil)
	if err != nil {
		return nil, err
	}
	return listed(a)
}

// asked is where the records of a collection are that a query asks for.
func asked(collection string, query ...string) string {
	var parts []string
	for i := 0; i < len(query); i += 2 {
		parts = append(parts, query[i]+"="+strings.ReplaceAll(url.QueryEscape(query[i+1]), "+", "%20"))
	}
	return collection + "?" + strings.Join(parts, "&")
}

// listed are the records of an answer.
func listed(a kit.Answer) ([]record, error) {
	var l struct {
		Value []record `json:"value"`
	}
	if err := a.Into(&l); err != nil {
		return nil, err
	}
	return l.Value, nil
}

// text is a value within a filter: none of it can end the text.
func text(v string) string { return "'" + strings.ReplaceAll(v, "'", "''") + "'" }

// at is an address below OData, or, where the path begins with a /, beside it.
func (m *CRM) at(path string) string {
	if beside, ok := strings.CutPrefix(path, "/"); ok {
		return m.Address + "/" + strings.TrimSuffix(m.Prefix, "odata") + beside
	}
	return m.Address + "/" + m.Prefix + "/" + path
}
