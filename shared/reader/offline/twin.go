package offline

import "github.com/sufler/sufler/shared/lazy"

// Two fields of a card may be for one and the same thing: a shop's own "Желаемый день" beside
// the built-in day of delivery, its own "Сумма заказа" beside a budget that is also what was
// agreed. They are no rivals: each is read as if the other were not there, and one place may
// be the proof of both.

var (
	// reWishedFor titles what the customer wishes for, rather than what came of it.
	reWishedFor = lazy.Pattern(`желаем|жела[ею]т|удобн|предпочт|предпочита|хочет|просит|\bpreferred\b|\bdesired\b|\bwished\b|\brequested\b|\bpreferences?\b|\bideal\b|desead|preferid|preferente|solicitad|preferencia`)
	// reCameTo titles what something came to as a whole, of whichever trade.
	reCameTo = lazy.Pattern(`^(?:сумма|стоимость|цена|итог|итого|общая сумма|total|sum|amount|price|value|importe|precio|valor|monto)(?:[^\p{L}]+(?:заказа|сделки|покупки|договора|of the (?:order|deal)|of (?:order|deal)|(?:order|deal) (?:total|value)|del pedido|total|de la (?:compra|venta)))?$|^(?:order|deal|grand) (?:total|sum|value|amount)$`)
)

// twin says whether what is one field's may be the other's as well.
func (s *slot) twin(o *slot) bool {
	if s == o || s.ofAnother(o) {
		return false
	}
	if s.kind == o.kind && (s.kind == when || s.kind == hour) && sameForm(s, o) {
		return s.wishes() != o.wishes() && !s.isFor(dayPurposes) && !o.isFor(dayPurposes)
	}
	return s.alsoAgreed(o) || o.alsoAgreed(s)
}

func (s *slot) wishes() bool { return reWishedFor.MatchString(s.title) }

// alsoAgreed: the one is a budget or the sum that was agreed, the other such a sum.
func (s *slot) alsoAgreed(o *slot) bool {
	return s.kind == budget && reWasAgreed.MatchString(s.label) && o.kind == price && reCameTo.MatchString(o.title)
}
