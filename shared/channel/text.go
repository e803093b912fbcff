package channel

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
)

// measure is how a channel counts a text's length.
type measure func(string) int

// utf16Len counts UTF-16 units. It is never less than characters, so a limit in
// characters is kept too.
func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func byteLen(s string) int { return len(s) }

// split cuts a text into parts of at most limit, at the last line break that
// leaves a part at least half full, else at the last space, else between
// characters as people see them. White space at a cut is dropped; nothing else
// is. An empty text has no parts.
func split(text string, limit int, size measure) []string {
	var parts []string
	for rest := strings.TrimSpace(text); rest != ""; {
		n := cut(rest, limit, size)
		parts = append(parts, strings.TrimRightFunc(rest[:n], unicode.IsSpace))
		rest = strings.TrimLeftFunc(rest[n:], unicode.IsSpace)
	}
	return parts
}

// cut is how many bytes of s, more than none, make the next part.
func cut(s string, limit int, size measure) int {
	if len(s) <= limit || size(s) <= limit {
		return len(s)
	}
	n, used := 0, 0
	for g := graphemes.FromString(s); g.Next(); n += len(g.Value()) {
		if used += size(g.Value()); used > limit {
			break
		}
	}
	if n == 0 { // one character over the whole limit
		_, n = utf8.DecodeRuneInString(s)
		return n
	}
	head := s[:n]
	if i := strings.LastIndexByte(head, '\n'); i > n/2 {
		return i
	}
	if r, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsSpace(r) {
		return n
	}
	if i := strings.LastIndexFunc(head, unicode.IsSpace); i > 0 {
		return i
	}
	return n
}
