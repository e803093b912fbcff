// Package socket serves /v1/live: a WebSocket on which operators are told what changes.
// It is apart from web/api, so that functions, which serve no WebSocket, don't link it.
package socket

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/web"
)

// Socket serves the WebSocket. Each browser has one goroutine that tells and one that
// hears nothing but that it has gone.
type Socket struct {
	Hub *live.Hub
	// Who says who sends a request; its error is a problem.
	Who func(*http.Request) (desk.Actor, error)
	// Other answers who asks for the address, and for no WebSocket.
	Other http.Handler
	// Patience is how long one frame, or the answer to a ping, may take; 0: ten seconds.
	// Who is slower is hung up on, and told to reload, or what they missed, when they
	// come again.
	Patience time.Duration
	Log      *slog.Logger
}

// Codes with which it is closed, beside RFC 6455's own.
const (
	// SignedOut: the session or the key has ended, or may see no dialogs any more.
	SignedOut websocket.StatusCode = 4401
)

const (
	// beat is how often at least something is sent, and an answer to a ping awaited:
	// proxies hang up on who is silent for a minute.
	beat     = 25 * time.Second
	patience = 10 * time.Second
	// heard is how large a frame may be that we are sent: none is expected.
	heard = 512
)

// ServeHTTP implements http.Handler.
func (s Socket) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !wanted(w, r) {
		s.Other.ServeHTTP(w, r)
		return
	}
	since := r.URL.Query().Get("since")
	// Of the request only who sends it is asked again.
	who := func(ctx context.Context) (desk.Actor, error) { return s.Who(r.WithContext(ctx)) }
	watch, err := s.Hub.Watch(r.Context(), since, who)
	if err != nil {
		s.note(r.Context(), err)
		web.WriteProblem(w, err)
		return
	}
	defer watch.Leave()
	// Who may come from where is Who's to say; a browser's origin is looked at once more.
	conn, err := accept(w, r, s.Patience, websocket.AcceptOptions{})
	if err != nil {
		return // it is answered, and not ours to mend
	}
	ctx := conn.CloseRead(r.Context())
	defer conn.CloseNow()
	if code, why := s.tell(ctx, conn, watch); code != gone {
		_ = conn.Close(code, why) // they may be gone by now, and need none
	}
}

// gone stands for the code of who can't be told that it is closed.
const gone websocket.StatusCode = -1

// tell tells until it is over, and says how it is to be closed.
func (s Socket) tell(ctx context.Context, conn frames, watch *live.Watch) (websocket.StatusCode, string) {
	if err := conn.send(ctx, nil, watch.Cursor()); err != nil {
		return gone, ""
	}
	for {
		hints, err := watch.Next(ctx, beat)
		switch {
		case live.Over(err):
			return websocket.StatusServiceRestart, "begin again with your cursor"
		case err != nil && ctx.Err() != nil:
			return gone, ""
		case err != nil:
			s.note(ctx, err)
			if web.ProblemOf(err).Status < http.StatusInternalServerError {
				return SignedOut, "sign in again"
			}
			return websocket.StatusInternalError, "begin again with your cursor"
		}
		if err := conn.send(ctx, hints, watch.Cursor()); err != nil {
			return gone, "" // or too slow
		}
		if len(hints) == 0 && conn.ping(ctx) != nil {
			return gone, ""
		}
	}
}

// note logs faults of ours.
func (s Socket) note(ctx context.Context, err error) {
	if p := web.ProblemOf(err); p.Status >= http.StatusInternalServerError && !errors.Is(err, context.Canceled) {
		s.Log.ErrorContext(ctx, "telling live failed", "code", p.Code, "error", err.Error())
	}
}
