package faq

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// aspect is what of a thing somebody asks: what it costs, when it is or how long it takes,
// where it is. "How long does delivery take?" has the words of "How much is delivery?", and
// asks for something else.
type aspect uint8

const (
	price aspect = 1 << iota
	moment
	place
	day // of a certain day it is asked
)

// How much what an entry is found by counts where it tells something else than what is
// asked, and where it tells just that.
const (
	elsewhere = 0.55
	justThat  = 1.2
)

// asksFor are what people say when they ask for an aspect, whole words, Russian, Spanish and
// English. What begins with ^ counts only at the beginning, as "when" does: it joins, too.
var asksFor = lazy.Table(func() map[aspect][]string {
	out := map[aspect][]string{}
	for a, list := range map[aspect]string{
		price: `сколько стоит|сколько стоят|сколько будет стоить|сколько это|по чем|почем|цена|цены|цену|ценник|стоимость|расценки|прайс|тариф|тарифы|тарифов|платная|платный|платно|дорого|во сколько обойдется|
			cuanto cuesta|cuanto cuestan|cuanto vale|cuanto valen|cuanto es|cuanto cobran|cuanto cobrais|cuanto sale|cuanto costaria|precio|precios|coste|costo|tarifa|tarifas|
			how much is|how much are|how much does|how much do|how much will|how much would|how much for|how much to|how much it|how much the|how much delivery|price|prices|pricing|cost|costs|fee|fees|expensive`,
		moment: `^когда|как долго|сколько времени|сколько дней|сколько часов|сколько недель|сколько минут|сколько ждать|сколько идет|сколько занимает|сколько по времени|долго по времени|долго ли|за сколько|через сколько|во сколько|до скольки|со скольки|до какого|как быстро|как скоро|срок|сроки|сроках|
			^cuando|cuanto tarda|cuanto tardan|cuanto tardara|cuanto tiempo|cuanto demora|cuantos dias|cuantas horas|cuantas semanas|a que hora|que horario|plazo|plazos|
			how long|how soon|how fast|how quickly|^when|what time|what hours|which hours|how many days|how many hours|how many weeks|how many minutes|opening hours|working hours|business hours|delivery time|delivery times`,
		day: `понедельник|вторник|среду|четверг|пятницу|субботу|субботам|воскресенье|воскресеньям|выходные|выходным|праздник|праздники|праздникам|сегодня|завтра|новый год|каникулы|ночью|
			lunes|martes|miercoles|jueves|viernes|sabado|sabados|domingo|domingos|festivo|festivos|hoy|manana|navidad|noche|fin de semana|fines de semana|
			monday|mondays|tuesday|tuesdays|wednesday|wednesdays|thursday|thursdays|friday|fridays|saturday|saturdays|sunday|sundays|weekend|weekends|holiday|holidays|today|tomorrow|tonight|christmas|easter|new year`,
		place: `^где|^куда|адрес|^donde|^adonde|direccion|^where|address`,
	} {
		for said := range strings.SplitSeq(list, "|") {
			out[a] = append(out[a], strings.TrimSpace(said))
		}
	}
	return out
})

// soon is among how many first words a question begins.
const soon = 3

// aspectsOf are what a text asks for; 0: nothing of these.
func aspectsOf(ws []words.Word, meant map[string]string) (out aspect) {
	var b strings.Builder
	head := 0
	b.WriteByte(' ')
	for i, w := range ws {
		if long, ok := meant[w.Text]; ok {
			w.Text = long
		}
		b.WriteString(w.Text)
		b.WriteByte(' ')
		if i < soon {
			head = b.Len()
		}
	}
	text := b.String()
	for a, all := range asksFor.Get() {
		for _, said := range all {
			in := text
			if first, is := strings.CutPrefix(said, "^"); is {
				in, said = text[:head], first
			}
			if strings.Contains(in, " "+said+" ") {
				out |= a
				break
			}
		}
	}
	return out
}

// toldBy is what of an answer tells an aspect.
var toldBy = lazy.Words(`день дня дней днем час часа часов минут минуты недель недели неделю месяц месяца dia dias hora horas semana semanas minutos mes meses day days hour hours minute minutes week weeks month months`)

// aspectsIn are what an entry's answer tells: an entry that is asked for a price may tell
// the time that it takes, too.
func aspectsIn(answer string) (out aspect) {
	ws := words.Of(words.Head(answer, maxAnswerWords*40))
	for _, w := range ws[:min(len(ws), maxAnswerWords)] {
		switch {
		case toldBy.Has(w.Text):
			out |= moment
		case w.Text == "руб" || w.Text == "рублей" || w.Text == "евро" || w.Text == "euros" || w.Text == "eur" || w.Text == "usd":
			out |= price
		}
	}
	if strings.ContainsAny(answer, "€$£₽") {
		out |= price
	}
	return out
}

// fits is how far an entry that is asked for some aspects answers a question for others.
// Where something is and when are often asked for each other ("where is my order"), and
// what of an entry asks for nothing of these may tell all. What is asked only of certain
// days ("Are you open on Sunday?") answers no question without one.
func (a aspect) fits(asked aspect) float64 {
	if a&day != 0 && asked&day == 0 {
		return elsewhere
	}
	a, asked = a&^day, asked&^day
	switch {
	case a == 0 || asked == 0:
		return 1
	case a&asked&^price != 0: // prices are asked for everywhere
		return justThat
	case a&asked == 0 && (a|asked)&price != 0:
		return elsewhere
	}
	return 1
}

// aspects are an entry's: day only if it is asked of days alone.
func (e Entry) aspects() (out aspect) {
	days := day
	for _, w := range e.Wordings[:min(len(e.Wordings), MaxWordings)] {
		ws := words.Of(words.Head(w, maxWords*40))
		of := aspectsOf(ws[:min(len(ws), maxWords)], nil)
		out, days = out|of&^day, days&of
	}
	if out != 0 {
		out |= aspectsIn(e.Answer)
	}
	if len(e.Wordings) == 0 {
		return out
	}
	return out | days
}
