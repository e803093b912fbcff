// Package gateway has API Gateway say things on the WebSockets that it holds, by the
// signed calls of its @connections. It needs no client of the SDK's, and so costs
// functions/feed no start.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
package gateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/desk"
)

// Gateway is one stage of one WebSocket API. A Gateway with its fields is ready.
type Gateway struct {
	At     string     // https://ID.execute-api.REGION.amazonaws.com/STAGE
	Config aws.Config // Region, Credentials; HTTPClient, nil: one that keeps its connections
	Now    func() time.Time
	Wait   func(ctx context.Context, d time.Duration) error // between tries; nil: for real
}

const (
	// tries of a call. A frame that comes twice costs a reading; who is not reached
	// by the second try is told to reload the next time.
	tries = 2
	// answerTime is how long one try may take: others wait behind it.
	answerTime = 2 * time.Second
)

// Post implements live.Gateway.
func (g Gateway) Post(ctx context.Context, id desk.SocketID, hints []desk.Hint) error {
	frame, err := Frame(hints)
	if err != nil {
		return err
	}
	return g.call(ctx, http.MethodPost, id, frame)
}

// Close implements live.Gateway.
func (g Gateway) Close(ctx context.Context, id desk.SocketID) error {
	err := g.call(ctx, http.MethodDelete, id, nil)
	if gone(err) {
		return nil
	}
	return err
}

// status is an answer that is none of success. What it says is left out: it may repeat
// what we sent.
type status int

func (s status) Error() string { return fmt.Sprintf("the gateway answers %d", int(s)) }

// Unwrap makes it of a kind: a socket that is gone is not there, and all else may work
// later, once a fault of ours or a missing right is mended.
func (s status) Unwrap() error {
	if s == http.StatusGone {
		return desk.ErrNotFound
	}
	return desk.ErrBusy
}

func gone(err error) bool { s, ok := err.(status); return ok && s == http.StatusGone }

func (g Gateway) call(ctx context.Context, method string, id desk.SocketID, body []byte) error {
	for try := 1; ; try++ {
		err := g.once(ctx, method, id, body)
		if err == nil || try == tries || ctx.Err() != nil || !passes(err) {
			return err
		}
		if ended := g.wait(ctx, awsjson.Pause(try)); ended != nil {
			return fmt.Errorf("%w: %w", err, ended)
		}
	}
}

// passes says whether the same call may work a moment later.
func passes(err error) bool {
	s, answered := err.(status)
	return !answered || s == http.StatusTooManyRequests || s >= http.StatusInternalServerError
}

func (g Gateway) wait(ctx context.Context, d time.Duration) error {
	if g.Wait != nil {
		return g.Wait(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (g Gateway) once(ctx context.Context, method string, id desk.SocketID, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	// Names hold = and may hold + and /, which the signature must find escaped.
	req, err := http.NewRequestWithContext(ctx, method, g.At+"/@connections/"+url.QueryEscape(string(id)), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: the gateway's address: %w", desk.ErrBusy, err)
	}
	keys, err := g.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, keys, req, hex.EncodeToString(sum[:]), "execute-api", g.Config.Region, g.Now()); err != nil {
		return fmt.Errorf("%w: %w", desk.ErrBusy, err)
	}
	res, err := g.client().Do(req)
	if err != nil {
		return fmt.Errorf("%w: call the gateway: %w", desk.ErrBusy, unnamed(err))
	}
	defer res.Body.Close()
	// Read to its end, the connection is used again.
	if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, maxAnswer)); err != nil && res.StatusCode < 300 {
		return fmt.Errorf("%w: the gateway's answer: %w", desk.ErrBusy, unnamed(err))
	}
	if res.StatusCode >= 300 {
		return status(res.StatusCode)
	}
	return nil
}

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 1 << 16

// unnamed is an error of the HTTP client's without the address.
func unnamed(err error) error {
	if u, ok := err.(*url.Error); ok {
		return u.Err
	}
	return err
}

func (g Gateway) client() aws.HTTPClient {
	if g.Config.HTTPClient != nil {
		return g.Config.HTTPClient
	}
	return client()
}

// client keeps as many connections as frames are under way: Go's own keeps two, and a
// handshake takes a function of 128 MB longer than all else.
var client = sync.OnceValue(func() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConnsPerHost = 16
	return &http.Client{Transport: t}
})

// frame is what is sent, as /v1/changes answers (api.ChangesView); there is no cursor
// to come again with.
type frame struct {
	Cursor string  `json:"cursor"`
	Events []event `json:"events"`
}

type event struct {
	Kind    desk.HintKind `json:"kind"`
	Dialog  desk.DialogID `json:"dialog,omitempty"`
	Message desk.Seq      `json:"message,omitempty"`
	Run     desk.RunID    `json:"run,omitempty"`
	Card    string        `json:"card,omitempty"`
}

// mostHints is how many hints a frame holds: below the 32 KB of one. Whoever is told
// more reads all anew.
const mostHints = 150

// Frame is what is said of hints.
func Frame(hints []desk.Hint) ([]byte, error) {
	if len(hints) > mostHints {
		hints = []desk.Hint{{Kind: desk.HintReload}}
	}
	f := frame{Events: []event{}}
	for _, h := range hints {
		f.Events = append(f.Events, event{h.Kind, h.Dialog, h.Message, h.Run, h.Card.String()})
	}
	return json.Marshal(f)
}
