package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/screen"
)

func TestShowPrintsTheNewestChatAndItsCard(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	out, stop := started(t, dir)
	defer stop()
	base := address(t, out.String())
	_, hint, _ := strings.Cut(out.String(), "make show ARGS='")
	hint, _, _ = strings.Cut(hint, "'")
	look := func(dialog ...string) string {
		t.Helper()
		var shown, errs bytes.Buffer
		if code := start(t.Context(), append(append([]string{"-show"}, strings.Fields(hint)...), dialog...), noEnv, &shown, &errs); code != 0 {
			t.Fatalf("-show %s ended with %d: %s", hint, code, errs.String())
		}
		return shown.String()
	}
	if got := look(); !strings.Contains(got, "Nobody has written yet") {
		t.Errorf("before the first message: %s", got)
	}
	token, err := os.ReadFile(filepath.Join(dir, "admin-key"))
	if err != nil {
		t.Fatal(err)
	}
	c := client{HTTP: http.DefaultClient, Base: base, Key: strings.TrimSpace(string(token))}
	call := func(method, path string, in, out any, header ...string) {
		t.Helper()
		if err := c.Call(t.Context(), method, path, in, out, header...); err != nil {
			t.Fatal(err)
		}
	}
	call("POST", "/v1/lines", map[string]any{"id": "shop", "channel": "telegram", "secrets": map[string]string{"token": "1:none", "secret": "s3cret"}}, nil)
	anna := parties.BotUser{ID: 42, First: "Anna"}
	for i, text := range []string{"Hello! My name is Anna Brown, I need 3 office chairs.", "Please call me at +1 415 555 2671."} {
		call("POST", "/webhooks/telegram/shop", parties.BotText(int64(i+1), int64(i+1), anna, time.Now(), text), nil, "X-Telegram-Bot-Api-Secret-Token", "s3cret")
	}
	if got := look(); !strings.Contains(got, "customer  Hello! My name is Anna Brown") || !strings.Contains(got, "not asked to read it yet: press CoPilot in the chat, or POST /v1/dialogs/") {
		t.Errorf("before a run: %s", got)
	}
	call("PATCH", "/v1/settings", map[string]any{"quietSeconds": 0.05}, nil, "If-Match", "*")
	var dialogs page[dialogDoc]
	for len(dialogs.Items) == 0 || len(dialogs.Items[0].Cards) == 0 { // the lead is made beside
		call("GET", "/v1/dialogs", nil, &dialogs)
	}
	var run runDoc
	call("POST", "/v1/dialogs/"+dialogs.Items[0].ID+"/runs", map[string]any{}, &run)
	for !run.Ended() {
		call("GET", "/v1/runs/"+run.ID, nil, &run)
	}
	call("POST", "/v1/runs/"+run.ID+"/undo", map[string]any{"fields": []string{"quantity"}}, nil)
	got := look(dialogs.Items[0].ID)
	if newest := look(); newest != got {
		t.Errorf("the newest dialog is another:\n%s", newest)
	}
	for _, part := range []string{
		"Summary\n  - My name is Anna Brown", "run done, badges: ",
		"✔ filled       Phone: (empty) → +14155552671\n", "proof: “+1 415 555 2671” (customer)",
		"= undone       Quantity: 3 → (empty)\n", "· not found    Budget: (empty)\n",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("it does not show %q:\n%s", part, got)
		}
	}
}

func TestShowSaysWhatIsMissing(t *testing.T) {
	var out, errs bytes.Buffer
	if code := start(t.Context(), []string{"-show", "-dir", t.TempDir()}, noEnv, &out, &errs); code != 1 || !strings.Contains(errs.String(), "start it first with `make run`") {
		t.Errorf("a folder without a system: code %d, %s", code, errs.String())
	}
	dir := filepath.Join(t.TempDir(), "data")
	served, stop := started(t, dir)
	addr := strings.TrimPrefix(address(t, served.String()), "http://")
	if code := start(t.Context(), []string{"-show", "-dir", dir, "-addr", addr, "nope"}, noEnv, &out, &errs); code != 1 || !strings.Contains(errs.String(), "not_found") {
		t.Errorf("a dialog that does not exist: code %d, %s", code, errs.String())
	}
	stop()
	errs.Reset()
	if code := start(t.Context(), []string{"-show", "-dir", dir, "-addr", addr}, noEnv, &out, &errs); code != 1 || !strings.Contains(errs.String(), "nothing answers at http://"+addr+": start it with `make run`") {
		t.Errorf("a system that was stopped: code %d, %s", code, errs.String())
	}
}

// What people decided is told in the place of what the run proposed.
func TestShowTellsDecisions(t *testing.T) {
	old, value := []byte(`"old"`), []byte(`"new"`)
	for _, c := range []struct{ outcome, decision, what, change string }{
		{"filled", "", "filled", "old → new"},
		{"filled", "undo", "undone", "new → old"},
		{"proposed", "", "proposed", "old stays; offered: new"},
		{"proposed", "replace", "replaced", "old → new"},
		{"proposed", "keep", "kept", "old"},
		{"not_found", "", "not_found", "old"},
	} {
		o := outcomeDoc{Outcome: c.outcome, Decision: c.decision, Old: old, Value: value}
		what, before, after := fate(o)
		s := &screen.Screen{Plain: true}
		if got := s.Change("Title", what, before, after, o); what != c.what || got != screen.Styled("Title: "+c.change) {
			t.Errorf("%s %s: got %s, %q", c.outcome, c.decision, what, got)
		}
	}
	s := &screen.Screen{Plain: true}
	for _, emptied := range []string{"", "null", `""`, `"  "`} {
		if got := s.Change("Title", "proposed", []byte(emptied), []byte(emptied), outcomeDoc{Value: value}); got != "Title: (empty) stays; offered: new" {
			t.Errorf("a field that somebody emptied to %s: got %q", emptied, got)
		}
	}
}
