package main

import (
	"github.com/sufler/sufler/shared/boot"
	"github.com/sufler/sufler/shared/flow"
	"github.com/sufler/sufler/shared/reader"
	"github.com/sufler/sufler/shared/reader/bedrock"
	"github.com/sufler/sufler/shared/reader/offline"
)

// newReader makes the reader that the environment chooses; template.yaml's parameters
// say what each setting is.
func newReader(env *boot.Env, client bedrock.Converser) flow.Reader {
	if env.TextOr("READER", "bedrock") == "offline" {
		return reader.Careful{Reader: offline.Reader{}}
	}
	return &bedrock.Reader{
		Client: client, Model: env.Text("MODEL"), Profile: env.TextOr("PROFILE", ""),
		Thinking: env.TextOr("THINKING", ""), Effort: env.TextOr("EFFORT", ""),
		FreeTool: env.Bool("FREE_TOOL", false), Strict: env.Bool("STRICT", false), Cache: env.Bool("CACHE", true),
		Temperature: env.Float("TEMPERATURE"),
		Guardrail:   env.TextOr("GUARDRAIL", ""), GuardrailVersion: env.TextOr("GUARDRAIL_VERSION", ""),
		Timeout: env.Duration("READ_TIMEOUT", 0),
		Limits: reader.Limits{
			ChatTokens: env.Int("CHAT_TOKENS", 0), AnswerTokens: env.Int("ANSWER_TOKENS", 0), RunTokens: env.Int("RUN_TOKENS", 0),
			RunMicroUSD: int64(env.Int("RUN_MICRO_USD", 0)),
		},
	}
}
