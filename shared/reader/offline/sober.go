package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// What a figure, a day or a name in a talk is not, by the words right around it: it
// tells of the past or of others, it is one of two, its unit is another, or it is said
// to somebody. These rules only refuse.

var (
	// reOnceUpon: what was, or what somebody else did.
	reOnceUpon = lazy.Pattern(`(?:^|[^\p{L}])(?:раньше|в прошл\p{L}+|назад|до этого|(?:сосед|друг|брат|сестр|знаком|подруг|коллег|муж|жен)\p{L}* (?:\S+ ){0,4}(?:за|платил\p{L}*|дел\p{L}+|купил\p{L}*|брал\p{L}*|взял\p{L}*)|платил[аи]?|last (?:year|time|month|week)|ago(?:[^\p{L}]|$)|years? back|used to (?:pay|be)|(?:friend|neighbou?r|brother|sister|cousin|colleague)s? (?:\S+ ){0,2}(?:paid|got|bought|had)|hace (?:\S+ )?(?:dia|semana|mes|año)s?|(?:año|mes) pasado|la (?:ultima|otra) vez|(?:vecin|cuñad|amig|herman|prim)[oa]s? (?:\S+ ){0,2}(?:pag|compr|consig))`)
	// reOrMore and reOrLess stand between two figures of which one will be.
	reOrMore = lazy.Pattern(`^(?: ?[-–—] ?| (?:или|либо|or|o|u) )\d`)
	reOrLess = lazy.Pattern(`\d(?: ?[-–—] ?| (?:или|либо|or|o|u) )$`)
	// reNoAge: years that somebody has not lived.
	reNoAge     = lazy.Pattern(`^ ?(?:лет|год\p{L}*|years?|años)[ -](?:назад|опыт|стаж|гарант|ago|old (?:car|house|boiler)|back|warrant|experience|de (?:garant|exper))`)
	reNoAgeLead = lazy.Pattern(`(?:^|[^\p{L}])(?:hace|за|через|прошл\p{L}+|последние|after|после|warranty|гаранти\p{L}+|garantia)(?: de)? $`)
	// reForPrice leads to what a thing costs.
	reForPrice = lazy.Pattern(`(?:^|[^\p{L}])(?:за|for|por) $`)
)

// elsewhen: the clause at a place tells of what was before, or what others paid or took.
func (l *line) elsewhen(start, end int) bool {
	return reOnceUpon.MatchString(lastClause(l.left(start, 60)) + " " + firstClause(l.right(end, 40)))
}

// noCount says whether a number counts nothing that the customer wants.
func (t *talk) noCount(s *slot, l *line, n value.Number, mine []int, asked float64) bool {
	left, right := l.left(n.Start, 40), l.right(n.End, 30)
	switch {
	case l.customer && asked < 0.7 && l.elsewhen(n.Start, n.End):
		return true
	case !n.Spelled && (reOrMore.MatchString(right) || reOrLess.MatchString(left)):
		return true
	case reAge.MatchString(s.title) && (n.Amount.IntPart() > oldest || reNoAge.MatchString(right) || reNoAgeLead.MatchString(left)):
		return true
	case !l.customer && headed(mine) && (!t.customersCount(l, n) || n.Weak && !l.says(reYours)):
		return true
	case isPieces(mine) && reForPrice.MatchString(left) && n.Amount.IntPart() >= dear:
		return true
	case isPieces(mine) && l.customer && asked < 0.7 && l.part(n.Start).question && !l.part(n.Start).proposes && reWhatIf.MatchString(right):
		return true
	case l.customer && (isPieces(mine) || headed(mine)) && reHas.MatchString(firstClause(right)):
		return true
	case reAge.MatchString(s.title) && asked < 0.7 && l.customer && reOthers.MatchString(left) && !reOfSomebody.MatchString(s.label):
		return true
	case reAge.MatchString(s.title) && asked < 0.7 && !reLives.MatchString(l.low):
		return true
	case l.customer && isPieces(mine) && asked < 0.7 && !wishes(l, n, left, right):
		return true
	case isPeople(mine) && reAndAChild.MatchString(right):
		return true // how many they are together, nobody says
	}
	return false
}

