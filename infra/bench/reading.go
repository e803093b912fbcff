package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/reader"
)

// Read is flow.Reader's: the script says what is found. If so wanted, what a
// model would take for the same chat is counted, by the prompt that it would be
// given.
func (h *house) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	if h.script == nil {
		return desk.Reading{Summary: "Nothing was agreed.", Reader: "script"}, nil
	}
	if !h.model {
		return h.script(chat), nil
	}
	asked, err := reader.Prompted{
		Reader: "estimate", Name: modelID, Model: estimate{}, Price: reader.BedrockPrice(modelID), Nonce: func() string { return "0123456789abcdef" },
	}.Read(ctx, chat)
	if err != nil {
		return desk.Reading{}, err
	}
	h.meter.Count(Use{Readings: 1, MicroUSD: asked.Usage.MicroUSD})
	return h.script(chat), nil
}

// estimate is a reader.Model that finds nothing and says how many tokens it was
// given.
type estimate struct{}

func (estimate) Ask(_ context.Context, p reader.Prompt) (reader.Answer, error) {
	tool, err := json.Marshal(p.Tool)
	if err != nil {
		return reader.Answer{}, fmt.Errorf("tool: %w", err)
	}
	in := reader.EstimateTokens(p.System) + reader.EstimateTokens(p.User) + reader.EstimateTokens(string(tool))
	return reader.Answer{
		Input: []byte(`{"summary":"Nothing was agreed.","values":[]}`), Stop: reader.StopDone,
		Usage: desk.Usage{InputTokens: in, OutputTokens: tokensOut},
	}, nil
}
