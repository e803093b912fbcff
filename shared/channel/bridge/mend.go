package bridge

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/sufler/sufler/shared/channel/kit"
)

// A company writes the body of a bridge's request by hand, with variables in it,
// and the platforms put a customer's words there as they are: a line break or a
// quotation mark makes it no JSON, and refusing it would lose the message.
//
// A mender reads such a body by the structure that the company can have meant.
// It knows in which object and in which field's value it stands. A quotation mark
// ends a value only where the structure goes on: where all open objects end with
// the body, or where a comma and the name of a field follow that this object has
// not had yet. A name that the plug knows is strong evidence, unless the same name
// comes once more: then the first was among the words. A name that it does not
// know, or one whose values never hold words, must have a value with nothing odd
// in it. What is looked at ahead is bounded, so the work is linear in the body.
type mender struct {
	in     []byte
	known  kit.Names
	listed map[string]bool // if there are any, no other name is a field's
	last   map[string]int  // where each known name stands for the last time
	frames []frame
	out    []byte
	whole  int  // how much of out is the members of the top that are whole
	stray  bool // words hold quotation marks as they are …
	raw    bool // … so a backslash is one, too
	work   int
}

// frame is an object or a list that is open.
type frame struct {
	list bool
	seen map[string]bool
}

// How deep a body may go, how long a name may be, and how many bytes may be
// looked at for each one of the body: natural ones take fewer than 8.
const (
	mendDepth  = 16
	mendName   = 64
	mendEffort = 64
)

// mend is a body that is no JSON, made JSON. If it can't be, good is nil and lead
// has the members that stand before what can't be read.
func mend(body []byte, known kit.Names, listed map[string]bool) (good, lead []byte) {
	m := &mender{in: bytes.TrimPrefix(body, []byte("\ufeff")), known: known, listed: listed}
	m.last, _ = fieldsIn(m.in, known)
	ok := m.run()
	if m.stray && !m.spent() {
		m.raw = true
		ok = m.run()
	}
	if ok && json.Valid(m.out) {
		return m.out, nil
	}
	if lead = append(m.out[:m.whole:m.whole], '}'); m.whole > 0 && json.Valid(lead) {
		return nil, lead
	}
	return nil, []byte("{}")
}

func (m *mender) run() bool {
	m.out, m.frames, m.whole, m.work = make([]byte, 0, len(m.in)+len(m.in)/8), nil, 0, 0
	start := m.space(0)
	if start == len(m.in) || m.in[start] != '{' {
		return false
	}
	end, ok := m.object(start)
	return ok && m.space(end) == len(m.in)
}

func (m *mender) spent() bool { return m.work > mendEffort*(len(m.in)+mendName) }

// object reads the object that begins at i and says where it ended.
func (m *mender) object(i int) (end int, ok bool) {
	if len(m.frames) == mendDepth {
		return i, false
	}
	m.frames = append(m.frames, frame{seen: map[string]bool{}})
	defer func() { m.frames = m.frames[:len(m.frames)-1] }()
	m.out = append(m.out, '{')
	i = m.space(i + 1)
	for first := true; i < len(m.in) && m.in[i] != '}'; first = false {
		name, at, ok := m.field(i)
		if !ok || m.spent() {
			return i, false
		}
		if !first {
			m.out = append(m.out, ',')
		}
		m.out = append(append(append(m.out, '"'), name...), `":`...)
		m.frames[len(m.frames)-1].seen[kit.Fold(name)] = true
		if i, ok = m.value(at, kit.Fold(name)); !ok {
			return i, false
		}
		if len(m.frames) == 1 {
			m.whole = len(m.out)
		}
		switch i = m.space(i); {
		case i < len(m.in) && m.in[i] == ',':
			i = m.space(i + 1)
		case i == len(m.in) || m.in[i] != '}':
			return i, false
		}
	}
	m.out = append(m.out, '}')
	return i + 1, i < len(m.in)
}

