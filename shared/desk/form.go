package desk

import (
	"net/mail"
	"net/url"
	"slices"
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

// isDate: 2025-03-14.
func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// isMoment: 2025-03-14T09:10:00Z.
func isMoment(s string) bool {
	t, err := time.Parse(time.RFC3339, s)
	return err == nil && t.UTC().Format(time.RFC3339) == s
}

// isEmail: an address alone, without a name.
func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
}

// isPage: an http address with a host.
func isPage(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// inOrder says whether all of some stand in all, each once and in its order.
func inOrder(some, all []string) bool {
	at := -1
	for _, s := range some {
		p := slices.Index(all, s)
		if p <= at {
			return false
		}
		at = p
	}
	return true
}

func isDigits(s string, least, most int) bool {
	return len(s) >= least && len(s) <= most && strings.Trim(s, "0123456789") == ""
}
