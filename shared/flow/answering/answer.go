package answering

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Answerer asks the knowledge base, and a model where there is one. It is the bot's
// Knowledge. A model that fails, is too slow or would cost too much leaves the answer
// to the rules: nobody waits for it, and nothing is asked twice.
//
// It changes nothing but what it remembers: vectors of what is new in the base, and the
// account of what was spent.
type Answerer struct {
	Rules   Rules
	Config  flow.Config
	Models  Models
	Vectors Vectors
	Ledger  Ledger
	Jobs    flow.Jobs
	Outbox  flow.Outbox
	Now     func() time.Time
	memory  memory
}

// Models are those that a deployment has, and within what bounds they are asked.
type Models struct {
	Chooser     Chooser       // nil: there is none
	Embedder    Embedder      // nil: the candidates are the rules' own
	Patience    time.Duration // with all of a question's calls; 0: DefaultPatience
	DayTokens   int           // that all models may take on a day, those of readings with them; 0: no bound
	DayMicroUSD int64
	ID          func() string // of what was spent, for the account
	Report      func(error)   // hears of models that failed; nil: nobody does
}

// DefaultPatience is how long a customer's question waits for models.
const DefaultPatience = 8 * time.Second

// Why it was this engine that answered.
const (
	WhyChosen    = "chosen"     // the model looked, and its word counts
	WhyNoModel   = "no_model"   // the deployment has none
	WhyOff       = "off"        // the settings, or the line's, want none
	WhySmallTalk = "small_talk" // a greeting takes none
	WhyPerson    = "wants_person"
	WhyNothing   = "no_entries" // of the line
	WhySlow      = "too_slow"
	WhyBudget    = "budget_spent"
)

// Speaks implements bot.Knowledge.
func (a *Answerer) Speaks(ctx context.Context, texts ...string) (string, error) {
	return a.Rules.Speaks(ctx, texts...)
}

// Answers implements bot.Knowledge.
func (a *Answerer) Answers(ctx context.Context, line desk.LineID, question, before string) (desk.FAQFound, error) {
	found, err := a.Rules.Answers(ctx, line, question, before)
	if err != nil {
		return found, err
	}
	return a.Look(ctx, line, question, before, found)
}

// Look is what a model makes of a question to which the rules found that; by says who
// answered, and why.
func (a *Answerer) Look(ctx context.Context, line desk.LineID, question, before string, found desk.FAQFound) (desk.FAQFound, error) {
	found.By = desk.FAQBy{Engine: string(desk.FAQOffline)}
	s, why, err := a.wanted(ctx, line, question, found)
	if err != nil || why != "" {
		found.By.Why = why
		return found, err
	}
	within, cancel := context.WithTimeout(ctx, a.patience())
	defer cancel()
	l := look{Answerer: a, line: line, question: question, before: before, shorten: s.Bot.Shorten, found: found}
	out, err := l.do(within)
	out.By.Usage = l.used
	a.count(ctx, l.used)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return found, fmt.Errorf("ask a model: %w", err)
	}
	if a.Models.Report != nil {
		a.Models.Report(err)
	}
	found.By.Why, found.By.Usage = whyOf(err), l.used
	return found, nil
}

// Decide is what the bot does with a question for which that was found, as in a customer's
// dialog on the line; "": on none.
func (a *Answerer) Decide(ctx context.Context, id desk.LineID, question string, found desk.FAQFound, languages ...string) (desk.BotDecision, error) {
	s, err := a.Config.Settings(ctx)
	if err != nil {
		return desk.BotDecision{}, fmt.Errorf("settings: %w", err)
	}
	var line desk.Line
	if id != "" {
		if line, err = a.Config.Line(ctx, id); err != nil {
			return desk.BotDecision{}, fmt.Errorf("line %s: %w", id, err)
		}
	}
	return s.Bot.Decide(line, question, found, languages...), nil
}

func (a *Answerer) patience() time.Duration {
	if a.Models.Patience > 0 {
		return a.Models.Patience
	}
	return DefaultPatience
}

// wanted says why no model is asked; "": one is.
func (a *Answerer) wanted(ctx context.Context, id desk.LineID, question string, found desk.FAQFound) (s desk.Settings, why string, err error) {
	if a.Models.Chooser == nil {
		return s, WhyNoModel, nil
	}
	if s, err = a.Config.Settings(ctx); err != nil {
		return s, "", fmt.Errorf("settings: %w", err)
	}
	var line desk.Line
	if id != "" {
		if line, err = a.Config.Line(ctx, id); err != nil {
			return s, "", fmt.Errorf("line %s: %w", id, err)
		}
	}
	switch {
	case s.FAQEngine(line) == desk.FAQOffline:
		return s, WhyOff, nil
	case desk.WantsPerson(question):
		return s, WhyPerson, nil
	case smallTalk(found):
		return s, WhySmallTalk, nil
	}
	return s, a.overspent(ctx), nil
}

// smallTalk says whether the rules are sure that it is nothing else.
func smallTalk(found desk.FAQFound) bool {
	return len(found.Answers) > 0 && len(found.Open) == 0 &&
		!slices.ContainsFunc(found.Answers, func(m desk.FAQMatch) bool { return m.Entry.Kind == desk.FAQQuestion })
}

// overspent says that a day's bound is reached. Who can't tell asks no model.
func (a *Answerer) overspent(ctx context.Context) string {
	if a.Models.DayTokens <= 0 && a.Models.DayMicroUSD <= 0 {
		return ""
	}
	u, err := a.Ledger.Spent(ctx, a.today())
	tokens := u.InputTokens + u.OutputTokens + u.CacheReadTokens + u.CacheWriteTokens
	if err != nil || a.Models.DayTokens > 0 && tokens >= a.Models.DayTokens || a.Models.DayMicroUSD > 0 && u.MicroUSD >= a.Models.DayMicroUSD {
		return WhyBudget
	}
	return ""
}

func (a *Answerer) today() string { return a.Now().UTC().Format(time.DateOnly) }

// count notes what was spent, also by who gave up meanwhile. An account that can't be
// reached keeps nobody from the answer that was paid for.
func (a *Answerer) count(ctx context.Context, u desk.Usage) {
	if u == (desk.Usage{}) || a.Ledger == nil {
		return
	}
	if err := a.Ledger.Spend(context.WithoutCancel(ctx), a.today(), "faq-"+a.Models.ID(), u); err != nil && a.Models.Report != nil {
		a.Models.Report(fmt.Errorf("count what an answer cost: %w", err))
	}
}

// whyOf is why a model's word came to nothing, in a word.
func whyOf(err error) string {
	var no *desk.Refusal
	switch {
	case errors.As(err, &no):
		return string(no.Code)
	case errors.Is(err, context.DeadlineExceeded):
		return WhySlow
	case errors.Is(err, desk.ErrInvalid):
		return "invalid"
	}
	return "busy"
}
