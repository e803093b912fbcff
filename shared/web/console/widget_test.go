package console_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sufler/sufler/shared/web/console"
)

func onPages(path string, header ...string) *httptest.ResponseRecorder {
	served := console.Widget{FilesAt: "https://files.example", Files: fstest.MapFS{
		"widget.js": {Data: []byte("the script")}, "widget.js.br": {Data: []byte("the script, br")}, "widget.js.gz": {Data: []byte("the script, gzip")},
	}}
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	served.Handler().ServeHTTP(w, r)
	return w
}

// Pages of others name the script without a hash: so it is soon asked for again, and
// answered with its bytes only when they are others.
func TestWidgetIsForAnyPageAndKeptForMinutes_WG05(t *testing.T) {
	w := onPages("/widget.js", "Accept-Encoding", "gzip, br", "Origin", "https://shop.example")
	for name, want := range map[string]string{
		"Cache-Control": "public, max-age=600, stale-while-revalidate=86400", "Content-Encoding": "br", "Access-Control-Allow-Origin": "*",
		"Cross-Origin-Resource-Policy": "cross-origin", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if w.Code != 200 || w.Body.String() != "the script, br" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/javascript") {
		t.Errorf("got %d %q %v", w.Code, w.Body, w.Header())
	}
	tag := w.Header().Get("ETag")
	if again := onPages("/widget.js", "Accept-Encoding", "br", "If-None-Match", tag); tag == "" || again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("again: got %d %q", again.Code, again.Body)
	}
	if other := onPages("/widget.js"); other.Header().Get("ETag") == tag || other.Body.String() != "the script" {
		t.Errorf("in another form: got %q %v", other.Body, other.Header())
	}
	for _, path := range []string{"/widget.js.br", "/widget", "/widget.js/x", "/"} {
		if got := onPages(path).Code; got != http.StatusNotFound {
			t.Errorf("%s: got %d", path, got)
		}
	}
}

// The page that shows a widget allows what hosting pages are told to allow, and no
// more; what its address names never becomes markup.
func TestWidgetTestPageHoldsTheWidgetAndNothingElse_WG05(t *testing.T) {
	w := onPages("/widget-test?line=site.abc&lang=ru")
	body, policy := w.Body.String(), w.Header().Get("Content-Security-Policy")
	if !strings.Contains(body, `<script async src="/widget.js" data-line="site.abc" data-anew></script>`) || !strings.Contains(body, `<html lang="ru">`) {
		t.Errorf("got %s", body)
	}
	if !strings.Contains(policy, "default-src 'none'; script-src 'self'; connect-src 'self' https://files.example;") || strings.Contains(policy, "unsafe") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("got %v", w.Header())
	}
	evil := onPages(`/widget-test?line=` + `%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E%27&lang=%22%3E`).Body.String()
	if strings.Contains(evil, "<script>alert") || strings.Contains(evil, `lang="">`) || strings.Count(evil, "<script") != 1 {
		t.Errorf("got %s", evil)
	}
	preview := onPages("/widget-test?line=site.abc&preview")
	if body := preview.Body.String(); !strings.Contains(body, `<script async src="/widget.js" data-line="site.abc" data-preview></script>`) || strings.Contains(body, "<textarea") || preview.Header().Get("Content-Security-Policy") != policy || !strings.Contains(policy, "frame-ancestors 'self';") {
		t.Errorf("for the settings: got %s %v", body, preview.Header())
	}
	for _, path := range []string{"/widget-test", "/widget-test?line=" + strings.Repeat("x", 201)} {
		if got := onPages(path).Body.String(); strings.Contains(got, "<script") {
			t.Errorf("%.40s: got %s", path, got)
		}
	}
}

func TestWidgetTestPageSpeaksItsReadersLanguage_WG05(t *testing.T) {
	for _, c := range []struct{ path, accepts, lang, says string }{
		{"/widget-test?line=k", "", "en", "On your own pages"},
		{"/widget-test?line=k", "ru-RU,ru;q=0.9,en;q=0.8", "ru", "На своих страницах"},
		{"/widget-test?line=k", "de, es-MX;q=0.7", "es", "En sus páginas"},
		{"/widget-test?line=k&lang=en", "ru", "en", "On your own pages"},
		{"/widget-test", "ru", "ru", "открытым ключом"},
	} {
		body := onPages(c.path, "Accept-Language", c.accepts).Body.String()
		if !strings.Contains(body, `<html lang="`+c.lang+`">`) || !strings.Contains(body, c.says) || strings.Contains(body, "{") {
			t.Errorf("%s to %q: got %s", c.path, c.accepts, body)
		}
	}
}

// The snippet that the page tells names the address that is configured, else the host that
// the page was asked for under, by the scheme that its reader sees.
func TestWidgetTestPageNamesItsOwnHost_WG05(t *testing.T) {
	for _, c := range []struct{ url, proto, want string }{
		{"http://chat.shop.example/widget-test?line=k", "", "http://chat.shop.example"},
		{"http://localhost:8080/widget-test?line=k", "", "http://localhost:8080"},
		{"http://chat.shop.example/widget-test?line=k", "https", "https://chat.shop.example"}, // behind a proxy that ends TLS
		{"https://chat.shop.example/widget-test?line=k", "", "https://chat.shop.example"},
	} {
		body := onPages(c.url, "X-Forwarded-Proto", c.proto).Body.String()
		if !strings.Contains(body, `>&lt;script async src="`+c.want+`/widget.js" data-line="k"&gt;&lt;/script&gt;</textarea>`) {
			t.Errorf("%s %s: got %s", c.url, c.proto, body)
		}
	}
	known := httptest.NewRecorder()
	console.Widget{At: "https://sufler.example/"}.Handler().ServeHTTP(known, httptest.NewRequest(http.MethodGet, "https://evil.example/widget-test?line=k", nil))
	if body := known.Body.String(); !strings.Contains(body, `src="https://sufler.example/widget.js"`) || strings.Contains(body, "evil") {
		t.Errorf("where the address is configured: got %s", body)
	}
	r := httptest.NewRequest(http.MethodGet, "/widget-test?line=k", nil)
	r.Host = `"><script>alert(1)</script>`
	w := httptest.NewRecorder()
	console.Widget{}.Handler().ServeHTTP(w, r)
	if body := w.Body.String(); strings.Count(body, "<script") != 1 {
		t.Errorf("a host that is none: got %s", body)
	}
}
