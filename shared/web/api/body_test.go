package api_test

import (
	"fmt"
	"net"
	"net/http/httptest"
	"runtime"
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

// What is wrong with a body is told in few words, whatever its shape: to name each place of
// a body that nests thousands of long names would take gigabytes.
func TestABodyOfAnyShapeTakesLittleMemory(t *testing.T) {
	h := newHouse(t)
	name := strings.Repeat("a", 100)
	var many strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&many, `,"k%d":1`, i)
	}
	for shape, c := range map[string]struct {
		body string
		want int
	}{
		"nested deep":        {`{"title":"x","text":"x","z":` + strings.Repeat(`{"`+name+`":`, 4000) + "1" + strings.Repeat("}", 4000) + "}", 400},
		"lists in lists":     {`{"title":"x","text":"x","z":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}", 400},
		"many names":         {`{"title":"x","text":"x"` + many.String() + "}", 422},
		"one name, again":    {`{"title":"x","text":"x"` + strings.Repeat(`,"k":1`, 50_000) + "}", 422},
		"nulls":              {`{"title":"x","text":"x","z":[null` + strings.Repeat(",null", 50_000) + "]}", 422},
		"brackets in a text": {`{"title":"x","text":"` + strings.Repeat(`[{\"`, 100) + `"}`, 201},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		a := h.as("admin", "POST", "/v1/templates", strings.Replace(c.body, `"title":"x"`, `"title":"x","scope":"all"`, 1), "Content-Type", "application/json")
		runtime.ReadMemStats(&after)
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; a.status != c.want || len(a.body) > 16<<10 || took > 200 {
			t.Errorf("%s: got %d in %d bytes, for %d MB; want %d in few", shape, a.status, len(a.body), took, c.want)
		}
	}
}
