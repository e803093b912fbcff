package value

import (
	"slices"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

var weekdays = lazy.Table(func() map[string]time.Weekday {
	return map[string]time.Weekday{
		"понедельник": 1, "понедельника": 1, "понедельнику": 1, "вторник": 2, "вторника": 2, "вторнику": 2, "среда": 3, "среду": 3, "среды": 3, "среде": 3, "четверг": 4, "четверга": 4, "четвергу": 4,
		"пятница": 5, "пятницу": 5, "пятницы": 5, "пятнице": 5, "суббота": 6, "субботу": 6, "субботы": 6, "субботе": 6, "воскресенье": 0, "воскресенья": 0, "воскресенью": 0,
		"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0, "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thurs": 4, "fri": 5,
		"пн": 1, "вт": 2, "ср": 3, "чт": 4, "пт": 5, "сб": 6, "вс": 0, "weds": 3,
		"lunes": 1, "martes": 2, "miercoles": 3, "jueves": 4, "viernes": 5, "sabado": 6, "domingo": 0,
	}
})

// weekday: the coming one; with "next week" that of the next week; "next
// Friday" the coming one or the one after it.
func (d dating) weekday(i int) (Hit, int, bool) {
	j, next, week := i, false, -1
	if w := weekAt(d, j); w.words > 0 && w.days >= 0 { // "next week on Tuesday"
		week, j = w.days, j+w.words
		for k := 0; k < 2 && (d.word(j) == "on" || d.word(j) == "в" || d.word(j) == "во" || d.word(j) == "el" || d.word(j) == "на"); k++ {
			j++
		}
	} else if nextWords.Has(d.word(j)) {
		next, j = true, j+1
	} else if thisWords.Has(d.word(j)) {
		j++
	}
	day, ok := weekdays.Get()[d.word(j)]
	if !ok || j == i && everyWords.Has(d.word(i-1)) {
		return Hit{}, 0, false
	}
	j++
	if v, used := d.weekdayOn(j, day); used > 0 && !next && week < 0 {
		return Hit{Value: v}, j + used - i, true
	}
	k := j
	for d.word(k) == "of" || d.word(k) == "на" || d.word(k) == "de" {
		k++
	}
	if w := weekAt(d, k); w.words > 0 && week < 0 {
		week, j = w.days, k+w.words
	} else if d.word(k) == "que" && d.word(k+1) == "viene" {
		next, j = true, k+2
	} else if d.word(k) == "proximo" {
		next, j = true, k+1
	}
	if skipped := d.afterNext(j, next); skipped > 0 {
		h := d.weekdayHit(day, -1, false)
		return Hit{Value: d.later(h.Value, 7)}, j + skipped - i, true
	}
	if weeks, used := d.inWeeks(j); used > 0 && week < 0 {
		return d.weekdayHit(day, weeks, false), j + used - i, true
	}
	return d.weekdayHit(day, week, next), j - i, true
}

// weekdayOn reads the day of the month behind a weekday, "el martes 25", "Friday the
// 6th": the first within two months that is such a weekday. "Thursday 2" is an hour but
// in Spanish.
func (d dating) weekdayOn(j int, day time.Weekday) (v desk.Value, used int) {
	k := j
	if d.word(k) == "the" || d.word(k) == "dia" {
		k++
	}
	n, words, ordinal := d.day(k)
	if n == 0 || !d.gap(k-1, k, ",") || !ordinal && (!d.endsDay(k) || n <= 12 && d.tongue != "es") {
		return "", 0
	}
	for ahead := range mostAhead {
		if at := d.at.AddDate(0, 0, ahead); at.Day() == n && at.Weekday() == day {
			return d.plus(ahead), k + words - j
		}
	}
	return "", 0
}

// mostAhead is how many days ahead a weekday with its day of the month is looked for.
const mostAhead = 62

// endsDay: what stands behind a figure makes no hour, date or count of it.
func (d dating) endsDay(k int) bool {
	next := d.word(k + 1)
	if next == "de" || next == "of" {
		next = d.word(k + 2)
	}
	_, month := monthOf(next)
	return !month && !noDayBehind.Has(d.word(k+1)) && freeRight(ahead(d.text, d.words[k].End)) && !strings.HasPrefix(d.text[d.words[k].End:], ".")
}

// noDayBehind stand behind a figure that is no day of the month.
var noDayBehind = lazy.Words("am pm h hs hrs hora horas ч час часа часов чел человек человека people persons personas guests руб р мин минут min")

func (d dating) weekdayHit(day time.Weekday, week int, next bool) Hit {
	today := int(d.at.Weekday())
	if week == thatWeek {
		next, last := d.weekdayHit(day, 1, false).Value, d.weekdayHit(day, 0, false).Value
		return Hit{Value: next, Also: []desk.Value{d.later(last, -7)}, Doubt: true}
	}
	if week >= 0 {
		monday := -((today + 6) % 7)
		return Hit{Value: d.plus(monday + 7*week + (int(day)+6)%7)}
	}
	days := (int(day) - today + 7) % 7
	h := Hit{}
	if days == 0 {
		days = 7
		if !next {
			h.Also = append(h.Also, d.plus(0))
		}
	}
	h.Value = d.plus(days)
	if next {
		h.Also = append(h.Also, d.plus(days+7))
		h.Doubt = days == 1 // nobody calls tomorrow "next Tuesday", and some do
	}
	return h
}

var (
	nextWords = lazy.Words("next следующий следующую следующее следующая следующей следующего proximo")
	// everyWords stand before a day of each week, which is no date: "los lunes".
	everyWords = lazy.Words("los todos every each cada каждый каждую каждое каждая")
	thisWords  = lazy.Words("this coming этот эту это эта ближайший ближайшую ближайшее ближайшая ближайшей ближайшего este")
)

// thatWeek is the week of "на той неделе", which is the last to some and the next to
// others.
const thatWeek = 100

type weekRead struct{ words, days int }

// weekAt reads "next week", "на следующей неделе", "la semana que viene"; days
// is how many weeks from this one.
func weekAt(d dating, i int) weekRead {
	j := i
	for k := 0; k < 2 && (d.word(j) == "на" || d.word(j) == "the" || d.word(j) == "la" || d.word(j) == "esta" || d.word(j) == "de"); k++ {
		j++
	}
	week := func(w string) bool {
		return w == "week" || w == "неделе" || w == "недели" || w == "неделю" || w == "semana"
	}
	switch a, b := d.word(j), d.word(j+1); {
	case (a == "next" || a == "следующей" || a == "след" || a == "proxima") && week(b):
		return weekRead{j + 2 - i, 1}
	case a == "той" && week(b):
		return weekRead{j + 2 - i, thatWeek}
	case (a == "this" || a == "этой" || a == "текущей") && week(b):
		return weekRead{j + 2 - i, 0}
	case a == "semana" && b == "que" && d.word(j+2) == "viene":
		return weekRead{j + 3 - i, 1}
	}
	return weekRead{0, -1}
}

// weekdaysOfDates drops the weekday of "Monday, November 24": the date says it.
func (d dating) weekdaysOfDates(hits []Hit) []Hit {
	var out []Hit
	dated := slices.ContainsFunc(hits, func(h Hit) bool { return !h.Weak && !d.names(h) })
	for i, h := range hits {
		if dated && d.shortDay(h) {
			continue // "11 июля, финиш 12, это сб-вс"
		}
		if i+1 < len(hits) && d.near(h, hits[i+1]) && d.names(h) && !d.names(hits[i+1]) {
			continue
		}
		if n := len(out); n > 0 && d.near(out[n-1], h) && d.names(h) && !d.names(out[n-1]) {
			continue
		}
		out = append(out, h)
	}
	return out
}

// shortDay says whether the hit is a weekday's short name and nothing else.
func (d dating) shortDay(h Hit) bool {
	return reShortDay.MatchString(words.Fold(d.text[h.Start:h.End]))
}

var reShortDay = lazy.Pattern(`^(?:пн|вт|ср|чт|пт|сб|вс|mon|tues?|weds?|thu(?:rs)?|fri)$`)

func (d dating) near(a, b Hit) bool {
	between := words.Of(d.text[a.End:b.Start])
	return b.Start-a.End <= 12 && len(between) <= 1 && (len(between) == 0 || words.Filler(between[0].Text))
}

// names says whether the hit is a weekday's or a relative day's name.
func (d dating) names(h Hit) bool {
	for _, w := range words.Of(d.text[h.Start:h.End]) {
		if _, ok := weekdays.Get()[w.Text]; ok {
			return true
		}
		switch w.Text {
		case "сегодня", "завтра", "послезавтра", "today", "tomorrow", "hoy", "mañana":
			return true
		}
	}
	return false
}
