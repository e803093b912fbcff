package web

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// refusals write down which calls were not served, and no more than that: anybody may
// call, as often as they like, and a line a call would fill the log, and the bill. Of what
// is refused alike one line a minute is written: the first at once, those that follow as a
// count, with the next of them or of any other once the minute is over. Faults of ours are
// all written, each with its cause.
type refusals struct {
	what, idName string // "webhook", "line"
	log          *slog.Logger
	now          func() time.Time

	mu sync.Mutex
	by map[refusal]*tally
}

// refusal is what is counted together. A line or a connection that is not there has no
// id here: there is no end of those.
type refusal struct {
	id     string
	method string
	status int
	code   desk.Code
}

// tally is how often it was refused since the last line about it.
type tally struct {
	last time.Time
	id   string
	more int
}

const (
	refusalsApart = time.Minute
	maxRefusals   = 1000 // kinds at a time; a company has less
)

// note writes down one call, or counts it.
func (f *refusals) note(r *http.Request, id string, err error) {
	p := ProblemOf(err)
	if p.Status >= http.StatusInternalServerError && p.cause != nil {
		f.log.ErrorContext(r.Context(), f.what+" refused", f.idName, id, "method", known(r.Method), "status", p.Status, "code", p.Code, "error", p.cause)
		logPanic(r, f.log, err)
		return
	}
	k := refusal{id, known(r.Method), p.Status, p.Code}
	if p.Status == http.StatusNotFound || p.Status == http.StatusMethodNotAllowed {
		k.id = ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.now()
	f.tell(r, now)
	t := f.by[k]
	if t == nil && len(f.by) >= maxRefusals {
		k.id = ""
		t = f.by[k]
	}
	if t != nil {
		t.id, t.more = id, t.more+1
		return
	}
	if f.by == nil {
		f.by = map[refusal]*tally{}
	}
	f.by[k] = &tally{last: now, id: id}
	f.write(r, k, id, 1)
}

// due writes what was counted and whose minute is over.
func (f *refusals) due(r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.by) > 0 {
		f.tell(r, f.now())
	}
}

// tell does, and forgets what was refused no more.
func (f *refusals) tell(r *http.Request, now time.Time) {
	for k, t := range f.by {
		switch {
		case now.Sub(t.last) < refusalsApart:
		case t.more == 0:
			delete(f.by, k)
		default:
			f.write(r, k, t.id, t.more)
			t.last, t.more = now, 0
		}
	}
}

// write writes one line about so many calls; the id is that of the last.
func (f *refusals) write(r *http.Request, k refusal, id string, calls int) {
	level := slog.LevelWarn
	if k.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	f.log.Log(r.Context(), level, f.what+" refused", f.idName, id, "method", k.method, "status", k.status, "code", k.code, "calls", calls)
}

// known is a method that HTTP has; a caller may invent others.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return method
	}
	return "other"
}
