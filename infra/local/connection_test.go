package main

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
)

// connects writes a file and has the house connect by it.
func (h *house) connects(content string) (said string, err error) {
	h.t.Helper()
	name := filepath.Join(h.t.TempDir(), "crm.json")
	h.must(os.WriteFile(name, []byte(content), 0o600))
	var out bytes.Buffer
	err = h.sys.connectCRM(h.t.Context(), name, &out)
	return out.String(), err
}

// -connection connects a CRM from a file: the lines' customers live there at once, each
// start does the same again and changes nothing, another secret in the file takes the
// place of the old one, and what works is said in words.
func TestACRMIsConnectedFromAFile_SYS02(t *testing.T) {
	h := newHouse(t)
	b := &parties.Bitrix24{Code: "c0de", At: h.clock.Now()}
	server := httptest.NewServer(b)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	h.must(err)
	h.hosts = []string{u.Host}
	h.restart()
	file := func(code, more string) string {
		return fmt.Sprintf(`{"id": "b24", "kind": "bitrix24", "title": "Ours", "secrets": {"webhook": "%s/rest/1/%s/"}%s}`, server.URL, code, more)
	}
	for range 2 {
		said, err := h.connects(file("c0de", ""))
		// All works; which fields CoPilot may fill nobody has said yet.
		tried, fields, _ := strings.Cut(said, "✘")
		if h.must(err); !strings.Contains(tried, "Connection b24 (bitrix24)") || !strings.Contains(tried, "✔") || !strings.HasPrefix(fields, " fill leads and deals: No field") || strings.Contains(fields, "✘") || strings.Contains(said, "c0de") {
			t.Errorf("it says:\n%s", said)
		}
	}
	h.says(anna, "Hello, I am Anna.", "3 chairs")
	h.pass(time.Minute)
	if len(b.Cards("contact")) != 1 || len(b.Cards("lead")) != 1 {
		t.Errorf("there are %v and %v", b.Cards("contact"), b.Cards("lead"))
	}
	if said, err := h.connects(file("wrong", `, "lines": ["shop"]`)); err != nil || strings.Count(said, "✘") < 2 || strings.Contains(said, "wrong/") {
		t.Errorf("with a wrong secret: %v\n%s", err, said)
	}
	for what, content := range map[string]string{
		"no JSON": `{"secret`, "a word that it does not know": `{"id": "x", "kind": "rest", "token": "hush"}`, "no kind": `{"id": "x"}`, "no line of that name": file("c0de", `, "lines": ["none"]`),
		"another kind": `{"id": "b24", "kind": "kommo", "options": {"address": "https://x.kommo.com"}, "secrets": {"token": "hush"}}`,
	} {
		if _, err := h.connects(content); err == nil || strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "c0de/") {
			t.Errorf("%s: got %v", what, err)
		}
	}
}
