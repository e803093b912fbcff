package offline

import "github.com/sufler/sufler/shared/lazy"

// A return is no sale. From where a customer asks to give something back, what is said of
// fetching it and of the money fills nothing that is for selling, until something is to be
// brought instead, or the customer orders anew.

var (
	// reGiveBack asks for it.
	reGiveBack = lazy.Pattern(`(?:^|[^\p{L}])(?:(?:хо(?:чу|тим|тел[аи]?)|нужно|надо|буд(?:у|ем)|решил[аи]?|пришлось)(?: бы)? (?:\p{L}+ )?(?:вернуть|возвращать|сдать обратно|оформить возврат)|оформ\p{L}+ возврат|возвращаю|верните (?:мне )?деньги|деньги (?:мне )?верните|(?:want|like|need|have|going) to (?:return|send (?:it |them |this )?back|give (?:it )?back)|i'?m returning|refund (?:me|please)|(?:quiero|quer[ií]a|necesito|quisiera|voy a) (?:devolver|hacer una devoluci[oó]n)|quiero (?:el|un|mi) reembolso)(?:[^\p{L}]|$)`)
	// reAboutBack titles what is for returns.
	reAboutBack = lazy.Pattern(`возвра|верн[уё]|замен|обмен|забор|забра|забер|компенс|return|refund|exchange|replace|pick-?up|collect|compens|devol|reembols|cambio|recog|reenv|retir`)
	// reForSale titles a day on which something sold is brought.
	reForSale = lazy.Pattern(`достав|deliver|shipping|entrega|env[ií]o|получен|получить|receive|recibir`)
	// reBringsInstead says that something is brought all the same.
	reBringsInstead = lazy.Pattern(`привез|достав|замен|обмен|взамен|отправ|exchange|replace|deliver|bring|ship|send you|instead|entreg|cambi|envi[aoeé]|llev`)
)

// backFrom is the line with which the customer asked to give something back; -1: they did not.
func (t *talk) backFrom() int {
	if t.back != nil {
		return *t.back
	}
	from := -1
	for l := range t.heard() {
		if !l.customer {
			continue
		}
		if from >= 0 && l.says(reTakesAll) {
			from = -1
		}
		for _, p := range l.parts {
			if from < 0 && !p.question && !p.hypothesis && reGiveBack.MatchString(fold(l.text[p.start:p.end])) {
				from = l.at
			}
		}
	}
	t.back = &from
	return from
}

// givenBack says whether what stands at a place of a line is of a return, and the field for a
// sale.
func (t *talk) givenBack(s *slot, l *line, at int) bool {
	from := t.backFrom()
	if from < 0 || l.at < from || reAboutBack.MatchString(s.label) {
		return false
	}
	switch s.kind {
	case price, budget, prepay, count:
		return !(s.kind == price && l.elsewhen(at, at))
	case when:
		if !reForSale.MatchString(s.label) {
			return false
		}
		p := l.part(at)
		said := fold(l.text[p.start:p.end])
		if l.customer && l.before != nil {
			said += " " + l.before.low
		}
		return !reBringsInstead.MatchString(said)
	case choice:
		return rePaysHow.MatchString(s.title)
	}
	return false
}
