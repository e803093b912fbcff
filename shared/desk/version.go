package desk

import (
	"slices"
	"strings"
	"time"
)

// Version is one text of a message: the first has At zero, each edit its time.
type Version struct {
	At   time.Time
	Text string
}

// maxEdits is how many edits of a message are kept, the newest: a message has to
// stay within what a store takes of one (400 KB), and messengers' longest texts
// have 4096 characters.
const maxEdits = 20

// WithVersion adds a text of the message. The same versions in any order give
// the same message, so an edit may come twice, or before what it edits. The first
// text is kept, and the newest of very many edits.
func (m Message) WithVersion(v Version) Message {
	vs := m.Versions
	if len(vs) == 0 {
		vs = []Version{{Text: m.Text}}
	}
	out := make([]Version, 0, len(vs)+1)
	placed := false
	for _, w := range vs {
		if !placed && !v.At.After(w.At) {
			out = append(out, v)
			placed = true
			if v.At.Equal(w.At) {
				continue
			}
		}
		out = append(out, w)
	}
	if !placed {
		out = append(out, v)
	}
	first := 0
	if out[0].At.IsZero() {
		first = 1
	}
	if n := len(out) - first; n > maxEdits {
		out = slices.Delete(out, first, first+n-maxEdits)
	}
	m.Versions = out
	m.Text = out[len(out)-1].Text
	return m
}

// SaidAt is when words that stand in the message came into it: with it, or by an
// edit.
func (m Message) SaidAt(words string) time.Time {
	at := m.Seq.Time()
	for i, v := range m.Versions {
		if i > 0 && strings.Contains(v.Text, words) && !strings.Contains(m.Versions[i-1].Text, words) {
			at = v.At
		}
	}
	return at
}
