package api_test

import (
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// Who has not signed in can make us hold little, whatever they send and promise.
func TestACallWithoutASessionTakesLittleMemory(t *testing.T) {
	bodies := &web.Bodies{Most: 1 << 20, Share: 256 << 10, Grace: time.Hour}
	server := httptest.NewServer(api.API{Bodies: bodies, Now: time.Now}.Handler())
	defer server.Close()
	for _, path := range []string{"/v1/session", "/v1/invitations/x"} {
		large := httptest.NewRequest("POST", path, strings.NewReader(strings.Repeat(" ", 1<<20)))
		large.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		server.Config.Handler.ServeHTTP(w, large)
		if w.Code != 413 {
			t.Errorf("%s with 1 MiB: got %d, want 413", path, w.Code)
		}
		for range 100 {
			c, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 16000\r\n\r\n%s", path, strings.Repeat(" ", 15_000))
		}
	}
	for end := time.Now().Add(20 * time.Second); bodies.Held() < 250<<10 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if got := bodies.Held(); got == 0 || got > 256<<10 {
		t.Errorf("%d bytes are held by one address, want some, and its share at most", got)
	}
}
