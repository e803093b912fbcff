package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store/embedded"
)

// serve runs everything until ctx ends.
func serve(ctx context.Context, o options, out, errs io.Writer) error {
	level := slog.LevelInfo
	if o.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(errs, &slog.HandlerOptions{Level: level}))
	rules := seated{Reader: offline.Reader{}, Seats: newSeats()}
	rd, around, err := o.reading.reader(ctx, rules)
	if err != nil {
		return err
	}
	models, err := o.answers(ctx, func(err error) { log.Warn("an answer goes without its model", "error", err.Error()) })
	if err != nil {
		return err
	}
	scribe, err := o.scribe()
	if err != nil {
		return err
	}
	// The address comes first: where it is taken, no folder is made.
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return fmt.Errorf("serve on %s: %w (choose another address with -addr)", o.Addr, err)
	}
	o.Addr = listener.Addr().String()
	if o.Sample {
		if o.sample, err = openSample(); err != nil {
			return errors.Join(err, listener.Close())
		}
		defer o.sample.server.Close() //nolint:errcheck // it holds nothing
		o.Hosts = append(o.Hosts, o.sample.host)
	}
	s, err := openSystem(parts{Dir: o.Dir, Public: o.Public, Base: o.base(), Reader: rd, Rules: rules, Wrap: around, Models: models, Scribe: scribe, Now: time.Now, Log: log, Hosts: o.Hosts, Proxies: o.Proxies})
	switch {
	case errors.Is(err, embedded.ErrInUse):
		err = fmt.Errorf("another process works on the folder %s: end it, or choose another folder with -dir (%w)", o.Dir, err)
	case errors.Is(err, embedded.ErrDamaged):
		err = fmt.Errorf("%w. Look at it with -check; then %s", err, advice)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	err = s.serve(ctx, o, listener, log, out)
	return errors.Join(err, s.Close())
}

// serve serves an open system until ctx ends.
func (s *system) serve(ctx context.Context, o options, listener net.Listener, log *slog.Logger, out io.Writer) error {
	if o.Rebuild {
		n, err := s.Verbs.Lister().Rebuild(ctx)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		log.Info("dialogs were listed anew", "dialogs", n)
	}
	if o.Recount {
		r, err := s.Verbs.Rebuilder().Rebuild(ctx)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		log.Info("figures were made again", "dialogs", r.Dialogs, "runs", r.Runs, "mended", r.Mended)
	}
	key, err := s.first(ctx, o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	site, err := s.Store.Line(ctx, siteLine)
	if err != nil && !errors.Is(err, desk.ErrNotFound) { // the company may have taken it away
		return errors.Join(err, listener.Close())
	}
	if o.Connection != "" {
		if err := s.connectCRM(ctx, o.Connection, out); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	bg, stop := context.WithCancel(ctx)
	defer stop()
	beside := newJobs(bg)
	if o.Token != "" {
		line, err := s.bot(ctx, o.Token)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		beside.running.Go(func() { s.poll(bg, s.poller(line, log), log) })
	}
	if o.sample != nil {
		beside.running.Go(func() { o.sample.play(bg, guide{Addr: o.Addr}.address(), key.Token, log) })
	}
	beside.running.Go(func() { s.Scheduler.Run(bg, beside.work) })
	beside.running.Go(func() { s.follower.Run(bg, beside.work) })
	beside.running.Go(func() { data{Dir: o.Dir, Engine: s.engine, Now: time.Now}.examine(bg, log) })
	guide{Addr: o.Addr, Dir: o.Dir, Key: key, Site: site, Bot: o.Token != "", Reader: o.Reader, Public: o.Public}.write(out)
	err = s.listen(bg, listener, log)
	stop()
	beside.Wait(log)
	log.Info("stopped")
	return err
}

// listen serves HTTP until ctx ends.
func (s *system) listen(ctx context.Context, l net.Listener, log *slog.Logger) error {
	var quiet unasked
	server := &http.Server{
		Handler: s.Handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn), ConnState: quiet.watch,
	}
	server.RegisterOnShutdown(quiet.end)
	server.RegisterOnShutdown(s.waiters.End)
	server.RegisterOnShutdown(s.hub.End)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWord)
	defer cancel()
	if err := server.Shutdown(last); err != nil {
		return errors.Join(fmt.Errorf("requests under way were cut off: %w", err), server.Close())
	}
	return nil
}
