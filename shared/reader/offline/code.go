package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

var (
	reFirstName = lazy.Pattern(`^[ ]*(` + fullName + `)(?:[,.!:;]|[ ]+[+\d(]|[ ]+\S+@|[ ]+(?i:т|тел|телефон|моб|tel|ph|phone|cell|m[oó]vil)[.: ]|[ ]*$)`)
	reLastName  = lazy.Pattern(`(?:^|[,.:;] ?|\d )(` + fullName + `)[ .!]*$`)
	// reAddressed: an operator calls the customer by name.
	reAddressed = lazy.Pattern(`(?:^|[.!?] )(?:(?i:здравствуйте|добрый (?:день|вечер)|доброе утро|привет|спасибо|отлично|хорошо|hi|hello|hey|thanks|thank you|great|hola|buen[oa]s (?:d[ií]as|tardes|noches)|gracias|perfecto|muy bien)[,! ]+)(` + fullName + `)[,.!]`)
	// reIsItYou: an operator asks whether the customer is somebody.
	reIsItYou = lazy.Pattern(`(?i:is (?:that|this)|am i (?:speaking|talking) (?:to|with)|вас зовут|это вы,?|имя|es usted|hablo con|su nombre es)[ ,:]+(` + fullName + `)(?:,[^?]{0,15})?\?|^(` + fullName + `)\?$`)
)

// names: the customer's name in the answer to a question for it, or alone
// beside a phone.
func (t *talk) names(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer {
			out = append(out, t.called(s, l)...)
			continue
		}
		asked := t.asked(s, l)
		if mails := l.emailsIn(); asked < 0.7 && len(mails) == 1 && !t.others(l, mails, 0) && !t.asksOfAnother(l) {
			out = append(out, t.besidePhones(s, l, mails)...)
		}
		phones := t.ownPhones(l)
		if asked < 0.7 && len(phones) != 1 || len(phones) == 0 && len(t.phonesIn(l)) > 0 {
			continue
		}
		if asked < 0.7 && !t.asksOfAnother(l) {
			out = append(out, t.besidePhones(s, l, phones)...)
			continue
		}
		for _, re := range []*lazy.Regexp{reFirstName, reLastName} {
			if l.says(reOwnName) {
				break // the patterns read it
			}
			lead := 0
			if asked >= 0.7 {
				lead = len(reLeadIn.FindString(l.text))
			}
			text := l.text[lead:]
			if re == reLastName && (len(phones) != 1 && asked < 0.7) {
				continue
			}
			m := re.FindStringSubmatchIndex(text)
			if m == nil || notName(text[m[2]:m[3]]) || !canBeName(text[m[2]:m[3]]) || isStreet(l, lead+m[2], lead+m[3]) || t.asksOfAnother(l) || l.part(lead+m[2]).question {
				continue
			}
			if asked < 0.7 {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(text[m[2]:m[3]]), start: lead + m[2], end: lead + m[3], score: 0.72 + 0.2*asked})
			break
		}
	}
	return out
}

// ownPhones are the line's phones that are nobody else's.
func (t *talk) ownPhones(l *line) []value.Hit {
	var out []value.Hit
	all := few(t, t.phonesIn(l))
	for i, h := range all {
		if !t.others(l, all, i) {
			out = append(out, h)
		}
	}
	return out
}

// echoedName: the operator calls the customer by a name that the customer's line before
// said: "хорошо, Тимур" – "Тимур, номер подскажите".
func (t *talk) echoedName(s *slot, l *line) (claim, bool) {
	m := reCalls.FindStringSubmatchIndex(l.text)
	q := l.before
	if m == nil || q == nil {
		return claim{}, false
	}
	name := l.text[m[2]:m[3]]
	at := strings.Index(q.text, name)
	if at < 0 || notName(name) || !canBeName(name) || openers.Get()[fold(name)] || cityNames.Get()[fold(name)] || isStreet(q, at, at+len(name)) || reOthers.MatchString(q.left(at, 30)) || t.asksOfAnother(q) {
		return claim{}, false
	}
	return claim{slot: s, line: q, value: value.Clean(name), start: at, end: at + len(name), score: 0.72}, true
}

var reCalls = lazy.Pattern(`^(` + fullName + `)[,!] `)

