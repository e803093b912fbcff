package offline

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordKind are what a word is, as a set.
type wordKind uint16

const (
	wordSeen wordKind = 1 << iota
	wordClosed
	wordVerb
	wordFigures
	wordLetters
	wordForeign
	wordCapital
	wordKin
	wordNoGoods
)

// wordClass is what a word of the line is, found once.
func (l *line) wordClass(i int) wordKind {
	if l.known.classes == nil {
		l.known.classes = make([]wordKind, len(l.words))
	}
	if k := l.known.classes[i]; k != 0 {
		return k
	}
	w := l.words[i]
	k := wordSeen
	mark := func(kind wordKind, on bool) {
		if on {
			k |= kind
		}
	}
	digits, letters := strings.ContainsAny(w.Text, "0123456789"), strings.ContainsFunc(w.Text, unicode.IsLetter)
	mark(wordClosed, closed(w.Text))
	mark(wordVerb, verbal(w.Text, l.tongue))
	mark(wordFigures, digits && !letters)
	mark(wordLetters, digits && letters)
	mark(wordForeign, l.tongue == "ru" && w.Text[0] < 0x80 && letters)
	first, _ := utf8.DecodeRuneInString(l.text[w.Start:])
	mark(wordCapital, unicode.IsUpper(first))
	mark(wordKin, reOthers.MatchString(w.Text))
	mark(wordNoGoods, reNoGoods.MatchString(w.Text))
	l.known.classes[i] = k
	return k
}
