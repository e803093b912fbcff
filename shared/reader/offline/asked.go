package offline

import (
	"sort"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// What an operator asked for before a customer's line.

// asked says how well the operator's line before l asks for the slot: 0 not at
// all, 1 by its own words.
func (t *talk) asked(s *slot, l *line) float64 {
	if a, ok := l.known.asked[s]; ok {
		return a
	}
	a := t.askedNow(s, l)
	if l.known.asked == nil {
		l.known.asked = map[*slot]float64{}
	}
	l.known.asked[s] = a
	return a
}

func (t *talk) askedNow(s *slot, l *line) float64 {
	q := l.before
	if !l.customer || q == nil {
		return 0
	}
	if q.again {
		if before := l.earlier(); before != nil && asks[s.kind] != nil && before.says(asks[s.kind]) && (s.kind == person || s.kind == ownPhone || s.kind == ownEmail) {
			return 1
		}
	}
	if asked := s.askedIn(q); asked > 0 || q.asks() {
		return asked
	}
	// The question still stands where the customer asked back and was answered.
	if before := l.earlier(); before != nil && l.back != nil && l.back.onlyAsksOrWhy() && before != q {
		return s.askedIn(before)
	}
	return 0
}

// asks says whether an operator's line asks for anything.
func (l *line) asks() bool { return strings.Contains(l.text, "?") || l.says(reAsks) }

// onlyAsksOrWhy: the line asks back, with or without a question mark.
func (l *line) onlyAsksOrWhy() bool { return l.onlyAsks || len(l.words) <= 3 && l.says(reWhy) }

var reWhy = lazy.Pattern(`(?:^|[^\p{L}])(?:зачем|почему|для чего|why|what for|por que|para que)(?:[^\p{L}]|$)`)

// askedIn is how well an operator's line asks for the slot. Many answers may
// follow one question.
func (s *slot) askedIn(q *line) float64 {
	if best, ok := q.known.asksFor[s]; ok {
		return best
	}
	best := 0.0
	for _, p := range q.parts {
		if q.talk.over() {
			return 0
		}
		low := words.Fold(q.text[p.start:p.end])
		if p.question || reAsks.MatchString(low) {
			best = max(best, s.askedBy(q, p, low))
		}
	}
	if q.known.asksFor == nil {
		q.known.asksFor = map[*slot]float64{}
	}
	q.known.asksFor[s] = best
	return best
}

// earlier is what the other side said before this side's line before.
func (l *line) earlier() *line {
	if l.back != nil {
		return l.back.before
	}
	return l.before
}

// said is the slot's stems that stand among the words of a stretch.
func (s *slot) said(l *line, start, end int, stems map[string]bool) int {
	n := 0
	for i := sort.Search(len(l.words), func(i int) bool { return l.words[i].Start >= start }); i < len(l.words) && l.words[i].End <= end; i++ {
		if stems[l.stems[i]] {
			n++
		}
	}
	return n
}

func hasAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
