package desk

import (
	"fmt"
	"strings"
	"time"
)

// SocketID is what a gateway calls one of its WebSockets.
type SocketID string

// Socket is a WebSocket that a gateway holds open, for somebody who is told what
// changes. No process of ours has it in its memory: whoever has something to tell
// finds it stored, and has the gateway send it.
type Socket struct {
	ID SocketID
	// Who was let in, with what they might when that was asked last: no name. One who
	// was not asked for yet has no role, and is told nothing.
	Who   Actor
	Until time.Time // after which it is closed, and its like is let in anew
	// Missed is when something could not be told; zero: never, or they know.
	Missed  time.Time
	Version int64 // of the stored record; 0: new
}

// Of sockets: how long the gateway holds one, how many there may be, and of one
// operator or key.
//
// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
const (
	SocketLife  = 2 * time.Hour
	SocketsMost = 2000
	SocketsEach = 32
)

// Over says whether its time has passed.
func (s Socket) Over(now time.Time) bool { return !now.Before(s.Until) }

// Holder names whose it is, for counting.
func (s Socket) Holder() string { return holder(s.Who) }

// Ticket lets whoever has it in on a gateway's WebSocket, once, as its Who. The
// gateway has another host than the API, so no cookie reaches it.
type Ticket struct {
	Hash  string // of the secret, hex SHA-256 (over 128 random bits, so no salt)
	Who   Actor  // by their session or key; what they might is asked anew
	Until time.Time
}

// TicketLife is how long a ticket may be used: a browser does at once.
const TicketLife = time.Minute

// Bare is who somebody is without what they may.
func (a Actor) Bare() Actor { return Actor{Key: a.Key, Session: a.Session, Operator: a.Operator} }

func holder(a Actor) string {
	if a.Operator != "" {
		return "operator " + string(a.Operator)
	}
	return "key " + string(a.Key)
}

// Seated is the socket on a gateway of somebody with a ticket, if there is room for
// one more beside those that are open. ErrBusy.
func (t Ticket) Seated(id SocketID, open []Socket, now time.Time) (Socket, error) {
	s, all, theirs := Socket{ID: id, Who: t.Who.Bare(), Until: now.Add(SocketLife)}, 0, 0
	for _, o := range open {
		if o.Over(now) {
			continue
		}
		all++
		if o.Holder() == s.Holder() {
			theirs++
		}
	}
	if all >= SocketsMost || theirs >= SocketsEach {
		return Socket{}, fmt.Errorf("%w: too many are told what changes", ErrBusy)
	}
	return s, nil
}

// LooksLike says whether a text may be a gateway's name of a socket: it becomes a part
// of addresses and keys.
func (id SocketID) LooksLike() bool {
	return id != "" && len(id) <= 128 && !strings.ContainsFunc(string(id), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_=+/", r))
	})
}
