package faq

import "math"

// unlike is how like one another an entry's wordings are taken for in a base in which no
// entry has two.
const unlike = 0.3

// alike is how like the others together an entry's wordings are, on average, sum being all
// of them, term by term; less than 0: it has not two.
func alike(wordings []vector, terms []int32, sum map[int32]float32) float64 {
	if len(wordings) < 2 {
		return -1
	}
	all := 0.0
	for _, t := range terms { // in an order, so that it comes to the same each time
		all += float64(sum[t]) * float64(sum[t])
	}
	mean := 0.0
	for _, v := range wordings {
		with, own := 0.0, 0.0
		for _, t := range v {
			with += float64(t.weight) * float64(sum[t.term])
			own += float64(t.weight) * float64(t.weight)
		}
		mean += (with - own) / math.Sqrt(max(all-2*with+own, 1e-6)) / float64(len(wordings))
	}
	return mean
}

// level gives entries of one wording what is usual in the base.
func (b *Base) level() {
	sum, n := 0.0, 0.0
	for _, a := range b.alike {
		if a >= 0 {
			sum += a
			n++
		}
	}
	usual := unlike
	if n > 0 {
		usual = sum / n
	}
	for i, a := range b.alike {
		if a < 0 {
			b.alike[i] = usual
		}
	}
}
