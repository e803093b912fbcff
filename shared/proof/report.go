package proof

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Who says it. A cue is grammar, not a word: somebody says that, according to
// somebody, somebody of the company agreed. A noun alone ("a quote", "the support
// staff", "una cita") is nothing.

const (
	// side is whoever speaks for a company, sells or decides there.
	side = `(?:оператор|менеджер|консультант|продав(?:ец|ц|щиц)|сотрудни|специалист|администратор|поддержк|руководител|начальств|operator|manager|support|agent|representative|salesm[ae]n|saleswom[ae]n|consultant|cashier|supervisor|management|operador|gerente|agente|soporte|encargad[oa]|vendedor|comercial|asesor|dependient)\p{L}*`
	// yours is one of the company's people, said by whose they are.
	yours = `(?:ваш\p{L}*|your|sus?|vuestr\p{L}*|тво\p{L}+|tu) (?:\p{L}+ )?(?:коллег|сотрудни|девушк|парен|парн|консультант|colleague|co-?worker|rep|guy|man|lady|girl|team|staff|people|companer|compi|chic|gente|web)\p{L}*`
	// policy is what a company has written down.
	policy = `(?:регламент|политик|правил|policy|policies|rules|terms|politica|normativa|condiciones)\p{L}*`
)

var (
	// saysWords: a third person's verb of saying, or one that is said to somebody.
	saysWords = lazy.Pattern(wb + `(?:сказал[аи]?|говор(?:ит|ят|или|ила|ил)|утвержда(?:ет|ют|ла?|ли)|пиш[еу]т|написал[аи]?|ответил[аи]?|(?:по)?обеща(?:л[аи]?|ет|ют|но)|(?:про)?цитиру\p{L}+|передал[аи]?,? что|уверя(?:ет|ют|ла?|ли)|клял(?:ся|ась|ись)|клянется|сообщил[аи]?|ссыла(?:ясь|ется|юсь)|назвал[аи]?|называл[аи]?|озвучи(?:л[аи]?|вал[аи]?|ли)|предлагал[аи]?|предложил[аи]?|оценил[аи]?|прислал[аи]? (?:\p{L}+ )?(?:цену|смету|расчет|предложение|ответ|сумму)|` +
		`mentioned|said|says|told|tells|wrote|writes|promised|promises|claimed|claims|quoted|swore|swears|assured|assures|offered|estimated|` +
		`dijo|dice|dicen|dijeron|dijist\p{L}+|(?:ha|han|has|habeis|habia|habian) (?:dicho|prometido|asegurado|ofrecido|escrito|cotizado)|escribi[oe]|escribieron|escribe|promet(?:io|ieron|e|iste\p{L}*)|asegur(?:o|a|aron|an)|afirm(?:o|a|aron|an)|cit(?:o|aron|ando)|ofreci(?:o|eron|ste\p{L}*)|(?:me|nos|le|les) cotiz\p{L}+|mencion(?:o|aron))` + we + "|" +
		wb + `(?:quoted me|according to|as per|per (?:your|the)|по словам|со слов|согласно|segun (?:el|la|los|las|su|sus|vuestr\p{L}*|tu|lo|me|nos|mi|dij\p{L}+|dice\p{L}*|indic\p{L}+|consta|parece)|de acuerdo con (?:su|la|el|vuestr\p{L}*)|claim that)` + we)

	// ownSays: the writer's own saying, which reports nothing.
	ownSays = lazy.Pattern(wb + `(?:(?:i|we)(?:'ve|’ve| have| had)?(?: already| just| also| once| twice| always| only)* (?:said|told|wrote|mentioned|promised|claimed|quoted|offered|estimated)|` +
		`(?:я|мы)(?: же| уже| и| вам| ему| ей| им| тебе| ранее| раньше| сразу| вчера| раз| тоже| это| об этом)* (?:говорил|сказал|писал|написал|сообщил|назвал|называл|обещал|передал|предлагал|предложил|ответил)\p{L}*)` + we)

	// ownPeople are the writer's own, who bind nobody else.
	ownPeople = lazy.Pattern(wb + `(?:my|our|mi|mis|nuestr\p{L}+|мо[йяеи]\p{L}*|моего|моему|наш\p{L}*)(?: \p{L}+)? (?:` + side + "|" + policy + `)`)

	// sideDoes: somebody of the company agreed, gave, set; or was agreed with.
	sideDoes = lazy.Pattern(wb + `(?:` + side + "|" + yours + "|" + policy + `)(?: [\p{L}'’]+){0,4},? ?(?:agreed|gave|given|set|allow\p{L}*|approved|confirmed|accepted|put|made|signed|authori[sz]ed|ok'?d|okayed|state[sd]?|require[sd]?|guarantee[sd]?|entitle[sd]?|lets?|has|knows|wants|` +
		`согласил\p{L}*|согласовал\p{L}*|согласен|согласна|дал[аи]?|разреш\p{L}+|одобр\p{L}+|подтверд\p{L}+|постав\p{L}+|установи\p{L}+|утверд\p{L}+|считает|знает|в курсе|велел[аи]?|просил[аи]?|попросил[аи]?|гласит|предусм\p{L}+|` +
		`acord\p{L}+|acept\p{L}+|dio|dieron|permit\p{L}+|aprob\p{L}+|confirm\p{L}+|puso|pusieron|autoriz\p{L}+|(?:ha|han) \p{L}+[aiou]d?[ot]o?|establece\p{L}*|garantiza\p{L}*|sabe|quiere)` + we + "|" +
		wb + `(?:agreed|agreement|deal|spoke|spoken|talked|arranged|settled|cleared|authori[sz]ed|approved|granted|confirmed|согласова\p{L}*|договор\p{L}*|обсу\p{L}*|решил\p{L}*|разреш\p{L}*|одобр\p{L}*|подтвержд\p{L}*|acord\p{L}+|hable|hablado|habl\p{L}+|qued\p{L}+|aprobad\p{L}|autorizad\p{L}|confirmad\p{L}) (?:\p{L}+ ){0,2}(?:with|by|from|с|со|у|con|por|de|del)? ?(?:the |your |la |el |su |vuestr\p{L} |ваш\p{L}* )?(?:\p{L}+ )?(?:` + side + "|" + yours + `)` + "|" +
		wb + `(?:by|under|per|from|as per|по|согласно|от|из|segun|por|conforme a) (?:the |your |ваш\p{L}+ |su |sus |la |las |vuestr\p{L}+ )?(?:\p{L}+ )?(?:` + policy + `|(?:` + side + `))` + we)

	// asTheySay: "as your coworker put it", "как писала ваша коллега".
	asTheySay = lazy.Pattern(wb + `(?:as|like|как|como) (?:\p{L}+ ){0,2}?(?:(?:the |el |la )?` + side + "|" + yours + ")")

	// siteSays: a price from a page, an advertisement or a list is no agreement.
	siteSays = lazy.Pattern(wb + `(?:web-?site|web-?page|homepage|site|ad|advert|app|catalog(?:ue)?|price list|flyer|сайт\p{L}*|реклам\p{L}*|объявлени\p{L}*|каталог\p{L}*|прайс\p{L}*|листовк\p{L}*|приложени\p{L}*|web|pagina|anuncio|publicidad|catalogo|folleto|tarifa)` + we)

	// writtenThere: it is what some page, or their rules, say.
	writtenThere = lazy.Pattern(wb + `(?:на|в|у вас на|у вас в) (?:ваш\p{L}+ |свое\p{L}+ )?(?:сайт|страниц|прайс|каталог|правил|услови|договор|объявлени|реклам)\p{L}*(?: [\p{L}]+){0,2} (?:написано|указано|сказано|стоит|значится|пишете|пишут)` + we + "|" +
		wb + `(?:your|the) (?:web-?site|site|page|app|catalog(?:ue)?|ad|rules?|terms) (?:says?|states?|reads?|shows?|lists?)` + we + "|" +
		wb + `(?:en (?:su|vuestra|la) (?:web|pagina|tienda|app)|en (?:sus|las|vuestras) (?:condiciones|normas)) (?:pone|dice|indica|figura|aparece)` + we)

	// ownTurn begins what the writer wants or says of their own after a report:
	// what stands behind it is not reported. A figure of money stays reported.
	ownTurn = lazy.Pattern(`(?:[,;.—–-] ?|` + wb + `(?:so|but|and|поэтому|так что|но|а|и|asi que|por eso|pero|y) )(?:so |but |and |поэтому |так что |но |asi que |pero |y |then |тогда |entonces )*(?:let's|let’s|i|i'd|i’d|i'll|i’ll|i'm|i’m|we|we'd|we'll|my|our|давайте|давай|я|мы|мой|моя|мое|мои|наш\p{L}*|мне|нам|нужн\p{L}+|беру|берем|возьм\p{L}+|хочу|хотим|хотел\p{L}*|запишите|mi|mis|nuestr\p{L}+|yo|quiero|queremos|quisiera|necesit\p{L}+|pongamos|prefiero|me llamo|soy) `)

	// ownChoice has somebody's words taken for one's own.
	ownChoice = lazy.Pattern(wb + `(?:and i agree|and so do i|и я соглас(?:ен|на)|и я за|y (?:yo )?estoy de acuerdo|y a mi me parece bien)` + we)
	// kinSays: it was one's own family that said so.
	kinSays = lazy.Pattern(wb + `(?:my (?:wife|husband|partner|boss)|жена|муж|начальник|mi (?:mujer|marido|pareja|jef[ea]))` + we)
)

