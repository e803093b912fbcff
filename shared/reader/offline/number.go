package offline

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// unit is what a number counts or measures: how fields name it, and how people
// say it beside the number.
type unit struct {
	field *lazy.Regexp // in a field's title or description
	word  *lazy.Regexp // right behind the number
	lead  *lazy.Regexp // right before it; nil: never
}

// What may stand between a number and its unit, and between what leads to a
// number and the number.
const (
	behind = `^[ \-–]*(?:`
	before = `)[ :\-–,]*(?:(?:of|for|about|around|approximately|только|всего|это|будет|is|are|us|примерно|около|unos|de) ){0,2}$`
)

var unitTable = []unit{
	{lazy.Pattern(`people|person|guest|passenger|traveler|traveller|rider|party|group size|attend|visitor|человек|гост|персон|люд|persona|huesped|comensal|invitad`), lazy.Pattern(behind + `(?:\w+ )?(?:people|person|guest|passenger|travell?er|rider|adult|attendee|of us|ticket|seat|человек|гост|персон|взросл|persona|huesped|comensal|pasajero|adulto|invitado|pax)|(?:other )?(?:friends|family))`), lazy.Pattern(`(?:нас|нас будет|table for|table of|party of|group of|somos|seremos|мест|guests` + before)},
	{lazy.Pattern(`seat|(?:^|[^\p{L}])мест`), lazy.Pattern(behind + `(?:\w+ )?(?:seat|people|person|passenger|rider|мест|plazas|asiento|license|licence|лиценз))`), lazy.Pattern(`(?:seats` + before)},
	{lazy.Pattern(`ticket|билет|entrada|boleto`), lazy.Pattern(behind + `(?:\w+ ){0,2}(?:ticket|билет|entrada|boleto|people|person)|people)`), lazy.Pattern(`(?:tickets` + before)},
	{lazy.Pattern(`licen|лиценз|\bseats\b`), lazy.Pattern(behind + `(?:\w+ )?(?:seat|licen|people|user|лиценз|пользоват|usuario))`), lazy.Pattern(`(?:for` + before)},
	{lazy.Pattern(`bath|ванн|baño`), lazy.Pattern(behind + `(?:\w+ )?(?:bath|ванн|baño))`), nil},
	{lazy.Pattern(`bed|спал|dormitor`), lazy.Pattern(behind + `(?:\w+ )?(?:bed|спал|dormitor))`), nil},
	{lazy.Pattern(`\broom|комнат|habitacion|cuartos`), lazy.Pattern(behind + `(?:\w+ )?(?:room|комнат|к\.? ?кв|habitacion|cuarto)|ушк)`), nil},
	{lazy.Pattern(`night|ноч|noche`), lazy.Pattern(behind + `night|ноч|сут|noche)`), nil},
	{lazy.Pattern(`\bdays?\b|(?:^|[^\p{L}])дн|dias`), lazy.Pattern(behind + `day|дн|день|dia)`), nil},
	{lazy.Pattern(`star|зв[её]зд|estrella`), lazy.Pattern(behind + `-?star|зв[её]зд|estrella)`), nil},
	{lazy.Pattern(`площад|\bm²|area|superficie|sq|square|м²`), lazy.Pattern(behind + `кв\.? ?м|м2|м²|квадрат|метр|m2|m²|metro|sq|square)`), lazy.Pattern(`(?:площад[а-я]*|area of` + before)},
	{lazy.Pattern(`пробег|mileage|kilomet|\bkm\b|(?:^|[^\p{L}])км(?:[^\p{L}]|$)|miles`), lazy.Pattern(behind + `км|km|тыс\.? км|kil[oó]m|mile)`), lazy.Pattern(`(?:пробег|mileage|kilometraje` + before)},
	{lazy.Pattern(`вес|weight|peso|(?:^|[^\p{L}])кг(?:[^\p{L}]|$)|\bkg\b`), lazy.Pattern(behind + `кг|кило|kg|kilo|lb|pound|тонн)`), lazy.Pattern(`(?:вес|килограммов|кило|weigh|pesa` + before)},
	{lazy.Pattern(`возраст|\bage\b|edad`), lazy.Pattern(behind + `лет|год|годик|year|yrs?\b|y/o|yo\b|años|añitos)`), lazy.Pattern(`(?:возраст|age|aged|edad` + before)},
	{lazy.Pattern(`этаж|floor|\bpiso|planta`), lazy.Pattern(behind + `-?(?:й|ый|ой|ом|м)? ?этаж|(?:st|nd|rd|th)? floor|[ºo°]? ?(?:piso|planta))`), lazy.Pattern(`(?:этаж|floor|piso|planta` + before)},
	{lazy.Pattern(`(?:^|[^\p{L}])мес|месяц|срок|month|plazo|meses`), lazy.Pattern(behind + `мес|month|mes)`), nil},
	{lazy.Pattern(`room number|номер комнат|numero de habitacion`), lazy.Pattern(`[^\s\S]`), lazy.Pattern(`(?:room|room number|room #|room no|комнат[а-я]*|номер[а-я]*|habitaci[oó]n` + before)},
	{lazy.Pattern(`(?:^|[^\p{L}])шт|единиц|quantity|units|cantidad|unidad|количеств`), lazy.Pattern(behind + `шт|pcs|pieces|units|unidad|pack|комплект|упаков|коробк|\p{L}{3,})`), lazy.Pattern(`(?:из|нужн[а-я]*|need|quantity` + before)},
	{lazy.Pattern(`м³|м3|(?:^|[^\p{L}])куб|cubic|m³|m3`), lazy.Pattern(behind + `м³|м3|куб|cubic|m³|m3)`), nil},
	{lazy.Pattern(`hour|(?:^|[^\p{L}])час|horas`), lazy.Pattern(behind + `hour|час|hora)`), nil},
	{lazy.Pattern(`minute|минут|minuto`), lazy.Pattern(behind + `min|мин)`), nil},
	{lazy.Pattern(`bag|luggage|багаж|maleta`), lazy.Pattern(behind + `(?:\w+ )?(?:bag|suitcase|luggage|багаж|чемодан|maleta))`), nil},
	{lazy.Pattern(`children|kids|дет|niños`), lazy.Pattern(behind + `(?:\w+ )?(?:kid|child|дет|реб|niño|hijo))`), nil},
}

