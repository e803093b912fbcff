package channel

import (
	"sync"
	"time"

	"github.com/sufler/sufler/shared/channel/kit"
	"github.com/sufler/sufler/shared/desk"
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

	mu    sync.Mutex
	until map[string]time.Time // when each bucket will be full again
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
	if p.until == nil {
		p.until = map[string]time.Time{}
	}
	if len(p.until) > paceKept {
		for k, t := range p.until {
			if !t.After(now) {
				delete(p.until, k)
			}
		}
	}
	lineKey := string(line.ID)
	chatKey := lineKey + "\x00" + user
	if wait := max(p.wait(lineKey, ofLine, now), p.wait(chatKey, ofChat, now)); wait > 0 {
		return wait
	}
	p.count(lineKey, ofLine, now)
	p.count(chatKey, ofChat, now)
	return 0
}

// wait is how long until the bucket has room for one.
func (p *Pace) wait(key string, at kit.Rate, now time.Time) time.Duration {
	full := p.until[key]
	if !full.After(now) {
		return 0
	}
	return full.Sub(now) - time.Duration(at.Burst-1)*at.Every
}

func (p *Pace) count(key string, at kit.Rate, now time.Time) {
	if at.Every == 0 {
		return
	}
	from := p.until[key]
	if from.Before(now) {
		from = now
	}
	p.until[key] = from.Add(at.Every)
}
