package desk

import (
	"strings"
	"time"
)

// The forms of canonical values, by hand: regexps would be compiled at each
// start of each function, also of those that never check a value.

// isWhole: 0, 7, -12; at most 18 digits, and no zeros in front.
func isWhole(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s == "0" || isDigits(s, 1, 18) && s[0] != '0'
}

// isNumber: whole, or with up to 12 digits behind the point and no zeros at the
// end.
func isNumber(s string) bool {
	whole, rest, point := strings.Cut(s, ".")
	return isWhole(whole) && (!point || isDigits(rest, 1, 12) && !strings.HasSuffix(rest, "0"))
}

// isMoney: 1200.00 EUR, with 2 to 6 digits behind the point.
func isMoney(s string) bool {
	amount, currency, _ := strings.Cut(s, " ")
	whole, rest, _ := strings.Cut(amount, ".")
	return isWhole(whole) && isDigits(rest, 2, 6) && len(currency) == 3 && strings.Trim(currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isPhone: +79162045518.
func isPhone(s string) bool {
	number, plus := strings.CutPrefix(s, "+")
	return plus && isDigits(number, 7, 15) && number[0] != '0'
}

// isClock: 09:30.
func isClock(s string) bool {
	_, err := time.Parse("15:04", s)
	return err == nil && len(s) == len("15:04")
}

func isDigits(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, "0123456789") == ""
}
