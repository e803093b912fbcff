package offline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// Numbers and codes by the field's own word right before them: "модель WLG20260", "dni
// 45781236", "folio R-5567". Whoever says so labels it; no list of things is needed.

// labels are the claims of that kind, and for the number of a person or a firm those in
// the answer to the question for it.
func (t *talk) labels(s *slot) []claim {
	switch s.kind {
	case plain, taxID, plate, code, username:
	default:
		return nil
	}
	var out []claim
	for l := range t.heard() {
		for i := range l.words {
			if !s.labelledBy(l, i) {
				continue
			}
			start, end, ok := l.codeBehind(i)
			if !s.titled[l.stems[i]] && l.words[i].End+1 != start {
				continue // a word of the description labels what stands right behind it alone
			}
			if s.kind == plate && ok && figures(l.text[start:end]) == utf8.RuneCountInString(l.text[start:end]) {
				continue // half of "4821 KLM"
			}
			if p := l.part(start); !ok || p.hypothesis || p.unavailable || p.question || t.base(l, start) == 0 || isAmount(l, end, t) {
				continue
			}
			c := claim{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, score: 0.85}
			if _, chosen := s.groupOf(); !chosen {
				c.chance = labelled
			}
			out = append(out, c)
		}
		if s.kind != taxID || !l.customer || t.asked(s, l) < 0.7 {
			continue
		}
		for _, m := range each(t, reCodeToken.FindAllStringSubmatchIndex(l.text, -1)) {
			if said := l.text[m[2]:m[3]]; figures(said) >= leastID && !overlaps(l.emailsIn(), m[2], m[3]) {
				out = append(out, claim{slot: s, line: l, value: value.Clean(said), start: m[2], end: m[3], score: 0.8})
			}
		}
	}
	return out
}

const (
	// labelled is how probable a value behind its own label is.
	labelled = 0.75
	// leastLabelled is how long a number behind its label is at least: "muela 36".
	leastLabelled = 2
	// leastID is how many figures the number of a person or a firm has at least.
	leastID = 7
)

// labelledBy: the word is the title's own, and says what the value is.
func (s *slot) labelledBy(l *line, i int) bool {
	st := l.stems[i]
	if !s.stems[st] || !s.own[st] || dull.Get()[st] || !s.titled[st] && (vague.Get()[st] || closed(l.words[i].Text)) {
		return false
	}
	n := utf8.RuneCountInString(l.words[i].Text)
	return n > 3 || n > 1 && len(words.Of(s.title)) <= 2
}

// codeBehind is the word of figures, and letters perhaps, right behind a word.
func (l *line) codeBehind(i int) (start, end int, ok bool) {
	at := l.words[i].End
	m := reLabelGap.FindStringIndex(l.text[at:])
	if m == nil {
		return 0, 0, false
	}
	at += m[1]
	token := reLabelled.FindString(l.text[at:])
	token = strings.TrimRight(token, ".-/")
	if figures(token) == 0 || utf8.RuneCountInString(token) < leastLabelled {
		return 0, 0, false
	}
	return at, at + len(token), true
}

var (
	reLabelGap = lazy.Pattern(`^(?:[ :.,—–-]{0,3}(?i:номер|number|no|num|numero|número|nº|n°|id|code|код|is|es|это|ref|reference))?[ :—–#№-]{1,3}`)
	reLabelled = lazy.Pattern(`^[\p{L}\d]+(?:[\-/.][\p{L}\d]+)*`)
)

func figures(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
