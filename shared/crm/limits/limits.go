// Package limits keeps what we ask of a CRM within what it takes: a token bucket a
// connection, the waits that the CRM itself asks for, and a circuit that leaves one that
// is down alone for a while. It stands between a plug and the network, so no plug knows
// of it.
//
// The bucket is this process's own count, with no word to the others and no write a call.
// Most often one process asks, and takes the whole limit; where the CRM says that it is too
// much, others ask too, and each takes half as much from then on, down to its share of
// them all, and more again after a minute of peace. The circuit is all processes': see
// Board.
package limits

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/sufler/sufler/shared/desk"
)

// Limits are a kind of CRM's.
type Limits struct {
	Every time.Duration // one call in this time, of all processes together; 0: any number
	Burst int           // so many at once
	// Wait is how long an answer that refuses asks to be left alone, and why, in words;
	// 0: it does not. body is its beginning. Nil: Usual.
	Wait func(status int, header http.Header, body []byte, now time.Time) (wait time.Duration, why string)
}

const (
	// patience is how long a call waits for its turn; who had to wait longer is told when
	// to come again.
	patience = 5 * time.Second
	// failures in a row open the circuit, for shortest, and each time twice as long, up to
	// longest.
	failures = 3
	shortest = 30 * time.Second
	longest  = 15 * time.Minute
	// longestWait is the longest that a CRM is left alone as its plug or its Retry-After says:
	// lock-outs last for up to an hour, and one that is called meanwhile may begin anew. What
	// asks for more is asked again after that.
	longestWait = time.Hour
	// calm is how long nothing must be refused until more is asked again.
	calm = time.Minute
	// maxLook is how much of a refusal is looked at, in bytes.
	maxLook = 16 << 10
)

// Gate is the way to one connection. It implements http.RoundTripper; an error of its
// own is a *desk.Later, and then nothing was sent.
type Gate struct {
	Limits
	Shares int // how many processes ask at the same time, at most; 0 is 1
	Next   http.RoundTripper
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error // nil: as long as it takes
	// Board, if set, is where the others are told of, by the connection's name.
	Board      Board
	Connection desk.ConnectionID

	mu      sync.Mutex
	bucket  *rate.Limiter
	parts   int       // into how many the limit is parted, of which one is ours
	parted  time.Time // when that changed last
	until   time.Time // leave it alone
	why     string
	failed  int         // in a row
	probing bool        // somebody tries whether it is there again
	board   desk.Outage // as it is known
	looked  time.Time   // at the board
	probed  bool        // a try ended, of which the others are told
}

// RoundTrip implements http.RoundTripper.
func (g *Gate) RoundTrip(req *http.Request) (*http.Response, error) {
	g.look(req.Context())
	wait, probe, err := g.enter()
	if err != nil {
		return nil, err
	}
	if probe {
		if err := g.probes(req.Context()); err != nil {
			return nil, err
		}
	}
	if wait > 0 {
		if err := g.sleep(req.Context(), wait); err != nil {
			g.left(probe)
			return nil, err
		}
	}
	res, err := g.Next.RoundTrip(req)
	if err == nil && res.StatusCode < 400 { // it has answered once its body is there
		res.Body = &body{ReadCloser: res.Body, gate: g, ctx: req.Context(), probe: probe}
		return res, nil
	}
	if err != nil {
		err = g.lost(req.Context(), err, probe)
	} else {
		err = g.refused(res, probe)
	}
	g.ended(req.Context(), probe)
	if err != nil {
		return nil, err
	}
	return res, nil
}

// ended tells the others what came of a call.
func (g *Gate) ended(ctx context.Context, probe bool) {
	if probe {
		g.mu.Lock()
		g.probed = true
		g.mu.Unlock()
	}
	g.tell(ctx)
}

