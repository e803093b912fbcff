package web_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

type widget struct {
	Title, Color, Away string
	Ask                []struct {
		Name     string
		Required bool
	}
	Open, Sound, Files bool
}

func (g *gate) widget(query string) (w widget) {
	g.t.Helper()
	into(g.t, g.post(g.site, "GET", "/web/site.abc/widget"+query, "", "Origin", shop), &w)
	return w
}

// edits changes the website's line.
func (g *gate) edits(change func(*desk.Line)) {
	g.t.Helper()
	line, err := g.st.Line(g.t.Context(), "site")
	must(g.t, err)
	change(&line)
	_, err = g.st.SaveLine(g.t.Context(), line)
	must(g.t, err)
}

// A page is told how its widget looks, in its language, without a session; a browser
// keeps that, and other origins are told nothing.
func TestAPageIsToldHowItsWidgetLooks_WG01_WG05(t *testing.T) {
	g := newGate(t)
	g.edits(func(l *desk.Line) {
		l.Options = map[string]string{"title": "Shop [ru] Магазин", "color": "#112233", "ask": "email*", "files": "off"}
	})
	got := g.widget("?language=ru")
	if got.Title != "Магазин" || got.Color != "#112233" || len(got.Ask) != 1 || !got.Ask[0].Required || !got.Open || !got.Sound || got.Files {
		t.Errorf("got %+v", got)
	}
	w := g.post(g.site, "GET", "/web/site.abc/widget", "", "Origin", shop)
	if w.Header().Get("Cache-Control") != "private, max-age=300" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Origin") {
		t.Errorf("got %v", w.Header())
	}
	refused := g.post(g.site, "GET", "/web/site.abc/widget", "", "Origin", "https://evil.example")
	unknown := g.post(g.site, "GET", "/web/nobody.abc/widget", "", "Origin", shop)
	if refused.Code != 403 || refused.Header().Get("Cache-Control") != "no-store" || unknown.Code != 404 || strings.Contains(refused.Body.String(), "Shop") {
		t.Errorf("another origin: got %d %v, another line: got %d", refused.Code, refused.Header(), unknown.Code)
	}
	// Both are let know why they are, and nobody else more than that.
	for what, h := range map[string]string{"refused": refused.Header().Get("Access-Control-Allow-Origin"), "unknown": unknown.Header().Get("Access-Control-Allow-Origin")} {
		if h != "*" {
			t.Errorf("%s: got %q", what, h)
		}
	}
	if got := w.Header().Get("Access-Control-Allow-Origin"); got != shop {
		t.Errorf("let in: got %q", got)
	}
	for _, secret := range []string{"s3cret", "session"} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("it tells %s: %s", secret, w.Body)
		}
	}
}

// The console shows a widget before its options are saved, and reads them by itself:
// its tests hold it to the same cases (functions/console/tests/look.test.ts).
func TestAPageIsToldWhatItsOptionsSay_WG01(t *testing.T) {
	file, err := os.ReadFile("testdata/looks.json")
	must(t, err)
	var cases []struct {
		Options  map[string]string
		Language string
		Look     map[string]any
	}
	must(t, json.Unmarshal(file, &cases))
	g := newGate(t)
	for _, c := range cases {
		g.edits(func(l *desk.Line) { l.Options = c.Options })
		var got map[string]any
		into(t, g.post(g.site, "GET", "/web/site.abc/widget?language="+c.Language, "", "Origin", shop), &got)
		if delete(got, "$schema"); !reflect.DeepEqual(got, c.Look) {
			t.Errorf("%v in %s:\ngot  %v\nwant %v", c.Options, c.Language, got, c.Look)
		}
	}
}

// Open is what the hours of the line's team say, in their zone.
func TestAPageIsToldWhetherTheTeamWorks_WG02(t *testing.T) {
	g := newGate(t) // 2025-03-14, a Friday, 09:00 UTC
	if !g.widget("").Open {
		t.Error("a line without a team is closed")
	}
	_, err := g.st.SaveTeam(t.Context(), desk.Team{ID: "sales", Title: "Sales", Hours: desk.Hours{
		Zone: "Europe/Madrid", Week: map[time.Weekday][]desk.Span{time.Friday: {{From: 9 * 60, To: 11 * 60}}},
	}})
	must(t, err)
	g.edits(func(l *desk.Line) { l.Team = "sales" })
	if !g.widget("").Open {
		t.Error("10:00 in Madrid is within 9:00 to 11:00")
	}
	g.move(time.Hour)
	if g.widget("").Open {
		t.Error("11:00 is not")
	}
	g.edits(func(l *desk.Line) { l.Team = "" })
	if !g.widget("").Open {
		t.Error("without a team it is open again")
	}
}

