package desk

import (
	"slices"
	"strings"
	"unicode"
)

// Covers says whether what the field has says all that a value says, and maybe more:
// "office chairs" covers "chairs", "9 Harbor Rd, Boston" covers "9 Harbor Rd". Words may
// be inflected, figures may not; what is denied covers nothing that is affirmed ("no
// sugar" not "sugar"). Typed values are the same or not.
func (f Field) Covers(has, v Value) bool {
	if has == v || !f.FreeText() || has == "" || v == "" {
		return has == v
	}
	all, part := wordsOf(has), wordsOf(v)
	if len(part) == 0 {
		return false
	}
	for at := 0; at+len(part) <= len(all); at++ {
		if slices.EqualFunc(all[at:at+len(part)], part, alikeWords) && !deniedAt(all, at) {
			return true
		}
	}
	return false
}

func wordsOf(v Value) []string {
	lower := strings.NewReplacer("ё", "е", "'", "", "’", "").Replace(strings.ToLower(string(v)))
	return strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
}

// alikeWords: one word in two endings, of two letters at most.
func alikeWords(a, b string) bool {
	if a == b {
		return true
	}
	if strings.ContainsFunc(a+b, unicode.IsDigit) {
		return false
	}
	x, y := []rune(a), []rune(b)
	n := 0
	for n < len(x) && n < len(y) && x[n] == y[n] {
		n++
	}
	return n >= 4 && len(x)-n <= 2 && len(y)-n <= 2
}

// deniedAt says whether one of the two words before a place denies what stands there.
func deniedAt(all []string, at int) bool {
	return slices.ContainsFunc(all[max(0, at-2):at], func(w string) bool { return slices.Contains(denials, w) })
}

var denials = []string{"no", "not", "without", "never", "dont", "не", "нет", "без", "кроме", "ни", "sin", "ni", "nunca", "menos", "except"}
