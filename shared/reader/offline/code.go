package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

var (
	reFirstName = lazy.Pattern(`^[ ]*(` + fullName + `)(?:[,.!:;]|[ ]+[+\d(]|[ ]+\S+@|[ ]*$)`)
	reLastName  = lazy.Pattern(`(?:^|[,.:;] ?)(` + fullName + `)[ .!]*$`)
)

// names: the customer's name in the answer to a question for it, or alone
// beside a phone.
func (t *talk) names(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		if !l.customer {
			continue
		}
		asked := t.asked(s, l)
		phones := t.phonesIn(l)
		if asked < 0.7 && len(phones) != 1 {
			continue
		}
		if len(phones) == 1 && t.others(l, phones, 0) {
			continue
		}
		for _, re := range []*lazy.Regexp{reFirstName, reLastName} {
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
			if asked < 0.7 && !besidePhone(text, m[2], m[3], phones) {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: value.Clean(text[m[2]:m[3]]), start: lead + m[2], end: lead + m[3], score: 0.72 + 0.2*asked})
			break
		}
	}
	return out
}

func besidePhone(text string, start, end int, phones []value.Hit) bool {
	for _, p := range phones {
		a, b := text[min(end, p.Start):p.Start], text[min(start, p.End):start]
		if end <= p.Start && len(strings.Trim(a, " ,:;-–—")) == 0 || start >= p.End && len(strings.Trim(b, " ,:;-–—.")) == 0 {
			return true
		}
	}
	return false
}

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
			continue
		}
		for _, m := range each(t, reCodeWords.FindAllStringSubmatchIndex(l.text, -1)) {
			if !s.sameThing(fold(l.text[m[2]:m[3]])) || isAmount(l, m[5], t) {
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
