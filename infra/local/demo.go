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

	"github.com/sufler/sufler/infra/demo"
	"github.com/sufler/sufler/infra/remote"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
)

// play has the demo play chats of a file against a whole system on a temporary
// folder.
func play(ctx context.Context, file string, ids []string, out, errs io.Writer) error {
	dir, err := os.MkdirTemp("", "sufler-demo-")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a folder of the system's own
	// Not warnings: that strangers are refused is part of the show.
	st, stop, err := openStage(ctx, dir, slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: slog.LevelError})))
	if err != nil {
		return err
	}
	return errors.Join(st.Play(ctx, file, ids, out), stop())
}

// openStage starts the demo's fakes and a system beside them, served on this
// machine, on the stage's clock.
func openStage(ctx context.Context, dir string, log *slog.Logger) (st *demo.Stage, stop func() error, err error) {
	if st, err = demo.Open(); err != nil {
		return nil, nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("demo: %w", err), st.Close())
	}
	base := "http://" + l.Addr().String()
	s, err := openSystem(parts{Dir: dir, Reader: proof.ReviewCap{Reader: offline.Reader{}}, Now: st.Clock.Now, Log: log, Hosts: st.Hosts, Public: base, Base: base})
	if err != nil {
		return nil, nil, errors.Join(err, l.Close(), st.Close())
	}
	key, err := s.first(ctx, options{Addr: "localhost:8080", Dir: dir, Settings: desk.DefaultSettings()})
	if err != nil {
		return nil, nil, errors.Join(err, l.Close(), s.Close(), st.Close())
	}
	s.Handler = s.afterTelling()
	st.Client = remote.Client{HTTP: &http.Client{Timeout: 10 * time.Second}, Base: base, Key: key.Token}
	running, end := context.WithCancel(ctx)
	timers, served := make(chan struct{}), make(chan error, 1)
	go func() { s.Scheduler.Run(running, ctx); close(timers) }()
	go func() { served <- s.listen(running, l, log) }()
	return st, func() error {
		end()
		<-timers
		return errors.Join(<-served, s.Close(), st.Close())
	}, nil
}

// afterTelling is the system's handler, to which whoever wants to know has been told
// all that changed: a play does not wait for its lists.
func (s *system) afterTelling() http.Handler {
	var mu sync.Mutex
	then := s.Handler
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			mu.Lock()
			for s.follower.Step(r.Context()) {
			}
			mu.Unlock()
		}
		then.ServeHTTP(w, r)
	})
}
