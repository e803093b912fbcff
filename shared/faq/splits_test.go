package faq

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSplits says how a base's own threshold does on halves of each bank: go test
// ./shared/faq -run Splits -v -train FILE. What nothing answers is asked of both halves.
func TestSplits(t *testing.T) {
	if *trainOn == "" {
		t.Skip("there is nothing to ask: -train FILE")
	}
	banks, questions := readBanks(t, *trainOn)
	r := rand.New(rand.NewPCG(3, 3))
	const rounds = 20
	for _, set := range sorted(banks) {
		var right, wrong, worst float64
		for range rounds {
			es := slices.Clone(banks[set])
			r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
			for _, half := range [][]Entry{es[:len(es)/2], es[len(es)/2:]} {
				good, bad := decides(ask(set, half, questions[set]), New(half).Sure(.05))
				right, wrong, worst = right+good/(2*rounds), wrong+bad/(2*rounds), max(worst, bad)
			}
		}
		t.Logf("%s: of %d halves, right %.3f, false answers %.3f, at worst %.3f", set, 2*rounds, right, wrong, worst)
	}
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
