package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Over real connections, to each kind of address that takes a body: eight hundred
// calls that promise as much as they may, and send one byte, take what a
// connection takes (about 20 KB), not what they promise.
func TestAPromiseOfBytesCostsNoMemory(t *testing.T) {
	const calls, each = 800, 64 << 10
	h := newHouse(t)
	v := h.visitor()
	var slot struct {
		Upload struct{ URL string }
	}
	h.call(h.admin, "POST", "/v1/files", map[string]any{"name": "film.mp4", "type": "video/mp4", "size": 100 * desk.MB}, &slot)
	upload, err := url.Parse(slot.Upload.URL)
	h.must(err)
	key := "Authorization: Bearer " + h.admin.Key
	for _, c := range []struct {
		rule, method, path string
		size               int
		headers            []string
		reads              bool // the call is let in as far as its body
	}{
		{"a webhook without its secret", "POST", "/webhooks/telegram/" + shop, 4 << 20, nil, false},
		{"a webhook", "POST", "/webhooks/telegram/" + shop, 4 << 20, []string{"X-Telegram-Bot-Api-Secret-Token: secret-of-" + shop}, true},
		{"a visitor's message", "POST", v.path + "/messages", 1 << 20, []string{"Origin: http://localhost:8080", "Authorization: Bearer " + v.Key}, true},
		{"the API without a key", "POST", "/v1/cards", 1 << 20, nil, false},
		{"the API", "POST", "/v1/cards", 1 << 20, []string{key, "Content-Type: application/json"}, true},
		{"the API, once", "POST", "/v1/cards", 1 << 20, []string{key, "Content-Type: application/json", "Idempotency-Key: k"}, true},
		{"a file", "PUT", upload.RequestURI(), 100 * desk.MB, []string{"Content-Type: video/mp4"}, true},
	} {
		t.Run(c.rule, func(t *testing.T) {
			reading := &countsReads{}
			server := httptest.NewServer(reading.around(h.sys.Handler))
			defer server.Close()
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for i := range calls {
				if i%40 == 0 && c.reads { // no faster than a visitor may
					reading.wait(int64(i))
					h.clock.Set(h.clock.Now().Add(20 * time.Second))
				}
				conn, err := net.Dial("tcp", server.Listener.Addr().String())
				h.must(err)
				defer conn.Close()
				_, err = fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n{", c.method, c.path, c.size, lines(c.headers))
				h.must(err)
			}
			want := int64(0)
			if c.reads {
				want = calls
			}
			reading.wait(want)
			runtime.ReadMemStats(&after)
			if got := reading.n.Load(); got != want {
				t.Errorf("%d of %d wait for the rest", got, want)
			}
			if got := int64(after.TotalAlloc-before.TotalAlloc) / calls; got > each {
				t.Errorf("a call took %d bytes, want at most %d", got, each)
			}
		})
	}
	left, err := filepath.Glob(filepath.Join(h.dir, "files", "uploads", "*"))
	h.must(err)
	for _, f := range left {
		if info, err := os.Stat(f); err == nil && info.Size() > 1 {
			t.Errorf("%s has %d bytes", f, info.Size())
		}
	}
}

func lines(headers []string) string {
	var b strings.Builder
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	return b.String()
}

// countsReads counts the calls that wait for the second part of their body.
type countsReads struct{ n atomic.Int64 }

func (c *countsReads) around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = &secondRead{ReadCloser: r.Body, of: c}
		next.ServeHTTP(w, r)
	})
}

// wait waits until so many do, or it is clear that they won't.
func (c *countsReads) wait(n int64) {
	for end := time.Now().Add(4 * time.Second); c.n.Load() < n && time.Now().Before(end); time.Sleep(time.Millisecond) {
	}
}

type secondRead struct {
	io.ReadCloser
	of    *countsReads
	reads int
}

// Read is io.Reader's.
func (s *secondRead) Read(p []byte) (int, error) {
	if s.reads++; s.reads == 2 {
		s.of.n.Add(1)
	}
	return s.ReadCloser.Read(p)
}
