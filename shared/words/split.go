package words

import "unicode/utf8"

// SplitAfter cuts a text behind each rune that ends a piece, as end says of it and
// of the runes beside it, 0 where there is none. All of the text is kept; what ends
// one is the caller's, since a clause to one is a word to another.
func SplitAfter(s string, end func(before, after, r rune) bool) []string {
	var out []string
	from, before := 0, rune(0)
	for i, r := range s {
		next := i + utf8.RuneLen(r)
		if r == utf8.RuneError { // one byte of what is no UTF-8
			_, n := utf8.DecodeRuneInString(s[i:])
			next = i + n
		}
		if next == len(s) {
			break
		}
		if after, _ := utf8.DecodeRuneInString(s[next:]); end(before, after, r) {
			out, from = append(out, s[from:next]), next
		}
		before = r
	}
	return append(out, s[from:])
}

// Head is the beginning of a text, at most so many bytes of it and no rune torn.
func Head(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
}
