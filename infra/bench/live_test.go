package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// Of BenchmarkLive: so many operators are connected, so many customers write, each
// message at its time.
const (
	liveOperators = 20
	liveCustomers = 100
	livePause     = time.Second / 50
)

// BenchmarkLive is how long it takes from a messenger's call until a connected browser
// is told, of the whole system as `make run` starts it, with 20 operators connected and
// 50 messages a second; and how many times that is what a frame takes that a bare server
// sends back on such a socket, while the same goes on. The goal is 7 ms for 99 of 100.
func BenchmarkLive(b *testing.B) {
	s := startSystem(b)
	s.line()
	heard := make(chan notice, 1<<16)
	for n := range liveOperators {
		s.listens(n, heard)
	}
	for c := range liveCustomers {
		s.writes(c)
	}
	dialogs := s.dialogs()
	echo := newEcho(b)
	time.Sleep(2 * time.Second) // what follows from a new dialog is done
	for len(heard) > 0 {
		<-heard
	}
	b.ResetTimer()
	m := &latencies{heard: map[string][]time.Time{}, sent: map[string]time.Time{}, answered: map[string]time.Time{}}
	done := m.hear(heard, b.N*liveOperators)
	next := time.Now()
	for n := range b.N {
		next = next.Add(livePause)
		time.Sleep(time.Until(next))
		c := n % liveCustomers
		m.time(dialogs[c], func() { s.writes(c) })
		m.floors = append(m.floors, echo.once())
	}
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		b.Fatal("not everybody was told")
	}
	b.StopTimer()
	m.report(b)
}

// latencies are how long things took.
type latencies struct {
	mu                    sync.Mutex
	sent, answered        map[string]time.Time   // a dialog's last message
	heard                 map[string][]time.Time // when operators were told, by dialog
	told, floors, answers []time.Duration
}

// hear takes down so many notices, and says when they have come.
func (m *latencies) hear(heard <-chan notice, n int) (done chan bool) {
	done = make(chan bool)
	go func() {
		defer close(done)
		for range n {
			h := <-heard
			m.mu.Lock()
			m.told = append(m.told, h.at.Sub(m.sent[h.dialog]))
			m.heard[h.dialog] = append(m.heard[h.dialog], h.at)
			m.mu.Unlock()
		}
	}()
	return done
}

// time has a customer write into a dialog.
func (m *latencies) time(dialog string, write func()) {
	began := time.Now()
	m.mu.Lock()
	m.sent[dialog] = began
	m.mu.Unlock()
	write()
	m.answers = append(m.answers, time.Since(began))
	m.mu.Lock()
	m.answered[dialog] = time.Now()
	m.mu.Unlock()
}

func (m *latencies) report(b *testing.B) {
	var after []time.Duration // the answer, of each customer's last message
	for dialog, when := range m.answered {
		all := m.heard[dialog]
		for _, t := range all[max(0, len(all)-liveOperators):] {
			after = append(after, max(0, t.Sub(when)))
		}
	}
	for _, p := range []struct {
		name string
		part float64
	}{{"p50", 0.5}, {"p99", 0.99}} {
		ms := func(all []time.Duration) float64 { return float64(at(all, p.part)) / float64(time.Millisecond) }
		b.ReportMetric(ms(m.told), p.name+"_ms")
		b.ReportMetric(ms(m.told)/ms(m.floors), p.name+"_x_floor")
		b.ReportMetric(ms(m.answers), p.name+"_answered_ms")
		b.ReportMetric(ms(after), p.name+"_after_answer_ms")
	}
}

func at(all []time.Duration, part float64) time.Duration {
	slices.Sort(all)
	return all[min(int(part*float64(len(all))), len(all)-1)]
}

// notice is that a browser was told of a message.
type notice struct {
	dialog string
	at     time.Time
}

// running is a system that runs, as a process of its own.
type running struct {
	b       *testing.B
	url     string
	key     string
	bots    *httptest.Server
	updates int
}

// startSystem builds the system and starts it, on a folder of its own.
func startSystem(b *testing.B) *running {
	b.Helper()
	dir := b.TempDir()
	program := filepath.Join(dir, "sufler")
	if out, err := exec.Command("go", "build", "-o", program, "../local").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	s := &running{b: b, bots: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write([]byte(`{"ok":true,"result":{"id":1,"type":"private"}}`))
	}))}
	b.Cleanup(s.bots.Close)
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "-addr", "127.0.0.1:0", "-dir", filepath.Join(dir, "data"), "-allow-hosts", "127.0.0.1")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	out, err := cmd.StdoutPipe()
	must(b, err)
	must(b, cmd.Start())
	b.Cleanup(func() { stop(); _ = cmd.Wait() })
	address := regexp.MustCompile(`Sufler listens on (\S+)`)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := address.FindStringSubmatch(lines.Text()); m != nil {
			s.url = m[1]
			go func() { _, _ = io.Copy(io.Discard, out) }()
			break
		}
	}
	key, err := os.ReadFile(filepath.Join(dir, "data", "admin-key"))
	must(b, err)
	s.key = strings.TrimSpace(string(key))
	return s
}

