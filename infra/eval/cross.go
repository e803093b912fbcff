package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

// readApart reads each of the unseen files' chats whole by weights that were found without
// it: the nearest to chats that nobody has yet.
func readApart(ctx context.Context, unseen, in []string, all []example, choices [chosenFor][]choosing) (crossRead, error) {
	read := crossRead{labels: map[string]int{}, empty: map[string]int{}}
	var weights [unseenFolds]offline.Weights
	var fits sync.WaitGroup
	for part := range unseenFolds {
		fits.Go(func() { weights[part] = fitWithout(len(in)+part, all, choices) })
	}
	fits.Wait()
	for part := range unseenFolds {
		for _, path := range unseen {
			labelled, golds, err := labelledOf(path)
			if err != nil {
				return crossRead{}, err
			}
			for i, l := range labelled {
				if i%unseenFolds != part {
					continue
				}
				if err := read.chat(ctx, offline.With(&weights[part]), l.Chat, golds[l.ID]); err != nil {
					return crossRead{}, fmt.Errorf("chat %s: %w", l.ID, err)
				}
			}
		}
	}
	return read, nil
}

// fitWithout finds the weights without one part of the chats.
func fitWithout(fold int, all []example, choices [chosenFor][]choosing) offline.Weights {
	var of [chosenFor][]float64
	for g := range choices {
		if of[g] = fitChoice(but(choices[g], fold)); of[g] == nil {
			of[g] = make([]float64, signsIn(choices[g])) // no other part has any
		}
	}
	return weightsOf(fit(slices.DeleteFunc(slices.Clone(all), func(e example) bool { return e.fold == fold })), of)
}

// crossRead is what became of the fields of the chats.
type crossRead struct {
	labels, empty map[string]int // by type
	told          []toldValue
	ways          []way
}

type toldValue struct {
	kind           string
	form           offline.Form
	sure           float64
	right, nothing bool
	what           string // the chat, the field and what is told of it
}

func (x *crossRead) chat(ctx context.Context, rd offline.Reader, c chats.Chat, labels map[string]gold) error {
	for _, f := range c.Fields {
		if _, ok := labels[f.Name]; ok {
			x.labels[f.Kind()]++
			x.labels["all"]++
		} else {
			x.empty[f.Kind()]++
			x.empty["all"]++
		}
	}
	chat, err := c.Desk()
	if err != nil {
		return err
	}
	reading, err := rd.Read(ctx, chat)
	if err != nil {
		return err
	}
	told := map[string]int{}
	for _, f := range reading.Findings {
		v, _, err := copilot.Prove(chat, f, proof.Guard{Prover: value.Prover{}})
		if err != nil {
			continue
		}
		said, err := saidOf(c, f, v)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(c.Fields, func(o chats.Field) bool { return o.Name == string(f.Field) })
		if i < 0 {
			continue
		}
		at := slices.IndexFunc(chat.Fields, func(o desk.Field) bool { return o.Name == f.Field })
		j := judge(c.Fields[i], labels, said)
		if j.verdict == "left" {
			continue
		}
		sure := f.Confidence
		if chat.Current[f.Field] != "" {
			sure = max(sure, desk.ProposeBelow) // what the card holds is replaced by a person's word anyway
		}
		_, labelled := labels[c.Fields[i].Name]
		told[c.Fields[i].Name] = len(x.told)
		x.told = append(x.told, toldValue{kind: c.Fields[i].Kind(), form: offline.FormOf(chat.Fields[at]), sure: sure, right: j.verdict == "right", nothing: !labelled, what: fmt.Sprintf("%s\t%s\t%s\t%s\t%s", c.ID, c.Fields[i].Title, c.Fields[i].Kind(), v, f.Quote)})
	}
	return x.waysOf(ctx, rd, c, chat, labels, told)
}

