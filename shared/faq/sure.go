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

// What a base's own wordings come to tells of which kind it is, and no more. Where even
// those that are least like another entry's are much like it, all entries are about one
// trade, and a question about it need not be one of them; where these are not, questions
// without an answer are about other things. So the lower half of them is looked at, and the
// threshold rises from one kind's to the other's. How far within a kind the wordings are
// alike says nothing of where a bank's threshold should lie (on parts of four public banks
// the two go together by -0.3 to 0.3 mostly), so it moves nothing beyond. More entries are more
// alike by chance, and fewer less. In a small base too little is there to be taken for
// another's to tell its kind, so the more its wordings are alike the higher it is set. The
// figures were fitted to public banks and parts of them: see README.md.
const (
	mixedUp     = 1.0  // how alike wordings of a base of many things are at most …
	oneTrade    = 1.7  // … and of one trade at least
	ofMany      = 2.65 // the threshold of a base of many things …
	ofMore      = 0.15 // … and by how much it rises with twice as many entries
	ofOne       = 5.5  // … of one trade
	tail        = 0.6
	doubled     = 0.5 // how much less alike half as many entries are
	middling    = 40  // entries
	fewest      = 5   // entries below which fewer are not known to be less alike, …
	most        = 80  // … and from which on more are not known to be more
	small       = 25  // entries below which a base hardly tells its kind: its threshold …
	smallFrom   = -2.25
	smallMiddle = 1.5  // … rises so much with the middle of what its wordings come to …
	smallMore   = 3.15 // … and by so much more, the fewer they are
	usual       = 1.3  // of a base that is too small to say
	usualWeight = 20   // as if so many wordings had said so
	kindWeight  = 8    // … and so many had said that it is of many things
	tiny        = 5    // entries below which any word of the trade looks like an answer
)

// Sure is the score from which on an answer is given, so that of the questions that
// the base can't answer about this share (0.05: one in twenty) gets one all the
// same. It is learned from the base's own wordings, each asked as if its entry were
// not there, and from what strangers ask.
func (b *Base) Sure(share float64) float64 {
	share = min(max(share, 0.001), 0.5)
	o, n, entries := b.odds.own, float64(len(b.odds.own)), float64(len(b.entries))
	less := math.Log2(middling / min(max(entries, fewest), most))
	alike := (quantile(o, .25)+quantile(o, .35)+quantile(o, .5))/3 + doubled*less
	trade := min(1, max(0, (alike-mixedUp)/(oneTrade-mixedUp))) * n / (n + kindWeight)
	from := ofMany - ofMore*less
	if entries < small {
		from = min(ofOne, max(from, smallFrom+smallMiddle*quantile(o, .5)+smallMore*(1-entries/small)))
	}
	from = (from*n+usual*usualWeight)/(n+usualWeight) + max(0, 1-entries/tiny)
	from += trade*max(0, ofOne-from) + tail*(quantile(o, 1-share)-quantile(o, .95))*n/(n+usualWeight)
	return score(max(from, quantile(b.odds.strange, 1-share)))
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
