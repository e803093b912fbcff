package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/sufler/sufler/infra/demo"
	"github.com/sufler/sufler/infra/parties"
	"github.com/sufler/sufler/infra/remote"
)

// sample is what -sample asks for: a messenger that runs beside the system, and a shop's
// chats played on it into a folder that holds none.
type sample struct {
	host   string // of the messenger, which lines must be let call
	server *http.Server
}

// openSample starts the messenger.
func openSample() (*sample, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the sample's messenger: %w", err)
	}
	a := &sample{host: l.Addr().String(), server: &http.Server{Handler: &parties.BotAPI{}, ReadHeaderTimeout: 10 * time.Second}}
	go func() { _ = a.server.Serve(l) }() // ends with Close
	return a, nil
}

// play plays the chats on a system that serves at base, and says what became of it.
func (a *sample) play(ctx context.Context, base, key string, log *slog.Logger) {
	s := demo.Sample{Client: remote.Client{HTTP: &http.Client{Timeout: time.Minute}, Base: base, Key: key}, Bots: "http://" + a.host}
	played, err := s.Play(ctx)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		log.Warn("the sample was not played to its end", "error", err.Error())
	case played:
		log.Info("the sample's chats are in the console; CoPilot reads them half a minute after their last words")
	default:
		log.Info("the folder holds chats already: no sample was played")
	}
}
