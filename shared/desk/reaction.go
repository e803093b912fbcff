package desk

import (
	"slices"
	"strings"
	"time"
)

// Reaction is a sign that somebody put to a message: 👍. It is no message: it
// says nothing that a reader could read, and moves nothing.
type Reaction struct {
	Author Author
	Emoji  string    // "": taken back
	At     time.Time // the messenger's own time
	ID     ExternalID
	// Past are the ids of those of the same moment that this one took the place of.
	Past []ExternalID
}

const (
	// MaxReaction is how long a reaction may be, in bytes: Telegram's may be eleven
	// signs.
	MaxReaction = 512
	// maxPast is how many reactions of one moment are remembered.
	maxPast = 16
)

// beats says whether r is the newer of two reactions. Of two of one moment (on
// WhatsApp, a second) it is the last to arrive, but for a repeat of one that has
// been replaced, which its id tells.
func (r Reaction) beats(have Reaction) bool {
	if !r.At.Equal(have.At) {
		return r.At.After(have.At)
	}
	return r.ID == "" || r.ID != have.ID && !slices.Contains(have.Past, r.ID)
}

// after is r in the place of have.
func (r Reaction) after(have Reaction) Reaction {
	if r.At.Equal(have.At) && have.ID != "" {
		r.Past = append(slices.Clone(have.Past), have.ID)
		r.Past = r.Past[max(0, len(r.Past)-maxPast):]
	}
	return r
}

// WithReaction adds a reaction. An author has one on a message, the newest by
// the messenger's time; one that was taken back is kept as such, so reactions of
// different moments give the same message in any order.
func (m Message) WithReaction(r Reaction) Message {
	i, there := slices.BinarySearchFunc(m.Reactions, r.Author, func(have Reaction, by Author) int {
		return strings.Compare(string(have.Author), string(by))
	})
	switch rs := slices.Clone(m.Reactions); {
	case !there:
		m.Reactions = slices.Insert(rs, i, r)
	case r.beats(rs[i]):
		rs[i] = r.after(rs[i])
		m.Reactions = rs
	}
	return m
}

// Signs are the message's reactions that were not taken back.
func (m Message) Signs() []Reaction {
	var out []Reaction
	for _, r := range m.Reactions {
		if r.Emoji != "" {
			out = append(out, r)
		}
	}
	return out
}

// EarlyLife is how long what came before its message waits for it. Meta repeats
// a webhook for up to seven days.
// https://developers.facebook.com/docs/graph-api/webhooks/getting-started
const EarlyLife = 8 * 24 * time.Hour

// MergedWith is the message with what came before it: early is a message of which
// nothing else is known.
func (m Message) MergedWith(early Message) Message {
	m.Deleted = m.Deleted || early.Deleted
	for _, r := range early.Reactions {
		m = m.WithReaction(r)
	}
	return m.WithStatus(early.Status, early.Code, early.Reason)
}

// Missed is the message with its missing files wanted again, where the messenger
// said at all how to get them.
func (m Message) Missed() Message {
	m.Attachments = slices.Clone(m.Attachments)
	for i, a := range m.Attachments {
		a.Missing = ""
		if a.Wanted() {
			m.Attachments[i] = a
		}
	}
	return m
}
