package api

import (
	"context"
	"net/http"
)

// HealthView says whether the API works.
type HealthView struct {
	Status string `json:"status" enum:"ok" doc:"ok; else the answer is a problem."`
	Time   Time   `json:"time" doc:"The server's time."`
}

func (r router) health() {
	add(r, op{
		method: http.MethodGet, path: "/v1/health", id: "health", tag: "Health", noKey: true,
		summary: "Ask whether the API works", description: "Needs no key. It reads the settings, so that a store that is down is told (503).",
	}, func(ctx context.Context, _ *call, _ *struct{}) (*body[HealthView], error) {
		if _, err := r.s.Config.Settings(ctx); err != nil {
			return nil, err
		}
		return &body[HealthView]{HealthView{"ok", Time{r.s.Now()}}}, nil
	})
}