// enter says how long to wait for a turn, and whether the call tries if the CRM is there
// again.
func (g *Gate) enter() (wait time.Duration, probe bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.Now()
	if now.Before(g.until) || g.probing {
		until := g.until
		if !now.Before(until) {
			until = now.Add(time.Second)
		}
		return 0, false, &desk.Later{Until: until, Why: g.why}
	}
	if g.bucket == nil && g.Every > 0 {
		g.part(1, now)
	}
	if g.bucket != nil {
		if g.parts > 1 && now.Sub(g.parted) >= calm {
			g.part(g.parts/2, now)
		}
		at := g.turns(now)
		turn := g.bucket.ReserveN(at, 1)
		if wait = turn.DelayFrom(at); wait > patience {
			turn.CancelAt(at)
			return 0, false, &desk.Later{Until: now.Add(wait), Why: "the CRM takes no more calls at the moment"}
		}
	}
	g.probing = g.failed >= failures
	return wait, g.probing, nil
}

// part makes the bucket one of n parts of the whole.
func (g *Gate) part(n int, now time.Time) {
	g.parts, g.parted = min(max(n, 1), max(g.Shares, 1)), now
	every, burst := rate.Every(g.Every*time.Duration(g.parts)), max(g.Burst/g.parts, 1)
	if g.bucket == nil {
		g.bucket = rate.NewLimiter(every, burst)
		return
	}
	g.bucket.SetLimitAt(g.turns(now), every)
	g.bucket.SetBurstAt(g.turns(now), burst)
}

// turns is the clock of turns, which are waited for in real time: the world's own,
// whatever clock tells the hour.
func (g *Gate) turns(now time.Time) time.Time {
	if g.Sleep == nil {
		return time.Now()
	}
	return now
}

func (g *Gate) sleep(ctx context.Context, d time.Duration) error {
	if g.Sleep != nil {
		return g.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *Gate) left(probe bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.probing = g.probing && !probe
}

// lost is a call without an answer. Who gave up by themselves says nothing of the CRM.
// One that can't be connected to is down, and whoever asks is told when to come again; a
// call that takes too long may be its own fault.
func (g *Gate) lost(ctx context.Context, err error, probe bool) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		g.left(probe)
		return err
	}
	var op *net.OpError
	down := errors.As(err, &op) && op.Op == "dial"
	if later := g.fail(probe); later != nil && down {
		return later
	}
	return err
}

// there: the CRM answered.
func (g *Gate) there(probe bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed, g.probing = 0, g.probing && !probe
}

// refused looks at a refusal, and gives an error in its place where the CRM is down.
func (g *Gate) refused(res *http.Response, probe bool) error {
	look, err := io.ReadAll(io.LimitReader(res.Body, maxLook))
	if err != nil {
		res.Body.Close()
		return g.lost(context.Background(), err, probe)
	}
	res.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(look), res.Body), res.Body}
	wait := g.Wait
	if wait == nil {
		wait = Usual
	}
	d, why := wait(res.StatusCode, res.Header, look, g.Now())
	full := d > 0 || res.StatusCode == http.StatusTooManyRequests || res.StatusCode == http.StatusServiceUnavailable
	if said := RetryAfter(res.Header, g.Now()); full && said > d { // the answer knows better than the plug
		d, why = said, cmp.Or(why, asked)
	}
	if d > 0 {
		later := g.leave(min(d, longestWait), why, probe)
		res.Body.Close()
		return later
	}
	switch res.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		if later := g.fail(probe); later != nil {
			res.Body.Close()
			return later
		}
	case http.StatusInternalServerError: // it may be this call's own fault
		g.fail(probe)
	default:
		g.there(probe)
	}
	return nil
}

// leave leaves the CRM alone, as it asked.
func (g *Gate) leave(d time.Duration, why string, probe bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.Now()
	if until := now.Add(d); until.After(g.until) {
		g.until, g.why = until, why
	}
	if g.bucket != nil {
		g.part(2*g.parts, now)
	}
	g.probing = g.probing && !probe
	return &desk.Later{Until: g.until, Why: g.why}
}

// fail counts a failure; nil: the circuit is still closed.
func (g *Gate) fail(probe bool) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed++
	g.probing = g.probing && !probe
	if g.failed < failures {
		return nil
	}
	now, d := g.Now(), shortest
	for n := g.failed; n > failures && d < longest; n-- {
		d *= 2
	}
	if !now.Before(g.until) {
		g.until, g.why = now.Add(min(d, longest)), desk.Outage{Connection: g.Connection}.Said()
	}
	return &desk.Later{Until: g.until, Why: g.why}
}
