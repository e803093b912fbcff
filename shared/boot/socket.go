package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// Sockets gives what becomes of the connections of an API Gateway WebSocket API to a
// function: the routes $connect, $disconnect and $default.
//
// Each stage of the API has callers of its own, and so limits of their own.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-mapping-template-reference.html
type Sockets struct {
	Stages map[string]Stage // by their names
	Log    *slog.Logger
}

// Stage is what is done with the connections of one stage.
type Stage struct {
	// Open lets a connection in by what its address says as ticket, or does not.
	Open func(ctx context.Context, connection, ticket string) error
	// Said is what to answer on a connection that said something.
	Said func(ctx context.Context, connection string) ([]byte, error)
	// Closed is told of one that is closed; it is not always told.
	Closed func(ctx context.Context, connection string) error
}

// socketEvent is one of them. What a browser says is not read: that it does is all.
type socketEvent struct {
	Query          map[string]string `json:"queryStringParameters"`
	RequestContext struct {
		EventType    string `json:"eventType"`
		ConnectionID string `json:"connectionId"`
		Stage        string `json:"stage"`
	} `json:"requestContext"`
}

// socketAnswer is what the gateway wants back. For a connection that asks to be let in
// it is the answer to its handshake; on one that said something the body is sent.
type socketAnswer struct {
	StatusCode int    `json:"statusCode"`
	Body       string `json:"body,omitempty"`
}

// Invoke implements lambda.Handler.
func (s Sockets) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var e socketEvent
	if err := json.Unmarshal(payload, &e); err != nil || e.RequestContext.ConnectionID == "" {
		return nil, errors.New("this is no event of a WebSocket API")
	}
	ctx, cancel := inTime(ctx)
	defer cancel()
	var said []byte
	id := e.RequestContext.ConnectionID
	err := try(ctx, s.Log, func() (err error) {
		stage, ok := s.Stages[e.RequestContext.Stage]
		if !ok {
			return fmt.Errorf("%w: an event of the stage %.32q", desk.ErrInvalid, e.RequestContext.Stage)
		}
		switch e.RequestContext.EventType {
		case "CONNECT":
			return stage.Open(ctx, id, e.Query["ticket"])
		case "MESSAGE":
			said, err = stage.Said(ctx, id)
			return err
		case "DISCONNECT":
			return stage.Closed(ctx, id)
		}
		return fmt.Errorf("%w: an event of type %.32q", desk.ErrInvalid, e.RequestContext.EventType)
	})
	status := socketStatus(err)
	if status >= http.StatusInternalServerError {
		s.Log.Log(ctx, levelOf(err), "socket failed", "event", e.RequestContext.EventType, "error", err)
	}
	if err != nil {
		said = nil
	}
	return json.Marshal(socketAnswer{status, string(said)})
}

// socketStatus is how an error is told: to a browser only that it did not work, since
// it shows its page no status of a handshake.
func socketStatus(err error) int {
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, desk.ErrNotFound):
		return http.StatusUnauthorized
	case errors.Is(err, desk.ErrRefused):
		return http.StatusForbidden
	case errors.Is(err, desk.ErrInvalid):
		return http.StatusBadRequest
	case errors.Is(err, desk.ErrBusy), errors.Is(err, desk.ErrConflict):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}
