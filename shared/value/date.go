package value

import (
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Dates finds dates, absolute ("14 марта", "March 9th", "31/12/2024") and
// relative ("послезавтра", "el lunes que viene", "in two weeks"), counted from
// the day of at in the locale's zone. A bare day of the month ("the 7th",
// "9-го") is Weak.
func Dates(text string, at time.Time, l desk.Locale) []Hit {
	d := dating{text: text, words: words.Of(text), at: at.In(zone(l)), locale: l, table: numeralsOf(text, l), tongue: Tongue(text, l.Language)}
	hits := d.numeric()
	for i := 0; i < len(d.words); i++ {
		for _, read := range d.readers() {
			if h, n, ok := read(i); ok {
				h.Start, h.End = d.words[i].Start, d.words[i+n-1].End
				hits = append(hits, h)
				i += n - 1
				break
			}
		}
	}
	return d.weekdaysOfDates(inOrder(hits))
}

// dating reads the dates of one text.
type dating struct {
	text   string
	words  []words.Word
	at     time.Time
	locale desk.Locale
	table  map[string]numeral
	tongue string
}

type dateReader func(i int) (h Hit, words int, ok bool)

func (d dating) readers() []dateReader {
	return []dateReader{d.rangeStart, d.rangeEnd, d.dayMonth, d.monthDay, d.dayOfMonth, d.countedFrom, d.ago, d.lastDay, d.lastWeekday, d.weekOn, d.relative, d.inDays, d.weekday, d.bareDay}
}

var (
	reISO     = lazy.Pattern(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	reDMY     = lazy.Pattern(`\b(\d{1,2})([./-])(\d{1,2})([./-])(\d{4}|\d{2})\b`)
	reDM      = lazy.Pattern(`\b(\d{1,2})([./])(\d{2})\b`)
	monthHead = lazy.Table(func() map[string]time.Month {
		return map[string]time.Month{
			"янв": 1, "фев": 2, "мар": 3, "апр": 4, "мая": 5, "май": 5, "мае": 5, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "окт": 10, "ноя": 11, "дек": 12,
			"jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
			"ene": 1, "abr": 4, "ago": 8, "set": 9, "dic": 12,
		}
	})
	monthWord = lazy.Pattern(`^(?:янв(?:ар[ьяе])?|фев(?:рал[ьяе])?|март?[ае]?|апр(?:ел[ьяе])?|ма[йяе]|июн[ьяе]?|июл[ьяе]?|авг(?:уст[ае]?)?|сен(?:тябр[ьяе])?|окт(?:ябр[ьяе])?|ноя(?:бр[ьяе])?|дек(?:абр[ьяе])?|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|se[pt](?:t?iembre)?|octubre|noviembre|dic(?:iembre)?)$`)
)

func monthOf(word string) (time.Month, bool) {
	if !monthWord.MatchString(word) {
		return 0, false
	}
	r := []rune(word)
	m, ok := monthHead.Get()[string(r[:min(3, len(r))])]
	return m, ok
}

func (d dating) numeric() []Hit {
	var hits []Hit
	for _, m := range reISO.FindAllStringSubmatchIndex(d.text, -1) {
		hits = d.date(hits, m[0], m[1], d.num(m[2], m[3]), d.num(m[4], m[5]), d.num(m[6], m[7]))
	}
	for _, m := range reDMY.FindAllStringSubmatchIndex(d.text, -1) {
		if d.text[m[4]:m[5]] != d.text[m[8]:m[9]] {
			continue
		}
		a, b, y := d.num(m[2], m[3]), d.num(m[6], m[7]), d.num(m[10], m[11])
		if y < 100 {
			y += 2000
			if y > d.at.Year()+20 {
				y -= 100
			}
		}
		if d.monthFirst(d.text[m[4]:m[5]]) {
			a, b = b, a
		}
		hits = d.date(hits, m[0], m[1], y, b, a)
	}
	for _, m := range reDM.FindAllStringSubmatchIndex(d.text, -1) {
		sep := d.text[m[4]:m[5]]
		a, b := d.num(m[2], m[3]), d.num(m[6], m[7])
		if !freeLeft(d.text, m[0]) || !freeRight(ahead(d.text, m[1])) || sep == "." && (d.tongue != "ru" || m[3]-m[2] < 2) || strings.ContainsRune(".,", after(d.text, m[1])) && alnum(after(d.text, m[1]+1)) {
			continue
		}
		if d.monthFirst(sep) {
			a, b = b, a
		}
		if y, ok := d.nearest(time.Month(b), a); ok && b >= 1 && b <= 12 {
			n := len(hits)
			if hits = d.date(hits, m[0], m[1], y, b, a); len(hits) > n {
				hits[n].Weak = true
			}
		}
	}
	return hits
}

func (d dating) monthFirst(sep string) bool {
	return sep != "." && (d.locale.Region == "US" || d.locale.Region == "PH" || d.locale.Region == "" && d.tongue == "en")
}

func (d dating) num(start, end int) int {
	n, err := strconv.Atoi(d.text[start:end])
	if err != nil { // digits by the pattern, at most four of them
		return 0
	}
	return n
}

func (d dating) date(hits []Hit, start, end, y, m, day int) []Hit {
	if v := ymd(y, time.Month(m), day); v != "" {
		hits = append(hits, Hit{Value: v, Start: start, End: end})
	}
	return hits
}

func ymd(y int, m time.Month, day int) desk.Value {
	t := time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
	if m < 1 || m > 12 || t.Day() != day || y < 1800 || y > 2200 {
		return ""
	}
	return desk.Value(t.Format(time.DateOnly))
}

// nearest is the year of a day and month said without one: the coming one,
// unless it was within the last two months.
func (d dating) nearest(m time.Month, day int) (int, bool) {
	y := d.at.Year()
	today := time.Date(y, d.at.Month(), d.at.Day(), 0, 0, 0, 0, time.UTC)
	t := time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
	switch days := t.Sub(today) / (24 * time.Hour); {
	case days < -60:
		y++
	case days > 305:
		y--
	}
	if ymd(y, m, day) == "" { // 29 February
		return 0, false
	}
	return y, true
}

// day reads a day of the month at word i: "9", "9th", "9-го", "первого",
// "twenty first".
func (d dating) day(i int) (day, words int, ordinal bool) {
	if i >= len(d.words) {
		return 0, 0, false
	}
	w := d.words[i].Text
	if w[0] >= '0' && w[0] <= '9' {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > 31 || !freeLeft(d.text, d.words[i].Start) && !d.endsRange(i) {
			return 0, 0, false
		}
		if i+1 < len(d.words) && d.gap(i, i+1, "-") && ordinalTail.Has(d.words[i+1].Text) {
			return n, 2, true
		}
		if strings.ContainsRune("º°", after(d.text, d.words[i].End)) && after(d.text, d.words[i].End) != 0 {
			return n, 1, true
		}
		return n, 1, false
	}
	if n, ok := ordinals.Get()[w]; ok {
		return n, 1, true
	}
	if t, ok := d.table[w]; ok && t.class == 't' && i+1 < len(d.words) {
		tens, err := strconv.Atoi(t.value)
		if n, ok := ordinals.Get()[d.words[i+1].Text]; ok && err == nil && n < 10 && tens <= 30 && tens+n <= 31 {
			return tens + n, 2, true
		}
	}
	return 0, 0, false
}

// endsRange says whether the day at word i is the last of "12-13 июля", "2–5 May".
func (d dating) endsRange(i int) bool {
	first := d.word(i - 1)
	_, month := monthOf(d.word(i + 1))
	if d.word(i+1) == "de" || d.word(i+1) == "of" {
		_, month = monthOf(d.word(i + 2))
	}
	return month && len(first) > 0 && len(first) <= 2 && first[0] >= '0' && first[0] <= '9' && d.gap(i-1, i, "-–") && freeLeft(d.text, d.words[i-1].Start)
}

// gap says whether nothing but spaces and the given signs lies between two
// words.
func (d dating) gap(i, j int, signs string) bool {
	return strings.Trim(d.text[d.words[i].End:d.words[j].Start], " \u00a0"+signs) == ""
}

func (d dating) word(i int) string {
	if i < 0 || i >= len(d.words) {
		return ""
	}
	return d.words[i].Text
}

var (
	ordinalTail = lazy.Words("st nd rd th е го ое ого му й ого числа")
	ordinals    = lazy.Table(func() map[string]int {
		return dayNames(`первое первого=1 второе второго=2 третье третьего=3 четвертое четвертого=4 пятое пятого=5 шестое шестого=6 седьмое седьмого=7 восьмое восьмого=8 девятое девятого=9 десятое десятого=10
		одиннадцатое одиннадцатого=11 двенадцатое двенадцатого=12 тринадцатое тринадцатого=13 четырнадцатое четырнадцатого=14 пятнадцатое пятнадцатого=15 шестнадцатое шестнадцатого=16 семнадцатое семнадцатого=17 восемнадцатое восемнадцатого=18 девятнадцатое девятнадцатого=19 двадцатое двадцатого=20 тридцатое тридцатого=30
		first=1 second=2 third=3 fourth=4 fifth=5 sixth=6 seventh=7 eighth=8 ninth=9 tenth=10 eleventh=11 twelfth=12 thirteenth=13 fourteenth=14 fifteenth=15 sixteenth=16 seventeenth=17 eighteenth=18 nineteenth=19 twentieth=20 thirtieth=30 primero=1`)
	})
)

func dayNames(s string) map[string]int {
	m := map[string]int{}
	var same []string
	for _, w := range strings.Fields(s) {
		name, n, ok := strings.Cut(w, "=")
		same = append(same, name)
		if !ok {
			continue
		}
		if day, err := strconv.Atoi(n); err == nil {
			for _, s := range same {
				m[s] = day
			}
		}
		same = nil
	}
	return m
}
