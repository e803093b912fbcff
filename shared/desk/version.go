package desk

import "time"

// Version is one text of a message: the first has At zero, each edit its time.
type Version struct {
	At   time.Time
	Text string
}

// WithVersion adds a text of the message. The same versions in any order give
// the same message, so an edit may come twice, or before what it edits.
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
	m.Versions = out
	m.Text = out[len(out)-1].Text
	return m
}
