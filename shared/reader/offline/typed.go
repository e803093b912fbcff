package offline

import (
	"slices"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

const (
	yes = value.Yes
	no  = value.No
)

func fold(s string) string { return words.Fold(s) }

// read asks the rules of the slot's kind, or chooses among all that has its form.
func (t *talk) read(s *slot) []claim {
	if g, ok := s.groupOf(); ok {
		return t.choose(s, g)
	}
	if s.isText() {
		return t.text(s)
	}
	return t.readByRules(s)
}

func (t *talk) readByRules(s *slot) []claim {
	switch s.kind {
	case ownPhone, otherPhone:
		return t.phones(s)
	case ownEmail:
		return t.emails(s)
	case link:
		return t.typed(s)
	case when, hour, birthday:
		return t.times(s)
	case price, refund, prepay, budget, pay:
		return t.monies(s)
	case discount:
		return t.discounts(s)
	case count, measure, term:
		return t.numbers(s)
	case choice:
		return t.choices(s)
	case yesNo:
		return t.answers(s)
	}
	return t.strings(s)
}

// typed: any value of the type that the customer says.
func (t *talk) typed(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		for _, h := range each(t, value.Find(s.field, l.text, l.msg.At(), t.chat.Locale)) {
			if l.customer {
				out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: 0.6 + 0.3*t.asked(s, l)})
			}
		}
	}
	return out
}

// base is how much a value at a place counts before the slot's own signs: by
// who said it, and whether it was taken.
func (t *talk) base(l *line, start int) float64 {
	p := l.part(start)
	switch {
	case p.unavailable, p.hypothesis, reNoLater.MatchString(l.afterWord(start)):
		return 0
	case l.customer && p.question && p.proposes:
		return 0.67
	case l.customer && p.question && t.merelyAsked(l):
		return 0
	case l.customer && p.question:
		return 0.6
	case l.customer:
		return 0.66
	}
	taken := t.taken(l, p)
	if q := l.before; q != nil && q.supposes && taken < 1 {
		return 0 // an answer to "what if"
	}
	switch {
	case taken >= 0.8:
		return 0.7
	case taken > 0 && !p.question:
		return 0.62
	}
	return 0
}

// merelyAsked: the customer asked, was told, and said thanks.
func (t *talk) merelyAsked(l *line) bool {
	if l.at+2 >= len(t.lines) || t.lines[l.at+1].customer || !t.lines[l.at+2].customer || l.request {
		return false
	}
	return t.merelyTold(t.lines[l.at+1], t.lines[l.at+2])
}

// rePropose: a question that asks for something in place of what was said.
var rePropose = lazy.Pattern(`how about|what about|что насчет|может,? лучше|а (?:давайте|можно) (?:лучше|на|в)|que tal|mejor`)

// afterWord is what follows the word at a place.
func (l *line) afterWord(start int) string {
	if i := l.wordAt(start); i < len(l.words) {
		return l.right(l.words[i].End, 25)
	}
	return ""
}

// busy are stretches of a line that are something else than a number.
func (t *talk) busy(l *line, money bool) []value.Hit {
	if money {
		return l.once("numbers", &l.known.numbers, func() []value.Hit { return t.busyNow(l, true) })
	}
	return l.once("amounts", &l.known.amounts, func() []value.Hit { return t.busyNow(l, false) })
}

func (t *talk) busyNow(l *line, money bool) []value.Hit {
	out := append(slices.Clone(t.phonesIn(l)), l.emailsIn()...)
	if t.over() {
		return nil
	}
	for _, h := range value.Dates(l.text, l.msg.At(), t.chat.Locale) {
		if !h.Weak {
			out = append(out, h)
		}
	}
	if t.over() {
		return nil
	}
	for _, h := range value.Times(l.text) {
		if !h.Weak {
			out = append(out, h)
		}
	}
	if money {
		for _, h := range t.moniesIn(l) {
			if !h.Weak {
				out = append(out, h)
			}
		}
		out = append(out, l.addressHits()...)
	}
	return out
}

func overlaps(hits []value.Hit, start, end int) bool {
	for _, h := range hits {
		if h.Start < end && start < h.End {
			return true
		}
	}
	return false
}
