package reader

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/words"
)

// selection is what of a chat goes into a prompt.
type selection struct {
	kept      []kept // in the chat's order
	left      []int  // messages left out, in order
	typedLeft int    // how many of them hold a typed candidate: only when not even those fit
	notes     string // the rolling summary of left
}

// kept is a message, or the parts of a huge one that fit.
type kept struct {
	index int
	text  string
}

// lineTokens is about what a message costs beside its text.
const lineTokens = 28

// candidate is a message while the cut is being made.
type candidate struct {
	kept
	typed bool
	in    bool
}

func (c candidate) cost() int { return EstimateTokens(c.text) + lineTokens }

// cut chooses what of a chat fits into budget (estimated tokens). The whole chat
// when it fits. Else, in this order, until the budget is full: the newest
// messages (a quarter of the budget); every message with a typed candidate,
// newest first, shortened to its candidates' surroundings if they would not all
// fit; their neighbours, since a question gives an answer its meaning; the rest,
// newest first. A single message takes a quarter of the budget at most.
func cut(chat desk.Chat, budget int) selection {
	spots := newSpotter(chat.Fields)
	var cs []candidate
	total := 0
	for i, m := range chat.Messages {
		if !readable(m) {
			continue
		}
		said := words.Visible(m.SpokenText())
		c := candidate{kept: kept{i, spots.excerpt(said, budget/4)}, typed: spots.typed(said)}
		cs = append(cs, c)
		total += c.cost()
	}
	if total > budget {
		choose(cs, spots, budget)
	} else {
		for i := range cs {
			cs[i].in = true
		}
	}
	var s selection
	for _, c := range cs {
		switch {
		case c.in:
			s.kept = append(s.kept, c.kept)
			continue
		case c.typed:
			s.typedLeft++
		}
		s.left = append(s.left, c.index)
	}
	return s
}

// choose marks what stays of a chat that does not fit.
func choose(cs []candidate, spots spotter, budget int) {
	rest := budget
	pass := func(limit int, want func(i int) bool) {
		for i := len(cs) - 1; i >= 0; i-- {
			if cs[i].in || !want(i) {
				continue
			}
			cost := cs[i].cost()
			if cost > rest || budget-rest+cost > limit {
				if limit < budget {
					return // the newest are a run without gaps
				}
				continue
			}
			cs[i].in = true
			rest -= cost
		}
	}
	pass(budget/4, func(int) bool { return true })
	need := 0
	for _, c := range cs {
		if c.typed && !c.in {
			need += c.cost()
		}
	}
	if need > rest {
		for i, c := range cs {
			if c.typed && !c.in {
				cs[i].text = spots.excerpt(c.text, 40)
			}
		}
	}
	pass(budget, func(i int) bool { return cs[i].typed })
	pass(budget, func(i int) bool {
		return i > 0 && cs[i-1].typed && cs[i-1].in || i+1 < len(cs) && cs[i+1].typed && cs[i+1].in
	})
	pass(budget, func(int) bool { return true })
}

// gap stands between the parts of a shortened message. No quote can span it.
const gap = " […] "

// excerpt shortens a text to about limit tokens: its beginning, its end and the
// surroundings of its typed candidates, as far as they fit.
func (w spotter) excerpt(s string, limit int) string {
	if EstimateTokens(s) <= limit {
		return s
	}
	const around = 24 // runes on each side of a candidate
	rs := []rune(s)
	keep := make([]bool, len(rs))
	room := limit
	take := func(from, to int) {
		from, to = max(from, 0), min(to, len(rs))
		cost := 0
		for i := from; i < to; i++ {
			if !keep[i] {
				cost++
			}
		}
		if cost > room {
			return
		}
		room -= cost
		for i := from; i < to; i++ {
			keep[i] = true
		}
	}
	take(0, limit/8)
	take(len(rs)-limit/8, len(rs))
	for _, at := range w.spots(rs) {
		take(at[0]-around, at[1]+around)
	}
	var b strings.Builder
	for i, r := range rs {
		switch {
		case keep[i]:
			b.WriteRune(r)
		case i == 0 || keep[i-1]:
			b.WriteString(gap)
		}
	}
	return strings.TrimSpace(b.String())
}
