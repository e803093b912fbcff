package offline

import (
	"slices"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// reAsks: requests without a question mark.
var reAsks = lazy.Pattern(`(?:^|[^\p{L}])фио(?:[^\p{L}]|$)|ваш\p{L}? (?:имя|телефон|адрес|фио|номер|почт\p{L}*)|подскажите|назовите|напишите|укажите|уточните|скажите|нужен ваш|нужны ваши|(?:name|number|phone|address|e-?mail)[^.?!]{0,25} please|(?:имя|телефон|адрес|почт)[^.?!]{0,30} (?:пожалуйста|можно)|please (?:tell|give|provide|confirm|share|specify)|could (?:you|i)|can (?:you|i)|may i|let me know|i(?:'ll| will)? need|what|which|where|when|how many|who|d[ií]game|ind[ií]que|necesito|podr[ií]a|cu[aá]l|d[oó]nde|cu[aá]ndo|cu[aá]ntos`)

// asks are the words by which an operator asks for a kind of thing.
var asks = [kinds]*lazy.Regexp{
	ownPhone:   lazy.Pattern(`телефон|контактн|номер для связи|ваш номер|по какому номеру|phone|best number|contact number|number (?:to|for|where)|tel[eé]fono|movil|celular|numero de contacto|reach you`),
	otherPhone: lazy.Pattern(`получ.{0,40}(?:телефон|номер)|recipient.{0,30}(?:phone|number)|destinatario.{0,30}(?:telefono|movil)|(?:телефон|номер).{0,20}получ|who (?:will|is going to) receive|quien (?:lo )?recib`),
	ownEmail:   lazy.Pattern(`почт|e-?mail|(?:^|[^\p{L}])мейл|имейл|correo|куда (?:отправить|выслать|прислать)|where (?:should|shall|can|do) i send`),
	person:     lazy.Pattern(`зовут|как вас (?:записать|величать)|who should we ask|who(?:'s| is) (?:that|this|it) for|(?:a quien|quien) avis|имя|(?:^|[^\p{L}])фио(?:[^\p{L}]|$)|обращаться|представьтесь|your (?:full |first |last )?name|the name|name\?|name (?:for|on|and)|whose name|put it under|under what name|на чь|на кого|кого записать|a nombre de quien|y usted es|who am i|who is|nombre|como se llama|con quien`),
	someone:    lazy.Pattern(`кому|кто (?:будет )?(?:получ|прим|встре)|получател|зовут|имя|who (?:is|will|gets|should)|recipient|\bname|quien (?:lo |la )?(?:recib|recog)|nombre`),
	company:    lazy.Pattern(`компани|организац|юрлиц|company|business name|empresa|razon social|реквизит`),
	taxID:      lazy.Pattern(`(?:^|[^\p{L}])инн(?:[^\p{L}]|$)|реквизит|\bcif\b|\bnif\b|\bdni\b|tax id|\bvat\b|\brfc\b`),
	zip:        lazy.Pattern(`индекс|zip|postal|postcode|codigo postal`),
	plate:      lazy.Pattern(`госномер|номер (?:авто|машин)|plate|registration|matricula|placa`),
	code:       lazy.Pattern(`номер (?:заказ|договор|сч|заявк|брон|карт)|лицев|order (?:number|id|no)|account (?:number|id)|booking (?:number|id)|number of (?:your|the)|numero de|contract|invoice number|policy`),
	address:    lazy.Pattern(`адрес|(?:^|[^\p{L}])куда(?: и когда| вам| все)? (?:прислать|вез[её]м|привез[её]м)|(?:^|[^\p{L}])куда(?: и кому)?\?|куда (?:везти|доставить|привезти|подъехать|приехать|ехать)|откуда|address|where (?:to|should|are you|do you want|would you like|can)|direccion|a donde|domicilio|pick(?:ed)? you up|headed|going to|destination`),
	city:       lazy.Pattern(`город|which city|what city|city|ciudad|\bwhere\b|location|\barea\b|откуда|куда|desde donde|a donde|en que zona|район`),
	birthday:   lazy.Pattern(`рожден|birth|\bdob\b|nacimiento|nacio`),
	vehicle:    lazy.Pattern(`какая (?:у вас )?(?:машина|марка|модель)|какой (?:у вас )?(?:автомобиль|авто)|марк|what (?:car|vehicle)|which (?:car|vehicle)|make and model|que coche|que vehiculo|que auto|modelo`),
	size:       lazy.Pattern(`размер|what size|which size|\bsize\b|talla`),
	when:       lazy.Pattern(`дат[аыу]|какой день|какое число|какую дату|(?:^|[^\p{L}])когда(?:[^\p{L}]|$)|what day|which day|what date|which date|\bwhen\b|\bdate\b|\bday\b|fecha|que dia|cuando`),
	hour:       lazy.Pattern(`во сколько|какое время|к какому времени|на какое время|(?:^|[^\p{L}])когда(?:[^\p{L}]|$)|времени|what time|which time|\btime\b|\bwhen\b|how (?:early|late)|que hora|a que hora|cuando|hora`),
	budget:     lazy.Pattern(`бюджет|рассчитыва|budget|how much (?:are|do|can|would) you|presupuesto|cuanto (?:quiere|puede|piensa)`),
	prepay:     lazy.Pattern(`взнос|предоплат|аванс|deposit|down payment|anticipo|señal`),
	username:   lazy.Pattern(`username|user name|логин|login|usuario|account id`),
	dayNo:      lazy.Pattern(`what day|which day|when|date|день|число|когда|dia|cuando|arriv|leav|check`),
	product:    lazy.Pattern(`какой товар|что (?:вас )?интересует|что (?:хотите|желаете|ищете)|which (?:product|item|model)|what (?:product|item|model)|que producto|que articulo|what can i (?:do|help|get)`),
	sort_:      lazy.Pattern(`what (?:kind|type|sort|genre|category)|which (?:kind|type|genre|category|cuisine)|what cuisine|preference|какой (?:жанр|вид|тип)|какую кухню|que tipo|prefer`),
	title:      lazy.Pattern(`\bwhich\b|what (?:movie|film|event|song|hotel|restaurant|show|artist|place|attraction)|do you have a particular|specific|in mind|как называется|какой (?:отель|фильм)`),
	count:      lazy.Pattern(`how many|how big|number of|сколько|cuant[oa]s|party size|количеств`),
	measure:    lazy.Pattern(`how (?:many|much|big|large|old|far|heavy|long)|сколько|какой|какая|вес|площад|пробег|возраст|этаж|cuant|que (?:superficie|kilometraje|edad|piso)|room number|number`),
	term:       lazy.Pattern(`срок|на сколько|how long|term|plazo|cuanto tiempo`),
}

// reNameOfWhom: "как зовут ребёнка?", "your son's name?".
var reNameOfWhom = lazy.Pattern(`(?:зовут|имя|фио|name|nombre|llama).{0,25}(мам|пап|муж|жен[уы]|бабушк|ребенк|доч|сын|получател|гост|супруг|пациент|child|daughter|recipient|\bkid|\bbaby|\bpet\b|\bdog\b|niñ|hij|destinatari)|(child|daughter|\bson|recipient|\bkid|\bbaby|\bpet|\bdog)'?s? name`)

// reAlso: "а вас?", "and yours?" asks again what was asked before, of the
// customer.
var reAlso = lazy.Pattern(`^[¿ ]*(?:а|and|y) (?:как )?(?:вас|вы|ваш[аеи]?|твой|you|yours|yourself|usted|tu|el suyo|el tuyo|la suya)\b?[ ?!.]`)

// reDeliverTo: a question for where to bring something; "where to?" asks a
// passenger.
var reDeliverTo = lazy.Pattern(`адрес|откуда забрать|прислать|отправить|address|direcci|доставк|достав|deliver|ship|везти|привез|приехать|подъехать|entreg|envi[aoeé]|domicilio`)

// reNameOf: "the name of the host" asks for nobody else's.
var reNameOf = lazy.Pattern(`name of (?:the |your )?(host|manager|driver|doctor|pet|hotel|restaurant|recipient|company|school|bank|mother|street|city|person|place|venue|event|movie|employee)`)

// askedBy says how well a question of the operator's asks for the slot: 1 in
// the slot's own words, less by the kind's, 0 not at all.
func (s *slot) askedBy(q *line, p sentence, low string) float64 {
	own := s.said(q, p.start, p.end, s.own)
	all := s.said(q, p.start, p.end, s.stems)
	re := asks[s.kind]
	generic := re != nil && re.MatchString(low)
	if s.asksAnother(low) {
		return 0
	}
	switch s.kind {
	case choice:
		if own > 0 || all > 0 && s.rivals == 0 || len(value.Options(s.field, q.text[p.start:p.end], desk.Locale{Language: s.tongue})) > 0 {
			return 1
		}
		return 0
	case yesNo, plain:
		return float64(min(own, 1))
	case count, measure:
		switch {
		case own == 0 && s.unitOfAnother(low):
			return 0
		case generic && own > 0, s.unitIn(low) && generic:
			return 1
		case generic && s.rivals == 0:
			return 0.7
		}
		return 0
	case title, sort_, product, someone:
		switch {
		case s.kind == someone && reOfAnother.MatchString(low) && s.rivals == 0:
			return 1
		case own > 0 && generic:
			return 1
		case own > 0:
			return 0.7
		}
		return 0
	}
	return s.askedFor(generic, own > 0)
}

// askedFor weighs a question for a thing of the kind, in its own words or not:
// where the card has several of the kind, only its own words tell which.
func (s *slot) askedFor(generic, own bool) float64 {
	switch {
	case generic && own:
		return 1
	case generic && s.rivals == 0:
		return 0.9
	case generic:
		return 0.4
	case own && s.rivals == 0:
		return 0.7
	}
	return 0
}

// asksAnother: the question is for a thing of the slot's form that is not the
// slot's: another person's name or phone, a passenger's way.
func (s *slot) asksAnother(low string) bool {
	switch s.kind {
	case person:
		if m := reNameOf.FindStringSubmatch(low); m != nil {
			return !strings.Contains(s.label, m[1])
		}
		m := reNameOfWhom.FindStringSubmatch(low)
		return m != nil && !strings.Contains(s.label, m[1])
	case ownPhone:
		return asks[otherPhone].MatchString(low)
	case address:
		return reDelivers.MatchString(s.label) && !reDeliverTo.MatchString(low)
	}
	return false
}

// taken says what became of what the operator said in a line: 1 the customer
// took it, 0.5 nobody objected, 0 not.
func (t *talk) taken(l *line, c sentence) float64 {
	if v, ok := l.known.taken[c.start]; ok {
		return v
	}
	v := t.takenNow(l, c)
	if l.known.taken == nil {
		l.known.taken = map[int]float64{}
	}
	l.known.taken[c.start] = v
	return v
}

func (t *talk) takenNow(l *line, c sentence) float64 {
	if l.at < t.gone {
		return 0
	}
	asksBack, supposed := false, false
	next := t.nextAt(l)
	for i := l.at + 1; i < len(t.lines) && i <= l.at+6; i++ {
		n := t.lines[i]
		switch {
		case !n.customer:
		case n.supposes:
			supposed = true
		case supposed && n.reply == no:
			return 0.8
		case i == next && (n.says(reBut) || n.says(reThinks)):
			return 0
		case i == next && t.merelyTold(l, n):
			return 0
		case n.reply == yes:
			return 1
		case i == next && n.reply == no && !c.question && asksLast(t.lines[i-1]):
			return 0.5 // a no to the question, not to what was said before it
		case i == next && n.reply == no:
			return t.denied(n, t.lines[i-1])
		case i == next && n.says(reRejects):
			return 0
		case n.says(reAccepts), l.takenUp(c, n):
			return 1
		case n.onlyAsks:
			asksBack = asksBack || !t.goesOn(n)
		default:
			return t.unopposed(l, c, asksBack, c.question && reEither.MatchString(fold(l.text[c.start:c.end])))
		}
	}
	return t.unopposed(l, c, asksBack, false)
}

// takenUp: the customer's line takes a word of an offer up: "15% if you pay monthly" –
// "I'll do monthly then".
func (l *line) takenUp(c sentence, n *line) bool {
	if !n.says(reThen) || n.does(refuses) || len(n.words) > longestLeave {
		return false
	}
	for i, w := range l.words {
		if w.Start < c.start || w.End > c.end || len([]rune(w.Text)) < 5 || words.Filler(w.Text) {
			continue
		}
		if slices.Contains(n.stems, l.stems[i]) {
			return true
		}
	}
	return false
}

// goesOn: behind a question that is about no price, the customer goes on to say what is
// needed of them, so that nothing was against what had been said.
func (t *talk) goesOn(n *line) bool {
	if n.says(reInquires) || n.says(rePriceWord) || n.says(reRejects) || len(t.numbersIn(n)) > 0 {
		return false
	}
	told := 0
	for o := n.next; o != nil; o = o.next {
		if o.does(refuses) || o.does(leaves) {
			return false
		}
		if len(t.phonesIn(o)) > 0 || len(o.emailsIn()) > 0 || len(o.addressHits()) > 0 {
			told++
		}
	}
	return told > 0
}

func asksLast(l *line) bool {
	return len(l.parts) > 1 && l.parts[len(l.parts)-1].question
}

// reStates: the company tells what it does, and when.
var reStates = lazy.Pattern(`привез|доставим|приедет|придет|отправ|ships|arriv|will be there|on its way|delivered|llega|sale hoy|enviamos|pasa(?:ra|mos)|resend`)

var (
	// reThinks: no yes and no no.
	reThinks = lazy.Pattern(`подума|посоветуюсь|think about it|let me think|think it over|get back to you|lo piens|pensarlo|me lo pienso|ya les digo`)
	// reEither: a question between two; whoever picks one takes the rest.
	reEither = lazy.Pattern(`(?:^|[^\p{L}])(?:или|or|o|либо)(?:[^\p{L}]|$)`)
)

// merelyTold: the operator answered a question, and the customer said thanks.
func (t *talk) merelyTold(l, n *line) bool {
	q := l.before
	return q != nil && q.onlyAsks && len(n.words) <= 3 && n.reply == value.Unclear && n.says(reThanks)
}

// unopposed: a statement that nobody denied may stand, as may what stands in a
// question between two things; another question needs a yes.
func (t *talk) unopposed(l *line, c sentence, asksBack, either bool) float64 {
	if asksBack && !c.question && reStates.MatchString(fold(l.text[c.start:c.end])) {
		asksBack = false // what will be, is, whatever else is asked
	}
	if c.question && !either || asksBack {
		return 0
	}
	return 0.5
}

// denied: a no to "anything else?" denies nothing that was said before, and one
// that brings another value denies that value only.
func (t *talk) denied(n, before *line) float64 {
	switch {
	case reMoreHelp.MatchString(foldTail(before.text)):
		return 0.5
	case t.bringsElse(n):
		return 0.8
	}
	return 0
}

var (
	reMoreHelp = lazy.Pattern(`anything else|something else|any other|further|else (?:i|can)|help you (?:with )?(?:more|further)|need more help|что-?нибудь ещ|ещ[её] (?:вопрос|что)|могу (?:ещ|ли)|algo mas|alguna otra`)
	reRejects  = lazy.Pattern(`any ?more\?|any other|some other|someone else|anybody else|anyone else|what other|another (?:one|option|place|time)?|something else|what else|anything else\?|other (?:options?|ones?|choices?)|different|too (?:expensive|early|late|far|pricey)|don't (?:want|like)|rather not|дорого(?:вато)?[.! ]*$|не подход|(?:^|есть |а |нет )друг(?:ой|ое|ие|ая)[?.! ]*$|otra opci|demasiado|no me (?:sirve|conviene)|instead|keep looking|search again`)
	reAccepts  = lazy.Pattern(`\b(?:book|reserve|purchase|buy|get|take) (?:it|that|this|them|one|me|the)|make (?:a|the|that) (?:reservation|appointment|booking)|sounds? (?:good|great|nice|fine|perfect|like)|that works|works for me|works fine|\bworks[.! ]*$|i like (?:it|that)|that(?:'s| is) (?:good|great|fine|perfect|okay|right|correct|ok|interesting)|that(?:'s| is) (?:the one|what i)|i'?(?:d| would) (?:like|love) (?:to (?:book|reserve|make|buy|go)|that|it|reservation|tickets)|i want to (?:book|reserve|make|buy|go with)|go ahead|let'?s (?:do|go)|i'll (?:take|go)|беру|берем|давайте|записывайте|записывай|запишите|подходит|подойд|пойд[её]т|устраивает|договорились|оформляй|согласен|согласна|me (?:lo|la) llevo|reserv[ae]|adelante|me parece|de acuerdo|lo quiero|lovely|perfect|great|excellent|\bthat one\b|thank`)
)

// corrects: the customer's no brings something else of a value's form, so the
// rest of what the operator said stands.
// reBut: a yes that goes on looking.
var reBut = lazy.Pattern(`\bbut (?:could|can|do|what|is|are|i)\b.{0,40}(?:other|else|another|different|look)|any ?more\?|another one|something else|(?:^|[^\p{L}])а (?:есть )?(?:друг|подешевле)|pero .{0,20}otr[ao]`)

func (t *talk) bringsElse(l *line) bool {
	return len(l.words) > 2 && (l.says(reCorrects) || len(t.numbersIn(l)) > 0)
}

var reCorrects = lazy.Pattern(`\d|change|make (?:it|that)|instead|i want|it is for|it'?s|i(?:'d| would) (?:like|prefer|rather)|исправ|поменя|лучше|хочу|cambi|mejor|prefiero|one|two|three|four|five|один|одна|два|две|три`)

// onlyAsks: the line is a question and nothing else.
func onlyAsks(l *line) bool {
	asks := false
	for _, p := range l.parts {
		low := l.text[p.start:p.end]
		if l.talk.over() {
			return false
		}
		if !p.question && (len(low) > 18 || value.Answered(low) == value.Unclear && !reThanks.MatchString(fold(low))) {
			return false
		}
		asks = asks || p.question
	}
	return asks
}

var reThanks = lazy.Pattern(`^[ ]*(?:понял|поняла|thank|thanks|hello|hi|hmm|oh|wow|gracias|hola|спасибо|здравств|понятно|ясно|ага)`)

func (t *talk) nextAt(l *line) int {
	if n := l.next; n != nil {
		return n.at
	}
	return -1
}

func foldTail(s string) string { return fold(s[max(0, len(s)-120):]) }
