package api

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/web"
)

// HealthView says whether the API works.
type HealthView struct {
	Status string `json:"status" enum:"ok" doc:"ok; else the answer is a problem."`
	Time   Time   `json:"time" doc:"The server's time."`
}

// Pulse proves that something can be stored.
type Pulse interface {
	// Beat stores a mark of now, over an older one.
	Beat(ctx context.Context, now time.Time) error
}

// Health: how long one proof is good for, and how long it may take. Anybody may
// ask, so a proof must not cost per question: at most one write in ten seconds and
// process, on AWS some $0.30 a month at the very most.
const (
	pulseGood = 10 * time.Second
	pulseTime = 3 * time.Second
)

// health keeps the last proof.
type health struct {
	mu  sync.Mutex
	at  time.Time
	err error
}

// codeNoStore: nothing can be stored at the moment.
const codeNoStore desk.Code = "cannot_store"

// check is the last proof, if it is good still, or a new one; who asks meanwhile
// waits for the same.
func (h *health) check(ctx context.Context, p Pulse, now func() time.Time) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.at.IsZero() || now().Sub(h.at) >= pulseGood || now().Before(h.at) {
		// Who asked may be gone; the proof is everybody's.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pulseTime)
		defer cancel()
		h.at, h.err = now(), p.Beat(ctx, now())
	}
	return h.err
}

func (r router) health() {
	add(r, op{
		method: http.MethodGet, path: "/v1/health", id: "health", tag: "Health", noKey: true,
		summary: "Ask whether the API works", description: "Needs no key. It proves that something can be stored, at most every ten seconds; where that fails the answer is 503 (cannot_store).",
	}, func(ctx context.Context, _ *call, _ *struct{}) (*body[HealthView], error) {
		if err := r.s.pulse.check(ctx, r.s.Pulse, r.s.Now); err != nil {
			return nil, web.NewProblem(http.StatusServiceUnavailable, codeNoStore, "Nothing can be stored at the moment: the store can't be reached, or is full.").After(pulseGood).Of(err)
		}
		return &body[HealthView]{HealthView{"ok", Time{r.s.Now()}}}, nil
	})
}
