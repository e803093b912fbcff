package value

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Signs beside figures that make another number of them: fractions of one character, and
// minus, as a sign or in words.

// fractions are the characters that are a part of one.
const fractions = "½¼¾⅛⅜⅝⅞"

// fractionOf is the part of one that a character is; zero: it is none.
func fractionOf(r rune) decimal.Decimal {
	eighths := map[rune]int64{'½': 4, '¼': 2, '¾': 6, '⅛': 1, '⅜': 3, '⅝': 5, '⅞': 7}
	return decimal.NewFromInt(eighths[r]).Div(decimal.NewFromInt(8))
}

// writtenFraction is a part of one in figures, behind whole ones: "6 1/4".
var writtenFraction = lazy.Pattern(`^[ \x{a0}\x{202f}]([1357])/([248])(?:$|[^\d/.,])`)

// halfMeasure is a half behind what is measured: "6 kilos y medio".
var halfMeasure = lazy.Pattern(`(?i)^[ \x{a0}](?:kilos?|kg|кило|кг|литр\p{L}*|litros?|lit(?:er|re)s?|metros?|met(?:er|re)s?|метр\p{L}*|horas?|hours?|часа?|часов|años?|years?|лет|года?|mes(?:es)?|months?|месяц\p{L}*|semanas?|weeks?|недел\p{L}*|miles?|millas?|pounds?|libras?|inch(?:es)?|pulgadas?|тонн\p{L}*|toneladas?|d[ií]as?|days?|дн(?:я|ей)|день) (?:y medi[oa]|and a half|с половиной)(?:$|[^\p{L}])`)

// withHalf adds the half behind what a whole number measures.
func withHalf(text string, n Number) Number {
	if n.Amount.IsInteger() && !n.Scaled && !n.Ordinal && !n.Percent && halfMeasure.MatchString(ahead(text, n.End)) {
		n.Amount = n.Amount.Add(decimal.New(5, -1))
	}
	return n
}

// withFraction adds the fraction right behind a figure, "1½", "1 ½" and "1 1/2"; used is how
// many bytes it takes.
func withFraction(rest string, amount decimal.Decimal) (sum decimal.Decimal, used int) {
	if m := writtenFraction.FindStringSubmatchIndex(rest); m != nil && amount.IsInteger() {
		over, under := decimal.NewFromInt(int64(rest[m[2]]-'0')), decimal.NewFromInt(int64(rest[m[4]]-'0'))
		if over.LessThan(under) {
			return amount.Add(over.Div(under)), m[5]
		}
	}
	bare := strings.TrimLeft(rest, " \u00a0\u202f")
	part := fractionOf(after(bare, 0))
	if part.IsZero() || len(rest)-len(bare) > 2 || !amount.IsInteger() {
		return amount, 0
	}
	return amount.Add(part), len(rest) - len(bare) + utf8.RuneLen(after(bare, 0))
}

// bareFractions are the numbers that are less than one, or less than one of their scale:
// "½ kg", "½ millón".
func bareFractions(text string) (ns []Number) {
	if !strings.ContainsAny(text, fractions) {
		return nil
	}
	for at, r := range text {
		part, last := fractionOf(r), before(text, len(strings.TrimRight(text[:at], " \u00a0\u202f")))
		if part.IsZero() || alnum(before(text, at)) || unicode.IsDigit(last) { // a figure's own: withFraction
			continue
		}
		n := Number{Amount: part, Start: at, End: at + utf8.RuneLen(r)}
		if scaled, used := scaledBy(ahead(text, n.End), part); used > 0 {
			n.Amount, n.Scaled, n.End = scaled, true, n.End+used
		}
		ns = append(ns, n)
	}
	return ns
}

// minusWord ends in a word that takes a number below nought. "Al menos 3" and
// "плюс-минус 5" do not.
var (
	minusWord = lazy.Pattern(`(?i)(^|[^\p{L}\-–—])(?:минус|minus|menos)[ \x{a0}]$`)
	noMinus   = lazy.Pattern(`(?i)(?:al|lo|o|u|no|плюс|plus)[ \x{a0}]?$`)
)

// signed is a number as the minus before it makes it. ok is false where it is taken from
// another one, "20 000 minus 5000": nobody said what is left.
func signed(text string, n Number) (_ Number, ok bool) {
	left := behind(text, n.Start)
	if strings.HasSuffix(left, "−") && !alnum(before(text, n.Start-len("−"))) {
		n.Amount, n.Start = n.Amount.Neg(), n.Start-len("−")
		return n, true
	}
	m := minusWord.FindStringSubmatchIndex(left)
	if m == nil || noMinus.MatchString(left[:m[3]]) {
		return n, true
	}
	at := n.Start - len(left) + m[3]
	if r := before(text, len(strings.TrimRight(text[:at], " \u00a0"))); unicode.IsDigit(r) || unicode.IsLetter(r) && endsInNumeral(text[:at]) || r == '%' {
		return n, false
	}
	n.Amount, n.Start, n.Weak = n.Amount.Neg(), at, false
	return n, true
}

// endsInNumeral says whether the last word of a text is a numeral or a currency, so that
// what stands behind is reckoned with it.
func endsInNumeral(text string) bool {
	ws := words.Of(behind(text, len(strings.TrimRight(text, " \u00a0"))))
	if len(ws) == 0 {
		return false
	}
	last := ws[len(ws)-1].Text
	for _, table := range []map[string]numeral{numeralsRu.Get(), numeralsEn.Get(), numeralsEs.Get()} {
		if _, is := table[last]; is {
			return true
		}
	}
	return reAfterMoney.MatchString(last + " ")
}

// unsureMinus says whether a sum's figure, or its currency's sign, has a hyphen before it that
// may be a minus: "-$100", "$-100".
func unsureMinus(text string, start, figure int) bool {
	hyphen := func(at int) bool {
		r := before(text, at)
		return (r == '-' || r == '−') && !alnum(before(text, at-utf8.RuneLen(r)))
	}
	return start < figure && hyphen(start) || hyphen(figure) && strings.ContainsRune("$€£₽₸₴¥₺₹", before(text, figure-1))
}

// exact: larger numbers are not the same in every program that they pass through.
var exact = lazy.Table(func() decimal.Decimal { return decimal.NewFromInt(1 << 53) })

// Premium says whether a call to a phone number costs whoever makes it extra, which goes
// to whom it belongs.
func Premium(v desk.Value) bool { return premium.MatchString(string(v)) }

// premium: North America, Russia, Spain, Britain, Ukraine, Mexico, and the international ones.
var premium = lazy.Pattern(`^\+(?:1900|7(?:803|809)|34(?:803|806|807|905)|44(?:9|87[1-3])|380900|52900|979)`)