// call calls the API, and decodes the answer.
func (s *running) call(method, path string, in, out any, header ...string) {
	s.b.Helper()
	raw, err := json.Marshal(in)
	must(s.b, err)
	r, err := http.NewRequest(method, s.url+path, bytes.NewReader(raw))
	must(s.b, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+s.key)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	a, err := http.DefaultClient.Do(r)
	must(s.b, err)
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	must(s.b, err)
	if a.StatusCode > 299 {
		s.b.Fatalf("%s %s: got %d %s", method, path, a.StatusCode, body)
	}
	if out != nil {
		must(s.b, json.Unmarshal(body, out))
	}
}

func (s *running) line() {
	at, err := url.Parse(s.bots.URL)
	must(s.b, err)
	s.call("POST", "/v1/lines", map[string]any{
		"id": "shop", "channel": "telegram", "options": map[string]any{"api_url": "http://" + at.Host},
		"secrets": map[string]any{"token": "1:bench", "secret": "bench-secret"},
	}, nil)
}

// writes has a customer say something, as Telegram tells it.
func (s *running) writes(customer int) {
	s.updates++
	from := map[string]any{"id": 1000 + customer, "first_name": fmt.Sprint("c", customer)}
	s.call("POST", "/webhooks/telegram/shop", map[string]any{"update_id": s.updates, "message": map[string]any{
		"message_id": s.updates, "date": time.Now().Unix(), "text": "Is anybody there?", "from": from, "chat": map[string]any{"id": 1000 + customer, "type": "private"},
	}}, nil, "X-Telegram-Bot-Api-Secret-Token", "bench-secret")
}

// dialogs are the customers', in their order, once all are listed.
func (s *running) dialogs() []string {
	out, found := make([]string, liveCustomers), 0
	for try := 0; found < liveCustomers && try < 100; try++ {
		time.Sleep(100 * time.Millisecond)
		found = 0
		for cursor := ""; ; {
			var page struct {
				Items []struct{ ID, Name string }
				Next  string
			}
			s.call("GET", "/v1/dialogs?limit=100&cursor="+url.QueryEscape(cursor), nil, &page)
			for _, d := range page.Items {
				var n int
				if _, err := fmt.Sscanf(d.Name, "c%d", &n); err == nil && n < liveCustomers {
					out[n] = d.ID
					found++
				}
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
	}
	if found != liveCustomers {
		s.b.Fatalf("got %d dialogs, want %d", found, liveCustomers)
	}
	return out
}

// listens connects an operator who sees every dialog, and says of what messages they
// are told.
func (s *running) listens(n int, heard chan<- notice) {
	s.b.Helper()
	var key struct{ Token string }
	s.call("POST", "/v1/keys", map[string]any{"name": fmt.Sprint("o", n), "role": "operator", "operator": fmt.Sprint("o", n), "leads": "change", "dialogs": "all"}, &key)
	conn, _, err := websocket.Dial(context.Background(), strings.Replace(s.url, "http", "ws", 1)+"/v1/live", &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + key.Token}}})
	must(s.b, err)
	conn.SetReadLimit(1 << 20)
	s.b.Cleanup(func() { _ = conn.CloseNow() })
	go func() {
		for {
			_, raw, err := conn.Read(context.Background())
			at := time.Now()
			var frame struct {
				Events []struct{ Kind, Dialog string }
			}
			if err != nil || json.Unmarshal(raw, &frame) != nil {
				return
			}
			for _, e := range frame.Events {
				if e.Kind == "message" {
					heard <- notice{e.Dialog, at}
				}
			}
		}
	}()
}

// echo is a bare server that sends back what it is sent, on one socket.
type echo struct {
	b    *testing.B
	conn *websocket.Conn
}

func newEcho(b *testing.B) *echo {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		for {
			kind, raw, err := conn.Read(context.Background())
			if err != nil || conn.Write(context.Background(), kind, raw) != nil {
				return
			}
		}
	}))
	b.Cleanup(server.Close)
	conn, _, err := websocket.Dial(context.Background(), server.URL, nil)
	must(b, err)
	b.Cleanup(func() { _ = conn.CloseNow() })
	return &echo{b, conn}
}

// once is how long one frame takes there and back.
func (e *echo) once() time.Duration {
	began := time.Now()
	must(e.b, e.conn.Write(context.Background(), websocket.MessageText, []byte(`{"cursor":"abcdefgh-1-abcdefgh","events":[{"kind":"message","dialog":"cabcdefghijklmnopqrstuvwxyz-1"}]}`)))
	_, _, err := e.conn.Read(context.Background())
	must(e.b, err)
	return time.Since(began)
}
