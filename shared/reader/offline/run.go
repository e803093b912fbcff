package offline

import (
	"strings"
	"unicode/utf8"
)

// The stretches of a line that may be nouns, which are the candidates for what a
// talk is about.

// run is a stretch of open words, by their numbers in a line.
type run struct{ from, to int }

// runs are the line's stretches of words that may be nouns or what stands beside them:
// no function words, nothing that is a number, a day, a sum, an address.
func (t *talk) runs(l *line) []run {
	busy := t.busy(l, true)
	var out []run
	open := -1
	n := min(len(l.words), mostAbout)
	closeAt := func(i int) {
		if open >= 0 && i > open {
			out = append(out, run{open, i})
		}
		open = -1
	}
	for i := range n {
		w := l.words[i]
		if i > 0 && open >= 0 && !joinedBy(l.text[l.words[i-1].End:w.Start]) {
			closeAt(i)
		}
		figure := w.Text[0] >= '0' && w.Text[0] <= '9'
		switch {
		case closed(w.Text), l.tongue == "ru" && reNoNounRu.MatchString(w.Text), figure && open < 0, overlaps(busy, w.Start, w.End), t.isNumber(l, w.Start, w.End) && (open < 0 || !figure), utf8.RuneCountInString(w.Text) < 2 && !figure:
			closeAt(i)
		case open < 0:
			open = i
		}
	}
	closeAt(n)
	return out
}

// joinedBy: what stands between two words of one name.
func joinedBy(gap string) bool {
	return gap == "" || strings.Trim(gap, " -«»\"“”'’") == "" && strings.Count(gap, " ") <= 1
}

func (t *talk) candidatesOf(s *slot, l *line, at int, ruled []claim) []candidate {
	var out []candidate
	runs := t.runs(l)
	for k, r := range runs {
		for from := r.from; from < r.to; from++ {
			for to := from + 1; to <= r.to && to <= from+longestAbout; to++ {
				out = append(out, t.candidate(s, l, from, to, r, at, len(out) == 0 || k == 0, ruled))
			}
		}
		// "pastel de tres leches", "футболки с логотипом"
		if k+1 < len(runs) && runs[k+1].from <= r.to+2 && joins(l, r.to, runs[k+1].from) {
			next := runs[k+1]
			for from := max(r.from, r.to-2); from < r.to; from++ {
				for to := next.from + 1; to <= min(next.to, next.from+2); to++ {
					c := t.candidate(s, l, from, to, run{r.from, next.to}, at, k == 0, ruled)
					c.signs[aboutJoined] = 1
					c.signs[aboutOf] = truthOf(of.Has(l.words[r.to].Text))
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// joins: nothing but a preposition stands between two runs.
func joins(l *line, from, to int) bool {
	for i := from; i < to; i++ {
		if !linking.Has(l.words[i].Text) {
			return false
		}
	}
	return to > from && joinedBy(l.text[l.words[from-1].End:l.words[from].Start]) && joinedBy(l.text[l.words[to-1].End:l.words[to].Start])
}
