package offline

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// addresses: a street with a house; the operator's recap of it counts too, so
// that a correction has the last word.
func (t *talk) addresses(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		out = append(out, t.answeredStreets(s, l)...)
		for i, h := range each(t, l.addressHits()) {
			base := t.base(l, h.Start)
			if base == 0 || l.customer && l.part(h.Start).question && t.asked(s, l) == 0 && s.rivals > 0 {
				continue
			}
			left := l.left(h.Start, 30)
			c := claim{slot: s, line: l, value: h.Value, start: h.Start, end: h.End, spread: true, score: base + 0.15*t.asked(s, l) + t.wayAt(s, l, h.Start, i > 0)}
			c = t.withTown(c)
			if strings.Contains(left, "пункт") || strings.Contains(left, "pickup point") {
				c.score -= 0.3
			}
			if reDelivers.MatchString(s.label) && t.asked(s, l) == 0 && !t.brings && (!l.customer || l.part(h.Start).question || l.before == nil) {
				continue
			}
			if !l.customer && (!t.wanted(s) || reDelivers.MatchString(s.label) && !t.saidBefore(l, h)) {
				c.score -= 0.3
			}
			out = append(out, t.correctedLater(c))
		}
	}
	return out
}

// answeredStreets are streets without the word for one, where an address is asked for:
// "с Мичурина 12 на дачу".
func (t *talk) answeredStreets(s *slot, l *line) []claim {
	asked := t.asked(s, l)
	if !l.customer || asked < 0.7 || len(l.addressHits()) > 0 {
		return nil
	}
	for _, m := range each(t, reBareStreet.FindAllStringSubmatchIndex(l.text, -1)) {
		start, end := m[2], m[3]
		if overlaps(t.busy(l, false), start, end) || l.part(start).question || notName(l.text[start:end]) {
			continue
		}
		return []claim{{slot: s, line: l, value: value.Clean(l.text[start:end]), start: start, end: end, score: 0.62 + 0.2*asked, spread: true}}
	}
	return nil
}

var reBareStreet = lazy.Pattern(`(?:^|[ ,(])((?:[А-ЯЁ][а-яё\-]+ )?[А-ЯЁ][а-яё\-]{3,},? \d{1,4}[а-яА-Я]?(?:[/-]\d+)?(?:,? ?(?:кв|оф|к|корп|под|эт)\.? ?\d+)*|\d{1,5} [A-Z][a-z]+(?: [A-Z][a-z]+)?(?:,? (?:apt|flat|unit|#) ?\w+)?|[\p{Lu}][\p{Ll}]{3,}(?: [\p{Lu}][\p{Ll}]+)?,? \d{1,4}(?:,? \d{1,2}\s?[ºª°]\s?[A-Z]?|,? (?:int|depto|piso|local)\.? ?\w+)?)(?:[ ,.;]|$)`)

// correctedLater is a claim of the customer's as their next line corrects a figure of
// it, "flat 12, not 21", or as it was.
func (t *talk) correctedLater(c claim) claim {
	n := c.line.next
	if !c.line.customer || n == nil || n.at > c.line.at+mostBetween {
		return c
	}
	if v := value.Corrected(string(c.value), n.text); v != "" {
		c.value, c.second, c.rule = value.Clean(v), n, desk.RuleCorrected
		c.score += 0.1
	}
	return c
}

// mostBetween is how many lines on a correction may stand.
const mostBetween = 3

var reDelivers = lazy.Pattern(`доставк|приехать|deliver|ship|technician|entreg|envio|repart|домашн|home address|юридическ`)

// reBringing: something is brought, or somebody comes.
var reBringing = lazy.Pattern(`доставк|достав|адрес|привез|вез(?:ти|[её]м|ите)|курьер|мастер|приехать|приед|выезд|deliver|shipping|ship (?:it|to|my)|courier|my address|address(?: on| is| ?:)|technician|plumber|send (?:it|them|someone)|come (?:to|over)|envi[aoeé]|entreg|repartidor|direccion|domicilio|tecnico|\bllev[aeo]|\btra(?:e|iga|eis|en)\b|bring (?:it|them)`)

