package proof

import (
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// The words of a value and of its quote, compared more narrowly than by stems.

// moneyWords are a figure, or a word for money or for a great number.
var moneyWords = lazy.Pattern(`\p{N}|\p{Sc}|руб|долл|евро|цент|копе|тенге|гривн|dollar|buck|cent|euro|pound|quid|peso|libra|usd|eur|rub|gbp|kzt|uah|mxn`)

// overlap says why words that a prover took for the value are too thin; "": they
// are not.
func overlap(f desk.Field, v desk.Value, quote string) string {
	switch f.Type {
	case desk.TypeMoney:
		// "Un pedido" is no euro: an article is the number one in many languages.
		if strings.HasPrefix(string(v), "1.00 ") && !moneyWords.MatchString(plain(quote)) {
			return "the quote holds no amount of money"
		}
	case desk.TypeEnum, desk.TypeMultiEnum:
		for _, chosen := range strings.Split(string(v), "\n") {
			if collides(f, chosen, quote) {
				return "the quote names something else that only begins like the option"
			}
		}
	}
	return ""
}

// collides says whether a quote has no word of an option, or of a synonym, but
// one that begins alike and goes on otherwise: "pago" is not "pagado". An
// abbreviation ("нал") goes on in no other way, and kin of another stem is the
// prover's to know.
func collides(f desk.Field, chosen, quote string) bool {
	alike := false
	for _, o := range f.Options {
		if o.Value != chosen {
			continue
		}
		for _, name := range append([]string{o.Value}, o.Synonyms...) {
			for _, w := range words.Runs([]rune(name)) {
				word := words.Bare(w.Text)
				if found(word, quote, 2) {
					return false
				}
				alike = alike || beginsAlike(word, quote)
			}
		}
	}
	return alike
}

// beginsAlike says whether a word of text shares three letters or four with word,
// and then both go on. With more in common they are of one family: «наличкой» is
// said for «Наличные».
func beginsAlike(word, text string) bool {
	rs := []rune(word)
	for _, w := range words.Runs([]rune(words.Visible(text))) {
		other := []rune(words.Bare(w.Text))
		n := 0
		for n < len(rs) && n < len(other) && rs[n] == other[n] {
			n++
		}
		if n >= 3 && n < 5 && n < len(rs)-2 && n < len(other) {
			return true
		}
	}
	return false
}

// sharesWords says whether every word of value, but the shortest, stands in quote.
func sharesWords(value, quote string) bool {
	for _, w := range words.Runs([]rune(words.Visible(value))) {
		if s := words.Bare(w.Text); utf8.RuneCountInString(s) > 2 && !found(s, quote, 3) {
			return false
		}
	}
	return true
}

// found says whether a word of text begins like word, up to ending letters at
// its end, three at least.
func found(word, text string, ending int) bool {
	rs := []rune(word)
	stem := string(rs[:min(len(rs), max(3, len(rs)-ending))])
	for _, w := range words.Runs([]rune(words.Visible(text))) {
		if strings.HasPrefix(words.Bare(w.Text), stem) {
			return true
		}
	}
	return false
}
