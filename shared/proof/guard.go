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
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
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
//     A message that was forwarded is somebody else's: so are those in it. A premium
//     number, at which a call back costs the company, is nobody's.
//   - A count of what the company has to choose from or in stock is no count of what
//     the customer wants.
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
// bounds what a check costs (some 35 ms), and is more than messengers carry.
const MaxMessage = 5000

// Prove implements the prover's port.
func (w Guard) Prove(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale) (desk.Value, error) {
	f.Grants = grants(f)
	if err := found.MayProve(f, m); err != nil {
		return "", err
	}
	if found.Rule == desk.RulePointed && (!asksWhere(f) || m.Author != desk.ByCustomer) {
		return "", fmt.Errorf("%w: nothing but a customer's place is pointed to", desk.ErrInvalid)
	}
	v, err := w.Prover.Prove(f, found, m, l)
	if err != nil {
		return "", err
	}
	from, to := 0, len(found.Quote)
	if (m.Author == desk.ByCustomer || countsSomething(f)) && utf8.RuneCountInString(m.SpokenText()) <= MaxMessage {
		from, to = w.core(f, found, m, l, v)
	}
	if found.Rule == desk.RulePointed {
		from, to = 0, len(found.Quote) // the value is said in the other
	}
	why := objection(f, found, from, to, m)
	if why == "" && (found.Rule == desk.RuleCorrected || found.Rule == desk.RulePointed) {
		second := desk.Finding{Field: found.Field, Quote: found.Second}
		why = objection(f, second, 0, len(found.Second), desk.Message{Author: desk.ByCustomer, Text: found.Second})
	}
	if why == "" && found.Rule == desk.RulePointed {
		why = overlap(f, v, found.Second)
	} else if why == "" {
		why = overlap(f, v, found.Quote)
	}
	if why == "" && f.Type == desk.TypePhone && !aboutOthers(f) && value.Premium(v) {
		why = "whoever calls that number pays for it, so it is no customer's"
	}
	if why != "" {
		return "", fmt.Errorf("%w: %s", desk.ErrInvalid, why)
	}
	return v, nil
}

// core is the part of a quote that says the value: as many words are left away at
// its beginning, and then at its end, as leave the value proven. What is quoted
// along stands around it, and may be what takes it back. It asks the prover some
// dozen times at most.
func (w Guard) core(f desk.Field, found desk.Finding, m desk.Message, l desk.Locale, v desk.Value) (from, to int) {
	quote := found.Quote
	to = len(quote)
	proves := func(from, to int) bool {
		found.Quote = quote[from:to]
		got, err := w.Prover.Prove(f, found, m, l)
		return err == nil && got == v && (!f.FreeText() || sharesWords(string(v), quote[from:to]))
	}
	if f.FreeText() && strings.Contains(quote, string(v)) {
		from = strings.Index(quote, string(v))
		return from, from + len(v)
	}
	begins, ends := wordEdges(quote)
	if len(begins) < 2 {
		return 0, to
	}
	// The first place in each list where the value is lost.
	if lost := sort.Search(len(begins), func(i int) bool { return !proves(begins[i], to) }); lost > 0 {
		from = begins[lost-1]
	}
	if f.Type == desk.TypePhone { // a phone without its first figures is one, too
		bare := strings.TrimRight(quote[:from], " \u00a00123456789+()-")
		from -= len(strings.TrimLeft(quote[len(bare):from], " \u00a0"))
	}
	if kept := sort.Search(len(ends), func(i int) bool { return ends[i] > from && proves(from, ends[i]) }); kept < len(ends) {
		to = ends[kept]
	}
	return from, to
}

// wordEdges are where the words of a text begin and where they end, in order.
func wordEdges(s string) (begins, ends []int) {
	in := false
	for i, r := range s {
		if space := unicode.IsSpace(r); space == in {
			if in = !space; in {
				begins = append(begins, i)
			} else {
				ends = append(ends, i)
			}
		}
	}
	if in {
		ends = append(ends, len(s))
	}
	return begins, ends
}

// objection says why a quote, of which the value is said in quote[from:to], does not
// prove a value of the field; "": it may.
func objection(f desk.Field, found desk.Finding, from, to int, m desk.Message) string {
	quote := found.Quote
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
		p := placeOf(said, at+i+from, at+i+to)
		p.hidden = p.hidden || deceptive(said, at+i, at+i+len(quote))
		if why = p.objection(f, found, m); why == "" {
			return ""
		}
		at += i + len(quote)
	}
	return why
}