// saidBefore: the customer named a word or figure of the operator's address
// earlier, so that this is its recap and not the way to a shop.
func (t *talk) saidBefore(l *line, h value.Hit) bool {
	words := words.Of(l.text[h.Start:h.End])
	for _, o := range t.lines[:l.at] {
		if !o.customer {
			continue
		}
		n := 0
		for _, w := range words {
			if len([]rune(w.Text)) > 3 && o.has(w.Text) {
				n++
			}
		}
		if n > 0 {
			return true
		}
	}
	return false
}

// wanted: somebody spoke of what the field holds: a delivery, a visit, a ride.
func (t *talk) wanted(s *slot) bool {
	if s.wanted == nil {
		wanted := t.wantedNow(s)
		s.wanted = &wanted
	}
	return *s.wanted
}

func (t *talk) wantedNow(s *slot) bool {
	for l := range t.heard() {
		if s.said(l, 0, len(l.text), s.stems) > 0 || l.says(reBring) {
			return true
		}
	}
	return false
}

var (
	reBring = lazy.Pattern(`доставк|адрес|везти|курьер|мастер|deliver|address|ship|courier|envi|entreg|direccion|ride|cab|taxi|destination`)
	reTo    = lazy.Pattern(`(?:^|[^\p{L}])(?:to|into|toward|towards|headed to|visit|going|goes to|destination|в|во|до|на|al|hacia|hasta|para)(?: the| la| el)? ['"“«‘]?$`)
	reFrom  = lazy.Pattern(`(?:^|[^\p{L}])(?:from|leaving|departing|departing from|out of|origin|starting in|at|из|от|с|со|desde|de|del)(?: the| la| el)? ['"“«‘]?$`)
	reIn    = lazy.Pattern(`(?:^|[^\p{L}])(?:in|at|near|around|within|area of|city of|downtown|в|во|en|cerca de|somewhere in|of)(?: the| la| el)? $`)
	reWayTo = lazy.Pattern(`to location|destination|\bends?\b|ending|going to|travell?ing to|куда|прибыт|назначени|destino|llegada|take the client|arriv|drop`)
	reWayFr = lazy.Pattern(`from location|origin|starting|starts|originat|leaving from|откуда|отправлен|origen|salida|pick the client|pick ?up|departure`)
)

// way compares where the slot lies (from, to) with the words before a place.
func (t *talk) wayAt(s *slot, l *line, start int, second bool) float64 {
	left := l.left(start, 25)
	if l.tongue == "es" && strings.HasSuffix(left, " a ") {
		left = "hacia "
	}
	if q := l.before; q != nil && l.customer && !reTo.MatchString(left) && !reFrom.MatchString(left) && !second {
		if m := q.cue(reAskWay); m != "" {
			left = map[bool]string{true: "from ", false: "to "}[reAskFrom.MatchString(m)]
		}
	}
	return s.way(left, second)
}

var (
	reAskWay  = lazy.Pattern(`where (?:will you be |are you |do you want to be |would you like to be |should i )?(?:leaving|departing|starting|coming|going|headed|heading|travell?ing|picked up|pick you up)|leaving from|departing from|pick(?:ed)? (?:you )?up|destination|откуда|куда|desde donde|a donde|adonde|origin`)
	reAskFrom = lazy.Pattern(`leaving|depart|start|coming|pick|откуда|desde|origin`)
)

func (s *slot) way(left string, second bool) float64 {
	to, from := reWayTo.MatchString(s.label), reWayFr.MatchString(s.label)
	if to == from {
		to, from = reWayTo.MatchString(s.title), reWayFr.MatchString(s.title)
	}
	if to == from {
		return 0
	}
	isTo, isFrom := reTo.MatchString(left), reFrom.MatchString(left)
	switch {
	case isTo && to, isFrom && from:
		return 0.2
	case isTo && from, isFrom && to:
		return -0.4
	case second:
		return 0.05
	}
	return -0.05
}

