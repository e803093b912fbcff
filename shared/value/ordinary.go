package value

import (
	"strings"

	"github.com/shopspring/decimal"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// Counts that talk is full of and that count nothing: "one moment", "two questions",
// "called three times", "в двух словах". A field that is titled by such a noun takes
// them.

// ordinary are such nouns, by how they begin; behind a figure, with a word between or
// none.
var ordinary = lazy.Pattern(`^[ \x{a0}]?(?:(?:more|quick|small|short|last|other|short|ещё|еще|маленьк\p{L}+|быстр\p{L}+|коротк\p{L}+|кратк\p{L}+) )?(seconds?|secs?|minutes?|mins?|moments?|things?|questions?|times|words?|reasons?|секунд\p{L}*|секундочк\p{L}*|минут\p{L}*|момент\p{L}*|вопрос\p{L}*|раз|раза|слов|слова|словах|словом|причин\p{L}*|к одному|momentos?|momentit[oa]s?|segundos?|segundit[oa]s?|minut[oi]\p{L}*|cosas?|cosit[ao]s?|preguntas?|dudas?|veces|vez|palabras?|razones|razon|заказа|заказов|orders|pedidos|reservas|заявки|заявок)(?:[^\p{L}]|$)`)

// ordinaryAhead stands before a figure: "секундочку одну", "no one".
var ordinaryAhead = lazy.Pattern(`(?:^|[^\p{L}])(?:no|минут\p{L}*|секунд\p{L}*|момент\p{L}*|any|every|some|each)[ \x{a0}]$`)

// oneMeeting stands behind a word for one: who asks for an appointment, a call or a quote
// counts nothing.
var oneMeeting = lazy.Pattern(`^[ \x{a0}](appointments?|bookings?|visits?|consultations?|reservations?|meetings?|calls?|quotes?|estimates?|запис\p{L}*|прием\p{L}*|приём\p{L}*|встреч\p{L}*|консультац\p{L}*|визит\p{L}*|смет\p{L}*|citas?|visitas?|consultas?|turnos?|reservas?|reunion(?:es)?|llamadas?|presupuestos?)(?:[^\p{L}]|$)`)

// partOf stands behind a word for one that picks somebody out: "one of your managers".
var partOf = lazy.Pattern(`^[ \x{a0}](?:of|из|de (?:l[oa]s|sus|vuestr[oa]s|tus|mis))(?:[^\p{L}]|$)`)

// IsOrdinary says whether a number counts nothing that a field asks for.
func IsOrdinary(f desk.Field, text string, n Number) bool {
	if n.Percent || n.Ordinal || n.Scaled {
		return false
	}
	right := words.Fold(ahead(text, n.End))
	if m := ordinary.FindStringSubmatch(right); m != nil {
		return !titledBy(f, m[1])
	}
	if m := oneMeeting.FindStringSubmatch(right); m != nil && n.Amount.Equal(decimal.New(1, 0)) {
		return !titledBy(f, m[1])
	}
	if !n.Weak {
		return false
	}
	left := words.Fold(behind(text, n.Start))
	if m := ordinaryAhead.FindString(left); m != "" {
		return !titledBy(f, strings.TrimSpace(m))
	}
	return partOf.MatchString(right)
}

// titledBy says whether a field's title speaks of the noun.
func titledBy(f desk.Field, noun string) bool {
	r := []rune(strings.TrimSpace(noun))
	known := 4
	if len(r) <= known {
		known = 3
	}
	return strings.Contains(words.Fold(f.Title+" "+f.Description), string(r[:min(len(r), known)]))
}
