package faq

import "math"

// How common words are, beside what of them the base's own entries tell: as if every base
// had so many entries more, and so much of what strangers ask.
const (
	others     = 60
	heardShare = 0.3
	// A word that the base does not know counts less if it knows one of its meanings.
	meantOtherwise = 1.4
)

// weighted are the terms by how few entries they are found in, as one of length 1.
// without: an entry's own terms, as if it were not in the base.
func (b *Base) weighted(v vector, without map[int32]bool) vector {
	out := make(vector, len(v))
	entries := float64(len(b.entries)) + others
	var meant [maxWords + 1]bool // words of which the base has a meaning
	var spoken [256]bool         // topics that it has
	for _, t := range v {
		if t.kind == meaning && t.topic > 0 && t.term >= 0 && b.found[t.term] > 0 {
			spoken[t.topic] = true
		}
		if t.kind == meaning && t.term >= 0 && b.found[t.term] > 0 {
			meant[t.of] = true
		}
	}
	for i, t := range v {
		in, w := 0.0, t.weight
		if t.term >= 0 {
			in = float64(b.found[t.term])
			if without[t.term] {
				in--
			}
		}
		if in <= 0 && t.kind == stem && t.of > 0 && meant[t.of] {
			in, w = 0, w*meantOtherwise
		} else if in <= 0 && t.topic > 0 && spoken[t.topic] {
			in = 0 // a part of what it knows
		} else if in <= 0 {
			in, w = 0, w*t.kind.unknown()
		}
		if t.term >= 0 {
			in += heardShare * float64(b.heard[t.term])
		}
		if t.light {
			in += others * lightShare
		}
		t.weight = w * float32(math.Log(1+(entries-in+.5)/(in+.5)))
		out[i] = t
	}
	return out.unit()
}
