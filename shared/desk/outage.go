package desk

import "time"

// Outage is that a connected CRM is left alone, as the processes that call it tell one
// another. It changes with the outage and not with the calls.
type Outage struct {
	Connection ConnectionID
	Until      time.Time
	Why        string // in words of ours
	Failed     int    // how many calls failed in a row; 0: the CRM is there
	Version    int64  // of the stored record; 0: there is none
}
