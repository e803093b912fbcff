// Package openai is the plug that reads a dialog with any model behind an
// endpoint that is compatible with OpenAI's chat completions: Ollama, vLLM, a
// gateway of the company's own. So a company can keep its chats in its house.
//
// It adds to package reader the shape of the call, how answers end, and what
// errors mean; the prompt and all checks are the same as with Bedrock.
//
// https://platform.openai.com/docs/api-reference/chat/create
// https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
// https://docs.ollama.com/openai
package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
)

// Model is a model of an endpoint. HTTP, BaseURL, Allowed and ID must be set. A
// local model's window is often smaller than the default of reader.Limits'
// ChatTokens, and Ollama cuts what is too long silently: set it.
type Model struct {
	HTTP *http.Client
	// BaseURL is the endpoint up to the version: "http://localhost:11434/v1".
	BaseURL string
	// Allowed are the base URLs that may be called. BaseURL is a setting that
	// somebody may change at run time; Allowed belongs to the deployment, so that
	// nobody can send chats, and the key, elsewhere by a setting.
	Allowed []string
	// Key is sent as a bearer token if set. It is in no error and no log.
	Key string
	ID  string // as the endpoint calls it
	// FreeTool asks for the tool instead of forcing it, for servers that know no
	// forced one. (Ollama ignores the force; an answer in JSON is read as well.)
	FreeTool bool
	// Strict has the server hold the answer to the tool's schema, if it can.
	Strict      bool
	Temperature *float64 // sent if set
	// CompletionTokens sends the answer's limit as max_completion_tokens, as
	// newer models of OpenAI's want, instead of max_tokens.
	CompletionTokens bool
	Timeout          time.Duration // of one call; 0: DefaultTimeout
}

// DefaultTimeout is how long one call may take; see bedrock.DefaultTimeout.
const DefaultTimeout = 2 * time.Minute

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 8 << 20

// Name is the plug's name in a run.
const Name = "openai"

// About implements model.Model. A model of one's own has no list price.
func (m *Model) About() model.About { return model.About{Reader: Name, Model: m.ID} }

// Ask implements model.Model: one call of chat/completions.
func (m *Model) Ask(ctx context.Context, p model.Prompt) (model.Answer, error) {
	status, body, err := m.call(ctx, "/chat/completions", m.body(p))
	if err != nil {
		return model.Answer{}, err
	}
	if status != http.StatusOK {
		return failed(status, body, m.ID)
	}
	return answer(body, p.Tool.Name)
}

// call posts a body to a path of the endpoint.
func (m *Model) call(ctx context.Context, path string, in any) (status int, body []byte, err error) {
	timeout := m.Timeout
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := m.request(ctx, path, in)
	if err != nil {
		return 0, nil, err
	}
	client := *m.HTTP
	// A redirect could lead out of Allowed.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res, err := client.Do(req)
	if err != nil {
		return 0, nil, lost(err)
	}
	defer res.Body.Close()
	if body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer)); err != nil {
		return 0, nil, lost(err)
	}
	return res.StatusCode, body, nil
}

// lost is a call without an answer. The cause is told by its kind only: an
// error of net/http holds the address, which may hold a password.
func lost(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%w: the call of the model's endpoint was given up: %w", desk.ErrBusy, context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%w: the model's endpoint did not answer in time: %w", desk.ErrBusy, context.DeadlineExceeded)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("%w: no answer of the model's endpoint: %w", desk.ErrBusy, err)
}

func (m *Model) request(ctx context.Context, path string, in any) (*http.Request, error) {
	if !allowed(m.Allowed, m.BaseURL) {
		return nil, fmt.Errorf("%w: the model's endpoint is not among the allowed ones: add it to the deployment's list", desk.ErrInvalid)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return nil, fmt.Errorf("%w: encode the request: %w", desk.ErrInvalid, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(m.BaseURL, "/")+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("%w: the model's endpoint is no address", desk.ErrInvalid)
	}
	req.Header.Set("Content-Type", "application/json")
	if m.Key != "" {
		req.Header.Set("Authorization", "Bearer "+m.Key)
	}
	return req, nil
}

// allowed compares whole base URLs, a slash at the end aside.
func allowed(list []string, base string) bool {
	base = strings.TrimRight(base, "/")
	return base != "" && slices.ContainsFunc(list, func(a string) bool { return strings.TrimRight(a, "/") == base })
}
