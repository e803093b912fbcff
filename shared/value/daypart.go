package value

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
)

// part looks for a word that tells the half of the day, beside words from …
// to: 'a' before noon, 'd' and 'p' after it, 'e' evening, 'n' the small hours, 'N' the
// night: the evening and what comes after it. tail is
// how many words behind belong to the time.
func (c clock) part(from, to int) (part byte, tail int) {
	if p, n := c.behind(to); p != 0 {
		return p, n
	}
	for i := from - 1; i >= 0 && i >= from-4; i-- {
		if strings.ContainsAny(c.text[c.words[i].End:c.words[i+1].Start], ".!?;\n") {
			break
		}
		if p, ok := dayParts.Get()[c.word(i)]; ok && !strings.Contains("am pm", c.word(i)) {
			return p, 0
		}
	}
	return 0, 0
}

func (c clock) behind(to int) (byte, int) {
	for i := to; i < len(c.words) && i < to+4; i++ {
		if strings.ContainsAny(c.text[c.words[i-1].End:c.words[i].Start], ".!?;\n") && i > to {
			break
		}
		w, next := c.word(i), c.word(i+1)
		switch {
		case (w == "a" || w == "p") && next == "m" && i == to:
			return map[string]byte{"a": 'a', "p": 'p'}[w], 2
		case (w == "am" || w == "pm") && i == to:
			return map[string]byte{"am": 'a', "pm": 'p'}[w], 1
		case w == "am" || w == "pm":
			return 0, 0
		}
		if p, ok := dayParts.Get()[w]; ok {
			return p, i + 1 - to
		}
		if !partLink.Has(w) {
			break
		}
	}
	return 0, 0
}

var (
	partLink = lazy.Words("in the at de la por часов часам часа o'clock")
	dayParts = lazy.Table(func() map[string]byte {
		return map[string]byte{
			"am": 'a', "pm": 'p', "morning": 'a', "afternoon": 'p', "evening": 'e', "night": 'N', "tonight": 'N',
			"утра": 'a', "утром": 'a', "утро": 'a', "дня": 'd', "днем": 'd', "вечера": 'e', "вечером": 'e', "вечер": 'e', "ночи": 'n', "ночью": 'n',
			"mañana": 'a', "madrugada": 'a', "mediodia": 'd', "tarde": 'e', "noche": 'N',
		}
	})
	timeLead = lazy.Words("nearer closer at в во к с до после около by from until till after before around about las часов ровно desde hasta sobre")
	notHours = lazy.Words(`day days week weeks month months year years minute minutes hour hours people person persons guest guests ticket tickets seat seats room rooms bed beds bedroom bedrooms night nights star stars mile miles percent dollars euros
		человек человека людей гостей штук штуки шт раз дней день дня недели недель месяц месяца месяцев лет год года минут минуты этаж этажа комнат комнаты килограмм кг км руб рублей тысяч тыс метров
		personas persona dias dia semanas meses mes años noches minutos kilos metros habitaciones pisos unidades euros of the`)
	notHoursIf = lazy.Words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря января")
)

// timely says whether the word before leads to a time, or it begins a span of hours.
func (c clock) timely(i int) bool { return timeLead.Has(c.word(i-1)) || c.spanned(i) }

// spanned: "de 19 a 20:30" are hours, since one of them is plainly; "horario de 11 a 20",
// since they are called so. "De 19 a 20" alone may be days, or prices.
func (c clock) spanned(i int) bool {
	switch {
	case spanStart.Has(c.word(i-1)) && spanTo.Has(c.word(i+1)):
		return c.exactAt(i+2) || hoursCalled.Has(c.word(i-2)) || hoursCalled.Has(c.word(i-3))
	case spanTo.Has(c.word(i-1)) && i > 2 && spanStart.Has(c.word(i-3)):
		return hoursCalled.Has(c.word(i-4)) || hoursCalled.Has(c.word(i-5))
	}
	return false
}

// exactAt says whether a time of day in figures begins at word i.
func (c clock) exactAt(i int) bool {
	if i >= len(c.words) {
		return false
	}
	m := reClockAt.FindStringSubmatch(ahead(c.text, c.words[i].Start))
	return m != nil && m[2] == ":"
}

var (
	spanStart   = lazy.Words("de from с со entre between")
	spanTo      = lazy.Words("a to till until до y and и")
	hoursCalled = lazy.Words("horario horarios hours hour schedule часы график работаем открыты abrimos abierto abiertos atendemos open")
)

// unit says whether what follows makes the number something else than an hour.
func (c clock) unit(i int) bool {
	next := c.word(i + 1)
	if _, ok := monthOf(next); ok || notHours.Has(next) || notHoursIf.Has(next) || ordinalTail.Has(next) {
		return true
	}
	if (next == "de" || next == "of") && c.word(i+2) != "la" {
		return true
	}
	r := after(c.text, c.words[i].End)
	return r == '%' || r == '$' || r == 'º' || r == '°'
}
