package answering

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
)

// look is one question that models are asked.
type look struct {
	*Answerer
	line             desk.LineID
	question, before string
	shorten          bool
	found            desk.FAQFound // by rules
	used             desk.Usage
}

// surest is how many of the rules' best are among the candidates, whatever a model
// thinks of what they mean: names and numbers mean nothing to it.
const surest = 3

func (l *look) do(ctx context.Context) (desk.FAQFound, error) {
	all, err := l.candidates(ctx)
	if err != nil || len(all) == 0 {
		l.found.By.Why = WhyNothing
		return l.found, err
	}
	choice := desk.FAQChoice{Question: l.question, Before: l.before, Languages: []string{l.found.Language}, Shorten: l.shorten}
	for _, c := range all {
		choice.Entries = append(choice.Entries, c.Entry)
	}
	chosen, err := l.Models.Chooser.Choose(ctx, choice)
	l.use(chosen.Usage)
	if err != nil {
		return l.found, err
	}
	out := l.found
	out.Answers, out.Candidates, out.Open = nil, all, nil
	if chosen.Open && len(chosen.Picks) > 0 {
		out.Open = l.open()
	}
	for _, p := range chosen.Picks {
		out.Answers = append(out.Answers, said(all[p.Entry], p))
	}
	out.By.Engine, out.By.Model = l.Models.Chooser.Named()
	out.By.Why, out.By.Dropped = WhyChosen, chosen.Dropped
	return out, nil
}

// open are the pieces of the message that have no answer, where a model says that there
// are such: those that the rules name, else all, since it does not say which.
func (l *look) open() []int {
	if len(l.found.Open) > 0 {
		return l.found.Open
	}
	all := make([]int, len(desk.Questions(l.question)))
	for i := range all {
		all[i] = i
	}
	return all
}

// said is the entry as it answers: where a model shortened it, with what is left, in
// whatever language that is.
func said(m desk.FAQMatch, p desk.FAQPick) desk.FAQMatch {
	m.Quote = p.Quote
	if p.Text == "" {
		return m
	}
	answers := m.Entry.Answers
	m.Entry.Answers = nil
	for _, a := range answers {
		if strings.Contains(a.Text, p.Quote) {
			m.Entry.Answers = []desk.FAQAnswer{{Text: p.Text, Plain: a.In(), Buttons: a.Buttons}}
			break
		}
	}
	if m.Entry.Answers == nil {
		m.Entry.Answers = answers
	}
	return m
}

// candidates are the ten entries that are most like the question, by what they mean,
// the rules' best among them.
func (l *look) candidates(ctx context.Context) ([]desk.FAQMatch, error) {
	out := slices.Clone(l.found.Answers)
	for _, m := range l.found.Candidates {
		if !slices.ContainsFunc(out, func(o desk.FAQMatch) bool { return o.Entry.ID == m.Entry.ID }) {
			out = append(out, m)
		}
	}
	if l.Models.Embedder == nil {
		return out[:min(len(out), desk.MaxFAQChoices)], nil
	}
	near, err := l.near(ctx)
	if err != nil {
		return nil, err
	}
	byRules := map[desk.FAQID]desk.FAQMatch{}
	for _, m := range out {
		byRules[m.Entry.ID] = m
	}
	likeness := map[desk.FAQID]float64{}
	for _, m := range near {
		likeness[m.Entry.ID] = m.Likeness
	}
	out = out[:min(len(out), max(surest, len(l.found.Answers)))]
	for _, m := range near {
		if len(out) >= desk.MaxFAQChoices {
			break
		}
		if slices.ContainsFunc(out, func(o desk.FAQMatch) bool { return o.Entry.ID == m.Entry.ID }) {
			continue
		}
		if found, ok := byRules[m.Entry.ID]; ok {
			m = found
		}
		out = append(out, m)
	}
	for i, m := range out {
		out[i].Likeness = likeness[m.Entry.ID]
	}
	slices.SortStableFunc(out, func(a, b desk.FAQMatch) int { return cmp.Compare(b.Likeness, a.Likeness) })
	return out, nil
}

// near are the line's entries that mean most alike what is asked.
func (l *look) near(ctx context.Context) ([]desk.FAQMatch, error) {
	vectors, err := l.vectors(ctx, l)
	if err != nil {
		return nil, err
	}
	asked, used, err := l.Models.Embedder.Embed(ctx, []string{l.meant()}, true)
	l.use(used)
	if err != nil {
		return nil, err
	}
	var out []desk.FAQMatch
	now := l.Now()
	for _, v := range vectors {
		if v.entry.Holds(l.line, now) {
			out = append(out, desk.FAQMatch{Entry: v.entry, Wording: v.entry.Question, Likeness: v.vector.Likeness(asked[0])})
		}
	}
	slices.SortStableFunc(out, func(a, b desk.FAQMatch) int { return cmp.Compare(b.Likeness, a.Likeness) })
	return out[:min(len(out), desk.MaxFAQChoices)], nil
}

// short is how many words a question has at most that may go on with the one before.
const short = 6

// meant is what the question is about.
func (l *look) meant() string {
	if l.before != "" && len(strings.Fields(l.question)) <= short {
		return l.before + "\n" + l.question
	}
	return l.question
}

func (l *look) use(u desk.Usage) {
	l.used.InputTokens += u.InputTokens
	l.used.OutputTokens += u.OutputTokens
	l.used.CacheReadTokens += u.CacheReadTokens
	l.used.CacheWriteTokens += u.CacheWriteTokens
	l.used.MicroUSD += u.MicroUSD
}
