package limits_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sufler/sufler/shared/crm/bitrix24"
	"github.com/sufler/sufler/shared/crm/kommo"
	"github.com/sufler/sufler/shared/crm/limits"
	"github.com/sufler/sufler/shared/desk"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// crm is a CRM at the other end, with a clock that waiting moves.
type crm struct {
	now    time.Time
	asked  int
	slept  time.Duration
	answer func(n int) (status int, header, body string)
	err    error
	breaks error // with which a body ends in the middle
}

func (c *crm) RoundTrip(*http.Request) (*http.Response, error) {
	c.asked++
	if c.err != nil {
		return nil, c.err
	}
	status, header, body := 200, "", "{}"
	if c.answer != nil {
		status, header, body = c.answer(c.asked)
	}
	h := http.Header{}
	if name, v, ok := strings.Cut(header, ": "); ok {
		h.Set(name, v)
	}
	text := io.Reader(strings.NewReader(body))
	if c.breaks != nil {
		text = io.MultiReader(strings.NewReader("{"), iotest.ErrReader(c.breaks))
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(text)}, nil
}

func gate(l limits.Limits, shares int) (*crm, *limits.Gate) {
	c := &crm{now: start}
	return c, &limits.Gate{
		Limits: l, Shares: shares, Next: c, Now: func() time.Time { return c.now },
		Sleep: func(_ context.Context, d time.Duration) error { c.now, c.slept = c.now.Add(d), c.slept+d; return nil },
	}
}

func call(t *testing.T, g *limits.Gate) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://crm.example", nil)
	if err != nil {
		t.Fatal(err)
	}
	return whole(g.RoundTrip(req))
}

// whole is an answer that was read to its end, as plugs do.
func whole(res *http.Response, err error) (*http.Response, error) {
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(res.Body)
	res.Body.Close()
	res.Body = io.NopCloser(bytes.NewReader(raw))
	return res, err
}

// later wants to be told when to come again.
func later(t *testing.T, err error, want time.Time) {
	t.Helper()
	var l *desk.Later
	if !errors.As(err, &l) || !errors.Is(err, desk.ErrBusy) || !l.Until.Equal(want) {
		t.Errorf("got %v, want later, %v", err, want)
	}
}

// Over any second no more is asked than the bucket holds, and a call waits for its turn;
// who would have to wait long is told when to come again.
func TestBucket(t *testing.T) {
	c, g := gate(limits.Limits{Every: time.Second / 5, Burst: 2}, 1)
	var at []time.Time
	for range 20 {
		if _, err := call(t, g); err != nil {
			t.Fatal(err)
		}
		at = append(at, c.now)
	}
	for i := range at {
		n := 0
		for _, other := range at[i:] {
			if other.Sub(at[i]) < time.Second {
				n++
			}
		}
		if n > 7 {
			t.Errorf("%d calls in a second", n)
		}
	}
	if c.slept < 3*time.Second || c.slept > 4*time.Second {
		t.Errorf("20 calls waited %v", c.slept)
	}
	c, g = gate(limits.Limits{Every: time.Second, Burst: 1}, 1)
	var last error
	g.Sleep = func(context.Context, time.Duration) error { return nil } // many at once
	for range 7 {
		_, last = call(t, g)
	}
	later(t, last, start.Add(6*time.Second))
	if c.asked != 6 {
		t.Errorf("asked %d times", c.asked)
	}
}

// A process takes the whole limit until the CRM says that it is too much: then half, down
// to its share of all, and more again after a minute of peace each.
func TestBucket_IsSharedByNumber(t *testing.T) {
	c, g := gate(limits.Limits{Every: time.Second / 10, Burst: 1}, 4)
	refuse := false
	c.answer = func(int) (int, string, string) {
		if refuse {
			refuse = false
			return 429, "Retry-After: 1", ""
		}
		return 200, "", "{}"
	}
	pace := func() time.Duration {
		if _, err := call(t, g); err != nil { // empties the bucket
			t.Fatal(err)
		}
		before := c.now
		for range 10 {
			if _, err := call(t, g); err != nil {
				t.Fatal(err)
			}
		}
		return c.now.Sub(before).Round(time.Millisecond)
	}
	for _, want := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 4 * time.Second} {
		if got := pace(); got != want {
			t.Errorf("ten calls took %v, want %v", got, want)
		}
		refuse = true
		_, err := call(t, g)
		var l *desk.Later
		if !errors.As(err, &l) {
			t.Fatalf("got %v", err)
		}
		c.now = l.Until
	}
	for _, want := range []time.Duration{2 * time.Second, time.Second} {
		c.now = c.now.Add(time.Minute)
		if got := pace(); got != want {
			t.Errorf("after a minute ten calls took %v, want %v", got, want)
		}
	}
}

