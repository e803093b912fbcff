package main

import (
	"context"
	"fmt"
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

// chosenFor is how many groups of fields are chosen for: what a talk is about, those of
// typed values, free texts.
const chosenFor = 1 + offline.Groups + 1

// choosings are the labelled chats' fields that are chosen for, by group.
func choosings(ctx context.Context, in, unseen []string) ([chosenFor][]choosing, error) {
	var out [chosenFor][]choosing
	for file, path := range in {
		labelled, golds, err := labelledOf(path)
		if err != nil {
			return out, err
		}
		isNew := slices.Contains(unseen, path)
		for i, l := range labelled {
			fold := foldOf(in, unseen, file, i)
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
			fields, err = offline.Reader{}.WeighTexts(ctx, chat)
			if err != nil {
				return out, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			if !written(l.ID) {
				fields = nil // their free texts are of a few kinds that repeat
			}
			for _, candidates := range fields {
				out[chosenFor-1] = append(out[chosenFor-1], choosingOf(l.Chat, golds[l.ID], candidates, fold, isNew, offline.UnruledText))
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
	for g, fields := range out {
		for i := range fields {
			fields[i].group = g
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
				out.all = append(out.all, example{signs: w.Signs, right: right, weight: 1})
				unruled.all = append(unruled.all, example{signs: unrule(w.Signs), right: right, weight: 1})
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
			if !c.unseen && ruledWeight(c.group) > 0 {
				learnt = append(learnt, c.sparse(ruledWeight(c.group)))
			}
		}
	}
	if n == 0 {
		return nil
	}
	w, walked, slope := make([]float64, n), make([]float64, n), make([]float64, n)
	steps := choiceSteps
	if all[0].group == chosenFor-1 {
		steps /= 2 // of a hundred times the candidates
	}
	for range steps {
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
func ruledWeight(group int) float64 { return [...]float64{1, 0.3, 1.5, 0.7, 0.5, 1, 1, 1, 1, 0}[group] }

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

// fitChoices finds the weights of what a talk is about, of each group of fields and of free
// texts.
func fitChoices(all [chosenFor][]choosing) (out [chosenFor][]float64, err error) {
	for g, fields := range all {
		if len(fields) == 0 {
			return out, fmt.Errorf("%w: nothing to choose in group %d", desk.ErrInvalid, g)
		}
		out[g] = fitChoice(fields)
	}
	return out, nil
}

// unseenFolds is in how many parts the unseen chats are learned from, each without one.
const unseenFolds = 5

func count1(b bool) int {
	if b {
		return 1
	}
	return 0
}
