package proof

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// roles are whom a customer may pretend to be.
const roles = `system|sistema|система|systeme|operator|оператор|operador|operadora|admin|administrator|администратор|админ|administrador|assistant|ассистент|asistente|agent|agente|агент|manager|менеджер|gerente|support|поддержка|soporte|bot|бот|crm|copilot|supervisor|супервизор|руководитель|director|директор|модератор|moderator|сотрудник|employee|staff|empleado|empleada`

// The cues of Guard, for folded text (lower case, ё is е, é is e). Each is a
// general way to say a thing, none a sentence of some chat. \b knows ASCII
// letters only, so (^|[^\p{L}]) stands before words.
const wb, we = `(?:^|[^\p{L}])`, `(?:[^\p{L}]|$)`

var (
	// machineWords: nobody says this to a company.
	machineWords = lazy.Pattern(`(?:игнорир|забуд|отмен|проигнорир|не слуша)\p{L}* (?:\p{L}+ ){0,4}(?:инструкци|указани|правил|промпт|команд|настройк)` + "|" +
		`(?:ignore|forget|disregard|override|bypass|skip) (?:\p{L}+ ){0,4}(?:instruction|rule|prompt|guideline|direction|above|polic|check)` + "|" +
		`(?:ignor|olvid|descart|omit|salt)\p{L}* (?:\p{L}+ ){0,4}(?:instruccion|regla|indicacion|prompt|orden)` + "|" +
		`нов(?:ая|ые|ое) (?:инструкци|задани|задач|правил|системн|указани)|системн\p{L}+ (?:промпт|сообщени|инструкци|команд)|(?:режим|права) (?:разработчик|администратор|отладк)\p{L}*` + "|" +
		`new (?:instruction|task|rule|system)|system (?:prompt|instruction|override)|(?:^|\n|[.!?] )\W*system (?:message|update|note)\W* ?[:=-]|(?:developer|admin|debug|maintenance|god) mode|jailbreak` + "|" +
		`nuev(?:a|as|o|os) (?:instruccion|tarea|regla|orden)|(?:mensaje|prompt|instruccion|orden) del? sistema|modo (?:administrador|desarrollador|depuracion)` + "|" +
		`ты (?:теперь|больше не|—|-)? ?(?:бот|ассистент|модель|ии|нейросеть|администратор)|как (?:языковая модель|ии)|нейросет\p{L}*,|(?:дорог|уважаем)\p{L}+ (?:ии|бот|нейросет|модел|ассистент)` + "|" +
		`you are (?:now|no longer)|as an? (?:ai|llm|assistant|language model)|(?:dear|hey|attention|note to|hello) (?:the )?(?:ai|llm|model|bot|copilot|assistant|crm)` + we + "|" +
		`eres (?:ahora|un|una) (?:bot|asistente|modelo|ia)|(?:querid\p{L}|hola|atencion|oye),? (?:ia|bot|modelo|copilot|asistente|crm)` + we + "|" +
		`(?:^|[\n.!?] ?)\s*(?:ассистент|assistant|asistente|робот|robot|бот|bot|нейросеть|модель|copilot|ia|ai|ии) ?,` + "|" +
		`(?:вызови|вызвать|используй) (?:инструмент|функци)|(?:call|use|invoke) the (?:tool|function)|(?:llama|usa|invoca) (?:a )?la (?:herramienta|funcion)` + "|" +
		`report_reading|report_notes|tool_?(?:call|use|choice)|function_?call|prompt injection|"?(?:fields|values|summary|findings)"? ?[:=] ?[\[{]` + "|" +
		// An instruction that is called earlier, and not to be heeded.
		wb + `(?:прошл|предыдущ|прежн|ранн|старо?й|вышеуказанн|earlier|previous|prior|preceding|above|past|original|your)\p{L}* (?:\p{L}+ )?(?:инструкци|указани|правил|команд|промпт|настройк|instruction|direction|guideline|prompt|command|orders)` + "|" +
		wb + `(?:instruccion|orden|ordenes|indicacion|regla|directri)\p{L}* (?:\p{L}+ )?(?:previ|anterior|pasad|de arriba|dad)` + "|" +
		// Customers don't speak of a company's CRM, nor to its program, nor for its admin.
		wb + `(?:crm|срм|prompt|промпт|промт|copilot|копилот|суфлер|chatgpt|gpt|llm|нейросет\p{L}*)` + we + "|" +
		`(?:администратор|админ|administrator|admin|administrador\p{L}*|оператор|operator|operador)\p{L}* (?:of (?:the )?|del? |de la )?(?:систем|crm|базы|sistem|system|base)|(?:system|database|crm) (?:admin|operator)|sysadmin|сисадмин` + "|" +
		`(?:ответ|вывод|результат|output|answer|response|result|reply|respuesta|salida|resultado) (?:of |from |de |del )?(?:the |la |el )?(?:модел|ассистент|нейросет|систем|бота|model|assistant|system|modelo|asistente|sistema)` + "|" +
		wb + `(?:ассистент|assistant|asistente|робот|robot|бот|bot|модель),? [^.!?]{0,60}(?:должн|надо|нужно|must|should|need|debe|tiene que|запиш|постав|set|record|write|registr|pon)` + "|" +
		wb + `(?:внимание|attention|atencion) ?[,:!—-]|(?:внимание|attention|atencion),? (?:всем |all |a )?(?:систем|автомат|program|automat|system|sistema|robot|bot|робот|машин|machine|maquina)` + "|" +
		`[{}]|\[\[|\]\]` + "|" +
		// A database's commands and a sheet's formulas.
		`(?:^|[\n;)'"] ?)\s*(?:drop|truncate|alter) (?:table|database|schema)` + we + `|; ?(?:delete from|insert into|update \S+ set|select \S+ from)` + we + `|` + wb + `union (?:all )?select` + we + `|' ?or ?'?1'? ?= ?'?1|(?:^|\n)\s*[=@]\s?\p{L}+\(` + "|" +
		`<\|?/?\p{L}[^<>]{0,40}\|?>|<<<|>>>|\[/?(?:inst|sys|system|user|assistant)\]|</?s>|###|` + "```" + `|[{\[]\s*"[^"]{1,40}"\s*:|=== ?\p{L}|-{3,} ?(?:begin|end|конец|начало|fin|inicio)` + "|" +
		`(?:конец|начало|end|begin|start|fin|inicio) (?:of (?:the )?|del |de la |de los )?(?:чата|диалога|данных|chat|dialog|data|transcript|conversation|datos|conversacion)` + we)

	// orderWords: an order to change what the CRM holds.
	orderWords = lazy.Pattern(wb + `(?:mark|flag|отметь\p{L}*|пометь\p{L}*|проведи\p{L}*|marca|marcad|marque\p{L}*|pon|poned|ponga\p{L}*)(?: \p{L}+){0,5} (?:as|как|como)` + we + "|" +
		wb + `(?:постав|установ|запиш|внес|впиш|измен|помен|обнов|заполн|укаж|отмет|провед|смен|добав|пропиш|выстав)\p{L}*,? (?:[^.!?]{0,60} )?(?:в (?:карточк|поле|пол[яе]|crm|срм|систем|сделк|лид|базу|базе)|карточк|поле|статус)` + "|" +
		`(?:в (?:карточк|поле|crm|срм|сделк|систем|баз)\p{L}*)[^.!?]{0,40}(?:постав|установ|запиш|внес|впиш|измен|обнов|укаж|отмет|должн|пропиш|выстав)` + "|" +
		wb + `(?:set|put|change|update|fill|write|mark|enter|record|make|switch|modify|edit),? (?:[^.!?]{0,60} )?(?:fields?|(?:in|on|into|the|this|that|client|customer|client's|customer's|client’s|customer’s) card|crm|record|system|database|status|deal|lead)` + we + "|" +
		wb + `(?:set|change|update|make|reduce|lower|raise) (?:\p{L}+ ){0,3}(?:amount|total|discount|price|sum|status|quantity|payment|refund|fee|balance|cost)` + we + "|" +
		wb + `(?:pon|ponga|pongan|poned|ponedme|ponme|cambi\p{L}*|actualiza|actualizad|actualizar|actualice|actualicen|rellen\p{L}*|escrib\p{L}*|marc\p{L}*|anot\p{L}*|apunt\p{L}*|registr\p{L}*|modific\p{L}*),? (?:[^.!?]{0,60} )?(?:campos?|ficha|tarjeta|crm|sistema|registro|base de datos|estado)` + we + "|" +
		wb + `(?:постав|установ|выстав|пропиш)\p{L}* (?:\p{L}+ ){0,3}(?:сумм|скидк|статус|цен|количеств|оплат|дат)` + "|" +
		wb + `(?:pon|ponga|pongan|poned|establece|fija|fijad) (?:\p{L}+ ){0,3}(?:importe|descuento|estado|precio|cantidad|pago|fecha)`)

	// roleLabel: a line, or a sentence, that begins like another author's.
	roleLabel = lazy.Pattern(`(?:^|[\n.!?\])|>"«] ?|[—–-] )[\s\[(<*#"«_]{0,4}(?:` + roles + `)(?: ?[\p{L}\d#№.]{0,14}){0,2} ?[\])>*_"»]{0,4} ?(?:\([^)]{0,30}\))? ?(?:\d{1,2}[:.]\d\d)? ?[:：\]>|=]`)

	// roleSign: a line that begins with a role in brackets, or before a dash.
	roleSign = lazy.Pattern(`(?:^|\n)[\s*_>]*(?:[\[(<{](?:` + roles + `)[^\n\])>}]{0,30}[\])>}]|(?:` + roles + `)(?: \p{L}+){0,2} ?[-–—~]+ )`)

	// forwardedWords begin what somebody else wrote.
	forwardedWords = lazy.Pattern(`пересланн\p{L}+ (?:сообщени|письм)|переслано от|forwarded (?:message|from)|original message|mensaje reenviado|reenviado de|fwd:|` + wb + `(?:from|от кого|de|кому|to|para): |(?:wrote|пишет|написал|написала|escribio):\s*$`)

	// imaginedWords: what is pretended is not so.
	imaginedWords = lazy.Pattern(wb + `(?:считай\p{L}*|представь\p{L}*|допустим|предположим|притвор\p{L}*|вообрази\p{L}*|как будто|как если бы|якобы|типа|сделай вид|pretend\p{L}*|suppose|supposing|assume|assuming|imagine|as if|as though|let's say|let’s say|consider it|hypothetically|haz como|haced como|supon\p{L}*|imagin\p{L}*|digamos|finge\p{L}*|como si)` + we)

	otherWords = lazy.Pattern(wb + `(?:жен|муж|мам|пап|мать|матер|отец|отц|брат|сестр|сын|доч|друз|подруг|сосед|коллег|начальни|шеф|директор|бухгалтер|тещ|тест|свекр|бабушк|дедушк|бабул|дяд|тет[яеию]|племянни|водител|знаком|родствен|родител|партнер|напарни|помощни|секретар|ассистент|получател|прораб|мастер|врач|риелтор|юрист|адвокат|супруг|офис-менеджер|завхоз|охранник|невест|жених|парн|девушк|ребен|ребенк)\p{L}*` + "|" +
		wb + `(?:друг(?:а|у|ом|е)?|его|ее|их|у него|у нее|у них|ему|ей|им|чуж\p{L}+|получит|получать будет|примет|заберет|встретит)` + we + "|" +
		wb + `(?:wife|husband|spouse|mother|mom|mum|father|dad|brother|sister|son|daughter|friend|neighbou?r|colleague|coworker|boss|assistant|secretary|accountant|partner|roommate|flatmate|uncle|aunt|grandm\p{L}+|grandf\p{L}+|grandpa|gran|granny|nana|receptionist|office manager|girlfriend|boyfriend|cousin|driver|recipient|landlord|landlady|lawyer|parents|kids?|someone else|somebody else|bride|groom|fiance\p{L}*)(?:'s|’s)?` + we + "|" +
		wb + `(?:his|her|hers|their|theirs|him|them|he|she|they)` + we + "|" +
		wb + `(?:madre|padre|mama|papa|mujer|marido|esposa|esposo|herman[oa]s?|hij[oa]s?|amig[oa]s?|vecin[oa]s?|companer[oa]s?|colega|jef[ea]|pareja|abuel[oa]s?|ti[oa]|prim[oa]s?|suegr[oa]|novi[oa]|secretari[oa]|contable|gestor[a]?|socio|socia|cunad[oa]|destinatari[oa]|conductor|abogad[oa]|padres|casero|casera|administrativ[oa]|recepcionista|yaya|yayo)` + we + "|" +
		wb + `(?:su (?:movil|telefono|numero|correo|email|e-mail|mail|direccion|nombre)|ella|ellos|ellas|lo recibe|la recibe|recoge)` + we)

	// ownWords say that the data are the writer's. "Me" and "I" alone don't: "give
	// it to Ann, 555, don't call me".
	ownWords = lazy.Pattern(wb + `(?:мой|мою|моя|мое|моего|моем|моих|мои|меня зовут|зовут меня|я [\p{L}\-]+|свой|сво[ею]\p{L}*|my|mine|i'm|i’m|i am|this is|mi|mio|mia|mios|soy|me llamo)` + we)

	// ownContact asks to be reached there: who says so owns it.
	ownContact = lazy.Pattern(wb + `(?:(?:write|reach|call|text|e-?mail|ring|contact|get|message)(?: to)? (?:me|us)|(?:напиш|пиш|позвон|звон|набер|свяж|присыла|пришл|отправ)\p{L}+ (?:лучше |сразу |тогда |уже )?(?:мне|меня|нам|со мной)|(?:мне|меня) (?:\p{L}+ )?(?:напиш|пиш|позвон|звон|набер)\p{L}+|(?:llam|escrib|contact|mand|envi)\p{L}*(?:me|nos)|(?:me|nos) (?:\p{L}+ )?(?:llam|escrib|contact)\p{L}+|(?:i|we) (?:can|could|may) (?:best )?be (?:reached|contacted|called|phoned|found)|(?:меня|нас) (?:можно )?(?:найти|застать|поймать)|(?:me|nos) (?:puede|pueden|podeis) (?:localizar|encontrar|llamar))` + we)

	companyWords = lazy.Pattern(wb + `(?:ваш|ваша|ваше|вашего|вашей|вашем|от вас|вы звонили|вы мне звонили|мне звонили|мне позвонили|звонил\p{L}*|позвонил\p{L}*|звонок|с номера|на сайте|your|yours|you called|called me|a call|call from|got called|missed call|is that you|was that you|on your (?:site|website)|vuestr[oa]s?|me ha llamado|me han llamado|me llam(?:o|aron)|llamada|llamaron|son ustedes|es suyo|de ustedes|en su (?:web|pagina))` + we)

	companyOwnWords = lazy.Pattern(wb + `(?:наш|наша|наше|нашего|нас|мой|моя|мне|я|звоните|пишите|обращайтесь|our|us|my|mine|me|i|call us|write to|nuestr[oa]s?|mi|llam(?:e|en|enos|anos)|escrib(?:a|an|anos|enos))` + we)

	// askedBack asks whether a contact is still the customer's, who must say yes.
	askedBack = lazy.Pattern(wb + `(?:still (?:the|your|a good|valid|correct)|the (?:best|right|correct|current) (?:number|phone|e-?mail|contact)|(?:актуальн|прежн|тот же)\p{L}* (?:номер|телефон|почт|адрес)\p{L}*|(?:номер|телефон|почта) (?:все )?(?:еще )?(?:актуальн|верн|прежн)\p{L}*|(?:sigue|sigues|siguen) (?:siendo|usando|con)|(?:el|la) mejor (?:numero|correo|telefono))` + we)

	readBackWords = lazy.Pattern(`(?:исправил|поменял|изменил|заменил|обновил|updated|changed it|corrected|corregid|cambiad)|(?:ваш|вашу|ваша|вашего|вам|вас) (?:\p{L}+ ){0,2}(?:номер|телефон|почт|e-?mail|имейл|мейл|контакт|адрес)|(?:записал|верно|правильно|подтвер|отправил|выслал|вышл|отправл|продублир|позвон|перезвон|свяж)|(?:your|you at|you on|sent to|send it to|email it to|correct\?|is that right|confirm|noted|got it|reach you|call you|text you)|(?:su|tu|le) (?:\p{L}+ ){0,2}(?:numero|telefono|movil|correo|e-?mail)|(?:anotad|apuntad|correcto|confirm|enviad|enviar|le llam|mandad)`)
)

