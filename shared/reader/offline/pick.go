package offline

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/value"
)

// Which of a talk's sums, counts, names, numbers of things or answers a field means:
// everything of the form is a candidate, and a conditional logit chooses one, or none, by
// what the talk's turns did with it, by what is said around it and by the words of the
// field and of the others. The rules of other files are one sign of many.
// The signs are in sign.go, role.go, among.go and form.go.

// group is which fields are chosen for by the same weights.
type group int

const (
	sums group = iota
	tallies
	callings // names of people
	codings  // numbers of things
	truths   // yes or no
	days
	hours
	selves // the customer's own name
	groups
)

// groupOf is the slot's; false: it is not chosen for.
func (s *slot) groupOf() (group, bool) {
	switch s.kind {
	case price, refund, prepay, budget, pay:
		return sums, true
	case count, measure, term:
		return tallies, true
	case someone:
		return callings, true
	case code:
		return codings, true
	case yesNo:
		return truths, true
	case when:
		return days, true
	case hour:
		return hours, true
	case person:
		return selves, true
	}
	return 0, false
}

// pick is a candidate with its signs.
type pick struct {
	claim
	weak    bool
	refused bool // grammar speaks against it
	signs   [picks]float64
}

// WeighPicks gives the candidates of each field that is chosen for, with their signs, and
// the group of each field.
func (r Reader) WeighPicks(ctx context.Context, chat desk.Chat) (all [][]Weighed, of []int, err error) {
	t := r.listen(ctx, chat)
	for _, s := range t.slots {
		g, ok := s.groupOf()
		if !ok {
			continue
		}
		mine := []Weighed{}
		for _, p := range t.picks(s) {
			mine = append(mine, Weighed{Finding: p.finding(), Signs: slices.Clone(p.signs[:])})
		}
		all, of = append(all, mine), append(of, int(g))
	}
	if t.over() {
		return nil, nil, fmt.Errorf("weigh offline: %w: %w", desk.ErrBusy, t.err)
	}
	return all, of, nil
}

// Groups is how many groups of fields are chosen for.
const Groups = int(groups)

// UnruledPick are a candidate's signs without what the rules say.
func UnruledPick(signs []float64) []float64 {
	out := slices.Clone(signs)
	out[pickRule], out[pickRuled], out[pickWon], out[pickNoRule] = 0, 0, 0, 0
	return out
}

// choose gives the likely candidates for a field.
func (t *talk) choose(s *slot, g group) []claim {
	all := t.picks(s)
	signs := make([][]float64, len(all))
	for i := range all {
		signs[i] = all[i].signs[:]
	}
	chances := Choice(signs, t.by.Pick[g])
	of := map[desk.Value]float64{}
	for i, p := range chances {
		of[all[i].value] += p
	}
	if changed := t.changed(s); changed != nil && of[changed.value] > 0 {
		of[changed.value] = max(of[changed.value], changedLikely)
		for i := range all {
			if all[i].value == changed.value && all[i].line == changed.line {
				chances[i] = max(chances[i], changedLikely)
			}
		}
	}
	if changed, ok := t.dayChanged(s, g); ok {
		of[changed] = max(of[changed], dayChangedLikely)
	}
	if v, l := t.moved(s, g); l != nil {
		for i := range all {
			if all[i].value == v && all[i].line == l {
				of[v], chances[i] = max(of[v], dayChangedLikely), max(chances[i], dayChangedLikely)
			} else if all[i].value != v && all[i].line.at < l.at {
				of[all[i].value] = 0 // it no longer holds
			}
		}
	}
	if i := ofOffered(g, all); i >= 0 {
		for j := range all {
			if all[j].value != all[i].value {
				of[all[j].value] = 0
			}
		}
		of[all[i].value], chances[i] = max(of[all[i].value], dayChangedLikely), max(chances[i], dayChangedLikely)
	}
	t.compete(s, g, all, of)
	if i := onlyMeant(s, g, all); i >= 0 {
		of[all[i].value] = max(of[all[i].value], onlyMeantLikely)
		chances[i] = max(chances[i], onlyMeantLikely)
	}
	var out []claim
	for i, p := range chances {
		c := all[i].claim
		if g == days && of[c.value] < leastDay {
			continue
		}
		if of[c.value] < leastLikely || p < leastLikely/2 && of[c.value] < dayChangedLikely {
			continue
		}
		c.score, c.chance = threshold+0.3*of[c.value]+0.1*p, toldFrom(of[c.value], fillFrom[g])
		out = append(out, c)
	}
	return out
}

// fillFrom is from what probability on a value is filled rather than proposed, by group:
// where a miss costs as much as a mistake does, F1 is best at these.
var fillFrom = [groups]float64{sums: 0.55, tallies: 0.35, callings: 0.5, codings: 0.45, truths: 0.65, days: 0.65, hours: 0.65, selves: 0.65}