// list reads a list as object does an object. What is in it is read by no plug,
// so that it need not be told apart to the letter.
func (m *mender) list(i int) (end int, ok bool) {
	if len(m.frames) == mendDepth {
		return i, false
	}
	m.frames = append(m.frames, frame{list: true})
	defer func() { m.frames = m.frames[:len(m.frames)-1] }()
	m.out = append(m.out, '[')
	i = m.space(i + 1)
	for first := true; i < len(m.in) && m.in[i] != ']'; first = false {
		if !first {
			m.out = append(m.out, ',')
		}
		if i, ok = m.value(i, ""); !ok || m.spent() {
			return i, false
		}
		switch i = m.space(i); {
		case i < len(m.in) && m.in[i] == ',':
			i = m.space(i + 1)
		case i == len(m.in) || m.in[i] != ']':
			return i, false
		}
	}
	m.out = append(m.out, ']')
	return i + 1, i < len(m.in)
}

// value reads the value at i, of the field of that name.
func (m *mender) value(i int, of string) (end int, ok bool) {
	if i == len(m.in) {
		return i, false
	}
	switch c := m.in[i]; {
	case c == '"':
		return m.text(i+1, of)
	case c == '{' && !bytes.HasPrefix(m.in[i:], []byte("{{")):
		return m.object(i)
	case c == '[':
		return m.list(i)
	case c == ',' || c == '}' || c == ']': // a variable that was empty
		m.out = append(m.out, "null"...)
		return i, true
	}
	return m.bare(i, of)
}

// text reads a string whose content begins at i.
func (m *mender) text(i int, of string) (end int, ok bool) {
	for q := i; q < len(m.in) && !m.spent(); q++ {
		next := bytes.IndexByte(m.in[q:], '"')
		if next < 0 {
			break
		}
		q += next
		odd := (q-i-len(bytes.TrimRight(m.in[i:q], `\`)))%2 == 1
		if fieldRoles()[of] == idField && !odd || m.goesOn(m.space(q+1), of) {
			m.stray = m.stray || odd // a backslash that is the last word
			m.write(m.in[i:q])
			return q + 1, true
		}
		m.stray = m.stray || !odd
	}
	return i, false
}

// bare reads a value that no quotation marks enclose: a number, a word of JSON's,
// or a variable that stands for itself.
func (m *mender) bare(i int, of string) (end int, ok bool) {
	j := i
	if bytes.HasPrefix(m.in[i:], []byte("{{")) { // not filled in
		j += max(bytes.Index(m.in[i:], []byte("}}"))+2, 2)
	}
	for ; j < len(m.in) && !m.spent(); j++ {
		m.work++
		if c := m.in[j]; (c == ',' || c == '}' || c == ']') && m.goesOn(j, of) {
			if v := bytes.TrimSpace(m.in[i:j]); json.Valid(v) && v[0] != '"' {
				m.out = append(m.out, v...)
			} else {
				m.stray = m.stray || bytes.IndexByte(v, '"') >= 0
				m.write(v)
			}
			return j, true
		}
	}
	return i, false
}

// write writes words as a string.
func (m *mender) write(words []byte) {
	m.out = append(m.out, '"')
	for i := 0; i < len(words); i++ {
		switch c := words[i]; {
		case c == '\\':
			n := escape(words[i:])
			if m.raw || n == 0 {
				m.stray = m.stray || n == 0
				m.out = append(m.out, `\\`...)
				continue
			}
			m.out = append(m.out, words[i:i+n]...)
			i += n - 1
		case c == '"':
			m.out = append(m.out, `\"`...)
		case c == '\n':
			m.out = append(m.out, `\n`...)
		case c == '\r':
			m.out = append(m.out, `\r`...)
		case c == '\t':
			m.out = append(m.out, `\t`...)
		case c < ' ':
			m.out = append(m.out, ' ')
		default:
			m.out = append(m.out, c)
		}
	}
	m.out = append(m.out, '"')
}

// escape is how long the escape of JSON's is that b begins with, 0: it is none.
func escape(b []byte) int {
	if len(b) < 2 || bytes.IndexByte([]byte(`"\/bfnrtu`), b[1]) < 0 {
		return 0
	}
	if b[1] != 'u' {
		return 2
	}
	if len(b) < 6 || slices.ContainsFunc(b[2:6], func(c byte) bool { return bytes.IndexByte([]byte("0123456789abcdefABCDEF"), c) < 0 }) {
		return 0
	}
	return 6
}
