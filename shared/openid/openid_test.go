package openid_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/sufler/sufler/shared/assembly"
	"github.com/sufler/sufler/shared/assembly/serving"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/openid"
	"github.com/sufler/sufler/shared/password"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/store/embedded"
	"github.com/sufler/sufler/shared/web/api"
)

// The people whom the provider knows, as its users are made.
const (
	idsUser, idsPassword = "test-user@127.0.0.1", "verysecure"
	idsEmail             = "test-user@zitadel.ch"
)

// users are the provider's, whose words a test can change.
type users struct {
	storage.UserStore
	change func(*storage.User)
}

func (u users) GetUserByID(id string) *storage.User { return u.changed(u.UserStore.GetUserByID(id)) }

func (u users) changed(user *storage.User) *storage.User {
	if user == nil || u.change == nil {
		return user
	}
	as := *user
	u.change(&as)
	return &as
}

// unheard takes jobs, and nobody does them.
type unheard struct{}

func (unheard) Enqueue(context.Context, desk.Job, time.Duration) error { return nil }

// house is the API and a real provider, each on a port of this machine.
type house struct {
	*testing.T
	st       store.Store
	api, ids *httptest.Server
	key      string
	say      func(*storage.User) // changes what the provider says of who signs in
	tamper   func(http.ResponseWriter, *http.Request, http.Handler)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	e, err := embedded.Open(filepath.Join(t.TempDir(), "db"), embedded.Knobs{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	h := &house{T: t, st: store.Store{Engine: e, Now: time.Now}}
	served := serving.API(assembly.Parts{
		Store: h.st, Outbox: unheard{}, Keys: h.st, Hasher: &password.Argon{}, Provider: &openid.Client{Hosts: []string{"127.0.0.1"}}, Now: time.Now,
	}, serving.Parts{Lists: h.st, Setup: h.st, Keys: h.st, Pulse: h.st, IdempotencyStore: h.st}).Handler()
	h.api = httptest.NewServer(served)
	t.Cleanup(h.api.Close)

	var provider http.Handler
	h.ids = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.tamper != nil {
			h.tamper(w, r, provider)
			return
		}
		provider.ServeHTTP(w, r)
	}))
	t.Cleanup(h.ids.Close)
	issuer := h.ids.URL + "/"
	storage.RegisterClients(storage.WebClient("sufler", "the secret", h.api.URL+"/v1/session/oidc/callback"))
	known := users{storage.NewUserStore(issuer), func(u *storage.User) {
		if h.say != nil {
			h.say(u)
		}
	}}
	provider = exampleop.SetupServer(issuer, storage.NewStorage(known), nil, false, op.WithAllowInsecure())

	k, token := api.NewKey(desk.Actor{Name: "admin", Role: desk.RoleAdmin}, time.Now())
	if err := h.st.SaveKey(t.Context(), k); err != nil {
		t.Fatal(err)
	}
	h.key = token
	return h
}

// ask asks the API with the admin's key.
func (h *house) ask(method, path, body string) (int, string) {
	h.Helper()
	r, err := http.NewRequestWithContext(h.Context(), method, h.api.URL+path, strings.NewReader(body))
	if err != nil {
		h.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.key)
	r.Header.Set("If-Match", "*")
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		h.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		h.Fatal(err)
	}
	return a.StatusCode, string(b)
}

func (h *house) setUp(secret string) {
	h.Helper()
	if status, said := h.ask("PUT", "/v1/settings/openid", `{"issuer":"`+h.ids.URL+`/","clientId":"sufler","clientSecret":"`+secret+`"}`); status != 200 || strings.Contains(said, secret) {
		h.Fatalf("set up: got %d %s", status, said)
	}
}

func (h *house) invite(email string) string {
	h.Helper()
	status, said := h.ask("POST", "/v1/operators", `{"name":"Olga","email":"`+email+`","role":"operator"}`)
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(said), &made); err != nil || status != 201 {
		h.Fatalf("invite: got %d %s", status, said)
	}
	return made.ID
}

