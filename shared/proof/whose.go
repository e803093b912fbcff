package proof

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Whose it is, and whether it is so: the rules that look at the words right around
// a quote, in its own clause where grammar keeps them.

var (
	// disowned: a contact that is nobody's any more, or not to be used.
	disowned = lazy.Pattern(wb + `(?:(?:don't|don’t|do not|no longer) (?:own|use|have|answer)|(?:isn't|isn’t|is not|not|no longer) mine|any ?more|` +
		`(?:уже|больше|давно) не (?:мой|моя|мое|пользу\p{L}+|использу\p{L}+|актуал\p{L}+|работа\p{L}+|мне)|не (?:мой|моя) (?:номер|телефон|почта|адрес)|не пользуюсь|` +
		`ya no (?:es|uso|tengo|funciona|existe)|no es mi[oa]?)` + we)
	// notThere: what stands right before the quote takes it away: "don't send it to",
	// "хватит слать на", "no lo mandéis a", "anything but".
	notThere = lazy.Pattern(wb + `(?:(?:stop|quit|don't|don’t|do not|never|not to|without) (?:\p{L}+ ){1,4}|(?:хватит|перестан\p{L}+|прекрат\p{L}+|не надо|не нужно|не) (?:больше |мне |туда |мне больше )?(?:слать|шли|шлите|присыла\p{L}+|отправля\p{L}+|писать|пиш\p{L}+|звонить|звон\p{L}+)(?: \p{L}+){0,2} |(?:dej(?:ad|en|e) de|no) (?:me |lo |la |le |se |os )?(?:\p{L}+ ){1,3})(?:to|on|at|на|по|к|a|al)? ?$`)
	// excepted: all but this.
	excepted = lazy.Pattern(wb + `(?:(?:anything|everything|all|any\p{L}*) (?:but|except)|except(?: for)?|other than|rather than|instead of|кроме(?: как)?|лишь бы не|только не|вместо|(?:todo|cualquier cosa|lo que sea) menos|menos|excepto|salvo|en vez de|en lugar de)(?: \p{L}{1,3})? $`)
	// refused stands right before what is not meant: "не шесть, а четыре".
	refused = lazy.Pattern(wb + `(?:not|не|ни|нет,? не) $`)
	// written: the writer has tried this contact, so it is the other side's.
	tried = lazy.Pattern(wb + `(?:(?:i|we|i've|i’ve|we've)(?: have| already| just| twice)* (?:wrote|written|emailed|e-mailed|called|phoned|rang|tried|dial\p{L}+|texted)(?: you)? (?:to |at |on )?|(?:писал\p{L}*|звонил\p{L}*|набирал\p{L}*|дозван\p{L}+|обращал\p{L}+)(?: вам| уже| раз| дважды)* (?:на|по) |(?:he escrito|escribi|he llamado|llame|marque)(?: \p{L}+){0,3} (?:a|al) )$`)
	// from stands right before a number that somebody calls from; callers say that
	// it is not the writer who does.
	from    = lazy.Pattern(`(?:^|[^\p{L}])(?:from|с|со|desde|del) (?:the |el |номера |numero )?$`)
	callers = lazy.Pattern(wb + `(?:(?:ring|call|phon|text|spam|bother)\p{L}* (?:me|us)|(?:мне|нам)(?: \p{L}+){0,2} (?:названив|звон|позвон|пиш)\p{L}+|(?:названив|звон|позвон|пиш)\p{L}+ (?:мне|нам)|названивает|(?:me|nos) (?:\p{L}+ ){0,2}(?:llam|escrib)\p{L}+)`)

	// reachThem leads to where somebody else is reached: "la encuentran en el", "его найдёте по".
	reachThem = lazy.Pattern(wb + `(?:(?:la|lo|le|las|los|les) (?:pued\p{L}+ |podra\p{L}+ )?(?:encuentr|encontr|localiz|ubic|llam|hall)\p{L}+ (?:en|al?)(?: el)?|(?:его|ее|их) (?:можно )?(?:найт|найд|застат|застан|поймат)\p{L}+ (?:по|на)|(?:you(?:'ll| can| will)? )?(?:find|reach|get|catch) (?:him|her|them) (?:at|on)) $`)

	// gives: a person who is not the writer left it, has it, had it.
	gives = lazy.Pattern(wb + `(?:курьер|водител|доставщик|таксист|жил(?:ец|ьц)|квартирант|арендатор|хозя(?:ин|йк)|courier|driver|tenant|landlord|landlady|previous owner|repartidor|mensajero|conductor|inquilin|casero|duen)\p{L}*(?: \p{L}+){0,2} (?:gave|left|has|had|uses|used|дал|оставил|имел|был|пользовал|dio|dejo|tenia|tiene|usaba)\p{L}*` + we)

	// atHome: somebody of the household who only is there.
	atHome = lazy.Pattern(`[,;.] ?(?:my|our|mi|мо[йя]|у меня) \p{L}+(?: \p{L}+)? (?:(?:will be|is|'ll be|’ll be) (?:there|home|at home|in|around)|будет (?:дома|там|на месте)|(?:estara|esta) (?:en casa|alli|ahi))` + we + `|[,;.] ?(?:\p{L}+ )?\p{L}+ (?:(?:never|didn't|didn’t|hasn't|hasn’t) |так и не |не (?:приехал|пришел|приш|явил)|no (?:vino|lleg|apareci|ha ))\p{L}*|[,;.] ?\p{L}+ (?:at home|дома|en casa)` + we)

	// praised: a name in a recommendation or a complaint, or of whom one asks for.
	praised = lazy.Pattern(wb + `(?:recommend\p{L}*|referred|(?:по)?совет(?:овал|ует|уют)\p{L}*|(?:по)?рекоменд\p{L}+|recomend\p{L}+|complain\p{L}*|complaint|передай\p{L}* привет|привет передай\p{L}*|жалоб\p{L}*|жалу\p{L}+|пожалова\p{L}+|quej[ao]\p{L}*|reclamacion)` + we)
	// asksWho: the other side is asked for its name.
	asksWho = lazy.Pattern(wb + `(?:is (?:this|that)|are you|am i (?:talking|speaking) (?:to|with)|это|вы|ты|с кем|я говорю с|eres|es usted|es|hablo con) $`)
	// careless: whatever it is, it is not meant.
	careless = lazy.Pattern(wb + `(?:for all i care|i don't care|i don’t care|just kidding|kidding|jk|какая разница|без разницы|мне (?:все равно|пофиг|плевать)|шучу|шутка|me da igual|es broma|da lo mismo)` + we)

	// left: a place that is no longer, or not, where somebody lives or comes.
	left = lazy.Pattern(wb + `(?:moved? (?:away |out )?(?:from|of)|used to (?:live|be)|lived at|left|старый адрес|съехал\p{L}*|переехал\p{L}* (?:с|со|из)|раньше жил\p{L}*|nos fuimos de|me fui de|nos mudamos de|me mude de|viviamos en|vivia en|antes vivi\p{L}+|(?:not|never|n't|n’t) (?:\p{L}+ ){0,2}(?:driving|going|coming|live|living)|не (?:\p{L}+ ){0,2}(?:поеду|поедем|жив\p{L}+|езж\p{L}+)|no (?:\p{L}+ ){0,2}(?:voy|vamos|vivo|vivimos|ire))` + we)
	// theirs: "my neighbour" is no "my".
	theirs = lazy.Pattern(wb + `(?:my|mi|mis|мо[йяеи]|моего|моей|у моей|у моего) `)
	// brought: that something is to be brought to them.
	brought = lazy.Pattern(wb + `(?:deliver\p{L}*|send|bring|ship\p{L}*|come|drop|live|living|жив\p{L}+|привез\p{L}+|везите|достав\p{L}+|отправ\p{L}+|приез\p{L}+|подъез\p{L}+|завез\p{L}+|встреч\p{L}+|trae\p{L}*|traig\p{L}+|llev\p{L}+|envi\p{L}+|mand\p{L}+|viv[eo]\p{L}*|veng\p{L}+|entreg\p{L}+)` + we)

	// theirHome: a third person lives there; carried: that something is to be brought there,
	// notCarried: that it isn't.
	theirHome  = lazy.Pattern(wb + `(?:my|our|mi|mis|nuestr\p{L}+|мо[йяеи]|наш\p{L}?) (?:\p{L}+ )?(\p{L}+) (?:lives?|living|viven?|жив[ею]т)` + we)
	household  = lazy.Pattern(`^(?:family|wife|husband|partner|kids?|семья|жена|муж|familia|mujer|marido|pareja)$`)
	carried    = lazy.Pattern(wb + `(?:deliver\p{L}*|send|bring|ship\p{L}*|drop|take|привез\p{L}+|везите|достав\p{L}+|отправ\p{L}+|завез\p{L}+|trae\p{L}*|traig\p{L}+|llev\p{L}+|envi\p{L}+|mand\p{L}+|entreg\p{L}+)` + we)
	notCarried = lazy.Pattern(wb + `(?:no|not|never|don't|don’t|не|ничего не) (?:\p{L}+ )?(?:deliver|send|bring|ship|drop|take|привоз|вез|достав|отправ|завоз|trai|traer|llev|envi|mand|entreg)\p{L}*`)

	// quotedFrom leads to what is quoted from somebody's letter: `from our old supplier: "Best, …`.
	quotedFrom = lazy.Pattern(wb + `(?:from|от|de|del) [^:"«“]{1,60}: ?["«“„][^"»”]*$`)

	// othersDeed: somebody who is no part of the customer's household paid, took.
	othersDeed = lazy.Pattern(wb + `(?:friend|buddy|cousin|neighbou?r|colleague|coworker|roommate|uncle|aunt|aunt|somebody|someone|тет[яи]|дяд|друг|подруг|приятел|знаком|двоюродн\p{L}+ \p{L}+|сосед|коллег|кум|кто-то|amig[oa]|prim[oa]|vecin[oa]|colega|companer[oa]|cunad[oa]|tia|tio|alguien)\p{L}*(?: [\p{L}'’]+){0,5} (?:paid|pays|bought|got|took|ordered|orders|had|gave|заплатил|платит|платил|отдал|купил|взял|забрал|заказал|заказывал|получил|pag[oa]|pagaba|compr[oa]|pidio|llevo|cogio|dio)\p{L}*` + we)
	// lastTime is another time's figure.
	lastTime = lazy.Pattern(wb + `(?:last (?:year|month|week|time)|(?:в|на) прошл\p{L}+ (?:год\p{L}*|месяц\p{L}*|раз\p{L}*|недел\p{L}*)|прошлого года|(?:el )?(?:ano|mes) pasado|la (?:semana pasada|otra vez|ultima vez)|previously|in the past)` + we)
	lastYear = lazy.Pattern(wb + `(?:last year|в прошлом году|прошлого года|прошлогодн\p{L}+|(?:el |del )?ano pasado)` + we)
	// unreal is what would be.
	unreal = lazy.Pattern(wb + `(?:(?:стоил|был|обош|вышл|получил)\p{L}* бы|если бы|if (?:it|that|this|they) (?:cost|were|was|would)|were (?:it|they) to|would have|si (?:\p{L}+ ){0,2}\p{L}+(?:ara|iera|ase|iese|aran|ieran))` + we)
	// notYet: a state that is to come.
	notYet     = lazy.Pattern(wb + `(?:will (?:be|get)|going to be|gonna be|one day|someday|будет|будут|станет|когда-нибудь|estara|sera|va a (?:estar|ser)|algun dia)` + we)
	stateWords = lazy.Pattern(wb + `(?:статус|состояни|status|state|estado|оплачен|paid|pagado)`)
	rivals     = lazy.Pattern(wb + `(?:competitors?|compete|competing|rivals?|конкур\p{L}+|competencia|competidor\p{L}*|competimos)` + we)
)

