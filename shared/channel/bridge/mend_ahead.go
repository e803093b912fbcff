package bridge

import (
	"bytes"

	"github.com/sufler/sufler/shared/channel/kit"
)

// What a mender looks at ahead.

// space skips white space.
func (m *mender) space(i int) int {
	j := kit.SkipSpace(m.in, i)
	m.work += j - i + 1
	return j
}

// field reads a field's name and colon, and says where its value begins.
func (m *mender) field(i int) (name string, value int, ok bool) {
	name, value, ok = fieldAt(m.in, i)
	m.work += len(name) + mendName/8
	return name, value, ok
}

// fieldAt is field without a mender: a name is short and has nothing in it that
// JSON would escape.
func fieldAt(b []byte, i int) (name string, value int, ok bool) {
	if i >= len(b) || b[i] != '"' {
		return "", i, false
	}
	for j := i + 1; j < len(b) && j <= i+mendName; j++ {
		switch c := b[j]; {
		case c == '"':
			after := kit.SkipSpace(b, j+1)
			if after == len(b) || b[after] != ':' {
				return "", i, false
			}
			return string(b[i+1 : j]), kit.SkipSpace(b, after+1), true
		case c == '\\' || c < ' ':
			return "", i, false
		}
	}
	return "", i, false
}

// fieldsIn finds what looks like a field of a known name anywhere in a body, in
// words too: where it stands last after a comma, and how often it stands.
func fieldsIn(body []byte, known kit.Names) (last, count map[string]int) {
	last, count = map[string]int{}, map[string]int{}
	for i, c := range body {
		if c != ',' && c != '{' {
			continue
		}
		name, _, ok := fieldAt(body, kit.SkipSpace(body, i+1))
		if k := kit.Fold(name); ok && (known.Has(k) || fieldRoles()[k] != 0) {
			if count[k]++; c == ',' {
				last[k] = i
			}
		}
	}
	return last, count
}

// goesOn says whether the structure goes on at i, after a value of the field of.
func (m *mender) goesOn(i int, of string) bool {
	if i == len(m.in) {
		return false
	}
	switch m.in[i] {
	case '}', ']':
		return m.closes(i, len(m.frames)-1, of, true)
	case ',':
		return m.another(i, len(m.frames)-1, of, true)
	}
	return false
}

// closes says whether the frame d may end at i, and what it lies in go on. Unless deep, the name of a field
// that follows may be any.
func (m *mender) closes(i, d int, of string, deep bool) bool {
	for ; ; d-- {
		if i == len(m.in) || m.frames[d].list != (m.in[i] == ']') || m.in[i] != '}' && m.in[i] != ']' {
			return false
		}
		i = m.space(i + 1)
		if d == 0 {
			return i == len(m.in)
		}
		if i < len(m.in) && m.in[i] == ',' {
			return m.another(i, d-1, of, deep)
		}
	}
}

// another says whether another member of the frame d may follow the comma at i.
func (m *mender) another(i, d int, of string, deep bool) bool {
	n := m.space(i + 1)
	switch {
	case n == len(m.in):
		return false
	case m.frames[d].list:
		return bytes.IndexByte([]byte(`"{[-0123456789tfn`), m.in[n]) >= 0
	case m.in[n] == '}': // one comma too many
		return m.closes(n, d, of, deep)
	}
	name, value, ok := m.field(n)
	if !ok || !deep {
		return ok
	}
	k := kit.Fold(name)
	what, before := fieldRoles()[k], fieldRoles()[of]
	switch {
	case m.frames[d].seen[k], m.listed != nil && !m.listed[k] && !what.essential():
		return false
	case of != "" && before.spoken() && m.last[k] > i:
		return false
	case of != "" && !before.spoken(): // no words before it that could look like a field
		return true
	case what == saidField || what == nameField, (what == partField || m.known.Has(k)) && value < len(m.in) && m.in[value] == '{':
		return true
	}
	return m.clean(value, d)
}

// clean says whether the value at i, of the frame d, has nothing odd in it: as far
// as it can be seen, no words broke it.
func (m *mender) clean(i, d int) bool {
	if i == len(m.in) {
		return false
	}
	start := i
	switch c := m.in[i]; {
	case c == '"':
		i = kit.StringEnd(m.in, i+1) + 1
		if i == 0 {
			i = len(m.in)
		}
	case c == '{' && !bytes.HasPrefix(m.in[i:], []byte("{{")), c == '[':
		i = kit.Enclosed(m.in, i)
	default:
		if bytes.HasPrefix(m.in[i:], []byte("{{")) {
			i += max(bytes.Index(m.in[i:min(len(m.in), i+4*mendName)], []byte("}}"))+2, 2)
		}
		for i < len(m.in) && i < start+4*mendName && bytes.IndexByte([]byte(",}]\"\n"), m.in[i]) < 0 {
			i++
		}
	}
	m.work += i - start
	switch i = m.space(i); {
	case i == len(m.in):
		return false
	case m.in[i] == ',':
		return m.another(i, d, "", false)
	}
	return m.closes(i, d, "", false)
}
