package socket

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web/api"
)

// wanted says whether a request asks for a WebSocket, whose answer nobody keeps then.
func wanted(w http.ResponseWriter, r *http.Request) bool {
	is := strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
	if is {
		w.Header().Set("Cache-Control", "no-store")
	}
	return is
}

// frames are what is said on a WebSocket: each in time, or it is hung up.
type frames struct {
	*websocket.Conn
	patience time.Duration // 0: ten seconds
}

// accept makes a request a WebSocket. With an error it is answered.
func accept(w http.ResponseWriter, r *http.Request, patience time.Duration, how websocket.AcceptOptions) (frames, error) {
	how.CompressionMode = websocket.CompressionDisabled
	conn, err := websocket.Accept(w, r, &how)
	if err == nil {
		conn.SetReadLimit(heard)
	}
	return frames{conn, patience}, err
}

// send says what changed.
func (f frames) send(ctx context.Context, hints []desk.Hint, cursor string) error {
	raw, err := json.Marshal(api.ChangesOf(hints, cursor))
	if err != nil {
		return err
	}
	return f.within(ctx, func(ctx context.Context) error { return f.Write(ctx, websocket.MessageText, raw) })
}

// ping asks whether anybody is there.
func (f frames) ping(ctx context.Context) error { return f.within(ctx, f.Ping) }

func (f frames) within(ctx context.Context, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(f.patience, patience))
	defer cancel()
	return do(ctx)
}