// untrue says why the words around a quote take back what it says; "": they don't.
func (p place) untrue(f desk.Field) string {
	switch {
	case excepted.MatchString(p.ahead), refused.MatchString(p.ahead) && f.Type != desk.TypeBoolean && f.Type != desk.TypeEnum && f.Type != desk.TypeMultiEnum,
		refused.MatchString(p.ahead) && !refused.MatchString(" "+p.quote):
		return "the words right before it take it away"
	case isFigure(f) && p.added, p.multiplied && (f.Type == desk.TypeMoney || isFigure(f) && isHowMany(f)):
		return "it is a part of what is to be reckoned out"
	case takesLatter.MatchString(p.behind) && eitherOr.MatchString(p.ahead):
		return "of two it is the one that is taken back"
	case isTyped(f) && othersDeed.MatchString(p.clauses()), p.ofOtherClient():
		return "it is another person's deed"
	case f.Type == desk.TypeMoney && unreal.MatchString(p.sentence):
		return "what would be is not so"
	case isFigure(f) && lastTime.MatchString(p.clause), f.Type == desk.TypeDate && lastYear.MatchString(p.clause):
		return "it is another time's"
	case f.Type == desk.TypeEnum && notYet.MatchString(p.clause) && stateWords.MatchString(plain(f.Title)):
		return "what is to come is not so yet"
	case f.Type == desk.TypeString && rivals.MatchString(p.clause):
		return "it is a rival's"
	case isFigure(f) && advertised.MatchString(p.clause) && !wants.MatchString(p.clause):
		return "it is what an advertisement speaks of"
	case isPlace(f) && p.ofBusiness():
		return "a business is there"
	case isPlace(f) && p.asks && has(p.sentence, companyWords):
		return "it is asked where the company is"
	case isPlace(f) && p.ofAnothersHome():
		return "somebody else lives there"
	case isPlace(f) && (left.MatchString(p.clause) || has(p.nameless, otherWords) && !has(theirs.ReplaceAllString(p.clause, " "), ownWords) && !brought.MatchString(p.clause)):
		return "the place is not where the customer is"
	}
	return ""
}

