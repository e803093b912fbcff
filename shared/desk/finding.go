package desk

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Finding is a value that a reader claims, before anybody checked it.
type Finding struct {
	Field      FieldName
	Value      string // as the reader writes it; the check makes it canonical
	Quote      string
	Message    Seq
	Confidence float64 // 0 … 1; 0: the reader does not say
	// Second is another quote, of the message SecondIn, where Quote alone proves
	// nothing; Rule says how the two prove it together. The check finds it.
	Second   string
	SecondIn Seq
	Rule     ProofRule
}

// ProofRule names how two quotes prove one value.
type ProofRule string

// The rules.
const (
	// RuleConfirmed: one side said it, and the other's next message says yes.
	RuleConfirmed ProofRule = "confirmed"
	// RuleCorrected: a part of it was said otherwise later, "flat 12, not 21".
	RuleCorrected ProofRule = "corrected"
	// RulePointed: it points back ("a hotel there") to what the customer named before.
	RulePointed ProofRule = "pointed"
)

// MaxQuote is how long a quote may be, in characters: a longer one holds too much
// to prove one thing, and proving takes time by its length.
const MaxQuote = 300

// ProposeBelow is the confidence below which a value is proposed, not filled, even
// into an empty field.
const ProposeBelow = 0.5

// Unsure says whether a reader's confidence in a value is too low to fill it. A
// reader that does not say (0) is taken at its quote.
func Unsure(confidence float64) bool { return confidence > 0 && confidence < ProposeBelow }

// Stands says whether the finding's quote stands word for word in m.
func (f Finding) Stands(m Message) bool {
	return f.Quote != "" && m.Author != AsNote && strings.Contains(m.SpokenText(), f.Quote)
}

// MayProve says why a message can't prove what was found in it, whatever its words
// say (ErrInvalid, without the customer's words): the quote is not in it, or too
// long, or its author can't grant what the field grants.
func (f Finding) MayProve(field Field, m Message) error {
	switch {
	case utf8.RuneCountInString(f.Quote) > MaxQuote:
		return fmt.Errorf("%w: the quote is longer than %d characters", ErrInvalid, MaxQuote)
	case !f.Stands(m):
		return fmt.Errorf("%w: the quote does not stand in that message", ErrInvalid)
	case field.Grants && m.Author != ByOperator:
		return fmt.Errorf("%w: what the field grants, only an operator's message can prove", ErrInvalid)
	}
	return nil
}
