package offline

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// Days by what is said between messages: of a span, of the month spoken of, one of two.

// reSpan stands between the two ends of a span: "с 2 по 5", "from Monday to Friday".
var reSpan = lazy.Pattern(`^(?i)[ ,]*(?:[-–—/]|to|till|until|through|thru|and|y|al?|hasta|по|до|и|no|не|or|o|или|the|el|las?|[ ,]){0,3}$`)

// inMonthSaid is a bare day of the month in the month that was last spoken of: "4 de
// octubre" – "tengo el 5 o el 11"; else "".
func (t *talk) inMonthSaid(s *slot, l *line, h value.Hit) desk.Value {
	if s.kind != when || !h.Weak || len(h.Also) == 0 || len(h.Value) != len(dateForm) {
		return ""
	}
	for i := l.at - 1; i >= 0 && i >= l.at-eveningLines; i-- {
		o := t.lines[i]
		for _, d := range few(t, value.Dates(o.text, o.msg.At(), t.chat.Locale)) {
			if d.Weak || len(d.Value) != len(dateForm) || !reMonthNamed.MatchString(o.text[d.Start:d.End]) || d.Value < desk.Value(l.msg.At().Format(dateForm)) {
				continue
			}
			for _, v := range h.Also {
				if v[:7] == d.Value[:7] {
					return v
				}
			}
			return ""
		}
	}
	return ""
}

const dateForm = "2006-01-02"

// reMonthNamed: a day with its month's name.
var reMonthNamed = lazy.Pattern(`\d.*\p{L}{3}|\p{L}{3}.*\d`)

// eitherOr: the customer names two and leaves the choice: "завтра вечером или в четверг".
func (l *line) eitherOr(h value.Hit) bool {
	return reOrBehind.MatchString(l.right(h.End, 40)) || reOrAhead.MatchString(l.left(h.Start, 20))
}

var (
	reOrBehind = lazy.Pattern(`^(?: (?:утром|днем|вечером|after\p{L}*|morning|evening|in the \p{L}+|por la \p{L}+|tarde|\d{1,2}(?::\d\d)?|[ap]m))* ?,? ?(?:или|либо|or|o|u)(?: (?:в|во|на|on|at|the|el|a|las|next|this|maybe|лучше)){0,3} (?:\d|сегодня|завтра|послезавтра|пн|вт|ср|чт|пт|сб|вс|понед|вторн|сред|четв|пятн|субб|воскр|вскр|tod|tom|mon|tue|wed|thu|fri|sat|sun|lun|mar|mie|jue|vie|sab|dom|hoy|man)`)
	reOrAhead  = lazy.Pattern(`(?:^|[^\p{L}])(?:или|либо|or|o|u)(?: (?:в|во|на|on|at|the|el|a|las|next|this))? $`)
)
