package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// pattern finds a value as its first group, in the original text.
type pattern struct {
	re    *lazy.Regexp
	score float64
	both  bool // also in what the operator says and the customer does not deny
}

const (
	capWord  = `[\p{Lu}][\p{L}'’\-]+`
	fullName = capWord + `(?: ` + capWord + `){0,2}`
)

var patterns = [kinds][]pattern{
	person: {
		{lazy.Pattern(`(?i:меня зовут|мо[её] имя|на имя|зовут меня|это|с уважением,?|my name is|my name's|^name is|^name's|\. name's|\. name is|name:|under the name(?: of)?|this is|call me|me llamo|mi nombre es|a nombre de|a mi nombre,|soy)[ ,:]+(` + fullName + `)`), 0.85, false},
		{lazy.Pattern(`^(` + fullName + `) (?i:at|from|из|de) (?:[«"]|[\p{Lu}])`), 0.8, false},
		{lazy.Pattern(`(?i:под именем|на фамилию|under|put it under|in the name of)[ ,:]+(` + fullName + `)`), 0.8, false},
		{lazy.Pattern(`(` + fullName + `) (?i:меня зовут|зовут)`), 0.85, false},
		{lazy.Pattern(`(?i:меня зовут|зовут меня|мо[её] имя|my name is|my name's|me llamo|mi nombre es)[ ,:]+([\p{Ll}'’\-]{3,}(?: [\p{Ll}'’\-]{3,})?)(?:[.,!?]|$| (?i:и|если|мне|я|номер|тел|телефон|and|i|my|y|mi)(?:[^\p{L}]|$))`), 0.8, false},
		{lazy.Pattern(`^(?i:(?:hi|hello|hey|hola|buenas|здравствуйте|добрый день|привет)[,!. ]+)?(?i:it'?s|it is|here is)\s+(` + fullName + `)(?:[.,!]| here| from|$)`), 0.75, false},
		{lazy.Pattern(`(?i:i'm|i am|soy|я),? (?i:(?:the|a|el|la|его|ее|их|su|his|her) )?\p{Ll}+, (` + fullName + `)(?:[.,!]|$)`), 0.75, false},
		{lazy.Pattern(`[,.;] ?(?i:а я|и я|and i'm|and i am|and im|y yo soy|y yo|y soy) (` + fullName + `)(?:[.,!?]|$)`), 0.86, false},
		{lazy.Pattern(`(?i:pregunt\p{L}+ por|ask for)[ ]+(` + fullName + `)`), 0.75, false},
		{lazy.Pattern(`(?i:thanks|thank you|thx|cheers|regards|спасибо|gracias|saludos)[,.! ]*[ \n]*[-–—]?[ \n]*(` + fullName + `)[.! ]*$`), 0.72, false},
		{lazy.Pattern(`[\p{L}.!] ?[-–—] ?(` + capWord + `)[.! ]*$`), 0.68, false},
		{lazy.Pattern(`[,.!] (?i:it'?s|it is|this is|soy|это|я) (` + capWord + `)(?:[.! ]*$| (?i:если|кстати|by the way|btw|por cierto))`), 0.7, false},
		{lazy.Pattern(`(?i:^|[.!?,] |\bso )(?:I'm|I am|i'm|i am) (` + fullName + `)(?:[.,!?]|$| here| and| from)`), 0.7, false},
	},
	someone: {
		{lazy.Pattern(`(?i:получател[ья]\p{L}*|примет|получит|встретит|recipient(?:'s name)?(?: is)?|destinatari[oa](?: es)?|lo recibe|la recibe|recibe|(?:for|to) my \p{L}+|para mi \p{L}+|a mi \p{L}+)[ :,–-]+(` + fullName + `)`), 0.82, false},
		{lazy.Pattern(`(` + fullName + `),? (?i:recibe|recibir[aá]|получит|примет|встретит|will receive|is the recipient)`), 0.8, false},
		{lazy.Pattern(`(?i:he's|she's|he is|she is|it's for|es para)[ ]+(` + fullName + `)`), 0.7, false},
		{lazy.Pattern(`(?i:е[её] зовут|его зовут|зовут е[её]|зовут его|her name is|his name is|her name's|his name's|se llama)[ ,:]+(` + fullName + `)`), 0.85, false},
		{lazy.Pattern(`^(` + fullName + `),? .{0,40}(?i:это наш|it's our|that's our|es nuestr)`), 0.75, false},
	},
	company: {
		{lazy.Pattern(`[«"]([\p{Lu}][^»"\n]{2,40})[»"]`), 0.52, false},
		{lazy.Pattern(`(?:^|(?i:это|is|its|it's|soy|,) )` + fullName + ` (?i:из|at|from|de) [«"]?(` + capWord + `(?: [\p{Lu}&][\p{L}.&]*){0,3})`), 0.78, false},
		{lazy.Pattern(`(?i:мы|вы|я|это|из|от) (?i:из |от )?[«"]([\p{Lu}][^»"\n]{2,40})[»"]`), 0.72, true},
		{lazy.Pattern(`(?:^|[.,!?;] )(?i:we're|we are|somos|escribo de|hablo de|llamo de|calling from|we're from) (` + capWord + `(?: [\p{Lu}&][\p{L}.&]*){1,3})(?:[.,!?]|$)`), 0.75, false},
		{lazy.Pattern(`((?:ООО|АО|ЗАО|ПАО|ОАО|ИП|НКО)[ ]?[«"][^»"\n]{2,60}[»"])`), 0.85, true},
		{lazy.Pattern(`((?:ООО|АО|ЗАО|ПАО|ИП) ` + fullName + `)`), 0.8, true},
		{lazy.Pattern(`(` + capWord + `(?: ` + capWord + `){0,3}),? (?i:(?:cif|nif|инн|vat|tax id)[ :]*)?(?:[A-HJNP-SUVW]-?\d{8}|\d{10})(?:[^\d]|$)`), 0.75, false},
		{lazy.Pattern(`(?i:company(?: name)?(?: is|:)?|компани[яюией]+|организация|empresa(?: es|:)?|фирма)[ ,:«"]+(` + capWord + `(?: [\p{Lu}][\p{L}.&]*){0,3})`), 0.85, false},
		{lazy.Pattern(`(` + capWord + `(?: ` + capWord + `){0,3},? (?:S\.L\.|S\.A\.|SL|SA|Ltd|LLC|Inc|GmbH|Corp|S\.A\. de C\.V\.)\.?)`), 0.85, true},
	},
	taxID: {
		{lazy.Pattern(`(?i:инн|кпп|огрн)[ :№]*(\d{9,15})`), 0.9, false},
		{lazy.Pattern(`\b([A-HJNP-SUVW]-?\d{7,8}-?[0-9A-J]?|\d{8}-?[A-HJ-NP-TV-Z]|[XYZ]-?\d{7}-?[A-Z])\b`), 0.85, false},
	},
	zip: {
		{lazy.Pattern(`\b([A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2})\b`), 0.75, false},
		{lazy.Pattern(`(?i:индекс|zip(?: code)?|postal(?: code)?|c[oó]digo postal|c\.?p\.?)[ :]*(?:is |es )?(\d{4,6}|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2})`), 0.85, false},
		{lazy.Pattern(`(?:\p{L}|, ?)[ ]?(?:[A-Z]{2} )?\b(\d{5})(?:$|[.,\n ]*$)`), 0.7, false},
	},
	plate: {
		{lazy.Pattern(`(?:^|[^\p{L}])([АВЕКМНОРСТУХавекмнорстух] ?\d{3} ?[АВЕКМНОРСТУХавекмнорстух]{2} ?\d{2,3})(?:[^\d]|$)`), 0.9, false},
		{lazy.Pattern(`(?i:plate|matr[ií]cula|placas?|госномер|номер)[ :]*(?:is |es )?([A-Z0-9]{1,4}[ \-]?[A-Z0-9]{2,4})\b`), 0.85, false},
	},
	size: {
		{lazy.Pattern(`(?i:размер[а]?|size|talla)[ :]*(\d{1,3}(?:[.,]5)?|[XSML]{1,4})\b`), 0.85, false},
		{lazy.Pattern(`\b(\d{2}(?:[.,]5)?)(?:-?[йг]о?)?[ ](?i:размер)`), 0.85, false},
	},
	username: {{lazy.Pattern(`(?i:user ?name|username|login|логин|usuario|account id)(?: is|:| es)?[ ]+([A-Za-z][\w.\-]{2,30})`), 0.85, false}},
	vehicle: {
		{lazy.Pattern(`(?i:^|[^\p{L}])((?:Тойот[ауы]|Киа|Хенд[ае]й|Хонд[ауы]|Нисс?ан|Мазд[ауы]|Форд|Шкод[ауы]|Рено|Лад[ауы]|БМВ|Мерседес|Ауди|Фольксваген|Опель|Шевроле|Лексус|Митсубиси|Субару|Джили|Черри|Хавал|Вольво|Пежо|Ситроен|Toyota|Kia|Hyundai|Honda|Nissan|Mazda|Ford|Skoda|Škoda|Renault|Lada|BMW|Mercedes(?:-Benz)?|Audi|Volkswagen|VW|Opel|Chevrolet|Lexus|Mitsubishi|Subaru|Geely|Chery|Haval|Volvo|Peugeot|Citroen|Citroën|Seat|SEAT|Fiat|Dacia|Tesla|Jeep|Dodge|Suzuki|Land Rover|Porsche|Cupra)(?: (?:[\p{Lu}][\p{L}\d\-]*|\d{1,3}|X\d)){1,2})`), 0.8, false},
	},
}

