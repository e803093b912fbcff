package offline

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// A sum or a count that a customer changes later: "actually 5 rather than 4", "the budget
// is 2000 now". What was said before it no longer holds, so that a second run offers it.

var (
	// reChanges says that something is otherwise than it was.
	reChanges = lazy.Pattern(`(?:^|[^\p{L}])(?:actually|after all|now|instead|make (?:it|that)|rather|let's (?:say|do)|changed?|went up|raised?|increased?|lowered|cut|go up to|up to|вместо|теперь|вернее|точнее|вс[её][- ]таки|пусть (?:будет|будут)|давайте|лучше|увелич\p{L}+|подня\p{L}+|сниз\p{L}+|урез\p{L}+|измен\p{L}+|передума\p{L}+|al final|mejor|ahora|en vez|en lugar|ya podemos|que sean?|cambi\p{L}+|subi\p{L}+|han subido|baj(?:ado|amos)|pueden? ser|puede que sean)(?:[^\p{L}]|$)`)
	// reInPlaceOf leads to what no longer holds.
	reInPlaceOf = lazy.Pattern(`(?:^|[^\p{L}])(?:вместо|а не|instead of|rather than|not|en vez de|en lugar de|en vez del|y no)(?: \p{L}{1,3})? ?[$€£]?$`)
	// reCanBe asks whether it may be otherwise.
	reCanBe = lazy.Pattern(`(?:^|[^\p{L}])(?:а можно|можно ли|can (?:we|you|i)|could (?:we|you|i)|pueden? ser|podemos|podrian? ser)(?:[^\p{L}]|$)`)
)

// change is what a field's sum or count was changed to, and in which line.
type change struct {
	line       *line
	value      desk.Value
	start, end int
}

// changesAnother says whether what stands at a place is what another field was changed to,
// or the answer to it. A bare figure that may be either is a count.
func (t *talk) changesAnother(s *slot, l *line, start, end int) bool {
	g, _ := s.groupOf()
	weak := strings.Trim(l.text[start:end], "0123456789") == "" && s.said(l, 0, len(l.text), s.titled) == 0
	return slices.ContainsFunc(t.slots, func(o *slot) bool {
		c := t.changed(o)
		if o == s || s.twin(o) || c == nil || t.changed(s) != nil && !(g == sums && weak) {
			return false
		}
		if c.line == l {
			return c.start < end && start < c.end
		}
		other, _ := o.groupOf()
		return g == sums && weak && other == tallies && c.line.at+1 == l.at && l.text[start:end] == c.line.text[c.start:c.end]
	})
}

// changed is the last change of a field's sum or count; nil: there is none.
func (t *talk) changed(s *slot) *change {
	if s.change != nil {
		return *s.change
	}
	if g, ok := s.groupOf(); !ok || g > tallies {
		return nil
	}
	var last *change
	s.change = &last // formed asks for it
	for i := len(t.lines) - 1; i > 0 && last == nil && i >= len(t.lines)-mostRecalled && !t.over(); i-- {
		if h, ok := t.newPrice(s, t.lines[i]); ok {
			last = &change{t.lines[i], h.Value, h.Start, h.End}
			continue
		}
		if h, ok := t.newCount(s, t.lines[i]); ok {
			last = &change{t.lines[i], h.Value, h.Start, h.End}
			continue
		}
		if l := t.lines[i]; l.customer && !l.void && (l.says(reChanges) || l.says(reCanBe)) {
			if h, ok := t.changesTo(s, l); ok && t.otherwiseBefore(s, l, h.Value) {
				last = &change{l, h.Value, h.Start, h.End}
			}
		}
	}
	s.change = &last
	return last
}

// newCount is what an operator adds up of the customer's counts, "25 reps plus 4 managers"
// – "So 29 seats", and the customer doesn't deny.
func (t *talk) newCount(s *slot, l *line) (value.Hit, bool) {
	if g, ok := s.groupOf(); !ok || g != tallies || l.customer || l.void || l.at == 0 {
		return value.Hit{}, false
	}
	mine := s.unitsOf()
	for _, n := range t.numbersIn(l) {
		left, right := l.left(n.Start, 40), l.right(n.End, 30)
		if reConcludes.MatchString(left) && !n.Percent && !n.Ordinal && (s.named(l, n) || counts(mine, left, right, n) && !isPieces(mine)) && t.taken(l, l.part(n.Start)) > 0 {
			return value.Hit{Value: n.Value(), Start: n.Start, End: n.End}, n.Value() != ""
		}
	}
	return value.Hit{}, false
}

