package proof

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// What somebody wanted, and then takes back whole: "3 chairs" … "no wait, cancel that". A
// reader may have overlooked it, and nothing but the later words says so; so a person looks.
// "No wait, make it 4" is a correction, and "cancel that meeting" another thing's.

const (
	// lead is what begins such words and says nothing.
	lead = `(?:(?:oh|ah|ok|okay|no|nope|wait|hold on|hang on|sorry|actually|hm+|well|please|so|sry|and|но|а|и|ой|нет|стоп|стойте|стой|погодите|подождите|постойте|извините|простите|все-таки|ладно|пожалуйста|ay|espera|espere|esperen|perdon|perdona|disculpe|disculpa|mejor|en realidad|bueno|por favor|ah no|pues|y) )*`
	// tail is what ends them.
	tail = `(?: (?:please|pls|sorry|thanks|thank you|then|for now|altogether|completely|entirely|instead|after all|пожалуйста|спасибо|извините|простите|пока|совсем|вообще|тогда|por favor|gracias|perdon|disculpe|disculpen|mejor|por ahora|entonces|todo))*`
)

var (
	// takenBack is a sentence that takes back whatever was said before it.
	takenBack = lazy.Pattern(`^` + lead + `(?:` +
		`(?:let's |lets |i want to |i'd like to |can you |could you |you can )?(?:just )?(?:cancel|forget|scratch|drop|disregard|ignore|undo)(?: about)? (?:that|it|this|them|all that|all this|all of (?:it|that|this)|everything|(?:the|my) (?:whole |entire )?(?:order|request|thing)|what i (?:just )?(?:said|wrote|asked)|(?:my|the) last (?:message|one))|` +
		`(?:i(?:'ve| have)? |we(?:'ve| have)? )?changed (?:my|our) minds?|(?:i|we) (?:don't|do not|no longer) (?:want|need) (?:it|that|them|anything|any of (?:it|that|them))(?: any ?more)?|` +
		`отмена|отбой|(?:давайте |можете |можно )?(?:все )?(?:отмени(?:те|м|ть)|отменя(?:йте|ем|ю)|забудьте|забудь|вычеркните|аннулируйте)(?: (?:это|все|об этом|про это|все это|заказ|мой заказ|весь заказ|заявку|что я (?:сказал|написал)а?))?|(?:я |мы )?передумал[аи]?|(?:уже |больше )?ничего не (?:надо|нужно)|(?:это |мне |нам )?(?:уже|больше) не (?:надо|нужно|нужен|нужны|нужна)|` +
		`(?:lo )?(?:cancel[ae](?:lo|la|los|las|me lo|melo)?|cancelen(?:lo|la)?|anul[ae](?:lo|la)?|olvid[ae](?:lo|la|te|se)?|dej[ae](?:lo|la))(?: (?:eso|esto|todo|todo eso|(?:el|mi) pedido|lo que (?:dije|escribi)|de eso|lo de antes))?|(?:hay que |quiero |quisiera )?cancelar(?:lo|la)?(?: (?:todo|eso|(?:el|mi) pedido))?|(?:he )?cambi(?:e|ado) de (?:opinion|idea)|me arrepenti|ya no (?:lo |la |los |las )?(?:quiero|queremos|necesito|necesitamos)(?: nada)?` +
		`)` + tail + `$`)
	// refusesIt may take back what was said before it, or answer what somebody else said.
	refusesIt = lazy.Pattern(`^` + lead + `(?:never ?mind|forget|не надо|не нужно|не стоит|проехали|no importa|da igual|mejor no|nada|no hace falta)` + tail + `$`)
	// takesLatter names one of two things by its place, and takes it back.
	takesLatter = lazy.Pattern(wb + `(?:(?:forget|scratch|ignore|drop|not|забудьте|забудь|вычеркните|не надо|не) (?:about )?(?:the |про )?(?:latter|second(?: one)?|last(?: one)?|втор\p{L}+|последн\p{L}+)|(?:the )?(?:latter|second(?: one)?) (?:is |won't |doesn't )?(?:out|off|no|work)|(?:втор\p{L}+|последн\p{L}+) (?:забуд\p{L}+|вычеркн\p{L}+|не надо|не нужно|отпада\p{L}+|не подход\p{L}+)|(?:olvid\p{L}+|quit\p{L}+|descart\p{L}+|no) (?:lo |el |la )(?:segund[oa]|ultim[oa])|lo (?:segundo|ultimo) (?:olvid\p{L}+|no|descart\p{L}+))` + we)
	eitherOr    = lazy.Pattern(wb + `(?:or|или|либо|o|u)(?: (?:the|on|el|la|на|в))? $`)
)

// How far is looked for words that take something back: in the rest of a message, and in
// so many messages after it.
const (
	maxTakeBack = 300 // characters of a message
	maxLater    = 6
)

// takenBackLater says whether the customer took back what they had said in f's words, before
// anything else was talked of. Who they are and what is a number of something stays so.
func takenBackLater(chat desk.Chat, field desk.Field, f desk.Finding) bool {
	if about(field) != aboutNobody || field.Type == desk.TypeAddress || field.FreeText() && strings.ContainsFunc(f.Value, unicode.IsDigit) {
		return false
	}
	at := slices.IndexFunc(chat.Messages, func(m desk.Message) bool { return m.Seq == f.Message })
	if at < 0 || chat.Messages[at].Author != desk.ByCustomer {
		return false
	}
	if _, rest, found := strings.Cut(chat.Messages[at].SpokenText(), f.Quote); found && takesBack(rest, true) {
		return true
	}
	answered := false
	for _, m := range chat.Messages[at+1 : min(len(chat.Messages), at+1+maxLater)] {
		said := m.SpokenText()
		switch {
		case m.Author == desk.AsNote:
		case m.Author != desk.ByCustomer && strings.Contains(said, "?"):
			return false // what comes answers that
		case m.Author != desk.ByCustomer:
			answered = true
		case takesBack(said, !answered):
			return true
		}
	}
	return false
}

// takesBack says whether a sentence takes back what was said before it; also one that only
// refuses, where nobody else has spoken meanwhile.
func takesBack(said string, refusals bool) bool {
	if len(said) > 4*maxTakeBack {
		said = said[:4*maxTakeBack]
	}
	for s := range strings.FieldsFuncSeq(said, func(r rune) bool { return strings.ContainsRune(".!?;\n…", r) }) {
		s = strings.Join(strings.FieldsFunc(plain(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '-' }), " ")
		if takenBack.MatchString(s) || refusals && refusesIt.MatchString(s) {
			return true
		}
	}
	return false
}
