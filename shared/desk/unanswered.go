package desk

import (
	"strings"
	"time"
	"unicode"
)

// UnansweredID names a question without an answer.
type UnansweredID string

// Unanswered is a question to the bot that no entry answers. It names the messages
// that ask it and keeps none of their words, so that who is erased takes it along.
type Unanswered struct {
	Customer CustomerID
	Messages []ExternalID // the newest first, at most MaxUnansweredParts
	At       Seq          // where the newest lies
	Dialog   DialogID
	Line     LineID
	Text     string // what the messages say, read with it
}

// Bounds of the questions without an answer.
const (
	UnansweredFor      = 90 * 24 * time.Hour // is how long one is kept
	MaxUnanswered      = 500                 // are looked at, the newest
	MaxUnansweredParts = 10
)

// ID is the question's.
func (u Unanswered) ID() UnansweredID {
	if len(u.Messages) == 0 {
		return ""
	}
	return NewUnansweredID(u.Customer, u.Messages[0])
}

// NewUnansweredID names the question whose last message that is.
func NewUnansweredID(c CustomerID, last ExternalID) UnansweredID {
	return UnansweredID(Digest("u", string(c), string(last)))
}

// Impersonal is a customer's question without what may be of one person only: e-mail
// addresses, links, names of accounts and long numbers. It makes a proposal, which
// somebody reads before it is an entry's wording.
func Impersonal(text string) string {
	words := strings.Fields(text)
	kept := words[:0]
	for _, w := range words {
		digits := 0
		for _, r := range w {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if digits < 4 && !strings.ContainsAny(w, "@") && !strings.Contains(w, "://") {
			kept = append(kept, w)
		}
	}
	out := []rune(strings.Join(kept, " "))
	return string(out[:min(len(out), MaxFAQQuestion)])
}