// calledByName: somebody with a name is to be called, or owns the contact. On the
// text as it was written: names have capitals.
var calledByName = lazy.Pattern(`(?:(?i:позвони\p{L}*|звони\p{L}*|набери\p{L}*|напиши\p{L}*|call|reach|contact|text|write to|llam\p{L}+|escrib\p{L}+|contact\p{L}+)\s+(?:a\s+|к\s+)?\p{Lu}\p{Ll}+)|(?:\p{Lu}\p{Ll}+(?:у|ю|е|ой|ей)\s+(?:позвони|звони|набери|напиши)\p{L}*)|(?:\p{Lu}\p{Ll}+['’]s\s+(?:\p{Ll}+\s+)?(?:cell|phone|number|mobile|e-?mail|mail|contact))|(?:(?i:номер|телефон|почта|мобильный|контакт)\s+\p{Lu}\p{Ll}+(?:а|я|ы|и|ой|ого|ей))|(?:(?i:m[oó]vil|tel[eé]fono|n[uú]mero|correo|contacto)\s+(?:es\s+)?de(?:l)?\s+\p{Lu}\p{Ll}+)`)

func has(s string, cue *lazy.Regexp) bool { return cue.MatchString(s) }

// machineTalk looks at a folded message: its breaks of line are in it.
func machineTalk(message string) bool { return machineWords.MatchString(squeeze(message)) }

