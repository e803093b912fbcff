package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// What a day or a sum is for, beyond its type: a day for paying, for calling back, the
// cost of delivery. Such a field takes only what is said of that; whatever day a visit
// has is none for paying.

// purpose is how fields title one, and how people speak of it.
type purpose struct{ titled, said *lazy.Regexp }

var (
	dayPurposes = []purpose{
		{lazy.Pattern(`оплат|плат[её]ж|(?:^|[^\p{L}])pay(?:ment)?(?:[^\p{L}]|$)|paid by|balance due|due date|pagar|(?:de|del) pago|abonar|vencimiento`), lazy.Pattern(`опла[тч]|плат[иеё]|внес|перевед|перевод|сч[её]т|pay|paid|\bdue\b|\brest\b|balance|invoice|transfer|deposit|pag[aouué]|abon[aoe]|venc|factura|señal?|saldo|\bresto\b|transf`)},
		{lazy.Pattern(`перезвон|созвон|следующ\p{L}+ (?:звон|контакт)|call ?-?back|follow ?-?up|next (?:call|contact)|call (?:the customer|them|him|her)|(?:volver|cuando) a? ?llamar|proxim[ao] (?:llamada|contacto)|devolver la llamada`), lazy.Pattern(`звон|набер|наберите|свя[жз]|созвон|позвон|на связи|\bcall|\bring\b|phone|speak|touch|contact|llam|habl|contact`)},
		{lazy.Pattern(`истека|окончани|действует до|срок действия|expir|runs? out|valid until|caduc|vigente hasta|valid[oa] hasta`), lazy.Pattern(`исте[кч]|к[оа]н(?:ча|ец|ц)|действ|срок|expir|runs? out|valid|until|till|\bends?\b|caduc|venc|hasta|termina|vigen`)},
		{lazy.Pattern(`прежн|предыдущ|previous|original|old (?:date|appointment)|anterior`), lazy.Pattern(`был[аои]?|прежн|стар|раньше|запис|was|were|previous|original|old|had|from|booked|scheduled|tenia|anterior|era|estaba`)},
	}
	sumPurposes = []purpose{
		{lazy.Pattern(`доставк|deliver|shipping|(?:gastos|coste|costo) de envio|^envio$|domicilio|(?:^|[^\p{L}])flete`), lazy.Pattern(`достав|привез|курьер|deliver|shipping|courier|envio|entreg|domicilio|flete|mandar`)},
		{lazy.Pattern(`компенс|compensat|indemn|goodwill`), lazy.Pattern(`компенс|верн|выплат|compens|refund|credit|back|indemn|abon|devol`)},
	}
)

// beside says whether the field is for something that is not spoken of around a place:
// in its sentence, or in the question that it answers.
func (t *talk) beside(s *slot, l *line, at int, all []purpose) bool {
	for _, p := range all {
		if !p.titled.MatchString(s.title) {
			continue
		}
		c := l.part(at)
		said := fold(l.text[c.start:c.end])
		if l.customer && l.before != nil {
			said += " " + fold(l.before.lastQuestion())
		}
		return !p.said.MatchString(said)
	}
	return false
}

// isFor says whether a field is titled by one of the purposes.
func (s *slot) isFor(all []purpose) bool {
	for _, p := range all {
		if p.titled.MatchString(s.title) {
			return true
		}
	}
	return false
}

// reWasAgreed: such a budget is also what the two came to.
var reWasAgreed = lazy.Pattern(`agreed|согласован|acordad`)

// customersOwnLimit: what a customer would spend, an operator says only of the budget.
func (t *talk) customersOwnLimit(l *line, at int) bool {
	c := l.part(at)
	return l.customer || reBudgetW.MatchString(strings.TrimSpace(fold(l.text[c.start:c.end])))
}
