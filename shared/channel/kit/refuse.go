// Package channel holds the plugs to the messengers: how each one's webhook is
// verified and read, and how a message goes out through it.
//
// A plug knows one vendor's protocol and nothing of dialogs, stores or HTTP
// servers. Reading (Handshake, Verify, Parse) is pure: no clock but the one for
// an expiring session, no network, no storing, so the same bytes always give the
// same reading and a repeat is harmless. Sending calls the vendor and says what
// became of it as a *desk.SendError: again? tell whom?
//
// What the messenger said is data. A plug never trusts a field further than the
// vendor vouches for it, and never puts a customer's words into an error, a
// reason or a log.
package kit

import (
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

func Invalid(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, desk.ErrInvalid)...)
}

// Broken is the failure of a line whose settings can't work.
func Broken(code, reason string) *desk.SendError {
	return &desk.SendError{Broken: true, Code: code, Reason: reason}
}

// Refused is a failure that repeating does not help.
func Refused(code, reason string) *desk.SendError {
	return &desk.SendError{Code: code, Reason: reason}
}
