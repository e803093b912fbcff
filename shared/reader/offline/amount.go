package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

var (
	reTotal    = lazy.Pattern(`итого|всего|общ|\btotal|altogether|in all|en total|quedar[ií]a|выходит|с учетом|comes to|сумма|that's|that is|serian|будет`)
	reEach     = lazy.Pattern(`за штуку|за единицу|кажд|\beach\b|apiece|per (?:unit|item|person|night|hour)|cada un[oa]|por unidad|за м2|/шт`)
	reRefundW  = lazy.Pattern(`верн[еёу]|возврат|refund|devolv|devuelv|reembols|return (?:you|the)`)
	rePrepayW  = lazy.Pattern(`предоплат|депозит|deposito|аванс|залог|взнос|задат|deposit|down payment|prepay|anticipo|señal|fianza`)
	reBudgetW  = lazy.Pattern(`бюджет|рассчитыва|не дороже|потратить|в пределах|budget|under|\bmax\b|\btope\b|потолок|не больше|less than|menos de|up to|at most|no more than|maximum|afford|presupuesto|hasta|como maximo|gastar`)
	reOtherSum = lazy.Pattern(`доход|зарплат|доставк|диагностик|скидк|стоил|кешб|бонус|штраф|income|salary|shipping|delivery fee|discount|fee of|balance|остаток|saldo|ingresos|sueldo|envio|gastos|descuento|подъ[её]м|занос|сбор(?:[^\p{L}]|$)|доплат|surcharge|corkage|parking|парков|вместо|дешевле|instead of|(?:over|above|under|orders of) [$€£]?$|свыше $|больше $|mas de $|from \$?$|(?:^| )от $|desde $|балл`)
	rePayW     = lazy.Pattern(`transfer|send|pay|перев[её]|отправ|заплат|enviar|transfer|pagar`)
)

// monies: what was agreed, what is given back, paid before, or may be spent.
func (t *talk) monies(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		busy := t.busy(l, false)
		for _, h := range each(t, value.Monies(l.text, s.field.Currency, t.chat.Locale)) {
			if overlaps(busy, h.Start, h.End) || h.Weak && !isScaled(l, h) && otherUnit(nil, l.right(h.End, 30)) {
				continue
			}
			if h.Weak && overlaps(l.addressHits(), h.Start, h.End) {
				continue // a house's number
			}
			if t.beside(s, l, h.Start, sumPurposes) {
				continue
			}
			c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End}
			if c.score = t.money(s, l, h); c.score > 0 {
				if p := l.part(h.Start); s.kind == refund && !reRefundW.MatchString(fold(l.text[p.start:p.end])) && l.says(reRefundW) {
					c.proof = trim(l, 0, len(l.text)) // the word for it stands in another sentence
				}
				out = append(out, c)
			}
		}
	}
	return out
}

func (t *talk) money(s *slot, l *line, h value.Hit) float64 {
	left, right := l.left(h.Start, 60), firstClause(l.right(h.End, 30))
	for _, o := range t.moniesIn(l) {
		if o.Start >= h.End { // what stands behind the next sum is the next one's
			right = firstClause(l.right(h.End, min(30, o.Start-h.End)))
			break
		}
	}
	p := l.part(h.Start)
	asked := t.asked(s, l)
	around := lastClause(left) + " " + right
	if s.kind == prepay {
		around = sinceFigure(left) + " " + around
	}
	switch s.kind {
	case refund:
		talk := reRefundW.MatchString(around) || t.topic(l, reRefundW)
		either := reEither.MatchString(fold(l.text[p.start:p.end])) && !(l.next != nil && l.next.says(reRefundW))
		return sure(!p.hypothesis && !l.customer && !h.Weak && talk && !p.unavailable && !either, 0.75+total(left))
	case prepay:
		near := !s.anotherDeposit(left) && (rePrepayW.MatchString(around) || asked >= 0.7 && l.customer) && (l.customer || t.taken(l, p) > 0)
		return sure(near && (l.customer || !(l.next != nil && l.next.supposes && l.next.says(rePrepayW))) && !p.hypothesis && (!h.Weak || isScaled(l, h) || rePrepayW.MatchString(lastClause(left))), 0.8)
	case budget:
		near := reBudgetW.MatchString(around) || asked >= 0.7
		return sure(l.customer && near && !p.hypothesis && (asked >= 0.7 || !l.elsewhen(h.Start, h.End)) && !rePrepayW.MatchString(around), 0.85)
	case pay:
		near := (rePayW.MatchString(left) || asked >= 0.7) && !reOtherSum.MatchString(left)
		return sure(near && !h.Weak && !p.hypothesis && t.base(l, h.Start) > 0, 0.75)
	}
	return t.price(s, l, h, left, right)
}

