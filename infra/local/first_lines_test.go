package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sufler/sufler/shared/desk"
)

// TestAFreshFolderHoldsOneLineForTrying: no bot that nobody has, and a website's line
// that pages of this machine alone may use, which stays away once it was taken away.
func TestAFreshFolderHoldsOneLineForTrying(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	type line struct {
		ID, Title string
		Origins   []string
	}
	out, stop := started(t, dir)
	c := client{HTTP: http.DefaultClient}
	lines := func() []line {
		t.Helper()
		token, err := os.ReadFile(filepath.Join(dir, "admin-key"))
		if err != nil {
			t.Fatal(err)
		}
		c.Base, c.Key = address(t, out.String()), strings.TrimSpace(string(token))
		var all page[line]
		if err := c.Call(t.Context(), "GET", "/v1/lines", nil, &all); err != nil {
			t.Fatal(err)
		}
		return all.Items
	}
	got := lines()
	if len(got) != 1 || got[0].ID != string(siteLine) || got[0].Title != "Our website" {
		t.Fatalf("a fresh folder has the lines %+v, want the website's alone", got)
	}
	for _, origin := range got[0].Origins {
		if !strings.HasPrefix(origin, "http://localhost:") && !strings.HasPrefix(origin, "http://127.0.0.1:") {
			t.Errorf("pages of %s may use it, want this machine's alone", origin)
		}
	}
	if !strings.Contains(out.String(), "paste this into another terminal") {
		t.Error("the first start does not say how to try it")
	}
	if err := c.Call(t.Context(), "DELETE", "/v1/lines/"+string(siteLine), nil, nil); err != nil {
		t.Fatal(err)
	}
	stop()
	out, stop = started(t, dir)
	defer stop()
	if got := lines(); len(got) != 0 {
		t.Errorf("after a restart there are %+v, want none: it was deleted", got)
	}
	if strings.Contains(out.String(), "paste this into another terminal") {
		t.Error("a start shows how to try a line that is not there")
	}
}

// TestAFreshFolderSpeaksTheCompanysLanguage: what is there to try with is named in it.
func TestAFreshFolderSpeaksTheCompanysLanguage(t *testing.T) {
	h := newHouse(t)
	for _, c := range []struct{ language, site, bot string }{
		{"en", "Our website", "Our Telegram bot"},
		{"ru", "Наш сайт", "Наш бот в Telegram"},
		{"es", "Nuestro sitio web", "Nuestro bot de Telegram"},
		{"de", "Our website", "Our Telegram bot"},
	} {
		h.call(h.admin, "PATCH", "/v1/settings", map[string]any{"language": c.language}, nil, "If-Match", "*")
		for _, id := range []string{string(siteLine), string(botLine)} {
			if _, err := h.sys.Store.Line(t.Context(), desk.LineID(id)); err == nil {
				h.call(h.admin, "DELETE", "/v1/lines/"+id, nil, nil)
			}
		}
		h.must(h.sys.site(t.Context(), options{Addr: "localhost:8080"}))
		_, err := h.sys.bot(t.Context(), "1:none")
		h.must(err)
		site, err := h.sys.Store.Line(t.Context(), siteLine)
		h.must(err)
		bot, err := h.sys.Store.Line(t.Context(), botLine)
		h.must(err)
		if site.Title != c.site || bot.Title != c.bot {
			t.Errorf("%s: got %q and %q, want %q and %q", c.language, site.Title, bot.Title, c.site, c.bot)
		}
	}
}
