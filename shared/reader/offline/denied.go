package offline

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// Counts that a customer denies, and what they say in their place: "not 5 chairs, 4",
// "4, а не 5", "4, no, 5". Such a line has the last word on all that was said before it.

var (
	reDenied = lazy.Pattern(`(?:^|[^\p{L}])(?:не|not|no|не на)(?: el| la)? $`)
	// reDeniedToo: a word may stand between, which would be too weak a denial by itself.
	reDeniedToo = lazy.Pattern(`(?:^|[^\p{L}])(?:не|not|no)(?: (?:на|для|по|for|the|at|el|la|las|los|para|son|sean|somos|seremos))? $`)
	// reInItsPlace stands between what is denied and what comes in its place.
	reInItsPlace = lazy.Pattern(`^(?: \p{L}+){0,2}(?: ?[.,;:—–-]+ ?(?:(?:а|но|but|sino|y|and) )?| (?:а|но|but|sino) )(?:\p{L}+ ){0,3}$`)
	// reNotThat stands between a count and the other one that it comes in the place of.
	reNotThat = lazy.Pattern(`^(?: \p{L}+){0,2}(?: ?[,;—–-]+)?(?: (?:а|and|y))? (?:не|not|no|вместо|instead of|rather than|en vez de|en lugar de)(?: (?:на|для|for|para))? $`)
)

// denial is a count that a line denies, with the one that it says in its place.
type denial struct {
	line            *line
	denied, instead value.Number
	// either: "4, no 5" may take back the one or the other; what was said last is denied.
	either bool
}

const (
	// mostRecalled is in how many lines before a denial what it denies is looked for, and
	// mostEqual at how many places there.
	mostRecalled, mostEqual = 40, 8
	// mostDenials is how many denials are looked at for a field, the last ones.
	mostDenials = 20
)

// denials are the line's.
func (t *talk) denials(l *line) []denial {
	if !l.customer || l.void {
		return nil
	}
	var out []denial
	busy, all := t.busy(l, true), few(t, t.numbersIn(l))
	for i := 1; i < len(all); i++ {
		a, b := all[i-1], all[i]
		if a.Amount.Equal(b.Amount) || b.Start < a.End || b.Start-a.End > longestInstead || !plainCount(a, busy) || !plainCount(b, busy) {
			continue
		}
		gap := words.Fold(strings.ToValidUTF8(l.text[a.End:b.Start], ""))
		back := l.takenBack(a.End, b.Start)
		denied := reDeniedToo.MatchString(l.left(a.Start, 20)) || reUnwanted.MatchString(l.left(a.Start, 40))
		switch p := l.part(b.Start); {
		case p.question, p.hypothesis:
		case denied && reInItsPlace.MatchString(gap) && !reDeniedToo.MatchString(gap):
			out = append(out, denial{line: l, denied: a, instead: b})
		case denied:
		case reNotThat.MatchString(gap) && back:
			out = append(out, denial{l, b, a, true}, denial{l, a, b, true})
		case reNotThat.MatchString(gap):
			out = append(out, denial{line: l, denied: b, instead: a})
		case back:
			out = append(out, denial{line: l, denied: a, instead: b})
		}
	}
	return out
}

func plainCount(n value.Number, busy []value.Hit) bool {
	return !n.Percent && !n.Ordinal && !n.Flat && !overlaps(busy, n.Start, n.End)
}

// putRight is the last denial of what a field counts; nil: there is none.
func (t *talk) putRight(s *slot) *denial {
	if s.denial != nil {
		return *s.denial
	}
	var last *denial
	looked := 0
	for i := len(t.lines) - 1; i >= 0 && last == nil && looked < mostDenials && !t.over(); i-- {
		for _, d := range t.denials(t.lines[i]) {
			if looked++; looked <= mostDenials && t.denies(s, d) {
				last = &d
			}
		}
	}
	s.denial = &last
	return last
}

// denies says whether a denial speaks of what the field counts: by the words beside the
// figures, or by what was said of the denied one before.
func (t *talk) denies(s *slot, d denial) bool {
	mine, others := t.countedAs(s, d.line, d.denied)
	instead, elsewise := t.countedAs(s, d.line, d.instead)
	if others || elsewise {
		return false
	}
	equal := 0
	for n := 1; n <= mostRecalled && n <= d.line.at && equal < mostEqual; n++ {
		l := t.lines[d.line.at-n]
		for _, m := range few(t, t.numbersIn(l)) {
			if d.either && m.Amount.Equal(d.instead.Amount) {
				return false
			}
			if !m.Amount.Equal(d.denied.Amount) || !plainCount(m, t.busy(l, true)) {
				continue
			}
			equal++
			before, another := t.countedAs(s, l, m)
			if mine || instead || before || !another && (s.rivals == 0 || s.first) {
				return true
			}
		}
	}
	return false
}

// countedAs says whether a number stands beside what the field counts, or beside what
// another unit or field does.
func (t *talk) countedAs(s *slot, l *line, n value.Number) (mine, others bool) {
	units, right := s.unitsOf(), l.right(n.End, 30)
	if s.named(l, n) || len(units) > 0 && !isPieces(units) && counts(units, "", right, n) {
		return true, false
	}
	return false, t.ofAnother(s, l, n) || otherUnit(units, right)
}

// deniedLater: the customer denies the figure in a later line: "not six, four". A count
// that they deny of another field is none of this one's.
func (t *talk) deniedLater(s *slot, l *line, v desk.Value) bool {
	figure, _, _ := strings.Cut(string(v), ".")
	for n := l.next; n != nil && n.at <= l.at+mostBetween; n = n.next {
		for _, m := range each(t, t.numbersIn(n)) {
			if string(m.Value()) != figure || !reDenied.MatchString(n.left(m.Start, 20)) {
				continue
			}
			if g, _ := s.groupOf(); g != tallies || !t.ofAnother(s, n, m) {
				return true
			}
		}
	}
	return false
}

// ofAnother says whether a number counts what another field of the card is named after.
func (t *talk) ofAnother(s *slot, l *line, n value.Number) bool {
	return !s.named(l, n) && slices.ContainsFunc(t.slots, func(o *slot) bool {
		g, ok := o.groupOf()
		return ok && g == tallies && o != s && o.named(l, n)
	})
}

// overruled: a later line puts right what the field counts, and says another figure.
func (t *talk) overruled(s *slot, l *line, v desk.Value) bool {
	g, _ := s.groupOf()
	if g > tallies {
		return false
	}
	if c := t.changed(s); c != nil && l.at < c.line.at && v != c.value {
		return true
	}
	if g != tallies {
		return false
	}
	d := t.putRight(s)
	return d != nil && l.at < d.line.at && v != d.instead.Value()
}

// putsRight says whether what stands at a place of a line is said in the place of a count
// that it denies.
func (t *talk) putsRight(s *slot, l *line, start int) bool {
	if g, _ := s.groupOf(); g != tallies {
		return false
	}
	d := t.putRight(s)
	return d != nil && d.line == l && d.instead.Start == start
}
