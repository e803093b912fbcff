package value

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// Days that lie behind, that are counted from another day, or that end a month.

var (
	agoWords  = lazy.Words("ago назад back")
	lastWords = lazy.Words("last past прошлый прошлую прошлое прошлая прошлой прошлого")
)

// ago: "three days ago", "три дня назад", "неделю назад", "hace tres días".
func (d dating) ago(i int) (Hit, int, bool) {
	j, lead := i, false
	if d.word(j) == "hace" {
		j, lead = j+1, true
	}
	count, used := d.count(j)
	if used == 0 && (lead || d.tongue == "ru") {
		count, used = 1, 0 // "неделю назад"
	}
	unit, ok := dayUnits.Get()[d.word(j+used)]
	if !ok || count > 400 || count == 0 || used == 0 && d.tongue != "ru" {
		return Hit{}, 0, false
	}
	j += used + 1
	switch {
	case lead:
	case agoWords.Has(d.word(j)):
		j++
	default:
		return Hit{}, 0, false
	}
	if unit == 30 {
		return Hit{Value: desk.Value(d.at.AddDate(0, -count, 0).Format(time.DateOnly))}, j - i, true
	}
	return Hit{Value: d.plus(-count * unit)}, j - i, true
}

// lastWeekday: "last Tuesday", "в прошлый вторник", "el martes pasado": the one that
// is over. "The last Friday of May" is another.
func (d dating) lastWeekday(i int) (Hit, int, bool) {
	j, past := i, false
	if lastWords.Has(d.word(j)) {
		past, j = true, j+1
	}
	day, ok := weekdays.Get()[d.word(j)]
	if !ok {
		return Hit{}, 0, false
	}
	j++
	if !past && d.word(j) == "pasado" && d.word(j+1) != "mañana" {
		past, j = true, j+1
	}
	if w := d.word(j); !past || w == "of" || w == "in" || w == "de" || w == "del" {
		return Hit{}, 0, false
	}
	days := (int(d.at.Weekday()) - int(day) + 7) % 7
	if days == 0 {
		days = 7
	}
	return Hit{Value: d.plus(-days)}, j - i, true
}

// countedFrom: "two weeks from tomorrow", "a fortnight today", "ten days after
// Monday", "de aquí a una semana", "de hoy en ocho días".
func (d dating) countedFrom(i int) (Hit, int, bool) {
	if h, n, ok := d.fromHere(i); ok {
		return h, n, ok
	}
	count, used := d.count(i)
	unit, ok := dayUnits.Get()[d.word(i+used)]
	if used == 0 || !ok || unit == 30 || count > 60 {
		return Hit{}, 0, false
	}
	j := i + used + 1
	from := d.word(j) == "from" || d.word(j) == "after"
	if from {
		j++
	}
	if fortnight := d.word(i+used) == "fortnight"; !from && !fortnight {
		return Hit{}, 0, false
	}
	switch d.word(j) {
	case "today", "now":
		return Hit{Value: d.plus(count * unit)}, j + 1 - i, true
	case "tomorrow":
		return Hit{Value: d.plus(count*unit + 1)}, j + 1 - i, true
	}
	if day, n := d.weekdayAt(j); n > 0 {
		return Hit{Value: d.later(d.weekdayHit(day, -1, false).Value, count*unit)}, j + n - i, true
	}
	return Hit{}, 0, false
}

// fromHere: "de aquí a dos semanas"; "de mañana en ocho días", of which nobody knows
// whether it is seven days or eight, is a Doubt.
func (d dating) fromHere(i int) (Hit, int, bool) {
	if d.word(i) != "de" {
		return Hit{}, 0, false
	}
	on := map[string]int{"aqui": 0, "hoy": 0, "mañana": 1}
	start, ok := on[d.word(i+1)]
	if link := d.word(i + 2); !ok || link != "a" && link != "en" {
		return Hit{}, 0, false
	}
	count, used := d.count(i + 3)
	unit, ok := dayUnits.Get()[d.word(i+3+used)]
	if used == 0 || !ok || unit == 30 || count > 400 {
		return Hit{}, 0, false
	}
	h := Hit{Value: d.plus(start + count*unit)}
	if d.word(i+2) == "en" && (count == 8 || count == 15) {
		h = Hit{Value: d.plus(start + count - 1), Also: []desk.Value{d.plus(start + count)}, Doubt: true}
	}
	return h, 4 + used, true
}

// lastDay: "the last day of March", "последний день марта", "el último día del mes".
func (d dating) lastDay(i int) (Hit, int, bool) {
	day := d.word(i + 1)
	switch d.word(i) {
	case "last", "последний", "последнего", "последнее", "ultimo":
	default:
		return Hit{}, 0, false
	}
	if day != "day" && day != "день" && day != "дня" && day != "число" && day != "числа" && day != "dia" {
		return Hit{}, 0, false
	}
	j := i + 2
	for w := d.word(j); w == "of" || w == "the" || w == "de" || w == "del" || w == "этого" || w == "this" || w == "este"; w = d.word(j) {
		j++
	}
	y, m := d.at.Year(), d.at.Month()
	if month, ok := monthOf(d.word(j)); ok {
		if m = month; month < d.at.Month() {
			y++
		}
	} else if w := d.word(j); w != "month" && w != "месяца" && w != "mes" {
		return Hit{}, 0, false
	}
	return Hit{Value: desk.Value(time.Date(y, m+1, 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))}, j + 1 - i, true
}
