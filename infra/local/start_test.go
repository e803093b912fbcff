package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/channel/telegram"
	"github.com/sufler/sufler/shared/desk"
)

// lockedBuffer is a buffer that a goroutine writes and the test reads.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func noEnv(string) string { return "" }

// started starts the program in this process and waits until it serves.
func started(t *testing.T, dir string, flags ...string) (out *lockedBuffer, stop func() int) {
	t.Helper()
	out = &lockedBuffer{}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- start(ctx, append([]string{"-dir", dir, "-addr", "127.0.0.1:0"}, flags...), noEnv, out, out)
	}()
	for !strings.Contains(out.String(), "To see the newest chat") {
		select {
		case c := <-code:
			t.Fatalf("it ended with %d:\n%s", c, out)
		case <-time.After(5 * time.Millisecond):
		}
	}
	return out, func() int { cancel(); return <-code }
}

func TestStartShowsTheKeyOnceAndEndsInOrder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	out, stop := started(t, dir)
	token, err := os.ReadFile(filepath.Join(dir, "admin-key"))
	if err != nil {
		t.Fatal(err)
	}
	key := strings.TrimSpace(string(token))
	if !strings.Contains(out.String(), key) {
		t.Error("the first start does not show the key")
	}
	if info, err := os.Stat(filepath.Join(dir, "admin-key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file has mode %v, want 0600 (%v)", info.Mode(), err)
	}
	base := address(t, out.String())
	c := client{HTTP: http.DefaultClient, Base: base, Key: key}
	if err := c.Call(t.Context(), "GET", "/v1/settings", nil, nil); err != nil {
		t.Errorf("the key does not work: %v", err)
	}
	for _, path := range []string{"/docs", "/openapi.json", "/v1/health"} {
		if a, err := c.Send(t.Context(), "GET", path, nil); err != nil || a.Status != http.StatusOK {
			t.Errorf("%s: %d, %v", path, a.Status, err)
		}
	}
	// A second process on the same folder is told so, and harms nothing.
	var errs bytes.Buffer
	if code := start(t.Context(), []string{"-dir", dir, "-addr", "127.0.0.1:0"}, noEnv, &errs, &errs); code != 1 || !strings.Contains(errs.String(), "another process works on the folder") {
		t.Errorf("a second process: code %d, %q", code, errs.String())
	}
	if code := stop(); code != 0 {
		t.Errorf("stopped with %d:\n%s", code, out)
	}
	again, stop := started(t, dir)
	if strings.Contains(again.String(), key) || !strings.Contains(again.String(), filepath.Join(dir, "admin-key")) {
		t.Error("a later start should say where the key lies, and not show it")
	}
	if code := stop(); code != 0 {
		t.Errorf("stopped with %d:\n%s", code, again)
	}
}

// address is where the program says that it listens.
func address(t *testing.T, out string) string {
	t.Helper()
	_, rest, ok := strings.Cut(out, "Sufler listens on ")
	if !ok {
		t.Fatalf("it does not say where it listens:\n%s", out)
	}
	at, _, _ := strings.Cut(rest, "\n")
	return at
}

func TestFlagsThatCannotWorkSaySo(t *testing.T) {
	for args, want := range map[string]string{
		"-reader oracle":   "none of offline, bedrock",
		"serve":            "is no flag",
		"-addr nowhere:-1": "-addr",
	} {
		var errs bytes.Buffer
		code := start(t.Context(), append(strings.Fields(args), "-dir", t.TempDir()), noEnv, &errs, &errs)
		if args == "serve" { // flags end at the first word that is none
			code = start(t.Context(), strings.Fields(args), noEnv, &errs, &errs)
		}
		if code != 1 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: code %d, %q; want 1 and %q", args, code, errs.String(), want)
		}
	}
}

func TestLinksLeadToWhereItIsServed(t *testing.T) {
	for _, test := range []struct{ addr, public, want string }{
		{"localhost:8080", "", "http://localhost:8080"},
		{":9090", "", "http://localhost:9090"},
		{"0.0.0.0:9090", "", "http://localhost:9090"},
		{"10.0.0.7:8080", "", "http://10.0.0.7:8080"},
		{":8080", "https://sufler.example/", "https://sufler.example"},
	} {
		if got := (options{Addr: test.addr, Public: test.public}).base(); got != test.want {
			t.Errorf("%s %s: got %s, want %s", test.addr, test.public, got, test.want)
		}
	}
}

