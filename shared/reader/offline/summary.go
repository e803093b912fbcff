package offline

import (
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// phrases of a summary, by language.
type phrases struct {
	open, next, none       string
	yes, no                string
	messages, ends, values string // were left out
	weekdays               string // from Sunday on
}

func phrasesOf(language string) phrases {
	switch language {
	case "ru":
		return phrases{"Открытый вопрос:", "Дальше:", "Запроса нет.", "да", "нет",
			"Начало длинного чата не прочитано.", "Конец длинных сообщений не прочитан.", "Из длинных перечней прочитано только начало.", "воскресенье понедельник вторник среда четверг пятница суббота"}
	case "es":
		return phrases{"Pregunta abierta:", "Después:", "Sin petición.", "sí", "no",
			"No se ha leído el principio del chat, que es largo.", "No se ha leído el final de los mensajes largos.", "De las listas largas solo se ha leído el principio.", "domingo lunes martes miércoles jueves viernes sábado"}
	}
	return phrases{"Open question:", "Next:", "No request.", "yes", "no",
		"The beginning of this long chat was not read.", "The ends of long messages were not read.", "Of long lists only the beginning was read.", "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"}
}

// longest parts of a summary, in bytes.
const maxRequest, maxQuestion = 240, 160

// summary is a list of points: the customer's request, what was found, the question
// that nobody answered, and what the company said it would do next (SU-01). The words
// around are in the language asked for; what people said stays as they said it, so that
// every figure in it stands in the chat. Cards' numbers are hidden.
func (t *talk) summary(found []claim) string {
	p := phrasesOf(t.chat.Locale.Language)
	var points []string
	request := t.request()
	if request != "" {
		points = append(points, desk.Point(ended(request)))
	}
	for _, c := range found {
		if c.sure < desk.ProposeBelow {
			continue // a person decides whether it is so
		}
		if said := c.told(p); !strings.Contains(request, said) || c.slot.kind == yesNo {
			points = append(points, desk.FieldPoint(c.slot.field.Title, said))
		}
	}
	for _, said := range t.toCall(strings.Join(points, "\n")) {
		points = append(points, desk.Point(said))
	}
	if q := t.unanswered(); q != "" && q != request {
		points = append(points, desk.Point(p.open+" "+q))
	}
	if next := t.promised(); next != "" {
		points = append(points, desk.Point(p.next+" "+ended(next)))
	}
	if len(points) == 0 && !t.left.anything() {
		return p.none
	}
	for _, l := range []struct {
		out  bool
		said string
	}{{t.left.messages, p.messages}, {t.left.ends, p.ends}, {t.left.values, p.values}} {
		if l.out {
			points = append(points, desk.Point(l.said))
		}
	}
	return value.HideCards(strings.Join(points, "\n"))
}

// told is a claim as the summary tells it: in the words of who said it, but for what
// they chose, confirmed or corrected.
func (c claim) told(p phrases) string {
	switch {
	case c.slot.kind == yesNo && c.value == "false":
		return p.no
	case c.slot.kind == yesNo:
		return p.yes
	case c.slot.kind == choice:
		return strings.ReplaceAll(string(c.value), "\n", ", ")
	case c.rule == desk.RuleCorrected:
		return short(string(c.value), maxRequest)
	case c.slot.kind == hour && !reClockSaid.MatchString(c.line.text[c.start:c.end]) && c.line.talk.shown(string(c.value)):
		return string(c.value) // "часа в 3" says less than was meant
	}
	said := strings.Trim(short(c.line.text[c.start:c.end], maxRequest), " .,!?")
	if c.slot.kind == when && c.slot.field.Type == desk.TypeDate && !strings.ContainsAny(said, "0123456789") {
		return c.day(said, p)
	}
	return said
}

// shown: the chat says it as it is.
func (t *talk) shown(v string) bool {
	return slices.ContainsFunc(t.lines, func(l *line) bool { return strings.Contains(l.text, v) })
}

// day is a day that was said without a figure: in the words of another line that has one,
// or with its weekday, since "tomorrow" is not so the day after.
func (c claim) day(said string, p phrases) string {
	for _, l := range c.line.talk.lines {
		for _, h := range few(l.talk, value.Dates(l.text, l.msg.At(), l.talk.chat.Locale)) {
			if text := l.text[h.Start:min(len(l.text), h.End)]; h.Value == c.value && reMonthNamed.MatchString(text) && strings.ContainsAny(text, "0123456789") {
				return text
			}
		}
	}
	if day, err := time.Parse(dateForm, string(c.value)); err == nil && reRelative.MatchString(words.Fold(said)) {
		return said + " (" + strings.Fields(p.weekdays)[day.Weekday()] + ")"
	}
	return said
}

// reRelative: a day that is another one tomorrow.
var reRelative = lazy.Pattern(`(?:^|[^\p{L}])(?:сегодня|завтра|послезавтра|вчера|позавчера|today|tomorrow|tonight|yesterday|hoy|mañana|manana|ayer|anteayer)(?:[^\p{L}]|$)`)

// reClockSaid: an hour as clocks show it, or with its half of the day.
var reClockSaid = lazy.Pattern(`\d[:.h]\d\d|(?i)\d ?[ap]\.?m|утр|вечер|дня|ночи|mañana|tarde|noche|noon|midnight|полдень|полноч`)

// unanswered is the customer's last question, if no operator spoke after it.
func (t *talk) unanswered() string {
	if len(t.lines) == 0 {
		return ""
	}
	l := t.lines[len(t.lines)-1]
	for _, s := range l.parts {
		if l.customer && !l.void && s.question {
			return short(strings.TrimSpace(l.text[s.start:s.end]), maxQuestion)
		}
	}
	return ""
}

// promised is what an operator last said that somebody of the company will do; "": the
// customer changed the subject since, or nobody promised anything.
func (t *talk) promised() string {
	for i := len(t.lines) - 1; i >= 0; i-- {
		l := t.lines[i]
		if l.customer {
			if !l.void && len(l.words) > mostThanks {
				return ""
			}
			continue
		}
		for _, s := range slices.Backward(l.parts) {
			if text := l.text[s.start:s.end]; !s.question && willWords.MatchString(text) {
				return short(strings.TrimSpace(text), maxQuestion)
			}
		}
	}
	return ""
}

// mostThanks is how many words a customer may say after a promise that change nothing
// about it: "thanks, see you then".
const mostThanks = 6

// willWords say that somebody will do something.
var willWords = lazy.Pattern(`(?i)(?:\b(?:i|we|he|she|they)(?:['’]ll| will| am going to| are going to)\b|\bwill (?:call|ring|be|send|arrive|come|contact|reach|deliver|bring|pick|refund|confirm|let|get|write|email|text)\b|` +
	`(?:^|[^\p{L}])(?:пере|по)?(?:звон|отправ|пришл|вышл|верн|уточн|подготов|привез|приед|подъед|свяж|напиш|сообщ|оформ|забер|достав|внес|перед|зайд|сдела|провер|подтверд|выстав|жд|встре[тч])\p{L}{0,3}(?:у|ю|им|ем|ём|ит|ет|ёт|ут|ют|ят|ест|аст)(?:ся)?(?:[^\p{L}]|$)|` +
	`\p{L}{3,}(?:aré|eré|iré|aremos|eremos|iremos|ará|erá|irá|arán|erán|irán)(?:[^\p{L}]|$)|\b(?:le|les|te|os|lo|la) (?:llamo|llamamos|env[ií]o|enviamos|mando|mandamos|aviso|avisamos|confirmo|confirmamos|paso|pasamos|devolvemos|esperamos|escribo)\b|\b(?:voy|vamos|va|van) a \p{L}+r\b)`)

// short folds white space and cuts at a word.
func short(s string, limit int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= limit {
		return s
	}
	head := words.Head(s, limit)
	if at := strings.LastIndexByte(head, ' '); at > 0 {
		head = head[:at]
	}
	return strings.TrimRight(head, " ,;:") + "…"
}

func ended(s string) string {
	if strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}
