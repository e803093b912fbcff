package value

import (
	"strconv"
	"strings"
	"time"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// reSoon: some minutes or hours from when it is said.
var reSoon = lazy.Pattern(`(?:^|[^\p{L}])(?:через|in|within|en|dentro de) (?:about |около |примерно |unos |unas )?(?:(\d{1,2}|an?|half an|пол|пару|una?|media)[ -]?)?(минут\p{L}*|час(?:а|ов|ик)?|полчаса|minut\p{L}*|hours?|horas?|(?:the )?hour)(?:[^\p{L}]|$)`)

// soon is the day of "in an hour", "через 40 минут", "en dos horas".
func soon(text string, at time.Time, l desk.Locale) []Hit {
	var hits []Hit
	for _, m := range reSoon.FindAllStringSubmatchIndex(words.Fold(text), -1) {
		low := words.Fold(text)
		n := 1
		if m[2] >= 0 {
			if said, err := strconv.Atoi(low[m[2]:m[3]]); err == nil {
				n = said
			}
		}
		unit := time.Hour
		if u := low[m[4]:m[5]]; strings.HasPrefix(u, "min") || strings.HasPrefix(u, "мин") || u == "полчаса" {
			unit = time.Minute
		}
		day := at.In(zone(l)).Add(time.Duration(n) * unit).Format(time.DateOnly)
		hits = append(hits, Hit{Value: desk.Value(day), Start: m[0], End: m[1]})
	}
	return hits
}

// reDotted: a time that is written with a point and nothing beside it that makes it an
// amount: "8.15 fine".
var reDotted = lazy.Pattern(`(?:^|[^\p{L}\p{N}.,$€£₽-])(\d{1,2})\.([0-5]\d)(?:[ \x{a0}]?(?:$|[^\p{N}.,$€£₽%\p{Sc} ])|[ \x{a0}](?:$|[^\p{N}$€£₽%\p{Sc} ]))`)

// dotted are the times of day of a text that are written so.
func dotted(text string) []Hit {
	var hits []Hit
	for _, m := range reDotted.FindAllStringSubmatchIndex(text, -1) {
		h, errH := strconv.Atoi(text[m[2]:m[3]])
		minute, errM := strconv.Atoi(text[m[4]:m[5]])
		if errH != nil || errM != nil || h > 23 || reAfterMoney.MatchString(ahead(text, m[5])) || reUnit.MatchString(strings.TrimLeft(ahead(text, m[5]), " \u00a0")) {
			continue
		}
		if hit, ok := (reading{hour: h, minute: minute, fixed: h > 12 || h == 0}).hit(0); ok {
			hit.Start, hit.End = m[2], m[5]
			hits = append(hits, hit)
		}
	}
	return hits
}
