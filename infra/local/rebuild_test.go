package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/remote"
)

// TestFiguresAndListsAreMadeAgain_ST09_CL01: a start that is told to makes both out of the
// dialogs, twice, and answers as before.
func TestFiguresAndListsAreMadeAgain_ST09_CL01(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	var at string // the figures' day
	ask := func(out *lockedBuffer, fill bool) (said []byte, dialogs int) {
		t.Helper()
		token, err := os.ReadFile(filepath.Join(dir, "admin-key"))
		if err != nil {
			t.Fatal(err)
		}
		c := client{HTTP: http.DefaultClient, Base: address(t, out.String()), Key: strings.TrimSpace(string(token))}
		call := func(method, path string, in, out any, header ...string) {
			t.Helper()
			if err := c.Call(t.Context(), method, path, in, out, header...); err != nil {
				t.Fatal(err)
			}
		}
		if fill {
			var line struct {
				Public string `json:"publicKey"`
			}
			call("GET", "/v1/lines/website", nil, &line)
			page := "/web/" + line.Public
			for _, text := range []string{"Hello", "Good evening"} {
				var session struct{ Token string }
				call("POST", page+"/session", nil, &session, "Origin", c.Base)
				visitor := client{HTTP: http.DefaultClient, Base: c.Base, Key: session.Token}
				if err := visitor.Call(t.Context(), "POST", page+"/messages", map[string]any{"id": text, "text": text}, nil, "Origin", c.Base); err != nil {
					t.Fatal(err)
				}
			}
		}
		if at == "" {
			at = time.Now().UTC().Format(time.DateOnly)
		}
		var listed remote.Page[json.RawMessage]
		var figures json.RawMessage
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) { // the feed is a moment behind
			call("GET", "/v1/dialogs", nil, &listed)
			call("GET", "/v1/statistics?from="+at+"&to="+at+"&by=day", nil, &figures)
			if len(listed.Items) == 2 && bytes.Contains(figures, []byte(`"opened":2`)) || time.Now().After(deadline) {
				return figures, len(listed.Items)
			}
		}
	}
	out, stop := started(t, dir)
	before, n := ask(out, true)
	if stop(); n != 2 {
		t.Fatalf("%d dialogs, %s", n, before)
	}
	for range 2 {
		out, stop = started(t, dir, "-rebuild-figures", "-rebuild-lists")
		after, n := ask(out, false)
		stop()
		if n != 2 || !bytes.Equal(before, after) {
			t.Errorf("%d dialogs; figures\n%s\nwere\n%s", n, after, before)
		}
	}
}
