package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// What grammar refuses of the candidates for a sum or a count, whatever
// else speaks for them.

// noSum: grammar refuses a sum, whatever else speaks for it: it is supposed, not to be
// had, of another role, of one, one of a list that nobody picks from, or was not taken.
func (t *talk) noSum(s *slot, l *line, h value.Hit) bool {
	if h.Weak && t.noFigure(s, l, h.Start, h.End) {
		return true
	}
	p, left, right := l.part(h.Start), l.left(h.Start, 60), firstClause(l.right(h.End, 30))
	if plus := strings.IndexByte(right, '+'); plus >= 0 {
		right = right[:plus] // "12 600 + залог 5 000"
	}
	around := sinceFigure(left) + " " + right
	if p.hypothesis || p.unavailable || l.before != nil && l.before.supposes && !l.customer {
		return true
	}
	if t.beside(s, l, h.Start, sumPurposes) || s.kind == budget && !reWasAgreed.MatchString(s.label) && !t.customersOwnLimit(l, h.Start) {
		return true
	}
	if s.kind == budget || l.customer {
		return s.kind == price && l.customer && p.question
	}
	if t.taken(l, p) == 0 || reEither.MatchString(fold(l.text[p.start:p.end])) && (p.question || s.kind == refund) {
		return true
	}
	if s.isFor(sumPurposes) {
		return false
	}
	switch s.kind {
	case refund:
		return !reRefundW.MatchString(around) && !t.topic(l, reRefundW)
	case prepay:
		if s.anotherDeposit(left) {
			return true
		}
		return !rePrepayW.MatchString(around) || l.next != nil && l.next.supposes && l.next.says(rePrepayW)
	}
	each := reEachField.MatchString(s.label)
	return reRefundW.MatchString(around) || rePrepayW.MatchString(around) || !each && (t.noPrice(l, h, left) || reByUnit.MatchString(l.right(h.End, 30)))
}

// anotherDeposit: what is paid ahead is not what is given back, nor the other way round.
func (s *slot) anotherDeposit(left string) bool {
	back := reSecurity.MatchString(s.label)
	said := lastOf(sinceFigure(left), reAdvance, reSecurity)
	return said != nil && back != reAdvance.MatchString(s.label) && (said == reSecurity) != back
}

// lastOf is which of two is said last; nil: neither is.
func lastOf(said string, a, b *lazy.Regexp) *lazy.Regexp {
	switch x, y := lastMatch(a, said), lastMatch(b, said); {
	case x < 0 && y < 0:
		return nil
	case x > y:
		return a
	}
	return b
}

var (
	reAdvance  = lazy.Pattern(`предоплат|аванс|задат|advance|down payment|prepay|anticipo|seña`)
	reSecurity = lazy.Pattern(`залог|возвратн|security|refundable|fianza`)
)

// noTally: grammar refuses a count.
func (t *talk) noTally(s *slot, l *line, n value.Number) bool {
	p, left := l.part(n.Start), l.left(n.Start, 40)
	mine := s.unitsOf()
	if t.putsRight(s, l, n.Start) {
		return false
	}
	return t.noFigure(s, l, n.Start, n.End) || p.hypothesis || p.unavailable || reDenied.MatchString(left) || reUnwanted.MatchString(left) || reApprox.MatchString(left) && !hasLead(mine, left) ||
		n.Ordinal || t.base(l, n.Start) == 0 || !l.customer && reTier.MatchString(left) || t.noCount(s, l, n, mine, t.asked(s, l))
}

// noFigure: a bare figure is a part of an address, "кв. 54", or an hour, "после шести",
// where the field is not called by these words.
func (t *talk) noFigure(s *slot, l *line, start, end int) bool {
	left := l.left(start, 40)
	if (end-start >= leastNumber || strings.HasSuffix(strings.TrimSpace(left), "№") || strings.HasSuffix(left, "#")) && reBehindOrder.MatchString(left) {
		return t.asked(s, l) < 0.7 && s.said(l, start, end, s.titled) == 0
	}
	if reHourSpan.MatchString(l.left(end, 24)) && reHourEnds.MatchString(l.right(end, 20)) || reSpanFrom.MatchString(left) && reSpanTo.MatchString(l.right(end, 24)) {
		return t.asked(s, l) < 0.7 && s.said(l, start, end, s.titled) == 0
	}
	if !value.LeadsToHousePart(left) && !(reByHour.MatchString(left) && reHourEnds.MatchString(l.right(end, 20)) && t.asked(s, l) < 0.7) {
		return false
	}
	p := l.part(start)
	return s.said(l, p.start, p.end, s.titled) == 0
}

// leastNumber is how many figures a thing's number has: "order 3 chairs" is a wish.
const leastNumber = 4

// reBehindOrder leads to the number of an order or the like, and reNumberOf is one.
var (
	reBehindOrder = lazy.Pattern(`(?:^|[^\p{L}])(?:order|booking|invoice|ticket|contract|заказ\p{L}*|договор\p{L}*|накладн\p{L}*|заявк\p{L}*|pedidos?|reserva|factura|contrato)(?: (?:номер|number|no\.?|num\.?|numero))? ?(?:№|#|n[º°o]\.?)?:? ?$|[№#] ?$`)
	reNumberOf    = lazy.Pattern(`^(?:my |the |el |mi )?(?:order|booking|invoice|ticket|заказ\p{L}*|договор\p{L}*|накладн\p{L}*|заявк\p{L}*|pedido|reserva|factura)(?: (?:номер|number|no\.?|numero))? ?[№#]? ?(?:[\p{L}]{1,4}-?)?\d`)
)

// reOrderNumber titles the number of whichever order.
var reOrderNumber = lazy.Pattern(`^(?:номер|№) (?:заказа|заявки)$|^order (?:number|no\.?|id|#)$|^(?:numero|n[º°o]\.?) (?:de )?pedido$`)

// reSpanFrom and reSpanTo stand around the first of two hours, and reHourSpan ends with the
// second: "с 12 до 16", "between 1 and 5", "de 16 a 20 h".
var (
	reSpanFrom = lazy.Pattern(`(?:^|[^\p{L}])(?:с|со|from|between|de|entre las?) $`)
	reSpanTo   = lazy.Pattern(`^ ?(?:h|ч|часов|am|pm)? ?(?:до|to|until|till|and|a|y las?) ?\d{1,2}(?:[:.]00)?(?:$|[ ]*[.,;!?)]|[ ]+(?:h|ч|часов|am|pm|утра|вечера|дня)(?:[^\p{L}]|$))`)
	reHourSpan = lazy.Pattern(`(?:^|[^\p{L}])(?:с|со|from|between|de|entre las?) \d{1,2}(?:[:.]00)? ?(?:h|ч|часов|am|pm)? ?(?:до|to|until|till|and|a|y las?) \d{1,2}$`)
)

// reByHour leads to an hour without the word for one, and reHourEnds stands behind it.
var (
	reByHour   = lazy.Pattern(`(?:^|[^\p{L}])(?:после|до|к|ко|позже|раньше|не раньше|after|before|by|until|till|past|(?:despues|antes) de las?|a partir de las?|hasta las?|a las?|sobre las?) $`)
	reHourEnds = lazy.Pattern(`^(?:$|[ ]*[.,;!?)]|[ ]+(?:утра|вечера|дня|ночи|завтра|сегодня|можно|если|и|но|in the|tomorrow|today|tonight|please|if|and|but|de la|por la|mañana|hoy|si|y)(?:[^\p{L}]|$))`)
)