func orders(sentence string) bool { return orderWords.MatchString(sentence) }

// forgedRole says whether a role's label stands before the quote, anywhere in
// the message.
func forgedRole(before string) bool {
	before = strings.TrimSpace(before)
	return roleLabel.MatchString(before) || roleSign.MatchString(before)
}

// forwarded says whether the quote's line is marked as another mail's, or stands
// below a line that begins forwarded words.
func forwarded(before, line string) bool {
	return strings.HasPrefix(strings.TrimSpace(line), ">") || forwardedWords.MatchString(before)
}

// squeeze makes "i g n o r e" a word again: single letters in a row are joined.
func squeeze(s string) string {
	words := strings.Fields(s)
	var b strings.Builder
	for i, w := range words {
		single := len([]rune(w)) == 1
		if i > 0 && !(single && len([]rune(words[i-1])) == 1) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

// What a field is about, as far as it matters whose a value is.
type subject int

const (
	aboutNobody  subject = iota // a thing, an amount, a date
	aboutContact                // a phone or an e-mail address
	aboutPerson                 // a name, a birthday, an address
)

var personWords = lazy.Pattern(wb + `(?:имя|имени|фио|фамили|отчеств|рожден|паспорт|name|surname|birth|birthday|passport|nombre|apellido|nacimiento|dni|pasaporte)`)
var placeWords = lazy.Pattern(wb + `(?:адрес|город|address|city|direccion|ciudad)`)
var thirdWords = lazy.Pattern(wb + `(?:получател|recipient|destinatari|контактн\p{L}+ лиц|contact person|persona de contacto|поручител|guarantor|супруг|spouse|conyuge|ребен|child|hij[oa]|гост|guest|host|organi[sz]er|организатор|anfitrion|попутчик|доверенн|второ\p{L}+ (?:номер|телефон)|someone else|другой человек|otra persona|emergency|экстренн|quien recibe|on-?site|third party|пациент|patient|paciente|водител|passenger|пассажир|pasajero|подар|gift|regalo)`)

// conjunction parts clauses as a comma does.
var conjunction = lazy.Pattern(`(?i)\s(?:and|but|и|а|но|y|pero|mientras|while|тогда как|when|if|unless|until|когда|если|пока|cuando|hasta que)\s`)

func titleOf(f desk.Field) string { return plain(f.Title + " . " + f.Description) }

func about(f desk.Field) subject {
	switch {
	case f.Type == desk.TypePhone || f.Type == desk.TypeEmail:
		return aboutContact
	case f.Type == desk.TypeString || f.Type == desk.TypeDate || f.Type == desk.TypeText:
		if personWords.MatchString(plain(f.Title)) && !placeWords.MatchString(plain(f.Title)) {
			return aboutPerson
		}
	}
	return aboutNobody
}

// aboutOthers says whether a field asks for another person than the customer.
func aboutOthers(f desk.Field) bool { return thirdWords.MatchString(titleOf(f)) }