// newPrice is what an operator's line makes of the price that was told before: it sums up
// anew, or gives way to who bargains, and the customer goes along.
func (t *talk) newPrice(s *slot, l *line) (value.Hit, bool) {
	if l.customer || l.void || s.kind != price || s.isFor(sumPurposes) || reEachField.MatchString(s.label) || !reAgreed.MatchString(s.label) {
		return value.Hit{}, false
	}
	var of *value.Hit
	for _, h := range t.formed(s, l) {
		left, right := l.left(h.Start, 60), l.right(h.End, 40)
		sums := total(left) > 0 || reSumsUp.MatchString(left) || reInAll.MatchString(right) || reRecounts.MatchString(lastClause(left)) || reWithAll.MatchString(right)
		yields := l.before != nil && l.before.says(reBargains) && t.taken(l, l.part(h.Start)) >= 0.8
		if !h.Weak && (sums || yields) || sums && len(h.Value) > len("99.00 USD") {
			of = &h
		}
	}
	if of == nil || t.taken(l, l.part(of.Start)) == 0 {
		return value.Hit{}, false
	}
	return *of, slices.ContainsFunc(t.lines[:l.at], func(o *line) bool {
		return !o.customer && slices.ContainsFunc(t.prices(o), func(h value.Hit) bool { return h.Value != of.Value })
	})
}

var (
	// reRecounts leads to a price that is counted anew, reWithAll stands behind it.
	reRecounts = lazy.Pattern(`(?:^|[^\p{L}])(?:тогда|получится|выйдет|выходит|со скидкой|уже|le queda|se queda|quedaria|queda en|quedan en|entonces|then|so|now|comes to|that makes|makes it)(?: (?:в|en|a|at|it's|that's|будет))? ?[$€£]?$`)
	reWithAll  = lazy.Pattern(`^[ .]*(?:руб\p{L}*|р\.?|₽|€|\$|£|euros?|pesos)?[ ]*(?:todo|con (?:el|la|todo)|all in|with (?:the )?(?:delivery|everything)|с (?:доставкой|учетом|установкой)|вместе с)`)
	// reBargains asks for less.
	reBargains = lazy.Pattern(`скид|дешевле|подешевле|уступ|подвин|сбав|дорого|у конкурентов|discount|cheaper|better (?:price|deal)|corporate rate|lower|rebaja|descuent|mejor precio|barat|car[oa](?:[^\p{L}]|$)`)
)

// changesTo is the only value of the field's form that a line says and does not put away.
func (t *talk) changesTo(s *slot, l *line) (value.Hit, bool) {
	hits := t.formed(s, l)
	if len(hits) != 1 {
		return value.Hit{}, false
	}
	h, p := hits[0], l.part(hits[0].Start)
	g, _ := s.groupOf()
	switch {
	case p.hypothesis || l.elsewhen(h.Start, h.End) || g == tallies && h.Weak:
		return h, false
	case p.question && !(l.says(reCanBe) && t.agreedTo(s, l, h.Value)):
		return h, false
	case l.at > 0 && !t.lines[l.at-1].customer && t.lines[l.at-1].asks() && t.asked(s, l) == 0 && s.said(l, 0, len(l.text), s.titled) == 0:
		return h, false // it answers another question
	case !p.question && !l.says(reChanges):
		return h, false
	}
	return h, t.ofField(s, l, h)
}

// agreedTo: the operator's next line says the same value.
func (t *talk) agreedTo(s *slot, l *line, v desk.Value) bool {
	if l.at+1 >= len(t.lines) || t.lines[l.at+1].customer {
		return false
	}
	n := t.lines[l.at+1]
	return n.reply != value.No && slices.ContainsFunc(t.formed(s, n), func(h value.Hit) bool { return h.Value == v })
}

// ofField: a line's value is the field's, by its words, by its unit, or because the card
// has no other field of the form.
func (t *talk) ofField(s *slot, l *line, h value.Hit) bool {
	g, _ := s.groupOf()
	if g == tallies {
		n := value.Number{Start: h.Start, End: h.End}
		mine, others := t.countedAs(s, l, n)
		if mine || others {
			return mine
		}
		if t.isDay(l, h) {
			return false
		}
	}
	p := l.part(h.Start)
	if s.said(l, p.start, p.end, s.titled) > 0 {
		return true
	}
	return !slices.ContainsFunc(t.slots, func(o *slot) bool {
		other, ok := o.groupOf()
		return o != s && ok && other <= tallies && (other == g || o.said(l, p.start, p.end, o.titled) > 0)
	})
}

// isDay: a bare figure may be the day or the hour of another field.
func (t *talk) isDay(l *line, h value.Hit) bool {
	return slices.ContainsFunc(t.slots, func(o *slot) bool {
		return (o.kind == when || o.kind == hour) && overlaps(value.Find(o.field, l.text, l.msg.At(), t.chat.Locale), h.Start, h.End)
	})
}

// otherwiseBefore: an earlier line has another value of the field's form, which the customer
// said or was asked for.
func (t *talk) otherwiseBefore(s *slot, l *line, v desk.Value) bool {
	return slices.ContainsFunc(t.lines[:l.at], func(o *line) bool {
		return o.customer && !o.void && slices.ContainsFunc(t.formed(s, o), func(h value.Hit) bool { return h.Value != v })
	})
}
