package value

import (
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
	reNoPhone = lazy.Pattern(`(?i)(?:инн|кпп|огрн|снилс|паспорт|карт[аыеу]|договор[а-я]*|заказ[а-я]*|счет[а-я]*|№|#|cif|nif|dni|order(?: id| number| no)?|booking(?: id)?|account(?: id| number)?|invoice|pedido|factura|iban|cuenta|card|tarjeta|passport|tracking|трек)[ :#№.\-]{0,4}(?:(?:номер|number|is|numero|número|n[ºo°]\.?)[ :]{1,2})?$`)
	rePhoneIs = lazy.Pattern(`(?i)(?:тел|звон|номер|whatsapp|вотсап|вацап|моб|phone|call|cell|mobile|reach|text|llam|movil|móvil|tel[eé]f|\bcel\b|celular)`)
	reISODate = lazy.Pattern(`^\d{4}-\d{2}-\d{2}\b|^\d{1,2}[./]\d{1,2}[./]\d{2,4}\b`)
)

// Phones finds phone numbers: valid ones of the locale's region or with a
// country code, and, where the words before say that it is a phone, ones of a
// possible length.
func Phones(text string, l desk.Locale) []Hit {
	if len(words.Digits(text)) < 7 {
		return nil
	}
	var hits []Hit
	for _, m := range rePhone.FindAllStringIndex(text, -1) {
		if v := phone(text, m[0], m[1], l.Region); v != "" {
			hits = append(hits, Hit{Value: v, Start: m[0], End: m[1]})
		}
	}
	return inOrder(hits)
}

func phone(text string, start, end int, region string) desk.Value {
	s := text[start:end]
	digits := words.Digits(s)
	switch {
	case len(digits) < 7 || len(digits) > 15, reISODate.MatchString(s):
		return ""
	case alnum(before(text, start)) || strings.ContainsRune("-.,", before(text, start)):
		return ""
	case alnum(after(text, end)) || after(text, end) == '%':
		return ""
	}
	left := text[max(0, start-40):start]
	if reNoPhone.MatchString(left) {
		return ""
	}
	plus := strings.HasPrefix(s, "+")
	n, ok := number.Parse(digits, plus, region)
	if ok && n.Valid() && (plus || n.ValidIn(region)) {
		return e164(n)
	}
	if !plus && len(digits) >= 11 {
		if m, ok := number.Parse(digits, true, ""); ok && m.Valid() {
			return e164(m)
		}
	}
	if ok && len(digits) >= 9 && n.Possible() && (plus || rePhoneIs.MatchString(left)) {
		return e164(n)
	}
	return ""
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
