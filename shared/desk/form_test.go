package desk

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// TestForms_AsRegexps holds the forms to the regexps that say the same: on what
// these make, and on what is one character off.
func TestForms_AsRegexps(t *testing.T) {
	for name, c := range map[string]struct {
		is   func(string) bool
		form string
	}{
		"whole":  {isWhole, `-?(0|[1-9]\d{0,17})`},
		"number": {isNumber, `-?(0|[1-9]\d{0,17})(\.\d{0,11}[1-9])?`},
		"money":  {isMoney, `-?(0|[1-9]\d{0,17})\.\d{2,6} [A-Z]{3}`},
		"phone":  {isPhone, `\+[1-9]\d{6,14}`},
		"clock":  {isClock, `([01]\d|2[0-3]):[0-5]\d`},
	} {
		t.Run(name, func(t *testing.T) {
			re := regexp.MustCompile(`^(` + c.form + `)$`)
			rapid.Check(t, func(t *rapid.T) {
				s := rapid.StringMatching(c.form).Draw(t, "value")
				at := rapid.IntRange(0, len(s)).Draw(t, "at")
				for _, v := range []string{s, s[:at], s[at:], s[:at] + rapid.StringMatching(`[-+.: 0-9A-Za-zé\n]`).Draw(t, "more") + s[at:]} {
					if got, want := c.is(v), re.MatchString(v); got != want {
						t.Errorf("%q: got %v, want %v", v, got, want)
					}
				}
			})
			for _, v := range []string{"", "-", "+", ".", "0.", ".5", "--1", "0000000", "9:30", "24:00", "1.00 €", "1 2.00 EUR", "1.00  EUR"} {
				if got, want := c.is(v), re.MatchString(v); got != want {
					t.Errorf("%q: got %v, want %v", v, got, want)
				}
			}
		})
	}
}