func (p place) objection(f desk.Field, found desk.Finding, m desk.Message) string {
	switch by := m.Author; {
	case p.hidden:
		return "the quote holds characters that hide or turn words"
	case f.Grants && m.Forwarded:
		return "what is forwarded grants nothing"
	case f.Grants:
		return p.doubtGrant()
	case by == desk.ByOperator || by == desk.ByBot:
		if about(f) == aboutContact && !aboutOthers(f) && !p.readBack() && !p.confirmed(found) {
			return "an operator's message names the company's contacts, not the customer's"
		}
		if p.countsOffer(f, by) {
			return countsAnother
		}
		return ""
	}
	if m.Forwarded && about(f) != aboutNobody && !aboutOthers(f) {
		return "the message is forwarded, so what it says of a person is not said of the customer"
	}
	return p.doubtCustomer(f)
}

func (p place) doubtCustomer(f desk.Field) string {
	kind := about(f)
	switch {
	case machineTalk(p.message):
		return "the message speaks to the machine, not to the company"
	case orders(p.sentence) && kind != aboutContact && f.Type != desk.TypeAddress:
		return "an order to change the card is no fact"
	case has(p.sentence, imaginedWords), imaginedSay.MatchString(p.sentence):
		return "what is imagined is no fact"
	case forgedRole(p.before):
		return "the message imitates another author"
	case forwarded(p.before, p.line):
		return "the words are forwarded, not the customer's own"
	case kind != aboutNobody && p.inMarks && quotedFrom.MatchString(p.before):
		return "the words are forwarded, not the customer's own"
	case p.reported(f), p.inMarks && has(own(p.message), saysWords):
		return "the words are somebody else's"
	case kind == aboutContact && (has(p.clause, companyWords) || p.asks && has(p.sentence, companyWords)):
		return "the company's own contact is not the customer's"
	case kind != aboutNobody && !aboutOthers(f) && (p.others(kind) || kind == aboutContact && calledByName.MatchString(p.raw) || kind == aboutPerson && p.ofOffice()):
		return "the words are about another person"
	}
	if !aboutOthers(f) {
		if why := p.notTheirs(kind); why != "" {
			return why
		}
		if p.unclaimed(f, kind) {
			return "nothing says that it is the customer's own"
		}
	}
	if p.countsOffer(f, desk.ByCustomer) {
		return countsAnother
	}
	return p.untrue(f)
}

// countsAnother is why a count of something else proves nothing.
const countsAnother = "it counts what there is to choose from, not what is wanted"

// others says whether the quote is about somebody else than who writes: its own
// clause says so, or an earlier one of the sentence does and none says "my".
func (p place) others(kind subject) bool {
	clause, sentence := isKin.ReplaceAllString(p.clause, " "), isKin.ReplaceAllString(p.sentence, " ")
	if kind == aboutContact { // "boss@…" is nobody's boss
		clause, sentence = strings.Replace(clause, strings.TrimSpace(p.quote), " ", 1), strings.Replace(sentence, strings.TrimSpace(p.quote), " ", 1)
	}
	if p.claimed() {
		clause, sentence = spared.ReplaceAllString(clause, " "), spared.ReplaceAllString(sentence, " ")
	}
	switch {
	case (kind == aboutContact && introduced.MatchString(p.ahead) || kind == aboutPerson && calledSelf.MatchString(p.ahead)) && !p.spans:
		return false
	case has(clause, otherWords):
		return true
	case (has(ownedIn(p.clause), ownWords) || ownContact.MatchString(p.clause)) && !p.spans:
		return false
	case (kind == aboutPerson && hereBehind.MatchString(p.behind) || kind == aboutContact && ownContact.MatchString(lastClause(p.ahead))) && !p.spans:
		return false
	}
	return has(atHome.ReplaceAllString(sentence, " "), otherWords)
}

// claimed says whether the sentence owns the contact somewhere.
func (p place) claimed() bool {
	return has(ownedIn(p.sentence), ownWords) || ownContact.MatchString(p.sentence)
}

// isKin: who writes is somebody's mother, and no other person for it.
var isKin = lazy.Pattern(`(?:^|[^\p{L}])(?:я|i'm|i’m|i am|soy) (?:(?:его|ее|их|the|his|her|their|su|la|el) )?(?:мама|мать|папа|отец|муж|жена|бабушка|дедушка|сын|дочь|сестра|брат|mom|mum|mother|dad|father|wife|husband|son|daughter|sister|brother|madre|padre|mama|papa|hij[oa]|mujer|marido|herman[oa])(?:$|[^\p{L}])`)

// confirmed says whether a contact that an operator asks about, in a sentence
// beside it, is the customer's by their yes, which says nothing else.
func (p place) confirmed(found desk.Finding) bool {
	return found.Rule == desk.RuleConfirmed && strings.Contains(p.message, "?") && (has(p.message, readBackWords) || has(p.message, askedBack)) && !has(p.clause, companyOwnWords) &&
		value.Answered(found.Second) == value.Yes && len(words.Of(found.Second)) <= mostYes
}

// mostYes is how many words a yes may have that says nothing else.
const mostYes = 5

// readBack says whether an operator repeats the customer's contact.
func (p place) readBack() bool {
	return has(p.sentence, readBackWords) && !has(p.clause, companyOwnWords)
}
