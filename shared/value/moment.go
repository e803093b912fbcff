package value

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Moments finds dates with a time of day, as UTC; the time with the date that
// it is said beside, and a time alone on the day of at. A date that several
// times share is a part of one hit only: the others are the time alone.
func Moments(text string, at time.Time, l desk.Locale) []Hit {
	m := meeting{text: text, dates: Dates(text, at, l)}
	times := Times(text)
	taken := make([]bool, len(m.dates))
	var hits []Hit
	first := 0 // of the dates that end behind the time before
	for i, t := range times {
		for first < len(m.dates)-1 && m.dates[first+1].Start <= t.Start {
			first++
		}
		if m.isDate(t, first) {
			continue
		}
		h := Hit{Start: t.Start, End: t.End, Weak: true}
		day := desk.Value(at.In(zone(l)).Format(time.DateOnly))
		if d := m.dateOf(t, first, taken); d >= 0 {
			day, h.Weak = m.dates[d].Value, t.Weak
			start, end := min(m.dates[d].Start, t.Start), max(m.dates[d].End, t.End)
			if !taken[d] && (i == 0 || times[i-1].End <= start) && (i+1 == len(times) || times[i+1].Start >= end) {
				h.Start, h.End = start, end
			}
			taken[d] = true
		}
		if night(text, t, day, at.In(zone(l))) || nightOf(text, h, t) {
			if d, err := time.Parse(time.DateOnly, string(day)); err == nil {
				day = desk.Value(d.AddDate(0, 0, 1).Format(time.DateOnly))
			}
		}
		if m.read(&h, day, t, zone(l)); h.Value != "" {
			hits = append(hits, h)
		}
	}
	return inOrder(hits)
}

// night says whether a time of the small hours that is said with today, or with
// no day, is tonight's: the coming night's, which lies on tomorrow's date.
func night(text string, t Hit, day desk.Value, at time.Time) bool {
	return string(day) == at.Format(time.DateOnly) && t.Value < "05:00" && string(t.Value) < at.Format("15:04") && len(t.Also) == 0 && nightWords.MatchString(words.Fold(text[:t.End]+ahead(text, t.End)))
}

// nightOf says whether a time of the small hours is said of the night that begins on
// a day to come: "tomorrow night at 12", "Saturday night at 1".
func nightOf(text string, h, t Hit) bool {
	return h.Start < t.Start && t.Value < "05:00" && len(t.Also) == 0 && nightOfDay.MatchString(words.Fold(text[h.Start:t.Start]))
}

var nightOfDay = lazy.Pattern(`^(?:tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday) night|^(?:manana|lunes|martes|miercoles|jueves|viernes|sabado|domingo) (?:por|en|de) la noche|^noche del`)

var nightWords = lazy.Pattern(`tonight|at night|midnight|ночь|ночи|полноч|esta noche|medianoche|de la noche|madrugada`)

// meeting puts times to dates of one text.
type meeting struct {
	text  string
	dates []Hit
}

// isDate says whether a time is but the figures of a date, "2025-10-14". One
// that is a weak date as well ("в 18.10") is a time.
func (m meeting) isDate(t Hit, i int) bool {
	return i < len(m.dates) && !m.dates[i].Weak && m.dates[i].Start <= t.Start && t.End <= m.dates[i].End
}

// dateOf is the date that a time belongs to, of the last that begins before it
// and the next; -1 is none. It is the one with less between; of two as near the
// one that no other time has, and then the one before.
func (m meeting) dateOf(t Hit, first int, taken []bool) int {
	best, apart := -1, 1<<30
	for i := first; i < len(m.dates) && i <= first+2; i++ {
		d := m.dates[i]
		if d.Start <= t.Start && t.End <= d.End {
			continue // the time's own figures
		}
		gap := -1 // "at 7 tonight" is both
		switch {
		case d.End <= t.Start:
			gap = m.between(d.End, t.Start)
		case t.End <= d.Start:
			gap = m.between(t.End, d.Start)
		}
		if gap < apart || gap == apart && taken[best] && !taken[i] {
			best, apart = i, gap
		}
	}
	return best
}

// between measures what lies between a date and a time: letters and signs, but
// not the words that only link the two.
func (m meeting) between(from, to int) int {
	const far = 200 // bytes; more is far, however much
	if to-from > far {
		return to - from
	}
	n, end := 0, from
	for _, w := range append(words.Of(m.text[from:to]), words.Word{Start: to - from, End: to - from}) {
		n += len(strings.Trim(m.text[end:from+w.Start], " \u00a0"))
		if end = from + w.End; !linksMoment.Has(w.Text) {
			n += utf8.RuneCountInString(w.Text)
		}
	}
	return n
}

// linksMoment are the words between a date and its time.
var linksMoment = lazy.Words("at by from on the around about в во к ко с со на часов часам ровно a las la el los de del desde sobre")

// read makes moments of a day and the readings of a time.
func (m meeting) read(h *Hit, day desk.Value, t Hit, zone *time.Location) {
	for _, v := range append([]desk.Value{t.Value}, t.Also...) {
		at, err := time.ParseInLocation("2006-01-02 15:04", string(day)+" "+string(v), zone)
		if err != nil {
			continue
		}
		moment := desk.Value(at.UTC().Format(time.RFC3339))
		if h.Value == "" {
			h.Value = moment
		} else {
			h.Also = append(h.Also, moment)
		}
	}
}
