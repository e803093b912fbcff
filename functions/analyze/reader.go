package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
	"github.com/sufler/sufler/shared/reader/openai"
	"github.com/sufler/sufler/shared/store/vault"
	"github.com/sufler/sufler/shared/value"
)

// house is what a reader needs of where it runs.
type house struct {
	Bedrock    bedrock.Converser
	Parameters interface {
		Get(ctx context.Context, name string) (p vault.Parameter, ok bool, err error)
	}
	Ledger reader.Ledger
	Report func(error) // hears of a second opinion that failed
	Now    func() time.Time
}

func newHouse(env *boot.Env, cfg aws.Config, ledger reader.Ledger, log *slog.Logger) house {
	return house{
		Bedrock:    bedrockruntime.NewFromConfig(cfg, func(o *bedrockruntime.Options) { o.BaseEndpoint = env.Endpoint("BEDROCK_RUNTIME") }),
		Parameters: vault.NewClient(cfg, env.Endpoint("SSM")),
		Ledger:     ledger, Now: time.Now,
		Report: func(err error) { log.Warn("a reading goes without its second opinion", "error", err) },
	}
}

// reader makes the reader that the environment chooses, with what stands around
// a model; template.yaml's parameters say what each setting is.
func (h house) reader(ctx context.Context, env *boot.Env) (flow.Reader, error) {
	limits := reader.Limits{
		ChatTokens: env.Int("CHAT_TOKENS", 0), AnswerTokens: env.Int("ANSWER_TOKENS", 0), RunTokens: env.Int("RUN_TOKENS", 0),
		RunMicroUSD: int64(env.Int("RUN_MICRO_USD", reader.DefaultRunMicroUSD)), Rolling: env.Bool("ROLLING", true),
	}
	around := reader.Wrap{
		Mask: env.Bool("MASK", false), DayTokens: env.Int("DAY_TOKENS", reader.DefaultDayTokens),
		DayMicroUSD: int64(env.Int("DAY_MICRO_USD", reader.DefaultDayMicroUSD)),
		Report:      h.Report, Ledger: h.Ledger, Now: h.Now, ID: rand.Text, Prove: value.Prover{}.Prove,
	}
	if env.Bool("SECOND_OPINION", true) {
		around.Second = offline.Reader{}
	}
	switch name := env.TextOr("READER", bedrock.Name); name {
	case "offline":
		return proof.ReviewCap{Reader: offline.Reader{}}, nil
	case openai.Name:
		key, err := h.key(ctx, env.TextOr("MODEL_KEY_PARAMETER", ""))
		if err != nil {
			return nil, err
		}
		// The deployment is the only one to choose the address.
		base := env.Text("MODEL_ENDPOINT")
		return around.Reader(reader.Prompted{Limits: limits, Model: &openai.Model{
			HTTP: &http.Client{}, BaseURL: base, Allowed: []string{base}, Key: key, ID: env.Text("MODEL"),
			FreeTool: env.Bool("FREE_TOOL", false), Strict: env.Bool("STRICT", false), Timeout: env.Duration("READ_TIMEOUT", 0),
		}}), nil
	case bedrock.Name:
		return around.Reader(reader.Prompted{Limits: limits, Model: h.bedrock(env)}), nil
	default:
		return nil, fmt.Errorf("%w: READER is none of bedrock, openai, offline", desk.ErrInvalid)
	}
}

// bedrock is the model on Bedrock. Anthropic's may not think and be forced to
// call a tool at once, and the newest think unless they are told not to: so that
// is what they are told, unless THINKING says otherwise.
func (h house) bedrock(env *boot.Env) *bedrock.Model {
	model, thinking := env.Text("MODEL"), env.TextOr("THINKING", "")
	switch {
	case thinking == "none":
		thinking = ""
	case thinking == "" && strings.HasPrefix(model, "anthropic."):
		thinking = "disabled"
	}
	return &bedrock.Model{
		Client: h.Bedrock, ID: model, Profile: env.TextOr("PROFILE", ""),
		Thinking: thinking, Effort: env.TextOr("EFFORT", ""),
		FreeTool: env.Bool("FREE_TOOL", thinking == "adaptive"), Strict: env.Bool("STRICT", false), Cache: env.Bool("CACHE", true),
		Temperature: env.Float("TEMPERATURE"),
		Guardrail:   env.TextOr("GUARDRAIL", ""), GuardrailVersion: env.TextOr("GUARDRAIL_VERSION", ""),
		Timeout: env.Duration("READ_TIMEOUT", 0),
	}
}

// key is the endpoint's, from the parameter store; "" where none is named. In an
// environment variable everybody who may look at the function would see it.
func (h house) key(ctx context.Context, parameter string) (string, error) {
	if parameter == "" {
		return "", nil
	}
	p, ok, err := h.Parameters.Get(ctx, parameter)
	if err == nil && !ok {
		err = errors.New("there is none")
	}
	if err != nil {
		return "", fmt.Errorf("%w: the key of the model's endpoint, parameter %s: %w", desk.ErrBusy, parameter, err)
	}
	return strings.TrimSpace(p.Value), nil
}
