package value

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Times finds times of day, as HH:MM: "19:30", "7 pm", "half past two", "к 9
// утра", "в полвосьмого", "a las 9 y media". Where nothing says morning or
// evening, an hour up to six is after noon, and Also holds the other reading. A
// bare hour behind a preposition ("at 5", "в 7", "с 14") is Weak.
func Times(text string) []Hit {
	c := clock{text: text, words: words.Of(text), english: Tongue(text, "en") == "en"}
	var hits []Hit
	for i := 0; i < len(c.words); i++ {
		if h, n, ok := c.read(i); ok {
			h.Start, h.End = c.words[i].Start, c.words[i+n-1].End
			hits = append(hits, h)
			i += n - 1
		}
	}
	return hits
}

// clock reads the times of one text.
type clock struct {
	text    string
	words   []words.Word
	english bool
}

func (c clock) word(i int) string {
	if i < 0 || i >= len(c.words) {
		return ""
	}
	return c.words[i].Text
}

// reading is an hour as said, before it is known to be before or after noon.
type reading struct {
	hour, minute int
	words        int
	exact        bool // "14:30": the form is a time of day
	fixed        bool // it can't be the other half of the day
	weak         bool
}

func (c clock) read(i int) (Hit, int, bool) {
	switch w := c.word(i); {
	case w == "noon" || w == "полдень" || w == "midday" || w == "mediodia":
		return Hit{Value: "12:00"}, 1, true
	case w == "midnight" || w == "полночь" || w == "medianoche":
		return Hit{Value: "00:00"}, 1, true
	}
	for _, read := range []func(int) (reading, bool){c.past, c.half, c.digital, c.hourWord} {
		r, ok := read(i)
		if !ok {
			continue
		}
		part, tail := c.part(i, i+r.words)
		if r.weak && tail == 0 && !c.timely(i) && (part == 0 || !c.afterPart(i)) {
			continue
		}
		if c.nights(i, r) || c.daySpan(i, r) {
			return Hit{}, 0, false
		}
		h, ok := r.hit(part)
		return h, r.words + tail, ok
	}
	return Hit{}, 0, false
}

// nights: "4 ночи", "две ночи" are so many nights, but behind a preposition of time.
func (c clock) nights(i int, r reading) bool {
	return !r.exact && r.words == 1 && r.minute == 0 && r.hour >= 2 && r.hour <= 4 && c.word(i+1) == "ночи" && !c.timely(i) && c.word(i-1) != "часа"
}

// daySpan: "с 19 по 21 июня", "from 5 to 8 December", "del 5 al 8 de mayo" are days.
func (c clock) daySpan(i int, r reading) bool {
	if !r.weak || r.words != 1 || !daysTo.Has(c.word(i+1)) {
		return false
	}
	end, err := strconv.Atoi(c.word(i + 2))
	if err != nil || end < 1 || end > 31 {
		return false
	}
	month := c.word(i + 3)
	if month == "de" {
		month = c.word(i + 4)
	}
	_, ok := monthOf(month)
	return ok
}

var daysTo = lazy.Words("по до to till until al a")

func (r reading) hit(part byte) (Hit, bool) {
	h := r.hour
	if h > 24 || r.minute > 59 || part != 0 && h > 12 && part != 'p' && part != 'e' && part != 'N' {
		return Hit{}, false
	}
	show := func(h int) desk.Value { return desk.Value(fmt.Sprintf("%02d:%02d", (h+24)%24, r.minute)) }
	other := func(h int) int { return (h + 12) % 24 }
	switch {
	case h > 12 || r.fixed && part == 0:
		return Hit{Value: show(h), Weak: r.weak && part == 0}, true
	case h == 12 && (part == 'n' || part == 'e' || part == 'N'):
		return Hit{Value: show(0)}, true
	case part == 'N' && h < 5, part == 'a' || part == 'n' && h < 6:
		return Hit{Value: show(h % 12)}, true
	case part == 'n':
		return Hit{Value: show(h%12 + map[bool]int{true: 12, false: 0}[h != 12])}, true
	case part == 'd' && h >= 9 && h <= 12:
		return Hit{Value: show(h)}, true
	case part != 0:
		return Hit{Value: show(h%12 + 12)}, true
	case h <= 6 && h > 0:
		return Hit{Value: show(h + 12), Also: []desk.Value{show(h)}, Weak: r.weak}, true
	}
	return Hit{Value: show(h), Also: []desk.Value{show(other(h))}, Weak: r.weak}, true
}

