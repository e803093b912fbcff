package value

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// What figures say without being said as such: the floor, by an ordinal in words, and
// the nights of a stay, by its two days.

const months = `(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic)\p{L}*\.?`

var (
	reFloorWord = lazy.Pattern(`^(?:этаж\p{L}*|floor|piso|planta)$`)
	reNights    = lazy.Pattern(`(?:^|[^\p{L}])(?:ноч(?:ь|и|ей)|сут(?:ки|ок)|nights?|noches?)(?:[^\p{L}]|$)`)
	// reStay: from one day to another of the same month.
	reStay = lazy.Pattern(`(?i)(?:^|[^\p{L}\d])(?:с|со|from|del?|desde(?: el)?)(?: the)? (?:` + months + ` )?(\d{1,2})(?:st|nd|rd|th|-?го)?(?: (?:de )?` + months + `)? ?(?:по|до|to|till|until|al|hasta(?: el)?|-|–)(?: the)? ?(?:` + months + ` )?(\d{1,2})(?:st|nd|rd|th|-?го)?(?:[^\d:.]|$)`)
)

var floorOrdinals = lazy.Table(func() map[string]string {
	m := map[string]string{}
	for i, w := range strings.Fields(`перв втор трет четверт пят шест седьм восьм девят десят одиннадцат двенадцат`) {
		for _, end := range []string{"ый", "ой", "ий", "ом", "ем", "ая", "ого", "ьем", "ьего"} {
			m[w+end] = floorFigures[i]
		}
	}
	for i, w := range strings.Fields(`first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth`) {
		m[w] = floorFigures[i]
	}
	for i, w := range strings.Fields(`primer segundo tercer cuarto quinto sexto septimo octavo noveno decimo`) {
		m[w], m[strings.TrimSuffix(w, "o")+"o"], m[strings.TrimSuffix(w, "o")+"a"] = floorFigures[i], floorFigures[i], floorFigures[i]
	}
	return m
})

var floorFigures = [...]string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"}

// Floors are the floors that a text tells by an ordinal in words, beside the word for
// one: "пятый этаж", "third floor".
func Floors(text string) []Hit {
	ws := words.Of(text)
	var hits []Hit
	for i, w := range ws {
		if !reFloorWord.MatchString(w.Text) {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			if j < 0 || j >= len(ws) {
				continue
			}
			v, ok := floorOrdinals.Get()[ws[j].Text]
			if gap := text[ws[min(i, j)].End:ws[max(i, j)].Start]; ok && strings.TrimSpace(gap) == "" {
				hits = append(hits, Hit{Value: desk.Value(v), Start: min(w.Start, ws[j].Start), End: max(w.End, ws[j].End)})
				break
			}
		}
	}
	return hits
}

// Nights are the nights of a stay that a text gives by two days of one month: "со 2 по
// 5 января" is three.
func Nights(text string) []Hit {
	var hits []Hit
	for _, m := range reStay.FindAllStringSubmatchIndex(text, -1) {
		from, to := dayOf(text[m[2]:m[3]]), dayOf(text[m[4]:m[5]])
		if from > 0 && to > from && to <= 31 {
			hits = append(hits, Hit{Value: desk.Value(itoa(to - from)), Start: m[2], End: m[5]})
		}
	}
	return hits
}

func dayOf(s string) (n int) {
	for _, r := range s {
		n = n*10 + int(r-'0')
	}
	return n
}

func itoa(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return itoa(n/10) + itoa(n%10)
}

// rePair: who counts two without a figure: "мы с женой", "my wife and I", "mi mujer y yo".
var rePair = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:(?:мы|нас|я)(?: будем| будет)? (?:с|со) (?:муж|жен|супруг|подруг|друг|мам|пап|сын|дочк|дочер|брат|сестр|парн|девушк|коллег)\p{L}*|(?:just )?(?:me and my|my) (?:wife|husband|partner|girlfriend|boyfriend|friend|mom|mum|dad|son|daughter|brother|sister|colleague)(?: and (?:i|me|myself))?|mi (?:mujer|marido|esposa|esposo|pareja|novi[oa]|amig[oa]|madre|padre|hij[oa]|herman[oa]) y yo)(?:$|[^\p{L}])`)

var rePeopleTitle = lazy.Pattern(`человек|гост|персон|people|guest|person|party size|comensal|huesped`)

// Pairs are where a text says that two come.
func Pairs(text string) []Hit {
	var hits []Hit
	for _, m := range rePair.FindAllStringIndex(text, -1) {
		said, rest := words.Fold(text[m[0]:m[1]]), words.Fold(text[m[1]:min(len(text), m[1]+12)])
		if strings.HasPrefix(strings.TrimSpace(said), "my ") && !strings.Contains(said, " and ") || strings.HasPrefix(rest, "и ") || strings.HasPrefix(rest, "and ") || strings.HasPrefix(rest, "y ") {
			continue
		}
		hits = append(hits, Hit{Value: "2", Start: m[0], End: m[1]})
	}
	return hits
}

// told are the figures that a field's own words make of a text: floors for a floor,
// nights for a stay.
func told(f desk.Field, text string) []Hit {
	title := words.Fold(f.Title)
	switch {
	case f.Type != desk.TypeInteger && f.Type != desk.TypeNumber:
	case strings.Contains(title, "этаж") || strings.Contains(title, "floor") && !strings.Contains(title, "area") || strings.Contains(title, "piso") || strings.Contains(title, "planta"):
		return Floors(text)
	case reNights.MatchString(title):
		return Nights(text)
	case rePeopleTitle.MatchString(title):
		return Pairs(text)
	}
	return nil
}

// Told is told, for readers.
func Told(f desk.Field, text string) []Hit { return told(f, text) }
