package answering

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/model/bedrock"
	"github.com/sufler/sufler/shared/picking"
	"github.com/sufler/sufler/shared/reader/openai"
)

// Choice says which models look at questions, and within what bounds.
type Choice struct {
	Engine    string // offline, bedrock or openai
	Model     string // that chooses
	Embedding string // that makes vectors; "": candidates are found by words alone
	// Profile and Thinking are Bedrock's.
	Profile, Thinking string
	// Endpoint and Key are those of a server that speaks OpenAI's API.
	Endpoint, Key string
	FreeTool      bool
	Mask          bool
	MicroUSD      int64 // that one question may cost; 0: no bound
	DayTokens     int   // of all models on a day
	DayMicroUSD   int64
	Patience      time.Duration
	Report        func(error)
}

// DefaultMicroUSD is what one question may cost: a cent, ten times what a small model
// takes for it.
const DefaultMicroUSD = 10_000

// Env is what is read of a process's environment.
type Env interface {
	TextOr(name, otherwise string) string
	Int(name string, otherwise int) int
	Bool(name string, otherwise bool) bool
	Duration(name string, otherwise time.Duration) time.Duration
}

// Choose makes what template.yaml's parameters choose. text reads a parameter of the
// store, which holds the endpoint's key.
func Choose(env Env, log *slog.Logger, text func(ctx context.Context, name string) (string, error), cfg aws.Config, endpoint *string) (answering.Models, error) {
	c := Choice{
		Engine: env.TextOr("FAQ_ENGINE", "offline"), Model: env.TextOr("FAQ_MODEL", ""), Embedding: env.TextOr("FAQ_EMBEDDING", ""),
		Profile: env.TextOr("PROFILE", ""), Thinking: env.TextOr("THINKING", ""), Endpoint: env.TextOr("MODEL_ENDPOINT", ""), FreeTool: env.Bool("FREE_TOOL", false),
		Mask: env.Bool("MASK", false), Patience: env.Duration("FAQ_PATIENCE", 0), MicroUSD: int64(env.Int("FAQ_MICRO_USD", DefaultMicroUSD)),
		DayTokens: env.Int("DAY_TOKENS", 100_000_000), DayMicroUSD: int64(env.Int("DAY_MICRO_USD", 20_000_000)), // those of readings
		Report: func(err error) { log.Warn("an answer goes without its model", "error", err) },
	}
	if name := env.TextOr("MODEL_KEY_PARAMETER", ""); c.Engine == openai.Name && name != "" {
		var err error
		if c.Key, err = text(context.Background(), name); err != nil {
			return answering.Models{}, fmt.Errorf("%w: the key of the model's endpoint, parameter %s: %w", desk.ErrBusy, name, err)
		}
	}
	return c.Models(cfg, endpoint)
}

// Models are those of the choice. cfg and endpoint are Bedrock's.
func (c Choice) Models(cfg aws.Config, endpoint *string) (answering.Models, error) {
	out := answering.Models{DayTokens: c.DayTokens, DayMicroUSD: c.DayMicroUSD, Patience: c.Patience, ID: rand.Text, Report: c.Report}
	if c.Patience <= 0 {
		out.Patience = answering.DefaultPatience
	}
	p := picking.Picker{Mask: c.Mask, MaxMicroUSD: c.MicroUSD}
	switch c.Engine {
	case "offline", "":
		return answering.Models{}, nil
	case openai.Name:
		if c.Endpoint == "" || c.Model == "" {
			return out, fmt.Errorf("%w: answers by %s need the endpoint's address and a model", desk.ErrInvalid, c.Engine)
		}
		at := openai.Model{HTTP: &http.Client{}, BaseURL: c.Endpoint, Allowed: []string{c.Endpoint}, Key: c.Key, ID: c.Model, FreeTool: c.FreeTool, Timeout: out.Patience}
		p.Model = &at
		if c.Embedding != "" {
			of := at
			of.ID = c.Embedding
			out.Embedder = picking.Vectors{Embedder: openai.Embedder{Model: &of}, Mask: c.Mask}
		}
	case bedrock.Name:
		if c.Model == "" {
			return out, fmt.Errorf("%w: answers by %s need a model", desk.ErrInvalid, c.Engine)
		}
		service := bedrock.NewService(cfg, endpoint, out.Patience)
		thinking := c.Thinking
		if thinking == "none" || !strings.Contains(c.Model, "anthropic.") {
			thinking = ""
		}
		p.Model = bedrock.Model{Service: service, ID: c.Model, Profile: unlessNone(c.Profile), Thinking: thinking}
		if c.Embedding != "" {
			out.Embedder = picking.Vectors{Embedder: bedrock.Embedder{Service: service, ID: c.Embedding, Profile: unlessNone(c.Profile)}, Mask: c.Mask}
		}
	default:
		return out, fmt.Errorf("%w: answers are found by none of offline, bedrock, openai", desk.ErrInvalid)
	}
	out.Chooser = p
	return out, nil
}

// Keys is an account, by its keys.
func Keys(region, id, secret string) aws.Config {
	return aws.Config{Region: region, Credentials: credentials.NewStaticCredentialsProvider(id, secret, "")}
}

func unlessNone(s string) string {
	if s == "none" {
		return ""
	}
	return s
}
