package value

import (
	"strings"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

const (
	streetRu = `(?:г\.?|город|пос\.?|с\.|д\.)[ ]?[\p{Lu}][\p{L}\-]+,? ?`
	kindRu   = `(?:ул(?:ица|ице|ицу|\.)?|пр(?:оспект[ае]?|-т|осп|-кт)?\.?|пер(?:еулок|еулке|\.)?|ш(?:оссе|\.)|наб(?:ережная|ережной|\.)?|б(?:ульвар|-р|ульв\.)|пл(?:ощадь|\.)?|проезд|тупик|аллея)`
	// withinRu is a part of a house: "корп 2", "кв. 41", "подъезд 3".
	withinRu = `,? ?(?i:к(?:орп(?:ус|\.)?|\.)|стр(?:оение|\.)?|кв(?:артира|\.)?|оф(?:ис|\.)?|под(?:[ъь]езд|\.)?|эт(?:аж|\.)?)[ ]?№?[ ]?\d+[а-я]?`
	houseRu  = `,? ?(?:д(?:ом|\.)?[ ]?)?№?[ ]?\d+(?:(?:[кс]\d+){1,2}|[а-яА-Яa-z]?)(?:/\d+)?(?:,? ?(?:к(?:орп(?:ус|\.)?|\.)?|стр(?:оение|\.)?)[ ]?\d+)?(?:,? ?(?:кв(?:артира|\.)?|оф(?:ис|\.)?|под(?:[ъь]езд|\.)?|эт(?:аж|\.)?)[ ]?№?[ ]?\d+)*`
)

// streetEn ends a street's name.
const streetEn = `street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|square|sq|highway|hwy|parkway|pkwy|way|terrace|circle|close|crescent|gardens|grove|mews|walk|row`

var addressForms = []*lazy.Regexp{
	lazy.Pattern(`(?:` + streetRu + `)?(?i:` + kindRu + `)[ ]{0,2}[\p{Lu}\d][\p{L}\d\-]*(?: [\p{Lu}][\p{L}\-]*){0,2}` + houseRu),
	lazy.Pattern(`(?:` + streetRu + `)?[\p{Lu}][\p{L}\-]*(?: [\p{Lu}][\p{L}\-]*){0,2} (?i:` + kindRu + `)` + houseRu),
	lazy.Pattern(`(?:[А-ЯЁ]\. ?)?[А-ЯЁ][а-яё\-]{2,}(?: [А-ЯЁ][а-яё\-]+)?,? \d+(?:(?:[кс]\d+){1,2}|[а-я]?)(?:[/-]\d+)?(?:` + withinRu + `)+`),
	lazy.Pattern(`[а-яё][а-яё\-]{3,},? \d+[а-я]?(?:/\d+)?,? ?(?i:кв|оф)(?:артира|ис|\.)? ?\d+`),
	lazy.Pattern(`(?i:ул(?:ица|ице|ицу|\.)?|проспект[ае]?|пр-т|пр-кт|переулок|пер\.|шоссе|набережная|бульвар|площадь|проезд)[ ]{1,2}[а-яё][а-яё\-]{2,}(?: [а-яё][а-яё\-]{2,})?` + houseRu),
	lazy.Pattern(`(?i:c/|calle|avda\.?|avenida|av\.|plaza|paseo|ronda|carrer|camino|carretera|calzada|blvd\.?|boulevard|privada)[ ]{0,2}(?:(?:de|la|del|los|las|el) ){0,3}[\p{Lu}\d][\p{L}\d]*(?: (?:(?:de|la|del|los|las|el) ){0,3}[\p{Lu}][\p{L}]*){0,4},? (?:n[ºo°]\.? ?|número |#)?\d+[A-Za-z]?(?:,? \d{1,2}\s?[ºª°]?\s?[A-Z]\b|,? \d{1,2}\s?[ºª°](?:,? ?(?i:izq|izda|dcha|der|centro)\p{L}*\.?)?)?(?:,? (?i:bajo|[áa]tico|entresuelo|principal)\b(?: [A-Z]\b)?)?(?:,? (?i:depto|dpto|departamento|apto|apartamento|apt|piso|puerta|local|oficina|of|int|interior|torre)\.? ?\d*[A-Za-z]?\b)*(?:,? (?i:col|colonia|barrio|urb|urbanizaci[oó]n|fracc)\.? [\p{Lu}][\p{L}]+(?: [\p{Lu}][\p{L}]+)*)?(?:, (?:\d{5}(?: [\p{Lu}][\p{L}]+)?|(?:(?:A )?[\p{Lu}][\p{L}]+(?: [\p{Lu}][\p{L}]+)?)(?:, ?\d{5})?))?`),
	lazy.Pattern(`(?i:calle|cll?|carrera|cra|kra?|cr|transversal|tv|diagonal|dg|avenida|av)\.? ?\d{1,3} ?[A-Za-z]?(?: ?(?i:bis|sur|norte|este))? ?(?:#|(?i:no?\.?|n[º°]) ) ?\d{1,3} ?[A-Za-z]? ?[-–] ?\d{1,3}(?:,? (?i:apto|apartamento|apt|casa|torre|int|interior|local|oficina|of|piso|bloque)\.? ?\d+\w?)*(?:,? (?i:barrio)(?: \p{L}+){1,3})?`),
	lazy.Pattern(`[A-Z][\p{L}'’]{2,}(?: [A-Z][\p{L}'’]+)? (?i:street|str?\.?|avenue|ave\.?|road|rd\.?|lane|boulevard|blvd\.?),? \d{1,4}[a-z]?\b(?:,? (?i:apt|apartment|unit|suite|ste|flat|floor|#)\.? ?#?[\dA-Za-z]{1,5}\b)+`),
	lazy.Pattern(`(?:(?i:unit|apt|apartment|flat|suite) ?#?\d{1,4}[A-Za-z]?, )?\d{1,6} (?:(?:[NSEW]|North|South|East|West)\.? )?(?:(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][\p{L}'’]+)(?: [A-Z][\p{L}'’]+){0,3}? ?(?i:` + streetEn + `)|(?i:el camino real))\b\.?(?: (?:N|S|E|W|NE|NW|SE|SW)\b)?(?:,? (?i:apt|apartment|unit|suite|ste|flat|floor|#)\.? ?#?[\dA-Za-z]{1,5}\b)?(?:,? \d{1,2}(?:st|nd|rd|th) (?i:floor|fl)\b)?(?:, [A-Z][\p{L}]+(?: [A-Z][\p{L}]+)?)?(?:,? [A-Z]{2}\b)?(?:,? \d{5}\b)?(?:,? [A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}\b)?`),
}

// housePart names a part of an address beside its street, whose figure stands behind it.
const housePart = `кв(?:артира|артиру|артире|\.)?|оф(?:ис|исе|\.)?|под(?:ъезд|ъезде|ьезд|\.)|корп(?:ус|\.)?|стр(?:оение|\.)|д(?:ом|\.)|apt|apartment|flat|unit|suite|ste|piso|puerta|portal|depto|dpto|apto`

// reHousePart leads to the figure of such a part: "кв. 54", "apt 3".
var reHousePart = lazy.Pattern(`(?i)(?:^|[^\p{L}])(?:` + housePart + `)\.?[ ]?[№#]?[ ]?$`)

// LeadsToHousePart says whether what stands before a figure makes it a part of an address,
// which counts nothing and costs nothing.
func LeadsToHousePart(left string) bool { return reHousePart.MatchString(left) }

var reStreetEnd = lazy.Pattern(`(?i)\b(?:` + streetEn + `|real)\b`)

// reDayBehind: a month or a day behind an address is no town.
var reDayBehind = lazy.Pattern(`(?i), (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)\p{L}{0,6}$`)

// Addresses finds postal addresses: a street with a house number, and the flat,
// town and code beside them.
func Addresses(text string) []Hit {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	var hits []Hit
	for i, form := range addressForms {
		for _, m := range form.FindAllStringIndex(text, -1) {
			s := strings.TrimRight(text[m[0]:m[1]], " ,.;!?")
			if at := reDayBehind.FindStringIndex(s); at != nil {
				s = s[:at[0]]
			}
			if i == len(addressForms)-1 && !reStreetEnd.MatchString(s) || alnum(before(text, m[0])) {
				continue
			}
			hits = append(hits, Hit{Value: Clean(s), Start: m[0], End: m[0] + len(s)})
		}
	}
	return inOrder(hits)
}

// Clean is a free text as a field holds it: white space folded.
func Clean(s string) desk.Value { return desk.Value(strings.Join(strings.Fields(s), " ")) }
