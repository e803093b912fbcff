package channel

import (
	"time"
)

// pace is how fast a channel takes messages: burst at once, then one every so
// often. The zero pace is no limit.
type pace struct {
	every time.Duration
	burst int
}

// perSecond is n at once, and then n a second.
func perSecond(n int) pace { return pace{time.Second / time.Duration(n), n} }