// thresholds are from which confidence on values of each form are best filled.
func (x *crossRead) thresholds() []float64 {
	out := make([]float64, offline.Forms)
	for form := range out {
		best := 0.0
		if out[form] = mostThreshold; !slices.ContainsFunc(x.told, func(v toldValue) bool { return v.form == offline.Form(form) }) {
			out[form] = desk.ProposeBelow // none was told, so nothing is known
		}
		for from := mostThreshold; from > leastThreshold-1e-9; from -= 0.05 {
			worth := 0.0
			for _, v := range x.told {
				if v.form != offline.Form(form) || v.sure < from-1e-9 {
					continue
				}
				worth += 2*truth(v.right) - expectedF1 - filledCosts*truth(v.nothing)
			}
			nearer := math.Abs(from-desk.ProposeBelow) < math.Abs(out[form]-desk.ProposeBelow)
			if worth > best+1e-9 || worth > best-1e-9 && nearer {
				best, out[form] = worth, from
			}
		}
	}
	return out
}

const (
	// A value more is worth it for F1 where it is right more often than half of F1; expectedF1
	// is about what unseen chats come to.
	expectedF1 = 0.7
	// filledCosts is how many times as much a value that nobody said costs.
	filledCosts = 6.0
	// leastThreshold and mostThreshold are between what a threshold is looked for: few values
	// of some forms are told.
	leastThreshold, mostThreshold = 0.35, 0.75
)

func truth(b bool) float64 { return float64(count1(b)) }

// write says what filling from each confidence on comes to, the same for all forms or from
// each form's own threshold.
func (x *crossRead) write(w io.Writer, own []float64) {
	fmt.Fprintln(w, "\n| from | P | R | F1 | filled though empty |\n| ---: | ---: | ---: | ---: | ---: |")
	for from := 0.25; from < 0.96; from += 0.05 {
		fmt.Fprintf(w, "| %.2f | %s |\n", from, x.figures("all", func(offline.Form) float64 { return from }))
	}
	fmt.Fprintf(w, "\nFrom %.2f, by form:\n\n| type | labelled, empty | P | R | F1 | filled though empty |\n| --- | ---: | ---: | ---: | ---: | ---: |\n", own)
	for _, kind := range slices.Sorted(maps.Keys(x.labels)) {
		fmt.Fprintf(w, "| %s | %d, %d | %s |\n", kind, x.labels[kind], x.empty[kind], x.figures(kind, func(f offline.Form) float64 { return own[f] }))
	}
}

// list names each that is filled wrongly, from each form's own threshold: what to look at
// next, for they are of chats that the weights were not found on.
func (x *crossRead) list(w io.Writer, own []float64) {
	for _, v := range x.told {
		if v.sure < own[v.form]-1e-9 || v.right {
			continue
		}
		verdict := "wrong"
		if v.nothing {
			verdict = "filled though empty"
		}
		fmt.Fprintf(w, "%s\t%.2f\t%s\n", verdict, v.sure, v.what)
	}
}

func (x *crossRead) figures(kind string, from func(offline.Form) float64) string {
	told, right, nothing := 0, 0, 0
	for _, v := range x.told {
		if (kind == "all" || v.kind == kind) && v.sure >= from(v.form)-1e-9 {
			told, right, nothing = told+1, right+count1(v.right), nothing+count1(v.nothing)
		}
	}
	p, r := float64(right)/float64(max(1, told)), float64(right)/float64(max(1, x.labels[kind]))
	f1 := 0.0
	if p+r > 0 {
		f1 = 2 * p * r / (p + r)
	}
	return fmt.Sprintf("%.3f | %.3f | %.3f | %.1f %% (%d)", p, r, f1, 100*float64(nothing)/float64(max(1, x.empty[kind])), nothing)
}

// signsIn is how many signs a group's candidates have.
func signsIn(all []choosing) int {
	for _, c := range all {
		if len(c.all) > 0 {
			return len(c.all[0].signs)
		}
	}
	return 0
}