// browser keeps cookies, and goes where it is sent, but not on to our front page.
func (h *house) browser() *http.Client {
	h.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/" && "http://"+r.URL.Host == h.api.URL {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

// logsIn has a browser begin at our page and log in at the provider's; the answer is
// what our callback said.
func (h *house) logsIn(b *http.Client) (int, string) {
	h.Helper()
	return h.atProvider(b, h.begins(b))
}

// begins is the provider's log-in page, after our page sent a browser there.
func (h *house) begins(b *http.Client) *url.URL {
	h.Helper()
	a, err := b.Get(h.api.URL + "/v1/session/oidc/start")
	if err != nil {
		h.Fatal(err)
	}
	defer a.Body.Close()
	if a.Request.URL.Path != "/login/username" {
		said, _ := io.ReadAll(a.Body)
		h.Fatalf("got to %s: %s %s", a.Request.URL, a.Status, said)
	}
	return a.Request.URL
}

func (h *house) atProvider(b *http.Client, page *url.URL) (int, string) {
	h.Helper()
	a, err := b.PostForm(h.ids.URL+"/login/username", url.Values{"username": {idsUser}, "password": {idsPassword}, "id": {page.Query().Get("authRequestID")}})
	if err != nil {
		h.Fatal(err)
	}
	defer a.Body.Close()
	said, err := io.ReadAll(a.Body)
	if err != nil {
		h.Fatal(err)
	}
	return a.StatusCode, string(said)
}

// me is who a browser is signed in as.
func (h *house) me(b *http.Client) (operator string) {
	h.Helper()
	a, err := b.Get(h.api.URL + "/v1/me")
	if err != nil {
		h.Fatal(err)
	}
	defer a.Body.Close()
	var me struct{ Operator string }
	if err := json.NewDecoder(a.Body).Decode(&me); err != nil {
		h.Fatal(err)
	}
	return me.Operator
}

// TestSignInAtARealProvider_D17: discovery, PKCE, nonce and state, a verified
// address, and an account that has it.
func TestSignInAtARealProvider_D17(t *testing.T) {
	h := newHouse(t)
	h.setUp("the secret")
	olga := h.invite(idsEmail)
	b := h.browser()
	if status, said := h.logsIn(b); status != http.StatusSeeOther {
		t.Fatalf("got %d %s", status, said)
	}
	if got := h.me(b); got != olga {
		t.Errorf("signed in as %q, want %q", got, olga)
	}
	stranger := h.browser()
	if h.me(stranger) != "" {
		t.Error("who did not sign in is somebody")
	}
}

func TestWhoIsNotSignedIn_D17(t *testing.T) {
	for name, c := range map[string]struct {
		email, secret string
		say           func(*storage.User)
		off           bool
		status        int
		code          string
	}{
		"nobody has the address":        {"another@shop.example", "the secret", nil, false, 401, "no_account"},
		"the address is not verified":   {idsEmail, "the secret", func(u *storage.User) { u.EmailVerified = false }, false, 409, "email_not_verified"},
		"the account is switched off":   {idsEmail, "the secret", nil, true, 401, "no_account"},
		"we have the wrong secret":      {idsEmail, "another secret", nil, false, 401, "sign_in_unfinished"},
		"the provider knows no address": {idsEmail, "the secret", func(u *storage.User) { u.Email = "" }, false, 409, "email_not_verified"},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.setUp(c.secret)
			id := h.invite(c.email)
			if h.say = c.say; c.off {
				if status, said := h.ask("PATCH", "/v1/operators/"+id, `{"off":true}`); status != 200 {
					t.Fatalf("got %d %s", status, said)
				}
			}
			b := h.browser()
			status, said := h.logsIn(b)
			if status != c.status || !strings.Contains(said, `"`+c.code+`"`) {
				t.Errorf("got %d %s, want %d %s", status, said, c.status, c.code)
			}
			if h.me(b) != "" {
				t.Error("they are signed in")
			}
		})
	}
}

