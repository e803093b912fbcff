package value

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Scale words beside figures: "60 тыс", "2 millones y medio", "тысяч 400".

// scalesFigure: a bare scale word behind a figure that is no number of its own, as in
// "96-110 тысяч", is not one thousand.
func scalesFigure(text string, n Number) bool {
	left := strings.TrimRight(behind(text, n.Start), " \u00a0\u202f")
	return n.Spelled && n.Scaled && left != "" && left[len(left)-1] >= '0' && left[len(left)-1] <= '9' && len(words.Of(text[n.Start:n.End])) == 1
}

// scaleAhead: Russian puts the scale first where a number is rough: "тысяч 400". Behind
// a number it is that one's: "5 тысяч 400".
var scaleAhead = lazy.Pattern(`(?i)(?:^|[ \x{a0}\x{202f},;(])(?:тысяч|миллионов|лямов)[ \x{a0}]$`)

// afterNumber says whether a figure or a numeral ends at a place of a text.
func (Number) afterNumber(text string, at int) bool {
	ws := words.Of(behind(text, at))
	if len(ws) == 0 {
		return false
	}
	last := ws[len(ws)-1].Text
	_, numeral := numeralsRu.Get()[last]
	return numeral || last[0] >= '0' && last[0] <= '9' || last == "половиной"
}

// scaledBy multiplies an amount by the scale words behind it, "2 сотни тысяч", with a
// half before or behind them, "2 and a half million", "2 millones y medio"; used is
// how many bytes they take.
func scaledBy(rest string, amount decimal.Decimal) (scaled decimal.Decimal, used int) {
	half := reHalf.FindString(rest)
	if half != "" {
		amount = amount.Add(decimal.New(5, -1))
	}
	at, by := len(half), decimal.New(1, 0)
	if m := reThousandSign.FindStringSubmatch(rest); half == "" && m != nil {
		return amount.Mul(decimal.New(1, 3)), len(m[1])
	}
	for range 2 {
		m := reScale.FindString(rest[at:])
		if m == "" || alnum(after(rest, at+len(m))) {
			break
		}
		by, used = by.Mul(scaleOf(m)), at+len(m)
		at = used
	}
	if used == 0 {
		return amount, 0
	}
	scaled = amount.Mul(by)
	if tail := reHalf.FindString(rest[used:]); half == "" && tail != "" {
		scaled, used = scaled.Add(by.Div(decimal.New(2, 0))), used+len(tail)
	}
	return scaled, used
}

func scaleOf(word string) decimal.Decimal {
	switch w := strings.TrimSpace(words.Fold(word)); {
	case strings.HasPrefix(w, "трлн"), strings.HasPrefix(w, "триллион"), w == "trillion", w == "billon", w == "billones":
		return decimal.New(1, 12)
	case strings.HasPrefix(w, "млрд"), strings.HasPrefix(w, "миллиард"), w == "billion", w == "bn":
		return decimal.New(1, 9)
	case strings.HasPrefix(w, "млн"), strings.HasPrefix(w, "миллион"), strings.HasPrefix(w, "лям"), strings.HasPrefix(w, "millon"), strings.HasPrefix(w, "mln"), w == "million", w == "m", w == "м":
		return decimal.New(1, 6)
	case strings.HasPrefix(w, "сот"), w == "hundred":
		return decimal.New(1, 2)
	}
	return decimal.New(1, 3)
}