var hourNames = lazy.Table(func() map[string]int {
	return dayNames(`one час=1 часу=1 two два две двух dos=2 three три трех tres=3 four четыре четырех cuatro=4 five пять пяти cinco=5 six шесть шести seis=6 seven семь семи siete=7 eight восемь восьми ocho=8 nine девять девяти nueve=9 ten десять десяти diez=10 eleven одиннадцать одиннадцати once=11 twelve двенадцать двенадцати doce=12 una=1`)
})

// hour is an hour in digits or words at word i.
func (c clock) hour(i int) (int, bool) {
	w := c.word(i)
	if w == "" {
		return 0, false
	}
	if n, ok := hourNames.Get()[w]; ok {
		return n, true
	}
	n, err := strconv.Atoi(w)
	return n, err == nil && n >= 0 && n <= 24 && len(w) <= 2 && (freeLeft(c.text, c.words[i].Start) || c.rangeTo(i))
}

var minuteNames = lazy.Table(func() map[string]int {
	return map[string]int{"quarter": 15, "half": 30, "ten": 10, "twenty": 20, "five": 5, "четверть": 15, "четверти": 15, "десять": 10, "пять": 5, "двадцать": 20, "пятнадцати": 15, "десяти": 10, "пяти": 5, "двадцати": 20}
})

// past: "half past two", "quarter to 5", "10 past 6", "без четверти пять",
// "четверть седьмого".
func (c clock) past(i int) (reading, bool) {
	if w := c.word(i); w == "без" {
		m, ok := minuteNames.Get()[c.word(i+1)]
		if n, err := strconv.Atoi(c.word(i + 1)); err == nil && n < 60 {
			m, ok = n, true
		}
		h, hok := c.hour(i + 2)
		return reading{hour: h - 1, minute: 60 - m, words: 3}, ok && hok && h >= 1 && m > 0
	}
	m, ok := minuteNames.Get()[c.word(i)]
	if n, err := strconv.Atoi(c.word(i)); err == nil && n > 0 && n < 60 {
		m, ok = n, true
	}
	if !ok {
		return reading{}, false
	}
	if h, ok := ordinals.Get()[c.word(i+1)]; ok && c.word(i) == "четверть" {
		return reading{hour: h - 1, minute: m, words: 2}, h >= 1 && h <= 12
	}
	h, ok := c.hour(i + 2)
	switch j := c.word(i + 1); {
	case !ok || h > 12 || h == 0:
	case j == "past" || j == "after":
		return reading{hour: h, minute: m, words: 3}, true
	case j == "to" && (c.word(i) == "quarter" || c.word(i-1) == "at" || c.word(i-1) == "a"):
		return reading{hour: (h+11)%12 + map[bool]int{true: 12}[h == 1], minute: 60 - m, words: 3}, true
	}
	return reading{}, false
}

// half: "в полвосьмого", "половина третьего", "half two".
func (c clock) half(i int) (reading, bool) {
	w := c.word(i)
	next := c.word(i + 1)
	if w == "пол" || w == "половина" || w == "половине" || w == "половину" {
		h, ok := ordinals.Get()[next]
		return reading{hour: h - 1, minute: 30, words: 2}, ok && h >= 1 && h <= 12
	}
	if tail, ok := strings.CutPrefix(w, "пол"); ok {
		h, ok := ordinals.Get()[tail]
		return reading{hour: h - 1, minute: 30, words: 1}, ok && h >= 1 && h <= 12
	}
	return reading{}, false
}

var reClockAt = lazy.Pattern(`^(\d{1,2})([:.h])(\d{2})`)

