package console_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sufler/sufler/shared/web/console"
)

func house(filesAt, liveAt string) http.Handler {
	return console.Console{FilesAt: filesAt, LiveAt: liveAt, Files: fstest.MapFS{
		"index.html":             {Data: []byte("the page")},
		"index.html.br":          {Data: []byte("the page, br")},
		"assets/app-1a2b.js":     {Data: []byte("the script")},
		"assets/app-1a2b.js.br":  {Data: []byte("the script, br")},
		"assets/app-1a2b.js.gz":  {Data: []byte("the script, gzip")},
		"assets/style-3c4d.css":  {Data: []byte("the style")},
		"assets/picture-5e.svg":  {Data: []byte("<svg/>")},
		"assets/deeper/app-9.js": {Data: []byte("no file of ours")},
	}}.Handler()
}

func get(t *testing.T, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	house("", "").ServeHTTP(w, r)
	return w
}

// What is served where; nothing else is the console's, so that an address of the
// API that is mistyped answers as such.
func TestConsoleServesOnePageOnItsOwnRoutesAlone(t *testing.T) {
	for path, want := range map[string]string{
		"/": "the page", "/join": "the page", "/app/": "the page", "/app/chats": "the page", "/app/chats/d1": "the page", "/app/chats/assets": "the page",
		"/app/assets/app-1a2b.js": "the script",
		"/app/assets/none.js":     "", "/app/assets/app-1a2b.js.map": "", "/app/assets/..%2Findex.html": "",
		"/v1/dialogs": "", "/chats": "", "/join/join.js": "", "/index.html": "", "/assets/app-1a2b.js": "",
	} {
		w := get(t, path)
		if want == "" && w.Code != http.StatusNotFound || want != "" && (w.Code != http.StatusOK || w.Body.String() != want) {
			t.Errorf("%s: got %d %q, want %q", path, w.Code, w.Body, want)
		}
	}
}

func TestConsoleSendsTheSmallestFormThatIsAccepted(t *testing.T) {
	for accepted, want := range map[string]string{
		"gzip, deflate, br, zstd": "the script, br", "gzip": "the script, gzip", "br;q=0, gzip;q=0.5": "the script, gzip",
		"": "the script", "identity": "the script", "br;q=0.1": "the script, br", "gzip; q=0.0": "the script",
	} {
		w := get(t, "/app/assets/app-1a2b.js", "Accept-Encoding", accepted)
		coding := ""
		if _, after, ok := strings.Cut(want, ", "); ok {
			coding = after
		}
		if w.Body.String() != want || w.Header().Get("Content-Encoding") != coding || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: got %q, %v", accepted, w.Body, w.Header())
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
			t.Errorf("%q: got the type %q", accepted, w.Header().Get("Content-Type"))
		}
	}
}

func TestConsoleIsKeptByItsHashesAndThePageAskedForAgain(t *testing.T) {
	if got := get(t, "/app/assets/style-3c4d.css").Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
		t.Errorf("a file: got %q", got)
	}
	if got := get(t, "/app/assets/none.css").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("no file: got %q", got)
	}
	page := get(t, "/")
	if got := page.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("the page: got %q", got)
	}
	if again := get(t, "/", "If-None-Match", page.Header().Get("ETag")); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("again: got %d %q", again.Code, again.Body)
	}
}

func TestConsoleRunsNothingButItsOwnFiles(t *testing.T) {
	w := httptest.NewRecorder()
	house("https://files.s3.eu-central-1.amazonaws.com", "wss://abc.execute-api.eu-central-1.amazonaws.com").ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/app/chats", nil))
	policy := w.Header().Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-src 'self' https://files.s3.eu-central-1.amazonaws.com;", "frame-ancestors 'none'", "img-src data: blob: 'self' https://files.s3.eu-central-1.amazonaws.com;", "connect-src 'self' https://files.s3.eu-central-1.amazonaws.com wss://abc.execute-api.eu-central-1.amazonaws.com;"} {
		if !strings.Contains(policy, want) {
			t.Errorf("got %s, want %s", policy, want)
		}
	}
	if strings.Contains(policy, "unsafe") || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("got %v", w.Header())
	}
}

// TestConsoleIsHadByTLSAlone: who came by TLS once comes so again, and nobody is told of
// TLS who came without it, on this very machine.
func TestConsoleIsHadByTLSAlone(t *testing.T) {
	for proto, want := range map[string]string{"https": "max-age=31536000", "http": "", "": ""} {
		if got := get(t, "/", "X-Forwarded-Proto", proto).Header().Get("Strict-Transport-Security"); got != want {
			t.Errorf("by %q: %q, want %q", proto, got, want)
		}
	}
}