// strings: free values, by what stands around them or by the question.
func (t *talk) strings(s *slot) []claim {
	var out []claim
	if s.kind == product {
		return t.about(s)
	}
	for l := range t.heard() {
		for _, p := range patterns[s.kind] {
			out = append(out, t.matches(s, l, p)...)
		}
	}
	switch s.kind {
	case person:
		out = append(out, t.names(s)...)
	case address:
		out = append(append(out, t.addresses(s)...), t.rides(s)...)
	case city:
		out = append(out, t.cities(s)...)
	case code:
		out = append(out, t.codes(s)...)
	case title:
		out = append(out, t.titles(s)...)
	case sort_:
		out = append(out, t.sorts(s)...)
	case someone:
		out = append(out, t.otherNames(s)...)
	case dayNo:
		out = append(out, t.dayNumbers(s)...)
	}
	return append(append(out, t.labels(s)...), t.rawAnswers(s)...)
}

// isNumber: the stretch is a number in words.
func (t *talk) isNumber(l *line, start, end int) bool {
	for _, n := range t.numbersIn(l) {
		if n.Start <= start && end <= n.End {
			return true
		}
	}
	return false
}

// reOwnName says what one is called oneself.
var reOwnName = lazy.Pattern(`(?i)меня зовут|зовут меня|мо[её] имя|my name|me llamo|mi nombre`)

