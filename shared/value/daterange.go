package value

import (
	"strconv"
	"strings"
	"time"
)

// Days that begin or end a stretch: "from the 3rd to the 7th", "с 3 по 7 мая".

// rangeStart: the first day of "del 2 al 5 de mayo", "с 2 по 5 мая", "2–5 May",
// "from the 2nd to the 5th of May": its month stands behind the last.
func (d dating) rangeStart(i int) (Hit, int, bool) {
	day, n, _ := d.day(i)
	if n == 0 {
		return Hit{}, 0, false
	}
	j := i + n
	switch d.word(j) {
	case "al", "по", "to", "до", "till", "until", "through":
		j++
	default:
		if j >= len(d.words) || strings.Trim(d.text[d.words[j-1].End:d.words[j].Start], " ") != "-" && strings.Trim(d.text[d.words[j-1].End:d.words[j].Start], " ") != "–" {
			return Hit{}, 0, false
		}
	}
	if d.word(j) == "the" || d.word(j) == "el" {
		j++
	}
	end, _, ok := d.dayMonth(j)
	if !ok {
		return Hit{}, 0, false
	}
	t, err := time.Parse(time.DateOnly, string(end.Value))
	if err != nil {
		return Hit{}, 0, false
	}
	v := ymd(t.Year(), t.Month(), day)
	return Hit{Value: v}, n, v != "" && v <= end.Value
}

// rangeEnd: the last day of "Feb 9 to 13", whose month stands before the first.
func (d dating) rangeEnd(i int) (Hit, int, bool) {
	day, n, _ := d.day(i)
	if n == 0 && i > 1 && d.gap(i-1, i, "-–") {
		day, n = d.afterDash(i)
	}
	if n == 0 {
		return Hit{}, 0, false
	}
	j := i - 1
	switch d.word(j) {
	case "to", "till", "until", "through":
		j--
	default:
		if j < 0 || !d.gap(j, i, "-–") || strings.Trim(d.text[d.words[j].End:d.words[i].Start], " ") == "" {
			return Hit{}, 0, false
		}
	}
	month, ok := monthOf(d.word(j - 1))
	first, err := strconv.Atoi(d.word(j))
	if !ok || err != nil || first >= day || d.word(j-1) == "set" {
		return Hit{}, 0, false
	}
	year, ok := d.nearest(month, day)
	v := ymd(year, month, day)
	return Hit{Value: v}, n, ok && v != "" && !noDayBehind.Has(d.word(i+n))
}

// afterDash reads a day of the month behind a dash.
func (d dating) afterDash(i int) (day, words int) {
	n, err := strconv.Atoi(d.word(i))
	if err != nil || n < 1 || n > 31 {
		return 0, 0
	}
	return n, 1
}