// reported says whether the words are somebody else's: said by them before the
// quote or in it, and not left since, or named behind it as theirs.
func (p place) reported(f desk.Field) bool {
	if isIdentifier(f) {
		return false // whoever says which order it is, it is that order
	}
	if ownChoice.MatchString(p.sentence) && kinSays.MatchString(p.sentence) && !sideDoes.MatchString(p.sentence) {
		return false
	}
	before := own(strings.TrimRight(p.ahead, " ") + p.quote)
	if !isTyped(f) {
		before = bothSay.ReplaceAllString(before, " ") // what both spoke of, and nobody promised
	}
	for _, cue := range []*lazy.Regexp{saysWords, sideDoes, asTheySay, writtenThere} {
		if at := lastMatch(cue, before); at >= 0 && !(f.Type != desk.TypeMoney && leftSince(before[at:])) {
			return true
		}
	}
	if f.Type == desk.TypeMoney && siteSays.MatchString(p.sentence) {
		return true
	}
	behind := own(p.behind)
	// What somebody of the company does behind a name or a contact is no word of theirs.
	return trailing.MatchString(behind) || about(f) == aboutNobody && sideDoes.MatchString(behind)
}

// bothSay: "we talked to you about". A price that both spoke of stays reported.
var bothSay = lazy.Pattern(wb + `(?:мы (?:же )?с вами(?: \p{L}+){0,2} (?:говорил|обсуждал|обсудил|писал|переписывал|общал)\p{L}*|we (?:\p{L}+ )?(?:spoke|talked|chatted) (?:\p{L}+ )?(?:with you |to you )?about|(?:hablamos|estuvimos hablando|hablabamos) (?:\p{L}+ )?(?:con (?:usted|ustedes|vosotros) )?(?:de|sobre))` + we)

