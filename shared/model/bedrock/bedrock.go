// Package bedrock asks models on Amazon Bedrock without the SDK's client, for functions
// that start often and ask seldom: the client alone would make each of their starts
// longer by half. What reads dialogs has the client: see shared/reader/bedrock.
//
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
package bedrock

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sufler/sufler/shared/awsjson"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
)

// Name is the plug's name where it is told who answered.
const Name = "bedrock"

// Service calls Bedrock's runtime; *awsjson.Service does.
type Service interface {
	Post(ctx context.Context, path string, in, out any) error
}

// NewService calls it in a region.
func NewService(cfg aws.Config, endpoint *string, patience time.Duration) awsjson.Service {
	return awsjson.Service{Name: "bedrock", Host: "bedrock-runtime", Config: cfg, Endpoint: endpoint, Patience: patience, Now: time.Now}
}

// Model is a model on Bedrock. Service and ID must be set.
type Model struct {
	Service Service
	ID      string // the model's, or a profile's ARN
	Profile string // the prefix before it: "global", "eu" …; "": none
	// Thinking is what a model of Anthropic's is told about it; "": nothing.
	Thinking string
}

// About implements model.Model.
func (m Model) About() model.About {
	return model.About{Reader: Name, Model: m.id(), Price: model.BedrockPrice(m.id())}
}

func (m Model) id() string {
	if m.Profile == "" {
		return m.ID
	}
	return m.Profile + "." + m.ID
}

type (
	text struct {
		Text string `json:"text"`
	}
	said struct {
		Role    string `json:"role"`
		Content []text `json:"content"`
	}
	spec struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		InputSchema struct {
			JSON *model.Schema `json:"json"`
		} `json:"inputSchema"`
	}
	tool struct {
		ToolSpec spec `json:"toolSpec"`
	}
	named struct {
		Name string `json:"name"`
	}
	// choice forces a tool, or leaves it to the model.
	choice struct {
		Tool *named    `json:"tool,omitempty"`
		Auto *struct{} `json:"auto,omitempty"`
	}
	request struct {
		System          []text `json:"system"`
		Messages        []said `json:"messages"`
		InferenceConfig struct {
			MaxTokens int `json:"maxTokens"`
		} `json:"inferenceConfig"`
		ToolConfig struct {
			Tools      []tool `json:"tools"`
			ToolChoice choice `json:"toolChoice"`
		} `json:"toolConfig"`
		Additional *thinking `json:"additionalModelRequestFields,omitempty"`
	}
	thinking struct {
		Thinking struct {
			Type string `json:"type"`
		} `json:"thinking"`
	}
	response struct {
		Output struct {
			Message struct {
				Content []struct {
					Text    string `json:"text"`
					ToolUse *struct {
						Name  string          `json:"name"`
						Input json.RawMessage `json:"input"`
					} `json:"toolUse"`
				} `json:"content"`
			} `json:"message"`
		} `json:"output"`
		StopReason string `json:"stopReason"`
		Usage      struct {
			Input      int `json:"inputTokens"`
			Output     int `json:"outputTokens"`
			CacheRead  int `json:"cacheReadInputTokens"`
			CacheWrite int `json:"cacheWriteInputTokens"`
		} `json:"usage"`
	}
)

// Ask implements model.Model: one call of Converse.
func (m Model) Ask(ctx context.Context, p model.Prompt) (model.Answer, error) {
	in := request{System: []text{{p.System}}, Messages: []said{{"user", []text{{p.User}}}}}
	in.InferenceConfig.MaxTokens = p.MaxTokens
	t := tool{spec{Name: p.Tool.Name, Description: p.Tool.Description}}
	t.ToolSpec.InputSchema.JSON = &p.Tool.Schema
	in.ToolConfig.Tools, in.ToolConfig.ToolChoice = []tool{t}, choice{Tool: &named{p.Tool.Name}}
	if m.Thinking != "" {
		in.Additional = &thinking{}
		in.Additional.Thinking.Type = m.Thinking
		if m.Thinking == "adaptive" { // who thinks can't be forced
			in.ToolConfig.ToolChoice = choice{Auto: &struct{}{}}
		}
	}
	var out response
	if err := m.Service.Post(ctx, path(m.id(), "converse"), in, &out); err != nil {
		return model.Answer{}, failed(err, m.id())
	}
	return out.answer(p.Tool.Name), nil
}

func (r response) answer(tool string) model.Answer {
	a := model.Answer{Stop: model.StopDone, Usage: desk.Usage{InputTokens: r.Usage.Input, OutputTokens: r.Usage.Output, CacheReadTokens: r.Usage.CacheRead, CacheWriteTokens: r.Usage.CacheWrite}}
	switch r.StopReason {
	case "max_tokens":
		a.Stop = model.StopLength
	case "malformed_model_output", "malformed_tool_use":
		a.Stop = model.StopMalformed
	case "model_context_window_exceeded":
		a.Stop = model.StopWindow
	case "guardrail_intervened", "content_filtered", "refusal":
		a.Stop = model.StopRefused
	}
	var texts []string
	for _, c := range r.Output.Message.Content {
		switch {
		case c.ToolUse == nil && c.Text != "":
			texts = append(texts, c.Text)
		case c.ToolUse != nil && c.ToolUse.Name == tool && a.Input == nil:
			a.Input = c.ToolUse.Input
		}
	}
	a.Text = strings.Join(texts, "\n")
	return a
}

// path is where a model's operation is. All that might mean something in a path is
// escaped, as the SDK does it.
func path(id, operation string) string {
	var b strings.Builder
	for i := range len(id) {
		c := id[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return "/model/" + b.String() + "/" + operation
}

// failed says what a failed call means: what only a setting can mend is ErrInvalid.
// The vendor's own words are not in it.
func failed(err error, id string) error {
	var fault *awsjson.Fault
	if !errors.As(err, &fault) {
		return fmt.Errorf("no answer of model %s: %w", id, err)
	}
	switch fault.Status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound:
		if !strings.Contains(fault.Kind, "Throttl") && fault.Kind != "ExpiredTokenException" {
			return fmt.Errorf("%w: bedrock answered %s for model %s: check the model, the profile and what the function may call", desk.ErrInvalid, fault.Kind, id)
		}
	}
	return fmt.Errorf("%w: bedrock answered %s for model %s", desk.ErrBusy, fault.Kind, id)
}