var (
	// reWhatIf: a question for what so many would bring.
	reWhatIf = lazy.Pattern(`скидк|дешевле|подешевле|discount|cheaper|descuento|mas barat`)
	// reHas: the customer has so many already.
	reHas = lazy.Pattern(`(?:^|[^\p{L}])(?:(?:тоже|уже|у меня|дома|и так) есть|есть уже|уже (?:купил|взял)\p{L}*|купил[аи]?|ya teng\p{L}+|tengo ya|already (?:have|got|own)|(?:have|got) already)(?:[^\p{L}]|$)`)
	// reOfSomebody: the age that a field wants may be a relative's.
	reOfSomebody = lazy.Pattern(`реб[её]н|дет(?:ей|и|ск)|сын|доч|пациент|питом|живот|child|kid|son|daughter|patient|pet|dog|cat|student|pupil|niñ|hij|paciente|mascota|alumn`)
	// reLives: somebody who has an age.
	reLives = lazy.Pattern(`(?:^|[^\p{L}])(?:мне|ему|ей|нам|им|реб[её]н\p{L}*|дет\p{L}+|сын\p{L}*|доч\p{L}*|мальчик\p{L}*|девоч\p{L}*|мам\p{L}*|пап[аеуы]\p{L}*|бабушк\p{L}*|дедушк\p{L}*|муж\p{L}*|жен[аеуы]|брат\p{L}*|сестр\p{L}*|внук\p{L}*|внучк\p{L}*|кот\p{L}*|кошк\p{L}*|собак\p{L}*|п[её]с\p{L}*|щен\p{L}*|пациент\p{L}*|исполн\p{L}+|возраст\p{L}*|i'm|im|i am|he|she|he's|she's|son|daughter|child|kid|boy|girl|mother|mom|mum|father|dad|wife|husband|grand\p{L}+|niece|nephew|dog|cat|puppy|kitten|patient|aged?|turn(?:s|ing|ed)?|tengo|hij\p{L}+|niñ\p{L}+|beb[eé]|madre|padre|abuel\p{L}+|herman\p{L}+|marido|mujer|perr\p{L}+|gat[oa]|paciente|cumpl\p{L}+|edad)(?:[^\p{L}]|$)`)
	// reAndAChild: more of them than the number says.
	reAndAChild = lazy.Pattern(`^[^.!?\d]{0,25}(?:^|[^\p{L}])(?:и|плюс|and|plus|y|con|with)(?: (?:мой|моя|наш|наша|один|одна|a|an|one|my|our|un|una|mi))? (?:реб[её]нок|сын|доч\p{L}+|малыш|child|kid|son|daughter|baby|toddler|niñ[oa]|hij[oa]|beb[eé])(?:[^\p{L}]|$)`)
)

// wishes: the customer wants so many, by a verb before it, a word for pieces behind it,
// because the line begins with it, or in
// the place of another. A noun alone does not say so: "4 класс", "two wheels are flat".
func wishes(l *line, n value.Number, left, right string) bool {
	p := l.part(n.Start)
	if reWants.MatchString(l.left(n.Start, 80)) || rePieces.MatchString(right) || reCounted.MatchString(left) || reContrast.MatchString(left) || l.does(corrects) || reChanges.MatchString(lastClause(left)+" "+firstClause(right)) || reCanBe.MatchString(lastClause(left)) || (strings.TrimLeft(l.text[p.start:n.Start], " -–—¡¿") == "" && !p.question) {
		return true
	}
	return false
}

