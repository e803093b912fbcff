package channel_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/channel/website"
	"github.com/sufler/sufler/shared/desk"
)

func TestWebSessions(t *testing.T) {
	line := desk.Line{ID: "site", Channel: desk.ChannelWeb, Secrets: map[string]string{"session": "s3cret"}}
	other := line
	other.ID = "other-site"
	changed := line
	changed.Secrets = map[string]string{"session": "s3cret2"}
	bare := line
	bare.Secrets = nil
	web := website.Plug{}
	token := web.NewSession(line, "v-1/é", now)
	part := strings.Split(token, ".")
	for name, c := range map[string]struct {
		line  desk.Line
		token string
		at    time.Time
		ok    bool
	}{
		"just signed":                        {line, token, now, true},
		"signed by a clock a little ahead":   {line, token, now.Add(-4 * time.Minute), true},
		"signed in the future":               {line, token, now.Add(-6 * time.Minute), false},
		"the last second":                    {line, token, now.Add(website.SessionLife - time.Second), true},
		"expired":                            {line, token, now.Add(website.SessionLife), false},
		"of another line, same secret":       {other, token, now, false},
		"after the secret was changed":       {changed, token, now, false},
		"on a line without a secret":         {bare, token, now, false},
		"empty":                              {line, "", now, false},
		"of no form":                         {line, "....", now, false},
		"another visitor":                    {line, strings.Join([]string{"di0y", part[1], part[2], part[3]}, "."), now, false},
		"a later expiry":                     {line, strings.Join([]string{part[0], part[1], "9999999999", part[3]}, "."), now, false},
		"the signature of nothing":           {line, part[0] + "." + part[1] + "." + part[2] + ".", now, false},
		"a visitor's name with its own dots": {line, "x." + token, now, false},
	} {
		visitor, err := web.Session(c.line, c.token, c.at)
		if (err == nil) != c.ok || (c.ok && visitor != "v-1/é") {
			t.Errorf("%s: got %q, %v, want ok: %t", name, visitor, err, c.ok)
		}
	}
	if got := web.NewSession(bare, "v", now); got != "" {
		t.Errorf("a line without a secret signs %q", got)
	}
}

func TestWebOrigins(t *testing.T) {
	line := desk.Line{Origins: []string{"https://Shop.example/", "http://localhost:3000"}}
	for origin, want := range map[string]bool{
		"https://shop.example": true, "https://SHOP.example": true, "https://shop.example:443": true, "http://localhost:3000": true,
		"http://shop.example": false, "https://shop.example:8443": false, "https://a.shop.example": false, "https://shop.example.evil.test": false,
		"http://localhost": false, "null": false, "": false, "*": false, "https://": false, "https://shop.example/x": false, "https://u@shop.example": false,
		"//shop.example": false, "shop.example": false,
	} {
		if got := (website.Plug{}).OriginAllowed(line, origin); got != want {
			t.Errorf("%q: got %t, want %t", origin, got, want)
		}
	}
	for _, o := range []string{"", "*", "null"} {
		if (website.Plug{}).OriginAllowed(desk.Line{Origins: []string{o}}, "https://shop.example") {
			t.Errorf("origins %q let a page in", o)
		}
	}
}

func TestWebSendGivesTheMarkerBack(t *testing.T) {
	id, err := website.Plug{}.Send(context.Background(), desk.Line{}, desk.Outbound{Marker: "own:7", Text: "hi"})
	if id != "own:7" || err != nil {
		t.Errorf("got %q, %v", id, err)
	}
}