var reCityAt = lazy.Pattern(`(?:^|[^\p{L}])(?i:in|from|to|near|around|leaving|visit|из|в|во|en|desde|hacia|г\.|город|ciudad de|city of) (?:(?i:the|la|el) )?([\p{Lu}][\p{Ll}]+(?:[ \-][\p{Lu}][\p{Ll}]+){0,2})`)

var (
	reNoTown      = lazy.Pattern(`\b(?:Station|Airport|Theat(?:er|re)|Stadium|Park|Center|Centre|Hotel|Inn|Street|Avenue|Road|Boulevard|University|Hall|Arena|Museum|Depot|Apartments?|Restaurant|Venue|Resort|Suites?|School|Hospital|Club|Bank)\b`)
	reNoTownAfter = lazy.Pattern(`^ (?:\w+ )?(?:street|st\b|avenue|ave\b|road|rd\b|boulevard|blvd|drive|way\b|lane|station|airport|hotel|inn\b|theat(?:er|re)|stadium|university|park\b|museum|giants|times|style)`)
)

// place is a city's name in a line.
type place struct {
	start, end int
	known      bool
	inName     bool // "Hilton Fresno Center" is no city
}

// inName: the place is a part of a longer name.
func (l *line) inName(start, end int) bool {
	if r, _ := utf8.DecodeRuneInString(strings.TrimPrefix(l.text[end:], " ")); strings.HasPrefix(l.text[end:], " ") && unicode.IsUpper(r) {
		word, _, _ := strings.Cut(l.text[end+1:], " ")
		if strings.ContainsAny(word, "0123456789") {
			return false // a postcode
		}
		word = fold(word[:min(len(word), longestName)])
		return !openers.Get()[strings.Trim(word, ".,!?")] && !dayWords.Get()[strings.Trim(word, ".,!?")]
	}
	left := strings.TrimSuffix(l.text[:start], " ")
	word := left[strings.LastIndexAny(left, " \n")+1:]
	r, _ := utf8.DecodeRuneInString(word)
	return len(left) == start-1 && unicode.IsUpper(r) && !strings.ContainsAny(word, ",.:;!?") && !openers.Get()[fold(word)] && !notNames.Get()[fold(word)]
}

// longestName is how much of a word is compared with lists of words, in bytes.
const longestName = 64

var dayWords = lazy.Table(func() map[string]bool {
	return list(`on|at|this|next|today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday`)
})

// placesNow finds cities: known ones, and capitalised words behind a
// preposition.
func placesNow(l *line) []place {
	var out []place
	for i := 0; i < len(l.words); i++ {
		for n := min(4, len(l.words)-i); n > 0; n-- {
			start, end := l.words[i].Start, l.words[i+n-1].End
			if cityNames.Get()[joined(l.words[i:i+n])] && !ordinary(l, i, n) {
				out = append(out, place{start, end, true, l.inName(start, end)})
				i += n - 1
				break
			}
		}
	}
	for _, m := range reCityAt.FindAllStringSubmatchIndex(l.text, -1) {
		p := place{start: m[2], end: m[3]}
		if r := l.right(m[3], 20); reNoTown.MatchString(l.text[m[2]:m[3]]) || strings.HasPrefix(r, "'") || reNoTownAfter.MatchString(r) {
			continue
		}
		fresh := !notName(l.text[m[2]:m[3]]) || cityNames.Get()[fold(l.text[m[2]:m[3]])]
		for _, o := range out {
			fresh = fresh && (o.end <= p.start || p.end <= o.start)
		}
		if fresh {
			out = append(out, p)
		}
	}
	out = slices.DeleteFunc(out, func(p place) bool { return reNoTownAfter.MatchString(l.right(p.end, 30)) })
	slices.SortStableFunc(out, func(a, b place) int { return a.start - b.start })
	return out
}

