package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// choices: the option that the customer names, or takes from the operator. A
// sentence of the operator's that names several only asks.
func (t *talk) choices(s *slot) []claim {
	described := value.Describes(s.field)
	var out []claim
	for l := range t.heard() {
		hits := t.optionsIn(s, l)
		if len(hits) == 0 && described {
			out = append(out, t.meantOption(s, l)...)
		}
		if s.field.Type == desk.TypeMultiEnum {
			out = append(out, t.several(s, l, hits)...)
			continue
		}
		if of, made := t.takenOption(l, hits); made && s.field.Type == desk.TypeEnum && len(t.optionsIn(s, l.next)) == 0 {
			c := claim{slot: s, line: l, value: of.Value, start: of.Start, end: of.End, score: 0.8}
			if !t.namedLater(s, l, of.Value) {
				c.chance = takenUpLikely
			}
			out = append(out, c)
			continue
		}
		for _, h := range each(t, hits) {
			if !l.customer && asksAmong(l, hits, h) {
				continue
			}
			base := t.base(l, h.Start)
			if base == 0 || strings.HasPrefix(fold(l.text[h.Start:min(len(l.text), h.Start+len("почту"))]), "почту") && strings.HasSuffix(l.left(h.Start, 8), "на ") {
				continue
			}
			asked := t.asked(s, l)
			if l.customer && (asked < 0.7 && l.elsewhen(h.Start, h.End) || reLearned.MatchString(lastClause(l.left(h.Start, 40))) && reDid.MatchString(firstClause(l.right(h.End, 25)))) {
				continue
			}
			c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: base + 0.2*asked}
			if t.givenBack(s, l, h.Start) {
				continue
			}
			if l.customer && asked < 0.7 && t.undecided(l, h.Start) {
				continue
			}
			if rePaysHow.MatchString(s.title) && (!l.customer && t.topic(l, reGivesBack) || t.paysBack(l, h.Start) || l.customer && asked == 0 && l.before != nil && l.before.says(reGivesBack)) {
				continue // where a refund goes is not how the order is paid
			}
			if s.rivals > 0 && t.sameOptions(s) {
				near := s.said(l, max(0, h.Start-40), min(len(l.text), h.End+25), s.own) > 0
				if !near && asked < 1 {
					c.score -= 0.2
				}
			}
			if weakOption(l.text[h.Start:h.End]) && asked == 0 {
				c.score -= 0.2
			}
			out = append(out, c)
		}
	}
	return out
}

// meantOption is the option whose description a customer's line paraphrases.
func (t *talk) meantOption(s *slot, l *line) []claim {
	if !l.customer || s.field.Type != desk.TypeEnum || t.base(l, 0) == 0 || len(l.words) < 3 {
		return nil
	}
	p := trim(l, 0, len(l.text))
	var out []claim
	for _, o := range s.field.Options {
		if v := desk.Value(o.Value); value.Meant(s.field, v, l.text) {
			out = append(out, claim{slot: s, line: l, value: v, start: p[0], end: p[1], score: 0.62, spread: true})
		}
	}
	if len(out) != 1 {
		return nil
	}
	return out
}

// reLearned and reDid stand around what somebody once did elsewhere: "в школе немецкий учила".
var (
	reLearned = lazy.Pattern(`(?:^|[^\p{L}])(?:в (?:школе|институте|универе|детстве|армии)|раньше|когда-то|at school|in (?:school|college)|back then|en (?:el colegio|la escuela|la universidad)|de (?:nin[oa]|joven))(?:[^\p{L}]|$)`)
	reDid     = lazy.Pattern(`^[^\p{L}]*(?:$|(?:учил|был|изуч|ходил|занима|играл|брал|делал)\p{L}*|(?:learned|studied|took|had|was|did)|(?:estudi|aprend|tuv|hic|hac)\p{L}*)`)
)

var reGivesBack = lazy.Pattern(`(?:верн[её]м|верните|возврат|refund|devolvemos|devolveremos|devolver|reembols)`)

// rePaysHow titles how something is paid.
var rePaysHow = lazy.Pattern(`оплат|(?:^|[^\p{L}])pay|pago`)

// paysBack: the sentence at a place speaks of money that is given back.
func (t *talk) paysBack(l *line, at int) bool {
	p := l.part(at)
	return reRefundW.MatchString(fold(l.text[p.start:p.end]))
}

func asksAmong(l *line, hits []value.Hit, h value.Hit) bool {
	for _, o := range hits {
		if o.Value != h.Value && l.part(o.Start) == l.part(h.Start) {
			return true
		}
	}
	return false
}

