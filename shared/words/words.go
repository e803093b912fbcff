// Package words is the word kit: what a word is, when two are the same, and what
// of a text a person sees. Values, proof and readers look at people's words with
// it and with nothing else, so that they agree on them.
package words

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"golang.org/x/text/unicode/norm"

	"github.com/sufler/sufler/shared/lazy"
)

// Word is a run of letters or digits of a text, at text[Start:End], folded.
type Word struct {
	Text       string
	Start, End int
}

// Fold lowers the case and takes away what people leave out when they type:
// ё and е are one, Spanish accents are none. Not the tilde of ñ: año is not ano.
// The text keeps its number of letters, not of bytes.
func Fold(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return strings.Map(foldRune, s)
		}
	}
	return s
}

func foldRune(r rune) rune {
	r = unicode.ToLower(r)
	switch r {
	case 'ё':
		return 'е'
	case 'á', 'à', 'â':
		return 'a'
	case 'é', 'è', 'ê':
		return 'e'
	case 'í':
		return 'i'
	case 'ó', 'ô':
		return 'o'
	case 'ú', 'ü':
		return 'u'
	case '’', 'ʼ':
		return '\''
	case '\u00a0', '\u202f', '\u2009':
		return ' '
	}
	return r
}

// Of are the words of a text. A run of letters and a run of digits beside
// each other are two words; an apostrophe between letters is part of the word.
func Of(s string) []Word {
	var ws []Word
	start, kind := -1, 0
	flush := func(end int) {
		if start >= 0 {
			ws = append(ws, Word{Fold(s[start:end]), start, end})
		}
		start = -1
	}
	for i, r := range s {
		k := runeKind(r)
		if k == 3 && kind == 1 && start >= 0 {
			next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
			if unicode.IsLetter(next) {
				continue
			}
		}
		if k == 3 {
			k = 0
		}
		if k != kind || k == 0 {
			flush(i)
			if k != 0 {
				start = i
			}
		}
		kind = k
	}
	flush(len(s))
	return ws
}

func runeKind(r rune) int {
	switch {
	case r == '\'' || r == '’':
		return 3
	case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
		return 1
	case unicode.IsDigit(r):
		return 2
	}
	return 0
}

// Stem is a word's stem in the language (ru, es, en), so that its inflected
// forms are one. The word must be folded.
func Stem(word, language string) string {
	stem := english.Stem
	switch {
	case word != "" && word[0] >= 0xd0 && word[0] <= 0xd3: // a Cyrillic letter's first byte
		stem = russian.Stem
	case language == "es":
		stem = spanish.Stem
	}
	if s := stem(word, true); s != "" {
		return Fold(s)
	}
	return word
}

// Stems are the stems of a text's words, the filler words of the language left
// out.
func Stems(s, language string) []string {
	var out []string
	for _, w := range Of(s) {
		if !filler.Has(w.Text) {
			out = append(out, Stem(w.Text, language))
		}
	}
	return out
}

// Filler says whether a folded word only joins others, in any of the languages.
func Filler(word string) bool { return filler.Has(word) }

var filler = lazy.Words(`и в во на по с со за к ко у о об от до из для не ни а но же ли бы то что как это этот эта эти мой моя мне меня нам нас вас вам ваш его ее их или при
	el la los las un una unos unas de del al a y o u en por para con que su sus mi mis es lo le se me nos si no
	the a an of to for with my your his her their our is are be and or in on at by it its this that from as i you we me us`)

// Bares are the words of a text, without case and any accents, as people look for them.
func Bares(s string) []string {
	var out []string
	for _, w := range Of(norm.NFKD.String(s)) {
		if b := Bare(w.Text); b != "" {
			out = append(out, b)
		}
	}
	return out
}
