package main

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/store"
	"github.com/sufler/sufler/shared/value"
)

// reader is what functions/analyze reads with by the template's defaults: a
// model on Bedrock, a day's account of what it costs, and the rules' second
// opinion. The model is a script.
func (h *house) reader(ledger *store.Cached) flow.Reader {
	reading := 0
	return reader.Wrap{
		DayTokens: reader.DefaultDayTokens, DayMicroUSD: reader.DefaultDayMicroUSD, Ledger: ledger, Now: h.clock,
		ID:     func() string { reading++; return fmt.Sprintf("READING%019d", reading) },
		Second: offline.Reader{}, Prove: value.Prover{}.Prove,
	}.Reader(reader.Prompted{
		Model:  &bedrock.Model{Client: h, ID: model, Profile: profile, Thinking: "disabled", Cache: true},
		Nonce:  func() string { return "0123456789abcdef" },
		Limits: reader.Limits{RunMicroUSD: reader.DefaultRunMicroUSD, Rolling: true},
	})
}

// Converse is bedrock.Converser's: the script's answer, at the list price of the
// prompt that it was given.
func (h *house) Converse(_ context.Context, in *bedrockruntime.ConverseInput, _ ...func(*bedrockruntime.Options)) (*bedrockruntime.ConverseOutput, error) {
	prompt, err := promptOf(in)
	if err != nil {
		return nil, err
	}
	u := types.TokenUsage{InputTokens: aws.Int32(int32(reader.EstimateTokens(prompt.all))), OutputTokens: aws.Int32(story.TokensOut)}
	price := reader.BedrockPrice(aws.ToString(in.ModelId))
	h.meter.Count(Use{Readings: 1, MicroUSD: price.Cost(desk.Usage{InputTokens: int(*u.InputTokens), OutputTokens: int(*u.OutputTokens)})})
	h.meter.Called(story.Call{By: "analyze", Service: story.Bedrock, Operation: "Converse"})
	return &bedrockruntime.ConverseOutput{
		StopReason: types.StopReasonToolUse, Usage: &u,
		Output: &types.ConverseOutputMemberMessage{Value: types.Message{Content: []types.ContentBlock{&types.ContentBlockMemberToolUse{
			Value: types.ToolUseBlock{Name: &prompt.tool, Input: document.NewLazyDocument(story.Answer(prompt.user))},
		}}}},
	}, nil
}

// prompted is what a model was given: the data, all of it, and the tool's name.
type prompted struct{ user, all, tool string }

func promptOf(in *bedrockruntime.ConverseInput) (p prompted, err error) {
	for _, b := range in.System {
		if t, ok := b.(*types.SystemContentBlockMemberText); ok {
			p.all += t.Value
		}
	}
	for _, m := range in.Messages {
		for _, b := range m.Content {
			if t, ok := b.(*types.ContentBlockMemberText); ok {
				p.user += t.Value
			}
		}
	}
	p.all += p.user
	for _, t := range in.ToolConfig.Tools {
		spec, ok := t.(*types.ToolMemberToolSpec)
		if !ok {
			continue
		}
		p.tool = aws.ToString(spec.Value.Name)
		schema, ok := spec.Value.InputSchema.(*types.ToolInputSchemaMemberJson)
		if !ok {
			return p, fmt.Errorf("the tool %s has no schema", p.tool)
		}
		raw, err := schema.Value.MarshalSmithyDocument()
		if err != nil {
			return p, fmt.Errorf("the schema of %s: %w", p.tool, err)
		}
		p.all += p.tool + aws.ToString(spec.Value.Description) + string(raw)
	}
	return p, nil
}
