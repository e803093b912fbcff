package offline

import (
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
)

// Two orders in one talk: a card has one place for what each of them has its own value for.
// Which is meant nobody said, so a person is asked.

// asksWhich is how probable a value is called that competes with another order's.
const asksWhich = 0.3

// compete makes what two orders compete for a matter of asking: the number of an order where
// several are named, and a count, a sum or a day of which each of them may have its own.
func (t *talk) compete(s *slot, g group, all []pick, of map[desk.Value]float64) {
	if s.rivals > 0 || len(t.ordersNamed()) < 2 {
		return
	}
	switch {
	case g == codings && s.numbersOrders():
	case g == tallies && s.kind == count, g == sums && s.kind == price, g == days:
		likely := 0
		for _, p := range of {
			likely += int(truthOf(p >= leastLikely))
		}
		if likely < 2 {
			return
		}
	default:
		return
	}
	for v := range of {
		of[v] = min(of[v], asksWhich)
	}
}

// numbersOrders: the field is for an order's number, and does not say of which order.
func (s *slot) numbersOrders() bool {
	return s.kind == code && reBehindOrder.MatchString(s.title+" ") || reOrderNumber.MatchString(s.title)
}

// ordersNamed are the numbers of orders that the talk names, those of one form: of a number
// that is corrected only the last counts.
func (t *talk) ordersNamed() map[string]bool {
	if t.orders != nil {
		return t.orders
	}
	t.orders = map[string]bool{}
	form, last := "", ""
	for l := range t.heard() {
		for _, h := range t.codesIn(l) {
			v := string(h.Value)
			if !(form != "" && formOf(v) == form) && !reBehindOrder.MatchString(l.left(h.Start, 30)) {
				continue
			}
			if l.does(corrects) && last != "" && v != last {
				delete(t.orders, last)
			}
			form, last = formOf(v), v
			t.orders[v] = true
		}
	}
	return t.orders
}

// formOf is a number's form: "ДМ-10482" and "ДМ-10517" have one.
func formOf(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '0'
		case unicode.IsLetter(r):
			return unicode.ToLower(r)
		}
		return '-'
	}, code)
}
