package web

import (
	"maps"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"golang.org/x/time/rate"
)

// Paces are the limits of a website's callers. A nil one is no limit.
type Paces struct {
	Visitor  Pace // what one visitor does
	Address  Pace // what the visitors of one address do together
	Arrivals Pace // new visitors of one address
	Door     Pace // new visitors of a line, wherever from
}

// NewPaces are the limits of one process, over the calls that it sees. A page may
// ask a few times at once and then about once a second; an office, or a provider
// behind one address, has many visitors; and a line takes more new ones than a
// hundred addresses can send, so that no one caller shuts its door.
func NewPaces() Paces {
	return Paces{
		Visitor:  &Buckets{Every: time.Second / 2, Burst: 60},
		Address:  &Buckets{Every: time.Second / 20, Burst: 600},
		Arrivals: &Buckets{Every: 2 * time.Second, Burst: 60},
		Door:     &Buckets{Every: time.Second / 50, Burst: 6000},
	}
}

// Buckets is a Pace in memory: everybody may call Burst times at once and then
// once every Every. It knows the calls of its own process only. When more than
// maxBuckets call at a time, who is not known yet waits: nobody's count is
// forgotten, and those who are known go on.
type Buckets struct {
	Every time.Duration
	Burst int

	mu      sync.Mutex
	buckets map[bucketKey]*rate.Limiter
	swept   time.Time
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
	key := bucketKey{line, who}
	bucket, known := b.buckets[key]
	if !known {
		if !b.room(now) {
			return b.Every
		}
		bucket = rate.NewLimiter(rate.Every(b.Every), max(b.Burst, 1))
		b.buckets[key] = bucket
	}
	taken := bucket.ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 { // what must wait is not counted
		taken.CancelAt(now)
	}
	return wait
}

// room says whether one more bucket may be kept. Those that are full again count
// nothing and go; they are looked for once in Every, since it takes a walk.
func (b *Buckets) room(now time.Time) bool {
	if b.buckets == nil {
		b.buckets = map[bucketKey]*rate.Limiter{}
	}
	if len(b.buckets) >= maxBuckets && now.Sub(b.swept) >= b.Every {
		b.swept = now
		maps.DeleteFunc(b.buckets, func(_ bucketKey, l *rate.Limiter) bool { return l.TokensAt(now) >= float64(l.Burst()) })
	}
	return len(b.buckets) < maxBuckets
}
