package faq

import (
	"math"
	"slices"
)

// odds are what the best entries came to of questions that the base can't answer: its own
// wordings, each asked as if its entry were not there, and what strangers ask. The lowest
// first.
type odds struct{ own, strange []float64 }

// maxAsked is how many of a base's wordings are asked: more make it no surer.
const maxAsked = 400

// learn asks the base its own wordings, each time without the entry whose it is.
func (b *Base) learn(texts []features) odds {
	var o odds
	all := 0
	for _, of := range texts {
		all += len(of.wordings)
	}
	step := max(1, (all+maxAsked-1)/maxAsked)
	n := 0
	for i, of := range texts {
		own := map[int32]bool{}
		for _, v := range of.wordings {
			for _, t := range v {
				own[t.term] = true
			}
		}
		for _, v := range of.wordings {
			if n++; (n-1)%step != 0 {
				continue
			}
			q := b.weighted(v, own)
			best := b.hits(q, 1+rivals, func(o int) bool { return b.same[o] != b.same[i] })
			came := 0.0
			if len(best) > 0 {
				came = b.signs(q, best[0], b.rival(best)).odds()
			}
			o.own = append(o.own, came)
		}
	}
	slices.Sort(o.own)
	return o
}

// How the middle of what a base's own wordings come to tells which its threshold is. Where most are alike
// to another entry's, all are about one trade, and a question about it need not be one of
// them; where few are, questions without an answer are about other things. The upper end
// can't be taken as it is, since entries that are nearly one and the same stand there. In
// a small base too little is there to be taken for another's, so they tell too little.
// The figures were fitted to four banks and parts of them: see README.md.
const (
	alikeFrom   = -4.4
	alikeMiddle = 3.15
	tail        = 0.6
	few, many   = 6, 25 // entries
	lowest      = 3.9
	highest     = 8   // a few wordings of a small base may be alike by chance
	usual       = 2.2 // of a base that is too small to say
	usualWeight = 20  // as if so many wordings had said so
	tiny        = 5   // entries below which any word of the trade looks like an answer
)

// Sure is the score from which on an answer is given, so that of the questions that
// the base can't answer about this share (0.05: one in twenty) gets one all the
// same. It is learned from the base's own wordings, each asked as if its entry were
// not there, and from what strangers ask.
func (b *Base) Sure(share float64) float64 {
	share = min(max(share, 0.001), 0.5)
	o := b.odds.own
	from := alikeFrom + alikeMiddle*quantile(o, .5) + tail*(quantile(o, 1-share)-quantile(o, .95))
	from = min(highest, max(lowest, from+few*max(0, 1-float64(len(b.entries))/many)))
	n := float64(len(o))
	mixed := (from*n+usual*usualWeight)/(n+usualWeight) + max(0, 1-float64(len(b.entries))/tiny)
	return score(max(mixed, quantile(b.odds.strange, 1-share)))
}

// quantile is what lies at a share: below which that share of them lies.
func quantile(of []float64, p float64) float64 {
	if len(of) == 0 {
		return 0
	}
	at := p * float64(len(of)-1)
	low := int(math.Floor(at))
	next := min(low+1, len(of)-1)
	return of[low] + (at-float64(low))*(of[next]-of[low])
}
