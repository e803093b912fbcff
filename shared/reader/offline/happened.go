package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// What happened, told by the customer: "it broke on Thursday" names no day of anybody's
// visit, and "last time the delivery was fine" asks for none.

var (
	// reHappened is a verb of what happened. Of Spanish ones only those that no other form
	// is written as: "llego" is also "I arrive".
	reHappened = lazy.Pattern(`(?:^|[^\p{L}])(?:(?:сломал|перестал|купил|приобрел|получил|пришел|пришл|привезл|привез|прислал|звонил|обращал|приходил|приезжал|потек|протек|отключил|потерял|упал|треснул|порвал|разбил|заболел|забрал|сдал|доставил|случил|произошл|поломал|стоял)(?:а|о|и|ся|ась|ось|ись|ас)?|broke(?: down)?|stopped|bought|purchased|arrived|received|came|paid|called|wrote|happened|failed|leaked|died|dropped|delivered|cracked|spilled|compr[eé] ayer|compramos|compr[oó]|lleg[oó]|llegaron|recibi|recibimos|recibio|rompio|se rompi[oó]|estropeo|averio|fallo|dej(?:o|aron) de|empezo|pagu[eé]|pago con|vino|vinieron|mandaron|enviaron|entregaron|trajeron)(?:[^\p{L}]|$)`)
	// reForThen leads to a day that is to come, whatever was done: "ordered it for Friday".
	reForThen = lazy.Pattern(`(?:^|[^\p{L}])(?:на|к|ко|до|for|by|until|para|hasta)(?: el| la| the| this| next)? $`)
	// reToBe: what is done is wished, or will be: "I want it delivered on Friday".
	reToBe = lazy.Pattern(`(?:^|[^\p{L}])(?:want|need|like|get|will be|to be|be|would|could|can|please|хо(?:чу|тим|тел\p{L}*)|нужно|надо|можно|quiero|queremos|necesito|puede\p{L}*)(?:[^\p{L}]|$)`)
	// reWhenHappened labels a field for when something happened.
	reWhenHappened = lazy.Pattern(`покупк|поломк|случил|произош|инцидент|дтп|происшеств|приобрет|купи|получен|заболе|начал|purchase|bought|broke|break|happen|incident|accident|damage|received|order(?:ed)? (?:date|on)|since|start|siniestro|compra|averia|ocurri|incidente|empez|recib`)
	// reIsPaid: when the customer has money.
	reIsPaid = lazy.Pattern(`(?:^|[^\p{L}])(?:get paid|payday|pay day|зарплат\p{L}*|аванс получ\p{L}+|cobro|cobramos|me pagan)(?:[^\p{L}]|$)`)
	// reWeekOf is the working week, of which one says when one is there.
	reWeekOf = lazy.Pattern(`^(?:понедельник[а]? (?:по|до|-|–) ?(?:пятниц|суббот|воскресень)|(?:пн|вт) ?[-–] ?(?:пт|сб|вс)|monday (?:to|through|thru|till|-|–) ?(?:friday|saturday|sunday)|mon ?(?:-|–|to) ?(?:fri|sat|sun)|lunes (?:a|al|-|–) ?(?:viernes|sabado|domingo))`)
)

// happened: the clause at a place tells of what was.
func (l *line) happened(start, end int) bool {
	if !l.customer {
		return false
	}
	left := lastClause(l.left(start, 60))
	return !reForThen.MatchString(left) && !reToBe.MatchString(left) && (l.elsewhen(start, end) || reHappened.MatchString(left+" "+firstClause(l.right(end, 30))))
}

// weekOf: a place begins or ends the working week: "de lunes a viernes".
func (l *line) weekOf(start int) bool {
	low := fold(l.text[start:l.part(start).end])
	if reWeekOf.MatchString(low) {
		return true
	}
	left := l.left(start, 40)
	for _, first := range []string{"понедельник", "monday", "mon", "lunes"} {
		if i := strings.LastIndex(left, first); i >= 0 && reWeekOf.MatchString(left[i:]+low) {
			return true
		}
	}
	return false
}
