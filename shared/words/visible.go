package words

import (
	"strings"
	"unicode"
)

// Visible takes out what a person does not see: characters that hide text
// (Unicode tags, variation selectors of the supplement), turn it round (bidi
// controls) or split words (zero width). What is not seen is not said. Other
// control characters become spaces.
func Visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case Hidden(r):
			return -1
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// Hidden says whether r is a character without a face of its own.
func Hidden(r rune) bool {
	return unicode.Is(unicode.Cf, r) || // zero width, bidi controls, soft hyphen, tags
		r >= 0xE0000 && r <= 0xE0FFF || // tags and the supplement's variation selectors
		r >= 0xFE00 && r <= 0xFE0F || // variation selectors
		r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x034F || r == 0x2800
}
