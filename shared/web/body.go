package web

import (
	"errors"
	"io"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"time"
)

// Bodies reads bodies of calls before anybody has proven whose they are, and
// bounds what they cost: memory grows with the bytes that come, never with what
// a header promises; all bodies together have a total, and one address a part of
// it; and what comes too slowly is cut off. Who is refused for want of room is
// told to repeat, which messengers do.
//
// The zero Bodies has no total: on Lambda a process has one call at a time. So
// has a nil one.
type Bodies struct {
	Most  int64 // bytes of all bodies at a time; 0: no bound
	Share int64 // of these, bytes of one address (Network); 0: all
	// Grace is how long nothing need come; 0: bodyGrace.
	Grace time.Duration

	mu   sync.Mutex
	held int64
	by   map[netip.Prefix]int64
}

const (
	// bodyGrace, bodyRate and bodyTime say what is too slow: after the grace, less
	// than the rate on the whole, and longer than the time in any case. A phone on
	// a bad line has 20 KB a second; who sends less holds our memory for nothing.
	bodyGrace = 5 * time.Second
	bodyRate  = 8 << 10 // bytes a second
	bodyTime  = 30 * time.Second
	// firstPart is how much memory a body has before its first byte.
	firstPart = 4 << 10
)

// CodeTooSlow is the code of a body that did not come in time: a 408.
const CodeTooSlow = "too_slow"

// Held is how many bytes are set aside at this moment.
func (b *Bodies) Held() int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.held
}

// lease is what one body holds.
type lease struct {
	of   *Bodies
	from netip.Prefix
	held int64
}

// take sets n more bytes aside, if there is room.
func (l *lease) take(n int64) bool {
	b := l.of
	if b == nil || b.Most == 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.held+n > b.Most || b.Share > 0 && b.by[l.from]+n > b.Share {
		return false
	}
	if b.by == nil {
		b.by = map[netip.Prefix]int64{}
	}
	b.held += n
	b.by[l.from] += n
	l.held += n
	return true
}

// free gives back what the lease holds.
func (l *lease) free() {
	if l.held == 0 {
		return
	}
	b := l.of
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held -= l.held
	if b.by[l.from] -= l.held; b.by[l.from] == 0 {
		delete(b.by, l.from)
	}
	l.held = 0
}

// read reads a body of at most so many bytes. Its memory is set aside until free
// is called, which is to be when the call is done.
func (b *Bodies) read(w http.ResponseWriter, r *http.Request, most int64) (body []byte, free func(), err error) {
	l := &lease{of: b, from: Network(r.RemoteAddr)}
	switch {
	case r.ContentLength > most:
		err = &http.MaxBytesError{Limit: most}
	case r.ContentLength != 0:
		body, err = l.fill(w, r, most)
	}
	if err != nil {
		l.free()
		// What is left of the body is not waited for.
		w.Header().Set("Connection", "close")
		return nil, nil, err
	}
	return body, l.free, nil
}

// fill reads to the end. The buffer has room for one byte more than is expected:
// with it a body that is too large shows, and the end of one that is not.
func (l *lease) fill(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	room := most + 1
	if r.ContentLength > 0 {
		room = r.ContentLength + 1
	}
	slow := l.of.deadline(w)
	var buf []byte
	for {
		if len(buf) == cap(buf) {
			size := min(max(firstPart, 2*int64(cap(buf))), room)
			if !l.take(size - int64(cap(buf))) {
				return nil, NewProblem(http.StatusServiceUnavailable, CodeBusy, "Too much is coming in at this moment. Send it again.").After(retryAfter)
			}
			buf = append(make([]byte, 0, size), buf...)
		}
		slow.allow(int64(len(buf)))
		n, err := r.Body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > most:
			return nil, &http.MaxBytesError{Limit: most}
		case err == io.EOF:
			slow.end()
			return buf, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil, NewProblem(http.StatusRequestTimeout, CodeTooSlow, "The body came too slowly. Send it again.")
		case err != nil:
			return nil, NewProblem(http.StatusBadRequest, CodeMalformed, "The body could not be read to its end.")
		}
	}
}

// deadline moves a connection's deadline on as bytes come. The connection's
// clock is the machine's. Where there is no connection it does nothing.
type deadline struct {
	conn  *http.ResponseController
	begun time.Time
	grace time.Duration
}

func (b *Bodies) deadline(w http.ResponseWriter) deadline {
	d := deadline{conn: http.NewResponseController(w), begun: time.Now(), grace: bodyGrace}
	if b != nil && b.Grace > 0 {
		d.grace = b.Grace
	}
	return d
}

// allow waits for the next bytes as long as those that came have earned.
func (d deadline) allow(came int64) {
	earned := d.grace + time.Duration(came)*time.Second/bodyRate
	_ = d.conn.SetReadDeadline(d.begun.Add(min(earned, bodyTime))) // a broken connection shows in reading
}

// end takes the deadline away: the server watches the connection while the call
// is done, and would take the deadline for the caller's leaving.
func (d deadline) end() { _ = d.conn.SetReadDeadline(time.Time{}) }
