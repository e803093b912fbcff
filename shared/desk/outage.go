package desk

import (
	"errors"
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
	// Shut is why the CRM lets us in no more, though it is there: whatever was asked last
	// was refused for it; "": it lets us in, as far as we know. Since when.
	Shut      Code
	ShutSince time.Time
	Version   int64 // of the stored record; 0: there is none
}

// OutageHeard is within which time all processes know that an outage is over.
const OutageHeard = 15 * time.Second

// Said is why something waits for it, in words.
func (o Outage) Said() string {
	return "the CRM " + string(o.Connection) + " is down, and is left alone for a while"
}

// Holds says whether it is why something was put off, by the words with which it was.
func (o Outage) Holds(why string) bool { return strings.Contains(why, o.Said()) }

// ShutsOut says whether it is why a CRM refuses whatever is asked, until a person has done
// something: the webhook was deleted, the token was revoked, the account is not paid for.
func (c Code) ShutsOut() bool {
	switch c {
	case WhyToken, WhySignIn, WhyUnpaid, WhyClosed, WhyWebhook, WhyWebhookOver, WhyEmployeeGone, WhyRevoked, WhyRemoved, WhyRenewalLost, WhySecretChanged:
		return true
	}
	return false
}

// ShutOut is why a CRM refuses whatever is asked, as an error of it says; "": it is about
// something else.
func ShutOut(err error) Code {
	if why := (*Because)(nil); errors.As(err, &why) && why.Code.ShutsOut() {
		return why.Code
	}
	return ""
}
