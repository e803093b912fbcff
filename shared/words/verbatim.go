package words

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Verbatim gives the part of said that quote stands for: quote itself where it
// stands byte for byte, else the original bytes where the two differ only by
// Unicode normalisation, by the width and kind of white space, or by characters
// without width or face (a zero-width space, a variation selector). ok is false
// where it stands nowhere; nothing more is forgiven, and never a character that
// turns text round or hides it.
func Verbatim(said, quote string) (original string, ok bool) {
	quote = strings.TrimSpace(quote)
	switch {
	case quote == "":
		return "", false
	case strings.Contains(said, quote):
		return quote, true
	}
	q := compared(quote)
	s := compared(said)
	if q.text == "" {
		return "", false
	}
	for at := 0; ; {
		i := strings.Index(s.text[at:], q.text)
		if i < 0 {
			return "", false
		}
		i += at
		end := i + len(q.text)
		// A match must not begin or end inside what was one piece (the "i" of
		// the ligature "ﬁ").
		if s.starts(i) && s.ends(end) {
			return said[s.from[i]:s.to[end-1]], true
		}
		at = i + 1
	}
}

// folded is a text in the form in which two texts are compared, and for each of
// its bytes which piece of the original it came from: [from, to).
type folded struct {
	text     string
	from, to []int
}

func (f folded) starts(i int) bool { return i == 0 || f.from[i] != f.from[i-1] }
func (f folded) ends(i int) bool   { return i == len(f.text) || f.from[i] != f.from[i-1] }

func compared(s string) folded {
	var f folded
	var b strings.Builder
	add := func(piece string, from, to int) {
		b.WriteString(piece)
		for range len(piece) {
			f.from = append(f.from, from)
			f.to = append(f.to, to)
		}
	}
	space := false
	for at := 0; at < len(s); {
		n := norm.NFKC.NextBoundaryInString(s[at:], true)
		piece := norm.NFKC.String(strings.Map(dropWeightless, s[at:at+n]))
		switch {
		case piece == "":
		case strings.TrimFunc(piece, unicode.IsSpace) == "":
			if !space && b.Len() > 0 {
				add(" ", at, at+n)
			}
			space = true
		default:
			add(piece, at, at+n)
			space = false
		}
		at += n
	}
	f.text = b.String()
	if space && len(f.text) > 0 {
		f.text, f.from, f.to = f.text[:len(f.text)-1], f.from[:len(f.from)-1], f.to[:len(f.to)-1]
	}
	return f
}

// dropWeightless drops characters that have no width and change nothing.
func dropWeightless(r rune) rune {
	switch {
	case r == 0x200B, r == 0x200C, r == 0x200D, r == 0x2060, r == 0xFEFF, r == 0x00AD, r >= 0xFE00 && r <= 0xFE0F:
		return -1
	}
	return r
}
