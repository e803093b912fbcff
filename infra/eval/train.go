package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/value"
)

// example is a value that the offline reader settled on, with its signs, and whether it
// is right.
type example struct {
	chat    int
	fold    int // which part of the chats it is left out with, see foldOf
	signs   []float64
	right   bool
	nothing bool    // there is no value to find
	weight  float64 // a chat of few is heard as one of many
	unseen  bool
	chosen  bool // another model tells how probable it is
	kind    string
}

const (
	folds = 10
	// ridge keeps weights small that little speaks for.
	ridge = 3.0
	// handWritten is how much more a hand-written chat counts: those that come are.
	handWritten = 2.0
	// unruledChat is how much more one counts that no rule was written for: on the others
	// the rules are too good to be true.
	unruledChat = 1.5
)

// train finds the weights of the offline reader's signs on labelled chats, says how
// they do on chats that they were not found on, and writes them. The same chats give
// the same file. unseen are the files, if any, that the rules were not written for.
func train(ctx context.Context, out string, unseen, in []string, list bool, w io.Writer) error {
	all, empty, err := examples(ctx, unseen, in)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return fmt.Errorf("%w: no values to train on", desk.ErrInvalid)
	}
	all = slices.DeleteFunc(all, func(e example) bool { return e.chosen })
	said := make([]float64, len(all))
	for fold := range folds {
		weights := fit(slices.DeleteFunc(slices.Clone(all), func(e example) bool { return e.chat%folds == fold }))
		for i, e := range all {
			if e.chat%folds == fold {
				said[i] = offline.Probability(e.signs, weights)
			}
		}
	}
	fmt.Fprintf(w, "%d values of %d files, each by weights that were found without its chat:\n\n", len(all), len(in))
	thresholds(w, all, said, empty)
	if len(unseen) > 0 {
		fmt.Fprintln(w, "\nOf these, those that no rule was written for, of kinds that nothing is chosen for:")
		byKind(w, all, said)
	}
	var b bins
	for i, e := range all {
		b.add(said[i], e.right)
	}
	fmt.Fprintln(w)
	b.write(w)
	candidates, err := choosings(ctx, in, unseen)
	if err != nil {
		return err
	}
	choices, err := fitChoices(candidates)
	if err != nil {
		return err
	}
	learned := weightsOf(fit(all), choices)
	if len(unseen) > 0 {
		read, err := readApart(ctx, unseen, in, all, candidates)
		if err != nil {
			return err
		}
		learned.From = read.thresholds()
		fmt.Fprintln(w, "\nThe unseen files' chats, each read by weights that were found without it:")
		read.write(w, learned.From)
		read.recall(w, learned.From)
		if list {
			read.list(w, learned.From)
		}
	}
	return writeWeights(out, learned)
}

// thresholds says what filling from a probability on comes to.
func thresholds(w io.Writer, all []example, said []float64, empty int) {
	fmt.Fprintln(w, "from\tvalues\tright\tprecision\ta value where there is none")
	for from := 0.0; from < 0.95; from += 0.05 {
		n, right, filled := 0, 0, 0
		for i, e := range all {
			if said[i] < from {
				continue
			}
			n++
			if e.right {
				right++
			}
			if e.nothing {
				filled++
			}
		}
		fmt.Fprintf(w, "%.2f\t%d\t%d\t%.3f\t%.3f\n", from, n, right, float64(right)/float64(max(1, n)), float64(filled)/float64(max(1, empty)))
	}
}

// byKind says the same of each kind on the unseen chats.
func byKind(w io.Writer, all []example, said []float64) {
	kinds := map[string]bool{}
	for _, e := range all {
		kinds[e.kind] = kinds[e.kind] || e.unseen
	}
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		if !kinds[kind] {
			continue
		}
		fmt.Fprintf(w, "\n%s\nfrom\ttold\tright\tnothing there\n", kind)
		for from := 0.0; from < 0.95; from += 0.1 {
			n, right, filled := 0, 0, 0
			for i, e := range all {
				if e.unseen && e.kind == kind && said[i] >= from {
					n, right, filled = n+1, right+count1(e.right), filled+count1(e.nothing)
				}
			}
			fmt.Fprintf(w, "%.1f\t%d\t%d\t%d\n", from, n, right, filled)
		}
	}
}