// several: all options that the customer names in one line are one value.
func (t *talk) several(s *slot, l *line, hits []value.Hit) []claim {
	if !l.customer || len(hits) == 0 {
		return nil
	}
	named := map[string]bool{}
	for _, h := range hits {
		if t.base(l, h.Start) == 0 {
			return nil
		}
		named[string(h.Value)] = true
	}
	var lines []string
	for _, o := range s.field.OptionValues() {
		if named[o] {
			lines = append(lines, o)
		}
	}
	c := claim{slot: s, line: l, value: desk.Value(strings.Join(lines, "\n")), start: hits[0].Start, end: hits[len(hits)-1].End}
	c.score = t.base(l, c.start) + 0.2*t.asked(s, l)
	return []claim{c}
}

// weakOption: words that are options only sometimes.
func weakOption(s string) bool {
	switch fold(s) {
	case "return", "get", "one", "new", "other", "open", "book", "right", "first", "real":
		return true
	}
	return false
}

// sameOptions: another field of the card has the same options, so that the
// option alone does not say which field is meant.
func (t *talk) sameOptions(s *slot) bool {
	for _, o := range t.slots {
		if o != s && o.section == s.section && strings.Join(o.field.OptionValues(), "|") == strings.Join(s.field.OptionValues(), "|") && len(s.field.Options) > 0 {
			return true
		}
	}
	return false
}

// answers: yes or no, to a question in the field's words, or said in them.
func (t *talk) answers(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer {
			continue
		}
		if t.inquired(s, l) && l.reply != value.Unclear {
			if c, ok := replied(s, l); ok {
				out = append(out, c)
				continue
			}
		}
		for _, p := range each(t, l.parts) {
			if p.question && !isRequest(fold(l.text[p.start:p.end])) || p.hypothesis {
				continue
			}
			a, start, end := t.mentioned(s, l, p)
			if a == value.Unclear || reUndecided.MatchString(fold(l.text[p.start:p.end])) || l.elsewhen(p.start+start, p.start+end) || s.onlyOrdered(l.text[p.start:p.end]) {
				continue
			}
			c := claim{slot: s, line: l, value: truth(a), start: p.start + start, end: p.start + end, score: 0.68}
			c.proof = trim(l, p.start, p.end)
			out = append(out, c)
		}
	}
	return out
}

// inquired: the operator's line before asks the yes-or-no field's own words.
func (t *talk) inquired(s *slot, l *line) bool {
	q := l.before
	if q == nil {
		return false
	}
	asks, ok := q.known.mentioned[s]
	if !ok {
		for _, p := range each(t, q.parts) {
			if !p.question {
				continue
			}
			a, _, _ := t.mentioned(s, q, p)
			asks = asks || a == value.Yes
		}
		if q.known.mentioned == nil {
			q.known.mentioned = map[*slot]bool{}
		}
		q.known.mentioned[s] = asks
	}
	return asks
}

// onlyOrdered: the customer orders what the field says is done: "отключите" is no word of
// whether it has been.
func (s *slot) onlyOrdered(said string) bool {
	done := reDone.FindString(s.title)
	if rs := []rune(strings.TrimSpace(done)); len(rs) > leastStem {
		for _, w := range words.Of(said) {
			if reOrdering.MatchString(w.Text) && strings.HasPrefix(w.Text, string(rs[:leastStem])) {
				return true
			}
		}
	}
	return false
}

// leastStem is how many letters two forms of a verb share at least.
const leastStem = 5

var (
	reDone     = lazy.Pattern(`(?:^|[^\p{L}])\p{L}{3,}(?:ен[аоы]?|ана|ано|аны)$`)
	reOrdering = lazy.Pattern(`(?:ите|йте)$`)
)

// recent is how many messages back what was said still stands around a sentence.
const recent = 3

// mentioned is what a sentence says in the words of a yes-or-no field, a part of which
// may stand in the rest of its line, or in what the other side said before it.
func (t *talk) mentioned(s *slot, l *line, p sentence) (a value.Answer, start, end int) {
	around := ""
	for _, n := range t.lines[max(0, l.at-recent):l.at] {
		around += n.text + "\n"
	}
	return value.MentionedWhole(s.bare(), l.text[p.start:p.end], around)
}

// bare is the field without its section's words.
func (s *slot) bare() desk.Field {
	f := s.field
	f.Title = s.title
	return f
}

func isRequest(low string) bool {
	return hasAny(low, "can you", "could you", "please", "можете", "можно", "пожалуйста", "podria", "puede", "i need", "i want", "find me")
}

func replied(s *slot, l *line) (claim, bool) {
	if len(l.parts) == 0 {
		return claim{}, false
	}
	p := l.parts[0]
	c := claim{slot: s, line: l, value: truth(l.reply), start: p.start, end: p.end, score: 0.85, spread: true}
	c.proof = trim(l, p.start, p.end)
	return c, true
}

func truth(a value.Answer) desk.Value {
	if a == value.Yes {
		return "true"
	}
	return "false"
}

// trim takes the white space off a quote's ends.
func trim(l *line, start, end int) [2]int {
	s := l.text[start:end]
	start += len(s) - len(strings.TrimLeft(s, " \n\t"))
	return [2]int{start, start + len(strings.TrimSpace(s))}
}
