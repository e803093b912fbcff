package faq

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSmall says how bases of few entries do, cut from each bank: go test ./shared/faq
// -run Small -v -train FILE.
func TestSmall(t *testing.T) {
	if *trainOn == "" {
		t.Skip("there is nothing to ask: -train FILE")
	}
	banks, questions := readBanks(t, *trainOn)
	r := rand.New(rand.NewPCG(5, 5))
	const rounds = 30
	for _, n := range []int{1, 2, 3, 5, 10, 20} {
		for _, set := range sorted(banks) {
			var right, wrong, could float64
			for range rounds {
				es := slices.Clone(banks[set])
				r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
				es = es[:min(n, len(es))]
				all := ask(set, es, questions[set])
				good, bad := decides(all, New(es).Sure(.05))
				right, wrong, could = right+good/rounds, wrong+bad/rounds, could+rightAt(all, weights)/rounds
			}
			t.Logf("%d entries of %s: right %.3f, false answers %.3f; with exactly 5 %% right %.3f", n, set, right, wrong, could)
		}
	}
}
