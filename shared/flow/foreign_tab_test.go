package flow_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/tab"
)

// Visit and Return implement tab.Hosts, Install setup.CRMInstalls, Prepare a part of
// setup.CRMKinds.
func (s soldApp) Visit(ctx context.Context, _ desk.Connection, w desk.Webhook) (desk.CardVisit, error) {
	return s.plug.Visit(ctx, w)
}

func (s soldApp) Return(ctx context.Context, _ desk.Connection, pass string) (desk.CardVisit, error) {
	return s.plug.Return(ctx, pass)
}

func (s soldApp) Install(ctx context.Context, _ desk.Connection, w desk.Webhook) (desk.Grant, error) {
	return s.plug.Install(ctx, w)
}

func (s soldApp) Prepare(ctx context.Context, _ desk.Connection) []desk.Checked {
	return s.plug.Register(ctx, "https://sufler.test")
}

func (soldApp) Infos() []desk.CRMInfo                                       { return nil }
func (soldApp) Fits(desk.Connection) error                                  { return nil }
func (soldApp) Try(context.Context, desk.Connection) ([]desk.Checked, bool) { return nil, false }

// posts is a browser, or the CRM itself, that posts to us.
func (s soldApp) posts(w *world, path string, form string) *httptest.ResponseRecorder {
	v, i := w.parts().TabViewer(), w.parts().Installer()
	v.Connections, v.Hosts = s, s
	i.Connections, i.Grants, i.CRMs, i.Kinds = s, s.kept, s, s
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	tab.Pages{Viewer: v, Installer: i, Now: w.clock}.Handler().ServeHTTP(rec, r)
	return rec
}

var (
	formOf  = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)">(.*?)</form>`)
	inputOf = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	tagOf   = regexp.MustCompile(`(?s)<style>.*</style>|<[^>]*>`)
)

// forms are the fields of each form of a page, and all its text.
func forms(page string) (out []url.Values, text string) {
	for _, f := range formOf.FindAllStringSubmatch(page, -1) {
		one := url.Values{"": {f[1]}}
		for _, in := range inputOf.FindAllStringSubmatch(f[2], -1) {
			one.Set(in[1], html.UnescapeString(in[2]))
		}
		out = append(out, one)
	}
	return out, html.UnescapeString(tagOf.ReplaceAllString(page, "\n"))
}

// CB-07, CB-09, SU-03, FF-06: the tab of a card shows what was read, with its proof, what
// waits for a person and what was said, to whoever sees the card there, in that company's
// Bitrix24 alone; they decide there, as themselves.
func TestTab_DecidedThere_FF06_CB09(t *testing.T) {
	w, s := soldToApp(t)
	lead := awaits(w, s)
	w.hear(w.said("ann", "3", `<b24 onload=x>"'><script>alert(1)</script>`))
	w.announced("r1", nil)
	got := s.posts(w, "/crm/sold/tab?DOMAIN=evil.example&LANG=en", s.b.Opens("CRM_LEAD_DETAIL_TAB", numberOf(lead), 7))
	all, text := forms(got.Body.String())
	if got.Code != http.StatusOK || len(all) != 1 {
		t.Fatalf("%d, %d forms:\n%s", got.Code, len(all), got.Body)
	}
	for _, part := range []string{w.run("r1").PlainSummary(), "Awaiting approval", "chairs, please", "product", "5", "3", "three of them", `<b24 onload=x>"'><script>alert(1)</script>`} {
		if !strings.Contains(text, part) {
			t.Errorf("the page lacks %q:\n%s", part, text)
		}
	}
	policy := got.Header().Get("Content-Security-Policy")
	if !strings.HasSuffix(policy, "; frame-ancestors http://company.bitrix24.com") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script") || got.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("the policy is %q", policy)
	}
	decide := all[0]
	at := decide.Get("")
	decide.Del("")
	decide.Set("do", "replace")
	with := func(change func(url.Values)) string {
		form := url.Values{}
		for name := range decide {
			form.Set(name, decide.Get(name))
		}
		change(form)
		return form.Encode()
	}
	for name, form := range map[string]string{
		"another site, without the pass": with(func(f url.Values) { f.Del("pass") }),
		"a forged pass":                  with(func(f url.Values) { f.Set("pass", f.Get("pass")[1:]+"A") }),
	} {
		if got := s.posts(w, at, form); got.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, got.Code)
		}
	}
	for name, form := range map[string]string{
		"a run of no such card": with(func(f url.Values) { f.Set("run", "other") }), "a field that is none": with(func(f url.Values) { f.Set("field", "none") }),
	} {
		if got := s.posts(w, at, form); got.Code != http.StatusOK || !strings.Contains(got.Body.String(), "It was not changed") {
			t.Errorf("%s: %d %s", name, got.Code, got.Body)
		}
	}
	if got := s.posts(w, at, with(func(f url.Values) { f.Set("do", "drop") })); got.Code != http.StatusForbidden {
		t.Errorf("what is no decision: %d", got.Code)
	}
	if v := s.Cards(desk.KindLead)[0].Values["quantity"]; v != "5" {
		t.Fatalf("the field holds %q", v)
	}
	for range 2 { // a page that is sent again
		got = s.posts(w, at, decide.Encode())
		if left, text := forms(got.Body.String()); got.Code != http.StatusOK || len(left) != 0 || !strings.Contains(text, "replaced") {
			t.Errorf("%d, %d forms:\n%s", got.Code, len(left), text)
		}
	}
	i, _ := w.run("r1").Outcome("quantity")
	if o := w.run("r1").Outcomes[i]; o.Decision != desk.DecisionReplace || o.DecidedBy != "Анна Петрова (sold)" || s.Cards(desk.KindLead)[0].Values["quantity"] != "3" {
		t.Errorf("decided %s by %q", o.Decision, o.DecidedBy)
	}
}

