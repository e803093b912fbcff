package desk

import (
	"strings"
	"time"
)

// Outage is that a connected CRM is left alone, as the processes that call it tell one
// another. It changes with the outage and not with the calls.
type Outage struct {
	Connection ConnectionID
	Since      time.Time // when it was found down; zero: nobody noted it
	Until      time.Time
	Why        string // in words of ours
	Failed     int    // how many calls failed in a row; 0: the CRM is there
	Version    int64  // of the stored record; 0: there is none
}

// OutageHeard is within which time all processes know that an outage is over.
const OutageHeard = 15 * time.Second

// Said is why something waits for it, in words.
func (o Outage) Said() string {
	return "the CRM " + string(o.Connection) + " is down, and is left alone for a while"
}

// Holds says whether it is why something was put off, by the words with which it was.
func (o Outage) Holds(why string) bool { return strings.Contains(why, o.Said()) }
