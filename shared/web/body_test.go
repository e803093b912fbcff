package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/shared/web"
)

// wire is the gate behind a real server.
func (g *gate) wire(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/webhooks/", g.hooks)
	mux.Handle("/web/", g.site)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.Listener.Addr().String()
}

// begun is a call of which some bytes were sent, and the rest was promised.
func begun(t *testing.T, addr, path string, size int64, sent string, headers ...string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	must(t, err)
	t.Cleanup(func() { c.Close() })
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n%s", path, size, strings.Join(append(headers, ""), "\r\n"), sent)
	must(t, err)
	return c
}

func answered(t *testing.T, c net.Conn) *http.Response {
	t.Helper()
	must(t, c.SetReadDeadline(time.Now().Add(20*time.Second)))
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	must(t, err)
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	must(t, err)
	return res
}

// until waits for what other goroutines do.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

// What a header promises costs nothing: eight hundred calls that promise 4 MiB
// each, or 1 MiB on the website, and send a byte, hold a page of memory each.
func TestMemoryGrowsWithTheBytesThatCome(t *testing.T) {
	const calls, each = 800, 64 << 10
	for name, c := range map[string]struct {
		path    string
		size    int64
		headers func(g *gate) []string
	}{
		"a webhook": {"/webhooks/whatsapp/wa", web.MaxWebhook, func(*gate) []string { return nil }},
		"a page's message": {"/web/site.abc/messages", web.MaxBody, func(g *gate) []string {
			return []string{"Origin: " + shop, "Authorization: Bearer " + g.session("").Token}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGate(t)
			g.bodies.Share = 0
			addr := g.wire(t)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for range calls {
				if c.path != "/webhooks/whatsapp/wa" {
					g.move(time.Second)
				}
				begun(t, addr, c.path, c.size, "{", c.headers(g)...)
			}
			until(t, "all are being read", func() bool { return g.bodies.Held() >= calls*(4<<10) })
			runtime.ReadMemStats(&after)
			if got := g.bodies.Held(); got != calls*(4<<10) {
				t.Errorf("%d bytes are set aside, want 4 KiB a call", got)
			}
			if got := int64(after.TotalAlloc-before.TotalAlloc) / calls; got > each {
				t.Errorf("a call took %d bytes, want at most %d", got, each)
			}
		})
	}
}

// When there is no more room, calls are told to repeat; one address has a part
// of the room only; what is slow is cut off, and then there is room again.
func TestBodiesHaveATotal(t *testing.T) {
	g := newGate(t)
	const size = 256 << 10
	g.bodies.Most, g.bodies.Share, g.bodies.Grace = size+8<<10, 0, 2*time.Second
	addr := g.wire(t)
	slow := begun(t, addr, "/webhooks/whatsapp/wa", size, strings.Repeat(" ", size-1))
	until(t, "the first is nearly there", func() bool { return g.bodies.Held() >= size })
	full := answered(t, begun(t, addr, "/webhooks/whatsapp/wa", size, strings.Repeat(" ", size)))
	if full.StatusCode != 503 || full.Header.Get("Retry-After") != "2" {
		t.Errorf("got %d %v, want 503", full.StatusCode, full.Header)
	}
	slow.Close()
	until(t, "a caller who leaves leaves nothing", func() bool { return g.bodies.Held() == 0 })

	began := time.Now()
	g.bodies.Grace = 50 * time.Millisecond
	if cut := answered(t, begun(t, addr, "/webhooks/whatsapp/wa", size, "{")); cut.StatusCode != 408 || !cut.Close {
		t.Errorf("got %d, want 408 and the end of the connection", cut.StatusCode)
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("cut off after %s", took)
	}
	until(t, "what was cut off is free", func() bool { return g.bodies.Held() == 0 })
	done := answered(t, begun(t, addr, "/webhooks/telegram/bot", int64(len(update)), update, "X-Telegram-Bot-Api-Secret-Token: hush-hush"))
	if done.StatusCode != 200 || g.bodies.Held() != 0 {
		t.Errorf("got %d, and %d bytes are held", done.StatusCode, g.bodies.Held())
	}
}

func TestOneAddressHasAShareOfTheRoom(t *testing.T) {
	g := newGate(t)
	g.bodies.Share = 1 << 20
	call := func(from string, size int) int {
		r := httptest.NewRequest("POST", "/webhooks/whatsapp/wa", strings.NewReader(strings.Repeat(" ", size)))
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		g.hooks.ServeHTTP(w, r)
		return w.Code
	}
	if got := call("192.0.2.1:1", 2<<20); got != 503 {
		t.Errorf("more than a share: got %d, want 503", got)
	}
	// A body that is being read by one address leaves room for another's.
	hold, release := make(chan struct{}), make(chan struct{})
	r := httptest.NewRequest("POST", "/webhooks/whatsapp/wa", io.MultiReader(strings.NewReader(strings.Repeat(" ", 400<<10)), waits{hold, release}))
	r.RemoteAddr = "192.0.2.1:1"
	var all sync.WaitGroup
	all.Go(func() { g.hooks.ServeHTTP(httptest.NewRecorder(), r) })
	<-hold
	if got := call("192.0.2.1:2", 600<<10); got != 503 {
		t.Errorf("the same address: got %d, want 503", got)
	}
	if got := call("192.0.2.2:1", 600<<10); got != 401 {
		t.Errorf("another address: got %d, want it read and refused for its signature", got)
	}
	close(release)
	all.Wait()
	if g.bodies.Held() != 0 {
		t.Errorf("%d bytes are held for nobody", g.bodies.Held())
	}
}

