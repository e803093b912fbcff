package value

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

var (
	// Cards are often written in fours; a run may be longer than any card.
	reCardLike = lazy.Pattern(`\d(?:[ \-\x{a0}]?\d){12,18}`)
	reCodeCue  = lazy.Pattern(`(?i)\b(?:otp|pin|cvv|cvc|cvv2|2fa|password|passcode|one[- ]time|verification|security code|login code)\b|(?:парол|смс|sms|пин[- ]?код|подтвержд|одноразов|секретн|contraseña|clave|verificaci[oó]n)`)
	reCode     = lazy.Pattern(`\d(?:[ \-]?\d){2,7}`)
)

// HoldsCard says whether a text holds a payment card's number (13 to 19
// digits that pass the Luhn check). It is never a value of a free field.
func HoldsCard(text string) bool {
	return len(Cards(text)) > 0
}

// IsSecret says whether a claim, read from quote, is a card's number, or a
// one-time code or password that the quote calls one.
func IsSecret(claim, quote string) bool {
	return HoldsCard(claim) || IsCode(claim) && NamesCode(quote)
}

// IsCode says whether a claim has the form of a one-time code.
func IsCode(claim string) bool {
	return reCode.MatchString(claim) && len(words.Digits(claim)) <= 8 && (len(strings.Fields(claim)) <= 2 || strings.Trim(claim, "0123456789 -") == "")
}

// NamesCode says whether a text speaks of a code or password.
func NamesCode(text string) bool { return reCodeCue.MatchString(text) }

// isCard says whether digits are a payment card's number: of its length, with its
// check digit, and not one digit over and over.
func isCard(digits string) bool {
	return len(digits) >= 13 && len(digits) <= 19 && strings.Count(digits, digits[:1]) != len(digits) && words.Luhn(digits)
}

// Cards are the places of payment cards' numbers in a text; the hits hold no
// value.
func Cards(text string) []Hit {
	var hits []Hit
	for _, m := range reCardLike.FindAllStringIndex(text, -1) {
		if isCard(words.Digits(text[m[0]:m[1]])) {
			hits = append(hits, Hit{Start: m[0], End: m[1]})
		}
	}
	return hits
}

// HideCards puts dots in place of payment cards' numbers.
func HideCards(text string) string {
	return reCardLike.ReplaceAllStringFunc(text, func(run string) string {
		if isCard(words.Digits(run)) {
			return "••••"
		}
		return run
	})
}
