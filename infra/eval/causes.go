package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader/offline"
)

// causes counts what the offline reader misses, gets wrong or fills though nobody said it,
// by type and by how far the right value came; with list, each is named with the words of
// its chat, so this is for chats that may be read.
func causes(ctx context.Context, in []string, list bool, w io.Writer) error {
	counts, types := map[[2]string]int{}, map[string]bool{}
	for _, path := range in {
		labelled, golds, err := labelledOf(path)
		if err != nil {
			return err
		}
		for _, l := range labelled {
			faults, err := faultsOf(ctx, l.Chat, golds[l.ID])
			if err != nil {
				return fmt.Errorf("chat %s: %w", l.ID, err)
			}
			for _, f := range faults {
				counts[[2]string{f.cause, f.kind}]++
				types[f.kind], types["all"] = true, true
				counts[[2]string{f.cause, "all"}]++
				if list {
					fmt.Fprintf(w, "%s\t%s (%s)\t%s\twant %v\tgot %v %.2f\t%s\n", l.ID, f.title, f.kind, f.cause, f.want, f.got.Value, f.got.Confidence, strings.ReplaceAll(f.quote, "\n", " / "))
				}
			}
		}
	}
	names := map[string]bool{}
	for k := range counts {
		names[k[0]] = true
	}
	columns := sortedSet(types)
	fmt.Fprintf(w, "| | %s |\n| --- |%s\n", strings.Join(columns, " | "), strings.Repeat(" ---: |", len(columns)))
	for _, cause := range sortedSet(names) {
		fmt.Fprintf(w, "| %s |", cause)
		for _, kind := range columns {
			fmt.Fprintf(w, " %d |", counts[[2]string{cause, kind}])
		}
		fmt.Fprintln(w)
	}
	return nil
}

func sortedSet(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, lastAll)
	return out
}

// fault is a field that was read wrongly.
type fault struct {
	title, kind, cause, quote string
	want                      any
	got                       predicted
}

func faultsOf(ctx context.Context, c chats.Chat, labels map[string]gold) ([]fault, error) {
	chat, err := c.Desk()
	if err != nil {
		return nil, err
	}
	reading, err := offline.Reader{}.Read(ctx, chat)
	if err != nil {
		return nil, err
	}
	p, err := predictionOf(c, chat, reading, &tally{})
	if err != nil {
		return nil, err
	}
	var said map[string]predicted
	if raw, err := json.Marshal(p.Fields); err != nil || json.Unmarshal(raw, &said) != nil { // as from a file: numbers are alike then
		return nil, fmt.Errorf("say again what was read: %w", errors.Join(desk.ErrInvalid, err))
	}
	traced, err := offline.Reader{}.Trace(ctx, chat)
	if err != nil {
		return nil, err
	}
	var out []fault
	for _, f := range c.Fields {
		j := judge(f, labels, said)
		if j.right() {
			continue
		}
		fl := fault{title: f.Title, kind: f.Kind(), want: labels[f.Name].Value, got: said[f.Name]}
		for _, i := range fl.got.Evidence {
			fl.quote = chat.Messages[i].SpokenText()
		}
		far := furthest(c, f, labels, traced)
		switch {
		case j.verdict == "false fill":
			fl.cause = "filled: " + whose(c, f, labels, j.value, "nobody said it")
		case j.verdict == "wrong":
			fl.cause = "wrong, right one " + far + ": " + whose(c, f, labels, j.value, "no field's")
		default:
			fl.cause = "missed, " + far
		}
		out = append(out, fl)
	}
	return out, nil
}

// furthest is how far a right value of the field came.
func furthest(c chats.Chat, f chats.Field, labels map[string]gold, traced []offline.Traced) string {
	far := offline.Stage(-1)
	for _, t := range traced {
		if string(t.Finding.Field) != f.Name || t.Stage <= far {
			continue
		}
		said, err := saidOf(c, t.Finding, desk.Value(t.Finding.Value))
		if err == nil && judge(f, labels, said).verdict == "right" {
			far = t.Stage
		}
	}
	return [...]string{"no candidate", "of the form only", "thought of", "claimed", "settled", "told"}[far+1]
}

// whose says whether a value is another field's.
func whose(c chats.Chat, f chats.Field, labels map[string]gold, v any, none string) string {
	for _, o := range c.Fields {
		if g, ok := labels[o.Name]; ok && o.Name != f.Name && alike(f, v, g.Value) {
			return "another field's"
		}
	}
	return none
}
