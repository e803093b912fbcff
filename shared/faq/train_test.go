package faq

import (
	"bufio"
	"encoding/json"
	"flag"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

var trainOn = flag.String("train", "", "a file of banks and questions, as infra/eval reads them: the weights of signs are learned from it and printed")

// line is an entry or a question of a bank.
type line struct {
	Kind, Set, ID, Question, Answer, Text string
	Alt                                   []string
	Gold                                  *string // of a question: the entry that answers it; none: nil
}

// trial is a question put to a bank.
type trial struct {
	bank    string
	x       signs
	right   bool // its best entry answers it
	outside bool // no entry does
	weight  float64
}

// TestTrain learns the weights of signs anew: go test ./shared/faq -run Train -v -train FILE.
// It says how well those that were learned on one half of each bank's entries tell, on the
// other half, what is answered from what is not, beside those in use; and then what it
// would learn from all.
func TestTrain(t *testing.T) {
	if *trainOn == "" {
		t.Skip("there is nothing to learn from: -train FILE")
	}
	banks, questions := readBanks(t, *trainOn)
	r := rand.New(rand.NewPCG(7, 7))
	const rounds = 8
	got := map[string][2]float64{}
	for range rounds {
		var learned []trial
		test := map[string][]trial{}
		for _, set := range sorted(banks) {
			es := slices.Clone(banks[set])
			r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
			outside := 0
			half := func(n int) (qs []line) { // questions that nothing answers are halved, too
				for _, q := range questions[set] {
					if q.Gold == nil {
						if outside++; outside%2 != n {
							continue
						}
					}
					qs = append(qs, q)
				}
				return qs
			}
			learned = append(learned, variants(r, set, es[:len(es)/2], half(0))...)
			test[set] = ask(set, es[len(es)/2:], half(1))
		}
		w := fit(learned)
		for set, trials := range test {
			now, new := rightAt(trials, weights), rightAt(trials, w)
			got[set] = [2]float64{got[set][0] + now/rounds, got[set][1] + new/rounds}
		}
	}
	var all []trial
	for _, set := range sorted(banks) {
		t.Logf("%s: right with exactly 5 %% false answers: by the weights in use %.3f, by those learned on other entries %.3f", set, got[set][0], got[set][1])
		all = append(all, variants(r, set, banks[set], questions[set])...)
	}
	t.Logf("learned from all: %.2f", fit(all))
}

func sorted(banks map[string][]Entry) (sets []string) {
	for set := range banks {
		sets = append(sets, set)
	}
	slices.Sort(sets)
	return sets
}

func readBanks(t *testing.T, name string) (map[string][]Entry, map[string][]line) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	banks, questions := map[string][]Entry{}, map[string][]line{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		if l.Kind == "bank" {
			banks[l.Set] = append(banks[l.Set], Entry{l.ID, append([]string{l.Question}, l.Alt...), l.Answer})
		} else {
			questions[l.Set] = append(questions[l.Set], l)
		}
	}
	return banks, questions
}

// variants ask a bank, and smaller ones out of it with fewer wordings.
func variants(r *rand.Rand, set string, es []Entry, qs []line) []trial {
	out := ask(set, es, qs)
	for i := range out {
		out[i].weight *= 3
	}
	for range 8 {
		some := slices.Clone(es)
		r.Shuffle(len(some), func(i, j int) { some[i], some[j] = some[j], some[i] })
		some = some[:max(1, len(some)*(50+r.IntN(40))/100)]
		most := 1 + r.IntN(5)
		for i := range some {
			some[i].Wordings = some[i].Wordings[:min(len(some[i].Wordings), most)]
		}
		out = append(out, ask(set, some, qs)...)
	}
	return out
}

