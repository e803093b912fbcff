package faq

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSplits says how a base's own threshold does on parts of each bank: go test
// ./shared/faq -run Splits -v -train FILE. Halves, and three quarters, are drawn twenty
// times, so each time other entries are missing; ± is how far the figures lie apart. What
// nothing of the bank answers is asked of all.
func TestSplits(t *testing.T) {
	if *trainOn == "" {
		t.Skip("there is nothing to ask: -train FILE")
	}
	banks, questions := readBanks(t, *trainOn)
	r := rand.New(rand.NewPCG(3, 3))
	const rounds = 20
	for _, set := range sorted(banks) {
		for _, quarters := range []int{2, 3, 4} {
			var right, wrong []float64
			for range rounds {
				es := slices.Clone(banks[set])
				r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
				n := len(es) * quarters / 4
				for _, part := range [][]Entry{es[:n], es[len(es)-n:]}[:min(2, 4-quarters+1)] {
					good, bad := decides(ask(set, part, questions[set]), New(part).Sure(.05))
					right, wrong = append(right, good), append(wrong, bad)
				}
				if quarters == 4 {
					break
				}
			}
			t.Logf("%s, %d/4 of its entries: right %.3f ± %.3f, false answers %.3f ± %.3f, at worst %.3f", set, quarters, mean(right), spread(right), mean(wrong), spread(wrong), slices.Max(wrong))
		}
	}
}

func mean(of []float64) (sum float64) {
	for _, x := range of {
		sum += x / float64(len(of))
	}
	return sum
}

// spread is the standard deviation.
func spread(of []float64) float64 {
	m, sum := mean(of), 0.0
	for _, x := range of {
		sum += (x - m) * (x - m) / float64(len(of))
	}
	return math.Sqrt(sum)
}

// decides are the shares of right and of false answers with a threshold.
func decides(all []trial, sure float64) (right, wrong float64) {
	var in, outside float64
	for _, x := range all {
		given := score(x.x.odds()) >= sure
		switch {
		case x.outside:
			if outside++; given {
				wrong++
			}
		default:
			if in++; given && x.right {
				right++
			}
		}
	}
	return right / max(in, 1), wrong / max(outside, 1)
}
