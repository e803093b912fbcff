package proof

import (
	"unicode"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// There are more ways to speak of somebody else than any list holds, and few to
// give one's own contact or name. So a contact or a name that the words around it
// don't claim as the writer's own is only taken where they hold next to nothing
// else: "8 916 …", "номер для связи: …", "send the invoice to …", "Anna here".

// mostStrange is how many words that a contact or a name does not come with its clause
// may hold.
const mostStrange = 1

// dealt are the words that one's own contact or name comes with.
var dealt = lazy.Words(`
телефон телефона тел номер номера номерок мобильный мобильник моб сотовый сот wa tg phone number cell mobile landline tel telefono numero movil fijo contacto contact contacts контакт контакты контактный
почта почту почте почты емейл имейл мейл мыло email mail e-mail address correo direccion email-
счет счета договор чек смету смета кп предложение отчет документы реквизиты акт накладную билет билеты подтверждение ссылку invoice receipt quote offer contract report documents papers confirmation tickets link bill estimate proposal factura presupuesto contrato recibo oferta documentos confirmacion entradas enlace
для связи связь смс sms звонок звонка звонков курьеру курьера рабочий личный домашний новый актуальный другой work personal home new current another other backup nuevo nueva personal trabajo casa otro
вот запишите пишите звоните позвоните наберите набирайте шлите пришлите присылайте отправьте отправляйте скиньте скидывайте вышлите дублируйте давайте можно лучше пожалуйста плиз спс спасибо да нет ок хорошо конечно здравствуйте привет добрый день вечер доброе утро алло слушаю еще также или это есть пока попробуйте удобнее тоже
here use send mail write call text ring try reach reached dial message get may can could would please pls thanks thank yes yeah no ok okay sure hi hello hey good morning afternoon evening also best easiest better fine works there always any time anytime day whatever just put down note is its it's thats that's following
aqui mande manden mandar envie envien enviar escriba escriban escribir llame llamen llamar prueben pruebe anote anoten apunte apunten puede pueden podeis por favor gracias si no vale claro hola buenos buenas dias tardes noches tambien mejor esta este ese es el seria
имя зовут фамилия фио отчество называйте обращайтесь бронь заказ запись name names named surname last first full booking reservation order nombre apellido apellidos reserva pedido llamo
пишет говорит speaking writing again снова опять escribe habla
слитно раздельно вместе маленькими большими буквами буква пробелов без латиницей латинскими строчными подчеркивание нижнее дефис тире точка собака одним словом junto separado todo minuscula minusculas mayuscula mayusculas guion bajo punto arroba lowercase uppercase caps underscore dash hyphen dot together all one word spaces espacios sin
плюс семь восемь plus seven eight mas
from at with of in из с от de del desde con en на для по к под
`)

// strange is how many words the text holds that a contact or a name does not come
// with. Names of people and firms are none: capitals say so.
func strange(text string) int {
	n := 0
	text = written.ReplaceAllString(text, " ")
	for _, w := range words.Runs([]rune(text)) {
		first := []rune(w.Text)[0]
		bare := words.Bare(w.Text)
		if !unicode.IsLetter(first) || unicode.IsUpper(first) || len([]rune(bare)) < 2 || words.Filler(bare) || dealt.Has(bare) {
			continue
		}
		n++
	}
	return n
}

// written: an address of the net is no words.
var written = lazy.Pattern(`\S*[@/]\S*|\p{L}+\.\p{L}\S*`)

// claimsOwn says that the clause is the writer's word of themselves.
func (p place) claimsOwn() bool {
	if ours, _ := p.owned(); ours {
		return true
	}
	return has(ownedIn(p.clause), ownWords) && !possessed.MatchString(p.clause) || ownContact.MatchString(p.clause) || iAm.MatchString(p.clause) || callThere.MatchString(p.clauseAhead) || introduced.MatchString(p.ahead)
}

var (
	// callThere asks to be called, of whomever it names no other: "звоните 8 905 …".
	callThere = lazy.Pattern(wb + `(?:звоните|позвоните|наберите|набирайте|пишите|call|text|ring|llam(?:e|en|ad)|escrib(?:a|an|id)) (?:на |по |at |on |al |a )?[ \d+()-]*$`)
	// calledSelf leads to what the writer is called.
	calledSelf = lazy.Pattern(wb + `(?:меня зовут|мое имя|my name is|my name's|my name’s|me llamo|mi nombre es) $`)
	// introduced: who writes has just said their name: "me llamo Yamile, 310 …".
	introduced = lazy.Pattern(wb + `(?:меня зовут|мое имя|my name is|my name's|my name’s|me llamo|mi nombre es) \p{L}+(?: \p{L}+)?[ ,.:;—–\d+()-]*$`)
)

// possessed: the "my" of "my lawyer's" is another's.
var possessed = lazy.Pattern(wb + `(?:my|our) (?:\p{L}+ )?\p{L}+(?:'s|’s)`)

var iAm = lazy.Pattern(wb + `(?:as i|i am|i'm|i’m|i can|you can|we are|we're|звоню|пишу|меня|мне|нас|нам|я|llamo|escribo|(?:a|al|en) nombre de|на имя|на фамилию|under|on behalf of)` + we)

// selfWords are how a card calls the customer's own name.
var selfWords = lazy.Pattern(`(?:client|customer|контакт|клиент|заказчик|cliente|comprador|buyer|contact|your|ваше|su) |^ (?:full |first |last )?(?:name|имя|фио|фамилия|nombre|apellidos?|nombre completo) `)

// unclaimed says whether a contact or the customer's name stands among words that
// it does not come with.
func (p place) unclaimed(f desk.Field, kind subject) bool {
	if kind == aboutNobody || kind == aboutPerson && !selfWords.MatchString(plain(f.Title)) || p.claimsOwn() {
		return false
	}
	return strange(p.around) > mostStrange
}
