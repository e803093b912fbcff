package faq

import (
	"math"
	"slices"
)

// odds are what the best entries came to of questions that the base can't answer: its own
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
			q := b.weighted(v, own)
			best := b.hits(q, 2, func(o int) bool { return o != i })
			came := 0.0
			if len(best) > 0 {
				came = b.signs(q, best[0], append(best, hit{})[1].score).odds()
			}
			o.wrong = append(o.wrong, came)
		}
	}
	slices.Sort(o.wrong)
	return o
}

// How the odds of a base's own wordings tell which its threshold is. Where most are alike
// to another entry's, all are about one trade, and a question about it need not be one of
// them; where few are, questions without an answer are about other things. The upper end
// can't be taken as it is, since entries that are nearly one and the same stand there.
// Three figures, fitted by TestTrain on four banks and smaller ones out of them.
const (
	alikeFrom   = -0.8
	alike       = 1.8 // by the lowest tenth
	alikeMiddle = 1.2 // by the middle
	tail        = 0.6
	lowest      = 1.6
	usual       = 2.6 // of a base that is too small to say
	usualWeight = 12  // as if so many wordings had said so
)

// Sure is the score from which on an answer is given, so that of the questions that
// the base can't answer about this share (0.05: one in twenty) gets one all the
// same. It is learned from the base's own wordings, each asked as if its entry were
// not there.
func (b *Base) Sure(share float64) float64 {
	share = min(max(share, 0.001), 0.5)
	o := b.odds
	own := alikeFrom + alike*o.quantile(.1) + alikeMiddle*o.quantile(.5) + tail*(o.quantile(1-share)-o.quantile(.95))
	own = max(own, lowest)
	n := float64(len(o.wrong))
	return score((own*n + usual*usualWeight) / (n + usualWeight))
}

// quantile is what lies at a share: below which that share of them lies.
func (o odds) quantile(p float64) float64 {
	if len(o.wrong) == 0 {
		return 0
	}
	at := p * float64(len(o.wrong)-1)
	low := int(math.Floor(at))
	next := min(low+1, len(o.wrong)-1)
	return o.wrong[low] + (at-float64(low))*(o.wrong[next]-o.wrong[low])
}
