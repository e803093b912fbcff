package desk_test

import (
	"testing"
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Whom a dialog is only assigned to has not joined it (HO-01).
func TestWhoHasJoined_HO01(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	waits := desk.Dialog{State: desk.StateWaiting}
	for name, c := range map[string]struct {
		dialog desk.Dialog
		want   bool
	}{
		"the bot's":                {desk.Dialog{State: desk.StateBot}, false},
		"it waits":                 {waits, false},
		"it is assigned":           {waits.Assign("olga", time.Minute, now), false},
		"it is accepted":           {waits.Taken("olga", now), true},
		"somebody outside answers": {desk.Dialog{State: desk.StateInProgress}, true},
		"accepted, then closed":    {waits.Taken("olga", now).Closed(desk.ClosedByHand, "Olga", now), true},
	} {
		if got := c.dialog.Joined(); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}