// digital: "19:30", "7.45", "18h30"; with a dot only behind a preposition.
func (c clock) digital(i int) (reading, bool) {
	w := c.words[i]
	m := reClockAt.FindStringSubmatch(ahead(c.text, w.Start))
	if m == nil || !freeLeft(c.text, w.Start) && before(c.text, w.Start) != '-' {
		return reading{}, false
	}
	end := w.Start + len(m[0])
	if r := after(c.text, end); r >= '0' && r <= '9' || strings.ContainsRune(".:", r) && alnum(after(c.text, end+1)) {
		return reading{}, false
	}
	h, errH := strconv.Atoi(m[1])
	minute, errM := strconv.Atoi(m[3])
	if errH != nil || errM != nil || h > 24 || minute > 59 {
		return reading{}, false
	}
	n := 0
	for n < len(c.words)-i && c.words[i+n].Start < end {
		n++
	}
	if m[2] == "." && !c.timely(i) {
		if p, _ := c.part(i, i+n); p == 0 {
			return reading{}, false
		}
	}
	return reading{hour: h, minute: minute, words: n, exact: true, fixed: m[1][0] == '0' && len(m[1]) == 2 || h == 0 || h > 12 || !c.english && h != 0}, true
}

// hourWord: "7 pm", "к 9 утра", "a las 9 y media", "6 o'clock", "at five".
func (c clock) hourWord(i int) (reading, bool) {
	h, ok := c.hour(i)
	if !ok {
		return reading{}, false
	}
	r := reading{hour: h, words: 1, weak: true, fixed: h > 12 || h == 0}
	switch a, b := c.word(i+1), c.word(i+2); {
	case a == "o'clock" || a == "oclock" || a == "o" && b == "clock" || a == "o" && b == "о" || a == "hs" || a == "hrs":
		r.words, r.weak = 2+map[bool]int{true: 1}[a == "o"], false
	case a == "ish" && c.words[i].End == c.words[i+1].Start:
		r.words, r.weak = 2, false
	case a == "y" && (b == "media" || b == "cuarto"):
		r.words, r.weak, r.minute = 3, false, map[string]int{"media": 30, "cuarto": 15}[b]
	case a == "menos" && b == "cuarto" && h > 0:
		r.words, r.weak, r.hour, r.minute = 3, false, h-1, 45
	case a == "thirty" || a == "fifteen" || a == "тридцать" || a == "forty" && b == "five":
		r.words, r.minute = 2+map[bool]int{true: 1}[a == "forty"], map[string]int{"thirty": 30, "тридцать": 30, "fifteen": 15, "forty": 45}[a]
	case c.word(i-1) == "la" && c.word(i) == "una" && c.word(i-2) == "a":
		r.weak = false
	case c.word(i-1) == "в" && (c.word(i-2) == "часов" || c.word(i-2) == "часа" || c.word(i-2) == "часиков"):
		r.weak = false
	case c.word(i-1) == "las" || c.word(i-1) == "часов" || a == "часов" || a == "часам" || a == "часа":
		r.weak = c.word(i-1) != "las" && !c.timely(i)
	case c.word(i) == "час" && (a == "дня" || a == "ночи"):
	case c.unit(i), c.grouped(i):
		return reading{}, false
	}
	if a := after(c.text, c.words[i].End); (a == ':' || a == '-' || a == '/' || a == '%' || a == '.' || a == ',') && digitAt(c.text, c.words[i].End+1) || a == '%' {
		return reading{}, false
	}
	return r, true
}

// grouped: the first figures of "5 000" are no hour.
func (c clock) grouped(i int) bool {
	w := c.word(i + 1)
	return len(w) == 3 && digitAt(w, 0) && digitAt(w, 2) && len(strings.TrimLeft(c.text[c.words[i].End:c.words[i+1].Start], " \u00a0\u202f")) == 0
}

// afterPart says whether the word before tells the half of the day: "tonight 8".
func (c clock) afterPart(i int) bool {
	_, ok := dayParts.Get()[c.word(i-1)]
	return ok
}

// rangeTo: the end of "4 pm-6 pm" or "10:00-12:00".
func (c clock) rangeTo(i int) bool {
	if r := before(c.text, c.words[i].Start); r != '-' && r != '–' || i == 0 {
		return false
	}
	w := c.word(i - 1)
	return w == "pm" || w == "am" || w == "m" || i > 1 && len(w) == 2 && before(c.text, c.words[i-1].Start) == ':'
}

func digitAt(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
