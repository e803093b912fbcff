package offline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
)

// What makes it doubtful that something of the right form is meant at all: most fields that
// are filled though nobody said their value are filled with what was only offered, supposed,
// or said in answer to something else.

// The signs of it.
const (
	pickCond       = pickDoubts + iota // its sentence sets a condition
	pickCondOwn                        // the customer's does
	pickUpTo                           // it is the most or the least that may be
	pickUnsure                         // somebody has yet to think or to ask
	pickOtherAsked                     // the question before it asks for another field of the card
	pickAlsoSum                        // the same figure is a sum of money elsewhere
	pickAtName                         // a name stands right before it, or behind it: "Мира 44", "22 Oak"
	doubtSigns     = iota
)

var (
	// reCondition begins what holds in some case only.
	reCondition = lazy.Pattern(`(?:^|[^\p{L}])(?:если|когда будет|в случае|при условии|if|unless|in case|should you|si|cuando|en caso|siempre que)(?:[^\p{L}]|$)`)
	// reUnsure says that somebody does not know yet.
	reUnsure = lazy.Pattern(`(?:^|[^\p{L}])(?:подума\p{L}+|посмотр\p{L}+|узна[юем]\p{L}*|уточн\p{L}+|спрошу|решу|решим|не реши\p{L}+|не зна\p{L}+|не уверен\p{L}*|пока не\p{L}*|ещ[её] не|возможно|может быть|наверн\p{L}*|i'?ll think|let me (?:think|check|ask)|let you know|not sure|don'?t know|have to (?:ask|check)|need to (?:ask|check)|maybe|might|probably|not yet|haven'?t decided|looking at|lo pienso|lo miro|me lo pienso|te digo|le digo|te escribo|no s[eé]|quizas?|tal vez|aun no|todavia no|depende|a lo mejor|preguntar\p{L}*)(?:[^\p{L}]|$)`)
	// reLimit leads to the most or the least.
	reLimit = lazy.Pattern(`(?:^|[^\p{L}])(?:до|от|не более|не больше|максимум|минимум|свыше|up to|at least|at most|maximum|minimum|from|over|under|hasta|desde|maximo|minimo|mas de|menos de)(?: las?| de)? ?[$€£]?$`)
)

// undecided: the customer's sentence at a place says that they have yet to decide, or what
// they would do in some case.
func (t *talk) undecided(l *line, at int) bool {
	p := l.part(at)
	said := fold(l.text[p.start:p.end])
	return reUndecided.MatchString(said) || reOnlyIf.MatchString(said)
}

var (
	// reUndecided says so outright, and reOnlyIf sets a condition that is no courtesy.
	reUndecided = lazy.Pattern(`(?:^|[^\p{L}])(?:не решил\p{L}*|подума(?:ю|ем)|ещ[её] не знаю|пока не знаю|i'?ll think|let you know|have to (?:ask|check)|need to (?:ask|check)|haven'?t decided|still looking|lo pienso|me lo pienso|aun no s[eé]|todavia no s[eé]|ya (?:te|le|os) (?:digo|dire))(?:[^\p{L}]|$)`)
	reOnlyIf    = lazy.Pattern(`^(?:[^\p{L}]*(?:а|но|and|but|y|pero|хотя) )?[^\p{L}]*(?:если|if|si) (?:[^,]{0,30} )?(?:слишком|дорого|дороже|too|expensive|sale|caro|no hay|нет|не будет|there'?s no)(?:[^\p{L}]|$)`)
	// reWhatPrice asks for a price, with a mark or without.
	reWhatPrice = lazy.Pattern(`(?:^|[^\p{L}])(?:сколько(?: стоит| будет| выйдет)?|поч[её]м|how much(?: is| are| for)?|cuanto (?:sale|cuesta|es|vale|seria))[^\p{L}]*$|^[^\p{L}]*(?:сколько стоит|а сколько|how much|cuanto (?:sale|cuesta|es|vale))(?:[^\p{L}]|$)`)
)

// doubts are the signs of it.
func (t *talk) doubts(s *slot, l *line, p *pick, c sentence) {
	g := &p.signs
	said := fold(l.text[c.start:c.end])
	g[pickCond] = truthOf(reCondition.MatchString(said))
	g[pickCondOwn] = g[pickCond] * truthOf(l.customer)
	g[pickUnsure] = truthOf(reUnsure.MatchString(said) || !l.customer && l.next != nil && l.next.at == l.at+1 && l.next.says(reUnsure))
	g[pickUpTo] = truthOf(reLimit.MatchString(l.left(p.start, 25)))
	if l.customer && g[pickAsked] < 0.7 {
		g[pickOtherAsked] = t.otherAsked(s, l)
	}
	switch gr, _ := s.groupOf(); gr {
	case tallies:
		g[pickAlsoSum] = truthOf(t.isSum(p))
		g[pickAtName] = truthOf(l.besideName(p.start, p.end))
	case sums:
		g[pickAtName] = truthOf(p.weak && l.besideName(p.start, p.end))
	}
}

// otherAsked is how well the question before a line asks for another field of the card.
func (t *talk) otherAsked(s *slot, l *line) float64 {
	if l.before == nil || !l.before.asks() {
		return 0
	}
	most := 0.0
	for _, o := range t.slots {
		if o != s && !s.twin(o) && !s.ofAnother(o) {
			most = max(most, t.asked(o, l))
		}
	}
	return most
}

// isSum: a sum of money of the talk has the same figure.
func (t *talk) isSum(p *pick) bool {
	figure, _, _ := strings.Cut(string(p.value), ".")
	if len(figure) < 2 {
		return false
	}
	if t.sums == nil {
		t.sums = map[string]bool{}
		for l := range t.heard() {
			for _, h := range t.moniesIn(l) {
				if amount, _, _ := strings.Cut(string(h.Value), "."); !h.Weak || len(amount) >= 4 {
					t.sums[amount] = true
				}
			}
		}
	}
	return t.sums[figure]
}

// besideName: a word with a capital that begins no sentence stands right before a figure, or
// any behind it: a house of a street.
func (l *line) besideName(start, end int) bool {
	i := l.wordAt(start)
	if i < len(l.words) && i > 0 && l.words[i-1].Start > l.part(start).start && strings.Trim(l.text[l.words[i-1].End:start], " ,") == "" {
		if r, _ := utf8.DecodeRuneInString(l.text[l.words[i-1].Start:]); unicode.IsUpper(r) && utf8.RuneCountInString(l.words[i-1].Text) > 2 {
			return true
		}
	}
	for i < len(l.words) && l.words[i].Start < end {
		i++
	}
	if i >= len(l.words) || strings.TrimSpace(l.text[end:l.words[i].Start]) != "" {
		return false
	}
	r, _ := utf8.DecodeRuneInString(l.text[l.words[i].Start:])
	return unicode.IsUpper(r) && value.Tongue(l.text, "en") == "en"
}
