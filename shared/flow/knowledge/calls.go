package knowledge

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Said is what one speaker said in one go.
type Said struct{ Speaker, Text string }

// Drafter makes drafts of entries out of what was said in calls (FB-11). It stores
// nothing: a person looks at a draft, and makes the entry.
type Drafter struct {
	Finder *Finder
	Group  func(questions []string) []int
}

// Draft is a question as an entry would have it.
type Draft struct {
	Question string
	Wordings []string // how else it was asked, at most a few
	Answer   string   // what was said after it; "": nothing
	Times    int
	Calls    int           // in how many of them
	Has      desk.FAQMatch // the entry that answers it already; the zero one: none does
}

// Bounds of drafts, texts in characters.
const (
	maxHeard         = 2000 // questions that are looked at
	minHeard         = 3    // words of a question
	maxDraftAnswer   = 500
	maxDraftWordings = 5
)

// heard is a question with what was said after it.
type heard struct {
	question, answer string
	call             int
}

// Drafts are the questions of calls, those that were asked most often first.
func (d *Drafter) Drafts(ctx context.Context, by desk.Actor, calls [][]Said) ([]Draft, error) {
	if err := by.MustChangeKnowledge(); err != nil {
		return nil, err
	}
	var all []heard
	for i, call := range calls {
		all = append(all, questionsIn(call, i, maxHeard-len(all))...)
	}
	texts := make([]string, len(all))
	for i, q := range all {
		texts[i] = q.question
	}
	groups := map[int][]heard{}
	for i, first := range d.Group(texts) {
		groups[first] = append(groups[first], all[i])
	}
	var out []Draft
	for i := range all {
		if len(groups[i]) == 0 {
			continue
		}
		draft := drafted(groups[i])
		found, err := d.Finder.Find(ctx, Ask{Question: draft.Question})
		if err != nil {
			return nil, fmt.Errorf("look for an entry: %w", err)
		}
		if len(found.Answers) > 0 {
			draft.Has = found.Answers[0]
		}
		out = append(out, draft)
	}
	slices.SortStableFunc(out, func(a, b Draft) int { return cmp.Compare(b.Times, a.Times) })
	return out, nil
}

// drafted is one draft of questions that ask the same: as the shortest of them asks,
// with the longest answer.
func drafted(all []heard) Draft {
	d := Draft{Times: len(all)}
	var wordings []string
	calls := map[int]bool{}
	for _, q := range all {
		calls[q.call] = true
		if text := desk.Impersonal(desk.AfterGreeting(q.question)); text != "" && !slices.Contains(wordings, text) {
			wordings = append(wordings, text)
		}
		if utf8.RuneCountInString(q.answer) > utf8.RuneCountInString(d.Answer) {
			d.Answer = q.answer
		}
	}
	d.Calls = len(calls)
	slices.SortStableFunc(wordings, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	if len(wordings) > 0 {
		d.Question, d.Wordings = wordings[0], wordings[1:min(len(wordings), 1+maxDraftWordings)]
	}
	return d
}

// questionsIn are the sentences of a call that end with a question mark, at most so
// many, each with what somebody else said next. That is looked for once for all that
// was asked in one go: each may be as long as the call.
func questionsIn(call []Said, number, most int) (out []heard) {
	for i, s := range call {
		answer := sync.OnceValue(func() string { return answerAfter(call[i+1:], s.Speaker) })
		for _, text := range desk.Sentences(s.Text, maxHeard) {
			if len(out) >= most {
				return out
			}
			if strings.HasSuffix(text, "?") && len(strings.Fields(text)) >= minHeard && desk.Impersonal(text) != "" {
				out = append(out, heard{text, answer(), number})
			}
		}
	}
	return out
}

// answerAfter is what somebody else says next, without what they ask in turn.
func answerAfter(rest []Said, asker string) string {
	if len(rest) == 0 || asker != "" && rest[0].Speaker == asker {
		return ""
	}
	var said []string
	for _, text := range desk.Sentences(rest[0].Text, 20) {
		if !strings.HasSuffix(text, "?") {
			said = append(said, text)
		}
	}
	answer := []rune(desk.Impersonal(strings.Join(said, " ")))
	return string(answer[:min(len(answer), maxDraftAnswer)])
}
