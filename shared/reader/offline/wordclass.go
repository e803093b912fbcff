package offline

import (
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// Classes of words: the closed ones, and the open ones by their endings.

// closed: a word of a closed class, which no name of goods begins with or holds.
func closed(w string) bool {
	return words.Filler(w) || closedWords.Has(w) || linking.Has(w) || determiner.Has(w) || value.Answered(w) != value.Unclear
}

var (
	of         = lazy.Words(`of de del`)
	determiner = lazy.Words(`a an the my our your this that some any un una unos unas el la los las mi mis su sus este esta ese esa мой моя моё мое мою мои моего наш наша наше нашу этот эта эту это какой-нибудь какую-нибудь`)
	linking    = lazy.Words(`of for with de del para con sin в во на с со для после под от из по`)
	// closedWords are pronouns, auxiliaries, question words, adverbs, greetings.
	closedWords = lazy.Words(`я ты он она оно мы вы они себе себя тебе тебя вами нами ими им ей ему кто что чего чему чем какой какая какое какие какую каких каком сколько когда где куда откуда почему зачем как так там тут здесь уже еще ещё только даже тоже также очень можно нельзя надо нужно нужен нужна нужны есть нет да был была было были будет буду будем будут быть может могу можем можете мог могла хочу хотим хотел хотела хотели хотелось бы если чтобы потому поэтому или либо зато лучше больше меньше сейчас сегодня завтра послезавтра вчера утром вечером днем днём ночью потом теперь тогда сразу скоро здравствуйте здрасьте здрасте привет добрый доброе доброго день дня вечер утро подскажите скажите пожалуйста спасибо алло ну вот все всё весь всю всех сам сама этого этому этим тот та те ту того такой такая такое такие другой другая другое другую который которая которую которые около примерно срочно просто вообще короче голосовое значит
		yo tu él ella ello nosotros vosotros ellos ellas usted ustedes me te os les quien quién que qué cual cuál cuales cuáles cuanto cuánto cuanta cuánta cuantos cuántos cuantas cuántas cuando cuándo donde dónde como cómo porque aunque pero sino también tambien muy más mas menos ya aún aun aquí aqui ahí ahi allí hoy mañana manana ayer ahora luego después despues antes siempre nunca hay ha he han hemos has es son está esta están estan estoy estamos era fue ser estar tengo tiene tienen tenéis teneis tenemos quiero quiere queremos quería queria quisiera necesito necesitamos puedo puede pueden podéis podeis podría podria hola buenas buenos buen días dias tardes noches gracias favor bueno pues vale oye perdón perdon si sí no algo alguien nada otro otra otros otras todo toda todos todas tal vez solo sólo
		he she they him them who whom whose which what when where why how there here then than so too very just only also even still already now today tomorrow tonight yesterday soon later maybe please thanks thank hi hello hey morning evening afternoon ok okay yes no not don't doesn't didn't can't won't isn't aren't do does did done have has had having was were been being will would can could should shall may might must need needs want wants wanted like get got give let i'm i'd i'll i've it's that's there's we're we'd you're anyone someone something anything nothing one ones more most less much many few all both each every other another same if because but about into over under until till before after again up down out off back well um uh oh lol am u ur pls plz im id`)
)

func verbal(w, tongue string) bool {
	switch tongue {
	case "ru":
		return reVerbRu.MatchString(w)
	case "es":
		return reVerbEs.MatchString(w)
	}
	return reVerbEn.MatchString(w)
}

func adjective(w, tongue string) bool {
	switch tongue {
	case "ru":
		return reAdjRu.MatchString(w)
	case "es":
		return reAdjEs.MatchString(w)
	}
	return reAdjEn.MatchString(w)
}

var (
	reVerbRu = lazy.Pattern(`(?:[аеиоуыяю]ть|ться|тись|чь|[аеиоуыя]л[аио]?|[аеиыя]л[аио]?сь|[иы]ли|[аяеи]м?те|йте|[аеуюя]ешь|ишь|[аеоуюя]ет|[ую]т|[ия]т|[аеуя]ю|[аеи]ем|[юу]тся|[ие]тся|лся|лась|лось|лись)$`)
	// reNoNounRu are verbs' endings that no noun has.
	reNoNounRu = lazy.Pattern(`(?:[аеиоуыяю]ть|ться|тись|[аеиоуыюят]ся|[аеиоуыл][лт]?ась|лось|лись|[иа]йте|ите)$`)
	reVerbEs   = lazy.Pattern(`(?:[aei]r|[aeií]rl[oae]s?|[aei]rme|ando|iendo|amos|emos|imos|aron|ieron|aba|aban|aste|iste|áis|éis|aré|eré|iré|aría|ería|iría)$`)
	reVerbEn   = lazy.Pattern(`(?:ing|ed|n't)$`)
	reAdjRu    = lazy.Pattern(`(?:ый|ий|ой|ая|яя|ое|ее|ые|ие|ую|юю|ого|его|ому|ему|ым|им|ых|их)$`)
	reAdjEs    = lazy.Pattern(`(?:ad[oa]s?|id[oa]s?|os[oa]s?|al(?:es)?|ivo|iva|ic[oa]s?|able)$`)
	reAdjEn    = lazy.Pattern(`(?:ful|less|able|ous|ive|ish|ly|est)$`)
)
