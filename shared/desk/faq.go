package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
)

// FAQID names an entry of the knowledge base.
type FAQID string

// FAQ is an entry of the knowledge base: a question as customers ask it, and the
// company's answer, which the bot gives word for word (FB-01…03).
type FAQ struct {
	ID       FAQID
	Kind     FAQKind
	Question string
	Wordings []string // other ways to ask it, in whatever languages
	Answers  []FAQAnswer
	Category string
	Lines    []LineID  // that give the answer; none: all
	From, To time.Time // when it holds, To not with it; zero: for good
	Off      bool
	HandOver bool // after the answer a person goes on
	Deleted  bool // only its versions are left

	ChangedAt time.Time
	ChangedBy string
	Version   int64 // of the stored record; 0: new
}

// FAQKind is what an entry is for.
type FAQKind string

// The kinds. Small talk is found like questions, and leaves the question before it
// open to one that follows.
const (
	FAQQuestion FAQKind = ""
	FAQGreeting FAQKind = "greeting"
	FAQThanks   FAQKind = "thanks"
	FAQGoodbye  FAQKind = "goodbye"
)

// FAQAnswer is an answer in a language, "": in whatever one.
type FAQAnswer struct {
	Language string
	Plain    string // the language that the text plainly is in, where none is said; not stored
	Text     string
	Buttons  []Button
	Files    []FAQFile
}

// Bounds of the knowledge base, texts in characters.
const (
	MaxFAQ         = 10_000
	MaxFAQQuestion = 500
	MaxFAQWordings = 50
	MaxFAQAnswer   = 4096
	MaxFAQAnswers  = 6 // languages
	MaxFAQButtons  = 10
	maxFAQLines    = 100
	maxFAQCategory = 80
)

// NewFAQID names an entry: the same seed gives the same.
func NewFAQID(seed string) FAQID { return FAQID("q" + Digest("faq", seed)) }

// Valid says whether an id can be of an entry.
func (id FAQID) Valid() bool {
	return len(id) > 0 && len(id) <= 64 && strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

// Normalized is the entry as it is kept: texts trimmed, no wording twice.
func (f FAQ) Normalized() FAQ {
	line := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	f.Question, f.Category = line(f.Question), line(f.Category)
	var ws []string
	for _, w := range f.Wordings {
		if w = line(w); w != "" && w != f.Question && !slices.Contains(ws, w) {
			ws = append(ws, w)
		}
	}
	f.Wordings = ws
	answers := make([]FAQAnswer, len(f.Answers))
	for i, a := range f.Answers {
		a.Text = strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(a.Text))
		answers[i] = a
	}
	f.Answers = slices.DeleteFunc(answers, func(a FAQAnswer) bool { return a.Text == "" && len(a.Buttons) == 0 && len(a.Files) == 0 })
	f.Lines = slices.Compact(slices.Sorted(slices.Values(f.Lines)))
	f.From, f.To = f.From.UTC().Round(0), f.To.UTC().Round(0)
	return f
}

// Same says whether two normalized entries say the same.
func (f FAQ) Same(o FAQ) bool {
	return f.Kind == o.Kind && f.Question == o.Question && f.Category == o.Category && f.Off == o.Off && f.HandOver == o.HandOver && f.Deleted == o.Deleted &&
		f.From.Equal(o.From) && f.To.Equal(o.To) && slices.Equal(f.Wordings, o.Wordings) && slices.Equal(f.Lines, o.Lines) &&
		slices.EqualFunc(f.Answers, o.Answers, func(a, b FAQAnswer) bool {
			return a.Language == b.Language && a.Text == b.Text && slices.Equal(a.Buttons, b.Buttons) && slices.Equal(a.Files, b.Files)
		})
}

var faqLanguage = lazy.Pattern(`^[a-z]{2,3}$`)

// Check says what is wrong with a normalized entry. ErrInvalid, in words for a person.
func (f FAQ) Check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("%w: "+format, append([]any{ErrInvalid}, args...)...)
	}
	text := func(s string, most int) bool {
		return s != "" && utf8.ValidString(s) && utf8.RuneCountInString(s) <= most
	}
	switch {
	case f.Kind != FAQQuestion && f.Kind != FAQGreeting && f.Kind != FAQThanks && f.Kind != FAQGoodbye:
		return bad("an entry is a question, or greeting, thanks or goodbye")
	case !text(f.Question, MaxFAQQuestion) || strings.ContainsFunc(f.Question, unicode.IsControl):
		return bad("a question has one line of 1 to %d characters", MaxFAQQuestion)
	case len(f.Wordings) > MaxFAQWordings:
		return &Refusal{Code: CodeTooManyWordings, Kind: ErrInvalid, Text: fmt.Sprintf("An entry has at most %d further wordings; this one has %d.", MaxFAQWordings, len(f.Wordings))}
	case slices.ContainsFunc(f.Wordings, func(w string) bool { return !text(w, MaxFAQQuestion) }):
		return bad("a further wording has at most %d characters", MaxFAQQuestion)
	case len(f.Answers) == 0 && !f.HandOver:
		return bad("an entry has an answer, or hands over to a person")
	case len(f.Answers) > MaxFAQAnswers:
		return &Refusal{Code: CodeTooManyAnswers, Kind: ErrInvalid, Text: fmt.Sprintf("An entry has answers in at most %d languages; this one has %d.", MaxFAQAnswers, len(f.Answers))}
	case utf8.RuneCountInString(f.Category) > maxFAQCategory || !utf8.ValidString(f.Category):
		return bad("a category has at most %d characters", maxFAQCategory)
	case len(f.Lines) > maxFAQLines:
		return bad("an entry names at most %d lines", maxFAQLines)
	case !f.From.IsZero() && !f.To.IsZero() && !f.To.After(f.From):
		return bad("an entry holds from a moment to a later one")
	}
	for i, a := range f.Answers {
		switch {
		case !text(a.Text, MaxFAQAnswer):
			return bad("an answer has 1 to %d characters", MaxFAQAnswer)
		case a.Language != "" && !faqLanguage.MatchString(a.Language):
			return bad(`an answer's language is like "en"`)
		case slices.ContainsFunc(f.Answers[:i], func(o FAQAnswer) bool { return o.Language == a.Language }):
			return bad("two answers are in the same language")
		}
		if len(a.Buttons) > MaxFAQButtons {
			return bad("an answer has at most %d buttons", MaxFAQButtons)
		}
		if err := CheckButtons(a.Buttons); err != nil {
			return err
		}
		if err := checkFAQFiles(a.Files); err != nil {
			return err
		}
	}
	return nil
}