// A person whom the site's server signs for has one history, on all their devices;
// whoever only says so has not.
func TestAnIdentifiedVisitorHasOneHistory_WG06(t *testing.T) {
	g := newGate(t)
	g.edits(func(l *desk.Line) { l.Secrets["identity"] = "hush-hush" })
	claim := func(user string, at time.Time, key string) string {
		m := hmac.New(sha256.New, []byte(key))
		fmt.Fprintf(m, "%s.%d", user, at.Unix())
		return fmt.Sprintf(`{"user":%q,"at":%d,"hash":%q}`, user, at.Unix(), hex.EncodeToString(m.Sum(nil)))
	}
	open := func(body, token string) (s session) {
		t.Helper()
		into(t, g.post(g.site, "POST", "/web/site.abc/session", body, "Origin", shop, "Authorization", "Bearer "+token), &s)
		return s
	}
	phone := open(claim("42", g.now(), "hush-hush"), "")
	if w := g.write(phone.Token, `{"id":"m1","text":"Hello"}`); w.Code != 200 {
		t.Fatal(w.Body)
	}
	g.move(time.Hour)
	stranger := g.session("")
	laptop := open(claim("42", g.now(), "hush-hush"), stranger.Token)
	if laptop.Visitor != phone.Visitor || len(g.since(laptop.Token, 0).Items) != 1 {
		t.Errorf("on the other device: got %v", laptop)
	}
	if open("", laptop.Token).Visitor != phone.Visitor {
		t.Error("a session that is renewed is somebody else's")
	}
	for name, body := range map[string]string{
		"signed by nobody": claim("42", g.now(), "guess"), "two days old": claim("42", g.now().Add(-48*time.Hour), "hush-hush"),
		"unsigned": `{"user":"42"}`, "a far time": `{"user":"42","at":9223372036854775807,"hash":"00"}`,
	} {
		if w := g.post(g.site, "POST", "/web/site.abc/session", body, "Origin", shop, "Authorization", "Bearer "+phone.Token); w.Code != 401 || strings.Contains(w.Body.String(), "token") {
			t.Errorf("%s: got %d %s", name, w.Code, w.Body)
		}
	}
	for name, body := range map[string]string{"no JSON": "{", "another type": `{"user":7}`} {
		if w := g.post(g.site, "POST", "/web/site.abc/session", body, "Origin", shop); w.Code != 400 {
			t.Errorf("%s: got %d %s", name, w.Code, w.Body)
		}
	}
	if w := g.post(g.site, "POST", "/web/site.abc/session", `{"user":"`+strings.Repeat("x", 5000)+`"}`, "Origin", shop); w.Code != 413 {
		t.Errorf("too long: got %d", w.Code)
	}
}

// Visitors see the names of those who answer, unless the company would rather not.
func TestAVisitorSeesWhoAnswers_WG06(t *testing.T) {
	g := newGate(t)
	s := g.session("")
	var first struct{ Dialog desk.DialogID }
	into(t, g.write(s.Token, `{"id":"m1","text":"Hello"}`), &first)
	line, err := g.st.Line(t.Context(), "site")
	must(t, err)
	_, err = g.st.SaveOperator(t.Context(), desk.Operator{ID: "olga", Name: "Olga P.", Role: desk.RoleOperator}, nil)
	must(t, err)
	for i, m := range []desk.Message{
		{Author: desk.ByOperator, Operator: "olga", Text: "Good day"}, {Author: desk.ByOperator, Operator: "script", Text: "From a script"}, {Author: desk.ByBot, Text: "From the bot"},
	} {
		g.move(time.Second)
		m.Customer, m.External = desk.NewCustomerID("site", s.Visitor), desk.ExternalID(fmt.Sprint("own:", i))
		_, err := g.st.AppendIn(t.Context(), desk.Append{Line: line, Message: m}, first.Dialog, nil)
		must(t, err)
	}
	names := func() string {
		var said struct{ Items []struct{ Name, Text string } }
		into(t, g.post(g.site, "GET", "/web/site.abc/messages", "", "Authorization", "Bearer "+s.Token), &said)
		var out []string
		for _, m := range said.Items {
			out = append(out, m.Text+": "+m.Name)
		}
		return strings.Join(out, ", ")
	}
	if got, want := names(), "Hello: , Good day: Olga P., From a script: , From the bot: "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	g.edits(func(l *desk.Line) { l.Options = map[string]string{"names": "off"} })
	if got := names(); strings.Contains(got, "Olga") {
		t.Errorf("names are off: got %s", got)
	}
}
