package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
)

// demoChats are the chats that the demo plays: corrections, cards that hold
// something already, attacks, in three languages.
var demoChats = []string{"ru-d01", "ru-d03", "ru-d19", "es-d01", "es-d03", "es-d09", "en-d03", "en-d04", "en-d10"}

// demoFile is where they are, from the top of the project.
const demoFile = "events/chats/dev-handwritten.jsonl"

// demoQuiet is the demo's quiet period.
const demoQuiet = time.Second

// demo plays chats through the webhook and the API of a whole system on a
// temporary folder, shows what becomes of them, and checks it. An error says
// that something did not come out as it should.
func demo(ctx context.Context, file string, ids []string, out, errs io.Writer) error {
	chats, err := readChats(file, ids)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sufler-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of the system's own
	// Not warnings: that strangers are refused is part of the show.
	st, err := openStage(ctx, dir, slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	err = st.show(ctx, chats, &screen{w: out, plain: !isTerminal(out)})
	return errors.Join(err, st.close())
}

// stage is the system of the demo, with fakes of messengers beside it and a clock
// that can be put to the time of a chat, so that "tomorrow" in it means what it
// meant.
type stage struct {
	client
	Bots    *parties.BotAPI
	Vendors *parties.APIs
	clock   *stageClock
	api     string // the fake's address
	vendors string // the other messengers'
	stops   []func() error
}

// stageClock goes as the machine's does, from wherever it was put.
type stageClock struct {
	mu    sync.Mutex
	ahead time.Duration
}

// Now is the stage's time.
func (c *stageClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// To puts the clock to t. It never goes back, but once: before the first chat.
func (c *stageClock) To(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead = time.Until(t)
}

// openStage starts everything. The clock begins before all chats.
func openStage(ctx context.Context, dir string, log *slog.Logger) (*stage, error) {
	st := &stage{Bots: &parties.BotAPI{}, clock: &stageClock{}, Vendors: parties.NewAPIs()}
	st.clock.To(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	hosts, err := st.fakes()
	if err != nil {
		return nil, errors.Join(err, st.close())
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("demo: %w", err), st.close())
	}
	addr := l.Addr().String()
	s, err := openSystem(parts{Dir: dir, Reader: proof.ReviewCap{Reader: offline.Reader{}}, Now: st.clock.Now, Log: log, Hosts: hosts, Public: "http://" + addr, Base: "http://" + addr})
	if err != nil {
		return nil, errors.Join(err, l.Close(), st.close())
	}
	st.stops = append(st.stops, s.Close)
	key, err := s.first(ctx, options{Addr: "localhost:8080", Dir: dir, Settings: desk.DefaultSettings()})
	if err != nil {
		return nil, errors.Join(err, l.Close(), st.close())
	}
	st.serve(l, s.Handler)
	running, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() { s.Scheduler.Run(running, ctx); close(ended) }()
	st.stops = append(st.stops, func() error { stop(); <-ended; return nil })
	st.client = client{HTTP: &http.Client{Timeout: 10 * time.Second}, Base: "http://" + addr, Key: key.Token}
	return st, nil
}

// fakes starts the messengers, and answers with their hosts.
func (st *stage) fakes() ([]string, error) {
	bots, err := st.listen(st.Bots)
	if err != nil {
		return nil, err
	}
	vendors, err := st.listen(st.Vendors)
	st.api, st.vendors = "http://"+bots, "http://"+vendors
	return []string{bots, vendors}, err
}

// listen serves a handler on this machine and answers with host:port.
func (st *stage) listen(h http.Handler) (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("demo: %w", err)
	}
	st.serve(l, h)
	return l.Addr().String(), nil
}

func (st *stage) serve(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(l) }() // ends with Close below
	st.stops = append(st.stops, server.Close)
}

// close ends what was started, the last first.
func (st *stage) close() error {
	var all error
	for i := len(st.stops) - 1; i >= 0; i-- {
		all = errors.Join(all, st.stops[i]())
	}
	return all
}

// show plays the chats one by one, then decides on what came out.
func (st *stage) show(ctx context.Context, chats []chat, to *screen) error {
	began := time.Now()
	if err := st.patch(ctx, "/v1/settings", map[string]any{"quietSeconds": demoQuiet.Seconds()}); err != nil {
		return err
	}
	to.opening(len(chats))
	var played []*act
	for _, c := range chats {
		a := &act{stage: st, chat: c, to: to}
		if err := a.play(ctx); err != nil {
			return fmt.Errorf("chat %s: %w", c.ID, err)
		}
		played = append(played, a)
	}
	wrong, err := st.decide(ctx, played, to)
	if err != nil {
		return err
	}
	elsewhere, err := st.channels(ctx, to)
	if err != nil {
		return err
	}
	wrong = append(wrong, elsewhere...)
	atWork, err := st.people(ctx, to)
	if err != nil {
		return err
	}
	wrong = append(wrong, atWork...)
	for _, a := range played {
		wrong = append(wrong, a.wrong...)
	}
	to.verdict(played, wrong, time.Since(began))
	if len(wrong) > 0 {
		return fmt.Errorf("demo: %d things did not come out as they should", len(wrong))
	}
	return nil
}

// patch changes what has an ETag.
func (c client) patch(ctx context.Context, path string, in any) error {
	a, err := c.send(ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	if a.Status != http.StatusOK {
		return a.problem()
	}
	return c.call(ctx, http.MethodPatch, path, in, nil, "If-Match", a.Header.Get("ETag"))
}