// called: a name by which the operator calls the customer, or asks whether it is
// theirs and hears yes.
func (t *talk) called(s *slot, l *line) []claim {
	n := l.next
	if c, ok := t.echoedName(s, l); ok {
		return []claim{c}
	}
	for _, re := range []*lazy.Regexp{reIsItYou, reAddressed} {
		m := re.FindStringSubmatchIndex(l.text)
		if len(m) > 4 && m[2] < 0 {
			m = m[2:]
		}
		if m == nil || notName(l.text[m[2]:m[3]]) || !canBeName(l.text[m[2]:m[3]]) || reIDo.MatchString(fold(l.text[m[2]:m[3]])) || isStreet(l, m[2], m[3]) {
			continue
		}
		c := claim{slot: s, line: l, value: value.Clean(l.text[m[2]:m[3]]), start: m[2], end: m[3], score: 0.62}
		if re == reIsItYou {
			if n == nil || n.at != l.at+1 || n.reply != yes {
				continue
			}
			c.score, c.second, c.rule = 0.8, n, desk.RuleConfirmed
		} else if l.before == nil {
			continue
		}
		return []claim{c}
	}
	return nil
}

// otherNames: who else a customer names when asked for them, before whatever else.
func (t *talk) otherNames(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if t.asked(s, l) < 0.7 || l.reply != value.Unclear {
			continue
		}
		lead := len(reLeadIn.FindString(l.text))
		m := reFirstName.FindStringSubmatchIndex(l.text[lead:])
		if m == nil || isStreet(l, lead+m[2], lead+m[3]) {
			continue
		}
		name := l.text[lead+m[2] : lead+m[3]]
		if first, _, _ := strings.Cut(fold(name), " "); notName(name) || !canBeName(name) || openers.Get()[first] || reImperative.MatchString(first) || l.part(lead+m[2]).question {
			continue
		}
		out = append(out, claim{slot: s, line: l, value: value.Clean(name), start: lead + m[2], end: lead + m[3], score: 0.78})
	}
	return out
}

// reImperative: a verb that begins an order.
var reImperative = lazy.Pattern(`^(?:send|transfer|pay|take|put|move|deliver|ship|call|cancel|change|keep|bring|leave|wait)$`)

// besidePhones are names right behind or before a phone or an e-mail: "8 926 …, Артур. Если …".
func (t *talk) besidePhones(s *slot, l *line, phones []value.Hit) []claim {
	for _, p := range phones {
		for _, at := range [][2]int{{p.End, len(l.text)}, {0, p.Start}} {
			re := reNameBehind
			if at[0] == 0 {
				re = reNameBefore
			}
			m := re.FindStringSubmatchIndex(l.text[at[0]:at[1]])
			if m == nil {
				continue
			}
			start, end := at[0]+m[2], at[0]+m[3]
			if name := l.text[start:end]; notName(name) || !canBeName(name) || isStreet(l, start, end) || l.part(start).question || reOthers.MatchString(l.left(start, 25)) {
				continue
			}
			return []claim{{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, score: 0.74}}
		}
	}
	return nil
}

var (
	reNameBehind = lazy.Pattern(`^[ ,:;.–—-]{1,3}(` + fullName + `)(?:[,.!;]|$)`)
	reNameBefore = lazy.Pattern(`(?:^|[,.!;:] )(` + fullName + `)[ ,:;–—-]{1,3}$`)
)

// codes: numbers of orders, contracts, accounts: behind the word for it, or in
// the answer.
var (
	reCodeToken = lazy.Pattern(`(?i)[#№]?\s*([\p{L}]{0,5}[\-/.]?\d[\p{L}\d]*(?:[\-/.][\p{L}\d]+)*)`)
	reCodeWords = lazy.Pattern(`(?i)(заказ[а-я]*|договор[а-я]*|сч[её]т[а-я]*|заявк[а-я]*|брон[ьи][а-я]*|квитанц[а-я]*|накладн[а-я]*|трек[а-я\-]*|order|contract|account|booking|reservation|invoice|ticket|tracking|policy|case|pedido|contrato|cuenta|reserva|factura|seguimiento|p[oó]liza)(?:(?i:[ ]+(?:id|number|no\.?|номер|n[ºo°]\.?|n[uú]mero|code)))?(?i:(?: is| es)[ ]+|:|,)?[ ]*(?:[#№][ ]?)?([\p{L}]{0,5}[\-/]?\d[\p{L}\d]*(?:[\-/][\p{L}\d]+)*)`)
)

