package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/sufler/sufler/infra/chats"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/copilot"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/value"
)

// ceiling says how many of the labelled values could be written at all: for each,
// the best quote of any message that is labelled as its evidence is put through
// the checks of production. It is the recall of a reader that makes no mistakes.
// Those that no quote proves are listed, with the value and the chat's words: the
// labels are no secret, so this is for chats that may be read.
func ceiling(in string, w io.Writer) error {
	labelled, err := chats.ReadLabelled(in)
	if err != nil {
		return err
	}
	all, passed := map[string]int{}, map[string]int{}
	for _, l := range labelled {
		chat, err := l.Desk()
		if err != nil {
			return fmt.Errorf("chat %s: %w", l.ID, err)
		}
		for _, f := range l.Fields {
			g, ok := l.Gold[f.Name]
			if !ok {
				continue
			}
			why, err := provable(chat, f, g, l.Currency)
			if err != nil {
				return fmt.Errorf("chat %s: %w", l.ID, err)
			}
			for _, kind := range []string{f.Kind(), l.Lang, "all"} {
				all[kind]++
				if why == "" {
					passed[kind]++
				}
			}
			if why != "" {
				fmt.Fprintf(w, "%s\t%s (%s)\t%s\t%s\n", l.ID, f.Title, f.Kind(), g.Value, why)
			}
		}
	}
	for _, kind := range sortedKeys(all) {
		fmt.Fprintf(w, "%s\t%d of %d\t%.3f\n", kind, passed[kind], all[kind], float64(passed[kind])/float64(all[kind]))
	}
	return nil
}

func sortedKeys(m map[string]int) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, lastAll)
	return out
}

// provable is "" if a quote out of the evidence proves the value, or one that is as
// right; else why the last of the longest quotes does not.
func provable(chat desk.Chat, f chats.Field, g chats.Gold, currency string) (string, error) {
	name := desk.FieldName(f.Name)
	guard := proof.Guard{Prover: value.Prover{}}
	why := "no evidence is labelled"
	for _, raw := range append([]json.RawMessage{g.Value}, g.Accept...) {
		f.Current = raw
		want, err := f.Holds(currency)
		if err != nil {
			return "", err
		}
		for _, i := range g.Evidence {
			if i < 0 || i >= len(chat.Messages) {
				return "", fmt.Errorf("%w: evidence %d of %s", desk.ErrInvalid, i, f.Name)
			}
			m := chat.Messages[i]
			for _, q := range runsOf(m.SpokenText()) {
				_, err := copilot.Check(chat, desk.Finding{Field: name, Value: string(want), Quote: q, Message: m.Seq}, guard)
				if err == nil {
					return "", nil
				}
				why = strings.ReplaceAll(fmt.Sprintf("%v: %s", err, m.SpokenText()), "\n", " / ")
			}
		}
	}
	return why, nil
}

// runsOf are the runs of up to twelve words of a text, and the whole, which comes
// last.
func runsOf(text string) []string {
	var at [][2]int
	from := -1
	for i, r := range text + " " {
		switch {
		case !unicode.IsSpace(r) && from < 0:
			from = i
		case unicode.IsSpace(r) && from >= 0:
			at = append(at, [2]int{from, i})
			from = -1
		}
	}
	var out []string
	for i := range at {
		for j := i; j < len(at) && j < i+12; j++ {
			out = append(out, text[at[i][0]:at[j][1]])
		}
	}
	return append(out, text)
}
