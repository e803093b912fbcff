package offline

import (
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
