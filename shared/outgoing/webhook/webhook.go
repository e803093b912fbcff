// Package webhook sends events to addresses of the company's, signed as Standard
// Webhooks says. The addresses are called in the way of all that people gave us
// (shared/outgoing): nothing that is not public, no redirects, bounded time.
//
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/outgoing"
)

// Poster implements webhooks.Poster.
type Poster struct {
	hosts  outgoing.Hosts
	client func() *http.Client
	now    func() time.Time
}

// NewPoster has one HTTP client for all, made when it is first used. hosts may be
// called though they are not public.
func NewPoster(hosts []string, now func() time.Time) Poster {
	h := outgoing.Hosts(hosts)
	return Poster{h, sync.OnceValue(func() *http.Client { return h.Client(desk.EndpointTime) }), now}
}

// Check implements webhooks.Poster.
func (p Poster) Check(address string) error { return p.hosts.Check(address) }

// maxAnswer is how much of an answer is read, so that the connection can be used
// again; more than that closes it.
const maxAnswer = 4 << 10

// Post implements webhooks.Poster.
func (p Poster) Post(ctx context.Context, e desk.Endpoint, v desk.Event, data desk.EventData) desk.Posted {
	body, err := json.Marshal(payloadOf(e, v, data))
	if err != nil {
		return desk.Posted{Code: desk.PostedFault}
	}
	if p.hosts.Check(e.URL) != nil { // what it may call changed since
		return desk.Posted{Code: desk.PostedAddress}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.URL, bytes.NewReader(body))
	if err != nil {
		return desk.Posted{Code: desk.PostedAddress}
	}
	begun := p.now()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Sufler")
	if err := sign(r.Header, e.Secrets(begun), string(v.ID), begun, body); err != nil {
		return desk.Posted{Code: desk.PostedFault}
	}
	out := p.send(r)
	out.Took = p.now().Sub(begun)
	return out
}

func (p Poster) send(r *http.Request) desk.Posted {
	a, err := p.client().Do(r)
	if err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) {
			return desk.Posted{Code: desk.PostedTimeout}
		}
		return desk.Posted{Code: desk.PostedRefused}
	}
	defer a.Body.Close()
	_, _ = io.CopyN(io.Discard, a.Body, maxAnswer) // what it says does not matter
	out := desk.Posted{Status: a.StatusCode}
	switch {
	case a.StatusCode >= 200 && a.StatusCode < 300:
	case a.StatusCode == http.StatusGone:
		out.Code = desk.PostedGone
	default:
		out.Code, out.After = desk.PostedStatus, retryAfter(a.Header, p.now())
	}
	return out
}

// retryAfter is what a Retry-After says: seconds, or a date.
func retryAfter(h http.Header, now time.Time) time.Duration {
	said := h.Get("Retry-After")
	if n, err := strconv.Atoi(said); err == nil && n > 0 && n < 1e7 {
		return time.Duration(n) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// sign adds the headers of Standard Webhooks: one signature for each secret.
func sign(h http.Header, secrets []string, id string, at time.Time, body []byte) error {
	stamp := strconv.FormatInt(at.Unix(), 10)
	var signatures []string
	for _, secret := range secrets {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
		if err != nil || len(key) == 0 {
			return fmt.Errorf("%w: a webhook's secret can't be read", desk.ErrInvalid)
		}
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
		signatures = append(signatures, "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	}
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", stamp)
	h.Set("webhook-signature", strings.Join(signatures, " "))
	return nil
}
