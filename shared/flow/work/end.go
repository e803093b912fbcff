package work

import (
	"context"
	"errors"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// lastWords is how long a call whose time is over may still take to say so.
const lastWords = 400 * time.Millisecond

// Lastly is for what a call notes at its end: ctx, or, if its time is over, a
// moment more.
func Lastly(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() == nil {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(context.WithoutCancel(ctx), lastWords)
}

// Retries is how often a lost race is run again before the caller hears of it.
const Retries = 5

// errCutOff is why a job ends that was begun so often and never came to an
// end: each time the process died over it.
var ErrCutOff = errors.New("it was cut off each time it was tried")

// Broke says whether an error is a panic.
func Broke(err error) bool {
	_, ok := desk.AsPanic(err)
	return ok
}

// CodeOf is a failure in a word, for what is stored.
func CodeOf(err error) desk.Code {
	switch {
	case errors.Is(err, desk.ErrInvalid):
		return "invalid"
	case errors.Is(err, desk.ErrNotFound):
		return "not_found"
	case errors.Is(err, ErrCutOff):
		return "cut_off"
	case Broke(err):
		return "internal"
	}
	return "busy"
}
