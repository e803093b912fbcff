package boot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/lambda/messages"

	"github.com/sufler/sufler/shared/desk"
)

// Step gives the input of a state machine's task to a function, and its answer
// or its error back. The error's name is its kind, so that the state machine
// can tell what to try again: Invalid, NotFound, Conflict, Refused, Busy, or
// Failed.
type Step[In, Out any] struct {
	Do  func(ctx context.Context, in In) (Out, error)
	Log *slog.Logger
}

// Invoke implements lambda.Handler.
func (s Step[In, Out]) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	out, err := s.do(ctx, payload)
	if err != nil {
		s.Log.Log(ctx, levelOf(err), "step failed", "error", err)
		return nil, named(err)
	}
	return json.Marshal(out)
}

func (s Step[In, Out]) do(ctx context.Context, payload []byte) (out Out, err error) {
	ctx, cancel := inTime(ctx)
	defer cancel()
	var in In
	if err := json.Unmarshal(payload, &in); err != nil {
		return out, fmt.Errorf("%w: the input of the step can't be read: %w", desk.ErrInvalid, err)
	}
	err = try(ctx, s.Log, func() (err error) {
		out, err = s.Do(ctx, in)
		return err
	})
	return out, err
}

// named is an error that Lambda tells by its kind.
func named(err error) error {
	name := "Failed"
	for _, k := range []struct {
		kind error
		name string
	}{
		{desk.ErrBusy, "Busy"}, {desk.ErrConflict, "Conflict"}, {desk.ErrNotFound, "NotFound"},
		{desk.ErrRefused, "Refused"}, {desk.ErrInvalid, "Invalid"},
	} {
		if errors.Is(err, k.kind) {
			name = k.name
			break
		}
	}
	return messages.InvokeResponse_Error{Type: name, Message: err.Error()}
}
