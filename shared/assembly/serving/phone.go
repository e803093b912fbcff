package serving

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value/phone"
)

// dialled reads what a person typed into a field for a phone, as people dial it in a
// country: a number that is given out there, or might be; or one with its country's code
// and no plus before it.
func dialled(text, country string) (desk.Value, bool) {
	digits, plus := "", strings.HasPrefix(strings.TrimSpace(text), "+")
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9':
			digits += string(r)
		case !strings.ContainsRune("+ \u00a0()-–./", r):
			return "", false
		}
	}
	if len(digits) < 7 || len(digits) > 15 {
		return "", false
	}
	n, ok := phone.Parse(digits, plus, country)
	if ok && (n.Valid() || len(digits) >= 9 && n.Possible()) {
		return desk.Value(n.E164()), true
	}
	if n, ok := phone.Parse(digits, true, ""); ok && !plus && len(digits) >= 11 && n.Valid() {
		return desk.Value(n.E164()), true
	}
	return "", false
}
