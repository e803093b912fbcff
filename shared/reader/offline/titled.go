package offline

import (
	"unicode/utf8"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// Where a talk says what a field is called. A day that was said is nobody's "end of
// contract" where no contract was spoken of: so both models learn what it is worth that
// the words of a title stand beside a value, in the question before it, elsewhere, or
// nowhere at all.

// The signs of the title, which each model appends to its own.
const (
	titleBare       = iota // the title says no more than its kind: "Date"
	titleNear              // its words stand in the value's clause: how many of them
	titleLine              // none there, but some in its line
	titleBefore            // none in its line, but in the other side's line before
	titleElsewhere         // none near, but elsewhere
	titleNowhere           // nobody says any
	titleAbout             // words of the description stand in the value's clause
	titleAboutAny          // none of the title's anywhere, but the description's in its line or the one before
	titleOther             // another field's of the type do, and its own don't
	titleSilent            // nobody says any, nor asks for the kind
	titleForeign           // none of its words near, but others of weight: how many
	titleForeignAsk        // nor in the question before, which asks in other words
	titles
)

// titleSaid is where the title's own words are said.
type titleSaid struct {
	words, about  []string
	lines, abouts map[int]int // how many of them, by line
	anywhere      int
}

// saidOf finds where the talk says a field's title, once.
func (t *talk) saidOf(s *slot) *titleSaid {
	if s.spoken != nil {
		return s.spoken
	}
	out := &titleSaid{lines: map[int]int{}, abouts: map[int]int{}}
	s.spoken = out
	for st := range s.titled {
		if !dull.Get()[st] && !vague.Get()[st] && utf8.RuneCountInString(st) > 2 {
			out.words = append(out.words, st)
		}
	}
	for st := range s.stems {
		if !s.titled[st] && !vague.Get()[st] && utf8.RuneCountInString(st) > 3 {
			out.about = append(out.about, st)
		}
	}
	for l := range t.heard() {
		if n := matching(out.words, l.stems); n > 0 {
			out.lines[l.at] = n
			out.anywhere++
		}
		if n := matching(out.about, l.stems); n > 0 {
			out.abouts[l.at] = n
		}
	}
	return out
}

// vague are the stems of words that titles of any trade share.
var vague = lazy.Table(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range []string{"день", "дата", "время", "когда", "число", "визит", "сумма", "цена", "стоимость", "итого", "количество", "есть", "нужен", "нужна", "фамилия", "day", "date", "time", "when", "visit", "price", "total", "cost", "number", "quantity", "qty", "count", "amount", "first", "last", "full", "día", "fecha", "hora", "cuándo", "visita", "precio", "importe", "cantidad"} {
		m[words.Stem(words.Fold(w), value.Tongue(w, "en"))] = true
	}
	return m
})

// matching is how many of some stems stand among others, whatever their endings.
func matching(mine, all []string) int {
	n := 0
	for _, m := range mine {
		for _, o := range all {
			if akin(m, o) {
				n++
				break
			}
		}
	}
	return n
}

// akin: two stems share what makes their word: "погрузк" and "погруз", "collect" and
// "collection".
func akin(a, b string) bool {
	if a == b {
		return true
	}
	short := min(len(a), len(b))
	common := 0
	for common < short && a[common] == b[common] {
		common++
	}
	for common > 0 && common < short && !utf8.RuneStart(a[common]) {
		common--
	}
	n := utf8.RuneCountInString(a[:common])
	shorter := min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))
	return n >= leastAkin && n >= shorter-1
}

// leastAkin is how many letters make a word's kin.
const leastAkin = 4

// titleSigns are the signs of the title for a value at a place of a line.
func (t *talk) titleSigns(s *slot, l *line, start, end int) [titles]float64 {
	var g [titles]float64
	said := t.saidOf(s)
	near := l.nearStems(start, end, 60, 40)
	n := matching(said.words, near)
	before := l.before != nil && l.before.at < l.at && said.lines[l.before.at] > 0
	switch {
	case len(said.words) == 0:
		g[titleBare] = 1
	case n > 0:
		g[titleNear] = float64(n) / float64(len(said.words))
	case said.lines[l.at] > 0:
		g[titleLine] = 1
	case before:
		g[titleBefore] = 1
	case said.anywhere > 0:
		g[titleElsewhere] = 1
	default:
		g[titleNowhere] = 1
		g[titleAboutAny] = truthOf(said.abouts[l.at] > 0 || l.before != nil && said.abouts[l.before.at] > 0)
		g[titleSilent] = truthOf(t.asked(s, l) == 0)
	}
	g[titleAbout] = min(float64(matching(said.about, near)), 2) / 2
	if n == 0 && g[titleAbout] == 0 {
		foreign := 0
		for _, st := range near {
			if utf8.RuneCountInString(st) > 3 && !words.Filler(st) {
				foreign++
			}
		}
		g[titleForeign] = min(float64(foreign), 3) / 3
		g[titleForeignAsk] = truthOf(l.before != nil && l.before.asks() && t.asked(s, l) == 0 && said.lines[l.before.at]+said.abouts[l.before.at] == 0)
	}
	if n == 0 {
		for _, o := range t.slots {
			if o != s && sameForm(o, s) && !s.twin(o) && matching(t.saidOf(o).words, near) > 0 {
				g[titleOther] = 1
			}
		}
	}
	return g
}

// sameForm: the two fields take values of one form.
func sameForm(a, b *slot) bool {
	day := func(t desk.FieldType) bool { return t == desk.TypeDate || t == desk.TypeDateTime }
	return a.field.Type == b.field.Type && a.field.Format == b.field.Format || day(a.field.Type) && day(b.field.Type)
}