// Each CRM's own waits are kept, and nothing is asked meanwhile.
func TestWaits(t *testing.T) {
	for name, c := range map[string]struct {
		limits limits.Limits
		status int
		header string
		body   string
		wait   time.Duration
	}{
		"429 with seconds":         {limits.Limits{}, 429, "Retry-After: 17", "", 17 * time.Second},
		"503 with a date":          {limits.Limits{}, 503, "Retry-After: Sun, 01 Mar 2026 12:01:00 GMT", "", time.Minute},
		"429 without":              {limits.Limits{}, 429, "", "", 5 * time.Second},
		"a wait of days":           {limits.Limits{}, 429, "Retry-After: 900000", "", time.Hour},
		"a wait of ages":           {limits.Limits{}, 429, "Retry-After: 999999999999", "", time.Hour},
		"a date far off":           {limits.Limits{}, 429, "Retry-After: Sun, 01 Mar 2099 12:01:00 GMT", "", time.Hour},
		"Kommo, too fast":          {limits.Limits{Wait: kommo.Wait}, 429, "", "", 2 * time.Second},
		"Kommo says for how long":  {limits.Limits{Wait: kommo.Wait}, 429, "Retry-After: 1800", "", 30 * time.Minute},
		"Kommo is shut for long":   {limits.Limits{Wait: kommo.Wait}, 503, "Retry-After: 1800", "", 30 * time.Minute},
		"Kommo says a moment":      {limits.Limits{Wait: kommo.Wait}, 429, "Retry-After: 1", "", 2 * time.Second},
		"Bitrix24 says how long":   {limits.Limits{Wait: bitrix24.Wait}, 503, "Retry-After: 1800", `{"error": "OVERLOAD_LIMIT"}`, 30 * time.Minute},
		"Bitrix24, in front of it": {limits.Limits{Wait: bitrix24.Wait}, 503, "Retry-After: 120", "<html>", 2 * time.Minute},
		"Kommo, locked out":        {limits.Limits{Wait: kommo.Wait}, 403, "Content-Type: text/html", "<html>", 10 * time.Minute},
		"Bitrix24, too fast":       {limits.Limits{Wait: bitrix24.Wait}, 503, "", `{"error": "QUERY_LIMIT_EXCEEDED"}`, 5 * time.Second},
		"Bitrix24, busy too long":  {limits.Limits{Wait: bitrix24.Wait}, 429, "", `{"error": "OPERATION_TIME_LIMIT"}`, time.Minute},
		"Bitrix24, shut by itself": {limits.Limits{Wait: bitrix24.Wait}, 503, "", `{"error": "OVERLOAD_LIMIT"}`, 15 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			there, g := gate(c.limits, 1)
			there.answer = func(n int) (int, string, string) {
				if n == 1 {
					return c.status, c.header, c.body
				}
				return 200, "", "{}"
			}
			_, err := call(t, g)
			later(t, err, start.Add(c.wait))
			there.now = start.Add(c.wait - time.Millisecond)
			_, err = call(t, g)
			later(t, err, start.Add(c.wait))
			if there.asked != 1 {
				t.Errorf("it was asked %d times before its time", there.asked)
			}
			there.now = start.Add(c.wait)
			if _, err := call(t, g); err != nil || there.asked != 2 {
				t.Errorf("after it: asked %d times, %v", there.asked, err)
			}
		})
	}
	there, g := gate(limits.Limits{Wait: kommo.Wait}, 1)
	there.answer = func(int) (int, string, string) { return 403, "Content-Type: application/problem+json", "{}" }
	if res, err := call(t, g); err != nil || res.StatusCode != 403 {
		t.Errorf("a right that lacks is no lock: %v", err)
	}
}