var (
	reWants   = lazy.Pattern(`(?:^|[^\p{L}])(?:хо(?:чу|тим|тел\p{L}*)|нуж(?:ен|на|но|ны)|над[оа]|закаж\p{L}*|заказ\p{L}*|возьм\p{L}*|бер[уеё]\p{L}*|куп(?:ить|лю|им)|дайте|давайте|добав\p{L}*|запиш\p{L}*|посчитайте|оформ\p{L}*|пришлите|отправ\p{L}*|привез\p{L}*|сдела\p{L}*|пусть|лучше|тогда|брон\p{L}*|need\p{L}*|want\p{L}*|order|take|buy|get|like|have|add|make|book|send|ship|quote|looking for|put|do|quier\p{L}*|querem\p{L}*|queria|necesit\p{L}*|quisiera\p{L}*|pon\p{L}*|dame|deme|llev\p{L}+|compr\p{L}+|encarg\p{L}+|ped\p{L}+|pid\p{L}+|busc\p{L}+|reserv\p{L}+|entreg\p{L}+|cotiza\p{L}+|presupuesto|deliver|bring|доставить|доставку|mejor|entonces|que sean|somos|seremos)(?:[^\p{L}]|$)`)
	rePieces  = lazy.Pattern(`^ ?(?:шт|pcs|pieces|units|unidad|комплект|упаков|короб|пач|меш|ящик|pack|box|bag|caj|bols|par(?:es)?(?:[^\p{L}]|$)|пар(?:ы|а)?(?:[^\p{L}]|$))`)
	reCounted = lazy.Pattern(`(?:количеств\p{L}*|quantity|qty|cantidad|[хx×*]) ?:? ?$`)
)

const (
	oldest = 120 // years
	dear   = 100 // from here on, what stands behind "for" is a price
)

var reAge = lazy.Pattern(`возраст|\bage\b|edad`)

// headed: what is counted are people or pieces, which the customer alone knows.
func headed(mine []int) bool {
	for _, i := range mine {
		if u := unitTable[i].field; u.MatchString("people") || u.MatchString("ticket") || u.MatchString("unidad") || u.MatchString("children") || u.MatchString("bag") || u.MatchString("seat") {
			return true
		}
	}
	return false
}

// reYours: an operator reads back what the customer wants.
var reYours = lazy.Pattern(`\byou(?:'d|'re| wish| with| want| need| have| are|r \p{L}+)?\b|confirm|correct\?|right\?|(?:^|[^\p{L}])(?:у вас|вам|вас|верно|правильно|все так|подтвержд\p{L}+|usted\p{L}*|correcto|es asi|confirm\p{L}+|sois|serian)(?:[^\p{L}]|$)`)

// customersCount: the customer has said the number before, or it is read back to them.
func (t *talk) customersCount(l *line, n value.Number) bool {
	if l.says(reYours) || reConcludes.MatchString(l.left(n.Start, 40)) {
		return true
	}
	for _, o := range t.lines[:l.at] {
		if !o.customer {
			continue
		}
		for _, m := range t.numbersIn(o) {
			if m.Amount.Equal(n.Amount) && !o.elsewhen(m.Start, m.End) {
				return true
			}
		}
	}
	return false
}

// reConcludes leads to what an operator adds up of what the customer said: "So 29 seats".
var reConcludes = lazy.Pattern(`^[ ]*(?:\p{L}+[,.!] )?(?:понял\p{L}*|принял\p{L}*|записал\p{L}*|got it|noted|entendido|anotado|perfecto|so|so that's|то есть|т\.е\.|значит|получается|итого|entonces|o sea|son|serian)[, ]*(?:у вас |это )?$`)

// reByUnit: the price of one of many, whose number is not said.
var reByUnit = lazy.Pattern(`^[ .]*(?:руб\p{L}*|р\.?|₽|€|\$|£|euros?|pesos|dollars?)?[ ]*(?:(?:за|с|на|в)[ ](?:человек\p{L}*|персон\p{L}*|гост\p{L}*|метр\p{L}*|штук\p{L}*|час|ночь|сутки|единиц\p{L}*|этаж|створк\p{L}*|бутыл\p{L}*|м²|м2)|/ ?\p{L}|(?:por|al?|la|el|cada) (?:persona|noche|dia|hora|metro|unidad|caja|comensal|pax)|(?:a|per) (?:person|night|day|hour|head|child|guest|unit|piece|box|metre|meter)s?(?:[^\p{L}]|$))`)