type waits struct{ hold, release chan struct{} }

func (w waits) Read([]byte) (int, error) {
	close(w.hold)
	<-w.release
	return 0, io.EOF
}

// A body arrives whole however it is cut, and with or without a length.
func TestABodyArrivesWhole(t *testing.T) {
	for _, size := range []int{0, 1, 4095, 4096, 4097, 8192, 1 << 20, web.MaxWebhook} {
		for _, told := range []bool{true, false} {
			g := newGate(t)
			body := strings.Repeat("x", size)
			r := httptest.NewRequest("POST", "/webhooks/whatsapp/wa", strings.NewReader(body))
			if !told {
				r.ContentLength = -1
			}
			r.Header.Set("X-Signature", fmt.Sprint(size))
			w := httptest.NewRecorder()
			g.hooks.ServeHTTP(w, r)
			if w.Code != 400 { // signed by its length, and no list of words
				t.Errorf("%d bytes, told %t: got %d %s", size, told, w.Code, w.Body)
			}
		}
	}
	for _, told := range []bool{true, false} {
		g := newGate(t)
		r := httptest.NewRequest("POST", "/webhooks/whatsapp/wa", strings.NewReader(strings.Repeat("x", web.MaxWebhook+1)))
		if !told {
			r.ContentLength = -1
		}
		w := httptest.NewRecorder()
		g.hooks.ServeHTTP(w, r)
		if w.Code != 413 || g.bodies.Held() != 0 {
			t.Errorf("one byte too many, told %t: got %d, %d held", told, w.Code, g.bodies.Held())
		}
	}
}

// dialed is begun from one of this machine's own addresses.
func dialed(t *testing.T, from, addr, path string, size int64, sent string) net.Conn {
	t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	c, err := d.Dial("tcp", addr)
	if err != nil {
		t.Skipf("this machine has no %s: %v", from, err)
	}
	t.Cleanup(func() { c.Close() })
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", path, size, sent)
	must(t, err)
	return c
}

// Four addresses hold all the room there is with bodies that stand still: whoever else
// calls is let in, and the largest of theirs gives way.
func TestFewAddressesDoNotTakeTheRoomOfTheOthers(t *testing.T) {
	g := newGate(t)
	const size = 1 << 20
	g.bodies.Most, g.bodies.Share, g.bodies.Grace = 4*(size+1), size+1, time.Hour
	addr := g.wire(t)
	for i := range 4 {
		dialed(t, fmt.Sprintf("127.0.0.%d", i+2), addr, "/webhooks/whatsapp/wa", size, strings.Repeat(" ", size-10))
	}
	until(t, "the room is full", func() bool { return g.bodies.Held() >= 4*size })
	body := strings.Repeat("x", 100)
	if got := answered(t, begun(t, addr, "/webhooks/whatsapp/wa", 100, body, "X-Signature: 100")); got.StatusCode != 400 { // signed by its length, and no list of words
		t.Errorf("a signed webhook beside them: got %d, want it read", got.StatusCode)
	}
	page := begun(t, addr, "/web/site.abc/messages", int64(len(hi)), hi, "Origin: "+shop, "Content-Type: application/json", "Authorization: Bearer "+g.session("").Token)
	if got := answered(t, page); got.StatusCode != 200 && got.StatusCode != 201 {
		t.Errorf("a page's message beside them: got %d", got.StatusCode)
	}
	if got := g.bodies.Held(); got > g.bodies.Most {
		t.Errorf("%d bytes are held, want at most %d", got, g.bodies.Most)
	}
}

const hi = `{"id":"m1","text":"Hi"}`

// What came fast is no credit for standing still, and what comes slowly, but comes, is
// taken.
func TestABodyThatStandsStillIsCutOff(t *testing.T) {
	g := newGate(t)
	g.bodies.Grace = 100 * time.Millisecond
	addr := g.wire(t)
	const size = 2 << 20
	still := begun(t, addr, "/webhooks/whatsapp/wa", size, strings.Repeat(" ", size-10))
	if got := answered(t, still); got.StatusCode != 408 || g.bodies.Held() != 0 {
		t.Errorf("got %d, and %d bytes are held; want 408, none", got.StatusCode, g.bodies.Held())
	}
	g.bodies.Grace = 10 * time.Second
	slow := begun(t, addr, "/webhooks/telegram/bot", int64(len(update)), update[:10], "X-Telegram-Bot-Api-Secret-Token: hush-hush")
	until(t, "it is being read", func() bool { return g.bodies.Held() > 0 })
	for _, b := range []byte(update[10:]) {
		_, err := slow.Write([]byte{b})
		must(t, err)
	}
	if got := answered(t, slow); got.StatusCode != 200 {
		t.Errorf("a slow messenger: got %d, want 200", got.StatusCode)
	}
}

// What a header proves, or does not, needs no body; nor does a CRM's connection that
// there is not.
func TestWhatProvesNothingIsRefusedBeforeItsBody(t *testing.T) {
	g := newGate(t)
	g.bodies.Grace = time.Hour
	addr := g.wire(t)
	for path, want := range map[string]int{"/webhooks/telegram/bot": 401, "/webhooks/manychat/mc": 401, "/webhooks/telegram/none": 404, "/webhooks/crm/none": 404} {
		if got := answered(t, begun(t, addr, path, 100<<10, "{")); got.StatusCode != want || g.bodies.Held() != 0 {
			t.Errorf("%s: got %d, and %d bytes are held; want %d, none", path, got.StatusCode, g.bodies.Held(), want)
		}
	}
}
