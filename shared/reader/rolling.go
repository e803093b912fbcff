package reader

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/words"
)

// roll summarises the messages that the cut left out, part by part, each call
// taking over the notes of the one before, and puts the last notes into s. A
// part that the model can't summarise (a refusal, a malformed answer) is passed
// over: the notes help the summary, no value is ever read from them. An error
// of the call itself ends the reading.
func (a *asking) roll(ctx context.Context, s *selection, budget int) error {
	spots := newSpotter(a.chat.Fields)
	var parts []selection
	room := 0
	for _, i := range s.left {
		c := candidate{kept: kept{i, spots.excerpt(words.Visible(a.chat.Messages[i].SpokenText()), budget/4)}}
		if room -= c.cost(); room < 0 || len(parts) == 0 {
			parts = append(parts, selection{})
			room = budget*3/4 - c.cost()
		}
		p := &parts[len(parts)-1]
		p.kept = append(p.kept, c.kept)
	}
	for _, p := range parts {
		p.notes = s.notes
		notes, err := a.notes(ctx, p)
		if err != nil {
			return fmt.Errorf("summarise %d left out messages: %w", len(s.left), err)
		}
		if notes != "" {
			s.notes = notes
		}
	}
	return nil
}

// notes is one call of roll.
func (a *asking) notes(ctx context.Context, p selection) (string, error) {
	nonce, err := a.nonce(p)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	opening(&b, nonce)
	fence(&b, "chat", nonce, chatLines(a.chat, p))
	b.WriteString(fill(notesText, a.chat.Locale.Language, nonce, NoteTool.Name))
	answer, err := a.ask(ctx, Prompt{System: rules, User: b.String(), Tool: NoteTool, MaxTokens: notesTokens})
	if err != nil {
		return "", err
	}
	raw := answer.Input
	if raw == nil {
		raw = jsonIn(answer.Text)
	}
	var in struct {
		Summary string `json:"summary"`
	}
	if answer.Stop == StopRefused || json.Unmarshal(raw, &in) != nil {
		return "", nil
	}
	return a.supported(in.Summary), nil
}

// notesTokens is the longest answer of a summary of a part.
const notesTokens = 1024
