package desk

import (
	"math"
	"time"
)

// HearingPrice is what it costs to have a recording written down, at list price. The zero
// one: nothing.
type HearingPrice struct {
	MicroUSDaSecond int64
	LeastSeconds    int64 // that are paid for in any case
}

// Of is the price of a recording that is so long: by the second begun.
func (p HearingPrice) Of(d time.Duration) (microUSD int64) {
	return max(p.LeastSeconds, int64(math.Ceil(d.Seconds()))) * p.MicroUSDaSecond
}

// callBytesASecond is what calls are often recorded at: MP3 of 64 kbit/s. One of one voice
// may take half of it, an uncompressed one twice as much.
const callBytesASecond = 8000

// CallLength is about how long the recording of a call is that has so many bytes, where
// nobody knows better.
func CallLength(bytes int64) time.Duration {
	return time.Duration(bytes) * time.Second / callBytesASecond
}