// Nobody else is shown anything, or decides.
func TestTab_RefusesAllOthers(t *testing.T) {
	w, s := soldToApp(t)
	lead := awaits(w, s)
	opens := func() string { return s.b.Opens("CRM_LEAD_DETAIL_TAB", numberOf(lead), 7) }
	page := s.posts(w, "/crm/sold/tab", opens())
	all, _ := forms(page.Body.String())
	decide := all[0].Encode() + "&do=keep"
	for name, c := range map[string]struct{ path, form string }{
		"another company's":    {"/crm/sold/tab", strings.Replace(opens(), parties.BitrixMember, "another", 1)},
		"nobody's token":       {"/crm/sold/tab", strings.Replace(opens(), "AUTH_ID=access", "AUTH_ID=x", 1)},
		"another card's":       {"/crm/sold/tab", s.b.Opens("CRM_LEAD_DETAIL_TAB", numberOf(lead)+50, 7)},
		"a deal of its number": {"/crm/sold/tab", s.b.Opens("CRM_DEAL_DETAIL_TAB", numberOf(lead), 7)},
		"nothing":              {"/crm/sold/tab", ""},
		"a name that is none":  {"/crm/No.Name/tab", opens()},
		"a long one":           {"/crm/sold/tab", strings.Repeat("x", 70<<10)},
	} {
		got := s.posts(w, c.path, c.form)
		if body := got.Body.String(); got.Code < 400 || strings.Contains(body, "chairs") || strings.Contains(body, "<form") {
			t.Errorf("%s: %d\n%s", name, got.Code, body)
		}
	}
	s.b.Lookers = []int{7}
	if got := s.posts(w, "/crm/sold/decide", decide); got.Code != http.StatusForbidden {
		t.Errorf("who may only look decides: %d", got.Code)
	}
	s.b.Lookers, s.b.Blind = nil, []int{7}
	for _, path := range []string{"/crm/sold/decide", "/crm/sold/tab"} {
		if got := s.posts(w, path, map[bool]string{true: decide, false: opens()}[path == "/crm/sold/decide"]); got.Code != http.StatusForbidden || strings.Contains(got.Body.String(), "chairs") {
			t.Errorf("who may not see the card, at %s: %d", path, got.Code)
		}
	}
	s.b.Blind = nil
	w.now = w.now.Add(2 * time.Hour)
	if got := s.posts(w, "/crm/sold/decide", decide); got.Code != http.StatusForbidden {
		t.Errorf("an old page: %d", got.Code)
	}
	if r := w.run("r1"); len(r.OpenProposals()) != 1 {
		t.Errorf("somebody decided: %+v", r.Outcomes)
	}
}

// SYS-02: what Bitrix24 posts on installing is kept, and what we hear and show is bound;
// what is posted again, or by others, changes nothing. What lets us in stands nowhere in
// plain.
func TestInstall_KeepsWhatLetsUsIn_SYS02(t *testing.T) {
	w, s := soldToApp(t)
	s.b.Unbind()
	was := s.kept.Held
	const address = "http://company.bitrix24.com"
	for name, body := range map[string]string{
		"an employee's": s.b.Installs(address, 7), "another company's": strings.Replace(s.b.Installs(address, 1), parties.BitrixMember, "another", 1), "nothing": "",
	} {
		if got := s.posts(w, "/crm/sold/install", body); got.Code < 400 || s.kept.Held != was {
			t.Errorf("%s: %d, %+v", name, got.Code, s.kept.Held)
		}
	}
	body := s.b.Installs(address, 1)
	for i, want := range []int{http.StatusOK, http.StatusConflict} {
		if got := s.posts(w, "/crm/sold/install", body); got.Code != want {
			t.Errorf("time %d: %d %s", i, got.Code, got.Body)
		}
	}
	g := s.kept.Held
	if g.Round != was.Round+1 || g.Account != parties.BitrixMember || strings.Contains(fmt.Sprint(g), "refresh") || len(s.b.Handlers("ONCRMLEADUPDATE")) != 1 || len(s.b.Tabs("CRM_DEAL_DETAIL_TAB")) != 1 {
		t.Errorf("%+v", g)
	}
	s.kept.Held.Account = "another"
	if got := s.posts(w, "/crm/sold/install", s.b.Installs(address, 1)); got.Code != http.StatusConflict || s.kept.Held.Account != "another" {
		t.Errorf("another account took the connection over: %d", got.Code)
	}
}
