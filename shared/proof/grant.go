package proof

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// What an operator grants: a plain statement in the words of this sentence, here
// and now.

var (
	// grantingWords give, or say that something was given.
	grantingWords = lazy.Pattern(wb + `(?:могу|можем|дать|сделать|can|puedo|podemos|даю|дам|дадим|даем|делаю|делаем|сделаю|сделаем|сделал\p{L}*|предостав\p{L}*|оформ\p{L}*|начисл\p{L}*|верн\p{L}*|возвра[щт]\p{L}*|согласова\p{L}*|одобр\p{L}*|примен\p{L}*|учл\p{L}*|учтен\p{L}*|с учетом|со скидкой|ваш\p{L}*|вам|получ\p{L}*|будет|доступ\p{L}*|активир\p{L}*|i'll|we'll|i’ll|we’ll|will|can do|give|giving|gave|given|grant\p{L}*|apply|applied|approv\p{L}*|credit\p{L}*|refund\p{L}*|you|your|off|includ\p{L}*|with the|with a|doy|damos|hago|hacemos|hare|haremos|aplic\p{L}*|conced\p{L}*|aprob\p{L}*|abon\p{L}*|dev(?:olv|uelv|uelt)\p{L}*|reembols\p{L}*|tiene|su|le|les|te|tu|con el|con un|queda\p{L}*|incluid\p{L}*|да|повезло|in luck|de suerte|готово|done|listo|hecho|хорошо|договорились|конечно|тоже|yes|sure|of course|also|claro|vale|de acuerdo|tambien)` + we)

	// hedgeWords leave it open.
	hedgeWords = lazy.Pattern(wb + `(?:подума\p{L}*|возможн\p{L}*|может|могут|наверн\p{L}*|уточн\p{L}*|спрош\p{L}*|узна\p{L}*|обсуд\p{L}*|рассмотр\p{L}*|попроб\p{L}*|постара\p{L}*|обычно|normally|usually|normalmente|lo normal|seria|хотите|просите|проси\p{L}*|maybe|might|perhaps|possibly|think|consider\p{L}*|check|ask|asks|asking|asked (?:about|for|if)|whether|спрашива\p{L}*|discuss|try|see if|would like|you want|quiza\p{L}*|tal vez|pensar\p{L}*|podri\p{L}*|puede que|consult(?:ar\p{L}*|o|amos|e|emos)|preguntaba\p{L}*|preguntar\p{L}*|ver si|intentar\p{L}*|quiere|pide)` + we)

	deniesWords = lazy.Pattern(wb + `(?:не|нет|нельзя|никак|невозможно|без|отказ\p{L}*|к сожалению|no|not|none|never|can't|cannot|can’t|don't|don’t|won't|won’t|unable|without|unfortunately|refuse\p{L}*|nunca|tampoco|lamentablemente|desgraciadamente|sin|imposible|impossible|невозмож\p{L}*|недоступ\p{L}*|исключен\p{L}*|отклон\p{L}*|denied|declined|rejected|rechazad\p{L}*|увы|жаль|сожале\p{L}*|sorry|afraid|lo siento|lamento|denegad\p{L}*)` + we)

	// onlyWords put a condition, or speak of another time.
	onlyWords = lazy.Pattern(wb + `(?:только|лишь|если|при (?:условии|заказе|покупке|оплате)|когда|от суммы|до конца|до прошл\p{L}*|была|действовал\p{L}*|закончил\p{L}*|истек\p{L}*|раньше|прежде|only|if|unless|when|once (?:the|a|an|you|your|we|our|it|its|i|he|she|they|this|that|my)|as soon as|как только|после того|una vez|en cuanto|tan pronto|provided|ended|expired|was|were|used to|until last|previously|solo|solamente|cuando|siempre que|termino|acabo|caduco|expiro|era|antes|hasta el (?:mes|ano) pasado)` + we)

	grantWords = lazy.Pattern(`скидк|discount|descuento|rebate|возврат денег|возврат средств|сумма возврата|компенсац|refunds?(?:[^\p{L}]|$)|reembolso|devolucion de dinero|compensacion|compensation|кешбэк|кэшбэк|cashback|бонус|bonus|bonific|gratis|подарок от компании|отсрочк|кредитн\p{L}+ лимит|credit limit|limite de credito|waive`)

	// aside is what stands beside a grant and changes nothing of it: an offer to
	// write again, an apology for how long it took.
	aside = lazy.Pattern(`[,;—–-]? ?(?:if (?:anything|something|there(?:'s| is) anything|you (?:need|have) (?:any|more|questions|help|something))|если (?:что|возник\p{L}+|появ\p{L}+|буд\p{L}+ вопрос\p{L}*|понадоб\p{L}+)|si (?:necesita|necesitas|surge|hay|tiene|tienes) |(?:sorry|apologies) (?:that|for|about)|(?:извин|прост)\p{L}+,? (?:что|за)|(?:perdon|disculp)\p{L}*,? (?:que|por)|no (?:further|more) (?:steps|action)|(?:\p{L}+ )?не (?:понадоб|потреб)\p{L}*|(?:\p{L}+ )?(?:won't|won’t|will not) be (?:needed|necessary|required)|no (?:hara|sera) (?:falta|necesari\p{L}+)|nothing (?:else|more)|no need|(?:больше )?ничего (?:\p{L}+ )?не (?:нужно|надо)|no (?:tiene|tienes|hace falta) )(?:[^,;—–]*$)?`)
	// bargain: a grant for what is yet to be done.
	bargain = lazy.Pattern(`^\W*(?:(?:возьмете|купите|закажете|оформите|оплатите|приведете|наберете|подпишете|оставите|возьмешь|купишь|закажешь)` + we + `|(?:buy|take|order|spend|bring|sign|pay|get|leave)` + we + `.*(?:,| and )|(?:were|should|had) you|(?:llev|compr|pag|contrat|reserv|pid)\p{L}*(?:ando|iendo|andose|iendose)\p{L}*)`)
	// wouldHave is what was not done.
	wouldHave = lazy.Pattern(wb + `(?:would have|would've|would’ve|\p{L}{2,} бы|бы \p{L}+|(?:habr|hubier)\p{L}+)` + we)
)

// doubtGrant says why an operator's sentence grants nothing; "": it grants.
func (p place) doubtGrant() string {
	said := aside.ReplaceAllString(p.sentence, " ")
	switch {
	case p.asks:
		return "a question grants nothing"
	case has(said, deniesWords):
		return "a refusal grants nothing"
	case has(said, onlyWords), bargain.MatchString(said), wouldHave.MatchString(said):
		return "a condition, or another time, grants nothing yet"
	case has(said, hedgeWords), !has(said, grantingWords):
		return "the words do not plainly grant it"
	}
	return ""
}

// grants says whether a field gives the customer something.
func grants(f desk.Field) bool { return f.Grants || grantWords.MatchString(plain(f.Title)) }
