// Package proof is what must hold before a claim becomes a value: who said it, of
// whom, to whom, and whether it was meant. It decides with rules that no wording
// of a chat or a prompt can change, and calls no model.
//
// How long a quote may be and which author can prove what are desk.Finding's
// rules; that a value follows from its quote is what value.Prover proves. Guard
// stands around it and looks at the words around the quote; ReviewCap has a person
// look at what no rule can check.
package proof

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
)

// Prover is flow's port of that name, which Guard takes and is.
type Prover interface {
	Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error)
}

// Guard proves nothing by itself: it refuses what a quote can't prove although
// the words are there, and asks Prover about the rest. It is what stands between
// a model that obeys a customer's orders and the card, so it is made of rules
// that no wording of the prompt can change:
//
//   - Values that grant something need an operator's plain statement: not a
//     question, not a refusal, not a condition. A field counts as granting if it says so, or if
//     its title speaks of a discount, a refund, a bonus.
//   - A message that speaks to the machine (orders to ignore instructions, markers,
//     role labels, JSON, code) proves nothing; a sentence that orders the card to
//     be changed proves nothing but a contact.
//   - Words after a forged "operator:" prove nothing, nor do words in somebody
//     else's mouth, forwarded lines, what is pretended, and what a customer says
//     of the company's people and rules.
//   - Other people's phones, addresses and names are not the customer's, the
//     company's own are nobody's. Fields that ask for another person take them.
//     A message that was forwarded is somebody else's: so are those in it.
//   - A quote with hidden or turned characters, or longer than desk.MaxQuote, or out
//     of a message longer than MaxMessage, proves nothing.
//
// It rather refuses a true value than accepts a false one: what it refuses, a
// person can still type. ErrInvalid says why, without the customer's words. It
// knows Russian, Spanish and English.
type Guard struct {
	Prover Prover
}

// MaxMessage is how long a message may be, in characters, to prove anything. It
// bounds what a check costs (some 15 ms), and is more than messengers carry.
const MaxMessage = 5000

// Prove implements the prover's port.
func (w Guard) Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error) {
	f.Grants = grants(f)
	if err := found.MayProve(f, m); err != nil {
		return "", err
	}
	v, err := w.Prover.Prove(f, found, m, l)
	if err != nil {
		return "", err
	}
	why := objection(f, found.Quote, m)
	if why == "" {
		why = overlap(f, v, found.Quote)
	}
	if why != "" {
		return "", fmt.Errorf("%w: %s", desk.ErrInvalid, why)
	}
	return v, nil
}

// objection says why a quote does not prove a value of the field; "": it may.
func objection(f desk.Field, quote string, m desk.Message) string {
	said := m.SpokenText()
	if utf8.RuneCountInString(said) > MaxMessage {
		return "the message is too long to prove anything"
	}
	why := "the quote does not stand in that message"
	at := 0
	for range 5 { // places; more would let a message of repetitions cost a lot
		i := strings.Index(said[at:], quote)
		if i < 0 || quote == "" {
			return why
		}
		// One place where the words are free of doubt is enough.
		p := placeOf(said, at+i, at+i+len(quote))
		if why = p.objection(f, m); why == "" {
			return ""
		}
		at += i + len(quote)
	}
	return why
}

func (p place) objection(f desk.Field, m desk.Message) string {
	switch by := m.Author; {
	case p.hidden:
		return "the quote holds characters that hide or turn words"
	case f.Grants && m.Forwarded:
		return "what is forwarded grants nothing"
	case f.Grants:
		return p.doubtGrant()
	case by == desk.ByOperator || by == desk.ByBot:
		if about(f) == aboutContact && !aboutOthers(f) && !p.readBack() {
			return "an operator's message names the company's contacts, not the customer's"
		}
		return ""
	}
	if m.Forwarded && about(f) != aboutNobody && !aboutOthers(f) {
		return "the message is forwarded, so what it says of a person is not said of the customer"
	}
	return p.doubtCustomer(f)
}

func (p place) doubtGrant() string {
	switch {
	case p.asks:
		return "a question grants nothing"
	case has(p.sentence, deniesWords):
		return "a refusal grants nothing"
	case has(p.sentence, onlyWords):
		return "a condition, or another time, grants nothing yet"
	case has(p.sentence, hedgeWords), !has(p.sentence, grantingWords):
		return "the words do not plainly grant it"
	}
	return ""
}

func (p place) doubtCustomer(f desk.Field) string {
	kind := about(f)
	switch {
	case machineTalk(p.message):
		return "the message speaks to the machine, not to the company"
	case orders(p.sentence) && kind != aboutContact && f.Type != desk.TypeAddress:
		return "an order to change the card is no fact"
	case has(p.sentence, imaginedWords):
		return "what is imagined is no fact"
	case forgedRole(p.before):
		return "the message imitates another author"
	case forwarded(p.before, p.line):
		return "the words are forwarded, not the customer's own"
	case has(p.sentence, reportWords), has(p.sentence, policyWords), p.inMarks && has(p.message, reportWords):
		return "the words are somebody else's"
	case kind == aboutContact && (has(p.clause, companyWords) || p.asks && has(p.sentence, companyWords)):
		return "the company's own contact is not the customer's"
	case kind != aboutNobody && !aboutOthers(f) && (p.others() || kind == aboutContact && calledByName.MatchString(p.raw)):
		return "the words are about another person"
	}
	return ""
}

// others says whether the quote is about somebody else than who writes: its own
// clause says so, or an earlier one of the sentence does and none says "my".
func (p place) others() bool {
	switch {
	case has(p.clause, otherWords):
		return true
	case has(p.clause, ownWords) && !p.spans:
		return false
	}
	return has(p.sentence, otherWords)
}

// readBack says whether an operator repeats the customer's contact.
func (p place) readBack() bool {
	return has(p.sentence, readBackWords) && !has(p.clause, companyOwnWords)
}
