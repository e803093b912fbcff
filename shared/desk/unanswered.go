package desk

import (
	"strconv"
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
	Parts    []int  // the open ones of its questions, as Questions has them; none: all of it
	Times    int    // how often the customer asked it on that day; 0: once
	Text     string // what the messages say, read with it
}

// Bounds of the questions without an answer. Who asks more on a day is not listened to
// any more: nobody can push the others' questions off the list.
const (
	MaxUnansweredOf    = 5                   // different ones of a customer on a day
	MaxUnansweredDay   = 300                 // … of all
	UnansweredFor      = 90 * 24 * time.Hour // is how long one is kept
	MaxUnanswered      = 500                 // are looked at, the newest
	MaxUnansweredParts = 10
)

// ID is the question's. What stays of it once other parts were dealt with is another.
func (u Unanswered) ID() UnansweredID {
	if len(u.Messages) == 0 {
		return ""
	}
	last := u.Messages[0]
	for _, i := range u.Parts {
		last += ExternalID("#" + strconv.Itoa(i))
	}
	return NewUnansweredID(u.Customer, last)
}

// Day is the day on which it was asked.
func (u Unanswered) Day() string { return u.At.Time().UTC().Format(time.DateOnly) }

// Same names what it asks by its words: who asks the same again on that day asks the
// same question.
func (u Unanswered) Same() string { return Digest("", "asks", plain(u.Asked())) }

// Asked is what it asks: its open parts, or all that the messages say.
func (u Unanswered) Asked() string {
	if open := OpenIn(u.Text, u.Parts); len(open) > 0 {
		return strings.Join(open, "\n")
	}
	return u.Text
}

// Each is the question, or each of its open parts as one.
func (u Unanswered) Each() []Unanswered {
	if len(OpenIn(u.Text, u.Parts)) < 2 {
		return []Unanswered{u}
	}
	var out []Unanswered
	for _, i := range u.Parts {
		part := u
		part.Parts = []int{i}
		out = append(out, part)
	}
	return out
}

// NewUnansweredID names the question whose last message that is.
func NewUnansweredID(c CustomerID, last ExternalID) UnansweredID {
	return UnansweredID(Digest("u", string(c), string(last)))
}

// Impersonal is a customer's question without what may be of one person only: e-mail
// addresses, links, names of accounts and long numbers, also those that are written in
// pieces, like a phone. It makes a proposal, which somebody reads before it is an entry's
// wording.
func Impersonal(text string) string {
	words := strings.Fields(text)
	kept := words[:0]
	for i := 0; i < len(words); {
		n, digits := 0, 0 // of a run of words that are numbers
		for ; i+n < len(words) && numeric(words[i+n]); n++ {
			digits += digitsIn(words[i+n])
		}
		if n == 0 {
			n = 1
		}
		if digits < phoneDigits {
			for _, w := range words[i : i+n] {
				if digitsIn(w) < 4 && !strings.ContainsAny(w, "@") && !strings.Contains(w, "://") {
					kept = append(kept, w)
				}
			}
		}
		i += n
	}
	out := []rune(strings.Join(kept, " "))
	return string(out[:min(len(out), MaxFAQQuestion)])
}

// phoneDigits are how many digits in a row, however they are grouped, may be a phone.
const phoneDigits = 7

func digitsIn(word string) (n int) {
	for _, r := range word {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// numeric says whether a word is of digits and what groups them.
func numeric(word string) bool {
	return strings.ContainsFunc(word, unicode.IsDigit) && !strings.ContainsFunc(word, func(r rune) bool {
		return !unicode.IsDigit(r) && !strings.ContainsRune("+-–()./,;:?!№#", r)
	})
}
