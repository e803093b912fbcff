package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/sufler/sufler/infra/remote"
)

// healthTime is how long a system may take to prove that it works.
const healthTime = 5 * time.Second

// health asks the system that runs with the same -addr whether it works, for what
// watches over it: a container's health check, a script.
func health(ctx context.Context, o options, out io.Writer) error {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	at := guide{Addr: o.Addr}.address()
	var v struct{ Status string }
	if err := (remote.Client{HTTP: &http.Client{}, Base: at}).Call(ctx, http.MethodGet, "/v1/health", nil, &v); err != nil {
		return fmt.Errorf("ask %s: %w", at, err)
	}
	_, err := fmt.Fprintln(out, v.Status)
	return err
}