// price: what the operator names and the customer takes, or what the customer
// orders for.
func (t *talk) price(s *slot, l *line, h value.Hit, left, right string) float64 {
	around := lastClause(left) + " " + right
	p := l.part(h.Start)
	if s.isFor(sumPurposes) {
		return sure(!l.customer && !p.hypothesis && !p.unavailable && t.taken(l, p) > 0 && sumPurposes[0].said.MatchString(around), 0.75)
	}
	switch picked, made := t.picked(l, h.Start, t.prices(l)); {
	case made && picked:
		return 0.85
	case made:
		return 0
	}
	if l.customer {
		return sure(reTakesFor.MatchString(left) && !p.question && !p.hypothesis, 0.85)
	}
	switch {
	case reRefundW.MatchString(around), t.topic(l, reRefundW), rePrepayW.MatchString(sinceFigure(left) + " " + right), reBudgetW.MatchString(lastClause(left)),
		reOtherSum.MatchString(lastClause(left)) && !reTotal.MatchString(left) && !(reVisit.MatchString(lastClause(left)) && t.taken(l, p) == 1), reEach.MatchString(right), reOnTop.MatchString(right), p.hypothesis, p.unavailable:
		return 0
	case reByPiece.MatchString(left), rePlus.MatchString(left):
		return 0
	case h.Weak && !isScaled(l, h) && !isGrouped(l, h) && !reTotal.MatchString(left) && !rePriceWord.MatchString(left) && !t.namesPrice(l, h):
		return 0
	}
	if prev := l.before; prev != nil && prev.supposes || t.noPrice(l, h, left) {
		return 0
	}
	switch taken := t.taken(l, p); {
	case taken == 0, t.totalled(l) && total(left) == 0 && !reAnew.MatchString(l.low):
		return 0
	case t.strictly(s):
		return 0.62 + 0.1*taken + total(left)
	}
	return 0
}

// prices are the line's amounts that may be prices: no part of a date, a time, a
// phone, and no bare small figure.
func (t *talk) prices(l *line) []value.Hit {
	busy := t.busy(l, false)
	var out []value.Hit
	for _, h := range t.moniesIn(l) {
		amount, _, _ := strings.Cut(string(h.Value), ".")
		if !overlaps(busy, h.Start, h.End) && (!h.Weak || len(amount) >= 3 || isScaled(l, h)) {
			out = append(out, h)
		}
	}
	return out
}

var (
	rePriceWord = lazy.Pattern(`стоимост|цен[аы]|price|cost|precio`)
	reAgreed    = lazy.Pattern(`сумм|согласован|стоимост|amount|price|importe|precio|total`)
)

// reOnTop: an amount that comes on top of a price.
var reOnTop = lazy.Pattern(`^[ ]*(?:mas|más|extra|сверху|дополнительно|more|on top)(?:$|[.,!?]| \p{L})`)

// totalled: the operator has told a total before, so that what is told now is a part,
// or of something else, unless it is told anew.
func (t *talk) totalled(l *line) bool {
	for _, o := range t.lines[:l.at] {
		if o.customer || o.at < t.gone {
			continue
		}
		for _, h := range t.prices(o) {
			if !h.Weak && total(o.left(h.Start, 60)) > 0 && reSumUp.MatchString(lastClause(o.left(h.Start, 60))) {
				return true
			}
		}
	}
	return false
}

var (
	reSumUp = lazy.Pattern(`итого|всего|\btotal|altogether|in all|en total|сумма`)
	reAnew  = lazy.Pattern(`тогда|значит|теперь|нов(?:ая|ый)|со скидкой|пересч|вместе|итог|всего|\bthen\b|\bnow\b|total|new price|with the|comes to|entonces|ahora|queda`)
)

var reTakesFor = lazy.Pattern(`беру за|согласн?[а-я]* на|кредит|i'll take .{0,20}for|me lo llevo por|deal (?:at|for)`)

// strictly: the field names an agreed price, and not some amount.
func (t *talk) strictly(s *slot) bool {
	return reAgreed.MatchString(s.label)
}

// reVisit: a fee that is all there is to agree to.
var reVisit = lazy.Pattern(`диагностик|выезд`)

