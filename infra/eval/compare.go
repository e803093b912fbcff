package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/openai"
	"github.com/sufler/sufler/shared/words"
)

// gold is what a labelled chat holds for a field.
type gold struct {
	Value    any   `json:"value"`
	Accept   []any `json:"accept,omitempty"`
	Evidence []int `json:"evidence"`
}

// score is how two did on the fields of one type. A field where nothing is to be
// written is right if it stays as it is.
type score struct {
	fields, same, bothRight, onlyA, onlyB, neither int
}

// compare reads the same chats by two, files of predictions or readers by name,
// and writes where they differ and who is right. No value is shown: the output
// may be kept where customers' words may not.
func compare(ctx context.Context, in string, two []string, c choice, w io.Writer) error {
	if len(two) != 2 {
		return fmt.Errorf("%w: -compare wants two, files of predictions or readers", desk.ErrInvalid)
	}
	records, err := chats.Read(in)
	if err != nil {
		return err
	}
	labels, err := readLines(in, func(r *struct {
		ID   string          `json:"id"`
		Gold map[string]gold `json:"gold"`
	}) (string, map[string]gold) {
		return r.ID, r.Gold
	})
	if err != nil {
		return err
	}
	var sides [2]map[string]map[string]predicted
	for i, name := range two {
		if sides[i], err = side(ctx, name, records, c); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	fmt.Fprintf(w, "A is %s, B is %s\n\n", two[0], two[1])
	out := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	types := differences(out, records, labels, sides)
	fmt.Fprintln(out, "\ntype\tfields\tsame\tboth right\tonly A right\tonly B right\tneither")
	for _, name := range slices.SortedFunc(maps.Keys(types), lastAll) {
		s := types[name]
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%d\t%d\t%d\n", name, s.fields, s.same, s.bothRight, s.onlyA, s.onlyB, s.neither)
	}
	return out.Flush()
}

// differences writes the fields that differ, and counts by type.
func differences(out io.Writer, records []chats.Chat, labels map[string]map[string]gold, sides [2]map[string]map[string]predicted) map[string]*score {
	types := map[string]*score{}
	fmt.Fprintln(out, "chat\tfield\ttype\tA\tB")
	for _, r := range records {
		for _, f := range r.Fields {
			a, b := judge(f, labels[r.ID], sides[0][r.ID]), judge(f, labels[r.ID], sides[1][r.ID])
			same := alike(f, a.value, b.value)
			for _, name := range []string{f.Kind(), "all"} {
				if types[name] == nil {
					types[name] = &score{}
				}
				types[name].add(a.right(), b.right(), same)
			}
			if !same {
				fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", r.ID, f.Name, f.Kind(), a.verdict, b.verdict)
			}
		}
	}
	return types
}

func (s *score) add(a, b, same bool) {
	s.fields++
	if same {
		s.same++
	}
	switch {
	case a && b:
		s.bothRight++
	case a:
		s.onlyA++
	case b:
		s.onlyB++
	default:
		s.neither++
	}
}

// side is what one of the two predicts, by chat.
func side(ctx context.Context, name string, records []chats.Chat, c choice) (map[string]map[string]predicted, error) {
	if name != "offline" && name != bedrock.Name && name != openai.Name {
		return readLines(name, func(p *prediction) (string, map[string]predicted) { return p.ID, p.Fields })
	}
	c.name, c.made = name, nil
	rd, done, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]predicted{}
	var t tally
	for _, r := range records {
		var line bytes.Buffer
		if err := predict(ctx, rd, r, &line, &t); err != nil {
			return nil, fmt.Errorf("chat %s: %w", r.ID, err)
		}
		var p prediction
		if err := json.Unmarshal(line.Bytes(), &p); err != nil { // as from a file: numbers are alike then
			return nil, fmt.Errorf("chat %s: %w", r.ID, err)
		}
		out[r.ID] = p.Fields
	}
	return out, done()
}

// readLines reads JSON lines into a map.
func readLines[L, V any](path string, entry func(*L) (string, V)) (map[string]V, error) {
	lines, err := chats.Lines[L](path)
	if err != nil {
		return nil, err
	}
	out := map[string]V{}
	for i := range lines {
		id, v := entry(&lines[i])
		out[id] = v
	}
	return out, nil
}

// judged is one's word on a field.
type judged struct {
	verdict string
	value   any // nil: leaves it as it is
}

func (j judged) right() bool { return j.verdict == "right" || j.verdict == "left" }

// judge says how a prediction stands to the gold: right, wrong, missed, false
// fill, or left as it should be.
func judge(f chats.Field, labels map[string]gold, all map[string]predicted) judged {
	said := all[f.Name].Value
	var current any
	if len(f.Current) == 0 || json.Unmarshal(f.Current, &current) != nil {
		current = nil
	}
	if said != nil && current != nil && alike(f, said, current) {
		said = nil
	}
	g, labelled := labels[f.Name]
	switch {
	case !labelled && said == nil:
		return judged{"left", nil}
	case !labelled:
		return judged{"false fill", said}
	case said == nil && slices.ContainsFunc(append([]any{g.Value}, g.Accept...), func(v any) bool { return current != nil && alike(f, v, current) }):
		return judged{"left", nil} // the card said so already
	case said == nil:
		return judged{"missed", nil}
	}
	for _, v := range append([]any{g.Value}, g.Accept...) {
		if alike(f, v, said) {
			return judged{"right", said}
		}
	}
	return judged{"wrong", said}
}

// alike says whether two values are the same to a person: letters' case and
// punctuation aside, phones by their digits.
func alike(f chats.Field, a, b any) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	if x, ok := a.(float64); ok {
		y, ok := b.(float64)
		return ok && math.Abs(x-y) < 1e-6
	}
	if x, ok := a.(map[string]any); ok {
		y, ok := b.(map[string]any)
		return ok && alike(f, x["amount"], y["amount"]) && alike(f, x["currency"], y["currency"])
	}
	return folded(f, a) == folded(f, b)
}

func folded(f chats.Field, v any) string {
	s := fmt.Sprint(v)
	if f.Type == string(desk.TypeEmail) || f.Type == string(desk.TypeURL) || f.Format != "" || f.Type == string(desk.TypeDate) || f.Type == string(desk.TypeDateTime) {
		return strings.ToLower(strings.TrimSpace(s))
	}
	var all []string
	for _, w := range words.Of(s) {
		all = append(all, w.Text)
	}
	if f.Type == string(desk.TypePhone) {
		return strings.Join(all, "")
	}
	return strings.Join(all, " ")
}

func lastAll(a, b string) int {
	if (a == "all") != (b == "all") {
		if a == "all" {
			return 1
		}
		return -1
	}
	return strings.Compare(a, b)
}