// ofAnothersHome: it is where a third person lives, and nothing is to be brought there.
func (p place) ofAnothersHome() bool {
	m := theirHome.FindStringSubmatch(p.clauseAhead + p.quote)
	return m != nil && !household.MatchString(m[1]) && !carried.MatchString(notCarried.ReplaceAllString(p.message, " "))
}

// clauses are the quote's own clause and what stands before it in the sentence.
func (p place) clauses() string { return p.ahead + p.clause }

// notTheirs says why a contact or a person's datum is not the customer's.
func (p place) notTheirs(kind subject) string {
	switch {
	case kind != aboutNobody && careless.MatchString(p.sentence):
		return "it is not meant"
	case kind == aboutPerson && praised.MatchString(p.clauses()):
		return "the words are about another person"
	case kind == aboutPerson && p.asks && asksWho.MatchString(p.ahead), kind == aboutPerson && p.asks && asksWho.MatchString(p.quote[:min(len(p.quote), max(0, strings.LastIndexByte(strings.TrimRight(p.quote, " "), ' ')+1))]):
		return "the other side is asked who it is"
	case kind != aboutContact:
		return ""
	case p.ofOthers():
		return "the words are about another person"
	case disowned.MatchString(p.clause), disowned.MatchString(p.behind) && !has(p.behind, ownContact):
		return "the contact is given up"
	case notThere.MatchString(p.clauseAhead):
		return "the contact is not to be used"
	case tried.MatchString(p.ahead), from.MatchString(p.ahead) && callers.MatchString(p.sentence):
		return "the company's own contact is not the customer's"
	case gives.MatchString(p.sentence), reachThem.MatchString(p.clauseAhead), reachThem.MatchString(p.ahead):
		return "the words are about another person"
	}
	return ""
}

// isTyped says whether a field holds figures, a day or one of some options.
func isTyped(f desk.Field) bool { return f.Type != desk.TypeString && f.Type != desk.TypeText }

// isFigure says whether a field counts or measures.
func isFigure(f desk.Field) bool {
	return f.Type == desk.TypeInteger || f.Type == desk.TypeNumber || f.Type == desk.TypeMoney
}

// whereWords title a field that asks for a place of any kind.
var whereWords = lazy.Pattern(wb + `(?:city|town|location|destination|address|area|where|place|venue|neighbou?rhood|город|адрес|место|район|куда|где|ciudad|direccion|lugar|destino|zona|barrio|donde|ubicacion)` + we)

// asksWhere says whether a field is a place, the customer's or another.
func asksWhere(f desk.Field) bool {
	return f.Type == desk.TypeAddress || f.Type == desk.TypeString && f.Format == "" && whereWords.MatchString(plain(f.Title)) && !personWords.MatchString(plain(f.Title))
}

// isPlace says whether a field asks where the customer is.
func isPlace(f desk.Field) bool {
	return f.Type == desk.TypeAddress || f.Type == desk.TypeString && placeWords.MatchString(plain(f.Title)) && !aboutOthers(f)
}
