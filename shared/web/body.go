package web

import (
	"bytes"
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
// it; and what comes too slowly is cut off. Where the total is reached, the body of
// the address that holds most gives way to one whose address holds less, so that few
// addresses can't take the room of the others. Who is refused for want of room is told
// to repeat, which messengers do.
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
	by   map[netip.Prefix]*holding
}

// holding is what one address holds.
type holding struct {
	bytes   int64
	reading map[*lease]bool // the bodies that are still coming
}

const (
	// bodyGrace, bodyRate and bodyTime say what is too slow: less than the rate over
	// any time of the grace, and longer than the time in any case. A phone on
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
	slow deadline
	gone bool // it gave way to another
}

// take sets n more bytes aside, if there is room or what gives way.
func (l *lease) take(n int64) bool {
	b := l.of
	if b == nil || b.Most == 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	mine := b.by[l.from]
	if mine == nil {
		mine = &holding{reading: map[*lease]bool{}}
	}
	if l.gone || b.Share > 0 && mine.bytes+n > b.Share {
		return false
	}
	for b.held+n > b.Most {
		if !b.cutLargest(mine.bytes + n) {
			return false
		}
	}
	if b.by == nil {
		b.by = map[netip.Prefix]*holding{}
	}
	b.by[l.from] = mine
	mine.reading[l] = true
	mine.bytes += n
	b.held += n
	l.held += n
	return true
}

// cutLargest ends the largest of the coming bodies of the address that holds most, if
// it holds more than so much. Its reader is woken, and gives the memory back.
func (b *Bodies) cutLargest(than int64) bool {
	var most *holding
	for _, h := range b.by {
		if h.bytes > than && len(h.reading) > 0 && (most == nil || h.bytes > most.bytes) {
			most = h
		}
	}
	if most == nil {
		return false
	}
	var largest *lease
	for l := range most.reading {
		if largest == nil || l.held > largest.held {
			largest = l
		}
	}
	largest.gone = true
	largest.slow.now()
	b.giveBack(largest)
	return true
}

// giveBack takes a lease out of the sums.
func (b *Bodies) giveBack(l *lease) {
	h := b.by[l.from]
	if h == nil {
		return
	}
	delete(h.reading, l)
	h.bytes -= l.held
	b.held -= l.held
	l.held = 0
	if h.bytes == 0 {
		delete(b.by, l.from)
	}
}

// came says that n bytes came, if the body did not give way meanwhile.
func (l *lease) came(n int64) bool {
	if b := l.of; b != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
	}
	if l.gone {
		return false
	}
	l.slow.allow(n)
	return true
}

// whole says that nothing more is to come: from now on it gives way to nobody.
func (l *lease) whole() bool {
	if b := l.of; b != nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		if h := b.by[l.from]; h != nil {
			delete(h.reading, l)
		}
	}
	if !l.gone {
		l.slow.end()
	}
	return !l.gone
}

// free gives back what the lease holds.
func (l *lease) free() {
	b := l.of
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !l.gone {
		b.giveBack(l)
	}
}

// Whole reads a call's body before anything else does, as far as the bounds let it: the
// call then reads it out of memory. free is to be called when the call is done.
func (b *Bodies) Whole(w http.ResponseWriter, r *http.Request, most int64) (free func(), err error) {
	body, free, err := b.read(w, r, most)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return free, nil
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
		return nil, nil, Unread(w, r, err)
	}
	return body, l.free, nil
}

// Unread is the refusal of a call whose body was not read: what is left of it is not
// waited for.
func Unread(w http.ResponseWriter, r *http.Request, err error) error {
	if err != nil && r.ContentLength != 0 {
		w.Header().Set("Connection", "close")
	}
	return err
}

// fill reads to the end. The buffer has room for one byte more than is expected:
// with it a body that is too large shows, and the end of one that is not.
func (l *lease) fill(w http.ResponseWriter, r *http.Request, most int64) ([]byte, error) {
	room := most + 1
	if r.ContentLength > 0 {
		room = r.ContentLength + 1
	}
	l.slow = l.of.deadline(w)
	var buf []byte
	for n := 0; ; {
		if len(buf) == cap(buf) {
			size := min(max(firstPart, 2*int64(cap(buf))), room)
			if !l.take(size - int64(cap(buf))) {
				return nil, errNoRoom()
			}
			buf = append(make([]byte, 0, size), buf...)
		}
		if !l.came(int64(n)) {
			return nil, errNoRoom()
		}
		var err error
		n, err = r.Body.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > most:
			return nil, &http.MaxBytesError{Limit: most}
		case err == nil:
		case err == io.EOF && l.whole():
			return buf, nil
		case err == io.EOF || !l.came(0):
			return nil, errNoRoom()
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil, NewProblem(http.StatusRequestTimeout, CodeTooSlow, "The body came too slowly. Send it again.")
		default:
			return nil, NewProblem(http.StatusBadRequest, CodeMalformed, "The body could not be read to its end.")
		}
	}
}

func errNoRoom() error {
	return NewProblem(http.StatusServiceUnavailable, CodeBusy, "Too much is coming in at this moment. Send it again.").After(retryAfter)
}

// deadline moves a connection's deadline on as bytes come. The connection's
// clock is the machine's. Where there is no connection it does nothing.
type deadline struct {
	conn   *http.ResponseController
	last   time.Time // when it ends, however fast it comes
	earned time.Time // until when what came is fast enough
	grace  time.Duration
}

func (b *Bodies) deadline(w http.ResponseWriter) deadline {
	now := time.Now()
	d := deadline{conn: http.NewResponseController(w), last: now.Add(bodyTime), grace: bodyGrace}
	if b != nil && b.Grace > 0 {
		d.grace = b.Grace
	}
	d.earned = now.Add(d.grace)
	return d
}

// allow waits for the next bytes as long as those that came have earned, and never
// longer than the grace: what came fast before is no credit for standing still.
func (d *deadline) allow(came int64) {
	d.earned = d.earned.Add(time.Duration(came) * time.Second / bodyRate)
	if most := time.Now().Add(d.grace); d.earned.After(most) {
		d.earned = most
	}
	at := d.earned
	if at.After(d.last) {
		at = d.last
	}
	_ = d.conn.SetReadDeadline(at) // a broken connection shows in reading
}

// now ends the waiting.
func (d *deadline) now() { _ = d.conn.SetReadDeadline(time.Unix(1, 0)) }

// end takes the deadline away: the server watches the connection while the call
// is done, and would take the deadline for the caller's leaving.
func (d *deadline) end() { _ = d.conn.SetReadDeadline(time.Time{}) }
