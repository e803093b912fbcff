package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/bedrockruntime"

	"github.com/sufler/sufler/shared/assembly/answering"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
	flowanswering "github.com/sufler/sufler/shared/flow/answering"
	"github.com/sufler/sufler/shared/proof"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/openai"
	"github.com/sufler/sufler/shared/transcribe"
	"github.com/sufler/sufler/shared/value"
)

// reading is who reads dialogs, and within what bounds.
type reading struct {
	Reader string
	Model  string
	// Profile and AWSRegion are Bedrock's: the inference profile's prefix, and
	// where to call.
	Profile, AWSRegion string
	Thinking           string
	// Endpoint is the base URL of an OpenAI-compatible server; Key goes with it
	// and comes only from the environment.
	Endpoint, Key string
	// Mask is off at first: the model runs in the company's own account or house,
	// and a model that sees no names reads names by guessing.
	Mask bool
	// Second is on at first: it costs nothing, and where two readers differ a
	// person decides.
	Second      bool
	Rolling     bool
	ChatTokens  int
	RunTokens   int
	RunMicroUSD int64
	DayTokens   int
	DayMicroUSD int64

	// FAQ is who looks at what the knowledge base makes of a question: offline is nobody.
	FAQ, FAQModel, Embedding string
	FAQMicroUSD              int64
	// Scribe is the model at Endpoint that writes down voice notes; "": nobody does.
	Scribe, ScribeAt string
}

// flags adds the flags; or gives the environment's value of a name.
func (r *reading) flags(f *flag.FlagSet, or func(name, fallback string) string) error {
	var bad error
	yes := func(name string, fallback bool) bool {
		v, err := strconv.ParseBool(or(name, strconv.FormatBool(fallback)))
		if err != nil && bad == nil {
			bad = fmt.Errorf("%w: %s is neither true nor false", desk.ErrInvalid, name)
		}
		return v
	}
	number := func(name string, fallback int64) int64 {
		v, err := strconv.ParseInt(or(name, strconv.FormatInt(fallback, 10)), 10, 64)
		if (err != nil || v < 0) && bad == nil {
			bad = fmt.Errorf("%w: %s is no whole number", desk.ErrInvalid, name)
		}
		return v
	}
	f.StringVar(&r.Reader, "reader", or("SUFLER_READER", "offline"), "who reads dialogs: offline, bedrock (needs AWS credentials) or openai (any server that speaks OpenAI's API); SUFLER_READER")
	f.StringVar(&r.Model, "model", or("SUFLER_MODEL", defaultModel), "the model of bedrock or openai; SUFLER_MODEL")
	f.StringVar(&r.Profile, "profile", or("SUFLER_PROFILE", "global"), "Bedrock's inference profile: global, us, eu, apac … or none; SUFLER_PROFILE")
	f.StringVar(&r.AWSRegion, "region", or("SUFLER_REGION", or("AWS_REGION", "us-east-1")), "AWS region of Bedrock; SUFLER_REGION, AWS_REGION")
	f.StringVar(&r.Thinking, "thinking", or("SUFLER_THINKING", "disabled"), "what the model is told about thinking: disabled, adaptive, or none for models that know neither; SUFLER_THINKING")
	f.StringVar(&r.Endpoint, "endpoint", or("SUFLER_ENDPOINT", ""), "base URL of the openai reader, like http://localhost:11434/v1; its key is SUFLER_ENDPOINT_KEY; SUFLER_ENDPOINT")
	f.BoolVar(&r.Mask, "mask", yes("SUFLER_MASK", false), "show the model placeholders for phones, e-mails, cards and names; SUFLER_MASK")
	f.BoolVar(&r.Second, "second-opinion", yes("SUFLER_SECOND_OPINION", true), "ask the offline reader, too: where the two differ a person decides; SUFLER_SECOND_OPINION")
	f.BoolVar(&r.Rolling, "rolling", yes("SUFLER_ROLLING", true), "summarise what of a long dialog does not fit, in calls of their own; SUFLER_ROLLING")
	f.IntVar(&r.ChatTokens, "chat-tokens", int(number("SUFLER_CHAT_TOKENS", 0)), "how much of a dialog one prompt holds; 0: 60,000. Set it to what a small model takes; SUFLER_CHAT_TOKENS")
	f.IntVar(&r.RunTokens, "run-tokens", int(number("SUFLER_RUN_TOKENS", 0)), "tokens that one reading may take; 0: no limit; SUFLER_RUN_TOKENS")
	f.Int64Var(&r.RunMicroUSD, "run-micro-usd", number("SUFLER_RUN_MICRO_USD", reader.DefaultRunMicroUSD), "what one reading may cost, in millionths of a dollar; 0: no limit; SUFLER_RUN_MICRO_USD")
	f.IntVar(&r.DayTokens, "day-tokens", int(number("SUFLER_DAY_TOKENS", reader.DefaultDayTokens)), "tokens that a day's readings may take; 0: no limit; SUFLER_DAY_TOKENS")
	f.Int64Var(&r.DayMicroUSD, "day-micro-usd", number("SUFLER_DAY_MICRO_USD", reader.DefaultDayMicroUSD), "what a day's readings may cost, in millionths of a dollar; 0: no limit; SUFLER_DAY_MICRO_USD")
	f.StringVar(&r.FAQ, "faq", or("SUFLER_FAQ", "offline"), "who chooses the bot's answers: offline (words and counts), bedrock or openai, which take -model and -endpoint, too; SUFLER_FAQ")
	f.StringVar(&r.FAQModel, "faq-model", or("SUFLER_FAQ_MODEL", ""), "the model that chooses; empty: that of -model; SUFLER_FAQ_MODEL")
	f.StringVar(&r.Embedding, "embedding", or("SUFLER_EMBEDDING", ""), "the model that finds entries by what they mean, as amazon.titan-embed-text-v2:0; empty: they are found by their words; SUFLER_EMBEDDING")
	f.Int64Var(&r.FAQMicroUSD, "faq-micro-usd", number("SUFLER_FAQ_MICRO_USD", answering.DefaultMicroUSD), "what one question may cost, in millionths of a dollar; 0: no limit; SUFLER_FAQ_MICRO_USD")
	f.StringVar(&r.Scribe, "transcriber", or("SUFLER_TRANSCRIBER", ""), "the model that writes down voice notes, at a server that speaks OpenAI's audio API; empty: nobody does; SUFLER_TRANSCRIBER")
	f.StringVar(&r.ScribeAt, "transcriber-endpoint", or("SUFLER_TRANSCRIBER_ENDPOINT", ""), "base URL of that server; empty: that of -endpoint, whose key it takes; SUFLER_TRANSCRIBER_ENDPOINT")
	r.Key = or("SUFLER_ENDPOINT_KEY", "")
	return bad
}

