package kit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/sufler/sufler/shared/desk"
)

// Measure is how a channel counts a text's length.
type Measure func(string) int

// Utf16Len counts UTF-16 units. It is never less than characters, so a limit in
// characters is kept too.
func Utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

func ByteLen(s string) int { return len(s) }

// Split cuts a text into parts of at most limit, at the last line break that
// leaves a part at least half full, else at the last space, else between
// characters as people see them. White space at a cut is dropped; nothing else
// is. An empty text has no parts.
func Split(text string, limit int, size Measure) []string {
	var parts []string
	for rest := strings.TrimSpace(text); rest != ""; {
		n := cut(rest, limit, size)
		parts = append(parts, strings.TrimRightFunc(rest[:n], unicode.IsSpace))
		rest = strings.TrimLeftFunc(rest[n:], unicode.IsSpace)
	}
	return parts
}

// cut is how many bytes of s, more than none, make the next part.
func cut(s string, limit int, size Measure) int {
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

// FirstOf is the first of them that is not empty.
func FirstOf[T ~string](all ...T) T {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// Joined joins those of parts that are not empty.
func Joined(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(parts), func(s string) bool { return s == "" }), by)
}

// InWords writes a place or a person for channels that have no form for them.
func InWords(a desk.Attachment) string {
	var lines []string
	for _, s := range []string{a.Name, a.Address, a.Phone} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if a.Kind == desk.AttachedLocation {
		lines = append(lines, fmt.Sprintf("https://www.google.com/maps?q=%g,%g", a.Lat, a.Long))
	}
	return strings.Join(lines, "\n")
}
