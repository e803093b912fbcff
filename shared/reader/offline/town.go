package offline

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// The town that stands before an address.

// withTown is an address with the town before it, where the card has no field for that:
// "доставка в Тверь, ул. Советская 5".
func (t *talk) withTown(c claim) claim {
	if slices.ContainsFunc(t.slots, func(s *slot) bool { return s.kind == city }) {
		return c
	}
	from := max(c.line.part(c.start).start, c.start-longestName)
	m := reTownBefore.FindStringSubmatchIndex(c.line.text[from:c.start])
	if m == nil {
		m = reTownAlone.FindStringSubmatchIndex(c.line.text[from:c.start])
		if m == nil || !t.isTown(c.line, from+m[2], from+m[3]) {
			return c
		}
	}
	c.value = desk.Value(nominative(c.line.text[from+m[2]:from+m[3]])) + ", " + c.value
	c.start = from + m[2]
	return c
}

// isTown says whether a word with a capital that an address begins with is a town: a known
// one, or any that is no greeting and nobody's name.
func (t *talk) isTown(l *line, start, end int) bool {
	said := l.text[start:end]
	low := fold(said)
	if cityNames.Get()[low] {
		return true
	}
	if strings.Contains(said, " ") || openers.Get()[low] || closed(low) || value.Answered(said) != value.Unclear || reImperative.MatchString(low) || utf8.RuneCountInString(said) < 3 {
		return false
	}
	for _, s := range t.slots {
		if (s.kind == person || s.kind == someone) && t.asked(s, l) > 0 {
			return false
		}
	}
	return !slices.ContainsFunc(t.lines, func(o *line) bool { // somebody is called so
		return o != l && strings.Contains(o.text, said) || !o.customer && strings.Contains(o.low, low)
	})
}

// reTownBefore is a town by the word before it, reTownAlone one that an address begins with.
var (
	reTownBefore = lazy.Pattern(`(?:^|[^\p{L}])(?:(?:в|во|г\.|город) |(?i:address(?: is)?|адрес\p{L}*|direcci[oó]n(?: es)?)[ ]?[:–—-]? ?)([\p{Lu}][\p{L}\-]+), $`)
	reTownAlone  = lazy.Pattern(`(?:^|[:;.!?\n]\s*|, |\()([\p{Lu}][\p{L}\-]+(?:[ ][\p{Lu}][\p{L}\-]+)?), $`)
)
