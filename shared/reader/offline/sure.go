package offline

import (
	"context"
	"fmt"
	"math"

	"github.com/sufler/sufler/shared/desk"
)

// How sure a value is: a probability, by a logistic model over what speaks for it and
// against it. infra/eval -train finds the weights on labelled chats and writes
// weights.go; nothing of it costs a start.

// The signs, in the order of their weights. Those from signKind on are one of each
// kind of slot.
const (
	signAlways  = iota
	signScore                         // the rules' own score
	signAsked                         // the operator's question for it
	signAnswer                        // an answer of few words to such a question
	signOwn                           // the customer says it
	signTaken                         // the operator said it, and the customer took it
	signStood                         // the operator said it, and nobody objected
	signAsks                          // it stands in a question
	signInquiry                       // it was asked about, not asked for
	signRivals                        // how many other values the talk has for the slot
	signMargin                        // by how much it is surer than the surest of these
	signAgain                         // other lines say the same
	signTwice                         // the other side says the same
	signBeside                        // how many values of the slot stand in its line
	signNamed                         // the slot's own words stand near
	signRefused                       // the other side's next line refuses
	signGone                          // the customer ended the matter behind it
	signRule                          // two quotes prove it
	signCurrent                       // the card holds something
	signLong                          // how long its line is
	signLate                          // how late in the talk
	signAlone                         // no other slot of the card is of its kind
	signTitle                         // from here on, those of the title: see titled.go
	signOfDays  = signTitle + titles  // and once more, of days and hours alone
	signOfTexts = signOfDays + titles // and of free texts
	signKind    = signOfTexts + titles
	signs       = signKind + kinds
)

// Weighed is a value with its signs, for who trains the weights.
type Weighed struct {
	Finding desk.Finding
	Signs   []float64
	Chosen  bool // by another model, whose word counts
}

// Weigh reads a chat as Read does, and gives the signs of each value that its rules
// settle on, however unsure.
func (r Reader) Weigh(ctx context.Context, chat desk.Chat) ([]Weighed, error) {
	t := r.listen(ctx, chat)
	found := t.settled()
	if t.over() {
		return nil, fmt.Errorf("weigh offline: %w: %w", desk.ErrBusy, t.err)
	}
	var out []Weighed
	for _, c := range found {
		s := t.signs(c)
		out = append(out, Weighed{c.finding(), s[:], c.chance > 0})
	}
	return out, nil
}

// found is what is settled and sure enough to be told.
func (t *talk) found() []claim {
	var out []claim
	for _, c := range t.settled() {
		s := t.signs(c)
		if c.sure = c.chance; c.sure == 0 {
			c.sure = toldFrom(Probability(s[:], t.by.Sure), c.slot.fillFrom())
		}
		likely := c.sure
		if len(t.by.From) > 0 {
			c.sure = toldFrom(c.sure, t.by.From[FormOf(c.slot.field)])
		}
		if max(likely, c.sure) < tellFrom { // a form that is filled late is proposed as early as others
			continue
		}
		out = append(out, c)
	}
	return out
}

// fillFrom is from what probability on a value that nothing is chosen for is filled. A free
// text is said to be right more often than it is where nothing is to be found.
func (s *slot) fillFrom() float64 {
	switch s.kind {
	case choice, ownPhone, otherPhone, ownEmail, link, birthday, address, discount, zip, taxID, plate:
		return desk.ProposeBelow
	}
	return 0.6
}

// tellFrom is how probable a value must be to be told at all; below desk.ProposeBelow a
// person decides.
const tellFrom = 0.25

// Probability is the model's: of signs, by weights.
func Probability(signs, weights []float64) float64 {
	z := 0.0
	for i, s := range signs {
		z += s * weights[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// signs are what speaks for a claim that won, and against it.
func (t *talk) signs(c claim) [signs]float64 {
	l, p := c.line, c.line.part(c.start)
	var s [signs]float64
	s[signAlways], s[signKind+int(c.slot.kind)] = 1, 1
	s[signScore] = min(c.score, 1.2) - threshold
	s[signAsked] = t.asked(c.slot, l)
	s[signAnswer] = truthOf(s[signAsked] >= 0.7 && len(l.words) <= 6)
	s[signOwn] = truthOf(l.customer)
	if !l.customer {
		taken := t.taken(l, p)
		s[signTaken], s[signStood] = truthOf(taken >= 0.8), truthOf(taken > 0 && taken < 0.8)
	}
	s[signAsks], s[signInquiry] = truthOf(p.question), truthOf(l.does(inquires) || l.before.does(inquires))
	others, top := map[desk.Value]bool{}, 0.0
	for _, o := range t.all {
		switch {
		case o.slot != c.slot:
		case o.value != c.value:
			others[o.value], top = true, max(top, o.score)
		case o.line != l:
			s[signAgain] = 1
			s[signTwice] = max(s[signTwice], truthOf(o.line.customer != l.customer))
		}
		if o.slot == c.slot && o.line == l && o.value != c.value {
			s[signBeside] = min(s[signBeside]+0.5, 1)
		}
	}
	s[signRivals] = min(float64(len(others)), 3) / 3
	if top > 0 {
		s[signMargin] = max(-0.4, min(c.score-top, 0.4))
	}
	s[signNamed] = truthOf(c.slot.said(l, max(0, c.start-40), min(len(l.text), c.end+25), c.slot.own) > 0)
	s[signRefused] = truthOf(!l.customer && l.next.does(refuses))
	s[signGone] = truthOf(l.at < t.gone)
	s[signRule] = truthOf(c.second != nil)
	s[signCurrent] = truthOf(t.chat.Current[c.slot.field.Name] != "")
	s[signLong] = min(float64(len(l.words)), 40) / 40
	s[signLate] = float64(l.at+1) / float64(len(t.lines))
	s[signAlone] = truthOf(c.slot.rivals == 0)
	called := t.titleSigns(c.slot, l, c.start, c.end)
	copy(s[signTitle:], called[:])
	switch c.slot.kind {
	case when, hour, dayNo, birthday:
		copy(s[signOfDays:], called[:])
	case choice, ownPhone, otherPhone, ownEmail, link:
	default:
		copy(s[signOfTexts:], called[:])
	}
	return s
}

func truthOf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