// Holds says whether the entry answers on a line at that moment.
func (f FAQ) Holds(line LineID, now time.Time) bool {
	return f.State(now) == FAQOn && (len(f.Lines) == 0 || slices.Contains(f.Lines, line))
}

// FAQState says whether an entry is given, and why not.
type FAQState string

// The states.
const (
	FAQOn    FAQState = "on"
	FAQOff   FAQState = "off"
	FAQEarly FAQState = "not_yet" // it holds later
	FAQOver  FAQState = "over"    // it held until lately
)

// State is the entry's at that moment, on the lines that it is for.
func (f FAQ) State(now time.Time) FAQState {
	switch {
	case f.Off || f.Deleted:
		return FAQOff
	case now.Before(f.From):
		return FAQEarly
	case !f.To.IsZero() && !now.Before(f.To):
		return FAQOver
	}
	return FAQOn
}

// Answer is what is said in the first of the languages that has an answer, else in
// whatever one, else the first. ok is false if the entry has none, and only hands
// over.
func (f FAQ) Answer(languages ...string) (a FAQAnswer, ok bool) {
	for _, l := range append(languages, "") {
		l, _, _ = strings.Cut(l, "-")
		for _, a := range f.Answers {
			if a.Language == l {
				return a, true
			}
		}
	}
	if len(f.Answers) == 0 {
		return FAQAnswer{}, false
	}
	return f.Answers[0], true
}

// In is the answer in exactly that language.
func (f FAQ) In(language string) (a FAQAnswer, ok bool) {
	for _, a := range f.Answers {
		if a.Language == language {
			return a, true
		}
	}
	return FAQAnswer{}, false
}

// Texts are the entry's question and wordings.
func (f FAQ) Texts() []string { return append([]string{f.Question}, f.Wordings...) }

// Asks is the entry's question without what makes no other of it: case, accents, marks.
func (f FAQ) Asks() string { return unaccented(plain(f.Question)) }

// Rivals says whether two entries answer the same question otherwise, somewhere at some
// time on a line: customers would get now the one and now the other.
func (f FAQ) Rivals(o FAQ) bool {
	if f.ID == o.ID || f.Off || o.Off || f.Deleted || o.Deleted || f.Kind != o.Kind || f.Asks() != o.Asks() {
		return false
	}
	if !f.To.IsZero() && !f.To.After(o.From) || !o.To.IsZero() && !o.To.After(f.From) {
		return false
	}
	if len(f.Lines) > 0 && len(o.Lines) > 0 && !slices.ContainsFunc(f.Lines, func(l LineID) bool { return slices.Contains(o.Lines, l) }) {
		return false
	}
	return !FAQ{Answers: f.Answers, HandOver: f.HandOver}.Same(FAQ{Answers: o.Answers, HandOver: o.HandOver})
}

// RefuseSameQuestion refuses an entry whose question another answers otherwise.
func RefuseSameQuestion(o FAQ) error {
	return Refuse(CodeSameQuestion, fmt.Sprintf("Entry %s has the same question and answers it otherwise. Change that one, or have the two hold on other lines or at other times.", o.ID))
}

// FAQMatch is an entry that may answer a question, and why it is thought so.
type FAQMatch struct {
	Entry    FAQ
	Score    float64
	Wording  string   // the one of the entry that is most like the question
	Words    []string // of the question, by which the entry was found
	Likeness float64  // of what both mean, as a model sees it; 0: none was asked
	Quote    string   // what of the entry answers the question, if a model chose it
}

// In is the language that an answer is in, as far as one knows: "".
func (a FAQAnswer) In() string {
	language, _, _ := strings.Cut(cmp.Or(a.Language, a.Plain), "-")
	return language
}

// FAQFound is what the knowledge base makes of a question.
type FAQFound struct {
	Answers []FAQMatch // one for each question in it; none: nothing suits
	Open    []int      // … but for these, as Questions has them
	TooMany bool       // it asks for still more than was looked at
	// Candidates are the best that were found, whether sure or not, and Sure the score
	// from which on one is.
	Candidates []FAQMatch
	Language   string // in which it seems to be asked: ru, es or en
	Plain      string // … in which it plainly is; "": in none
	Foreign    bool   // … in which no entry is worded
	Sure       float64
	By         FAQBy
}

// FAQBy is who found the answers, and what it took.
type FAQBy struct {
	Engine string // offline, bedrock, openai …
	Model  string // "": none
	// Why it was this one, in a word: chosen, small_talk, or why no model was asked, or
	// what it was asked came to nothing.
	Why     string
	Dropped []string // why what a model claimed did not stand
	Usage   Usage
}

// MustChangeKnowledge refuses who may not change the knowledge base: what it says,
// every customer may be told.
func (a Actor) MustChangeKnowledge() error { return a.MustBe(RoleSupervisor) }
