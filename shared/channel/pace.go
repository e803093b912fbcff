package channel

import (
	"maps"
	"sync"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
	"golang.org/x/time/rate"
)

// Pace counts what goes out on each line and to each chat, so that messengers
// need not throttle us: who ignores their limits is locked out for longer. It is
// this process's own count, with no word to the others.
//
// Where several send, each takes its share of a line's limit, so together they
// keep it; a line that only one of them sends for gets that share alone. Of a
// chat's limit only the burst is shared: its pace is a person's typing. Two
// things remain: a process that starts has its share of the burst at once, also
// just after one that ended; and as many messages as there are processes may go
// to one chat at the same instant. Then the messenger's own refusal says when to
// go on.
type Pace struct {
	Plugs  Switchboard // they know the limits; a line without its plug has none
	Shares int         // how many processes send at the same time, at most; 0 is 1

	mu      sync.Mutex
	buckets map[string]*rate.Limiter // of lines, and of chats
}

// paceKept is how many buckets are kept before the full ones are forgotten.
const paceKept = 10_000

// Take counts one message, or says how long to wait first. What must wait is not
// counted, on the line neither.
func (p *Pace) Take(line desk.Line, user string, now time.Time) time.Duration {
	var ofLine, ofChat kit.Rate
	if plug, ok := p.Plugs[line.Channel]; ok {
		ofLine, ofChat = plug.Pace()
	}
	n := max(p.Shares, 1)
	ofLine = kit.Rate{Every: ofLine.Every * time.Duration(n), Burst: max(ofLine.Burst/n, 1)}
	ofChat.Burst = max(ofChat.Burst/n, 1)
	p.mu.Lock()
	defer p.mu.Unlock()
	lineKey := string(line.ID)
	taken := []*rate.Reservation{
		p.bucket(lineKey, ofLine, now).ReserveN(now, 1),
		p.bucket(lineKey+"\x00"+user, ofChat, now).ReserveN(now, 1),
	}
	wait := max(taken[0].DelayFrom(now), taken[1].DelayFrom(now))
	if wait > 0 {
		for _, t := range taken {
			t.CancelAt(now)
		}
	}
	return wait
}

// bucket is the token bucket of a line or a chat, a new one if none is kept.
func (p *Pace) bucket(key string, at kit.Rate, now time.Time) *rate.Limiter {
	if p.buckets == nil {
		p.buckets = map[string]*rate.Limiter{}
	}
	if len(p.buckets) > paceKept {
		maps.DeleteFunc(p.buckets, func(_ string, b *rate.Limiter) bool { return b.TokensAt(now) >= float64(b.Burst()) })
	}
	b, ok := p.buckets[key]
	if !ok {
		b = rate.NewLimiter(rate.Every(at.Every), at.Burst)
		p.buckets[key] = b
	}
	return b
}