// reSelf: who says so speaks of themselves, whatever was asked.
var reSelf = lazy.Pattern(`(?i)меня зовут|зовут меня|мо[её] имя|my name|i'm|i am|me llamo|mi nombre|soy`)

func (t *talk) matches(s *slot, l *line, p pattern) []claim {
	if !l.customer && !p.both {
		return nil
	}
	var out []claim
	for _, m := range each(t, p.re.FindAllStringSubmatchIndex(l.text, -1)) {
		start, end := m[2], m[3]
		if s.kind == person && reToOperator.MatchString(l.left(start, 30)) && reSaysOn.MatchString(l.right(end, 10)) {
			continue
		}
		if s.kind == company && len(words.Of(l.text[start:end])) == 1 && notName(l.text[start:end]) {
			continue
		}
		if s.kind == person && (isStreet(l, start, end) || !canBeName(l.text[start:end]) || t.asksOfAnother(l) && !reSelf.MatchString(l.text[m[0]:m[1]])) {
			continue
		}
		part := l.part(start)
		if part.hypothesis || s.kind == person && (notName(l.text[start:end]) || reOthers.MatchString(l.left(start, 25)) && !reOwnName.MatchString(l.text[m[0]:m[1]])) {
			continue
		}
		out = append(out, claim{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, score: p.score + 0.1*t.asked(s, l)})
	}
	return out
}

