// Package bedrock is the plug that asks a model on Amazon
// Bedrock, through the Converse API. It adds to package reader what is Bedrock's
// own: the shape of the call, how answers end, and what errors mean.
//
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
package bedrock

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/document"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime/types"

	"github.com/sufler/sufler/shared/reader"
)

// Converser is the one call that the plug makes; *bedrockruntime.Client is one.
// Region, credentials and the retries of throttled calls are the client's.
type Converser interface {
	Converse(ctx context.Context, in *bedrockruntime.ConverseInput, opts ...func(*bedrockruntime.Options)) (*bedrockruntime.ConverseOutput, error)
}

// Model is a model on Bedrock. All fields but Client and ID may stay zero.
type Model struct {
	Client Converser
	// ID is the model's id ("anthropic.claude-haiku-5-5"), or an inference
	// profile's or a provisioned model's ARN.
	ID string
	// Profile is the prefix of the system's inference profile that is put before
	// ID: "global", "us", "eu", "apac", "jp", "au". Newer models can't be
	// called without one. "global" is the cheapest and may read in any region;
	// "eu" keeps the dialog in Europe. "": ID as it is.
	Profile string
	// Thinking says what the model is told about thinking first. "disabled" and
	// "adaptive" are sent as they are, for models of Anthropic's only; "" sends
	// nothing. Claude 5.5 thinks unless it is disabled, bills it as output, and
	// may not be forced to call a tool meanwhile. Some models can't disable it
	// and answer 400: leave it "" and set FreeTool.
	Thinking string
	// Effort, if set, is how much the model thinks: "low", "medium", "high" …
	Effort string
	// FreeTool asks for the tool instead of forcing it, for models that can't
	// think and be forced.
	FreeTool bool
	// Strict has Bedrock hold the answer to the tool's schema, where the model
	// supports that.
	Strict bool
	// Temperature is sent if set. Claude 5.5 rejects it.
	Temperature *float32
	// Cache marks the rules and the tool, which are the same in every call, as a
	// prefix to cache. Models ignore a prefix that is too short for them.
	Cache bool
	// Guardrail and its version are applied if set.
	Guardrail, GuardrailVersion string
	// Timeout bounds one call. 0: DefaultTimeout.
	Timeout time.Duration
}

// DefaultTimeout is how long one call may take: two of them, and what comes
// after, fit into desk.ReadingLease.
const DefaultTimeout = 2 * time.Minute

// Name is the plug's name in a run.
const Name = "bedrock"

// About implements reader.Model.
func (m *Model) About() reader.About {
	return reader.About{Reader: Name, Model: m.id(), Price: reader.BedrockPrice(m.id())}
}

// Ask implements reader.Model: one call of Converse.
func (m *Model) Ask(ctx context.Context, p reader.Prompt) (reader.Answer, error) {
	timeout := m.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	out, err := m.Client.Converse(ctx, m.input(p))
	if err != nil {
		return failed(err, m.id())
	}
	return answer(out, p.Tool.Name)
}

// id is the model's id as it is sent.
func (m *Model) id() string {
	if m.Profile == "" {
		return m.ID
	}
	return m.Profile + "." + m.ID
}

// thinking is Anthropic's own parameter, which Converse passes on.
type thinking struct {
	Thinking struct {
		Type string `document:"type"`
	} `document:"thinking"`
}

func (m *Model) input(p reader.Prompt) *bedrockruntime.ConverseInput {
	in := &bedrockruntime.ConverseInput{
		ModelId: aws.String(m.id()),
		System:  []types.SystemContentBlock{&types.SystemContentBlockMemberText{Value: p.System}},
		Messages: []types.Message{{
			Role: types.ConversationRoleUser, Content: []types.ContentBlock{&types.ContentBlockMemberText{Value: p.User}},
		}},
		InferenceConfig: &types.InferenceConfiguration{MaxTokens: aws.Int32(int32(p.MaxTokens)), Temperature: m.Temperature},
		ToolConfig:      m.tool(p.Tool),
	}
	if m.Cache {
		// The tools come before the system text in the prefix, so one point
		// after both is enough.
		in.System = append(in.System, &types.SystemContentBlockMemberCachePoint{Value: types.CachePointBlock{Type: types.CachePointTypeDefault}})
	}
	if m.Thinking != "" {
		var t thinking
		t.Thinking.Type = m.Thinking
		in.AdditionalModelRequestFields = document.NewLazyDocument(t)
	}
	if m.Effort != "" {
		in.OutputConfig = &types.OutputConfig{Effort: aws.String(m.Effort)}
	}
	if m.Guardrail != "" {
		in.GuardrailConfig = &types.GuardrailConfiguration{
			GuardrailIdentifier: aws.String(m.Guardrail), GuardrailVersion: aws.String(m.GuardrailVersion),
		}
	}
	return in
}

func (m *Model) tool(t reader.Tool) *types.ToolConfiguration {
	spec := types.ToolSpecification{
		Name: aws.String(t.Name), Description: aws.String(t.Description),
		InputSchema: &types.ToolInputSchemaMemberJson{Value: document.NewLazyDocument(t.Schema)},
	}
	if m.Strict {
		spec.Strict = aws.Bool(true)
	}
	c := &types.ToolConfiguration{Tools: []types.Tool{&types.ToolMemberToolSpec{Value: spec}}}
	if m.FreeTool {
		c.ToolChoice = &types.ToolChoiceMemberAuto{}
	} else {
		c.ToolChoice = &types.ToolChoiceMemberTool{Value: types.SpecificToolChoice{Name: aws.String(t.Name)}}
	}
	return c
}
