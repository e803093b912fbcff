package value

import (
	"time"

	"github.com/sufler/sufler/shared/desk"
)

// Days that are counted from a weekday, and weekdays that are counted in weeks.

// weekOn: "a week on Tuesday", "a week today", "через неделю во вторник", "через
// вторник", "dentro de dos semanas el martes".
func (d dating) weekOn(i int) (Hit, int, bool) {
	j, weeks := i, 1
	switch w, next := d.word(i), d.word(i+1); {
	case w == "a" && next == "week":
		j += 2
	case w == "week" && d.word(i-1) != "this" && d.word(i-1) != "next" && d.word(i-1) != "last":
		j++
	case w == "через" && next == "неделю":
		if day, n := d.weekdayAt(i + 2); n > 0 {
			return d.weekdayHit(day, 1, false), 2 + n, true
		}
		return Hit{}, 0, false
	case w == "через" || w == "dentro" && next == "de":
		if count, used := d.inWeeks(i); used > 0 {
			if day, n := d.weekdayAt(i + used); n > 0 {
				return d.weekdayHit(day, count, false), used + n, true
			}
		}
		if day, ok := weekdays.Get()[next]; ok && w == "через" {
			return Hit{Value: d.later(d.weekdayHit(day, -1, false).Value, 7)}, 2, true
		}
		return Hit{}, 0, false
	default:
		return Hit{}, 0, false
	}
	if day, n := d.weekdayAt(j); n > 0 {
		return Hit{Value: d.later(d.weekdayHit(day, -1, false).Value, 7*weeks)}, j + n - i, true
	}
	switch w := d.word(j); {
	case w == "today":
		return Hit{Value: d.plus(7)}, j + 1 - i, true
	case w == "from" && d.word(j+1) == "today":
		return Hit{Value: d.plus(7)}, j + 2 - i, true
	case w == "tomorrow":
		return Hit{Value: d.plus(8)}, j + 1 - i, true
	case w == "from" && d.word(j+1) == "tomorrow":
		return Hit{Value: d.plus(8)}, j + 2 - i, true
	}
	return Hit{}, 0, false
}

// weekdayAt is a weekday at word i, a preposition before it or none; words is how
// many.
func (d dating) weekdayAt(i int) (day time.Weekday, words int) {
	j := i
	switch d.word(j) {
	case "on", "в", "во", "el", "from":
		j++
	}
	if day, ok := weekdays.Get()[d.word(j)]; ok {
		return day, j + 1 - i
	}
	return 0, 0
}

// afterNext: what at word j makes the weekday before it the one after the coming:
// "Tuesday week", "Tuesday after next", "el martes siguiente al próximo".
func (d dating) afterNext(j int, next bool) (words int) {
	switch a, b := d.word(j), d.word(j+1); {
	case a == "week" && !next && d.word(j-2) != "this":
		return 1
	case a == "after" && b == "next":
		return 2
	case (a == "siguiente" || a == "despues") && (b == "al" || b == "del") && (d.word(j+2) == "proximo" || d.word(j+2) == "que"):
		if d.word(j+2) == "que" {
			return 4
		}
		return 3
	}
	return 0
}

// inWeeks: "in two weeks", "через две недели", "dentro de 3 semanas" at word j.
func (d dating) inWeeks(j int) (weeks, words int) {
	k := j
	switch {
	case d.word(k) == "in", d.word(k) == "через":
		k++
	case d.word(k) == "dentro" && d.word(k+1) == "de":
		k += 2
	default:
		return 0, 0
	}
	n, used := d.count(k)
	if used > 0 && n <= 52 && dayUnits.Get()[d.word(k+used)] == 7 {
		return n, k + used + 1 - j
	}
	return 0, 0
}

// later is a day some days on.
func (d dating) later(v desk.Value, days int) desk.Value {
	t, err := time.Parse(time.DateOnly, string(v))
	if err != nil { // a canonical date by its making
		return ""
	}
	return desk.Value(t.AddDate(0, 0, days).Format(time.DateOnly))
}
