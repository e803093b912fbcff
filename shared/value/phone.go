package value

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	number "github.com/sufler/sufler/shared/value/phone"
	"github.com/sufler/sufler/shared/words"
)

var (
	rePhone = lazy.Pattern(`(?:\+[ \x{a0}]?)?\(?\d[\d \x{a0}().\-–]{4,22}\d`)
	// What stands before a number that is no phone.
	reNoPhone = lazy.Pattern(`(?i)(?:инн|кпп|огрн|снилс|паспорт|карт[аыеу]|договор[а-я]*|заказ[а-я]*|счет[а-я]*|№|#|cif|nif|dni|order(?: id| number| no)?|booking(?: id)?|account(?: id| number)?|invoice|pedido|factura|iban|cuenta|card|tarjeta|passport|tracking|трек\p{L}*|артикул\p{L}*|арт\.?|sku|модел\p{L}+|model|серийн\p{L}+|serial|part|referencia|ref\.?|modelo)[ :#№.\-]{0,4}(?:(?:номер|number|is|numero|número|n[ºo°]\.?)[ :]{1,2})?$`)
	rePhoneIs = lazy.Pattern(`(?i)(?:тел|звон|номер|whatsapp|вотсап|вацап|моб|phone|call|cell|mobile|reach|text|llam|movil|móvil|tel[eé]f|\bcel\b|celular)`)
	reISODate = lazy.Pattern(`^\d{4}-\d{2}-\d{2}\b|^\d{1,2}[./]\d{1,2}[./]\d{2,4}\b`)
)

// Phones finds phone numbers: valid ones of the locale's region or with a
// country code, and, where the words before say that it is a phone, ones of a
// possible length.
func Phones(text string, l desk.Locale) []Hit {
	var hits []Hit
	if len(words.Digits(text)) < 7 {
		return spokenPhones(text, l)
	}
	sure := false
	for _, m := range rePhone.FindAllStringIndex(text, -1) {
		v, valid := phone(text, m[0], m[1], l.Region)
		if v != "" {
			hits = append(hits, Hit{Value: v, Weak: !valid, Start: m[0], End: m[1]})
		}
		sure = sure || valid
	}
	if sure { // beside a number that there is, none that there is not
		hits = slices.DeleteFunc(hits, func(h Hit) bool { return h.Weak })
	}
	for i := range hits {
		hits[i].Weak = false
	}
	if !sure {
		hits = append(hits, spokenPhones(text, l)...)
	}
	return inOrder(hits)
}

// phone is the number at text[start:end]; valid: its country gives out such ones.
func phone(text string, start, end int, region string) (v desk.Value, valid bool) {
	s := text[start:end]
	digits := words.Digits(s)
	switch {
	case len(digits) < 7 || len(digits) > 15, reISODate.MatchString(s):
		return "", false
	case alnum(before(text, start)) || strings.ContainsRune("-.,", before(text, start)):
		return "", false
	case alnum(after(text, end)) || after(text, end) == '%':
		return "", false
	}
	left := text[max(0, start-40):start]
	if reNoPhone.MatchString(left) {
		return "", false
	}
	plus := strings.HasPrefix(s, "+")
	n, ok := number.Parse(digits, plus, region)
	if ok && n.Valid() && (plus || n.ValidIn(region) || region == "GB" && strings.HasPrefix(n.E164(), "+44")) { // Guernsey's are dialled as Britain's
		return e164(n), true
	}
	if ok && forExamples.MatchString(n.E164()) {
		return e164(n), true
	}
	if !plus && len(digits) >= 11 {
		if m, ok := number.Parse(digits, true, ""); ok && m.Valid() {
			return e164(m), true
		}
	}
	if ok && len(digits) >= 9 && n.Possible() && (plus || rePhoneIs.MatchString(left)) && plausible(n.E164()) {
		return e164(n), false
	}
	return "", false
}

// forExamples are numbers that a country keeps for examples and drama, where its plan
// has them: Britain's mobile ones.
var forExamples = lazy.Pattern(`^\+447700900\d{3}$`)

// plausible: numbers are given out that the tables don't know yet, but none that
// break their country's plan: how many digits, and with which it begins.
func plausible(e164 string) bool {
	for _, p := range phonePlans {
		if rest, ok := strings.CutPrefix(e164, p.code); ok {
			return p.plan.MatchString(rest)
		}
	}
	return true
}

// phonePlans: North America's (NANP), Russia and Kazakhstan, Ukraine, Britain, Spain.
var phonePlans = []struct {
	code string
	plan *lazy.Regexp
}{
	{"+1", lazy.Pattern(`^[2-9]\d{2}[2-9]\d{6}$`)},
	{"+7", lazy.Pattern(`^[3-9]\d{9}$`)},
	{"+380", lazy.Pattern(`^[3-9]\d{8}$`)},
	{"+44", lazy.Pattern(`^[1-9]\d{9}$`)},
	{"+34", lazy.Pattern(`^[5-9]\d{8}$`)},
}

func e164(n number.Number) desk.Value {
	v := n.E164()
	if !reE164.MatchString(v) {
		return ""
	}
	return desk.Value(v)
}

var reE164 = lazy.Pattern(`^\+[1-9]\d{6,14}$`)

// before and after are the runes beside a place in the text, 0 at its ends.
func before(text string, at int) rune {
	if at <= 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return r
}

func after(text string, at int) rune {
	if at >= len(text) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(text[at:])
	return r
}

// windowAhead and windowBehind are how much of a text an expression sees that is
// tried at a place, in bytes: longer than any of them takes. Tried on all that
// stands before or behind, one place costs as much as the message is long, and
// all of them its square.
const windowAhead, windowBehind = 64, 24

// ahead and behind are the text from a place on and up to it, a window of it.
func ahead(text string, at int) string {
	end := min(len(text), at+windowAhead)
	for end < len(text) && end > at && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[at:end]
}

func behind(text string, at int) string {
	start := max(0, at-windowBehind)
	for start > 0 && start < at && !utf8.RuneStart(text[start]) {
		start++
	}
	return text[start:at]
}

func alnum(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