// rawAnswers: a short answer to a question in the slot's own words is the value
// as it stands.
func (t *talk) rawAnswers(s *slot) []claim {
	limit := map[kind]int{person: 3, company: 5, address: 9, city: 4, code: 3, title: 7, sort_: 3, plain: 5, vehicle: 4, someone: 3, size: 2, username: 1, taxID: 2, zip: 2, plate: 4}[s.kind]
	var out []claim
	for l := range t.heard() {
		asked := t.asked(s, l)
		if asked < 0.7 || limit == 0 || s.kind == address && len(l.addressHits()) > 0 || s.kind == sort_ && knownSort(l) || !t.askedKind(s, l) {
			continue
		}
		start, end, ok := l.bare(limit)
		if s.kind == plain {
			start, end, ok = l.answered(limit)
		}
		if q := l.before; q.says(reConfirms) {
			continue
		}
		if !ok || !fits(s, l.text[start:end]) || s.kind == person && (isStreet(l, start, end) || t.asksOfAnother(l)) {
			continue
		}
		if s.kind != plain && t.isOption(s, l, start, end) {
			continue
		}
		c := claim{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, score: 0.55 + 0.25*asked, spread: s.kind == address}
		if s.kind == plain && asked == 1 && strings.Count(l.before.text, "?") == 1 && len(words.Of(l.text[start:end])) <= shortAnswer && l.before.at == l.at-1 {
			c.chance = answeredShort
		}
		out = append(out, c)
	}
	return out
}

func knownSort(l *line) bool {
	for _, w := range l.words {
		if sortWords.Get()[w.Text] != "" {
			return true
		}
	}
	return false
}

// askedKind: the question is one for such a thing, and not only about it.
func (t *talk) askedKind(s *slot, l *line) bool {
	re := asks[s.kind]
	return re == nil || l.before.says(re)
}

// isOption: the stretch names an option of one of the card's lists, or a field.
func (t *talk) isOption(s *slot, l *line, start, end int) bool {
	text := l.text[start:end]
	for _, o := range t.slots {
		if o.kind != choice {
			continue
		}
		for _, h := range t.optionsIn(o, l) {
			within := h.Start >= start && h.End <= end
			if within && (h.End-h.Start >= len(text)/2 || h.Start == start && end-h.End > 3 && s.kind == title) {
				return true
			}
		}
	}
	named := 0
	ws := words.Of(text)
	for _, w := range ws {
		if s.stems[words.Stem(w.Text, l.tongue)] {
			named++
		}
	}
	return named > 0 && named == len(ws)
}

// fits: the answer has the form of such a value.
func fits(s *slot, text string) bool {
	digits := strings.ContainsAny(text, "0123456789")
	switch s.kind {
	case person, someone:
		return !digits && !notName(text) && canBeName(text)
	case city, company, vehicle, sort_:
		return !digits || s.kind != city && s.kind != sort_
	case code, taxID, zip, plate:
		return digits
	case address:
		return !strings.Contains(text, ":") && !reCodeWords.MatchString(text) && !reNoPlace.MatchString(fold(text))
	}
	return true
}

