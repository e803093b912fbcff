package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/sufler/sufler/shared/faq"
)

// faqLine is a line of a bank or of a file of questions; one file may be both. What
// has another Set is another company's: each is asked its own questions.
type faqLine struct {
	Kind string `json:"kind"` // bank or query
	Set  string `json:"set"`

	ID       string   `json:"id"` // of an entry
	Question string   `json:"question"`
	Alt      []string `json:"alt"`
	Answer   string   `json:"answer"`

	Text string  `json:"text"` // of a question
	Gold *string `json:"gold"` // the entry that answers it; null: none does
}

// answered is what became of a question. Score and Best say what a higher or lower
// Sure would have made of it.
type answered struct {
	Set    string  `json:"set"`
	Text   string  `json:"text"`
	Answer *string `json:"answer"` // null: it goes to a person
	Best   string  `json:"best,omitempty"`
	Score  float64 `json:"score"`
	Sure   float64 `json:"sure"`
}

// evalFAQ asks a bank its questions, writes what became of each, and says how many
// were right.
func evalFAQ(bank, in, out string, share float64, progress io.Writer) (err error) {
	entries, err := readFAQ(bank, "bank")
	if err != nil {
		return err
	}
	questions, err := readFAQ(in, "query")
	if err != nil {
		return err
	}
	file, err := os.Create(out)
	if err != nil {
		return fmt.Errorf("write answers: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := bufio.NewWriter(file)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, set := range sets(entries) {
		base := faq.New(entriesOf(entries, set))
		t := faqTally{sure: base.Sure(share)}
		for _, q := range questions {
			if q.Set != set {
				continue
			}
			a := answered{Set: set, Text: q.Text, Sure: t.sure}
			if best := base.Ask(q.Text, 1, nil); len(best) > 0 {
				a.Best, a.Score = best[0].ID, best[0].Score
			}
			if a.Best != "" && a.Score >= t.sure {
				a.Answer = &a.Best
			}
			t.add(q, a)
			if err := enc.Encode(a); err != nil {
				return fmt.Errorf("write answers: %w", err)
			}
		}
		fmt.Fprintf(progress, "%s: %s\n", set, t.say(share))
	}
	return w.Flush()
}

// readFAQ are a file's lines of a kind.
func readFAQ(name, kind string) ([]faqLine, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	defer f.Close()
	var out []faqLine
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var l faqLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, n, err)
		}
		if l.Kind == "" {
			l.Kind = "bank"
			if l.Text != "" {
				l.Kind = "query"
			}
		}
		if l.Kind == kind {
			out = append(out, l)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return out, nil
}

// sets are those of the entries, in their order.
func sets(entries []faqLine) []string {
	var out []string
	for _, e := range entries {
		if !slices.Contains(out, e.Set) {
			out = append(out, e.Set)
		}
	}
	return out
}

func entriesOf(lines []faqLine, set string) []faq.Entry {
	var out []faq.Entry
	for _, l := range lines {
		if l.Set == set {
			out = append(out, faq.Entry{ID: l.ID, Wordings: append([]string{l.Question}, l.Alt...), Answer: l.Answer})
		}
	}
	return out
}

// faqTally counts a set's answers.
type faqTally struct {
	sure                     float64
	inside, right, wrong     int // questions that an entry answers, of which answered …
	outside, answeredAllSame int // questions that none does, of which answered
	all                      []scored
}

type scored struct {
	score          float64
	outside, right bool
}

func (t *faqTally) add(q faqLine, a answered) {
	s := scored{a.Score, q.Gold == nil, q.Gold != nil && a.Best == *q.Gold}
	t.all = append(t.all, s)
	switch {
	case s.outside:
		t.outside++
		if a.Answer != nil {
			t.answeredAllSame++
		}
	default:
		t.inside++
		if a.Answer != nil && s.right {
			t.right++
		} else if a.Answer != nil {
			t.wrong++
		}
	}
}

// say are the figures: as it would answer, and with the threshold at which exactly
// that share of the questions that no entry answers gets an answer.
func (t *faqTally) say(share float64) string {
	slices.SortStableFunc(t.all, func(a, b scored) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return 0
	})
	right, best, outside := 0, 0, 0
	for i, s := range t.all {
		if s.outside {
			outside++
		} else if s.right {
			right++
		}
		if i+1 < len(t.all) && t.all[i+1].score == s.score {
			continue // no threshold parts them
		}
		if float64(outside) <= share*float64(t.outside) {
			best = right
		}
	}
	return fmt.Sprintf("%d questions with an answer: right %.3f, wrong %.3f; %d without: answered %.3f; threshold %.3f; with exactly %.0f %% false answers right %.3f",
		t.inside, ratio(t.right, t.inside), ratio(t.wrong, t.inside), t.outside, ratio(t.answeredAllSame, t.outside), t.sure, share*100, ratio(best, t.inside))
}

func ratio(a, b int) float64 { return float64(a) / float64(max(b, 1)) }
