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

// A base does not know what it is asked beyond it. Two kinds of such questions were seen in
// public banks: about other things altogether, where few of the base's own wordings are like
// another entry's; and about the rest of one trade, where even those that are least alike are
// much alike. Of the second kind the base's own wordings tell the threshold, each asked as if
// its entry were not there: it lies about where one in twenty of them does. But few entries
// tell it badly, and always too low, since each of them is one rival less. So it begins at
// what bases of that many entries and wordings usually need, moves from there toward what
// the own wordings come to, the more entries there are, and has a margin on top that narrows
// as the root of their number. Between the two kinds it rises. The figures were fitted to
// four public banks and parts of them, of one to seventy-five entries: see README.md.
const (
	middling = 40 // entries that have …
	usualAsk = 5  // … so many wordings each: from these the figures below are told

	ofMany     = 2.7  // the threshold of a base of many things …
	ofMore     = 0.13 // … how much it rises with twice as many entries …
	ofWordings = 0.28 // … and with twice as many wordings of each

	ofOne         = 5.29   // what a base of one trade usually needs …
	ofOneMore     = 0.42   // … more with twice as many entries …
	ofOneWordings = 0.4    // … or wordings
	themselves    = 100    // entries that tell as much of it themselves as is usual, …
	lower, higher = 1, 0.5 // … by at most so much
	margin        = 1.6    // … of one entry, and narrower of more

	topmost = 0.82 // how far the highest of the own wordings lie above the middle of those near them

	mixedUp    = 0.6  // how alike the wordings of a base of many things are at most …
	oneTrade   = 0.95 // … and of one trade at least …
	doubled    = 0.69 // … where half as many entries are less alike by so much;
	fewest     = 5    // below which fewer are not known to be less alike, …
	most       = 80   // … and from which on more are not known to be more,
	largest    = 100  // nor to need more
	asIf       = 3    // as if so many entries more had said that it is of many things …
	kindWeight = 4    // … and so many wordings
	single     = 0.4  // of one entry nothing tells

	tail       = 0.6 // how far a stricter share goes by the own wordings …
	tailWeight = 20  // … the more there are
)

// Sure is the score from which on an answer is given, so that of the questions that
// the base can't answer about this share (0.05: one in twenty) gets one all the
// same. It is learned from the base's own wordings, each asked as if its entry were
// not there, and from what strangers ask.
func (b *Base) Sure(share float64) float64 {
	share = min(max(share, 0.001), 0.5)
	o, n, entries := b.odds.own, float64(len(b.odds.own)), float64(max(1, len(b.entries)))
	more := math.Log2(min(entries, largest) / middling)
	wordings := math.Log2(min(max(b.wordings/entries, 1), usualAsk) / usualAsk)
	many := ofMany + ofMore*more + ofWordings*wordings
	one := ofOne + ofOneMore*more + ofOneWordings*wordings
	one += entries / (entries + themselves) * min(max(top(o)-one, -lower), higher)
	one += margin / math.Sqrt(entries)
	from := many + b.trade()*max(0, one-many)
	from += tail * (quantile(o, 1-share) - quantile(o, .95)) * n / (n + tailWeight)
	return score(max(from, quantile(b.odds.strange, 1-share)))
}

// trade is how far a base is one of a single trade, from 0 to 1: by the lower half of what its
// own wordings come to.
func (b *Base) trade() float64 {
	o, n, entries := b.odds.own, float64(len(b.odds.own)), float64(len(b.entries))
	if entries < 2 {
		return single
	}
	alike := (quantile(o, .25)+quantile(o, .35)+quantile(o, .5))/3 - doubled*math.Log2(min(max(entries, fewest), most)/middling)
	alike = (alike*entries + mixedUp*asIf) / (entries + asIf)
	return min(1, max(0, (alike-mixedUp)/(oneTrade-mixedUp))) * n / (n + kindWeight)
}

// top is where one in twenty of a base's own wordings lies. Of few of them the highest is
// chance, so the ones below say where it should be, too.
func top(o []float64) float64 {
	return (quantile(o, .75)+quantile(o, .9)+quantile(o, .95))/3 + topmost
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
