package offline

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// Stretches of a few words that may be what a field of free text wants, with the signs that
// are the same for every field: found once a talk.

const (
	// longestSaying is how many words a stretch within a clause has, longestClause how many
	// a whole clause may have to be one.
	longestSaying, longestClause = 4, 8
	// mostStretches is how many a talk is searched for, mostStretchWords how many of a line's
	// words.
	mostStretches, mostStretchWords = 1500, 60
)

// stretch is one of them.
type stretch struct {
	line       *line
	start, end int // bytes
	from, to   int // words
	clause     [2]int
	value      desk.Value
	base       []float64
}

// stretches are the talk's, those of its newest lines if there are many.
func (t *talk) stretches() []stretch {
	if t.cut != nil {
		return t.cut
	}
	var lines [][]stretch
	n := 0
	for _, l := range slices.Backward(t.lines) {
		if t.over() {
			return nil
		}
		if n >= mostStretches {
			break // what rules claim of older lines is a candidate all the same
		}
		if l.void {
			continue
		}
		var mine []stretch
		for _, c := range l.clauses() {
			mine = append(mine, t.stretchesOf(l, c)...)
		}
		n, lines = n+len(mine), append(lines, mine)
	}
	slices.Reverse(lines)
	t.cut = slices.Concat(lines...)
	return t.cut
}

// clauses are the line's words between marks that part them, by number.
func (l *line) clauses() [][2]int {
	if l.known.clauses != nil {
		return l.known.clauses
	}
	out, from := [][2]int{}, 0
	n := min(len(l.words), mostStretchWords)
	for i := 1; i <= n; i++ {
		if i < n && !partsClause(l.text[l.words[i-1].End:l.words[i].Start]) {
			continue
		}
		if i > from {
			out = append(out, [2]int{from, i})
		}
		from = i
	}
	l.known.clauses = out
	return out
}

// partsClause: what stands between two words ends a clause.
func partsClause(gap string) bool {
	return strings.ContainsAny(gap, ",;.!?()\n:«»\"“”—–") || strings.Contains(gap, " - ")
}

// stretchesOf are a clause's.
func (t *talk) stretchesOf(l *line, c [2]int) []stretch {
	var out []stretch
	add := func(from, to int) {
		start, end := l.words[from].Start, l.words[to-1].End
		if !l.customer && t.taken(l, l.part(start)) == 0 || overlaps(t.busy(l, false), start, end) {
			return // nobody took it, or it is a phone, a day, an hour
		}
		out = append(out, t.stretch(l, start, end))
	}
	lead := c[0]
	for lead < c[1] && closed(l.words[lead].Text) {
		lead++
	}
	for from := c[0]; from < c[1]; from++ {
		if t.over() {
			return out
		}
		if closed(l.words[from].Text) {
			continue
		}
		for to := from + 1; to <= c[1]; to++ {
			if to-from > longestSaying && (to < c[1] || from > lead || to-from > longestClause) {
				continue
			}
			if !closed(l.words[to-1].Text) {
				add(from, to)
			}
		}
	}
	return out
}