// ask puts to a bank what it answers, and what is given as unanswered; what it answered
// before entries were left out says nothing.
func ask(set string, es []Entry, qs []line) (out []trial) {
	b := New(es)
	var in, outside float64
	for _, q := range qs {
		if q.Gold != nil && !slices.ContainsFunc(es, func(e Entry) bool { return e.ID == *q.Gold }) {
			continue
		}
		asked := b.question(q.Text)
		v := b.weighted(asked.vector, nil)
		hits := append(b.fit(b.hits(v, 1+rivals, nil), asked), hit{})
		x := trial{bank: set, outside: q.Gold == nil}
		if hits[0].score > 0 {
			x.x = b.signs(v, hits[0], b.rival(hits[:len(hits)-1]))
			x.x[ofAnother] = truth(b.another(asked, hits[0]))
			x.right = !x.outside && b.entries[hits[0].entry].ID == *q.Gold
		}
		if x.outside {
			outside++
		} else {
			in++
		}
		out = append(out, x)
	}
	for i, x := range out { // both kinds count the same, and a wrong entry for a question that has one less
		switch {
		case x.outside:
			out[i].weight = 1 / outside
		case x.right:
			out[i].weight = 1 / in
		default:
			out[i].weight = .3 / in
		}
	}
	return out
}

// rightAt is the share of right answers with a threshold that lets exactly one in twenty
// of the questions without an answer through.
func rightAt(all []trial, w signs) float64 {
	came := func(x trial) (sum float64) {
		for k := range nSigns {
			sum += w[k] * x.x[k]
		}
		return sum
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b trial) int {
		if came(a) > came(b) {
			return -1
		}
		return 1
	})
	in, outside, right, wrong, best := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, x := range all {
		if x.outside {
			outside++
		} else {
			in++
		}
	}
	for _, x := range all {
		if x.outside {
			wrong++
		} else if x.right {
			right++
		}
		if wrong <= .05*outside {
			best = right
		}
	}
	return best / max(in, 1)
}

// fit is a logistic regression by Newton's steps, with a small penalty. Signs are taken
// as they differ from their bank's mean: what lies between banks is the threshold's to
// tell.
func fit(all []trial) (w signs) {
	const penalty = 0.02
	all = slices.Clone(all)
	mean, of, total := map[string]*signs{}, map[string]float64{}, 0.0
	for _, x := range all {
		if mean[x.bank] == nil {
			mean[x.bank] = &signs{}
		}
		for k := range nSigns {
			mean[x.bank][k] += x.weight * x.x[k]
		}
		of[x.bank] += x.weight
		total += x.weight
	}
	var dev signs
	for i, x := range all {
		for k := range nSigns {
			all[i].x[k] -= mean[x.bank][k] / of[x.bank]
			dev[k] += x.weight / total * all[i].x[k] * all[i].x[k]
		}
	}
	for k := range nSigns {
		dev[k] = math.Sqrt(dev[k]) + 1e-9
	}
	var v [nSigns + 1]float64 // the last is the same for all
	for range 12 {
		var slope [nSigns + 1]float64
		var curve [nSigns + 1][nSigns + 1]float64
		for _, x := range all {
			at := [nSigns + 1]float64{nSigns: 1}
			sum := v[nSigns]
			for k := range nSigns {
				at[k] = x.x[k] / dev[k]
				sum += v[k] * at[k]
			}
			p, is := 1/(1+math.Exp(-sum)), 0.0
			if x.right {
				is = 1
			}
			for k := range at {
				slope[k] += x.weight / total * (is - p) * at[k]
				for m := range at {
					curve[k][m] += x.weight / total * p * (1 - p) * at[k] * at[m]
				}
			}
		}
		for k := range nSigns {
			slope[k] -= penalty * v[k]
			curve[k][k] += penalty
		}
		for k, step := range solved(curve, slope) {
			v[k] += step
		}
	}
	for k := range nSigns {
		w[k] = v[k] / dev[k]
	}
	return w
}

// solved is x of a x = b, a being positive.
func solved(a [nSigns + 1][nSigns + 1]float64, b [nSigns + 1]float64) [nSigns + 1]float64 {
	for i := range b {
		for j := i + 1; j < len(b); j++ {
			by := a[j][i] / a[i][i]
			for k := i; k < len(b); k++ {
				a[j][k] -= by * a[i][k]
			}
			b[j] -= by * b[i]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		for k := i + 1; k < len(b); k++ {
			b[i] -= a[i][k] * b[k]
		}
		b[i] /= a[i][i]
	}
	return b
}
