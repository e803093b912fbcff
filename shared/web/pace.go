package web

import (
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Buckets is a Pace in memory: everybody may call Burst times at once and then
// once every Every. It knows the calls of its own process only, and forgets
// everybody when more than ten thousand call at a time: it slows a page that
// runs wild, it does not stop an attack. That is the gateway's task.
type Buckets struct {
	Every time.Duration
	Burst int

	mu   sync.Mutex
	full map[bucketKey]time.Time // when the bucket will be full again
}

type bucketKey struct {
	line desk.LineID
	who  string
}

// maxBuckets bounds the memory.
const maxBuckets = 10_000

// Take implements Pace.
func (b *Buckets) Take(line desk.LineID, who string, now time.Time) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full == nil || len(b.full) > maxBuckets {
		b.full = map[bucketKey]time.Time{}
	}
	key := bucketKey{line, who}
	full := b.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(b.Every)
	if wait := full.Sub(now) - b.Every*time.Duration(max(b.Burst, 1)); wait > 0 {
		return wait
	}
	b.full[key] = full
	return 0
}
