package offline

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// When it suits somebody, in their words: "с 10 до 14", "after 6", "por la tarde". A text
// field that is for the hours of a day has a form, which other texts have not.

// reWantsHours titles the hours that suit somebody.
var reWantsHours = lazy.Pattern(`удобн\p{L}* (?:время|час)|время (?:доставки|звонка|визита|для)|интервал|желаем\p{L}* время|часы|preferred (?:time|hours)|best time|time (?:window|slot|frame)|convenient time|delivery (?:window|slot)|hours|horario|franja|hora preferida`)

// isWindow says whether the field wants such hours, in words.
func (s *slot) isWindow() bool {
	return s.kind == plain && s.field.Type == desk.TypeString && s.field.Format == "" && reWantsHours.MatchString(s.title)
}

const (
	clockHour = `\d{1,2}(?:[:.]\d{2})?(?: ?(?:am|pm|a\.m\.|p\.m\.|h|hs|ч|часов|утра|вечера|дня))?`
	wordHour  = `(?:часа|двух|тр[её]х|четыр[её]х|пяти|шести|семи|восьми|девяти|десяти|одиннадцати|двенадцати|обеда|работы|полудня|noon|lunch|work|school|midday|comer|mediod[ií]a)`
)

// reHours are the hours as they are said.
var reHours = lazy.Pattern(`(?i)(?:^|[^\p{L}\d])((?:(?:утром|дн[её]м|вечером|по вечерам|(?:weekday |weekend )?(?:mornings?|afternoons?|evenings?)|por la (?:mañana|tarde|noche)),? )?(?:(?:с|со) ` + clockHour + ` (?:до|по) ` + clockHour + `|(?:from|between) ` + clockHour + ` (?:to|until|till|and) ` + clockHour + `|(?:de|entre las?) ` + clockHour + ` (?:a|y las?) ` + clockHour + `|(?:после|до|ближе к|не раньше|не позже|after|before|by|until|не ранее) (?:` + clockHour + `|` + wordHour + `)|(?:desde|después de|despues de|antes de|a partir de|sobre) las? ` + clockHour + `|(?:antes|después|despues) (?:de|del) ` + wordHour + `|в (?:первой|второй) половине дня|в обед|с утра|к вечеру|по вечерам|a primera hora(?: de la (?:mañana|tarde))?|al mediod[ií]a|por la (?:mañana|tarde|noche)|утром|дн[её]м|вечером|(?:in the )?(?:weekday |weekend )?(?:mornings?|afternoons?|evenings?)))`)

// reNoHours stands behind what is no hour at all: "до 40 тысяч", "до 1 декабря".
var reNoHours = lazy.Pattern(`^(?:[ ]*(?:%|[₽€$£°²]|-?го\b)|[ ]?[/.,:]?\d|[ ]+(?:тыс\p{L}*|млн|миллион\p{L}*|р|руб\p{L}*|евро|кг|см|мм|м|км|шт\p{L}*|лет|год\p{L}*|дн\p{L}*|дней|дня?|недел\p{L}*|месяц\p{L}*|человек|ноч\p{L}+|числа|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|euros?|pesos|dollars?|people|persons?|days?|weeks?|months?|years?|kg|cm|units?|de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|se[pt]+iembre|octubre|noviembre|diciembre)|personas?|d[ií]as?|semanas?|meses|años|noches?)(?:[^\p{L}]|$))`)

// windows are the hours that the talk says, the customer's rather than the operator's.
func (t *talk) windows(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		for _, m := range each(t, reHours.FindAllStringSubmatchIndex(l.text, -1)) {
			start, end := m[2], m[3]
			p := l.part(start)
			if p.hypothesis || p.unavailable || reNoHours.MatchString(l.text[end:]) || overlaps(l.addressHits(), start, end) {
				continue
			}
			c := claim{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, spread: true}
			switch {
			case l.customer && p.question && !isRequest(fold(l.text[p.start:p.end])), l.customer && l.elsewhen(start, end):
				continue
			case l.customer:
				c.score, c.chance = 0.85, windowLikely
			default:
				taken := t.taken(l, p)
				if taken == 0 || reEither.MatchString(fold(l.text[p.start:p.end])) {
					continue
				}
				c.score, c.chance = 0.65+0.1*taken, windowLikely-0.1
			}
			out = append(out, c)
		}
	}
	for i := range out[:max(0, len(out)-1)] { // what is said later is what holds
		if out[i].line.customer == out[len(out)-1].line.customer {
			out[i].chance -= 0.05
		}
	}
	return out
}

// windowLikely is how probable what a customer says of the hours that suit them is.
const windowLikely = 0.75
