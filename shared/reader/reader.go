// Package reader is what all readers that ask a language model share: the
// prompt, the fence around strangers' words, the cut of a long dialog, the
// tool's schema, the decoding of the answer, budgets and prices. A plug
// (bedrock, openai) adds one thing, a Model: one call to one vendor.
//
// The promise that everybody may rely on: what a reader returns is a claim. A
// customer's text can't leave its fence, add a field or choose a tool here;
// whether a claimed value may be written is decided by the check of the
// findings (quote, author, type), never by the model.
package reader

import (
	"context"
	"errors"
	"fmt"

	"github.com/sufler/sufler/shared/desk"
)

// Limits are the budgets of one reading. Zero values mean the defaults.
type Limits struct {
	// ChatTokens is how much of the dialog goes into one prompt, in estimated
	// tokens. The default stays clear of the size from which Bedrock's cheapest
	// model costs five times as much.
	ChatTokens int
	// AnswerTokens is the first attempt's longest answer; the second may be
	// four times as long.
	AnswerTokens int
	// RunTokens and RunMicroUSD bound a whole reading, all attempts: input and
	// output tokens, and list price. A call that could pass them is not made:
	// Refusal budget_spent. 0: no bound.
	RunTokens   int
	RunMicroUSD int64
	// Rolling summarises the messages that the cut leaves out, in calls of
	// their own, and puts that summary before the rest.
	Rolling bool
}

// The defaults.
const (
	DefaultChatTokens   = 60_000
	DefaultAnswerTokens = 4_096
)

func (l Limits) chatTokens() int {
	if l.ChatTokens > 0 {
		return l.ChatTokens
	}
	return DefaultChatTokens
}

func (l Limits) answerTokens() int {
	if l.AnswerTokens > 0 {
		return l.AnswerTokens
	}
	return DefaultAnswerTokens
}

// Prompted reads a chat by asking a Model.
//
// A malformed answer (no tool call, unreadable JSON, cut at its length) is asked
// for once more, with a word about what was wrong and four times the room; a
// prompt that does not fit is cut to half and asked once more. Then: still
// malformed → ErrBusy, since another day's answer differs; still cut or too
// big → ErrInvalid, since only a setting helps; text without the tool, twice →
// Refusal reader_refused, since that is how a model says no.
//
// The Reading that comes with an error holds Reader, Model, Prompt and the
// Usage of all attempts, so that what was spent is never lost. Reading again
// costs again; nothing else changes.
type Prompted struct {
	Model  Model
	Limits Limits
	Price  Price         // zero: the model's list price
	Nonce  func() string // of the fence; nil: random
}

// Read implements the reader's port.
func (p Prompted) Read(ctx context.Context, chat desk.Chat) (desk.Reading, error) {
	about := p.Model.About()
	if p.Price == (Price{}) {
		p.Price = about.Price
	}
	a := &asking{Prompted: p, chat: chat, out: desk.Reading{Reader: about.Reader, Model: about.Model, Prompt: Version}}
	for _, m := range chat.Messages {
		a.out.Upto = max(a.out.Upto, m.Seq)
	}
	err := a.read(ctx)
	a.out.Usage.MicroUSD = p.Price.Cost(a.out.Usage)
	if err != nil {
		return a.out, fmt.Errorf("read dialog %s with %s: %w", chat.Dialog, about.Reader, err)
	}
	return a.out, nil
}

// asking is one reading under way.
type asking struct {
	Prompted
	chat desk.Chat
	out  desk.Reading

	sought      int // for how many entries the chat was looked through
	rolled      int // how many left out messages rolledNotes are about
	rolledNotes string
}

// attempts is how often a reading asks the model for its findings.
const attempts = 2

func (a *asking) read(ctx context.Context) error {
	budget, room, trouble := a.Limits.chatTokens(), a.Limits.answerTokens(), ""
	var err error
	for i := range attempts {
		var answer Answer
		answer, err = a.once(ctx, budget, room, trouble)
		if err != nil {
			return err
		}
		if err = a.take(answer); err == nil {
			return nil
		}
		var bad *badAnswer
		if !errors.As(err, &bad) || i == attempts-1 {
			break
		}
		trouble = bad.trouble
		if answer.Stop == StopWindow {
			budget /= 2
		} else {
			room *= 4
		}
	}
	return err
}

// once asks the model for findings.
func (a *asking) once(ctx context.Context, budget, room int, trouble string) (Answer, error) {
	s := cut(a.chat, budget)
	if a.Limits.Rolling && len(s.left) > 0 {
		if a.rolled != len(s.left) { // a second attempt at the same cut takes the notes as they are
			if err := a.roll(ctx, &s, budget); err != nil {
				return Answer{}, err
			}
			a.rolled, a.rolledNotes = len(s.left), s.notes
		}
		s.notes = a.rolledNotes
	}
	user, err := a.render(s, trouble)
	if err != nil {
		return Answer{}, err
	}
	return a.ask(ctx, Prompt{System: rules, User: user, Tool: ReportTool, MaxTokens: room})
}

// ask is one call, within the budget of the reading, its usage counted.
func (a *asking) ask(ctx context.Context, p Prompt) (Answer, error) {
	if err := a.afford(p); err != nil {
		return Answer{}, err
	}
	answer, err := a.Model.Ask(ctx, p)
	a.out.Usage = plus(a.out.Usage, answer.Usage)
	return answer, err
}

// afford refuses a call that could pass the reading's budget.
func (a *asking) afford(p Prompt) error {
	next := desk.Usage{
		InputTokens:  EstimateTokens(p.System) + EstimateTokens(p.User) + toolTokens,
		OutputTokens: p.MaxTokens,
	}
	all := plus(a.out.Usage, next)
	tokens := all.InputTokens + all.OutputTokens + all.CacheReadTokens + all.CacheWriteTokens
	if a.Limits.RunTokens > 0 && tokens > a.Limits.RunTokens {
		return desk.Refuse(desk.CodeBudgetSpent, "Reading this dialog could take more tokens than one run may. Raise the limit of a run, or lower how much of a dialog is read.")
	}
	if a.Limits.RunMicroUSD > 0 && a.Price.Cost(all) > a.Limits.RunMicroUSD {
		return desk.Refuse(desk.CodeBudgetSpent, "Reading this dialog could cost more than one run may. Raise the limit of a run, or choose a cheaper model.")
	}
	return nil
}

func plus(a, b desk.Usage) desk.Usage {
	a.InputTokens += b.InputTokens
	a.OutputTokens += b.OutputTokens
	a.CacheReadTokens += b.CacheReadTokens
	a.CacheWriteTokens += b.CacheWriteTokens
	a.MicroUSD += b.MicroUSD
	return a
}