var (
	reLeadIn  = lazy.Pattern(`(?i)^(?:(?:ok(?:ay)?|oh|um|uh|well|so|hi|hello|hey|sure|yes|да|ну|это|мой|моя|моё|мне|я|в|на|из|по|it'?s|its|it is|it's for|it would be|that would be|that's|in|to|at|from|for|on|the name is|my name is|name is|везти|доставить|привезти|deliver|deliver it|send it|ship it|i'?m|i am|i'?d like(?: to)?|i would like(?: to)?|i want(?: to)?|i need(?: to)?|i have|i've got|we have|tengo|tenemos|у меня|у нас|i'?m going to|going to|i prefer|i like|let'?s (?:do|go with|try)|how about|please|find|try|go to|es|en|al?|de|el|la|soy|me llamo|mi|para|quiero|prefiero|hacia|somewhere in|area of|city of|the|a|an|some)(?:[ ,:!.]+|$))+`)
	reTailOff = lazy.Pattern(`(?i)[ ,.!]*(?:please|thanks|thank you|пожалуйста|спасибо|gracias|por favor|for me|area|would be (?:good|great|fine|nice)|is (?:good|great|fine)|if possible|food|cuisine|restaurants?|music|movies?|films?)?[ ,.!)]*$`)
	reNoValue = lazy.Pattern(`(?i)\?|\b(?:don't|do not|not sure|idk|anything|any|whatever|wherever|no preference|doesn't matter|you|your|can|could|would|will|is there|are there|what|which|how|when|where|why|have|has|was|were|they|them|she|he|know|think|forgot|remember|sorry|actually|instead|change|problem|already|same|need|want|that|this|correct|right|fine|sounds?|works?|perfect|great|good|okay|ok|i|me)\b|(?:^|[^\p{L}])(?:не|нет|любой|любая|любое|все равно|всё равно|какой|какая|сколько|можно|могу|есть|тот|та|прежний|cualquiera|no|lo que|tiene|puede|mismo|misma)(?:[^\p{L}]|$)`)
)

var reConfirms = lazy.Pattern(`прежн|тот же|та же|the same|mism[oa]|\bstill\b|confirm|correct\?|right\?|is that (?:ok|right|correct|fine)|верно|правильно|вс[её] так|correcto|es asi|подтвержд`)

// reNoPlace: an answer to a question for an address that tells when, or that nothing is
// to be brought.
var reNoPlace = lazy.Pattern(`(?:^|[^\p{L}])(?:сегодня|завтра|послезавтра|утром|днем|вечер\p{L}*|после|часов|заберу|заберем|самовывоз\p{L}*|подъеду|скину|пришлю|потом|позже|today|tomorrow|morning|evening|after|before|o'clock|pick|collect|later|hoy|manana|tarde|recojo|recoger|luego)(?:[^\p{L}]|$)`)

// bare is the line's one short statement without its lead-in, at most limit
// words.
func (l *line) bare(limit int) (start, end int, ok bool) {
	p := sentence{}
	found := false
	for _, q := range l.parts {
		if q.question || q.hypothesis || l.talk.over() {
			return 0, 0, false
		}
		if !found && reLeadIn.ReplaceAllString(strings.TrimSpace(l.text[q.start:q.end]), "") != "" && !onlyYes(l.text[q.start:q.end]) {
			p, found = q, true
		}
	}
	if !found {
		return 0, 0, false
	}
	span := trim(l, p.start, p.end)
	start, end = span[0], span[1]
	start += len(reLeadIn.FindString(l.text[start:end]))
	end -= len(reTailOff.FindString(l.text[start:end]))
	if start >= end || reNoValue.MatchString(l.text[start:end]) {
		return 0, 0, false
	}
	n := len(words.Of(l.text[start:end]))
	return start, end, n > 0 && n <= limit
}

func onlyYes(s string) bool {
	return value.Answered(s) != value.Unclear && len(words.Of(s)) <= 2
}

// notName: capitalised words that begin sentences or name other things.
func notName(s string) bool {
	for _, w := range words.Of(s) {
		if notNames.Get()[w.Text] || cityNames.Get()[w.Text] && len(words.Of(s)) == 1 {
			return true
		}
	}
	return false
}