func joined(ws []words.Word) string {
	var b strings.Builder
	for i, w := range ws {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// ordinary: a short name in small letters is a word ("la", "sd" are not).
func ordinary(l *line, i, n int) bool {
	w := l.text[l.words[i].Start:l.words[i+n-1].End]
	return n == 1 && len(w) <= 3 && w != strings.ToUpper(w)
}

// cities: by the preposition for from and to, by the question, or the only
// city that was said.
func (t *talk) cities(s *slot) []claim {
	var out []claim
	for l := range t.heard() {
		found := few(t, slices.Concat(placesIn(l), l.townsOfAddresses()))
		for i, p := range each(t, found) {
			base := t.base(l, p.start)
			if base == 0 {
				continue
			}
			left := l.left(p.start, 25)
			way := t.wayAt(s, l, p.start, i > 0)
			c := claim{slot: s, line: l, value: value.Clean(nominative(l.text[p.start:p.end])), start: p.start, end: p.end, spread: s.rivals == 0, score: base + way + 0.15*t.asked(s, l)}
			switch {
			case way == 0 && s.rivals > 0, !p.known && way <= 0 && !reIn.MatchString(left) && t.asked(s, l) < 0.7:
				c.score -= 0.2
			case way == 0 && p.known && !reIn.MatchString(left) && t.asked(s, l) < 0.7 && !l.insideAddress(p):
				c.score -= 0.04
			}
			if !p.known && !l.customer {
				c.score -= 0.1
			}
			if p.inName {
				c.score -= 0.25
			}
			if t.meant(s, l, t.asked(s, l)) > 0 && way <= 0 {
				c.score -= 0.3
			}
			out = append(out, c)
		}
	}
	return out
}

func (l *line) insideAddress(p place) bool {
	for _, h := range l.addressHits() {
		if h.Start <= p.start && p.end <= h.End {
			return true
		}
	}
	return false
}

// nominative is a Russian city's name as a card holds it, where the list knows it or
// its ending leaves no choice: "Химках", "в Истру".
func nominative(name string) string {
	if strings.ContainsAny(name, " -") || len(name) < 6 || name[0] < 0xd0 {
		return name
	}
	for _, e := range [][2]string{{"ах", "и"}, {"е", "а"}, {"у", "а"}, {"ы", "а"}, {"и", "ь"}, {"е", ""}, {"ом", ""}, {"а", ""}} {
		if stem, ok := strings.CutSuffix(name, e[0]); ok && cityNames.Get()[fold(stem+e[1])] && !base(name) {
			return stem + e[1]
		}
	}
	for _, e := range [][2]string{{"ске", "ск"}, {"бурге", "бург"}, {"граде", "град"}, {"у", "а"}, {"ищах", "ищи"}} {
		if stem, ok := strings.CutSuffix(name, e[0]); ok {
			return stem + e[1]
		}
	}
	return name
}

// base: the list has the name as it is, and it is no other's inflected form.
func base(name string) bool {
	return fold(name) == "москва" || !strings.HasSuffix(name, "е") && !strings.HasSuffix(name, "у") && !strings.HasSuffix(name, "ах") && !strings.HasSuffix(name, "ы") && !strings.HasSuffix(name, "и")
}

// townsOfAddresses are what stands behind the last comma of the line's addresses:
// "48 Elm St, Brooklyn".
func (l *line) townsOfAddresses() []place {
	var out []place
	if !l.customer {
		return nil
	}
	for _, h := range l.addressHits() {
		m := reTownBehind.FindStringSubmatchIndex(l.text[h.Start:])
		if m == nil || h.Start+m[2] > h.End+2 {
			continue
		}
		p := place{start: h.Start + m[2], end: h.Start + m[3], known: true}
		if name := l.text[p.start:p.end]; notName(name) || slices.ContainsFunc(placesIn(l), func(o place) bool { return o.start < p.end && p.start < o.end }) {
			continue
		}
		out = append(out, p)
	}
	return out
}

var reTownBehind = lazy.Pattern(`^[^\n.;!?]*?\d[^,\n]{0,40}, ([\p{Lu}][\p{Ll}]+(?: [\p{Lu}][\p{Ll}]+)?)(?:,? (?:[A-Z]{2}|\d{5}|[A-Z]{2} \d{5}))?(?:[.;!?\n]|$)`)
