// Package picking has a language model choose, of a few entries of the knowledge base,
// those that answer a question. The model chooses and proves its choice with a quote; it
// writes nothing that anybody is told.
//
// The promise that everybody may rely on: what is chosen is one of the entries that were
// given, its quote stands word for word in that entry, and a shortened answer is made of
// whole sentences of the entry's, in their order. So no text of a customer's, and no
// invention of a model's, can become something that the company says.
package picking

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/mask"
	"github.com/sufler/sufler/shared/model"
)

// Picker asks a Model.
//
// A malformed answer is asked for once more. Then: still malformed → ErrBusy; text
// without the tool, twice, or a filter → Refusal reader_refused. What was spent comes
// with the error, too.
type Picker struct {
	Model model.Model
	// Mask keeps phones, e-mails, cards and names of the question from the model.
	Mask bool
	// MaxMicroUSD is what one question may cost at list price: a call that could cost
	// more is not made. 0: no bound.
	MaxMicroUSD int64
	Nonce       func() string // of the fence; nil: random
}

// Bounds.
const (
	attempts      = 2
	answerTokens  = 600
	shortenTokens = 2000
	maxPicks      = 3
)

// Named implements answering.Chooser.
func (p Picker) Named() (engine, id string) { return p.Model.About().Reader, p.Model.About().Model }

// Vectors is an Embedder as answering has it.
type Vectors struct {
	model.Embedder
	Mask bool // of questions, as of Picker
}

// Embed implements answering.Embedder.
func (v Vectors) Embed(ctx context.Context, texts []string, question bool) ([][]float32, desk.Usage, error) {
	if v.Mask && question {
		texts = mask.Texts(texts...)
	}
	return v.Embedder.Embed(ctx, texts, question)
}

// Named implements answering.Embedder.
func (v Vectors) Named() string { return v.About().Reader + "/" + v.About().Model }

// Choose implements answering.Chooser.
func (p Picker) Choose(ctx context.Context, c desk.FAQChoice) (desk.FAQChosen, error) {
	c.Entries = c.Entries[:min(len(c.Entries), desk.MaxFAQChoices)]
	out := desk.FAQChosen{Model: p.Model.About().Model, Prompt: Version}
	if p.Mask {
		masked := mask.Texts(c.Question, c.Before)
		c.Question, c.Before = masked[0], masked[1]
	}
	trouble := ""
	var err error
	for range attempts {
		var prompt model.Prompt
		if prompt, err = p.prompt(c, trouble); err != nil {
			break
		}
		if err = p.afford(prompt, out.Usage); err != nil {
			break
		}
		var answer model.Answer
		answer, err = p.Model.Ask(ctx, prompt)
		out.Usage = p.spent(out.Usage, answer.Usage)
		if err != nil {
			break
		}
		if err = take(&out, c, answer); err == nil {
			return out, nil
		}
		var bad *badAnswer
		if !errors.As(err, &bad) {
			break
		}
		trouble = bad.trouble
	}
	return out, fmt.Errorf("choose an entry with %s: %w", p.Model.About().Reader, err)
}

// afford refuses a call that could cost more than a question may.
func (p Picker) afford(prompt model.Prompt, spent desk.Usage) error {
	next := desk.Usage{InputTokens: model.EstimateTokens(prompt.System) + model.EstimateTokens(prompt.User) + toolTokens, OutputTokens: prompt.MaxTokens}
	if p.MaxMicroUSD > 0 && spent.MicroUSD+p.Model.About().Price.Cost(next) > p.MaxMicroUSD {
		return desk.Refuse(desk.CodeBudgetSpent, "Answering this question with the model could cost more than one question may.")
	}
	return nil
}

func (p Picker) spent(a, b desk.Usage) desk.Usage {
	a.InputTokens += b.InputTokens
	a.OutputTokens += b.OutputTokens
	a.CacheReadTokens += b.CacheReadTokens
	a.CacheWriteTokens += b.CacheWriteTokens
	a.MicroUSD = p.Model.About().Price.Cost(a)
	return a
}
