package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/flow"
)

// Finder asks the knowledge base. It changes nothing.
//
// The base is read once, and again only once it was changed: an answer costs one read.
type Finder struct {
	Entries Entries
	Config  flow.Config
	// Make makes an index of entries.
	Make func([]desk.FAQ) Index
	Now  func() time.Time

	mu    sync.Mutex
	state int64
	base  *base
}

type base struct {
	entries []desk.FAQ
	index   Index
	worded  []map[string]bool // the languages that each entry's wordings plainly are in
}

// spoken tells the languages of entries: of answers of which none is said, and of wordings.
func (b *base) spoken() {
	b.entries, b.worded = slices.Clone(b.entries), make([]map[string]bool, len(b.entries))
	for i := range b.entries {
		e := &b.entries[i]
		e.Answers, b.worded[i] = slices.Clone(e.Answers), map[string]bool{}
		for k, a := range e.Answers {
			if a.Language == "" {
				e.Answers[k].Plain = plainLanguage(b.index.Plainly, a.Text)
			}
		}
		for _, w := range e.Texts() {
			b.worded[i][b.index.Plainly(w)] = true
		}
	}
}

// plainLanguage is the language that a text plainly is in: none, if parts of it are in several.
func plainLanguage(plainly func(texts ...string) string, text string) (language string) {
	for _, part := range append(desk.Sentences(text, maxParts), strings.Split(text, " / ")...) {
		in := plainly(part)
		if in != "" && language != "" && in != language {
			return ""
		}
		language = cmp.Or(in, language)
	}
	return language
}

// maxParts are how many sentences of an answer are looked at for its language.
const maxParts = 20

