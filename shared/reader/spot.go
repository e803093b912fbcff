package reader

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/words"
)

// spotter knows what may be a typed value: figures, @, dates in words, numbers
// in words, the options of the fields. It only has to miss nothing; what it
// takes too much costs a few tokens.
type spotter struct {
	words map[string]bool
	stems map[rune][]string // by their first letter
}

// exactWords are whole words that may be a date, a time or a number. Folded.
const exactWords = `май мая мае среда среду среды среде утро утром утра вечер вечером вечера день днем ночью полдень полночь
один одна одно одну два две три пять шесть семь восемь девять десять сто ста пара пару обе оба
may sun mon tue tues wed thu thur thurs fri sat jan feb apr jun jul aug sep sept oct nov dec am pm noon today tonight
one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety half dozen both
mar ene abr ago dic hoy ayer lunes martes jueves viernes mes uno una dos tres seis siete ocho nueve diez once doce trece catorce quince cien mil medio media docena par
yes no yep nope да нет ага si claro vale ok okay`

// wordStems begin words of dates, times and numbers in any inflection. Folded.
const wordStems = `январ феврал март апрел июн июл август сентябр октябр ноябр декабр понедельник вторник четверг пятниц суббот воскресень
сегодня завтр послезавтр вчера недел месяц выходн числа четыр одиннадцат двенадцат тринадцат четырнадцат пятнадцат шестнадцат семнадцат восемнадцат девятнадцат
двадцат тридцат сорок пятьдесят шестьдесят семьдесят восемьдесят девяност двести триста четырест пятьсот тысяч миллион полтор полчаса половин дюжин десят рубл долл евро скидк
januar februar march april june july august septemb octob novemb decemb monday tuesday wednes thursday friday saturday sunday tomorrow yesterday week month
thirteen fourteen fifteen sixteen seventeen eighteen nineteen hundred thousand million dollar euro discount
enero febrero marzo abril mayo junio julio agosto septiem setiem octubre noviem diciem miercoles sabado domingo manana pasado semana
http www veinte veinti treinta cuarenta cincuenta sesenta setenta ochenta noventa ciento doscient trescient quinient millon euros dolar descuento cuatro cinco`

func newSpotter(fields []desk.Field) spotter {
	w := spotter{words: map[string]bool{}, stems: map[rune][]string{}}
	for _, s := range strings.Fields(exactWords) {
		w.words[s] = true
	}
	for _, s := range strings.Fields(wordStems) {
		w.add(s)
	}
	for _, f := range fields {
		for _, o := range f.Options {
			for _, text := range append([]string{o.Value}, o.Synonyms...) {
				for _, word := range words.Runs([]rune(text)) {
					if s := words.Bare(word.Text); len([]rune(s)) >= 3 {
						w.add(stem(s))
					}
				}
			}
		}
	}
	return w
}

func (w spotter) add(stem string) {
	first, _ := utf8.DecodeRuneInString(stem)
	w.stems[first] = append(w.stems[first], stem)
}

// typed says whether a text may hold a typed value.
func (w spotter) typed(s string) bool { return len(w.spots([]rune(s))) > 0 }

// spots are the places of typed candidates, as ranges of runes.
func (w spotter) spots(rs []rune) [][2]int {
	var at [][2]int
	for _, word := range words.Runs(rs) {
		if w.hit(word.Text) {
			at = append(at, [2]int{word.From, word.To})
		}
	}
	return at
}

func (w spotter) hit(word string) bool {
	for _, r := range word {
		if r == '@' || unicode.IsNumber(r) || unicode.Is(unicode.Sc, r) {
			return true
		}
	}
	s := words.Bare(word)
	if w.words[s] {
		return true
	}
	first, _ := utf8.DecodeRuneInString(s)
	for _, p := range w.stems[first] {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// stem is the part of a word that its inflections share, roughly.
func stem(s string) string {
	rs := []rune(s)
	switch n := len(rs); {
	case n > 6:
		return string(rs[:n-3])
	case n > 4:
		return string(rs[:n-2])
	case n > 3:
		return string(rs[:n-1])
	}
	return s
}
