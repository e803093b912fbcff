package limits

import (
	"net/http"
	"strconv"
	"time"
)

// asked is why a CRM that does not say wants to be left alone.
const asked = "the CRM was asked too much"

// Usual is what CRMs usually ask for: Retry-After with a 429 or a 503, a few seconds with
// a 429 that does not say.
func Usual(status int, header http.Header, _ []byte, now time.Time) (time.Duration, string) {
	if status != http.StatusTooManyRequests && status != http.StatusServiceUnavailable {
		return 0, ""
	}
	if d := RetryAfter(header, now); d > 0 {
		return d, asked
	}
	if status == http.StatusTooManyRequests {
		return 5 * time.Second, asked
	}
	return 0, ""
}

// RetryAfter is the header's wait, in seconds or as a date, as far as we believe it; 0:
// none.
func RetryAfter(header http.Header, now time.Time) time.Duration {
	said := header.Get("Retry-After")
	if n, err := strconv.Atoi(said); err == nil && n > 0 {
		return time.Duration(min(n, int(longestWait/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(said); err == nil {
		return min(max(at.Sub(now), 0), longestWait)
	}
	return 0
}