// now is the base as it is.
func (f *Finder) now(ctx context.Context) (*base, error) {
	state, err := f.Entries.FAQState(ctx)
	if err != nil {
		return nil, fmt.Errorf("state of the knowledge base: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.base != nil && f.state == state {
		return f.base, nil
	}
	// Whatever is changed while they are read makes the state another.
	all, err := f.Entries.FAQs(ctx)
	if err != nil {
		return nil, fmt.Errorf("knowledge base: %w", err)
	}
	f.state, f.base = state, &base{entries: all, index: f.Make(all)}
	f.base.spoken()
	return f.base, nil
}

// Ask is a question as a customer asks it.
type Ask struct {
	Question string
	// Before is what they asked last: one that only goes on ("and on Sunday?") is read
	// with it.
	Before string
	Line   desk.LineID
}

// most is how many candidates are shown.
const most = 5

// Find is what the base says: one answer, or one for each of the questions in the
// message, or none.
func (f *Finder) Find(ctx context.Context, a Ask) (desk.FAQFound, error) {
	b, err := f.now(ctx)
	if err != nil {
		return desk.FAQFound{}, err
	}
	s, err := f.Config.Settings(ctx)
	if err != nil {
		return desk.FAQFound{}, fmt.Errorf("settings: %w", err)
	}
	q := query{b, a.Line, f.Now(), b.index.Sure(s.Bot.Wrong())}
	found := desk.FAQFound{Sure: q.sure, Language: b.index.Language(a.Question), Plain: b.index.Plainly(a.Question), Candidates: q.ask(a.Question)}
	found.Foreign = found.Plain != "" && q.foreign(found.Plain)
	found.Answers, found.Open = q.parts(a.Question)
	found.TooMany = len(found.Answers) > 0 && desk.TooMany(a.Question)
	whole := len(found.Answers) == 0
	if whole {
		found.Answers = q.certain(found.Candidates)
	}
	if whole && a.Before != "" && goesOn(a.Question) {
		switch all, meant := q.goneOn(a.Before, a.Question); {
		case len(meant) > 1:
			found.Answers = meant
		case len(found.Answers) > 0: // it says enough by itself
		case len(meant) > 0:
			found.Answers = meant
		case len(all) > 0:
			found.Answers = all
		default:
			if joined := q.with(a.Before, a.Question); len(joined) > 0 {
				found.Candidates, found.Answers = joined, q.certain(joined)
			}
		}
	}
	if kind, talk := desk.SmallTalk(a.Question); talk && len(found.Answers) == 0 {
		found.Answers = q.talk(kind, found.Language)
	}
	if len(found.Answers) == 0 || whole {
		found.Open = nil // all of it, or nothing
	}
	return found, nil
}

// query is one look into a base.
type query struct {
	*base
	line desk.LineID
	now  time.Time
	sure float64
}

func (q query) ask(question string) []desk.FAQMatch {
	return q.among(question, func(int) bool { return true })
}

// talk is the entry for some small talk, in whatever words that is said: not one that
// answers in another language.
func (q query) talk(kind desk.FAQKind, language string) []desk.FAQMatch {
	for _, e := range q.entries {
		if e.Kind == desk.FAQQuestion || e.Kind != kind || !e.Holds(q.line, q.now) {
			continue
		}
		if a, ok := e.Answer(language); ok && (a.In() == "" || a.In() == language) {
			return []desk.FAQMatch{{Entry: e, Score: q.sure, Wording: e.Question}}
		}
	}
	return nil
}

// foreign says whether there are entries on the line, and none is worded in a language.
// Where it is plain of no wording in which it is, it may be in that.
func (q query) foreign(language string) bool {
	some := false
	for i, e := range q.entries {
		if e.Kind != desk.FAQQuestion || !e.Holds(q.line, q.now) {
			continue
		}
		if q.worded[i][language] {
			return false
		}
		some = some || len(q.worded[i]) > 1 || !q.worded[i][""]
	}
	return some
}

// with reads a question that only goes on with the one before it. What answers has to have
// something of its own words: "and a crown?" asks for no price of what was asked before.
func (q query) with(before, question string) []desk.FAQMatch {
	return q.among(before+" "+question, q.index.About(question))
}

func (q query) among(question string, may func(entry int) bool) []desk.FAQMatch {
	hits := q.index.Ask(question, most, func(i int) bool { return q.entries[i].Holds(q.line, q.now) && may(i) })
	out := make([]desk.FAQMatch, len(hits))
	for i, h := range hits {
		e := q.entries[h.Entry]
		out[i] = desk.FAQMatch{Entry: e, Score: h.Score, Wording: e.Texts()[h.Wording], Words: h.Words}
	}
	return out
}

// certain is the best of candidates, if it is sure.
func (q query) certain(found []desk.FAQMatch) []desk.FAQMatch {
	if len(found) == 0 || found[0].Score < q.sure {
		return nil
	}
	return found[:1]
}

// parts are the answers to each of a message's questions; open are the places of those
// that have none, as desk.Questions gives them. A greeting beside a question is not
// answered, and what speaks of the question before it is no open one.
func (q query) parts(message string) (answers []desk.FAQMatch, open []int) {
	parts := desk.Questions(message)
	if len(parts) < 2 {
		return q.runOn(message), nil
	}
	talk := func(m desk.FAQMatch) bool { return m.Entry.Kind != desk.FAQQuestion }
	for i, p := range parts {
		best := q.certain(q.ask(p.Text))
		if len(best) == 0 {
			if p.Asks && !(p.Back && len(answers) > 0) {
				open = append(open, i)
			}
			continue
		}
		if !slices.ContainsFunc(answers, func(m desk.FAQMatch) bool { return m.Entry.ID == best[0].Entry.ID }) {
			answers = append(answers, best[0])
		}
	}
	if len(open) > 0 || slices.ContainsFunc(answers, func(m desk.FAQMatch) bool { return !talk(m) }) {
		answers = slices.DeleteFunc(answers, talk)
	}
	return answers, open
}

// runOn are the answers to questions that are parted by nothing, if each has one of its own.
func (q query) runOn(message string) (answers []desk.FAQMatch) {
	parts := desk.RunOn(message)
	if len(parts) < 2 || len(parts) > desk.MaxQuestions {
		return nil
	}
	for _, p := range parts {
		best := q.certain(q.ask(p))
		if len(best) == 0 || best[0].Entry.Kind != desk.FAQQuestion || slices.ContainsFunc(answers, func(m desk.FAQMatch) bool { return m.Entry.ID == best[0].Entry.ID }) {
			return nil
		}
		answers = append(answers, best[0])
	}
	return answers
}

// goneOn reads a question that only goes on with each of those of the message before it,
// where that asked several: all is what answers one of them so, meant is of it what was
// found by a word of the question itself.
func (q query) goneOn(before, question string) (all, meant []desk.FAQMatch) {
	parts := desk.Questions(before)
	if len(parts) < 2 {
		return nil, nil
	}
	said := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, p := range parts {
		for _, m := range q.certain(q.with(p.Text, question)) {
			if slices.ContainsFunc(all, func(o desk.FAQMatch) bool { return o.Entry.ID == m.Entry.ID }) {
				continue
			}
			all = append(all, m)
			if slices.ContainsFunc(m.Words, func(w string) bool { return slices.Contains(said, w) }) {
				meant = append(meant, m)
			}
		}
	}
	return all, meant
}

// goesOn says whether a question is only the rest of the one before: short, and begun
// with a word that joins.
func goesOn(question string) bool {
	words := strings.FieldsFunc(strings.ToLower(question), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return len(words) > 0 && len(words) <= 6 && slices.Contains([]string{"and", "or", "what", "а", "и", "или", "y", "e", "o"}, words[0])
}

// Try is Find for who tries the base out, with candidates and why. Nothing is kept.
func (f *Finder) Try(ctx context.Context, by desk.Actor, a Ask) (desk.FAQFound, error) {
	if err := by.MustReadDialogs(); err != nil {
		return desk.FAQFound{}, err
	}
	if strings.TrimSpace(a.Question) == "" {
		return desk.FAQFound{}, fmt.Errorf("%w: there is no question", desk.ErrInvalid)
	}
	if a.Line != "" {
		if _, err := f.Config.Line(ctx, a.Line); err != nil {
			return desk.FAQFound{}, fmt.Errorf("line %s: %w", a.Line, err)
		}
	}
	return f.Find(ctx, a)
}

// Speaks implements bot.Knowledge.
func (f *Finder) Speaks(ctx context.Context, texts ...string) (string, error) {
	b, err := f.now(ctx)
	if err != nil {
		return "", err
	}
	return b.index.Speaks(texts...), nil
}

// Answers implements bot.Knowledge.
func (f *Finder) Answers(ctx context.Context, line desk.LineID, question, before string) (desk.FAQFound, error) {
	return f.Find(ctx, Ask{Question: question, Before: before, Line: line})
}
