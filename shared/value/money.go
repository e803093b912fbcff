package value

import (
	"strings"
	"unicode"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

var (
	reBeforeMoney = lazy.Pattern(`(?i)(US\$|MX\$|[$€£₽₸₴¥₺₹]|\b(?:inr|usd|eur|rub|gbp|mxn|chf|руб\.?))[ \x{a0}]?$`)
	reAfterMoney  = lazy.Pattern(`(?i)^[ \x{a0}\x{202f}]{0,2}(?:de )?([$€£₽₸₴¥₺₹]|rupees?|inr|руб(?:л[а-яё]*|\.)?|р\.|р(?:[^\p{L}]|$)|rub(?:les?)?|евро|euros?|eur|доллар[а-я]*|бакс[а-я]*|dollars?|d[oó]lar(?:es)?|bucks?|usd|chf|mxn|ars|cop|clp|pen|pesos?|pounds?|quid|gbp|фунт[а-я]*|тенге|kzt|грн|гривен|гривн[а-я]*|uah|soles)`)
	// reThousands: no sum has three places behind its point.
	reThousands = lazy.Pattern(`^[1-9]\d{0,2}[.,]\d{3}$`)
	reCents     = lazy.Pattern(`(?i)^[ \x{a0}]{0,2}(?:y |and |и )?(\d{1,2})[ \x{a0}]?(?:коп|cent|c[eé]nt)`)
)

// Monies finds amounts of money. An amount that names no currency is in
// fallback, or, if that is empty, in the locale's, and it is Weak: the context
// must say that it is money at all.
func Monies(text, fallback string, l desk.Locale) []Hit {
	if fallback == "" {
		fallback = l.Currency
	}
	var hits []Hit
	all := Numbers(text, l)
	for i, n := range all {
		h := Hit{Start: n.Start, End: n.End, Doubt: n.Rough}
		code := ""
		if !n.Scaled && !n.Spelled && reThousands.MatchString(text[n.Start:n.End]) {
			n.Amount = decimal.RequireFromString(without(text[n.Start:n.End], ".,"))
		}
		left := behind(text, n.Start)
		if m := beside(reBeforeMoney, left, before(left, len(strings.TrimRight(left, " \u00a0")))); m != nil && !wordBefore(text, n.Start-len(left)+m[2]) {
			h.Start, code = n.Start-len(left)+m[2], currency(left[m[2]:m[3]], fallback, l)
		}
		right := ahead(text, h.End)
		if m := beside(reAfterMoney, right, after(strings.TrimLeft(right, " \u00a0\u202f"), 0)); m != nil && !n.Percent && !n.Ordinal && !digitAt(text, h.End+m[1]) && wholeWord(text, h.End+m[2], h.End+m[3]) {
			word := text[h.End+m[2] : h.End+m[3]]
			if c := currency(word, fallback, l); code == "" || len(strings.TrimSpace(word)) == 3 {
				code = c
			}
			h.End += m[2] + len(strings.TrimRight(word, " \u00a0,;!?)"))
			if c := reCents.FindStringSubmatchIndex(ahead(text, h.End)); c != nil {
				n.Amount = n.Amount.Add(decimal.RequireFromString(text[h.End+c[2] : h.End+c[3]]).Shift(-2))
				h.End += c[1]
			} else if i+1 < len(all) && addsCents(text, h.End, all[i+1]) {
				n.Amount, h.End = n.Amount.Add(all[i+1].Amount.Shift(-2)), all[i+1].End
			}
		} else if m := reOnlyCents.FindString(right); m != "" && code == "" && fallback != "" && n.Amount.LessThan(decimal.NewFromInt(100)) {
			n.Amount, code = n.Amount.Shift(-2), fallback
			h.End += len(m)
		}
		if code == "" {
			if n.Percent || n.Ordinal || fallback == "" || counts(n) {
				continue
			}
			h.Weak, code = true, fallback
		}
		if h.Value = money(n.Amount, code); h.Value != "" && !unsureMinus(text, h.Start, n.Start) {
			hits = append(hits, h)
		}
	}
	return inOrder(hits)
}

// reOnlyCents: "99 cents", "80 копеек".
var reOnlyCents = lazy.Pattern(`(?i)^[ \x{a0}](?:cents?|коп(?:ейк[аи]|еек)|c[eé]ntimos?|centavos?)`)

// addsCents says whether the number behind a sum's currency is its cents: "cuarenta
// euros con cincuenta".
func addsCents(text string, end int, n Number) bool {
	return n.Start > end && text[end:n.Start] == " con " && n.Amount.IsInteger() && n.Amount.LessThan(decimal.NewFromInt(100)) && !n.Scaled && !n.Percent && reAfterMoney.FindString(ahead(text, n.End)) == ""
}

// beside looks for a currency where r, the nearest sign, may belong to one. Most
// numbers of a long list stand beside other numbers.
func beside(re *lazy.Regexp, text string, r rune) []int {
	if r == 0 || unicode.IsDigit(r) {
		return nil
	}
	return re.FindStringSubmatchIndex(text)
}

// counts: a small number in words counts things, or is an article ("un pedido",
// "три заказа"), unless a currency stands by it.
func counts(n Number) bool {
	return n.Spelled && !n.Rough && n.Amount.LessThanOrEqual(decimal.New(12, 0))
}

func wordBefore(text string, at int) bool {
	return unicode.IsLetter(after(text, at)) && alnum(before(text, at))
}

// wholeWord: "р" must not begin "рейс". A sign always stands for itself.
func wholeWord(text string, start, end int) bool {
	last := before(text, end)
	return !alnum(last) || !alnum(after(text, end)) || !unicode.IsLetter(after(text, start))
}

func money(amount decimal.Decimal, code string) desk.Value {
	v := desk.MoneyValue(amount.String(), code)
	if !reMoneyValue.MatchString(string(v)) || amount.Abs().GreaterThanOrEqual(exact.Get()) {
		return ""
	}
	return v
}

var reMoneyValue = lazy.Pattern(`^-?(0|[1-9]\d{0,17})\.\d{2,6} [A-Z]{3}$`)

// currency is the ISO 4217 code of a word or sign. "$" and "pesos" are many
// currencies: the field's or the locale's, if it is one of them.
func currency(word, fallback string, l desk.Locale) string {
	w := strings.TrimRight(words.Fold(strings.TrimSpace(word)), ".,;!?)")
	has := func(prefixes ...string) bool {
		for _, p := range prefixes {
			if strings.HasPrefix(w, p) {
				return true
			}
		}
		return false
	}
	switch {
	case w == "us$", w == "usd":
		return "USD"
	case w == "mx$", w == "mxn":
		return "MXN"
	case w == "chf", w == "ars", w == "cop", w == "clp", w == "pen", w == "kzt", w == "uah":
		return strings.ToUpper(w)
	case w == "р", w == "₽", has("руб", "rub"):
		return "RUB"
	case w == "€", has("евро", "eur"):
		return "EUR"
	case w == "£", w == "gbp", has("pound", "quid", "фунт"):
		return "GBP"
	case w == "₸", w == "тенге":
		return "KZT"
	case w == "₴", has("гр"):
		return "UAH"
	case w == "₹", w == "inr", has("rupee"):
		return "INR"
	case w == "₺":
		return "TRY"
	case w == "soles":
		return "PEN"
	case w == "¥":
		return local("JPY", fallback, l, "JPY CNY")
	case has("peso"):
		return local("MXN", fallback, l, "MXN ARS COP CLP UYU DOP PHP")
	case has("доллар", "бакс", "dollar", "dolar", "buck"):
		return local("USD", fallback, l, "USD CAD AUD NZD SGD HKD")
	}
	return local("USD", fallback, l, "USD CAD AUD NZD SGD HKD MXN ARS COP CLP")
}

func local(usual, fallback string, l desk.Locale, among string) string {
	for _, c := range []string{fallback, l.Currency} {
		if c != "" && strings.Contains(among, c) {
			return c
		}
	}
	return usual
}
