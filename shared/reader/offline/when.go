package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// times: dates and times of day.
func (t *talk) times(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		hits := value.Find(s.field, l.text, l.msg.At(), t.chat.Locale)
		if s.kind == birthday && s.field.Type == desk.TypeString {
			hits = value.Dates(l.text, l.msg.At(), t.chat.Locale)
			for i := range hits {
				hits[i].Value = desk.Value(l.text[hits[i].Start:hits[i].End])
			}
		}
		hits = few(t, hits)
		for i, h := range each(t, hits) {
			if c, ok := t.time(s, l, hits, i, h); ok {
				out = append(out, c)
			}
		}
	}
	return out
}

func (t *talk) time(s *slot, l *line, hits []value.Hit, i int, h value.Hit) (claim, bool) {
	c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, score: t.base(l, h.Start)}
	if late := t.inTheEvening(s, l, h); late != "" {
		c.value = late
	}
	if v := t.asOffered(s, l, h); v != "" {
		c.value = v
	}
	if v := t.inMonthSaid(s, l, h); v != "" {
		c.value = v
	}
	asked := t.asked(s, l)
	left := l.left(h.Start, 40)
	if t.noDay(s, l, h, asked) || l.customer && s.kind != birthday && l.eitherOr(h) {
		return c, false
	}
	if s.kind == birthday {
		c.score = sure(asked >= 0.7 || reBorn.MatchString(left), 0.9)
		return c, c.score > 0
	}
	switch picked, made := t.picked(l, h.Start, hits); {
	case made && picked:
		c.score = 0.85
		return c, true
	case made:
		return c, false
	}
	q := l.before
	if t.merelyInquired(l, h) || l.customer && s.kind == when && !rePaysHow.MatchString(s.label) && !s.isFor(dayPurposes) && rePaysThen.MatchString(l.left(h.Start, 25)+firstClause(l.right(h.End, 25))) || !l.customer && reDue.MatchString(left) && !reDue.MatchString(s.label+" ") && !s.isFor(dayPurposes) {
		return c, false
	}
	if c.score == 0 || rePast.MatchString(left) && asked == 0 || q != nil && l.customer && q.says(asks[birthday]) {
		return c, false
	}
	second := i > 0 && reSpan.MatchString(l.text[hits[i-1].End:h.Start])
	role := t.roleAt(s, l, h.Start, second)
	if asked >= 0.7 {
		role = max(role, 0)
	}
	c.score += 0.2*asked + role
	if second && s.rivals == 0 && role == 0 || role == 0 && reUntil.MatchString(left) {
		c.score -= 0.2
	}
	c.score -= t.meant(s, l, asked)
	if s.rivals > 0 {
		switch {
		case s.said(l, max(0, h.Start-40), min(len(l.text), h.End+25), s.own) > 0, reBegins.MatchString(s.label) && reBegins.MatchString(lastClause(left)):
			c.score += 0.15
		case asked < 0.7 && role <= 0 && !s.first:
			c.score -= 0.25
		}
	}
	c.score -= t.doubt(s, l, h, asked)
	return c, true
}

// reBegins: something begins, as fields and people call it.
var reBegins = lazy.Pattern(`начал|начин|старт|перв(?:ое|ый|ая)|start|begin|first|empieza|comienz|inici|primer`)

// rePaysThen: the customer tells when they pay.
var rePaysThen = lazy.Pattern(`(?:^|[^\p{L}])(?:скину|переведу|перевед[её]м|оплачу|оплатим|перечисл\p{L}+|заплачу|(?:te|le|se|os) (?:la |lo )?(?:transfiero|deposito|mando|paso|hago)|transfiero|deposito hoy|i'll (?:pay|send|transfer)|will pay|pagare|te hago (?:el )?bizum|abono)(?:[^\p{L}]|$)`)

// reDue leads to a deadline for paying, which is no day of a visit.
var reDue = lazy.Pattern(`(?:^|[^\p{L}])(?:due|pay|paid|deposit|balance|the rest|remainder|остаток|resto|saldo|оплат\p{L}*|предоплат\p{L}*|внести|внесите|abonar|pagar|fianza|señal)(?:[^.!?\d]{0,25}) (?:by|on|before|until|до|к|antes del?|hasta) ?(?:the |el )?$`)

// merelyInquired: a day or an hour in a question for a price or for when somebody
// works, or in the answer to it, that nobody took: "how much on Sunday?".
func (t *talk) merelyInquired(l *line, h value.Hit) bool {
	p := l.part(h.Start)
	if l.customer {
		return p.question && (l.does(inquires) || reWorksWhen.MatchString(fold(l.text[p.start:p.end])))
	}
	return l.before.does(inquires) && (l.before.says(reWorksWhen) || t.taken(l, p) < 0.8)
}

// doubt is what speaks against a date or time: that the form is weak, that the
// day is over, that the operator tells the time of something else.
func (t *talk) doubt(s *slot, l *line, h value.Hit, asked float64) float64 {
	d := 0.0
	switch {
	case !h.Weak || asked > 0:
	case s.kind == hour && l.customer && (reIsThere.MatchString(l.left(h.Start, 30)) || reDayThen.MatchString(l.left(h.Start, 30))):
	case s.kind == hour && !l.customer && t.taken(l, l.part(h.Start)) == 1, l.customer && l.before != nil && t.offeredBefore(s, l, h):
		// what is as bare in an offer that is taken, or in taking one, is meant
	case s.kind == when && l.customer && !l.part(h.Start).question && s.rivals == 0 && reOnThe.MatchString(l.left(h.Start, 10)):
		d += 0.05
	default:
		d += 0.2
	}
	if s.kind == when && l.customer && (isPastDay(h, l) || reWas.MatchString(l.right(h.End, 12))) {
		d += 0.3
	}
	if s.kind == hour && !l.customer && t.otherTime(s, l) {
		d += 0.3
	}
	return d
}