// A CRM that is down is left alone, longer each time; one call tries whether it is there
// again, and an answer closes the circuit.
func TestCircuit(t *testing.T) {
	c, g := gate(limits.Limits{}, 1)
	c.err = &net.OpError{Op: "dial", Err: errors.New("refused")}
	for i := range 3 {
		if _, err := call(t, g); err == nil || errors.As(err, new(*desk.Later)) != (i == 2) {
			t.Fatalf("failure %d: %v", i, err)
		}
	}
	for _, wait := range []time.Duration{30, 60, 120, 240, 480, 900, 900} {
		until := c.now.Add(wait * time.Second)
		asked := c.asked
		for range 5 {
			_, err := call(t, g)
			later(t, err, until)
		}
		if c.asked != asked {
			t.Fatalf("it was asked while it was left alone")
		}
		c.now = until
		_, err := call(t, g) // tries, in vain
		if !errors.As(err, new(*desk.Later)) || c.asked != asked+1 {
			t.Fatalf("after %v: asked %d times more, %v", wait*time.Second, c.asked-asked, err)
		}
	}
	c.now, c.err = c.now.Add(time.Hour), nil
	for range 3 {
		if _, err := call(t, g); err != nil {
			t.Fatal(err)
		}
	}
	c.err = errors.New("reset") // one failure, and another, open nothing
	for range 2 {
		if _, err := call(t, g); errors.As(err, new(*desk.Later)) {
			t.Errorf("opened again at once: %v", err)
		}
	}
}

// While one tries whether a CRM is there again, the others are told to wait.
func TestCircuit_OneTries(t *testing.T) {
	c, g := gate(limits.Limits{}, 1)
	c.answer = func(int) (int, string, string) { return 503, "", "" }
	for range 3 {
		_, _ = call(t, g)
	}
	c.now = c.now.Add(time.Minute)
	c.answer = func(int) (int, string, string) {
		_, err := call(t, g)
		later(t, err, c.now.Add(time.Second))
		return 200, "", "{}"
	}
	if _, err := call(t, g); err != nil || c.asked != 4 {
		t.Errorf("asked %d times, %v", c.asked, err)
	}
}

// What may be a call's own fault comes back as it is: it counts as a try of whoever made
// it, so one that can never work ends.
func TestCircuit_OwnFaultsAreToldAsTheyAre(t *testing.T) {
	for name, c := range map[string]*crm{
		"500":      {answer: func(int) (int, string, string) { return 500, "", "secret" }},
		"too slow": {err: context.DeadlineExceeded},
	} {
		_, g := gate(limits.Limits{}, 1)
		c.now, g.Next = start, c
		g.Now = func() time.Time { return c.now }
		for range 8 {
			c.now = c.now.Add(time.Hour)
			if res, err := call(t, g); errors.As(err, new(*desk.Later)) || err == nil && res.StatusCode != 500 {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if c.asked != 8 {
			t.Errorf("%s: asked %d times", name, c.asked)
		}
	}
}

// Whoever gives up themselves opens no circuit.
func TestCircuit_NobodysPatienceCounts(t *testing.T) {
	c, g := gate(limits.Limits{}, 1)
	c.err = context.Canceled
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 10 {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, "https://crm.example", nil)
		if _, err := g.RoundTrip(req); errors.As(err, new(*desk.Later)) {
			t.Fatal(err)
		}
	}
}

// A refusal's body is whole for the plug, though the gate looked at it.
func TestAnswer_IsWhole(t *testing.T) {
	c, g := gate(limits.Limits{}, 1)
	long := strings.Repeat("x", 100<<10)
	c.answer = func(int) (int, string, string) { return 400, "", long }
	res, err := call(t, g)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(res.Body); err != nil || string(got) != long {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// Many at once neither block nor are let past a CRM that wants to be left alone.
func TestGate_AtOnce(t *testing.T) {
	var asked atomic.Int64
	g := &limits.Gate{Limits: limits.Limits{Every: time.Millisecond, Burst: 5}, Now: time.Now, Next: roundTrip(func(*http.Request) (*http.Response, error) {
		if n := asked.Add(1); n%7 == 0 {
			return nil, fmt.Errorf("reset %d", n)
		}
		return &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody}, nil
	})}
	done := make(chan bool)
	for range 50 {
		go func() {
			for range 10 {
				req, _ := http.NewRequest(http.MethodGet, "https://crm.example", nil)
				_, _ = whole(g.RoundTrip(req)) // what it answers is the other tests'
			}
			done <- true
		}()
	}
	for range 50 {
		<-done
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
