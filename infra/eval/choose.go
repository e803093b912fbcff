package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// choosing is one field of what a talk is about, with its candidates.
type choosing struct {
	group  int
	fold   int
	unseen bool // the rules were not written for its chat
	labels bool // there is one to find
	all    []example
	// unruled is the same without what the rules say.
	unruled *choosing
}

// choosings are the labelled chats' fields that are chosen for: [0] what a talk is about,
// then each group.
func choosings(ctx context.Context, in, unseen []string) ([1 + offline.Groups][]choosing, error) {
	var out [1 + offline.Groups][]choosing
	for file, path := range in {
		labelled, golds, err := labelledOf(path)
		if err != nil {
			return out, err
		}
		isNew := slices.Contains(unseen, path)
		for i, l := range labelled {
			fold := file
			if isNew || len(in) == 1 {
				fold = len(in) + i%unseenFolds
			}
			chat, err := l.Chat.Desk()
			if err != nil {
				return out, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			fields, err := offline.Reader{}.WeighAbout(ctx, chat)
			if err != nil {
				return out, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			for _, candidates := range fields {
				out[0] = append(out[0], choosingOf(l.Chat, golds[l.ID], candidates, fold, isNew, offline.Unruled))
			}
			fields, of, err := offline.Reader{}.WeighPicks(ctx, chat)
			if err != nil {
				return out, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			for i, candidates := range fields {
				if len(candidates) > 0 {
					out[1+of[i]] = append(out[1+of[i]], choosingOf(l.Chat, golds[l.ID], candidates, fold, isNew, offline.UnruledPick))
				}
			}
		}
	}
	return out, nil
}

func choosingOf(c chats.Chat, labels map[string]gold, candidates []offline.Weighed, fold int, unseen bool, unrule func([]float64) []float64) choosing {
	out, unruled := choosing{fold: fold, unseen: unseen}, choosing{}
	for _, w := range candidates {
		name := string(w.Finding.Field)
		_, out.labels = labels[name]
		for _, f := range c.Fields {
			if f.Name == name {
				said, err := saidOf(c, w.Finding, desk.Value(w.Finding.Value))
				right := err == nil && judge(f, labels, said).verdict == "right"
				out.all = append(out.all, example{signs: w.Signs, right: right, weight: 1, what: w.Finding.Value})
				unruled.all = append(unruled.all, example{signs: unrule(w.Signs), right: right, weight: 1, what: w.Finding.Value})
			}
		}
	}
	unruled.labels, out.unruled = out.labels, &unruled
	return out
}

// but leaves out those of one fold.
func but(all []choosing, fold int) []choosing {
	return slices.DeleteFunc(slices.Clone(all), func(c choosing) bool { return c.fold == fold })
}

const (
	// choiceSteps and choicePace are how far and how fast the weights are looked for,
	// choiceRidge keeps those small that little speaks for.
	choiceSteps, choicePace, choiceRidge = 250, 0.3, 1.0
)

// fitChoice finds the weights by which one of each field's candidates is chosen, or none:
// a conditional logit, by gradient, each weight at its own pace.
func fitChoice(all []choosing) []float64 {
	n := 0
	var learnt []sparse
	for _, c := range all {
		if len(c.all) > 0 {
			n = len(c.all[0].signs)
			learnt = append(learnt, c.learned().sparse(1))
			if !c.unseen {
				learnt = append(learnt, c.sparse(ruledWeight(c.group)))
			}
		}
	}
	if n == 0 {
		return nil
	}
	w, walked, slope := make([]float64, n), make([]float64, n), make([]float64, n)
	for range choiceSteps {
		slope[0] = 0
		for k := 1; k < n; k++ {
			slope[k] = -choiceRidge * w[k]
		}
		for i := range learnt {
			learnt[i].slope(w, slope)
		}
		for k, s := range slope {
			if walked[k] += s * s; walked[k] > 0 {
				w[k] += choicePace * s / math.Sqrt(walked[k])
			}
		}
	}
	return w
}

// sparse is a field as it is learned from: of each candidate the signs that it has.
type sparse struct {
	weight float64
	of     []signed
	chance []float64
}

type signed struct {
	at    []int
	x     []float64
	right bool
}

func (c choosing) sparse(weight float64) sparse {
	out := sparse{weight: weight, chance: make([]float64, len(c.all))}
	for _, e := range c.all {
		s := signed{right: e.right}
		for k, x := range e.signs {
			if x != 0 {
				s.at, s.x = append(s.at, k), append(s.x, x)
			}
		}
		out.of = append(out.of, s)
	}
	return out
}

// ruledWeight is how much is learned of the rules' word from the chats that they were
// written for, by group: on others what the rules say of sums is worth little.
func ruledWeight(group int) float64 { return [...]float64{1, 0.3, 1.5, 0.7, 0.5, 1, 1, 1, 1}[group] }

// learned is what is learned from: what the rules' word is worth, from chats alone that
// they were not written for.
func (c choosing) learned() choosing {
	if c.unseen {
		return c
	}
	return *c.unruled
}

// slope adds what one field says of the weights. Where what is right is no candidate,
// none of them is to be chosen: whoever tells one would be wrong.
func (c *sparse) slope(w, slope []float64) {
	sum, right := 1.0, 0.0
	for i, s := range c.of {
		z := 0.0
		for j, k := range s.at {
			z += s.x[j] * w[k]
		}
		c.chance[i] = math.Exp(z)
		if sum += c.chance[i]; s.right {
			right += c.chance[i]
		}
	}
	for i, s := range c.of {
		d := -c.chance[i] / sum
		if s.right {
			d += c.chance[i] / right
		}
		for j, k := range s.at {
			slope[k] += c.weight * d * s.x[j]
		}
	}
}

func (c choosing) choice(w []float64) []float64 {
	signs := make([][]float64, len(c.all))
	for i, e := range c.all {
		signs[i] = e.signs
	}
	return offline.Choice(signs, w)
}

// likeliest is the value that is likeliest, how likely, and whether it is right.
func (c choosing) likeliest(w []float64) (what string, said float64, right bool) {
	of := map[string]float64{}
	for i, p := range c.choice(w) {
		of[c.all[i].what] += p
	}
	for _, e := range c.all {
		if of[e.what] > said {
			what, said, right = e.what, of[e.what], e.right
		}
	}
	return what, said, right
}

// trainChoices finds the weights of what a talk is about and of each group of fields, and
// says how they do on the files that they were not found on.
func trainChoices(ctx context.Context, in, unseen []string, w io.Writer) (out [1 + offline.Groups][]float64, err error) {
	all, err := choosings(ctx, in, unseen)
	if err != nil {
		return out, err
	}
	for g, fields := range all {
		for i := range fields {
			fields[i].group = g
		}
		if len(fields) == 0 {
			return out, fmt.Errorf("%w: nothing to choose in group %d", desk.ErrInvalid, g)
		}
		fmt.Fprintf(w, "\n%s, %d fields, each file, or each of five parts of the unseen one, by weights that were found without it:\n\nfrom\ttold\tright\tof\tnothing there\tof\tunseen: told\tright\tof\tnothing there\tof\n", [...]string{"what a talk is about", "sums", "counts", "names", "numbers of things", "yes or no", "days", "hours", "own names"}[g], len(fields))
		crossed(w, fields, len(in)+unseenFolds)
		out[g] = fitChoice(fields)
	}
	return out, nil
}

// unseenFolds is in how many parts the unseen chats are learned from, each without one.
const unseenFolds = 5

// crossed says how a group's weights do on the folds that they were not found on.
func crossed(w io.Writer, fields []choosing, folds int) {
	froms := []float64{0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8}
	rows, rules := make([][2]chosen, len(froms)), chosenByRules{}
	for fold := range folds {
		if !slices.ContainsFunc(fields, func(c choosing) bool { return c.fold == fold }) {
			continue
		}
		weights := fitChoice(but(fields, fold))
		if len(weights) == 0 {
			continue // no other fold has any
		}
		for _, c := range fields {
			if c.fold != fold {
				continue
			}
			if c.group > 0 {
				rules.byRules(c)
			}
			_, said, right := c.learned().likeliest(weights)
			for i, from := range froms {
				rows[i][count1(c.unseen)].add(said >= from, right, c.labels)
			}
		}
	}
	for i, from := range froms {
		fmt.Fprintf(w, "%.2f\t%v\t%v\n", from, rows[i][0], rows[i][1])
	}
	fmt.Fprintf(w, "rules\t%v\t%v\nno candidate is right in %d and %d\n", rules.of[0], rules.of[1], rules.hopeless[0], rules.hopeless[1])
}

// chosenByRules counts what the rules' last word comes to, and where nothing right is a
// candidate at all.
type chosenByRules struct {
	of       [2]chosen
	hopeless [2]int
}

func (r *chosenByRules) byRules(c choosing) {
	told, right, any := false, false, false
	for _, e := range c.all {
		any = any || e.right
		if offline.RulesSay(e.signs) {
			told, right = true, right || e.right
		}
	}
	k := count1(c.unseen)
	r.of[k].add(told, right, c.labels)
	r.hopeless[k] += count1(c.labels && !any)
}

// chosen counts what is told, and what of it is right.
type chosen struct{ told, right, labels, filled, empty int }

func (c *chosen) add(told, right, labels bool) {
	c.told += count1(told)
	c.right += count1(told && right)
	c.labels += count1(labels)
	c.filled += count1(told && !labels)
	c.empty += count1(!labels)
}

func (c chosen) String() string {
	return fmt.Sprintf("%d\t%d\t%d\t%d\t%d", c.told, c.right, c.labels, c.filled, c.empty)
}

func count1(b bool) int {
	if b {
		return 1
	}
	return 0
}
