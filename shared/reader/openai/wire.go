package openai

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
)

// completionRequest is the body of a call.
// https://platform.openai.com/docs/api-reference/chat/create
type completionRequest struct {
	Model               string    `json:"model"`
	Messages            []message `json:"messages"`
	Tools               []tool    `json:"tools"`
	ToolChoice          any       `json:"tool_choice"`
	MaxTokens           int       `json:"max_tokens,omitempty"`
	MaxCompletionTokens int       `json:"max_completion_tokens,omitempty"`
	Temperature         *float64  `json:"temperature,omitempty"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type tool struct {
	Type     string   `json:"type"`
	Function function `json:"function"`
}

type function struct {
	Name        string        `json:"name"`
	Description string        `json:"description,omitempty"`
	Parameters  *model.Schema `json:"parameters,omitempty"`
	Strict      bool          `json:"strict,omitempty"`
}

// completion is the answer. Content is null beside a tool call; servers differ
// in whether arguments are a text that holds JSON, as documented, or the object.
type completion struct {
	Choices []struct {
		FinishReason string `json:"finish_reason"`
		Message      struct {
			Content   string `json:"content"`
			Refusal   string `json:"refusal"`
			ToolCalls []struct {
				Function struct {
					Name      string          `json:"name"`
					Arguments json.RawMessage `json:"arguments"`
				} `json:"function"`
			} `json:"tool_calls"`
		} `json:"message"`
	} `json:"choices"`
	Usage struct {
		PromptTokens     int `json:"prompt_tokens"`
		CompletionTokens int `json:"completion_tokens"`
		Details          struct {
			CachedTokens int `json:"cached_tokens"`
		} `json:"prompt_tokens_details"`
	} `json:"usage"`
}

// failure is an error's body. code is a text or a number.
type failure struct {
	Error struct {
		Message string          `json:"message"`
		Code    json.RawMessage `json:"code"`
	} `json:"error"`
	Message string `json:"message"` // vLLM puts it outside
}

func (m *Model) body(p model.Prompt) completionRequest {
	b := completionRequest{
		Model:       m.ID,
		Messages:    []message{{"system", p.System}, {"user", p.User}},
		Tools:       []tool{{"function", function{p.Tool.Name, p.Tool.Description, &p.Tool.Schema, m.Strict}}},
		ToolChoice:  tool{"function", function{Name: p.Tool.Name}},
		Temperature: m.Temperature,
	}
	if m.FreeTool {
		b.ToolChoice = "auto"
	}
	if m.CompletionTokens {
		b.MaxCompletionTokens = p.MaxTokens
	} else {
		b.MaxTokens = p.MaxTokens
	}
	return b
}

func answer(body []byte, tool string) (model.Answer, error) {
	var c completion
	if err := json.Unmarshal(body, &c); err != nil || len(c.Choices) == 0 {
		return model.Answer{}, fmt.Errorf("%w: the answer of the model's endpoint is no completion", desk.ErrBusy)
	}
	choice := c.Choices[0]
	cached := min(c.Usage.Details.CachedTokens, c.Usage.PromptTokens)
	a := model.Answer{
		Text: choice.Message.Content, Stop: stop(choice.FinishReason),
		Usage: desk.Usage{
			InputTokens: c.Usage.PromptTokens - cached, CacheReadTokens: cached, OutputTokens: c.Usage.CompletionTokens,
		},
	}
	if choice.Message.Refusal != "" {
		a.Stop = model.StopRefused
	}
	for _, call := range choice.Message.ToolCalls {
		// Of several calls the fullest counts: the others begin, or say it again.
		if in := arguments(call.Function.Arguments); call.Function.Name == tool && (a.Input == nil || len(in) > len(a.Input)) {
			a.Input = in
		}
	}
	return a, nil
}

// arguments are the call's, as JSON. What is not JSON stays as it is: whoever
// decodes it finds out and asks again.
func arguments(raw json.RawMessage) []byte {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return []byte(text)
	}
	return raw
}

func stop(reason string) model.Stop {
	switch reason {
	case "length":
		return model.StopLength
	case "content_filter":
		return model.StopRefused
	}
	return model.StopDone // stop, tool_calls, and what servers invent
}

// failed says what an error's status and code mean. Its words may repeat what
// was sent, so they are looked at and kept out.
func failed(status int, body []byte, id string) (model.Answer, error) {
	var f failure
	// A body that is no JSON says nothing: the status must do.
	if err := json.Unmarshal(body, &f); err != nil {
		f = failure{}
	}
	code := strings.Trim(string(f.Error.Code), `"`)
	said := strings.ToLower(f.Error.Message + f.Message)
	invalid := func(do string) (model.Answer, error) {
		return model.Answer{}, fmt.Errorf("%w: the model's endpoint answered %d for model %s: %s", desk.ErrInvalid, status, id, do)
	}
	switch {
	case code == "context_length_exceeded", strings.Contains(said, "maximum context length"), strings.Contains(said, "context window"):
		return model.Answer{Stop: model.StopWindow}, nil
	case code == "content_filter":
		return model.Answer{Stop: model.StopRefused}, nil
	case code == "insufficient_quota":
		return invalid("the account's quota is spent")
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return invalid("check the endpoint's key and what it may do")
	case status == http.StatusNotFound:
		return invalid("check the endpoint's address and that it serves this model")
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status >= 500:
		return model.Answer{}, fmt.Errorf("%w: the model's endpoint answered %d for model %s", desk.ErrBusy, status, id)
	case status >= 300 && status < 400:
		return invalid("it sends us elsewhere: set the address that answers itself")
	case strings.Contains(said, "tool"):
		return invalid("the model does not call tools, or not by force: choose another, or ask for the tool instead of forcing it")
	case strings.Contains(said, "max_tokens"):
		return invalid("it wants max_completion_tokens, or a smaller answer")
	}
	return invalid("it does not take this request: check the reader's settings")
}
