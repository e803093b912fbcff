package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/reader/offline"
)

// choosing is one field of what a talk is about, with its candidates.
type choosing struct {
	file   int
	labels bool // there is one to find
	all    []example
	// unruled is the same without what the rules say, which were written for these chats:
	// what is learned from both trusts them no more than they deserve.
	unruled *choosing
}

// choosings are the fields of what a talk is about of the labelled chats.
func choosings(ctx context.Context, in []string) ([]choosing, error) {
	var out []choosing
	for file, path := range in {
		labelled, golds, err := labelledOf(path)
		if err != nil {
			return nil, err
		}
		for _, l := range labelled {
			chat, err := l.Chat.Desk()
			if err != nil {
				return nil, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			fields, err := offline.Reader{}.WeighAbout(ctx, chat)
			if err != nil {
				return nil, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			for _, candidates := range fields {
				out = append(out, choosingOf(l.Chat, golds[l.ID], candidates, file))
			}
		}
	}
	return out, nil
}

func choosingOf(c chats.Chat, labels map[string]gold, candidates []offline.Weighed, file int) choosing {
	out, unruled := choosing{file: file}, choosing{file: file}
	for _, w := range candidates {
		name := string(w.Finding.Field)
		_, out.labels = labels[name]
		for _, f := range c.Fields {
			if f.Name == name {
				j := judge(f, labels, map[string]predicted{name: {Value: w.Finding.Value}})
				out.all = append(out.all, example{signs: w.Signs, right: j.verdict == "right", weight: 1, what: w.Finding.Value})
				unruled.all = append(unruled.all, example{signs: offline.Unruled(w.Signs), right: j.verdict == "right", weight: 1, what: w.Finding.Value})
			}
		}
	}
	unruled.labels, out.unruled = out.labels, &unruled
	return out
}

// but leaves out those of one file.
func but(all []choosing, file int) []choosing {
	return slices.DeleteFunc(slices.Clone(all), func(c choosing) bool { return c.file == file })
}

const (
	// aboutSteps and aboutPace are how far and how fast the weights are looked for,
	// aboutRidge keeps those small that little speaks for.
	aboutSteps, aboutPace, aboutRidge = 1500, 0.02, 1.0
)

// fitChoice finds the weights by which one of each field's candidates is chosen, or none:
// a conditional logit, by gradient.
func fitChoice(all []choosing) []float64 {
	n := 0
	for _, c := range all {
		if len(c.all) > 0 {
			n = len(c.all[0].signs)
		}
	}
	w := make([]float64, n)
	for range aboutSteps {
		slope := make([]float64, n)
		for k := 1; k < n; k++ {
			slope[k] = -aboutRidge * w[k]
		}
		for _, c := range all {
			c.slope(w, slope)
			c.unruled.slope(w, slope)
		}
		for k := range w {
			w[k] += aboutPace * slope[k]
		}
	}
	return w
}

// slope adds what one field says of the weights.
func (c choosing) slope(w, slope []float64) {
	p, right := c.choice(w), 0.0
	for i, e := range c.all {
		if e.right {
			right += p[i]
		}
	}
	for i, e := range c.all {
		d := -p[i]
		switch {
		case e.right:
			d += p[i] / right
		case right == 0 && c.labels:
			d = 0 // what is right is no candidate
		}
		for k, x := range e.signs {
			slope[k] += d * x
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

// trainAbout finds the weights of what a talk is about, and says how they do on the files
// that they were not found on.
func trainAbout(ctx context.Context, in []string, w io.Writer) ([]float64, error) {
	all, err := choosings(ctx, in)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	type told struct {
		said          float64
		right, labels bool
	}
	var best []told
	for file := range in {
		weights := fitChoice(but(all, file))
		for _, c := range all {
			if c.file != file || len(weights) == 0 {
				continue
			}
			top := told{labels: c.labels}
			for i, p := range c.choice(weights) {
				if p > top.said {
					top.said, top.right = p, c.all[i].right
				}
			}
			best = append(best, top)
		}
	}
	fmt.Fprintf(w, "\nwhat a talk is about, %d fields, each file by weights that were found without it:\n\nfrom\ttold\tright\tof\tnothing there\n", len(best))
	for _, from := range []float64{0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7} {
		n, right, labels, filled := 0, 0, 0, 0
		for _, b := range best {
			labels += count1(b.labels)
			if b.said >= from {
				n++
				right += count1(b.right)
				filled += count1(!b.labels)
			}
		}
		fmt.Fprintf(w, "%.2f\t%d\t%d\t%d\t%d\n", from, n, right, labels, filled)
	}
	return fitChoice(all), nil
}

func count1(b bool) int {
	if b {
		return 1
	}
	return 0
}