// toldFrom moves a probability so that what is filled from a place on is more than half.
func toldFrom(p, from float64) float64 {
	return p * (1 - from) / (p*(1-from) + (1-p)*from)
}

// mostPicks is among how many candidates one is chosen, the last ones.
const mostPicks = 80

// changedLikely is how probable it is at least that what a customer changed a sum or a count
// to is meant.
const changedLikely = 0.6

// onlyMeant is the candidate that alone can be meant: the only count, which the customer
// wishes for, or the only budget that they name; -1: there is none.
func onlyMeant(s *slot, g group, all []pick) int {
	switch {
	case g == tallies && s.rivals == 0 && len(all) == 1 && all[0].signs[pickWished] > 0 && all[0].signs[pickRefused]+all[0].signs[pickMaybe]+all[0].signs[pickAsks] == 0:
		return 0
	case s.kind == budget:
		only := -1
		for i := range all {
			if all[i].signs[pickFits] == 0 || !all[i].line.customer {
				continue
			}
			if only >= 0 {
				return -1
			}
			only = i
		}
		return only
	}
	return -1
}

const (
	// onlyMeantLikely is how probable at least what alone can be meant is.
	onlyMeantLikely = 0.6
	// leastDay is how probable a day must be to be proposed: a less likely one costs whoever
	// decides more than it saves.
	leastDay = 0.4
)

// leastLikely is how probable a candidate must be to be thought of.
const leastLikely = 0.1

// picks are the candidates: what the rules claim, and whatever has the form.
func (t *talk) picks(s *slot) []pick {
	ruled, all := t.ruledFor(s), []pick(nil)
	g, _ := s.groupOf()
	add := func(c claim, weak, refused bool) {
		if t.givenBack(s, c.line, c.start) {
			return
		}
		if g <= tallies && t.changesAnother(s, c.line, c.start, c.end) {
			return
		}
		if g == tallies && !t.putsRight(s, c.line, c.start) && slices.ContainsFunc(t.slots, func(o *slot) bool { return o != s && t.putsRight(o, c.line, c.start) }) {
			return
		}
		if g == days || g == hours {
			if o := t.movedOf(s, c.line); o != nil && o != s && !s.twin(o) {
				return
			}
		}
		for i, o := range all {
			if o.line == c.line && o.start < c.end && c.start < o.end && o.value == c.value {
				all[i].weak, all[i].refused = all[i].weak && weak, all[i].refused && refused
				return
			}
		}
		if len(all) < maxClaims {
			all = append(all, pick{claim: c, weak: weak, refused: refused})
		}
	}
	for _, c := range ruled {
		if (g == days || g == hours) && !c.line.customer && reOpenFrom.MatchString(c.line.left(c.start, 40)) {
			continue
		}
		if g == selves && strings.Contains(string(c.value), ",") {
			continue // more than a name
		}
		if g > tallies || !t.deniedLater(s, c.line, c.value) && !t.overruled(s, c.line, c.value) {
			add(c, false, false)
		}
	}
	for l := range t.heard() {
		if l.void {
			continue
		}
		formed := t.shaped(s, l)
		for i, h := range formed {
			if t.over() {
				return nil
			}
			if i+1 < len(formed) && l.takenBack(h.End, formed[i+1].Start) && !t.putsRight(s, l, h.Start) || g <= tallies && (t.deniedLater(s, l, h.Value) || t.overruled(s, l, h.Value)) {
				continue
			}
			if t.putAway(s, l, h) || g == days && h.Weak && readThere(ruled, l, h) {
				continue
			}
			add(claim{slot: s, line: l, value: h.Value, start: h.Start, end: min(len(l.text), h.End), spread: g == truths}, h.Weak, t.refused(s, l, h))
		}
	}
	slices.SortStableFunc(all, func(a, b pick) int {
		if a.line.at != b.line.at {
			return a.line.at - b.line.at
		}
		return a.start - b.start
	})
	if len(all) > mostPicks {
		t.left.values, all = true, all[len(all)-mostPicks:]
	}
	won, _ := lastWord(ruled, s)
	for i := range all {
		if t.over() {
			return nil
		}
		t.sign(s, all, i, ruled, won)
	}
	return all
}

// readThere says whether rules read what stands there: a bare figure that is a day of the
// month spoken of is none of another month.
func readThere(ruled []claim, l *line, h value.Hit) bool {
	return slices.ContainsFunc(ruled, func(c claim) bool { return c.line == l && c.start < h.End && h.Start < c.end })
}

// ruledFor are the claims of the slot's rules that are sure enough.
func (t *talk) ruledFor(s *slot) []claim {
	var out []claim
	for _, c := range superseded(t.readByRules(s)) {
		if c.score >= threshold && !c.line.void {
			out = append(out, c)
		}
	}
	return out
}
