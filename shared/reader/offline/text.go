package offline

import (
	"context"
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Which words of a talk a free text means: a model, a colour, a fault, a place. Nothing in
// their form tells, so every stretch of a few words that either side says is a candidate
// (stretch.go), and a conditional logit chooses one, or none, by where it stands, by what
// was asked before it and by how the field's own words stand around it (textsign.go). What
// the rules claim is one sign of many.

// isText says whether the slot's value is chosen among all stretches of words.
func (s *slot) isText() bool {
	switch s.kind {
	case plain, title, sort_, vehicle, size, city, company, address:
		return s.field.Format == "" || s.kind != plain
	}
	return false
}

// said is a candidate for a text, with its signs.
type said struct {
	claim
	signs []float64
}

// WeighTexts gives the candidates of each free text, with their signs, as WeighPicks does.
func (r Reader) WeighTexts(ctx context.Context, chat desk.Chat) ([][]Weighed, error) {
	t := r.listen(ctx, chat)
	var out [][]Weighed
	for _, s := range t.slots {
		if !s.isText() {
			continue
		}
		var mine []Weighed
		for _, c := range t.sayings(s) {
			mine = append(mine, Weighed{c.finding(), slices.Clone(c.signs), true})
		}
		out = append(out, mine)
	}
	if t.over() {
		return nil, fmt.Errorf("weigh offline: %w: %w", desk.ErrBusy, t.err)
	}
	return out, nil
}

// UnruledText are a candidate's signs without what the rules say.
func UnruledText(signs []float64) []float64 {
	out := slices.Clone(signs)
	for k := textRule; k <= textRulePart; k++ {
		out[k] = 0
	}
	return out
}

// text gives the likely candidates for a free text. Of towns, addresses, proper names and
// the like there are lists and grammar, whose word stands where they have one.
func (t *talk) text(s *slot) []claim {
	if s.isWindow() {
		if all := t.windows(s); len(all) > 0 {
			return all
		}
	}
	ruled := t.strings(s)
	if slices.ContainsFunc(ruled, func(c claim) bool { return c.score >= threshold && (s.kind != plain || c.chance > 0) }) {
		return ruled
	}
	all := t.sayings(s)
	signs := make([][]float64, len(all))
	for i := range all {
		signs[i] = all[i].signs
	}
	chances := Choice(signs, t.by.Text)
	var out []claim
	for i, p := range chances {
		if p < leastText || noText(all[i]) {
			continue
		}
		// Where the words begin and end is doubtful more often than where they stand.
		place := 0.0
		for j, q := range chances {
			if o := all[j]; o.line == all[i].line && o.start < all[i].end && all[i].start < o.end || o.value == all[i].value {
				place += q
			}
		}
		c := all[i].claim
		c.score, c.chance = threshold+0.3*place+0.1*p, toldFrom(0.5*place+0.5*min(place, 2*p), fillTextFrom)
		out = append(out, c)
	}
	return out
}

// noText: the words are what somebody does, or so many of something, or a number that is
// asked about, or no number where one is wanted; or an answer is put off: "luego lo digo".
func noText(c said) bool {
	l, g := c.line, c.signs
	first := l.wordAt(c.start)
	switch {
	case partOfWord(l.text, c.start, c.end):
		return true // the figures of a model's name
	case g[textRule] > 0:
		return false
	case g[textVerbOnly] > 0 && g[textFault] == 0:
		return true
	case g[textPlace] == 0 && g[textTwo] > 0 && g[textFigureLast] == 0 && first < len(l.words) && l.wordClass(first)&wordFigures != 0:
		return true
	case c.slot.kind == address && (reBehindOrder.MatchString(l.left(c.start, 30)) || reNumberOf.MatchString(fold(l.text[c.start:c.end]))):
		return true // an order's number is no place
	case g[textOwn]*g[textQuestion] > 0 && g[textFigure] > 0 && g[textTitlePrev]+g[textTitleIn] > 0:
		return true
	case reNobody.MatchString(c.slot.title) && g[textFigure] == 0 && c.slot.kind == plain:
		return true
	}
	p := l.part(c.start)
	return l.customer && reLater.MatchString(fold(l.text[p.start:p.end]))
}

// partOfWord: letters or figures go on right before a stretch or behind it.
func partOfWord(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	solid := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return solid(before) || solid(after)
}

var reLater = lazy.Pattern(`(?:^|[^\p{L}])(?:(?:позже|потом) (?:скажу|напишу|пришлю|скину)|(?:скажу|напишу|пришлю|скину) (?:позже|потом)|(?:tell|let|send|write)[^.]{0,20} later|luego (?:lo|la|te|se) |despues (?:lo|la|te|se) )`)

const (
	// leastText is how probable a candidate must be to be thought of.
	leastText = 0.05
	// fillTextFrom is from what probability on a text is filled rather than proposed.
	fillTextFrom = 0.5
)

// sayings are the candidates: what the rules claim, and every stretch.
func (t *talk) sayings(s *slot) []said {
	ruled := t.ruledFor(s)
	won, _ := lastWord(ruled, s)
	g := t.textual(s)
	var out []said
	seen := map[[3]int]bool{}
	for _, c := range ruled {
		if at := [3]int{c.line.at, c.start, c.end}; !seen[at] {
			seen[at] = true
			out = append(out, said{c, g.signs(t.stretch(c.line, c.start, c.end), c.value, ruled, won)})
		}
	}
	for _, st := range t.stretches() {
		if t.over() {
			return nil
		}
		if seen[[3]int{st.line.at, st.start, st.end}] || st.line.void {
			continue
		}
		c := claim{slot: s, line: st.line, value: st.value, start: st.start, end: st.end, spread: s.kind == address || s.kind == city}
		out = append(out, said{c, g.signs(st, c.value, ruled, won)})
	}
	return out
}
