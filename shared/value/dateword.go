package value

import (
	"strconv"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// dayMonth: "14 марта", "24 de noviembre de 2025", "the 4th of March".
func (d dating) dayMonth(i int) (Hit, int, bool) {
	day, n, _ := d.day(i)
	if n == 0 && d.tongue == "es" {
		day, n = d.spelledDay(i)
	}
	if n == 0 {
		return Hit{}, 0, false
	}
	j := i + n
	if w := d.word(j); w == "of" || w == "de" {
		j++
	}
	month, ok := monthOf(d.word(j))
	if !ok || !d.gap(j-1, j, "-.") {
		return Hit{}, 0, false
	}
	return d.withYear(month, day, j, j+1-i)
}

// spelledDay is a day of the month as Spanish says it, by a plain numeral: "el tres de
// abril".
func (d dating) spelledDay(i int) (day, words int) {
	if i >= len(d.words) {
		return 0, 0
	}
	num, used := spelled(d.text, d.words[i:], d.table)
	if used == 0 || d.word(i+used) != "de" || !num.Amount.IsInteger() || num.Amount.IntPart() > 31 || num.Amount.IntPart() < 1 {
		return 0, 0
	}
	return int(num.Amount.IntPart()), used
}

// monthDay: "March 9th, 2025", "March the 9th".
func (d dating) monthDay(i int) (Hit, int, bool) {
	month, ok := monthOf(d.word(i))
	if !ok || d.word(i) == "set" || d.word(i) == "may" && i > 0 && d.word(i-1) == "i" {
		return Hit{}, 0, false
	}
	j := i + 1
	if d.word(j) == "the" {
		j++
	}
	day, n, _ := d.day(j)
	if n == 0 || !d.gap(j-1, j, ".") {
		return Hit{}, 0, false
	}
	return d.withYear(month, day, j+n-1, j+n-i)
}

func (d dating) withYear(month time.Month, day, last, used int) (Hit, int, bool) {
	year, ok := d.nearest(month, day)
	j := last + 1
	if w := d.word(j); w == "de" || w == "del" || w == "of" {
		j++
	}
	if w := d.word(j); len(w) == 4 && d.gap(j-1, j, ",") {
		if y, err := strconv.Atoi(w); err == nil && y >= 1900 && y <= 2100 {
			v := ymd(y, month, day)
			n := used + j - last
			if next := d.word(j + 1); next == "г" || next == "года" {
				n++
			}
			return Hit{Value: v}, n, v != ""
		}
	}
	if years, n := d.yearAround(j); n > 0 {
		v := ymd(d.at.Year()+years, month, day)
		return Hit{Value: v}, used + j - last - 1 + n, v != ""
	}
	v := ymd(year, month, day)
	return Hit{Value: v}, used, ok && v != ""
}

// yearAround reads a year by where it is from now: "last year", "следующего года", "año
// pasado"; n is how many words it takes.
func (d dating) yearAround(i int) (years, n int) {
	a, b, c := d.word(i), d.word(i+1), d.word(i+2)
	switch {
	case b == "year" || b == "года" || b == "año" || b == "ano":
		switch a {
		case "last", "прошлого", "pasado":
			return -1, 2
		case "this", "этого", "текущего", "este":
			return 0, 2
		case "next", "следующего", "будущего", "proximo":
			return 1, 2
		}
	case (a == "año" || a == "ano") && b == "pasado":
		return -1, 2
	case (a == "año" || a == "ano") && b == "que" && c == "viene":
		return 1, 3
	}
	return 0, 0
}

// dayOfMonth: "the 9th of this month", "14 числа следующего месяца", "el 5 del
// mes que viene", "the 28th next month".
func (d dating) dayOfMonth(i int) (Hit, int, bool) {
	day, n, _ := d.day(i)
	if n == 0 {
		return Hit{}, 0, false
	}
	j := i + n
	for d.word(j) == "of" || d.word(j) == "числа" || d.word(j) == "de" || d.word(j) == "del" || d.word(j) == "the" {
		j++
	}
	months := -1
	switch a, b := d.word(j), d.word(j+1); {
	case (a == "this" || a == "этого" || a == "este") && (b == "month" || b == "месяца" || b == "mes"):
		months, j = 0, j+2
	case (a == "next" || a == "следующего" || a == "proximo") && (b == "month" || b == "месяца" || b == "mes"):
		months, j = 1, j+2
	case a == "mes" && b == "que" && d.word(j+2) == "viene":
		months, j = 1, j+3
	}
	if months < 0 {
		return Hit{}, 0, false
	}
	first := time.Date(d.at.Year(), d.at.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	v := ymd(first.Year(), first.Month(), day)
	return Hit{Value: v}, j - i, v != ""
}

// relative: "today", "послезавтра", "pasado mañana", "the day after tomorrow".
func (d dating) relative(i int) (Hit, int, bool) {
	day := func(days, words int) (Hit, int, bool) { return Hit{Value: d.plus(days)}, words, true }
	switch w, next := d.word(i), d.word(i+1); w {
	case "сегодня", "today", "tonight", "hoy", "сегодняшний":
		return day(0, 1)
	case "завтра", "tomorrow", "tmrw", "tomorow", "tmr", "завтрашний":
		return day(1, 1)
	case "послезавтра":
		return day(2, 1)
	case "послепослезавтра":
		return day(3, 1)
	case "вчера", "yesterday", "ayer":
		return day(-1, 1)
	case "позавчера", "anteayer":
		return day(-2, 1)
	case "later":
		if next == "today" {
			return day(0, 2)
		}
	case "this":
		if next == "evening" || next == "morning" || next == "afternoon" {
			return day(0, 2)
		}
	case "day":
		if next == "after" && d.word(i+2) == "tomorrow" {
			return day(2, 3)
		}
	case "pasado":
		if next == "mañana" {
			return day(2, 2)
		}
	case "mañana":
		if p := d.word(i - 1); p != "la" && p != "pasado" && p != "esta" {
			return day(1, 1)
		}
	case "esta":
		if next == "tarde" || next == "noche" || next == "mañana" {
			return day(0, 2)
		}
	}
	return Hit{}, 0, false
}

func (d dating) plus(days int) desk.Value {
	return desk.Value(d.at.AddDate(0, 0, days).Format(time.DateOnly))
}

// inDays: "через три дня", "in two weeks", "dentro de 5 días", "через неделю".
func (d dating) inDays(i int) (Hit, int, bool) {
	j := i + 1
	switch w := d.word(i); {
	case w == "через", w == "in":
	case w == "dentro" && d.word(j) == "de":
		j++
	default:
		return Hit{}, 0, false
	}
	count := 1
	if n, used := d.count(j); used > 0 {
		count, j = n, j+used
	}
	unit, ok := dayUnits.Get()[d.word(j)]
	if !ok || count > 400 {
		return Hit{}, 0, false
	}
	if unit == 30 {
		return Hit{Value: desk.Value(d.at.AddDate(0, count, 0).Format(time.DateOnly))}, j + 1 - i, true
	}
	return Hit{Value: d.plus(count * unit)}, j + 1 - i, true
}

var dayUnits = lazy.Table(func() map[string]int {
	return map[string]int{
		"день": 1, "дня": 1, "дней": 1, "day": 1, "days": 1, "dia": 1, "dias": 1,
		"fortnight": 14, "fortnights": 14, "неделю": 7, "недели": 7, "недель": 7, "week": 7, "weeks": 7, "semana": 7, "semanas": 7,
		"месяц": 30, "месяца": 30, "месяцев": 30, "month": 30, "months": 30, "mes": 30, "meses": 30,
	}
})

func (d dating) count(j int) (n, words int) {
	if j >= len(d.words) {
		return 0, 0
	}
	w := d.words[j].Text
	if n, err := strconv.Atoi(w); err == nil && n > 0 {
		return n, 1
	}
	if w == "a" || w == "an" || w == "пару" {
		return map[string]int{"a": 1, "an": 1, "пару": 2}[w], 1
	}
	num, used := spelled(d.text, d.words[j:], d.table)
	if used == 0 || !num.Amount.IsInteger() {
		return 0, 0
	}
	return int(num.Amount.IntPart()), used
}

// bareDay: "the 7th", "на 9-е", "15-го", "el 15": the coming such day.
func (d dating) bareDay(i int) (Hit, int, bool) {
	day, n, ordinal := d.day(i)
	prev := d.word(i - 1)
	if prev == "dia" { // "el día 21"
		prev = d.word(i - 2)
	}
	el := prev == "el" && d.tongue == "es" && d.word(i)[0] <= '9'
	spelledOut := n > 0 && d.word(i)[0] > '9'
	if spelledOut && d.tongue != "ru" && i+n < len(d.words) && d.gap(i+n-1, i+n, "") {
		return Hit{}, 0, false // "the second flight"
	}
	if n == 0 || !ordinal && !el || spelledOut && d.tongue == "en" && prev != "the" {
		return Hit{}, 0, false
	}
	if spelledOut && prev != "the" && prev != "на" && prev != "до" && prev != "с" && prev != "el" {
		return Hit{}, 0, false
	}
	if d.word(i+n) == "числа" {
		n++
	}
	y, m := d.at.Year(), d.at.Month()
	if day < d.at.Day() {
		m++
	}
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	v := ymd(first.Year(), first.Month(), day)
	h := Hit{Value: v, Weak: true}
	for k := range 2 { // or of a month that was spoken of
		next := first.AddDate(0, k+1, 0)
		if o := ymd(next.Year(), next.Month(), day); o != "" {
			h.Also = append(h.Also, o)
		}
	}
	return h, n, v != ""
}
