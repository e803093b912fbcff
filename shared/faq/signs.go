package faq

import (
	"cmp"
	"math"
	"slices"
)

// signs are what tells of a question's best entry whether it answers.
type signs [nSigns]float64

const (
	ofScore    = iota
	ofMargin   // to the next entry
	ofNext     // the entry's second wording: whether wordings agree
	ofTogether // all its wordings
	ofAnswer
	ofCover    // of the question, how much the entry has
	ofWords    // … of its words that say something
	ofLight    // … of those that say little
	ofWording  // how much of the best wording the question has
	ofLength   // how many words say something
	ofShared   // … of which the entry has
	ofMissing  // … and has not
	ofBackward // of the wording's words that say something, how much the question has
	ofBlank    // how far it has nothing of what the question's words say
	ofTheirs   // the question is a stranger's: clearly nearer to that than to the entry
	ofOther    // the entry tells something else of what is asked
	ofAlike    // how like one another the entry's wordings are: what is asked of it is as like them
	ofTopic    // it has a topic of the question
	ofAstray   // the question has topics, and the entry none of them
	ofAnother  // the question names a place or a make that the base does not know
	nSigns
)

// weights of signs: the logarithm of the odds that an entry answers. They were learned by
// TestTrain on public banks of questions and hand-written ones, each bank and smaller ones
// out of it by itself, so that they tell what answers within a bank; how they lie from
// bank to bank, Sure finds. The last five are set by hand: too few of
// the banks' questions are any stranger's, or ask for something else of a thing, to learn
// them from.
var weights = signs{
	ofScore: 1.93, ofMargin: 2.84, ofNext: -0.51, ofTogether: 2.59, ofAnswer: 2.09, ofCover: 1.07, ofWords: -0.23,
	ofLight: 0.14, ofWording: 1.67, ofLength: 0.56, ofShared: 1.89, ofMissing: -1.20, ofBackward: -0.05, ofBlank: -1.01, ofAlike: -2.60,
	ofTheirs: -3, ofOther: -4, ofTopic: 0.8, ofAstray: -0.8, ofAnother: -9,
}

// How near a stranger's question is that a question is taken for, and how much nearer than
// the entry's.
const (
	theirsFrom = 0.6
	clearly    = 0.3
)

// understood is how much of a word an entry has that it has not, but a topic of which it is.
const understood = 0.7

// half of a word's pieces make it likely that it is the same word in another form.
const half = 0.5

// odds of an answer, as a logarithm.
func (s signs) odds() (sum float64) {
	for i, w := range weights {
		sum += w * s[i]
	}
	return sum
}

// score brings odds between 0 and 1, so that thresholds lie about the middle.
func score(odds float64) float64 { return 1 / (1 + math.Exp((5-odds)/2)) }

// signs of a hit. best is what the best other entry scored.
func (b *Base) signs(q vector, h hit, other float64) signs {
	from, to := b.docsOf(h.entry)
	nearest := from + max(0, h.wording)
	var cover, backward, wording float64
	var words, light, meant, parts known
	var things, pieces known // that are no words for a price
	costs := false
	spoken, topic, astray := b.spoken(q, from, to)
	var said [maxWords + 1]bool // words of which the entry has the stem or a meaning
	for _, t := range q {
		w := float64(t.weight) * float64(t.weight)
		in, p := 0.0, 0.0
		if t.term >= 0 && b.within(t.term, from, to) {
			in, p = 1, float64(b.at(t.term, nearest))
		} else if spoken[t.topic] && topic {
			in = understood
		}
		costs = costs || t.cost
		switch {
		case t.cost || t.of == 0:
		case t.kind == piece:
			pieces.add(w, in)
		case t.kind == stem || t.kind == meaning:
			things.add(w, in)
		}
		cover += w * in
		wording += p * p
		switch {
		case t.kind == meaning && t.of > 0:
			meant.add(w, in)
			if in > 0 {
				said[t.of] = true
			}
		case t.kind == piece && t.of > 0:
			parts.add(w, in)
		case t.kind == stem && t.light:
			light.add(w, in)
		case t.kind == stem:
			words.add(w, in)
			if in > 0 {
				said[t.of] = true
			}
			backward += p * p
		}
	}
	blank, theirs, has, elsewhere := 0.0, 0.0, 0.0, 0.0
	for _, is := range said {
		if is {
			has++
		}
	}
	if words.n > 0 && words.nIn == 0 && meant.nIn == 0 {
		blank = 1 - ratio(parts.in, parts.all)
	}
	if s := b.strange(q); s > theirsFrom && s-h.closest > clearly {
		theirs = 1
	}
	switch {
	case h.other:
		elsewhere = 1
	case costs && b.docs[nearest].thing && things.n > 0 && things.nIn == 0 && ratio(pieces.in, pieces.all) < half:
		elsewhere = 1 // what it costs is asked of something else
	}
	return signs{
		ofScore: h.score, ofMargin: h.score - other, ofNext: h.next, ofTogether: h.all, ofAnswer: h.said,
		ofCover: cover, ofWords: ratio(words.in, words.all), ofLight: ratio(light.in, light.all), ofWording: wording,
		ofLength: math.Log1p(words.n), ofShared: min(has, 3) / 3, ofMissing: min(words.n-has, 4) / 4,
		ofBackward: ratio(backward, float64(b.docs[nearest].mass)), ofBlank: blank, ofTheirs: theirs, ofOther: elsewhere, ofAlike: b.alike[h.entry], ofTopic: truth(topic), ofAstray: truth(astray),
	}
}

// known is how much of some terms an entry has, and of how many.
type known struct{ all, in, n, nIn float64 }

func (p *known) add(w, in float64) {
	p.all += w
	p.in += w * in
	p.n++
	p.nIn += in
}

// ratio is a of b; of nothing, half.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0.5
	}
	return a / b
}

// within says whether a term is found in one of some docs.
func (b *Base) within(term, from, to int32) bool {
	posts := b.posts[term]
	i := behind(posts, from)
	return i < len(posts) && posts[i].doc < to
}

// at is the weight of a term in a doc.
func (b *Base) at(term, doc int32) float32 {
	posts := b.posts[term]
	if i := behind(posts, doc); i < len(posts) && posts[i].doc == doc {
		return posts[i].weight
	}
	return 0
}

// behind is the place of the first post of a doc, or of the next.
func behind(posts []post, doc int32) int {
	i, _ := slices.BinarySearchFunc(posts, doc, func(p post, d int32) int { return cmp.Compare(p.doc, d) })
	return i
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