// noPrice says whether an operator's amount is nothing that was agreed.
func (t *talk) noPrice(l *line, h value.Hit, left string) bool {
	switch {
	case total(left) == 0 && t.listed(l, h):
		return true
	case total(left) == 0 && l.before != nil && reBeside.MatchString(l.before.lastQuestion()):
		return true // what was asked was another price
	case reGift.MatchString(left):
		return true
	case rePrepayW.MatchString(left) && len(strings.Trim(lastClause(left), " $€£")) <= len("это"):
		return true // still the deposit
	case total(left) == 0 && reByUnit.MatchString(l.right(h.End, 30)):
		return true
	}
	return false
}

// lastQuestion is the last question of a line, folded; "": it asks nothing.
func (l *line) lastQuestion() string {
	for i := len(l.parts) - 1; i >= 0; i-- {
		low := fold(l.text[l.parts[i].start:l.parts[i].end])
		if l.parts[i].question || reInquires.MatchString(low) || reHowMuch.MatchString(low) {
			return low
		}
	}
	return ""
}

var (
	reHowMuch = lazy.Pattern(`(?:^|[^\p{L}])(?:сколько|how much|cuanto)(?:[^\p{L}]|$)`)
	// reBeside: what is paid beside the price.
	reBeside = lazy.Pattern(`(?:доставк|подъ[её]м|парков|delivery|shipping|parking|envio|aparca)[^.?!]{0,25}(?:сколько|стоит|почем|бесплатн|платн|cost|much|free|extra|cuanto|cuesta|gratis)|(?:сколько|почем|how much|cuanto)[^.?!]{0,25}(?:доставк|подъ[её]м|парков|delivery|shipping|parking|envio|aparca)`)
	// reGift leads to what the operator gives.
	reGift = lazy.Pattern(`(?:компенс\p{L}+|подар\p{L}+|дарим|дарю|промокод\p{L}*|бонус\p{L}*|compens\p{L}+|voucher|credit|gift|regal\p{L}+|bono|vale de)[^.?!\d]{0,25}$`)
)

// listed: the amount stands beside others in its line, none of which is its part or
// comes on top, and nobody picks one.
func (t *talk) listed(l *line, h value.Hit) bool {
	if reSumsUp.MatchString(l.left(h.Start, 25)) || reInAll.MatchString(l.right(h.End, 25)) {
		return false
	}
	for _, o := range t.prices(l) {
		left := l.left(o.Start, 60)
		clause, right := lastClause(left), l.right(o.End, 30)
		if o.Start == h.Start || total(left) > 0 || reInAll.MatchString(right) || reSumsUp.MatchString(l.left(o.Start, 25)) {
			continue
		}
		if !rePrepayW.MatchString(sinceFigure(left)+" "+firstClause(right)) && !reOtherSum.MatchString(clause) && !reByUnit.MatchString(right) && !reEach.MatchString(right) && !reByPiece.MatchString(left) && !rePlus.MatchString(left) && !reOnTop.MatchString(right) {
			return true
		}
	}
	return false
}

var (
	// reSumsUp leads to what the amounts before it come to, reInAll stands behind it.
	reSumsUp = lazy.Pattern(`(?:= ?|(?:^|[^\p{L}])(?:so|son|значит|выходит|получается|comes to|quedaria en|se queda en)(?: it's| that's)? )[$€£]?$`)
	reInAll  = lazy.Pattern(`^[ .]*(?:руб\p{L}*|р\.?|₽|€|\$|£|euros?|pesos|dollars?)?[ ]*(?:(?:en )?total|in all|altogether|then|итого|всего|за (?:все|вс[её])|вместе)(?:[^\p{L}]|$)`)
)

