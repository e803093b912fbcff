package value

import (
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Number is a number in a text, in digits or in words, at text[Start:End].
type Number struct {
	Amount     decimal.Decimal
	Start, End int
	Spelled    bool // in words
	Scaled     bool // with "thousand", "тыс", "к", "mil", "million"
	Percent    bool
	Ordinal    bool // 5th, 3-й, 2º
	// Flat is a flat by its rooms: "двушка".
	Flat bool
	// Rough is a number that is not said to the last unit: "a couple of hundred".
	Rough bool
	// Weak is a word that is a number only sometimes: one, un, одна.
	Weak bool
}

// Value is the number as a field holds it; "" if it is too long for one.
func (n Number) Value() desk.Value {
	s := n.Amount.String()
	if !reCanonical.MatchString(s) || n.Amount.Abs().GreaterThanOrEqual(exact.Get()) {
		return ""
	}
	return desk.Value(s)
}

var (
	reCanonical = lazy.Pattern(`^-?(0|[1-9]\d{0,17})(\.\d{0,11}[1-9])?$`)
	reDigits    = lazy.Pattern(`\d{1,3}(?:[ \x{a0}\x{202f}'’]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)*`)
	reScale     = lazy.Pattern(`^(?:(?i:[ \x{a0}\x{202f}]?(?:тыс(?:яч[аиу]?|\.)?|тыр|тыщ[аиу]?|т\.р\.|lucas?|млн\.?|миллион(?:а|ов)?|лям(?:а|ов)?|млрд\.?|миллиард(?:а|ов)?|трлн\.?|триллион(?:а|ов)?|сот(?:ни|ен|ня)|hundred|thousand|grand|million|mln\.?|billion|bn|trillion|bill[oó]n(?:es)?|millon(?:es)?|mill[oó]n|miles de|mil)|[кk])|[MМ])`)
	// reThousandSign: "12 k€".
	reThousandSign = lazy.Pattern(`^([ \x{a0}\x{202f}][кk])[ \x{a0}]?[$€£₽]`)
	reHalf         = lazy.Pattern(`(?i)^[ \x{a0}\x{202f}](?:с половиной|and a half|y medi[oa])`)
	reOrdinal      = lazy.Pattern(`(?i)^(?:st|nd|rd|th|-?(?:й|го|е|ое|ая|ый|ой|му|м|х)|[ºª°])`)
	reUnit         = lazy.Pattern(`(?i)^(?:kg|kgs|lb|lbs|кг|гр|км|km|kms|cm|см|mm|мм|m2|м2|m²|м²|м|m|шт|р|руб|rub|eur|usd|h|ч|л|l|г|g|gb|гб|sqft|ft|min|мин|x|х|чел|pcs|uds)(?:[^\p{L}\d]|$)`)
)

// Numbers finds numbers in digits ("26 700", "1.400,50", "60 тыс", "300к")
// and in words ("полторы тысячи", "half a dozen", "quinientos cincuenta").
// Digits inside codes, words and clocks are none.
func Numbers(text string, l desk.Locale) []Number {
	var ns []Number
	comma := decimalComma(text, l)
	for _, m := range reDigits.FindAllStringIndex(text, -1) {
		if n, ok := digitNumber(text, m[0], m[1], comma); ok {
			ns = append(ns, n)
		}
	}
	ns = append(ns, bareFractions(text)...)
	for _, n := range spelledNumbers(text, l) {
		if !scalesFigure(text, n) {
			ns = append(ns, n)
		}
	}
	var out []Number
	for _, n := range orderNumbers(text, ns) {
		if n, ok := signed(text, withHalf(text, n)); ok {
			out = append(out, n)
		}
	}
	return out
}

func orderNumbers(text string, ns []Number) []Number {
	slices.SortStableFunc(ns, func(a, b Number) int { return a.Start - b.Start })
	var out []Number
	for _, n := range ns {
		if k := len(out); k > 0 && n.Start < out[k-1].End {
			continue
		}
		if k := len(out); k > 0 && out[k-1].Scaled && joins(text, out[k-1], n) {
			rest := n.Amount
			if last := strings.TrimRight(text[:out[k-1].End], "."); !n.Scaled && cyrillic(last[max(0, len(last)-2):]) {
				rest = thousands(out[k-1].Amount, rest)
			}
			out[k-1].Amount, out[k-1].End = out[k-1].Amount.Add(rest), n.End
			continue
		}
		out = append(out, n)
	}
	return out
}

// joins says whether n goes on a number of millions or thousands: "2 millones 300
// mil", "3 млн 200 тысяч", "2 mil 500".
func joins(text string, scaled, n Number) bool {
	gap := text[scaled.End:n.Start]
	return (gap == " " || gap == "\u00a0" || gap == " y ") && !n.Percent && !n.Ordinal && !n.Weak && n.Amount.IsPositive() &&
		scaled.Amount.IsInteger() && scaled.Amount.GreaterThan(n.Amount) && scaled.Amount.Mod(magnitude(n.Amount)).IsZero()
}

// magnitude is the power of ten above an amount.
func magnitude(d decimal.Decimal) decimal.Decimal {
	return decimal.New(1, int32(len(d.Truncate(0).String())))
}

// decimalComma says whether a lone comma before three digits parts a fraction:
// by the region, else by the language of the text.
func decimalComma(text string, l desk.Locale) bool {
	switch l.Region {
	case "US", "GB", "CA", "AU", "NZ", "IE", "IN", "MX", "PH", "SG", "IL", "JP", "CN", "TH", "KR", "GT", "HN", "SV", "NI", "PA", "DO", "PR", "PE":
		return false
	case "":
		return Tongue(text, l.Language) != "en"
	}
	return true
}

func digitNumber(text string, start, end int, comma bool) (Number, bool) {
	if !freeLeft(text, start) {
		return Number{}, false
	}
	amount, ok := parseDigits(text[start:end], comma)
	if !ok {
		return Number{}, false
	}
	if r := before(text, start); r == '.' && !strings.ContainsAny(text[start:end], "., ") && !strings.ContainsRune(".…", before(text, start-1)) {
		amount, start = decimal.RequireFromString("0."+without(text[start:end], "'’\u00a0\u202f")), start-1 // ".5"
	}
	amount, part := withFraction(ahead(text, end), amount)
	end += part
	n := Number{Amount: amount, Start: start, End: end}
	rest := ahead(text, end)
	if scaled, used := scaledBy(rest, amount); used > 0 {
		n.Amount, n.Scaled = scaled, true
		n.End += used
		return n, true
	}
	if m := scaleAhead.FindString(behind(text, start)); m != "" && !n.afterNumber(text, start-len(m)) {
		n.Amount, n.Scaled = amount.Mul(scaleOf(strings.TrimSpace(m))), true
		n.Start -= len(strings.TrimLeft(m, " \u00a0\u202f,;("))
		return n, true
	}
	if m := reOrdinal.FindString(rest); m != "" && !alnum(after(rest, len(m))) && amount.IsInteger() {
		n.Ordinal = true
		n.End += len(m)
		return n, true
	}
	if p := strings.TrimLeft(rest, " \u00a0\u202f"); strings.HasPrefix(p, "%") || percentWord.MatchString(p) {
		n.Percent = true
		return n, true
	}
	return n, freeRight(rest)
}

var percentWord = lazy.Pattern(`(?i)^(?:процент|percent|per cent|por ciento)`)

// freeLeft: the digits don't continue a word or a code.
func freeLeft(text string, start int) bool {
	r := before(text, start)
	if alnum(r) || r == '_' || r == '@' {
		return false
	}
	if strings.ContainsRune("-./:,–", r) && r != 0 {
		return !alnum(before(text, start-len(string(r))))
	}
	return true
}

// freeRight: nor do they go on as one.
func freeRight(rest string) bool {
	r := after(rest, 0)
	switch {
	case r == '_' || r == '@':
		return false
	case alnum(r):
		return reUnit.MatchString(rest)
	case r == '-' || r == '/' || r == ':' || r == '–':
		next := after(rest, len(string(r)))
		return next < '0' || next > '9'
	}
	return true
}

// parseDigits reads digits with separators. A lone separator before exactly
// three digits parts thousands, unless the locale writes fractions so.
func parseDigits(s string, comma bool) (decimal.Decimal, bool) {
	s = without(s, " \u00a0\u202f'’")
	dots, commas := strings.Count(s, "."), strings.Count(s, ",")
	last := strings.LastIndexAny(s, ".,")
	fraction := last >= 0
	switch {
	case dots > 0 && commas > 0:
		fraction = strings.Count(s, s[last:last+1]) == 1
	case dots+commas > 1:
		fraction = false
	case dots+commas == 1 && len(s)-last-1 == 3:
		thousands := last <= 3 && s[0] != '0'
		fraction = !thousands || dots == 1 && !comma
	}
	if reLakh.MatchString(s) {
		fraction = false
	} else if dots+commas > 1 && !groups(s, last, fraction) {
		return decimal.Zero, false
	}
	whole := s
	if fraction {
		whole = s[:last]
	}
	out := without(whole, ".,")
	if fraction {
		out += "." + s[last+1:]
	}
	if len(out) > 30 {
		return decimal.Zero, false
	}
	d, err := decimal.NewFromString(out)
	return d, err == nil
}

// reLakh parts hundreds of thousands as India does: "1,50,000".
var reLakh = lazy.Pattern(`^\d{1,2}(?:,\d{2})+,\d{3}$`)

// without is a text without some characters. There is one for each number of a
// message, and a strings.Replacer costs more to build than to use.
func without(s, cut string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(cut, r) {
			return -1
		}
		return r
	}, s)
}

// groups says whether the thousands stand in groups of three: "12.03.2025"
// is no number.
func groups(s string, last int, fraction bool) bool {
	if fraction {
		s = s[:last]
	}
	for i, g := range strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' }) {
		if i > 0 && len(g) != 3 || i == 0 && len(g) > 3 {
			return false
		}
	}
	return true
}
