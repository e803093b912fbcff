package desk

import (
	"slices"
	"strings"
)

// FAQScore is how often an entry answered, and what became of its answers.
type FAQScore struct {
	Answered int64
	Followed int64 // … by a person in the same dialog, as the last answer before them
	Good     int64 // by customers and operators, each once an answer
	Bad      int64
}

// Minus is what lies between two scores.
func (s FAQScore) Minus(o FAQScore) FAQScore {
	return FAQScore{s.Answered - o.Answered, s.Followed - o.Followed, s.Good - o.Good, s.Bad - o.Bad}
}

// Rating is what somebody thinks of an answer of the bot's.
type Rating struct {
	By       Author
	Operator OperatorID // who, if an operator
	Good     bool
}

// What a customer sends who presses a button by which answers are rated.
const (
	RatedGood = "sufler:good"
	RatedBad  = "sufler:bad"
)

// RatingButtons are offered with an answer that customers are to rate.
func RatingButtons() []Button {
	return []Button{{Text: "👍", Payload: RatedGood}, {Text: "👎", Payload: RatedBad}}
}

// Rates says whether a message is but a press of such a button, and which.
func (m Message) Rates() (good, yes bool) {
	return m.Payload == RatedGood, m.Author == ByCustomer && (m.Payload == RatedGood || m.Payload == RatedBad)
}

// ThumbsOnly says whether a customer's message is but a thumb, up or down: right after an
// answer it rates it, as a press would.
func (m Message) ThumbsOnly() (good, yes bool) {
	if m.Author != ByCustomer || m.Deleted || m.Payload != "" || len(m.Attachments) > 0 {
		return false, false
	}
	bare := strings.Map(func(r rune) rune {
		if r >= 0x1F3FB && r <= 0x1F3FF || r == 0xFE0F || r == ' ' { // the skin's tone, and how it is drawn
			return -1
		}
		return r
	}, m.Text[:min(len(m.Text), 80)])
	up, down := strings.ReplaceAll(bare, "👍", ""), strings.ReplaceAll(bare, "👎", "")
	return up == "", bare != "" && len(m.Text) <= 80 && (up == "" || down == "")
}

// AsksToRate says whether customers were asked to rate the message.
func (m Message) AsksToRate() bool {
	return slices.ContainsFunc(m.Buttons, func(b Button) bool { return b.Payload == RatedGood })
}

// WithRating is the message with somebody's rating in the place of theirs before:
// customers have one, and so do operators together. good nil takes it back.
func (m Message) WithRating(by Author, who OperatorID, good *bool) Message {
	m.Ratings = slices.DeleteFunc(slices.Clone(m.Ratings), func(r Rating) bool { return r.By == by })
	if good != nil {
		m.Ratings = append(m.Ratings, Rating{by, who, *good})
		slices.SortFunc(m.Ratings, func(a, b Rating) int { return strings.Compare(string(a.By), string(b.By)) })
	}
	return m
}

// Score is what a message adds to the scores of the entries that it gave: a reaction
// counts as its customer's rating where they were asked for one. Of several entries
// nobody knows which one was meant: none is marked.
func (m Message) Score(followed bool) FAQScore {
	s := FAQScore{Answered: 1}
	if followed {
		s.Followed = 1
	}
	count := func(good bool) {
		if len(m.Entries) > 1 {
			return
		}
		if good {
			s.Good++
		} else {
			s.Bad++
		}
	}
	rated := false
	for _, r := range m.Ratings {
		rated = rated || r.By == ByCustomer
		count(r.Good)
	}
	for _, sign := range m.Signs() {
		if good, tells := goodSign(sign.Emoji); tells && !rated && sign.Author == ByCustomer && m.AsksToRate() {
			rated = true
			count(good)
		}
	}
	return s
}

func goodSign(emoji string) (good, tells bool) {
	for _, e := range []string{"👍", "❤", "🔥", "👏", "🎉", "😍", "🙏", "💯", "👌"} {
		if strings.HasPrefix(emoji, e) {
			return true, true
		}
	}
	for _, e := range []string{"👎", "😡", "🤬", "💩", "🤮"} {
		if strings.HasPrefix(emoji, e) {
			return false, true
		}
	}
	return false, false
}
