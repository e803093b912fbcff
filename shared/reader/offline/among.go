package offline

import (
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// A candidate among the others of its field.

// among are the signs of a candidate among the others.
func (t *talk) among(s *slot, all []pick, at int) {
	p := &all[at]
	g := &p.signs
	later, before, beside := map[desk.Value]bool{}, false, 0
	for i := range all {
		o := &all[i]
		switch {
		case o.value == p.value && o.line != p.line:
			if o.line.customer == p.line.customer {
				g[pickAgain] = 1
			} else {
				g[pickEcho] = 1
			}
		case o.value != p.value && o.line == p.line:
			beside++
		case o.value != p.value && o.line.at > p.line.at && !(o.weak && !p.weak):
			later[o.value] = true
		}
		before = before || o.value != p.value && o.line.at < p.line.at
	}
	g[pickAfter] = min(float64(len(later)), 4) / 4
	g[pickFirst], g[pickSole] = truthOf(!before), truthOf(!before && len(later) == 0 && beside == 0)
	g[pickBeside] = min(float64(beside), 2) / 2
	if gr, _ := s.groupOf(); gr == sums {
		g[pickAdds], g[pickAddend] = truthOf(t.adds(all, at)), truthOf(t.addend(all, at))
	}
	hits := make([]value.Hit, 0, 4)
	for _, o := range all {
		if o.line == p.line && !o.weak && !overlaps(hits, o.start, o.end) {
			hits = append(hits, value.Hit{Value: o.value, Start: o.start, End: o.end})
		}
	}
	if picked, made := t.picked(p.line, p.start, hits); made {
		g[pickPicked], g[pickPassed] = truthOf(picked), truthOf(!picked)
	}
}

func amountOf(v desk.Value) float64 {
	figure, _, _ := strings.Cut(string(v), " ")
	f, err := strconv.ParseFloat(figure, 64)
	if err != nil {
		return 0
	}
	return f
}

// mostSummed is how many candidates are added up.
const mostSummed = 14

// adds: two other sums that were said no later make it.
func (t *talk) adds(all []pick, at int) bool {
	x := amountOf(all[at].value)
	if x == 0 || all[at].weak {
		return false
	}
	from := max(0, at-mostSummed)
	for i := from; i < at; i++ {
		for j := i + 1; j < at; j++ {
			a, b := amountOf(all[i].value), amountOf(all[j].value)
			if a > 0 && b > 0 && a+b == x {
				return true
			}
		}
	}
	return false
}

// addend: a sum that was said no earlier is made of it and another.
func (t *talk) addend(all []pick, at int) bool {
	x := amountOf(all[at].value)
	if x == 0 {
		return false
	}
	for i := at + 1; i < min(len(all), at+mostSummed); i++ {
		for j := max(0, at-mostSummed); j < i; j++ {
			if rest := amountOf(all[j].value); j != at && rest > 0 && !all[i].weak && x+rest == amountOf(all[i].value) {
				return true
			}
		}
	}
	return false
}
