package desk

import "strings"

// blindPrefix begins the ids of messages that are shown to whoever may not see
// customers' data.
const blindPrefix = "x-"

// Blind is the id for whoever may not see customers' data (RS-02): messengers put
// people's phones and ids into the ids of their messages. The same id gives the same
// one, so that what answers a message still names it; our own ids tell nothing and
// stay.
func (x ExternalID) Blind() ExternalID {
	if x == "" || x.Blinded() || strings.HasPrefix(string(x), string(OwnPrefix)) {
		return x
	}
	return ExternalID(Digest(blindPrefix, "message", string(x)))
}

// Blinded says whether it is one that Blind made.
func (x ExternalID) Blinded() bool { return strings.HasPrefix(string(x), blindPrefix) }