// reDayThen: the hour stands right behind its day.
var reDayThen = lazy.Pattern(`(?:сегодня|завтра|послезавтра|понедельник|вторник|сред[уы]|четверг|пятниц[уы]|суббот[уы]|воскресенье|утром|вечером|today|tomorrow|\p{L}+day|manana|hoy|lunes|martes|miercoles|jueves|viernes|sabado|domingo)[ ,]+(?:(?:к|в|на|около|часам к|at|around|by|a las?|sobre las) ?)$`)

// reIsThere: the customer tells when they come.
var reIsThere = lazy.Pattern(`(?:буду|буд[её]м|приду|прид[её]м|подъеду|заеду|приеду|be there|i'll come|come by|llego|llegamos|voy|vamos|paso|estare)(?: \p{L}+)? (?:в|к|ко|около|at|around|by|a las?|sobre las?) ?$`)

// asOffered is the reading of an hour that the operator just offered: "20:30" – "a las
// ocho y media"; else "".
func (t *talk) asOffered(s *slot, l *line, h value.Hit) desk.Value {
	if s.kind != hour || !l.customer || l.before == nil || len(h.Also) == 0 {
		return ""
	}
	for _, o := range few(t, value.Times(l.before.text)) {
		for _, r := range append([]desk.Value{h.Value}, h.Also...) {
			if o.Value == r {
				return r
			}
		}
	}
	return ""
}

// meant is what a value loses when the operator just asked for another field
// of the kind.
func (t *talk) meant(s *slot, l *line, asked float64) float64 {
	for _, o := range t.slots {
		if o != s && !s.twin(o) && o.kind == s.kind && o.section == s.section && t.asked(o, l) > asked+0.3 {
			return 0.3
		}
	}
	return 0
}

var (
	reWas       = lazy.Pattern(`^ (?:was|were|is so|был|fue)`)
	reTimeTopic = lazy.Pattern(`start|begin|arriv|open|clos|\bends?\b|land|showtime|начина|прибыва|откры|закры|empieza|llega|abre|cierra`)
)

// otherTime: the operator tells when something begins, opens or arrives, and
// the slot is about none of these.
func (t *talk) otherTime(s *slot, l *line) bool {
	q := l.before
	if q == nil || !q.onlyAsks && !strings.Contains(q.text, "?") {
		return false
	}
	topic := q.cue(reTimeTopic)
	return topic != "" && !strings.Contains(s.label, topic)
}

func isPastDay(h value.Hit, l *line) bool {
	return len(h.Value) == 10 && string(h.Value) < l.msg.At().Format("2006-01-02")
}

// reOnThe leads to a day of the month.
var reOnThe = lazy.Pattern(`(?:on the|for the|на|el|para el) $`)

// offeredBefore: the operator's line before names the same figure, among hours.
func (t *talk) offeredBefore(s *slot, l *line, h value.Hit) bool {
	if s.kind != hour {
		return false
	}
	for _, n := range t.numbersIn(l.before) {
		v := string(n.Value())
		if len(v) == 1 {
			v = "0" + v
		}
		for _, r := range append([]desk.Value{h.Value}, h.Also...) {
			if strings.HasPrefix(string(r), v+":") {
				return true
			}
		}
	}
	return false
}

// inTheEvening is the later reading of an hour where the talk just was about an
// evening or a night: "mesa para esta noche … ¿a las diez?"; else "".
func (t *talk) inTheEvening(s *slot, l *line, h value.Hit) desk.Value {
	if s.kind != hour || len(h.Also) == 0 || h.Value >= "12:00" {
		return ""
	}
	for i := l.at; i >= 0 && i >= l.at-eveningLines; i-- {
		said := t.lines[i].dayPart()
		if reMorningW.MatchString(said) {
			return ""
		}
		if reEveningW.MatchString(said) {
			for _, r := range h.Also {
				if r >= "12:00" {
					return r
				}
			}
		}
	}
	return ""
}

// dayPart is what a line says of the part of a day: not its greeting, nor what is not to
// be had.
func (l *line) dayPart() string {
	out := ""
	for _, p := range l.parts {
		if !p.unavailable {
			out += " " + reGreeting.ReplaceAllString(fold(l.text[p.start:p.end]), " ")
		}
	}
	return out
}

var reGreeting = lazy.Pattern(`добр(?:ый|ого) (?:вечер|утр|дня|день)\p{L}*|доброе утро|доброго \p{L}+|good (?:evening|morning|afternoon)|buen[oa]s (?:dias|tardes|noches)|(?:приятного|хорошего) \p{L}+|have a \p{L}+ (?:evening|day|night)|^ ?morning[,!]`)

// eveningLines is how far back an evening counts.
const eveningLines = 6

var (
	reEveningW = lazy.Pattern(`вечер|ужин|tonight|evening|dinner|supper|tmrw night|tomorrow night|esta noche|por la noche|cena`)
	reMorningW = lazy.Pattern(`утр|завтрак|morning|breakfast|lunch|обед|por la mañana|desayuno|comida`)
)
