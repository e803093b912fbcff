package faq

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

//go:embed strangers.txt
var strangersText string

// strangers are the lines of strangers.txt as terms, by language. They tell a base what its
// own entries can't: which words people use whatever they ask about, and what it is asked
// that none of its entries answers.
var strangers = lazy.Table(func() map[language][][]term {
	out := map[language][][]term{}
	met := stems{}
	for line := range strings.Lines(strangersText) {
		if line[0] == '#' {
			continue
		}
		for i, question := range strings.Split(line, "|") {
			out[languages[i]] = append(out[languages[i]], read(question, languages[i], maxWords, met))
		}
	}
	return out
})

// hear has a base know the words of strangers who speak one of its languages.
func (b *Base) hear() (out []vector) {
	for _, lang := range languages {
		if !b.known[lang] {
			continue
		}
		for _, ts := range strangers.Get()[lang] {
			v := b.vector(ts, true)
			b.heard = append(b.heard, make([]float32, len(b.found)-len(b.heard))...)
			for _, t := range v {
				b.heard[t.term]++
			}
			out = append(out, v)
		}
	}
	return out
}

// Which strangers' questions an entry may well answer: the likest to it, and whatever is so
// like one of its wordings. How unlike all of them one is that surely none answers.
const (
	answered   = 4 // in each language
	answeredBy = 0.5
	foreign    = 0.3
)

// turnAway keeps the strangers' questions that surely no entry answers, and tells what the
// best entries come to of those that none answers: the lowest first.
func (b *Base) turnAway(asked []vector) (out []float64) {
	type came struct {
		odds float64
		like bool
	}
	b.apart = make([][]post, len(b.found))
	of := make([][]came, len(b.entries))
	for _, v := range asked {
		v = b.weighted(v, nil)
		best := b.hits(v, 1+rivals, nil)
		if len(best) == 0 || best[0].closest < foreign {
			for _, t := range v {
				b.apart[t.term] = append(b.apart[t.term], post{b.foreign, t.weight})
			}
			b.foreign++
		}
		if len(best) == 0 {
			out = append(out, 0)
			continue
		}
		h := best[0]
		s := b.signs(v, h, b.rival(best))
		s[ofTheirs] = 0 // it is a stranger's own
		of[h.entry] = append(of[h.entry], came{s.odds(), h.closest >= answeredBy || b.speaks(h.entry, v)})
	}
	for _, all := range of {
		slices.SortFunc(all, func(a, b came) int { return cmp.Compare(b.odds, a.odds) })
		for _, c := range all[min(answered*len(b.known), len(all)):] {
			if !c.like {
				out = append(out, c.odds)
			}
		}
	}
	slices.Sort(out)
	return out
}

// strange is how like a question is to one that surely no entry answers.
func (b *Base) strange(q vector) float64 {
	sums := make([]float32, b.foreign)
	for _, t := range q {
		if t.term < 0 || int(t.term) >= len(b.apart) {
			continue
		}
		for _, p := range b.apart[t.term] {
			sums[p.doc] += t.weight * p.weight
		}
	}
	most := float32(0)
	for _, s := range sums {
		most = max(most, s)
	}
	return float64(most)
}
