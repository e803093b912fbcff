// Package boot is how a function starts and is called on AWS Lambda: it reads
// the environment, makes the log and the metrics, and turns Lambda's events
// into an http.Handler's requests, queue messages and steps of a state machine,
// and errors into what each of them understands by one.
//
// Only mains rely on it. Beside web it is the one place that looks at the kinds
// of error, and the only one that knows aws-lambda-go. Nothing of what customers
// say passes into its logs: ids, codes and durations only.
package boot

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"github.com/sufler/sufler/shared/desk"
)

// grace is what calls under way are given at SIGTERM; Lambda kills 500 ms after
// it, or 2 s if there are extensions.
const grace = 400 * time.Millisecond

// Serve gives Lambda's events to h until the process is stopped; it does not
// return.
//
// At SIGTERM the calls under way are cancelled, so that they tell what they have
// not done, and the process ends. Nothing is flushed: whatever was answered is
// stored. Lambda sends SIGTERM only where an extension runs, and never during a
// call; registering one for its sake would lengthen each cold start.
func Serve(h lambda.Handler) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	g := &gate{Handler: h, end: ctx}
	go func() {
		<-ctx.Done()
		wait(ctx, &g.calls, grace)
		os.Exit(0)
	}()
	lambda.StartWithOptions(g)
}

// Must ends the process if it can't start: Lambda shows the reason and tries
// again with the next call.
func Must(log *slog.Logger, err error) {
	if err != nil {
		log.Error("cannot start", "error", err)
		os.Exit(1)
	}
}

// Warm does something at the start that would make the first call wait. If it
// fails the process starts all the same: the calls will say what is wrong.
func Warm(ctx context.Context, log *slog.Logger, do func(context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, warmTime)
	defer cancel()
	if err := do(ctx); err != nil {
		log.Warn("not warm", "error", err)
	}
}

// warmTime is less than the 10 s that Lambda gives a start.
const warmTime = 5 * time.Second

// gate knows whether a call is under way, and cancels it at the end. Lambda's
// loop itself is not told of the end: it would take it for a fault.
type gate struct {
	lambda.Handler
	end   context.Context
	calls sync.WaitGroup
}

// Invoke implements lambda.Handler.
func (g *gate) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	g.calls.Add(1)
	defer g.calls.Done()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(g.end, cancel)()
	return g.Handler.Invoke(ctx, payload)
}

// reserve is what is kept of Lambda's time to say what was not done. An answer
// too late is none: a whole batch would come again, a messenger would be told a
// bare 500, and the process, still warm, would be gone.
const reserve = time.Second

// inTime ends a call's work while there is time to answer.
func inTime(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-reserve))
}

// try does something; a panic is logged and is an error like any other.
func try(ctx context.Context, log *slog.Logger, do func() error) error {
	err := desk.Try(do)
	if p, ok := desk.AsPanic(err); ok {
		log.ErrorContext(ctx, "panic", "type", p.Type, "where", p.Where, "stack", p.Stack)
	}
	return err
}
