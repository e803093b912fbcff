package channel_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/sufler/sufler/shared/channel"
	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
)

func TestAWidgetIsWhatTheLinesOptionsSay_WG01_WG02_WG03_WG04(t *testing.T) {
	line := desk.Line{ID: "site", Channel: desk.ChannelWeb, Language: "ru", Secrets: map[string]string{"session": "s3cret", "identity": "hush-hush"}, Options: map[string]string{
		"color": "#1A73E8", "position": "left", "theme": "dark", "title": "Shop [ru] Магазин [es] Tienda", "greeting": "Hi [there]! [1]",
		"away": "[es] Cerrado", "consent": "I agree", "privacy_url": "https://shop.example/privacy", "ask": "name*, email ,", "sound": "off", "names": "off", "open_after": "20",
		"questions": "Topic*: Sales | Support; Order number [ru] Тема*: Продажи | Помощь", "buttons": "Prices | Where is my order?",
	}}
	if err := channel.CheckLine(website.Plug{}, line); err != nil {
		t.Fatal(err)
	}
	want := desk.Widget{
		Color: "#1a73e8", Position: "left", Theme: "dark", Title: "Tienda", Greeting: "Hi [there]! [1]", Away: "Cerrado", Consent: "I agree", Privacy: "https://shop.example/privacy",
		Ask:       []desk.WidgetField{{Name: "name", Required: true}, {Name: "email"}},
		Questions: []desk.WidgetQuestion{{Text: "Тема", Required: true, Choices: []string{"Продажи", "Помощь"}}},
		Buttons:   []string{"Prices", "Where is my order?"}, Silent: true, NoNames: true, OpenAfter: 20 * time.Second,
	}
	if diff := cmp.Diff(want, website.Plug{}.Widget(line, "es-MX")); diff != "" {
		t.Errorf("in Spanish, else as the line speaks (-want +got):\n%s", diff)
	}
	line.Language = ""
	got := website.Plug{}.Widget(line, "de")
	if got.Title != "Shop" || got.Away != "Cerrado" || len(got.Questions) != 2 || got.Questions[0].Text != "Topic" || got.Questions[1].Required {
		t.Errorf("in a language that no text has: got %+v", got)
	}
	if bare := (website.Plug{}).Widget(desk.Line{}); !cmp.Equal(bare, desk.Widget{}) {
		t.Errorf("with no options: got %+v", bare)
	}
}

func TestAWidgetsOptionsThatCantBeAreRefused_WG01(t *testing.T) {
	for name, values := range map[string][]string{
		"color":       {"blue", "#12345", "#12345g", "1a73e8", "red;}"},
		"position":    {"top"},
		"theme":       {"blue"},
		"title":       {strings.Repeat("x", 2001), "\xff"},
		"privacy_url": {"javascript:alert(1)", "privacy"},
		"ask":         {"address", "name, name", "name email"},
		"questions":   {"Topic: Sales", ": a | b", "Topic: " + strings.Repeat("a|", 21), strings.Repeat("q;", 11), "fine [ru] Тема: одна"},
		"buttons":     {strings.Repeat("b|", 11)},
		"sound":       {"loud"},
		"open_after":  {"0", "601", "soon", "+5", "1e2"},
	} {
		for _, v := range values {
			line := desk.Line{Channel: desk.ChannelWeb, Secrets: map[string]string{"session": "s3cret"}, Options: map[string]string{name: v}}
			if err := channel.CheckLine(website.Plug{}, line); !errors.Is(err, desk.ErrInvalid) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s %.30q: got %v", name, v, err)
			}
		}
	}
}

// A person whom the site knows is one visitor, whoever's word it is that is signed.
func TestWebIdentifiedVisitors_WG06(t *testing.T) {
	line := desk.Line{ID: "site", Secrets: map[string]string{"session": "s3cret", "identity": "hush-hush"}}
	other, bare := line, desk.Line{ID: "site"}
	other.ID = "other-site"
	sign := func(key, what string) string {
		m := hmac.New(sha256.New, []byte(key))
		m.Write([]byte(what))
		return hex.EncodeToString(m.Sum(nil))
	}
	at := time.Unix(1_700_000_000, 0)
	good := desk.VisitorClaim{User: "42", At: at, Hash: sign("hush-hush", "42.1700000000")}
	web := website.Plug{}
	first, err := web.Identified(line, good, at.Add(time.Hour))
	if again, bad := web.Identified(line, good, at.Add(23*time.Hour)); err != nil || bad != nil || first != again || strings.Contains(first, "42.") {
		t.Fatalf("got %q, %v and %q, %v", first, err, again, bad)
	}
	if there, err := web.Identified(other, good, at); err != nil || there == first {
		t.Errorf("on another line: got %q, %v", there, err)
	}
	for name, c := range map[string]struct {
		line  desk.Line
		claim desk.VisitorClaim
		now   time.Time
	}{
		"another user":          {line, desk.VisitorClaim{User: "43", At: at, Hash: good.Hash}, at},
		"another time":          {line, desk.VisitorClaim{User: "42", At: at.Add(time.Second), Hash: good.Hash}, at},
		"another secret":        {line, desk.VisitorClaim{User: "42", At: at, Hash: sign("hush", "42.1700000000")}, at},
		"the session's secret":  {line, desk.VisitorClaim{User: "42", At: at, Hash: sign("s3cret", "42.1700000000")}, at},
		"no hash":               {line, desk.VisitorClaim{User: "42", At: at}, at},
		"nobody":                {line, desk.VisitorClaim{At: at, Hash: sign("hush-hush", ".1700000000")}, at},
		"a day later":           {line, good, at.Add(24 * time.Hour)},
		"a day before":          {line, good, at.Add(-time.Hour)},
		"a line with no secret": {bare, desk.VisitorClaim{User: "42", At: at, Hash: sign("", "42.1700000000")}, at},
	} {
		if got, err := web.Identified(c.line, c.claim, c.now); !errors.Is(err, desk.ErrInvalid) {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
	}
}
