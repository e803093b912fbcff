package kit

import (
	"time"
)

// Rate is how fast a channel takes messages: burst at once, then one every so
// often. The zero pace is no limit.
type Rate struct {
	Every time.Duration
	Burst int
}

// PerSecond is n at once, and then n a second.
func PerSecond(n int) Rate { return Rate{Every: time.Second / time.Duration(n), Burst: n} }
