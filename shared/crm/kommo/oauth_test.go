package kommo_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

func byOAuth(address string) desk.Connection {
	return desk.Connection{
		ID: "shop", Kind: desk.CRMKommo, Secrets: map[string]string{"client_secret": "s3cret"},
		Options: map[string]string{"address": address, "client_id": "integration", "redirect_uri": "https://sufler.example/v1/crms/callback"},
	}
}

// let is an account that let us in, and two processes that come to it.
func let(t *testing.T) (s *parties.Kommo, kept *parties.Grants, one, other *kommo.CRM) {
	t.Helper()
	s = &parties.Kommo{Admin: true, At: start, ClientID: "integration", ClientSecret: "s3cret", Redirect: "https://sufler.example/v1/crms/callback"}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	kept = &parties.Grants{}
	open := func() *kommo.CRM {
		m, err := kommo.Open(byOAuth(h.URL), outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		m.Keep(kept, s.Now)
		return m
	}
	one, other = open(), open()
	g, err := one.Redeem(t.Context(), s.Code(), strings.TrimPrefix(h.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	g.Round = 1
	if _, err := kept.SaveGrant(t.Context(), g); err != nil {
		t.Fatal(err)
	}
	return s, kept, one, other
}

func onlyOnce(t *testing.T, s *parties.Kommo) {
	t.Helper()
	for token, n := range s.Uses() {
		if n > 1 {
			t.Errorf("%s was used %d times", token, n)
		}
	}
}

// Days pass, and two processes go on to be let in; each refresh token is used once.
func TestOAuth_TwoProcessesForDays(t *testing.T) {
	s, kept, one, other := let(t)
	for range 10 {
		s.Move(19 * time.Hour)
		var wg sync.WaitGroup
		for _, m := range []*kommo.CRM{one, other, one, other} {
			wg.Go(func() {
				if all, err := m.Pipelines(t.Context(), "shop"); err != nil || len(all) == 0 {
					t.Errorf("at %v: %v, %v", s.Now(), all, err)
				}
			})
		}
		wg.Wait()
	}
	if len(s.Uses()) != 11 || kept.Held.Round != 11 {
		t.Errorf("%d tokens for 10 days, round %d", len(s.Uses()), kept.Held.Round)
	}
	onlyOnce(t, s)
}

// A token that ends before its time is renewed, and the call made again.
func TestOAuth_EndedBeforeItsTime(t *testing.T) {
	s, _, one, other := let(t)
	s.Move(time.Hour)
	s.EndAccess()
	for _, m := range []*kommo.CRM{one, other, one} {
		if _, err := m.Pipelines(t.Context(), "shop"); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.Uses()) != 2 {
		t.Errorf("tokens %v", s.Uses())
	}
	onlyOnce(t, s)
}

// An answer that is lost after the work was done: the old token goes on to be used, and
// once it ended a person is told to let us in; so is it where the integration was taken
// out of the account.
func TestOAuth_ALostAnswerIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(s *parties.Kommo)
		loss  desk.GrantLoss
	}{
		"lost after the work": {func(s *parties.Kommo) { s.FailAt(1, true) }, desk.GrantUnsure},
		"lost before it":      {func(s *parties.Kommo) { s.FailAt(1, false) }, desk.GrantUnsure},
	} {
		s, kept, one, other := let(t)
		s.Move(20 * time.Hour)
		c.spoil(s)
		for _, m := range []*kommo.CRM{one, other} {
			if _, err := m.Pipelines(t.Context(), "shop"); err != nil {
				t.Errorf("%s: while the old one holds: %v", name, err)
			}
		}
		s.Move(10 * time.Hour)
		for _, m := range []*kommo.CRM{one, other} {
			_, err := m.Pipelines(t.Context(), "shop")
			var no *desk.Refusal
			if !errors.As(err, &no) || no.Code != desk.CodeNotAuthorized || kept.Held.Lost != c.loss {
				t.Errorf("%s: once it ended: %v, lost %q", name, err, kept.Held.Lost)
			}
		}
		onlyOnce(t, s)
	}
	s, kept, one, _ := let(t)
	s.Disconnect()
	if _, err := one.Pipelines(t.Context(), "shop"); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("taken out: %v", err)
	}
	s.Move(time.Hour)
	if _, err := one.Pipelines(t.Context(), "shop"); !errors.Is(err, desk.ErrRefused) || kept.Held.Lost != desk.GrantRefused {
		t.Errorf("taken out: %v, lost %q", err, kept.Held.Lost)
	}
}

