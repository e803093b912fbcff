package value

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// addressWords may be in a claim though the quote leaves them out, or spells
// them otherwise.
var addressWords = lazy.Words("ул улица улице улицу д дом кв квартира г город пр просп проспект корп корпус стр офис оф пл площадь шоссе ш переулок пер street st ave avenue road rd apt apartment unit calle c avda avenida nº num numero ооо ип ao ltd")

// proveWords: every figure and every word of a free value must stand in the
// quote, inflected or not. In another language than the quote's, words may be
// translated, figures may not be new.
func proveWords(claim, quote string, l desk.Locale) (desk.Value, error) {
	lang := Tongue(quote, l.Language)
	said, figures, letters := map[string]bool{}, strings.Builder{}, false
	for _, w := range words.Of(quote) {
		said[w.Text], said[words.Stem(w.Text, lang)] = true, true
		if w.Text[0] >= '0' && w.Text[0] <= '9' {
			figures.WriteString(w.Text + " ")
		} else {
			letters = true // figures alone are in no language
		}
	}
	run, joined := strings.ReplaceAll(figures.String(), " ", ""), strings.NewReplacer(" ", "", "-", "").Replace(words.Fold(quote))
	translated := letters && l.Language != "" && l.Language != lang && Tongue(claim, l.Language) != lang
	for _, w := range words.Of(claim) {
		digit := w.Text[0] >= '0' && w.Text[0] <= '9'
		switch {
		case said[w.Text], said[words.Stem(w.Text, lang)]:
		case digit && len(w.Text) > 2 && strings.Contains(run, w.Text), digit && spelt(quote, l, w.Text):
		case digit:
			return "", unproven("a figure of the value does not stand in the quote")
		case translated, words.Filler(w.Text), addressWords.Has(w.Text), joinedIn(w.Text, joined):
		default:
			return "", unproven("a word of the value does not stand in the quote")
		}
	}
	if v := Clean(claim); len(words.Of(claim)) > 0 {
		return v, nil
	}
	return "", unproven("the value holds no word")
}

// spelt says whether a figure stands in the quote in words, as a voice note has it.
func spelt(quote string, l desk.Locale, figure string) bool {
	for _, n := range spelledNumbers(quote, l) {
		if n.Amount.String() == figure {
			return true
		}
	}
	return false
}

// joinedIn: "Агро36" is two words to us and one to people.
func joinedIn(word, joined string) bool { return len(word) > 3 && strings.Contains(joined, word) }
