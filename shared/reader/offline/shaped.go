package offline

import (
	"slices"

	"github.com/sufler/sufler/shared/value"
)

// What of a line has a field's form, and what of that grammar refuses.

// formed is what of a line has the slot's form, and what grammar does not refuse.
func (t *talk) formed(s *slot, l *line) []value.Hit {
	return slices.DeleteFunc(t.shaped(s, l), func(h value.Hit) bool { return t.refused(s, l, h) })
}

// refused: grammar refuses a sum or a count, which to a choice is a sign of many.
func (t *talk) refused(s *slot, l *line, h value.Hit) bool {
	switch g, _ := s.groupOf(); g {
	case sums:
		return t.noSum(s, l, h)
	case days, hours:
		return t.base(l, h.Start) == 0 || !l.customer && reOpenFrom.MatchString(l.left(h.Start, 40)) || t.merelyInquired(l, h) || t.noDay(s, l, h, t.asked(s, l))
	case tallies:
		for _, n := range t.numbersIn(l) {
			if n.Start == h.Start {
				return t.noTally(s, l, n)
			}
		}
	}
	return false
}

// putAway: what grammar refuses is a candidate only where the talk calls it by the field's
// own title or just asked for it, and if it is a sum or a day that was not merely supposed.
func (t *talk) putAway(s *slot, l *line, h value.Hit) bool {
	if !t.refused(s, l, h) {
		return false
	}
	p := l.part(h.Start)
	g, _ := s.groupOf()
	if g == sums && h.Weak && t.noFigure(s, l, h.Start, h.End) {
		return true // an hour or a flat, whatever is said around it
	}
	if g == tallies || p.hypothesis || p.unavailable || s.kind == prepay && l.next != nil && l.next.supposes || l.before != nil && l.before.supposes && !l.customer {
		return true
	}
	called := t.titleSigns(s, l, h.Start, h.End)
	return called[titleNear]+called[titleLine]+called[titleBefore] == 0
}

// shaped is what of a line has the slot's form.
func (t *talk) shaped(s *slot, l *line) []value.Hit {
	var out []value.Hit
	g, _ := s.groupOf()
	switch g {
	case callings, selves:
		return slices.DeleteFunc(slices.Clone(t.namesIn(l)), func(h value.Hit) bool {
			return t.noCalling(s, l, h) || g == selves && reComesFrom.MatchString(l.left(h.Start, 25))
		})
	case codings:
		return t.codesIn(l)
	case truths:
		return t.truthsIn(s, l)
	case days, hours:
		return slices.DeleteFunc(t.daysIn(s, l), func(h value.Hit) bool { return reInPlaceOf.MatchString(l.left(h.Start, 25)) })
	case sums:
		busy := t.busy(l, false)
		for _, h := range each(t, value.Monies(l.text, s.field.Currency, t.chat.Locale)) {
			if !overlaps(busy, h.Start, h.End) && !reInPlaceOf.MatchString(l.left(h.Start, 25)) && !(h.Weak && (overlaps(l.addressHits(), h.Start, h.End) || !isScaled(l, h) && otherUnit(nil, l.right(h.End, 30)))) {
				out = append(out, h)
			}
		}
		return out
	}
	busy := t.busy(l, true)
	for _, n := range each(t, t.numbersIn(l)) {
		if !n.Percent && !value.IsOrdinary(s.field, l.text, n) && !overlaps(busy, n.Start, n.End) && !reInPlaceOf.MatchString(l.left(n.Start, 25)) {
			out = append(out, value.Hit{Value: n.Value(), Start: n.Start, End: n.End, Weak: n.Weak})
		}
	}
	return out
}
