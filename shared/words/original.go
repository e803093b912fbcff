package words

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Original gives the part of said that a quote stands for though whoever quoted tidied it
// up: what Verbatim forgives, and letters' case, ё for е, the kind of quotation marks and
// dashes, and marks around the whole. What is answered are said's own bytes: whether they
// prove anything, others look at. It begins and ends where words do.
func Original(said, quote string) (original string, ok bool) {
	if original, ok = Verbatim(said, quote); ok {
		return original, true
	}
	q := tidied(strings.TrimFunc(quote, func(r rune) bool {
		return r != ')' && r != '(' && r != '+' && (unicode.IsPunct(r) || unicode.IsSpace(r))
	}))
	s := tidied(said)
	for at := 0; q.text != ""; {
		i := strings.Index(s.text[at:], q.text)
		if i < 0 {
			break
		}
		i += at
		end := i + len(q.text)
		if s.starts(i) && s.ends(end) && !inWord(s.text, i) && !inWord(s.text, end) {
			return said[s.from[i]:s.to[end-1]], true
		}
		at = i + 1
	}
	return "", false
}

// inWord says whether a place stands between two letters or digits.
func inWord(s string, at int) bool {
	a, _ := utf8.DecodeLastRuneInString(s[:at])
	b, _ := utf8.DecodeRuneInString(s[at:])
	alnum := func(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return alnum(a) && alnum(b)
}

// tidied is a text without what people who quote change of it.
func tidied(s string) folded {
	var f folded
	var b strings.Builder
	space := false
	for at, r := range s {
		end := at + utf8.RuneLen(r)
		if r == utf8.RuneError {
			end = at + 1
		}
		piece := string(tidy(r))
		if unicode.IsSpace(r) {
			if space {
				f.to[len(f.to)-1] = end
				continue
			}
			piece = " "
		}
		space = unicode.IsSpace(r)
		b.WriteString(piece)
		for range len(piece) {
			f.from, f.to = append(f.from, at), append(f.to, end)
		}
	}
	f.text = b.String()
	return f
}

func tidy(r rune) rune {
	switch r = unicode.ToLower(r); {
	case r == 'ё':
		return 'е'
	case unicode.Is(unicode.Pd, r), r == '−':
		return '-'
	case strings.ContainsRune("«»“”„‟\"‹›", r):
		return '"'
	case strings.ContainsRune("’‘‛`´'", r):
		return '\''
	}
	return r
}
