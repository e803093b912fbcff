package boot

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
)

// Log makes the log: one JSON object a line, with the names that Lambda's own
// log controls look for, and the call's request id. LOG_LEVEL is debug, info,
// warn or error; anything else is info. It is the process's default, too, for what
// is not given one.
//
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
func (e *Env) Log(w io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(e.TextOr("LOG_LEVEL", "info"))); err != nil {
		level = slog.LevelInfo
	}
	h := slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: lambdaNames})
	log := slog.New(requestID{h})
	slog.SetDefault(log)
	return log
}

func lambdaNames(groups []string, a slog.Attr) slog.Attr {
	switch {
	case len(groups) > 0:
	case a.Key == slog.TimeKey:
		return slog.String("timestamp", a.Value.Time().UTC().Format(time.RFC3339Nano))
	case a.Key == slog.MessageKey:
		a.Key = "message"
	}
	return a
}

// requestID adds the call's id to what is logged during a call.
type requestID struct{ slog.Handler }

// Handle implements slog.Handler.
func (h requestID) Handle(ctx context.Context, r slog.Record) error {
	if lc, ok := lambdacontext.FromContext(ctx); ok {
		r.AddAttrs(slog.String("requestId", lc.AwsRequestID))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs implements slog.Handler.
func (h requestID) WithAttrs(as []slog.Attr) slog.Handler { return requestID{h.Handler.WithAttrs(as)} }

// WithGroup implements slog.Handler.
func (h requestID) WithGroup(name string) slog.Handler { return requestID{h.Handler.WithGroup(name)} }