// examples reads the chats; empty is how many fields have no value.
func examples(ctx context.Context, unseen, in []string) (all []example, empty int, err error) {
	chat := 0
	for file, path := range in {
		labelled, golds, err := labelledOf(path)
		if err != nil {
			return nil, 0, err
		}
		for i, l := range labelled {
			mine, err := examplesOf(ctx, l.Chat, golds[l.ID])
			if err != nil {
				return nil, 0, fmt.Errorf("chat %s: %w", l.ID, err)
			}
			empty += len(l.Fields) - len(golds[l.ID])
			for _, e := range mine {
				e.chat, e.fold = chat, foldOf(in, unseen, file, i)
				if written(l.ID) {
					e.weight = handWritten
				}
				if e.unseen = slices.Contains(unseen, path); e.unseen {
					e.weight *= unruledChat
				}
				all = append(all, e)
			}
			chat++
		}
	}
	return all, empty, nil
}

// foldOf is which part a file's chat is left out with: its file, or of the unseen ones a
// part of all of them.
func foldOf(in, unseen []string, file, chat int) int {
	if slices.Contains(unseen, in[file]) || len(in) == 1 {
		return len(in) + chat%unseenFolds
	}
	return file
}

// labelledOf are a file's chats with their labels, and the labels once more, as they are judged.
func labelledOf(path string) ([]chats.Labelled, map[string]map[string]gold, error) {
	labelled, err := chats.ReadLabelled(path)
	if err != nil {
		return nil, nil, err
	}
	golds, err := readLines(path, func(r *struct {
		ID   string          `json:"id"`
		Gold map[string]gold `json:"gold"`
	}) (string, map[string]gold) {
		return r.ID, r.Gold
	})
	return labelled, golds, err
}

// written: the chat was written by hand, and is of no data set.
func written(id string) bool {
	return !strings.Contains(id, "-train-") && !strings.HasPrefix(id, "sgd-") && !strings.HasPrefix(id, "star-")
}

func examplesOf(ctx context.Context, c chats.Chat, labels map[string]gold) ([]example, error) {
	chat, err := c.Desk()
	if err != nil {
		return nil, err
	}
	weighed, err := offline.Reader{}.Weigh(ctx, chat)
	if err != nil {
		return nil, err
	}
	var out []example
	for _, f := range weighed {
		v, _, err := copilot.Prove(chat, f.Finding, proof.Guard{Prover: value.Prover{}})
		if err != nil {
			continue
		}
		said, err := saidOf(c, f.Finding, v)
		if err != nil {
			return nil, err
		}
		for _, field := range c.Fields {
			if field.Name != string(f.Finding.Field) {
				continue
			}
			j := judge(field, labels, said)
			_, labelled := labels[field.Name]
			if j.verdict != "left" {
				out = append(out, example{signs: f.Signs, right: j.verdict == "right", nothing: !labelled, weight: 1, kind: field.Kind(), chosen: f.Chosen})
			}
		}
	}
	return out, nil
}

// saidOf is a finding as a file of predictions holds it: numbers are alike then.
func saidOf(c chats.Chat, f desk.Finding, v desk.Value) (map[string]predicted, error) {
	p, err := predictedOf(c, f, v)
	if err != nil {
		return nil, err
	}
	raw, err := json.Marshal(map[string]predicted{string(f.Field): p})
	if err != nil {
		return nil, err
	}
	said := map[string]predicted{}
	return said, json.Unmarshal(raw, &said)
}

// bins compare how probable values were called with how many of them are right.
type bins [10]struct {
	n, right int
	said     float64
}

func (b *bins) add(said float64, right bool) {
	bin := &b[min(int(said*10), 9)]
	bin.n++
	bin.said += said
	if right {
		bin.right++
	}
}

func (b *bins) write(w io.Writer) {
	fmt.Fprint(w, "| called probable by | values | on average | right |\n| --- | ---: | ---: | ---: |\n")
	for i, bin := range b {
		if bin.n > 0 {
			fmt.Fprintf(w, "| %.1f – %.1f | %d | %.3f | %.3f |\n", float64(i)/10, float64(i+1)/10, bin.n, bin.said/float64(bin.n), float64(bin.right)/float64(bin.n))
		}
	}
}