// reMaybe: it may be so, one day.
var reMaybe = lazy.Pattern(`(?:^|[^\p{L}])(?:может|может быть|наверно\p{L}*|возможно|где-то|как-нибудь|maybe|perhaps|possibly|might|quizas?|tal vez|a lo mejor)(?:[^\p{L}]|$)`)

// noDay says whether a day is nobody's appointment: it may be, or it tells when money
// moves or from when on something is to be had.
func (t *talk) noDay(s *slot, l *line, h value.Hit, asked float64) bool {
	left, right := l.left(h.Start, 40), l.right(h.End, 30)
	p := l.part(h.Start)
	switch {
	case !l.customer && reSendsPaper.MatchString(fold(l.text[p.start:p.end])) && !reSendsPaper.MatchString(s.label) && !reSent.MatchString(s.label):
		return true // when a contract or a link is sent is no day of a visit
	case s.kind == when && t.beside(s, l, h.Start, dayPurposes):
		return true
	case l.customer && asked < 0.7 && s.kind == when && !p.question && reMaybe.MatchString(lastClause(left)):
		return true
	case !l.customer && s.kind == when && reMoneyMoves.MatchString(lastClause(left)+" "+firstClause(right)) && !reMoneyMoves.MatchString(s.label):
		return true
	case l.customer && p.question && l.at < t.gone:
		return true // a question that the customer left with
	case !l.customer && s.kind == when && (reFromOn.MatchString(left) || l.weekOf(h.Start)):
		return true
	case asked < 0.7 && s.kind == when && !reWhenHappened.MatchString(s.label) && (l.happened(h.Start, h.End) || l.customer && reIsPaid.MatchString(lastClause(left)+" "+firstClause(right))):
		return true
	case !l.customer && s.kind == when && reIsCharged.MatchString(right):
		return true
	}
	return false
}

var (
	reSendsPaper = lazy.Pattern(`(?:договор|сч[её]т|акт|ссылк|смет|документ|билет|contract|invoice|paperwork|\bcheck\b|\blink\b|\bquote\b|contrato|factura|enlace|presupuesto)\p{L}*(?: \p{L}+){0,3} (?:пришл|вышл|отправ|скин|подготов|будет|send|sent|e-?mail|goes? out|will be|env[ií]|mand|llega|sale)|(?:пришл|вышл|отправ|скин|подготов|send|e-?mail|env[ií]|mand)\p{L}*(?: \p{L}+){0,3} (?:договор|сч[её]т|акт|ссылк|смет|документ|билет|contract|invoice|paperwork|link|quote|contrato|factura|enlace|presupuesto)`)
	reSent       = lazy.Pattern(`отправ|выс[лы]|sent|send|ship|env[ií]`)
	reMoneyMoves = lazy.Pattern(`возврат|списан|зачисл|поступ[ия]т|refund|charged|credited|reembols|devoluc`)
	// reIsCharged stands behind a day whose price is told.
	reIsCharged = lazy.Pattern(`^(?: \p{L}+)? (?:is|are|costs?|es|cuesta|son|стоит|–|—|-) ?(?:only |just |around )?[$€£]?\d`)
	reFromOn    = lazy.Pattern(`(?:^|[^\p{L}])(?:a partir de|начиная со?|starting (?:from )?|opens?(?: on)?|открывается)(?: el)? ?$`)
)

// reIDo is what an operator does, which looks like whom they speak to: "Вижу, …".
var reIDo = lazy.Pattern(`^[а-я]{3,}[ую]$`)

// reSaysOn stands behind a name that speaks to somebody.
var reSaysOn = lazy.Pattern(`^ ?(?:[,.!)]|$)`)

// reToOperator leads to the name of whom the customer speaks to.
var reToOperator = lazy.Pattern(`(?:^|[^\p{L}])(?:спасибо|спс|благодарю|пасиб\p{L}*|thanks|thank you|cheers|gracias|hola|hi|hello|здравствуйте|привет|добрый день)(?: (?:большое|вам|muchas))?,? $`)