// limits are those of one reading.
func (r reading) limits() reader.Limits {
	return reader.Limits{ChatTokens: r.ChatTokens, RunTokens: r.RunTokens, RunMicroUSD: r.RunMicroUSD, Rolling: r.Rolling}
}

// reader makes the reader that was chosen, and what stands around it; the
// ledger and the clock are the system's to give. What reads by rules is given.
func (r reading) reader(ctx context.Context, rules flow.Reader) (flow.Reader, reader.Wrap, error) {
	model, err := r.model(ctx, rules)
	if err != nil || r.Reader == "offline" {
		return model, reader.Wrap{}, err
	}
	around := reader.Wrap{
		Mask: r.Mask, DayTokens: r.DayTokens, DayMicroUSD: r.DayMicroUSD, ID: rand.Text, Prove: value.Prover{}.Prove,
	}
	if r.Second {
		around.Second = rules
	}
	return model, around, nil
}

func (r reading) model(ctx context.Context, rules flow.Reader) (flow.Reader, error) {
	switch r.Reader {
	case "offline":
		return proof.ReviewCap{Reader: rules}, nil
	case openai.Name:
		if r.Endpoint == "" || r.Model == defaultModel {
			return nil, fmt.Errorf("%w: the reader openai needs -endpoint, like http://localhost:11434/v1, and -model, as that server calls it", desk.ErrInvalid)
		}
		// Whoever starts the process chooses the address; nothing changes it later.
		return reader.Prompted{Limits: r.limits(), Model: &openai.Model{
			HTTP: &http.Client{}, BaseURL: r.Endpoint, Allowed: []string{r.Endpoint}, Key: r.Key, ID: r.Model,
		}}, nil
	case bedrock.Name:
		cfg, err := config.LoadDefaultConfig(ctx, config.WithRegion(r.AWSRegion))
		if err != nil {
			return nil, fmt.Errorf("AWS settings: %w", err)
		}
		if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
			return nil, errors.New("the reader bedrock needs AWS credentials and found none: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or start with -reader offline")
		}
		return reader.Prompted{Limits: r.limits(), Model: &bedrock.Model{
			Client: bedrockruntime.NewFromConfig(cfg), ID: r.Model, Profile: unlessNone(r.Profile), Thinking: unlessNone(r.Thinking),
			// A model that thinks can't be forced to call a tool.
			FreeTool: r.Thinking == "adaptive", Cache: true,
		}}, nil
	}
	return nil, fmt.Errorf("%w: reader %q is none of offline, bedrock, openai", desk.ErrInvalid, r.Reader)
}

// scribe writes down voice notes, out of the files that the system keeps; nil: nobody
// does.
func (r reading) scribe() (func(desk.FileSource) flow.Transcriber, error) {
	at, key := cmp.Or(r.ScribeAt, r.Endpoint), r.Key
	switch {
	case r.Scribe == "":
		return nil, nil
	case at == "":
		return nil, fmt.Errorf("%w: -transcriber needs -transcriber-endpoint, like http://localhost:8000/v1", desk.ErrInvalid)
	case at != r.Endpoint:
		key = "" // it is another server's
	}
	return func(files desk.FileSource) flow.Transcriber {
		return transcribe.OpenAI{HTTP: &http.Client{}, Endpoint: at, Key: key, Model: r.Scribe, Files: files}
	}, nil
}

// answers are the models that look at the knowledge base.
func (r reading) answers(ctx context.Context, report func(error)) (flowanswering.Models, error) {
	c := answering.Choice{
		Engine: r.FAQ, Model: cmp.Or(r.FAQModel, r.Model), Embedding: r.Embedding, Profile: r.Profile, Thinking: r.Thinking, Endpoint: r.Endpoint, Key: r.Key,
		Mask: r.Mask, MicroUSD: r.FAQMicroUSD, DayTokens: r.DayTokens, DayMicroUSD: r.DayMicroUSD, Report: report,
	}
	if c.Engine == openai.Name && c.Model == defaultModel {
		c.Model = "" // that is none of such a server's
	}
	var cfg aws.Config
	if c.Engine == bedrock.Name {
		var err error
		if cfg, err = config.LoadDefaultConfig(ctx, config.WithRegion(r.AWSRegion)); err != nil {
			return flowanswering.Models{}, fmt.Errorf("AWS settings: %w", err)
		}
		if _, err := cfg.Credentials.Retrieve(ctx); err != nil {
			return flowanswering.Models{}, errors.New("answers by bedrock need AWS credentials and there are none: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or start with -faq offline")
		}
	}
	return c.Models(cfg, nil)
}

func unlessNone(s string) string {
	if s == "none" {
		return ""
	}
	return s
}
