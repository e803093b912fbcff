package desk

import (
	"testing"
	"time"
)

// TestUntold_IsTriedForDaysAndKeptForLess_BX05: ever more seldom, for three days; and it
// is gone before anybody forgets what they made of it: told again after that, an event
// would be delivered once more.
func TestUntold_IsTriedForDaysAndKeptForLess_BX05(t *testing.T) {
	if UntoldLife >= DeliveryLife || UntoldLife >= FiringLife {
		t.Errorf("a change is kept for %v, deliveries for %v, firings for %v", UntoldLife, DeliveryLife, FiringLife)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	u, began, last := FeedRecord{}.Untold("u", now), now, time.Duration(0)
	for u.State == UntoldWaiting {
		wait := u.Next.Sub(now)
		if wait < last {
			t.Errorf("after %d tries it waits %v, before that %v", u.Tries, wait, last)
		}
		now, last = u.Next, wait
		u = u.Failed("internal", "why", now)
	}
	if took := now.Sub(began); took < 3*24*time.Hour || took > 4*24*time.Hour || u.Tries != len(untoldWaits) || !u.Next.IsZero() || u.State != UntoldFailed {
		t.Errorf("after %v it is %+v", took, u)
	}
	if again := u.Anew(now); again.State != UntoldWaiting || again.Tries != 0 || !again.Next.Equal(now) {
		t.Errorf("told once more it is %+v", again)
	}
}