// TestASignInIsFinishedWhereItBegan_D17: neither another browser nor another state,
// nonce or verifier finishes it, and nothing finishes it twice.
func TestASignInIsFinishedWhereItBegan_D17(t *testing.T) {
	h := newHouse(t)
	h.setUp("the secret")
	h.invite(idsEmail)
	const cookie = "sufler-oidc"
	ours, err := url.Parse(h.api.URL)
	if err != nil {
		t.Fatal(err)
	}
	spoil := func(part int) func(b *http.Client) {
		return func(b *http.Client) {
			for _, c := range b.Jar.Cookies(ours) {
				if c.Name != cookie {
					continue
				}
				p := strings.Split(c.Value, ".")
				p[part] = strings.Repeat("X", len(p[part]))
				b.Jar.SetCookies(ours, []*http.Cookie{{Name: cookie, Value: strings.Join(p, "."), Path: "/"}})
			}
		}
	}
	for name, change := range map[string]func(b *http.Client){
		"another state": spoil(0), "another nonce": spoil(1), "another verifier": spoil(2),
		"another browser": func(b *http.Client) { b.Jar, _ = cookiejar.New(nil) },
	} {
		b := h.browser()
		page := h.begins(b)
		change(b)
		if status, said := h.atProvider(b, page); status != 401 || !strings.Contains(said, "sign_in_unfinished") || h.me(b) != "" {
			t.Errorf("%s: got %d %s", name, status, said)
		}
	}
	// The same answer of the provider's, a second time: its code was used.
	b := h.browser()
	var back *url.URL
	follow := b.CheckRedirect
	b.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if strings.HasSuffix(r.URL.Path, "/callback") && r.URL.Query().Get("code") != "" {
			back = r.URL
		}
		return follow(r, via)
	}
	page := h.begins(b)
	kept := b.Jar.Cookies(ours)
	if status, said := h.atProvider(b, page); status != http.StatusSeeOther || back == nil {
		t.Fatalf("got %d %s", status, said)
	}
	again := h.browser()
	again.Jar.SetCookies(ours, kept)
	a, err := again.Get(back.String())
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != 401 || h.me(again) != "" {
		t.Errorf("the second time: got %s", a.Status)
	}
}

func TestAProviderMustBeAsked_D17(t *testing.T) {
	h := newHouse(t)
	a, err := http.Get(h.api.URL + "/v1/session/oidc/start")
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != 404 {
		t.Errorf("not set up: got %s", a.Status)
	}
	for name, issuer := range map[string]string{
		"no address": "nonsense", "without TLS": "http://accounts.example", "with a question": "https://accounts.example?x=1", "with a name": "https://a:b@accounts.example",
		"nothing there": h.ids.URL + "/elsewhere", "says that it is another": h.ids.URL,
	} {
		if status, said := h.ask("PUT", "/v1/settings/openid", `{"issuer":"`+issuer+`","clientId":"sufler"}`); status != 422 {
			t.Errorf("%s: got %d %s", name, status, said)
		}
	}
	h.setUp("the secret")
	if status, said := h.ask("PUT", "/v1/settings/openid", `{"issuer":""}`); status != 200 || strings.Contains(said, "clientId") || !strings.Contains(said, `"secretSet":false`) {
		t.Errorf("taken away: got %d %s", status, said)
	}
}

// TestNoAddressOfOurOwnNetworkIsAsked: an issuer is an administrator's words, and
// must not reach what only we can reach.
func TestNoAddressOfOurOwnNetworkIsAsked(t *testing.T) {
	asked := false
	inside := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer inside.Close()
	for _, issuer := range []string{inside.URL, "https://[::1]:9", "https://10.0.0.1", "https://169.254.169.254"} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if err := (&openid.Client{}).Check(ctx, desk.OpenID{Issuer: issuer, ClientID: "x"}); !errors.Is(err, desk.ErrInvalid) || ctx.Err() != nil {
			t.Errorf("%s: got %v, and the time was over: %v", issuer, err, ctx.Err())
		}
		cancel()
	}
	if asked {
		t.Error("a server of our own machine was asked")
	}
}