// What asked too often, or was never reached, is not spent.
func TestOAuth_NotDoneIsTriedAgain(t *testing.T) {
	s, kept, one, _ := let(t)
	s.Move(30 * time.Hour)
	for _, no := range []int{http.StatusTooManyRequests, http.StatusForbidden} {
		s.Instead = func(r *http.Request) (int, map[string]string, string) {
			return no, map[string]string{"Content-Type": "text/html"}, "<html>secret words</html>"
		}
		if _, err := one.Pipelines(t.Context(), "shop"); !errors.Is(err, desk.ErrBusy) || strings.Contains(err.Error(), "secret") || kept.Held.Lost != "" {
			t.Errorf("%d: %v, lost %q", no, err, kept.Held.Lost)
		}
	}
	s.Instead = nil
	if _, err := one.Pipelines(t.Context(), "shop"); err != nil {
		t.Error(err)
	}
	onlyOnce(t, s)
}

// The client's secret goes to Kommo alone, or to where the connection says.
func TestOAuth_WhereTheCodeIsRedeemed(t *testing.T) {
	called := ""
	client := &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		called = r.URL.String()
		return nil, errors.New("nobody is there")
	})}
	for account, want := range map[string]string{
		"shop.kommo.com": "https://shop.kommo.com/oauth2/access_token", "SHOP.amocrm.ru": "https://shop.amocrm.ru/oauth2/access_token", "my-shop2.amocrm.com": "https://my-shop2.amocrm.com/oauth2/access_token",
		"evil.example": "", "shop.kommo.com.evil.example": "", "evil.example/.kommo.com": "", "a@evil.example#.kommo.com": "", ".kommo.com": "", "www.kommo.com": "", "shop.kommo.com:8443": "", "a.b.kommo.com": "", "": "",
	} {
		c := byOAuth("")
		delete(c.Options, "address")
		m, err := kommo.Open(c, client)
		if err != nil {
			t.Fatal(err)
		}
		called = ""
		if _, err = m.Redeem(t.Context(), "code", account); called != want || err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: called %q, want %q (%v)", account, called, want, err)
		}
	}
	m, err := kommo.Open(byOAuth("https://shop.kommo.com"), client)
	if err != nil {
		t.Fatal(err)
	}
	called = ""
	if _, err := m.Redeem(t.Context(), "code", "other.kommo.com"); !errors.Is(err, desk.ErrRefused) || called != "" {
		t.Errorf("another account than the connection's: %v, called %q", err, called)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestOAuth_Authorize(t *testing.T) {
	for address, want := range map[string]string{"": "www.kommo.com", "https://shop.kommo.com": "www.kommo.com", "https://shop.amocrm.ru": "www.amocrm.ru"} {
		m, err := kommo.Open(byOAuth(address), nil)
		if err != nil {
			t.Fatal(err)
		}
		page, err := m.Authorize("shop.s&t")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(page)
		if err != nil || u.Host != want || u.Query().Get("state") != "shop.s&t" || u.Query().Get("client_id") != "integration" || strings.Contains(page, "s3cret") {
			t.Errorf("%s: %s (%v)", address, page, err)
		}
	}
	if _, err := open(t, "https://shop.kommo.com", nil).Authorize("s"); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a long-lived token: %v", err)
	}
	for name, drop := range map[string]func(c desk.Connection){
		"no secret":   func(c desk.Connection) { delete(c.Secrets, "client_secret") },
		"no redirect": func(c desk.Connection) { delete(c.Options, "redirect_uri") },
		"both":        func(c desk.Connection) { c.Secrets["token"] = "t" },
	} {
		c := byOAuth("")
		drop(c)
		if _, err := kommo.Open(c, nil); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
