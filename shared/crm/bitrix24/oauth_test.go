package bitrix24_test

import (
	"errors"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

func application(address string) desk.Connection {
	return desk.Connection{
		ID: "b24", Kind: desk.CRMBitrix24, Secrets: map[string]string{"client_secret": "s3cret"}, Options: map[string]string{"address": address, "client_id": "app"},
	}
}

// let is a Bitrix24 that let an application in, and two processes that come to it.
func let(t *testing.T) (b *parties.Bitrix24, kept *parties.Grants, one, other *bitrix24.CRM) {
	t.Helper()
	b = &parties.Bitrix24{Code: code, At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), ClientID: "app", ClientSecret: "s3cret"}
	h := httptest.NewServer(b)
	t.Cleanup(h.Close)
	kept = &parties.Grants{}
	open := func() *bitrix24.CRM {
		m, err := bitrix24.Open(application(h.URL), outgoing.Hosts{"127.0.0.1"}.Client(time.Minute))
		must(t, err)
		m.TokenServer = h.URL
		m.Keep(kept, b.Now)
		return m
	}
	one, other = open(), open()
	_, err := one.Redeem(t.Context(), b.LetIn(), "other.bitrix24.com")
	if !errors.Is(err, desk.ErrRefused) {
		t.Errorf("another Bitrix24 than the connection's: %v", err)
	}
	g, err := one.Redeem(t.Context(), b.LetIn(), strings.TrimPrefix(h.URL, "http://"))
	must(t, err)
	if g.Account != parties.BitrixMember {
		t.Errorf("let in by %q", g.Account)
	}
	g.Round = 1
	_, err = kept.SaveGrant(t.Context(), g)
	must(t, err)
	return b, kept, one, other
}

// A token is renewed once Bitrix24 says that it is over, and not before, by one of all
// processes; the call is made again.
func TestApplication_RenewsWhatIsOver(t *testing.T) {
	b, _, one, other := let(t)
	for hour := range 5 {
		for _, pass := range []time.Duration{0, 59 * time.Minute} {
			b.Move(pass)
			var wg sync.WaitGroup
			for _, m := range []*bitrix24.CRM{one, other} {
				wg.Go(func() {
					var later *desk.Later
					if all, err := m.Pipelines(t.Context(), "b24"); err != nil && !errors.As(err, &later) || err == nil && len(all) == 0 {
						t.Errorf("hour %d: %v, %v", hour, all, err)
					}
				})
			}
			wg.Wait()
			if got := len(b.Uses()); got != hour+1 {
				t.Errorf("hour %d: %d tokens were given", hour, got)
			}
		}
		b.Move(2 * time.Minute)
	}
	for token, n := range b.Uses() {
		if n > 1 {
			t.Errorf("%s was used %d times", token, n)
		}
	}
}

// An answer that is lost is said, and what the next token is had by is not sent again.
func TestApplication_ALostAnswerIsSaid(t *testing.T) {
	b, kept, one, other := let(t)
	b.Move(2 * time.Hour)
	b.FailAt(2, true) // the first call is told that its token is over
	for _, m := range []*bitrix24.CRM{one, other, one} {
		_, err := m.Pipelines(t.Context(), "b24")
		var no *desk.Refusal
		if !errors.As(err, &no) || no.Code != desk.CodeNotAuthorized || kept.Held.Lost != desk.GrantUnsure || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v, lost %q", err, kept.Held.Lost)
		}
	}
	for token, n := range b.Uses() {
		if n > 1 {
			t.Errorf("%s was used %d times", token, n)
		}
	}
}

func TestApplication_Settings(t *testing.T) {
	m, err := bitrix24.Open(application("https://company.bitrix24.com"), nil)
	must(t, err)
	page, err := m.Authorize("b24.s&t")
	u, bad := url.Parse(page)
	if err != nil || bad != nil || u.Host != "company.bitrix24.com" || u.Path != "/oauth/authorize/" || u.Query().Get("state") != "b24.s&t" || strings.Contains(page, "s3cret") {
		t.Errorf("the page is %s (%v)", page, err)
	}
	if got := bitrix24.Address(application("https://company.bitrix24.com")); got != "https://company.bitrix24.com" {
		t.Errorf("it leads to %s", got)
	}
	if _, err := open(t, connection("https://company.bitrix24.com")).Authorize("s"); !errors.Is(err, desk.ErrRefused) {
		t.Errorf("a webhook: %v", err)
	}
	for name, change := range map[string]func(c desk.Connection){
		"no secret": func(c desk.Connection) { delete(c.Secrets, "client_secret") }, "no address": func(c desk.Connection) { delete(c.Options, "address") },
		"a webhook, too": func(c desk.Connection) { c.Secrets["webhook"] = "https://company.bitrix24.com/rest/1/abc/" }, "a path": func(c desk.Connection) { c.Options["address"] += "/rest" },
		"a page for tokens": func(c desk.Connection) { c.Options["identity"] = "https://oauth.bitrix.info/x" }, "tokens in plain": func(c desk.Connection) { c.Options["identity"] = "http://oauth.bitrix.info" },
		"a user": func(c desk.Connection) { c.Options["address"] = "https://a@company.bitrix24.com" },
	} {
		c := application("https://company.bitrix24.com")
		change(c)
		if _, err := bitrix24.Open(c, nil); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
