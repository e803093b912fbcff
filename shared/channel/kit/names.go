package kit

import (
	"bytes"
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A name in JSON is what the vendor writes, to the letter. Go's decoding takes
// any case for it, and the last one counts, so that a "Text" after the "text"
// would override it. decode sees to it for every plug that no other case counts
// where the name itself stands. In bodies that a
// company wrote by hand (see hand) any case is the same name, and so stands for
// its field, but not a second time.

// Names are the JSON names of a type and of all types within it: as they are
// written, by their folded form.
type Names map[string][]string

var namesByType sync.Map // reflect.Type → names, made when first used

func NamesOf(v any) Names {
	t := reflect.TypeOf(v)
	if n, ok := namesByType.Load(t); ok {
		return n.(Names)
	}
	n := Names{}
	n.add(t, map[reflect.Type]bool{})
	namesByType.Store(t, n)
	return n
}

func (n Names) add(t reflect.Type, met map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || met[t] {
		return
	}
	met[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			n[Fold(name)] = append(n[Fold(name)], name)
		}
		n.add(f.Type, met)
	}
}

// Has says whether a name is one of the type's, in whatever case.
func (n Names) Has(folded string) bool { return n[folded] != nil }

// Fold is a name as decoding compares it.
func Fold(name string) string {
	return strings.ReplaceAll(strings.ToLower(name), "ſ", "s")
}

// exactly is the body without the names that only look like one of n where their
// object has that one, too: they are blanked. It copies the body only where one
// looks so at all.
func (n Names) exactly(body []byte) []byte {
	for start, end := range keys(body) {
		if n.blurred(body[start:end]) {
			return n.blanked(bytes.Clone(body))
		}
	}
	return body
}

// blanked is exactly of a body that may be changed.
func (n Names) blanked(body []byte) []byte {
	type object struct {
		exact   map[string]bool
		blurred [][2]int
	}
	open := []object{{exact: map[string]bool{}}}
	for i := 0; i < len(body); i++ {
		switch top := &open[len(open)-1]; body[i] {
		case '{':
			open = append(open, object{exact: map[string]bool{}})
		case '}':
			for _, b := range top.blurred {
				if top.exact[Fold(unescaped(body[b[0]:b[1]]))] {
					copy(body[b[0]:b[1]], bytes.Repeat([]byte{' '}, b[1]-b[0]))
				}
			}
			open = open[:max(len(open)-1, 1)]
		case '"':
			start, end := i+1, StringEnd(body, i+1)
			if end < 0 {
				return body
			}
			if i = end; !isKey(body, end) {
				continue
			}
			if n.blurred(body[start:end]) {
				top.blurred = append(top.blurred, [2]int{start, end})
			} else if name := unescaped(body[start:end]); n.exact(name) {
				top.exact[Fold(name)] = true
			}
		}
	}
	return body
}

// keys are the places of all names of fields in a JSON text.
func keys(body []byte) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		for i := 0; ; {
			start := bytes.IndexByte(body[i:], '"')
			if start < 0 {
				return
			}
			start += i + 1
			end := StringEnd(body, start)
			if end < 0 || isKey(body, end) && !yield(start, end) {
				return
			}
			i = end + 1
		}
	}
}

// isKey says whether the string that ends there names a field.
func isKey(body []byte, end int) bool {
	i := SkipSpace(body, end+1)
	return i < len(body) && body[i] == ':'
}

// blurred says whether a key is one of the names but for its letters' case.
func (n Names) blurred(key []byte) bool {
	plain := true
	for _, c := range key {
		if c == '\\' || c >= 'A' && c <= 'Z' || c >= 0x80 {
			plain = false
			break
		}
	}
	if plain {
		return len(n[string(key)]) > 0 && !n.exact(string(key))
	}
	name := unescaped(key)
	return n.Has(Fold(name)) && !n.exact(name)
}

func (n Names) exact(name string) bool {
	for _, have := range n[Fold(name)] {
		if have == name {
			return true
		}
	}
	return false
}

// StringEnd is where a JSON string ends whose content begins at i, -1: nowhere.
func StringEnd(b []byte, i int) int {
	for ; i < len(b); i++ {
		switch b[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return -1
}

func SkipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t' || b[i] == '\n' || b[i] == '\r') {
		i++
	}
	return i
}

// Members are the fields of an object of a valid JSON text, in their order.
func Members(object []byte) iter.Seq2[string, json.RawMessage] {
	return func(yield func(string, json.RawMessage) bool) {
		for i := SkipSpace(object, SkipSpace(object, 0)+1); object[i] == '"'; i = SkipSpace(object, i) {
			end := StringEnd(object, i+1)
			key := object[i+1 : end]
			from := SkipSpace(object, SkipSpace(object, end+1)+1)
			if i = valueEnd(object, from); !yield(unescaped(key), object[from:i:i]) {
				return
			}
			if i = SkipSpace(object, i); object[i] == ',' {
				i++
			}
		}
	}
}

// valueEnd is where the value ends that begins at i.
func valueEnd(b []byte, i int) int {
	switch b[i] {
	case '"':
		return StringEnd(b, i+1) + 1
	case '{', '[':
		return Enclosed(b, i)
	}
	for i < len(b) && bytes.IndexByte([]byte(",]} \t\r\n"), b[i]) < 0 {
		i++
	}
	return i
}

// CountMembers counts the names of fields in a valid JSON text, at any depth, as
// fold has them.
func CountMembers(body []byte) map[string]int {
	count := map[string]int{}
	for start, end := range keys(body) {
		count[Fold(unescaped(body[start:end]))]++
	}
	return count
}

func unescaped(key []byte) string {
	if bytes.IndexByte(key, '\\') < 0 {
		return string(key)
	}
	var s string
	if json.Unmarshal(slices.Concat([]byte{'"'}, key, []byte{'"'}), &s) != nil {
		return string(key)
	}
	return s
}

// Enclosed is where the object or the list ends that begins at i.
func Enclosed(b []byte, i int) int {
	for depth := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			end := StringEnd(b, i+1)
			if end < 0 {
				return len(b)
			}
			i = end
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return i
}
