package bedrock

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/model"
)

// Embedder makes vectors with Titan Text Embeddings V2 or one of Cohere's models.
//
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html
// https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html
type Embedder struct {
	Service Service
	ID      string
	Profile string // as of Model; Titan has none
}

const (
	dimensions = 512 // of those models that let one choose
	batch      = 96  // texts a call, of Cohere's
	maxCohere  = 2048
	maxTitan   = 20_000 // characters; it takes 8,192 tokens
)

// About implements model.Embedder.
func (e Embedder) About() model.About {
	return model.About{Reader: Name, Model: e.id(), Price: model.BedrockPrice(e.id())}
}

func (e Embedder) id() string {
	if e.Profile == "" || !strings.HasPrefix(e.ID, "cohere.embed-v4") { // only that one is called through profiles
		return e.ID
	}
	return e.Profile + "." + e.ID
}

// Embed implements model.Embedder.
func (e Embedder) Embed(ctx context.Context, texts []string, question bool) (out [][]float32, u desk.Usage, err error) {
	ask, most := e.titan, 1
	if strings.HasPrefix(e.ID, "cohere.") {
		ask, most = e.cohere, batch
	}
	for len(texts) > 0 {
		n := min(most, len(texts))
		vectors, tokens, err := ask(ctx, texts[:n], question)
		u.InputTokens += tokens
		u.MicroUSD = e.About().Price.Cost(u)
		if err != nil {
			return nil, u, err
		}
		out, texts = append(out, vectors...), texts[n:]
	}
	return out, u, nil
}

func (e Embedder) titan(ctx context.Context, texts []string, _ bool) ([][]float32, int, error) {
	in := struct {
		Text       string `json:"inputText"`
		Dimensions int    `json:"dimensions"`
		Normalize  bool   `json:"normalize"`
	}{head(texts[0], maxTitan), dimensions, true}
	var out struct {
		Embedding []float32 `json:"embedding"`
		Tokens    int       `json:"inputTextTokenCount"`
	}
	if err := e.Service.Post(ctx, path(e.id(), "invoke"), in, &out); err != nil {
		return nil, 0, failed(err, e.id())
	}
	vectors, err := whole([][]float32{out.Embedding}, 1, e.id())
	return vectors, out.Tokens, err
}

func (e Embedder) cohere(ctx context.Context, texts []string, question bool) ([][]float32, int, error) {
	in := struct {
		Texts     []string `json:"texts"`
		Type      string   `json:"input_type"`
		Truncate  string   `json:"truncate"`
		Types     []string `json:"embedding_types"`
		Dimension int      `json:"output_dimension,omitempty"`
	}{Type: "search_document", Truncate: "END", Types: []string{"float"}}
	if question {
		in.Type = "search_query"
	}
	if strings.HasPrefix(e.ID, "cohere.embed-v4") {
		in.Truncate, in.Dimension = "RIGHT", dimensions
	}
	tokens := 0
	for _, t := range texts { // the answer's body does not say how many there were
		t = head(t, maxCohere)
		in.Texts, tokens = append(in.Texts, t), tokens+model.EstimateTokens(t)
	}
	var out struct {
		Embeddings json.RawMessage `json:"embeddings"`
	}
	if err := e.Service.Post(ctx, path(e.id(), "invoke"), in, &out); err != nil {
		return nil, 0, failed(err, e.id())
	}
	var list [][]float32
	var typed struct {
		Float [][]float32 `json:"float"`
	}
	if json.Unmarshal(out.Embeddings, &list) != nil && json.Unmarshal(out.Embeddings, &typed) == nil {
		list = typed.Float
	}
	vectors, err := whole(list, len(texts), e.id())
	return vectors, tokens, err
}

// whole are vectors of length 1, one for each text.
func whole(vs [][]float32, texts int, id string) ([][]float32, error) {
	if len(vs) != texts {
		return nil, fmt.Errorf("%w: model %s gave %d vectors for %d texts", desk.ErrBusy, id, len(vs), texts)
	}
	for _, v := range vs {
		if !model.Unit(v) || len(v) != len(vs[0]) {
			return nil, fmt.Errorf("%w: model %s gave no vector for a text", desk.ErrBusy, id)
		}
	}
	return vs, nil
}

// head is the beginning of a text, in characters; none is empty, which models refuse.
func head(s string, most int) string {
	if s == "" {
		return "-"
	}
	if rs := []rune(s); len(rs) > most {
		return string(rs[:most])
	}
	return s
}
