package desk

import "strings"

// blindPrefix begins the ids of messages that are shown to whoever may not see
// customers' data.
const blindPrefix = "x-"

// Blind is the id for whoever may not see customers' data (RS-02): messengers put
// people's phones and ids into the ids of their messages. The same id gives the same
// one on a line, so that what answers a message still names it; our own ids tell nothing
// and stay. Of a phone there are few enough to try them all: the line's CustomerKey keeps
// that from them. A line from before there were such keys has none, and its customers' ids,
// which are as old as itself, tell as much: another key would keep nothing from anybody.
func (x ExternalID) Blind(customerKey string) ExternalID {
	if x == "" || x.Blinded() || strings.HasPrefix(string(x), string(OwnPrefix)) {
		return x
	}
	if customerKey == "" {
		return ExternalID(Digest(blindPrefix, "message", string(x)))
	}
	return ExternalID(Digest(blindPrefix, "message", customerKey, string(x)))
}

// Blinded says whether it is one that Blind made.
func (x ExternalID) Blinded() bool { return strings.HasPrefix(string(x), blindPrefix) }
