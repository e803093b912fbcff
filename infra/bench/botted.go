package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/sufler/sufler/infra/bench/story"
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow/answering"
	models "github.com/sufler/sufler/shared/model"
	"github.com/sufler/sufler/shared/picking"
	"github.com/sufler/sufler/shared/store"
)

const (
	rowAnswered = "a question that the bot answers, by rules"
	rowPicked   = "  the same, by a model"
	rowHanded   = "the bot hands a dialog over to a team"
)

// base is a knowledge base of a hundred entries.
func base() (out []desk.FAQ) {
	entries := [][2]string{{"How much is delivery?", "Delivery is free from 50 euros on, and 5 euros below."}, {"What are your opening hours?", "From 10 to 20, every day but Sunday."}, {"How do I return an item?", "Within 14 days, with the receipt, at any of our shops."}}
	for i := len(entries); i < 100; i++ {
		entries = append(entries, [2]string{fmt.Sprintf("Do you have the article number %d, variant %d?", 1000+i, i), fmt.Sprintf("Article %d is in our shop at place %d.", 1000+i, i)})
	}
	for i, e := range entries {
		out = append(out, desk.FAQ{ID: desk.FAQID(fmt.Sprintf("e%02d", i)), Kind: desk.FAQQuestion, Question: e[0], Answers: []desk.FAQAnswer{{Language: "en", Text: e[1]}}})
	}
	return out
}

// botted is a line on which the bot answers first.
func botted(ctx context.Context, s *scenes) {
	st := s.store("set-up")
	answers := func(by desk.FAQEngine) {
		s.then(func() error {
			s.line.Bot, s.line.BotEngine, s.line.Team = desk.BotBuiltIn, by, "shop"
			return s.saveLine(ctx, st, desk.LeadNever)
		})
		s.then(func() error { return s.pass(ctx, 2*store.Fresh) })
	}
	n := 0
	asks := func(text string) func() error {
		return func() error {
			n++
			if err := s.said(story.Anna, n, text); err != nil {
				return err
			}
			return s.pass(ctx, 10*time.Second)
		}
	}
	s.then(func() error {
		if _, err := st.SaveTeam(ctx, desk.Team{ID: "shop", Title: "Shop", Members: []desk.OperatorID{"olga"}}); err != nil {
			return err
		}
		for all := base(); len(all) > 0; all = all[min(len(all), 10):] {
			if _, err := st.SaveFAQs(ctx, all[:min(len(all), 10)]); err != nil {
				return err
			}
		}
		return nil
	})
	answers(desk.FAQOffline)
	s.then(asks("what are your opening hours")) // and the base is read, once
	s.row(ctx, rowAnswered, asks("how much is delivery?"))
	answers(desk.FAQModel)
	s.then(asks("how do I return an item?"))
	s.row(ctx, rowPicked, asks("how much is delivery?"))
	s.row(ctx, rowHanded, asks("let me talk to a human"))
}

// models are those that choose the bot's answers, by the template's defaults: a script.
func (h *house) picking() answering.Models {
	n := 0
	return answering.Models{
		Chooser: picking.Picker{Model: chooser{h}, Nonce: func() string { return "0123456789abcdef" }},
		ID:      func() string { n++; return fmt.Sprintf("ANSWER%020d", n) }, DayTokens: 100_000_000, DayMicroUSD: 20_000_000, Patience: answering.DefaultPatience,
	}
}

// chooser is a model that finds the right entry, at the list price of the prompt that it
// was given.
type chooser struct{ *house }

// About implements model.Model.
func (c chooser) About() models.About {
	return models.About{Reader: "bedrock", Model: profile + "." + model, Price: models.BedrockPrice(profile + "." + model)}
}

// Ask implements model.Model.
func (c chooser) Ask(_ context.Context, p models.Prompt) (models.Answer, error) {
	tool, err := json.Marshal(p.Tool.Schema)
	if err != nil {
		return models.Answer{}, fmt.Errorf("the tool: %w", err)
	}
	in := `{"answers":[],"open":false}`
	for _, l := range strings.Split(p.User, "\n") {
		var e struct {
			Entry  int
			Answer string
		}
		if json.Unmarshal([]byte(l), &e) == nil && strings.HasPrefix(e.Answer, "Delivery") {
			in = fmt.Sprintf(`{"answers":[{"entry":%d,"quote":%q}],"open":false}`, e.Entry, "Delivery is free from 50 euros on")
		}
	}
	u := desk.Usage{InputTokens: models.EstimateTokens(p.System + p.User + p.Tool.Name + p.Tool.Description + string(tool)), OutputTokens: 60}
	c.meter.Count(Use{Readings: 1, MicroUSD: c.About().Price.Cost(u)})
	return models.Answer{Input: []byte(in), Stop: models.StopDone, Usage: u}, nil
}