func (t *talk) codes(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer {
			out = append(out, t.toldCode(s, l)...)
			continue
		}
		for _, m := range each(t, reCodeWords.FindAllStringSubmatchIndex(l.text, -1)) {
			if !s.sameThing(fold(l.text[m[2]:m[3]])) || isAmount(l, m[5], t) || m[5]-m[4] < leastCode {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(l.text[m[4]:m[5]]), start: m[4], end: m[5], score: 0.85})
		}
		if t.asked(s, l) < 0.7 {
			continue
		}
		for _, m := range each(t, reCodeToken.FindAllStringSubmatchIndex(l.text, -1)) {
			token := l.text[m[2]:m[3]]
			if len(token) < 4 || isAmount(l, m[3], t) || len(value.Dates(token, l.msg.At(), t.chat.Locale)) > 0 {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(token), start: m[2], end: m[3], score: 0.8})
			break
		}
	}
	return out
}

// leastCode is how long a thing's number is at least: "order 2 lamps" tells how many.
const leastCode = 3

// toldCode is a number that the operator tells, of the thing that the slot numbers.
func (t *talk) toldCode(s *slot, l *line) []claim {
	m := reCodeWords.FindStringSubmatchIndex(l.text)
	if m == nil || m[5]-m[4] < 4 || !s.sameThing(fold(l.text[m[2]:m[3]])) || isAmount(l, m[5], t) || l.part(m[4]).hypothesis || l.part(m[4]).question {
		return nil
	}
	return []claim{{slot: s, line: l, value: value.Clean(l.text[m[4]:m[5]]), start: m[4], end: m[5], score: 0.62}}
}

// sameThing: the word names what the slot numbers.
func (s *slot) sameThing(word string) bool {
	for _, g := range [][]string{
		{"заказ", "order", "pedido"}, {"договор", "contract", "contrato"}, {"счет", "account", "cuenta", "лицев"}, {"заявк", "ticket", "case"},
		{"брон", "booking", "reserv"}, {"invoice", "factura", "накладн", "квитанц"}, {"трек", "tracking", "seguimiento"}, {"policy", "poliza"},
	} {
		inWord, inLabel := false, false
		for _, w := range g {
			inWord = inWord || strings.HasPrefix(word, w)
			inLabel = inLabel || strings.Contains(s.label, w)
		}
		if inWord {
			return inLabel
		}
	}
	return false
}

// isAmount: the figures are money or a count.
func isAmount(l *line, end int, t *talk) bool {
	for _, h := range t.moniesIn(l) {
		if !h.Weak && h.Start < end && end <= h.End {
			return true
		}
	}
	return rePiecesOf.MatchString(l.right(end, 10))
}

var rePiecesOf = lazy.Pattern(`^[ ]?(?:шт|штук|кг|км|м(?:[^\p{L}]|$)|kg|pcs|units|people|человек)`)

// sorts: kinds of food, music, films: known words for them.
func (t *talk) sorts(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		for i, w := range l.words {
			list, ok := sortWords.Get()[w.Text]
			if !ok || !strings.Contains(s.label, list) && !strings.Contains(s.label, sortAlso[list]) || value.Negated(l.text, l.words, i) {
				continue
			}
			base := t.base(l, w.Start)
			if base == 0 || !l.customer {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(l.text[w.Start:w.End]), start: w.Start, end: w.End, score: base + 0.1*t.asked(s, l)})
		}
	}
	return out
}

var reDayNo = lazy.Pattern(`(?i)\b(\d{1,2}(?:st|nd|rd|th))\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]* (\d{1,2})\b`)

// dayNumbers: "from the 5th to the 7th": the day of the month alone.
func (t *talk) dayNumbers(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		found := few(t, reDayNo.FindAllStringSubmatchIndex(l.text, -1))
		for i, m := range each(t, found) {
			start, end := m[2], m[3]
			if start < 0 {
				continue
			}
			base := t.base(l, start)
			second := i > 0 && start-found[i-1][1] < 12
			if base == 0 || !l.customer {
				continue
			}
			role := t.roleAt(s, l, start, second)
			score := base + role + 0.1*t.asked(s, l)
			if len(found) == 1 && t.asked(s, l) < 1 && role <= 0 {
				score -= 0.1
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, score: score})
		}
	}
	return out
}
