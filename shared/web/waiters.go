package web

import (
	"context"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Waiters are the pages that wait for news of their visitors, and a consumer of
// what changes: it wakes those whom it concerns. So a page that waits costs no
// read until something came. They are the memory of one process: where each call
// may meet another one, as on Lambda, nobody can be woken, and pages poll.
//
// What a page was told has a stamp, what changes gets a later one: by them alone
// it is known whether there is news. The process forgets whom it has not seen for
// a while; who comes then is answered by reading, once. Its zero value is ready.
type Waiters struct {
	mu      sync.Mutex
	last    int64 // the latest stamp
	waiting int
	pages   map[desk.CustomerID]*pages
	ended   bool
}

// pages are those of one visitor.
type pages struct {
	waiting int
	bell    chan struct{} // closed when something changed
	shown   chan struct{} // closed when something did that a page shows
	changed int64         // the stamp of the newest change
	known   bool          // a page was told everything, up to read
	read    desk.Seq
	owed    bool // a page was told something, and its next call says that it arrived
}

const (
	// longestWait is less than the 30 s for which gateways and servers bear a call.
	longestWait = 25 * time.Second
	// visitorsMost pages of a visitor wait at once, all together waitersMost, and so
	// many visitors are kept in mind. Who is too many is answered at once.
	visitorsMost = 4
	waitersMost  = 10_000
	keptMost     = 20_000
)

// Changed wakes the pages of a customer whose message is new or otherwise, or to whom
// somebody types. What they are never shown wakes nobody. Hearing it again wakes them
// for nothing.
func (w *Waiters) Changed(_ context.Context, r desk.FeedRecord) error {
	c, _ := r.ForCustomer()
	if c == "" {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if p := w.pages[c]; p != nil {
		w.last++
		p.changed = w.last
		p.ring()
		if !r.Arrived() {
			p.show()
		}
	}
	return nil
}

// End has all who wait answered now, and all who come later at once.
func (w *Waiters) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	for _, p := range w.pages {
		p.ring()
		p.show()
	}
}

func (p *pages) ring() {
	close(p.bell)
	p.bell = make(chan struct{})
}

func (p *pages) show() {
	close(p.shown)
	p.shown = make(chan struct{})
}

// enter lets a page wait; without it may not.
func (w *Waiters) enter(c desk.CustomerID) (leave func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.of(c)
	if w.ended || p.waiting >= visitorsMost || w.waiting >= waitersMost {
		return nil, false
	}
	p.waiting++
	w.waiting++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		p.waiting--
		w.waiting--
	}, true
}

// Listen lets a page hear of its visitor's news on a socket, which counts as one that
// waits. The bell rings at the next of them, but for what it knows by itself: how far
// something came. over: nobody is told any more.
func (w *Waiters) Listen(c desk.CustomerID) (bell func() (rings <-chan struct{}, over bool), leave func(), ok bool) {
	leave, ok = w.enter(c)
	return func() (<-chan struct{}, bool) {
		w.mu.Lock()
		defer w.mu.Unlock()
		return w.of(c).shown, w.ended
	}, leave, ok
}

// of is what is known of a visitor's pages. It keeps nobody in mind for ever.
func (w *Waiters) of(c desk.CustomerID) *pages {
	if p := w.pages[c]; p != nil {
		return p
	}
	if w.pages == nil || len(w.pages) >= keptMost {
		kept := map[desk.CustomerID]*pages{}
		for id, p := range w.pages {
			if p.waiting > 0 {
				kept[id] = p
			}
		}
		w.pages = kept
	}
	p := &pages{bell: make(chan struct{}), shown: make(chan struct{})}
	w.pages[c] = p
	return p
}

// begin gives the stamp of what is read from now on: the time, but later than all
// stamps before.
func (w *Waiters) begin(c desk.CustomerID, now time.Time) int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.of(c)
	w.last = max(w.last+1, now.UnixMicro())
	return w.last
}

// told notes that a page was told all there is up to a place.
func (w *Waiters) told(c desk.CustomerID, upto desk.Seq, owed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.of(c)
	p.known, p.read, p.owed = true, max(p.read, upto), owed
}

// news says whether a page that was told all up to a place, with a stamp, is to be
// told more; else the bell says when.
func (w *Waiters) news(c desk.CustomerID, upto desk.Seq, stamp int64) (bell <-chan struct{}, news bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := w.of(c)
	return p.bell, !p.known || upto < p.read || stamp <= p.changed || stamp > w.last || p.owed
}

// over says whether nobody waits any more.
func (w *Waiters) over() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ended
}
