package live

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sufler/sufler/shared/desk"
)

// Hub is the memory of one process: a ring of the newest news, which everybody who
// watches reads at their own pace, and a consumer of the feed. Nobody has a queue, so
// nobody who is slow costs memory or holds others up: whom the ring has overtaken is
// told to read all anew. So is who comes with the cursor of another process, as after
// a restart.
//
// Hearing of a change again tells it again. Until somebody watches nothing is kept,
// and hearing of a change costs nothing. A Hub with its ports is ready.
type Hub struct {
	Finder
	Size int // of the ring; 0: ringSize

	mu       sync.Mutex
	boot     string // names this process in cursors; "": nobody has watched yet
	ring     []News // of the places from next-len(ring) on; place p is at p % its size
	next     int64  // the place of the next news
	bell     chan struct{}
	watching map[string]int // by who they are
	all      int
	ended    bool
}

const (
	// ringSize is some minutes of a busy company's news.
	ringSize = 8192
	// watchersMost watch at once, and watchersEach of one operator or key.
	watchersMost = 2000
	watchersEach = 32
	// newsAtOnce is how many news are looked at in one step.
	newsAtOnce = 256
)

// Changed implements feed.Consumer.
func (h *Hub) Changed(ctx context.Context, r desk.FeedRecord) error {
	if !h.begun() {
		return nil
	}
	news, err := h.News(ctx, r)
	if err != nil {
		return fmt.Errorf("tell it live: %w", err)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, n := range news {
		if len(h.ring) < h.size() {
			h.ring = append(h.ring, n)
		} else {
			h.ring[h.next%int64(len(h.ring))] = n
		}
		h.next++
	}
	if len(news) > 0 {
		h.wake()
	}
	return nil
}

func (h *Hub) size() int {
	if h.Size > 0 {
		return h.Size
	}
	return ringSize
}

// begun says whether anybody has watched.
func (h *Hub) begun() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.boot != ""
}

// wake wakes everybody. It is called with the lock.
func (h *Hub) wake() {
	if h.bell != nil {
		close(h.bell)
	}
	h.bell = make(chan struct{})
}

// End has everybody who watches told that it is over.
func (h *Hub) End() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ended = true
	h.wake()
}

// enter lets somebody watch.
func (h *Hub) enter(who string) (leave func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.all >= watchersMost || h.watching[who] >= watchersEach {
		return nil, fmt.Errorf("%w: too many watch what changes", desk.ErrBusy)
	}
	if h.watching == nil {
		h.watching = map[string]int{}
	}
	h.watching[who]++
	h.all++
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.all--
		if h.watching[who]--; h.watching[who] == 0 {
			delete(h.watching, who)
		}
	}, nil
}

// place is where a cursor of who has such rights stands; known is false if what came
// since can't be told, or they see more or less than they did: the place is then that
// of the next news. The cursor "" is the next news.
func (h *Hub) place(cursor string) (at int64, rights string, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.boot == "" {
		h.boot, h.bell = strings.ToLower(rand.Text()[:8]), make(chan struct{})
	}
	if cursor == "" {
		return h.next, "", true
	}
	parts := strings.Split(cursor, "-")
	if len(parts) != 3 || parts[0] != h.boot {
		return h.next, "", false
	}
	at, err := strconv.ParseInt(parts[1], 36, 64)
	if err != nil || at > h.next || at < h.next-int64(len(h.ring)) {
		return h.next, "", false
	}
	return at, parts[2], true
}

// cursor is a place as those of such rights are given it.
func (h *Hub) cursor(at int64, rights string) string {
	return h.boot + "-" + strconv.FormatInt(at, 36) + "-" + rights
}

// rightsOf are sightOf in short, for cursors.
func rightsOf(a desk.Actor) string { return sightOf(a)[:8] }

// sightOf names what somebody may see: alike for those who see alike.
func sightOf(a desk.Actor) string {
	parts := []string{string(a.Role), string(a.Operator), fmt.Sprintf("%+v", a.Rights), fmt.Sprint(a.DialogRight())}
	for _, t := range slices.Sorted(slices.Values(a.Teams)) {
		parts = append(parts, string(t), string(a.Reads[t]))
	}
	return desk.Digest("", parts...)
}

// from are news from a place on, and the place after them; lost: there are no more
// those of that place. Where there are none, the bell says when.
func (h *Hub) from(at int64) (news []News, next int64, lost bool, bell <-chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if at < h.next-int64(len(h.ring)) {
		return nil, h.next, true, h.bell
	}
	for ; at < h.next && len(news) < newsAtOnce; at++ {
		news = append(news, h.ring[at%int64(h.size())])
	}
	return news, at, false, h.bell
}

// over says whether nobody watches any more.
func (h *Hub) over() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ended
}
