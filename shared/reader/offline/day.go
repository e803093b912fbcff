package offline

import (
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// Days and hours as candidates of pick.go: whatever is one, whoever says it.

// The signs of a day's or an hour's form.
const (
	pickRole    = pickForm + iota // it is said to begin or to end what the field's does
	pickNoRole2                   // or the other of the two
	pickPast                      // it is over
	pickHeld                      // it was, or had been agreed before
	pickInquiry                   // it stands in a question for a price or opening hours, or in the answer
	pickNoDay                     // grammar speaks against it
	pickDue                       // it is when money moves
	pickMeant                     // another field of the kind was just asked for
	pickDoubt                     // its form is weak, and nobody asked
	pickSecond                    // it ends a stretch from one to another
	pickBare                      // nothing else of weight is said in its line
)

// dayChangedLikely is how probable it is at least that what a customer moved a day or an
// hour to is meant.
const dayChangedLikely = 0.8

// reMoves asks to move what was agreed.
var reMoves = lazy.Pattern(`(?:^|[^\p{L}])(?:перен[её]с\p{L}*|сдвин\p{L}*|move|reschedule|push|mover|cambiar|aplazar|pasar)(?:[^\p{L}]|$)`)

// reOpenFrom leads to opening hours.
var reOpenFrom = lazy.Pattern(`(?:^|[^\p{L}])(?:we(?:'re| are) open|opening hours|работаем|мы открыты|abrimos|estamos abiertos)[^.!?]{0,30}$`)

// dayChanged is what a customer's line moves a day or an hour to, if that is the rules' last
// word.
func (t *talk) dayChanged(s *slot, g group) (desk.Value, bool) {
	if g != days && g != hours {
		return "", false
	}
	ruled := t.ruledFor(s)
	won, ok := lastWord(ruled, s)
	if !ok || len(ruled) < 2 {
		return "", false
	}
	l := won.line
	if !l.customer {
		l = l.before
	}
	if l == nil || !l.customer || !(l.says(reChanges) || l.says(reCanBe) || l.says(reMoves) || l.does(corrects)) {
		return "", false
	}
	for _, c := range ruled {
		if c.value != won.value && c.line.at <= l.at {
			return won.value, true
		}
	}
	return "", false
}

// movedOf is the field whose day or hour a customer's line moves without a word on which it
// is, the one that was spoken of last; nil: it moves none, or the card has no other.
func (t *talk) movedOf(s *slot, l *line) *slot {
	if !l.customer || l.void || !(l.says(reChanges) || l.says(reMoves) || l.does(corrects)) || !slices.ContainsFunc(t.slots, func(o *slot) bool { return o != s && sameForm(o, s) && !s.twin(o) }) {
		return nil
	}
	if !slices.ContainsFunc(t.lines[:l.at], func(o *line) bool { return len(t.daysIn(s, o)) > 0 }) {
		return nil // nothing was there to be moved
	}
	return t.lastSpoken(s, l)
}

// moved is what the last of such lines moves the field's day or hour to, if it says one
// alone.
func (t *talk) moved(s *slot, g group) (desk.Value, *line) {
	if g != days && g != hours {
		return "", nil
	}
	for _, l := range slices.Backward(t.lines) {
		if t.movedOf(s, l) != s {
			continue
		}
		if hits := t.daysIn(s, l); len(hits) == 1 && !l.part(hits[0].Start).question && !l.part(hits[0].Start).hypothesis {
			return hits[0].Value, l
		}
	}
	return "", nil
}

// ofOffered is the day in a customer's short answer that is one of several which the line
// before offered: "tengo el 5 o el 11" – "el 11"; -1: there is none, or more was said since.
func ofOffered(g group, all []pick) int {
	if g != days || len(all) == 0 {
		return -1
	}
	last := len(all) - 1
	c := all[last]
	if !c.line.customer || len(c.line.words) > mostPickedWords {
		return -1
	}
	offered, mine := map[desk.Value]bool{}, false
	for _, o := range all {
		if !o.line.customer && o.line.at == c.line.at-1 {
			offered[o.value], mine = true, mine || o.value == c.value || o.weak && sameDay(o.value, c.value)
		}
	}
	if !mine || len(offered) < 2 {
		return -1
	}
	return last
}

// sameDay: two bare days of the month are the same, of whichever month.
func sameDay(a, b desk.Value) bool {
	return len(a) == len(dateForm) && len(b) == len(a) && strings.HasSuffix(string(a), string(b[len(b)-2:]))
}

// mostPickedWords is how many words pick one of several.
const mostPickedWords = 3

// longestStretch is what stands between the two days of a stretch at most: " al ".
const longestStretch = 6

// daysIn are the days or hours of a line, as the field takes them.
func (t *talk) daysIn(s *slot, l *line) []value.Hit {
	hits := few(t, value.Find(s.field, l.text, l.msg.At(), t.chat.Locale))
	for i := range hits {
		if late := t.inTheEvening(s, l, hits[i]); late != "" {
			hits[i].Value = late
		}
		if v := t.asOffered(s, l, hits[i]); v != "" {
			hits[i].Value = v
		}
	}
	return hits
}

// isOver: a day, or a day with its hour, is before a moment.
func (s *slot) isOver(v desk.Value, at time.Time) bool {
	switch s.field.Type {
	case desk.TypeDate:
		return string(v) < at.Format(time.DateOnly)
	case desk.TypeDateTime:
		then, err := time.Parse(time.RFC3339, string(v))
		return err == nil && then.Before(at)
	}
	return false
}

// daySigns are those of a day or an hour.
func (t *talk) daySigns(s *slot, l *line, p *pick, asked float64) {
	g := &p.signs
	left, right := l.left(p.start, 40), l.right(p.end, 25)
	h := value.Hit{Value: p.value, Start: p.start, End: p.end, Weak: p.weak}
	hits := t.daysIn(s, l)
	for i, o := range hits {
		if o.Start == p.start && i > 0 && len(strings.TrimSpace(l.text[min(hits[i-1].End, o.Start):o.Start])) <= 5 {
			g[pickSecond] = 1
		}
	}
	role := t.roleAt(s, l, p.start, g[pickSecond] > 0)
	for i, o := range hits {
		if o.Start == p.start && i+1 < len(hits) && g[pickSecond] == 0 && strings.TrimSpace(l.text[min(o.End, hits[i+1].Start):hits[i+1].Start]) != "" && hits[i+1].Start-o.End <= longestStretch {
			role = s.role("from ", false)
		}
	}
	g[pickRole], g[pickNoRole2] = truthOf(role > 0), truthOf(role < 0)
	g[pickPast] = truthOf(s.isOver(p.value, l.msg.At()))
	g[pickHeld] = truthOf(rePast.MatchString(left) || l.happened(p.start, p.end))
	g[pickInquiry] = truthOf(t.merelyInquired(l, h))
	g[pickNoDay] = truthOf(t.noDay(s, l, h, asked))
	g[pickDue] = truthOf(reDue.MatchString(left) || reMoneyMoves.MatchString(lastClause(left)+" "+firstClause(right)) || l.customer && rePaysThen.MatchString(left+firstClause(right)))
	g[pickMeant] = truthOf(t.meant(s, l, asked) > 0)
	g[pickDoubt] = truthOf(p.weak && asked == 0)
	g[pickBare] = truthOf(len(l.words) <= 5)
}