// namesPrice: a bare figure that answers a question for a price, or repeats the
// customer's own offer, and that the customer takes.
func (t *talk) namesPrice(l *line, h value.Hit) bool {
	q := l.before
	if l.customer || q == nil || len(l.words) > 8 || t.taken(l, l.part(h.Start)) < 0.5 {
		return false
	}
	if len(l.words) == 1 {
		return reAsksPrice.MatchString(q.low) || strings.Contains(q.text, "?")
	}
	if l.reply != yes {
		return false
	}
	for _, n := range t.numbersIn(q) {
		if n.Value() != "" && strings.HasPrefix(string(h.Value), string(n.Value())+".") {
			return true
		}
	}
	return false
}

var reAsksPrice = lazy.Pattern(`сколько|почем|цен|стоит|how much|price|cost|cuant|precio|a como`)

func hypothetical(l *line) bool {
	for _, p := range l.parts {
		if p.hypothesis {
			return true
		}
	}
	return false
}

func total(left string) float64 {
	if reTotal.MatchString(lastClause(left)) {
		return 0.1
	}
	return 0
}

func sure(ok bool, score float64) float64 {
	if !ok {
		return 0
	}
	return score
}

// lastClause is what stands behind the last comma, so that "доход 120 тыс,
// взнос 300к" are two things.
func lastClause(left string) string {
	for i := len(left) - 1; i > 0; i-- {
		if left[i] == ',' && !(i+1 < len(left) && left[i+1] >= '0' && left[i+1] <= '9') || left[i] == ';' {
			return left[i+1:]
		}
	}
	return left
}

// sinceFigure is what stands behind the last figure, across commas: "предоплата
// половина, 3 000".
func sinceFigure(left string) string {
	return left[strings.LastIndexAny(left, "0123456789")+1:]
}

// firstClause is what stands before the first comma.
func firstClause(right string) string {
	clause, _, _ := strings.Cut(right, ",")
	return clause
}

// isGrouped: figures in groups of three are written for money: "4 200".
func isGrouped(l *line, h value.Hit) bool {
	return reGrouped.MatchString(l.text[h.Start:h.End])
}

var (
	reGrouped = lazy.Pattern(`^\d{1,3}[ \x{a0}\x{202f}.,]\d{3}$`)
	// rePlus leads to what comes on top of a price.
	rePlus = lazy.Pattern(`(?:^|[^\p{L}])(?:плюс|ещ[её] плюс|plus|mas)(?: \p{L}+)? $|\+ ?$`)
	// reByPiece leads to the price of one.
	reByPiece = lazy.Pattern(`(?:^|[^\p{L}])(?:по|a razon de) $`)
)

func isScaled(l *line, h value.Hit) bool {
	s := fold(l.text[h.Start:h.End])
	return hasAny(s, "тыс", "млн", "милли", "mil", "thousand", "million", "grand", "к", "k")
}

// topic: the thread up to this line is about such a thing.
func (t *talk) topic(l *line, re *lazy.Regexp) bool {
	for i := l.at; i >= 0 && i >= l.at-4; i-- {
		if t.lines[i].says(re) {
			return true
		}
	}
	return false
}

var reRefuses = lazy.Pattern(`(?:^|[^\p{L}])(?:не (?:можем|могу|получится|дадим|даю|даем)|нельзя|нет скид|к сожалению|can't|cannot|can not|unable|unfortunately|sorry|don't|no podemos|no puedo|lo siento|no es posible|no hay)(?:[^\p{L}]|$)`)

// reGiven: a discount that is given already, whatever the customer says to it.
var reGiven = lazy.Pattern(`применен|применил|действует|учтен|сделал|дал[аи]? вам|applied|included|given|aplicad|le aplicamos|le aplico|le hacemos|incluid`)

// discounts: a percentage that the operator gives and the customer takes.
func (t *talk) discounts(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		for _, n := range each(t, t.numbersIn(l)) {
			p := l.part(n.Start)
			if !n.Percent || l.customer || p.hypothesis || p.unavailable || n.Amount.IsZero() || reRefuses.MatchString(fold(l.text[p.start:p.end])) {
				continue
			}
			prev := l.before
			near := strings.Contains(l.low, "скид") || strings.Contains(l.low, "disc") || strings.Contains(l.low, "desc") || prev != nil && hasAny(prev.low, "скид", "discount", "descue", "%")
			if !near || prev != nil && prev.supposes || t.taken(l, p) < 0.8 && !(!p.question && !(l.next != nil && l.next.says(reRejects)) && reGiven.MatchString(fold(l.text[p.start:p.end]))) {
				continue
			}
			out = append(out, claim{slot: s, line: l, value: n.Value(), start: n.Start, end: min(len(l.text), n.End), score: 0.8})
		}
	}
	return out
}
