package web

import (
	"log/slog"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
)

// Guarded serves as next does; a call that panics is answered 500, like any
// fault of ours, and logged without what it panicked with: a server of Go's own
// would hang up, and log a customer's words.
func Guarded(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := desk.Try(func() error {
			next.ServeHTTP(w, r)
			return nil
		})
		if err != nil {
			logPanic(r, logOr(log), err)
			WriteProblem(w, err)
		}
	})
}

// logPanic notes where a panic in an error came from, if there is one.
func logPanic(r *http.Request, log *slog.Logger, err error) {
	if p, ok := desk.AsPanic(err); ok {
		log.ErrorContext(r.Context(), "panic", "type", p.Type, "where", p.Where, "stack", p.Stack)
	}
}
