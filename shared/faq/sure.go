package faq

import (
	"math"
	"slices"
)

// odds are what the best scores were of questions that the base can't answer: its own
// wordings, each asked as if its entry were not there. The lowest first.
type odds struct{ wrong []float64 }

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
			score := 0.0
			if best := b.hits(b.weighted(v, own), 1, func(o int) bool { return o != i }); len(best) > 0 {
				score = best[0].score
			}
			o.wrong = append(o.wrong, score)
		}
	}
	slices.Sort(o.wrong)
	return o
}

// How scores of a base's own wordings tell which its threshold is. Its lower quarter
// says how alike its entries are to one another: where all are about cards, a question
// about cards need not be one of them. The upper end can't be taken as it is, since
// entries that are nearly one and the same stand there, and a base has both. The
// figures were fitted on four public and hand-written bases; on random thirds of them
// left out, what was to be 5 % was 4 to 12 % on one and 5 to 30 % on another.
const (
	alike       = 4.6
	alikeFrom   = -0.19
	tail        = 0.6
	lowest      = 0.13
	usual       = 0.16 // of a base that is too small to say
	usualWeight = 12   // as if so many wordings had said so
)

// Sure is the score from which on an answer is given, so that of the questions that
// the base can't answer about this share (0.05: one in twenty) gets one all the
// same. It is learned from the base's own wordings, each asked as if its entry were
// not there.
func (b *Base) Sure(share float64) float64 {
	share = min(max(share, 0.001), 0.5)
	o := b.odds
	own := alike*o.quantile(.25) + alikeFrom + tail*(o.quantile(1-share)-o.quantile(.95))
	own = min(max(own, lowest), max(lowest, o.quantile(.99)))
	n := float64(len(o.wrong))
	return (own*n + usual*usualWeight) / (n + usualWeight)
}

// quantile is the score below which that share of them lies.
func (o odds) quantile(p float64) float64 {
	if len(o.wrong) == 0 {
		return 0
	}
	at := p * float64(len(o.wrong)-1)
	low := int(math.Floor(at))
	next := min(low+1, len(o.wrong)-1)
	return o.wrong[low] + (at-float64(low))*(o.wrong[next]-o.wrong[low])
}
