package socket

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/live"
	"github.com/sufler/sufler/shared/web"
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
	if !wanted(w, r) {
		web.NoSuchPage(w, r)
		return
	}
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
	conn, err := accept(w, r, s.Patience, websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // it is answered, and not ours to mend
	}
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
func (s Visitors) beats(ctx context.Context, conn frames, gone context.CancelFunc) <-chan struct{} {
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
func (s Visitors) tell(ctx context.Context, conn frames, bell func() (<-chan struct{}, bool), said <-chan struct{}) bool {
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
				err = conn.send(ctx, []desk.Hint{{Kind: desk.HintMessage}}, "")
			}
		case <-said:
			err = conn.send(ctx, nil, "")
		case <-clock.C: // proxies hang up on who is silent
			err = conn.ping(ctx)
		case <-ctx.Done():
			return errors.Is(ctx.Err(), context.DeadlineExceeded)
		}
		if err != nil {
			return false
		}
	}
}
