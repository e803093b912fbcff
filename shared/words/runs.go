package words

import (
	"strings"
	"unicode"
)

// Run is a word as Runs cuts them, with its place in runes.
type Run struct {
	From, To int
	Text     string
}

// Runs splits at everything that is no letter, mark, number, @ or currency
// sign.
func Runs(rs []rune) []Run {
	var out []Run
	from := -1
	for i := 0; i <= len(rs); i++ {
		in := i < len(rs) && (unicode.IsLetter(rs[i]) || unicode.IsMark(rs[i]) || unicode.IsNumber(rs[i]) || rs[i] == '@' || unicode.Is(unicode.Sc, rs[i]))
		switch {
		case in && from < 0:
			from = i
		case !in && from >= 0:
			out = append(out, Run{from, i, string(rs[from:i])})
			from = -1
		}
	}
	return out
}

// Bare is a word in lower case without any accent: what Fold makes, and ñ is n,
// too. Words that are looked up in lists are bare.
func Bare(word string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(word) {
		switch r {
		case 'ё':
			r = 'е'
		case 'á':
			r = 'a'
		case 'é':
			r = 'e'
		case 'í':
			r = 'i'
		case 'ó':
			r = 'o'
		case 'ú', 'ü':
			r = 'u'
		case 'ñ':
			r = 'n'
		}
		if !unicode.IsMark(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
