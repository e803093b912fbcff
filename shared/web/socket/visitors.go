package socket

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/web"
	"github.com/sufler/sufler/shared/web/api"
)

// VisitorsPath is where visitors' pages are told.
const VisitorsPath = "/web/live"

// Visitors serves the WebSocket on which pages of websites' visitors are told that
// something changed, and nothing of what: they read it by the calls that they would ask
// now and then without. A ticket lets in, whatever the origin: who was given it had to
// come from one of the line's.
type Visitors struct {
	Door     *live.VisitorDoor
	Waiters  *web.Waiters
	Patience time.Duration // as Socket's
	Log      *slog.Logger
}

// silence is after how long a page counts as gone that says nothing.
const silence = 3 * web.VisitorBeat * time.Second

// ServeHTTP implements http.Handler.
func (s Visitors) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		web.NoSuchPage(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	t, err := s.Door.Enter(r.Context(), r.URL.Query().Get("ticket"))
	if errors.Is(err, desk.ErrNotFound) {
		err = web.NewProblem(http.StatusUnauthorized, web.CodeUnauthorized, "The ticket is none, was used, or is older than a minute. Ask for a new one.")
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	bell, leave, ok := s.Waiters.Listen(t.Customer)
	if !ok {
		s.refuse(w, r, fmt.Errorf("%w: too many pages are told of this visitor", desk.ErrBusy))
		return
	}
	defer leave()
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled, InsecureSkipVerify: true})
	if err != nil {
		return // it is answered, and not ours to mend
	}
	conn.SetReadLimit(heard)
	ctx, cancel := context.WithTimeout(r.Context(), desk.SocketLife)
	defer cancel()
	defer conn.CloseNow()
	if s.tell(ctx, conn, bell, s.beats(ctx, conn, cancel)) {
		_ = conn.Close(websocket.StatusServiceRestart, "come again")
	}
}

func (s Visitors) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if p := web.ProblemOf(err); p.Status >= http.StatusInternalServerError && !errors.Is(err, desk.ErrBusy) {
		s.Log.ErrorContext(r.Context(), "letting a visitor's page in failed", "code", p.Code, "error", err.Error())
	}
	web.WriteProblem(w, err)
}

// beats are what the page says, whatever it is: that it is there. Who says nothing for
// long, or much at once, is gone.
func (s Visitors) beats(ctx context.Context, conn *websocket.Conn, gone context.CancelFunc) <-chan struct{} {
	said := make(chan struct{}, 1)
	go func() {
		defer gone()
		for {
			soon, cancel := context.WithTimeout(ctx, silence)
			_, _, err := conn.Read(soon)
			cancel()
			if err != nil {
				return
			}
			select {
			case said <- struct{}{}:
			default: // the one before is not answered yet
				return
			}
		}
	}()
	return said
}

// tell tells until it is over; false: the page is gone.
func (s Visitors) tell(ctx context.Context, conn *websocket.Conn, bell func() (<-chan struct{}, bool), said <-chan struct{}) bool {
	clock := time.NewTicker(beat)
	defer clock.Stop()
	rings, over := bell()
	for {
		if over {
			return true
		}
		var err error
		select {
		case <-rings:
			if rings, over = bell(); !over {
				err = s.send(ctx, conn, desk.Hint{Kind: desk.HintMessage})
			}
		case <-said:
			err = s.send(ctx, conn)
		case <-clock.C: // proxies hang up on who is silent
			err = s.ping(ctx, conn)
		case <-ctx.Done():
			return errors.Is(ctx.Err(), context.DeadlineExceeded)
		}
		if err != nil {
			return false
		}
	}
}

func (s Visitors) send(ctx context.Context, conn *websocket.Conn, hints ...desk.Hint) error {
	raw, err := json.Marshal(api.ChangesOf(hints, ""))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Patience, patience))
	defer cancel()
	return conn.Write(ctx, websocket.MessageText, raw)
}

func (s Visitors) ping(ctx context.Context, conn *websocket.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.Patience, patience))
	defer cancel()
	return conn.Ping(ctx)
}