// trailing: ", said the manager", "as he told me", ", мне сказали".
var trailing = lazy.Pattern(`^[\s,.—–-]*(?:(?:(?:as|like|so|so i|как|так|как мне|segun|como|como me|asi|asi me|me|nos|мне|нам|i|it|we|was|were|they|he|she|он|она|они)[\s,]+){0,3}` +
	`(?:said|told|promised|dijo|dice|dicen|dijeron|сказал[аи]?|говорит|говорят|обещал[аи]?)(?:\s+(?:so|me|us|мне|нам|it|that))?|` +
	`(?:(?:as|so|как|так|segun|como|asi)[\s,]+)?(?:said|dijo|dice|сказал[аи]?|according to|по словам|segun)(?: \p{L}+){1,8})\s*[.!…]*\s*$`)

func own(s string) string {
	return ownPeople.ReplaceAllString(ownSays.ReplaceAllString(s, " "), " ")
}

func lastMatch(cue *lazy.Regexp, s string) int {
	all := cue.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][1] - 1 // the mark behind the cue belongs to what follows
}

// leftSince says whether the writer speaks for themselves again.
func leftSince(s string) bool { return ownTurn.MatchString(s) || therefore.MatchString(s) }

// therefore comes right before what the writer makes of it: "so card".
var therefore = lazy.Pattern(wb + `(?:so|then|значит|поэтому|тогда|pues|entonces|asi que)(?: with| by| con| en)? \p{L}+[\s.!]*$`)

var identifierWords = lazy.Pattern(wb + `(?:номер\p{L}*|number|numero|no|id|код|code|codigo|артикул|трек\p{L}*|tracking) ?(?:заказ\p{L}*|заявк\p{L}*|договор\p{L}*|order|ticket|contract|invoice|case|de pedido|del pedido|de contrato|seguimiento)?` + we + `|` + wb + `(?:order|pedido|заказ) (?:number|id|no|№)`)

// isIdentifier says whether a field names a thing by its number: that gives nobody
// anything.
func isIdentifier(f desk.Field) bool {
	return f.Type == desk.TypeString && f.Format == "" && about(f) == aboutNobody && identifierWords.MatchString(plain(f.Title))
}
