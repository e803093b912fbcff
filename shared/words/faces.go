package words

import (
	"strings"
	"unicode"
)

// The letters that look the same in two alphabets, each in its place in the other's list.
const (
	latinFaces    = "aceopxyABCEHKMOPTXYi"
	cyrillicFaces = "асеорхуАВСЕНКМОРТХУі"
)

// Faces is a word as a person reads it whose letters are of two alphabets: "ignоre" with a
// Cyrillic "о" is "ignore", "Oпepaтoр" with Latin ones "Оператор". One whose letters don't
// all have a like in the other alphabet stays, as "SMSку" does.
func Faces(word string) string {
	latin, cyrillic := false, false
	for _, r := range word {
		latin = latin || r < 0x250 && unicode.Is(unicode.Latin, r)
		cyrillic = cyrillic || unicode.Is(unicode.Cyrillic, r)
	}
	if !latin || !cyrillic {
		return word
	}
	var b strings.Builder
	from := 0
	flush := func(until int) {
		b.WriteString(face(word[from:until]))
		from = until
	}
	in := false
	for i, r := range word {
		if is := unicode.IsLetter(r); is != in {
			flush(i)
			in = is
		}
	}
	flush(len(word))
	return b.String()
}

// face is a run of letters in one alphabet, if it can be.
func face(run string) string {
	for _, to := range [2][2]string{{latinFaces, cyrillicFaces}, {cyrillicFaces, latinFaces}} {
		foreign := unicode.Latin
		if to[0] == cyrillicFaces {
			foreign = unicode.Cyrillic
		}
		if out, ok := exchanged(run, []rune(to[0]), []rune(to[1]), foreign); ok {
			return out
		}
	}
	return run
}

// exchanged is a run whose letters of one alphabet are those of the other that look alike;
// ok is false where one has none.
func exchanged(run string, from, to []rune, foreign *unicode.RangeTable) (_ string, ok bool) {
	var b strings.Builder
	for _, r := range run {
		if unicode.Is(foreign, r) {
			at := strings.IndexRune(string(from), r)
			if at < 0 {
				return "", false
			}
			r = to[len([]rune(string(from)[:at]))]
		}
		b.WriteRune(r)
	}
	return b.String(), true
}