func TestFirstSettingsAreTheMachines(t *testing.T) {
	tests := []struct {
		env  map[string]string
		want [4]string // language, region, currency, zone
	}{
		{map[string]string{"LANG": "ru_RU.UTF-8", "TZ": "Europe/Moscow"}, [4]string{"ru", "RU", "RUB", "Europe/Moscow"}},
		{map[string]string{"LANG": "es_MX.UTF-8", "TZ": "America/Mexico_City"}, [4]string{"es", "MX", "MXN", "America/Mexico_City"}},
		{map[string]string{"LANG": "C.UTF-8", "TZ": "UTC"}, [4]string{"en", "US", "USD", "UTC"}},
		{map[string]string{"LANG": "C", "SUFLER_LANGUAGE": "es", "SUFLER_COUNTRY": "ES", "SUFLER_CURRENCY": "USD", "SUFLER_ZONE": "Europe/Madrid"}, [4]string{"es", "ES", "USD", "Europe/Madrid"}},
		{map[string]string{"LANG": "ru_RU", "SUFLER_ZONE": "Mars/Base"}, [4]string{"ru", "RU", "RUB", ""}}, // no such zone: the machine's
	}
	for _, test := range tests {
		s := firstSettings(func(name string) string { return test.env[name] })
		if test.want[3] == "" {
			test.want[3] = s.Zone
		}
		if got := [4]string{s.Language, s.Region, s.Currency, s.Zone}; got != test.want {
			t.Errorf("%v: got %v, want %v", test.env, got, test.want)
		}
	}
}

// bot is a fake of Telegram that gives updates to polling.
type bot struct {
	mu      sync.Mutex
	updates []map[string]any
	offsets []int64
	refuse  int
	words   string
}

// ServeHTTP answers getUpdates at once: with what was not confirmed, or with
// nothing.
func (b *bot) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.refuse != 0 {
		parties.BotNo(w, b.refuse, b.words)
		return
	}
	var in struct {
		Offset int64 `json:"offset"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		parties.BotNo(w, 400, "Bad Request")
		return
	}
	b.offsets = append(b.offsets, in.Offset)
	var out []map[string]any
	for _, u := range b.updates {
		if u["update_id"].(int64) >= in.Offset {
			out = append(out, u)
		}
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": append([]map[string]any{}, out...)})
}

func TestTelegramByLongPolling(t *testing.T) {
	h := newHouse(t)
	b := &bot{}
	for i, text := range []string{"Hello!", "I am Anna."} {
		b.updates = append(b.updates, parties.BotText(int64(50+i), int64(i+1), anna, h.clock.Now(), text))
	}
	line, err := h.sys.bot(t.Context(), "1:polled")
	h.must(err)
	if !line.Active || line.ID != botLine {
		t.Fatalf("line %+v, want the line telegram, active", line)
	}
	ctx, stop := context.WithCancel(t.Context())
	p := h.sys.poller(line, silent)
	p.Telegram = telegram.Plug{HTTP: &http.Client{Transport: direct{stopAt(b, 52, stop)}}}
	h.must(p.Run(ctx))
	h.settle()
	ds := h.dialogs("line=telegram")
	if len(ds) != 1 {
		t.Fatalf("%d dialogs, want 1", len(ds))
	}
	same(t, "what came by polling", texts(h.messages(ds[0].ID)), []string{"Hello!", "I am Anna."})
	if len(ds[0].Cards) != 1 {
		t.Errorf("the dialog is bound to %d cards, want its lead", len(ds[0].Cards))
	}
}

// stopAt ends polling once everything before an update was confirmed.
func stopAt(b *bot, offset int64, stop func()) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b.ServeHTTP(w, r)
		b.mu.Lock()
		defer b.mu.Unlock()
		if n := len(b.offsets); n > 0 && b.offsets[n-1] >= offset {
			stop()
		}
	})
}

func TestTelegramThatCannotBePolledIsToldInWords(t *testing.T) {
	for code, want := range map[int]string{401: "@BotFather", 409: "webhook"} {
		h := newHouse(t)
		words := map[int]string{401: "Unauthorized", 409: "Conflict: can't use getUpdates method while webhook is active"}[code]
		line, err := h.sys.bot(t.Context(), "1:polled")
		h.must(err)
		log := &lockedBuffer{}
		p := h.sys.poller(line, silent)
		p.Telegram = telegram.Plug{HTTP: &http.Client{Transport: direct{&bot{refuse: code, words: words}}}}
		h.sys.poll(t.Context(), p, slog.New(slog.NewTextHandler(log, nil)))
		if !strings.Contains(log.String(), want) {
			t.Errorf("%d: the log says %q, want words with %q", code, log, want)
		}
	}
}

func TestKilledBetweenClosingAndItsRun(t *testing.T) {
	// The dialog is closed in the store, and the process died before the automatic
	// run was made: the next start makes up for it.
	h := newHouse(t)
	h.settings(map[string]any{"subscription": true, "leadMode": "all"})
	d := h.says(anna, "Hello!", "I am Anna.")
	_, err := h.sys.Store.ChangeDialog(t.Context(), desk.DialogID(d), func(d desk.Dialog) (desk.Dialog, error) {
		d.State, d.Turn, d.CloseReason, d.ClosedBy, d.ClosedAt = desk.StateClosed, desk.TurnNobody, desk.ClosedIdle, "copilot", h.clock.Now()
		return d, nil
	})
	h.must(err)
	h.restart()
	h.pass(time.Minute)
	if rs := h.automatic(d); len(rs) != 1 || rs[0].State != "done" {
		t.Errorf("automatic runs %s, want one, done", fmt.Sprint(rs))
	}
}
