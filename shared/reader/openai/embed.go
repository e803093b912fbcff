package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
)

// Embedder makes vectors at an endpoint that is compatible with OpenAI's.
//
// https://platform.openai.com/docs/api-reference/embeddings/create
type Embedder struct{ *Model }

const (
	embeddingBatch = 64    // texts a call
	maxEmbedded    = 8_000 // characters of a text
)

// Embed implements model.Embedder. A model that makes questions' vectors otherwise is
// not told that it is one: the API has no word for it.
func (e Embedder) Embed(ctx context.Context, texts []string, _ bool) (out [][]float32, u desk.Usage, err error) {
	for len(texts) > 0 {
		n := min(embeddingBatch, len(texts))
		vectors, tokens, err := e.embed(ctx, texts[:n])
		u.InputTokens += tokens
		if err != nil {
			return nil, u, err
		}
		out, texts = append(out, vectors...), texts[n:]
	}
	return out, u, nil
}

func (e Embedder) embed(ctx context.Context, texts []string) ([][]float32, int, error) {
	in := struct {
		Model string   `json:"model"`
		Input []string `json:"input"`
	}{e.ID, make([]string, len(texts))}
	for i, t := range texts {
		if rs := []rune(t); len(rs) > maxEmbedded {
			t = string(rs[:maxEmbedded])
		}
		if in.Input[i] = t; t == "" {
			in.Input[i] = "-" // an empty one is refused
		}
	}
	status, body, err := e.call(ctx, "/embeddings", in)
	if err != nil {
		return nil, 0, err
	}
	if status != http.StatusOK {
		if _, err := failed(status, body, e.ID); err != nil {
			return nil, 0, err
		}
		return nil, 0, fmt.Errorf("%w: the model's endpoint does not take a text for a vector", desk.ErrInvalid)
	}
	var answer struct {
		Data []struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		} `json:"data"`
		Usage struct {
			Tokens int `json:"prompt_tokens"`
		} `json:"usage"`
	}
	bad := fmt.Errorf("%w: the answer of the model's endpoint holds no vector for each text", desk.ErrBusy)
	if json.Unmarshal(body, &answer) != nil || len(answer.Data) != len(texts) {
		return nil, 0, bad
	}
	out := make([][]float32, len(texts))
	for _, d := range answer.Data {
		if d.Index < 0 || d.Index >= len(out) || out[d.Index] != nil || !model.Unit(d.Embedding) || len(d.Embedding) != len(answer.Data[0].Embedding) {
			return nil, answer.Usage.Tokens, bad
		}
		out[d.Index] = d.Embedding
	}
	return out, answer.Usage.Tokens, nil
}