// pieces is the unit of plain quantities: any noun will do, if no other unit
// has it.
var pieces = lazy.Table(func() int {
	return slices.IndexFunc(unitTable, func(u unit) bool { return u.field.MatchString("unidad") })
})

// unitsOf are the slot's units: by its title, else by its description.
func (s *slot) unitsOf() []int {
	for _, text := range []string{s.title, s.label} {
		var out []int
		for i, u := range unitTable {
			if u.field.MatchString(text) {
				out = append(out, i)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// unitIn says whether a question speaks of the slot's unit.
func (s *slot) unitIn(low string) bool {
	for _, i := range s.unitsOf() {
		if unitTable[i].field.MatchString(low) {
			return true
		}
	}
	return false
}

// unitOfAnother says whether a question speaks of a unit, and of none of the slot's.
func (s *slot) unitOfAnother(low string) bool {
	mine := s.unitsOf()
	for i, u := range unitTable {
		if i != pieces.Get() && !slices.Contains(mine, i) && u.field.MatchString(low) {
			return !s.unitIn(low)
		}
	}
	return false
}

// reAfterDay: "lunes 22" is a date.
var reAfterDay = lazy.Pattern(`(?:^|[^\p{L}])(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|monday|tuesday|wednesday|thursday|friday|saturday|sunday|понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье),? $`)

var (
	// reToOrder: "to order 3" counts, "order 3" names.
	reToOrder  = lazy.Pattern(`(?:^|[^\p{L}])(?:to|i|we|i'll|we'll|please|can i|let me) order ?$`)
	reContrast = lazy.Pattern(`(?:не|not|no)(?: \S+){1,3},? ?(?:а|но|but|sino)(?: \p{L}+)? $`)
	reApprox   = lazy.Pattern(`(?:№|#|\bno\.|номер|number|number is|заказ|order|pedido) ?$`)
	reChangeN  = lazy.Pattern(`(?:make (?:it|that)|it is for|it's for|for|actually|change (?:it|that) to|rather|instead|нет,?|будет|лучше|давайте|mejor|somos|seremos|solo|only|just|одн[аоу]|только|пока)(?: \p{L}+)? $`)
)

// numbers: how many, how much of a unit, how long.
func (t *talk) numbers(s *slot) []claim {
	mine := s.unitsOf()
	var out []claim
	for l := range t.heard() {
		busy := t.busy(l, true)
		for _, n := range each(t, t.numbersIn(l)) {
			if n.Percent || overlaps(busy, n.Start, n.End) {
				continue
			}
			c := claim{slot: s, line: l, value: n.Value(), start: n.Start, end: n.End}
			c.score = t.number(s, l, n, mine)
			if k := len(out) - 1; c.score == 0 && k >= 0 && out[k].line == l && l.customer && l.takenBack(out[k].end, c.start) && !t.putsRight(s, l, out[k].start) {
				c.score = out[k].score
			}
			if c.score > 0 {
				out = append(out, c)
			}
		}
		for _, h := range each(t, value.Told(s.field, l.text)) {
			if base := t.base(l, h.Start); base > 0 && l.customer {
				out = append(out, claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: base + 0.15, spread: true})
			}
		}
	}
	return out
}

func (t *talk) number(s *slot, l *line, n value.Number, mine []int) float64 {
	left, right := l.left(n.Start, 40), l.right(n.End, 30)
	if isPieces(mine) && reAfterDay.MatchString(left) || t.noFigure(s, l, n.Start, n.End) {
		return 0
	}
	if t.putsRight(s, l, n.Start) {
		return 0.85
	}
	if reDenied.MatchString(left) || reUnwanted.MatchString(left) || reApprox.MatchString(left) && !reToOrder.MatchString(left) && !hasLead(mine, left) || n.Ordinal && !strings.Contains(s.label, "этаж") && !strings.Contains(s.label, "floor") {
		return 0
	}
	base := t.base(l, n.Start)
	if base == 0 || !l.customer && (reTier.MatchString(left) || !t.echoed(s, l, n, mine)) {
		return 0
	}
	asked := t.asked(s, l)
	if t.noCount(s, l, n, mine, asked) {
		return 0
	}
	if l.customer && isPeople(mine) && reAllOfUs.MatchString(left) {
		base += 0.15 // of how many they are, a part is no count
	}
	switch {
	case n.Flat && !counts(mine, left, right, n):
		return 0
	case l.customer && isPieces(mine) && !n.Weak && reTakesSome.MatchString(left) && reTakesOver.MatchString(right):
		return base + 0.1 + 0.1*asked
	case counts(mine, left, right, n):
		if n.Weak && left != "" && !strings.HasPrefix(strings.TrimSpace(right), "p") && asked == 0 && isPieces(mine) {
			return 0
		}
		if asked >= 0.7 {
			base += 0.15 // its unit is surer than a bare figure
		}
		return base + 0.12 + 0.1*asked
	case s.named(l, n):
		return base + 0.1 + 0.1*asked
	case otherUnit(mine, right), !isPieces(mine) && otherUnit(mine, " "+wordBefore(left)):
		return 0
	case forHowMany(mine, left, right) && (s.rivals == 0 || asked >= 0.7 || s.first):
		return base + 0.1
	case l.customer && asked >= 0.7 && (!n.Weak || len(l.words) <= 4 || reChangeN.MatchString(left)):
		return 0.7 + 0.2*asked
	case l.customer && reContrast.MatchString(left) && s.first:
		return 0.7
	case l.customer && reChangeN.MatchString(left) && s.unitAsked(l.before) && t.rivalless(s, l.before):
		return 0.68
	}
	return 0
}

var (
	reFor     = lazy.Pattern(`(?:^|[^\p{L}])for (?:all )?$`)
	reForOver = lazy.Pattern(`^(?:$|[ ]*[.,!?]|,? (?:to|there|please|on|and|in|from|at the|today|tomorrow)\b)`)
)

// named: the word behind the number, or the one after it, is the title's own:
// "25 users" for "Number of users".
func (s *slot) named(l *line, n value.Number) bool {
	i := l.wordAt(n.End - 1)
	for k := i + 1; k < len(l.words) && k <= i+2; k++ {
		if strings.ContainsAny(l.text[l.words[k-1].End:l.words[k].Start], ".,;!?\n") {
			return false
		}
		if s.titled[l.stems[k]] && len([]rune(l.stems[k])) > 2 {
			return true
		}
	}
	return false
}

// forHowMany: "a ride for four to the park": people without the word.
func forHowMany(mine []int, left, right string) bool {
	return len(mine) > 0 && mine[0] <= 2 && reFor.MatchString(left) && reForOver.MatchString(right)
}

// wordBefore is the last word of what stands before a place.
func wordBefore(left string) string {
	left = strings.TrimSpace(left)
	return left[strings.LastIndexByte(left, ' ')+1:]
}

func hasLead(mine []int, left string) bool {
	for _, i := range mine {
		if u := unitTable[i]; u.lead != nil && u.lead.MatchString(left) {
			return true
		}
	}
	return false
}

// echoed: an operator's count is the customer's where they said it, or took it.
func (t *talk) echoed(s *slot, l *line, n value.Number, mine []int) bool {
	if !isPieces(mine) && !reWeighs.MatchString(s.label) || t.taken(l, l.part(n.Start)) >= 0.8 {
		return true
	}
	for _, o := range t.lines[:l.at] {
		if !o.customer {
			continue
		}
		for _, m := range t.numbersIn(o) {
			if m.Amount.Equal(n.Amount) {
				return true
			}
		}
	}
	return false
}

var reWeighs = lazy.Pattern(`(?:^|[^\p{L}])(?:вес|weight|peso)(?:[^\p{L}]|$)`)

func isPeople(mine []int) bool { return len(mine) > 0 && mine[0] == 0 }

var (
	// reTier begins a price list's step, which counts nobody's order.
	reTier = lazy.Pattern(`(?:^|[^\p{L}])(?:от|свыше|более|больше|минимум|from|over|above|at least|minimum|desde|a partir de|mas de|minimo)(?: \p{L}+)? $`)
	// reAllOfUs leads to how many all are.
	reAllOfUs = lazy.Pattern(`(?:^|[^\p{L}])(?:нас(?: будет)?|всего|итого|somos|seremos|we are|we're|there(?:'s| are| will be)|party of|group of|table for|in total)(?: \p{L}+)? $`)
	// reTakesSome and reTakesOver stand around a bare count of what is wanted: "quiero dos,".
	reTakesSome = lazy.Pattern(`(?:^|[^\p{L}])(?:quiero|necesito|ponme|pongame|dame|deme|me llevo|хочу|надо|нужн[оы]|возьму|возьм[её]м|беру|бер[её]м|давайте|тогда|пусть будет|закажу|i'll take|take|i need|we need|i want|we want|order|make (?:it|that))(?: штук)? $`)
	reTakesOver = lazy.Pattern(`^(?:$|[ ]*[.,!;]|[ ]+(?:para|por|please|pls|пожалуйста|then|штук\p{L}*|шт)(?:[^\p{L}]|$))`)
)

func isPieces(mine []int) bool { return len(mine) == 1 && mine[0] == pieces.Get() }

// unitAsked says whether a line, if there is one, speaks of the slot's unit.
func (s *slot) unitAsked(q *line) bool {
	return q != nil && slices.ContainsFunc(s.unitsOf(), func(i int) bool { return q.says(unitTable[i].field) })
}

// rivalless: no other counting slot has its unit in what the operator said.
func (t *talk) rivalless(s *slot, q *line) bool {
	for _, o := range t.slots {
		if o != s && (o.kind == count || o.kind == measure) && o.section == s.section && o.unitAsked(q) {
			return false
		}
	}
	return true
}

// counts: the number stands beside one of the slot's units.
func counts(mine []int, left, right string, n value.Number) bool {
	for _, i := range mine {
		u := unitTable[i]
		if n.Flat {
			if u.word.MatchString("ушк") && n.Spelled {
				return true
			}
			continue
		}
		if u.lead != nil && u.lead.MatchString(left) && (i != pieces.Get() || !otherUnit(mine, right)) {
			return true
		}
		if u.word.MatchString(right) && (i != pieces.Get() || !otherUnit(mine, right) && !notPieces.MatchString(right)) {
			return true
		}
	}
	return false
}

// notPieces: the word behind the number is no thing that is counted, by its
// stem or as a whole.
var notPieces = lazy.Pattern(`^[ ]*(?:(?:размер|час|минут|руб|тыс|проц|год|лет|утр|вечер|дн|день|числ|янв|фев|мар[та]|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|евро|euro|dollar|people|вопрос|question|pregunt|moment|секунд|second|minut|списан|charge|звон|call|недел|week|seman|месяц|month|year|entonc|лет|veces|vez|option|opcion|вариант|model|модел|modelo|colou?r|цвет|расцветк|kind|type|tipo|version|верси|design|diseñ|style|estilo|shade|оттен|business|working|рабоч|laborab|habil)\p{L}*|%|(?:size|раз|раза|times?|more|мне|на|от|до|or|and|to|at|of|is|in|am|pm|o'clock|on|left|for|what|please|и|или|а|но|не|de|y|o|en|por|para|con|to|usd|mxn|eur|pesos|вместо|только|кв|th|st|nd|rd|меня|мой|будет)(?:[^\p{L}]|$))`)

// otherUnit: what follows is a unit, but none of the slot's.
func otherUnit(mine []int, right string) bool {
	for i, u := range unitTable {
		if i == pieces.Get() || !u.word.MatchString(right) {
			continue
		}
		own := false
		for _, m := range mine {
			own = own || m == i
		}
		if !own {
			return true
		}
	}
	return false
}
