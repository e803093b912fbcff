package schedule_test

import (
	"errors"
	"testing"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/schedule"
)

// Whoever may send to a queue may send anything: it reads as a message or as
// invalid, and nothing else happens.
func FuzzRead(f *testing.F) {
	for _, s := range []string{`{"dialog":"c1-1","run":"r1"}`, `{"job":"v1"}`, `{"dialog":`, `null`, `[1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if w, err := schedule.ReadWakeup(body); err != nil && !errors.Is(err, desk.ErrInvalid) || err == nil && (w.Dialog == "" || w.Run == "") {
			t.Errorf("wakeup %q: got %v, %v", body, w, err)
		}
		if id, err := schedule.ReadNudge(body); err != nil && !errors.Is(err, desk.ErrInvalid) || err == nil && id == "" {
			t.Errorf("nudge %q: got %v, %v", body, id, err)
		}
	})
}
