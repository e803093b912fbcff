package offline

import (
	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// Which of several options an operator offers in one breath: the customer takes one up by
// a word that stands with it alone: "Tuesdays with Marco or Thursdays with Jen" –
// "thursdays work", "доставка или сами заберёте?" – "сама".

// takenOption is the one that the customer's next lines take up; made: they take one.
func (t *talk) takenOption(l *line, hits []value.Hit) (of value.Hit, made bool) {
	if l.customer || len(hits) < 2 || len(hits) > mostPicked || !reEither.MatchString(l.low) && !t.listsOptions(l, hits) {
		return of, false
	}
	labels := make([]map[string]bool, len(hits))
	for i, h := range hits {
		labels[i] = l.label(hits, i, h)
		for j, w := range l.words {
			if w.Start >= h.Start && w.End <= h.End && !words.Filler(w.Text) {
				labels[i][l.stems[j]] = true
			}
		}
	}
	n := l.next
	if n == nil || n.at > l.at+2 || len(n.words) > longestLeave || n.onlyAsks {
		return of, false
	}
	picked := -1
	for j, st := range n.stems {
		for i := range labels {
			if !labels[i][st] || !onlyLabel(labels, i, st) || n.putAway(j) {
				continue
			}
			if picked >= 0 && hits[picked].Value != hits[i].Value {
				return of, false
			}
			picked = i
		}
	}
	if picked < 0 {
		return of, false
	}
	return hits[picked], true
}

// takenUpLikely is how probable an option is that was taken up of several.
const takenUpLikely = 0.7

// namedLater: a later line names another option of the slot.
func (t *talk) namedLater(s *slot, l *line, v desk.Value) bool {
	for _, o := range t.lines[l.at+1:] {
		for _, h := range t.optionsIn(s, o) {
			if h.Value != v {
				return true
			}
		}
	}
	return false
}

// listsOptions: the options stand in one line, parted by commas or full stops.
func (t *talk) listsOptions(l *line, hits []value.Hit) bool {
	return reParts.MatchString(l.text[hits[0].End:hits[len(hits)-1].Start])
}

// putAway: the customer denies the word, or says what else they do then: "the thursday
// I can't".
func (l *line) putAway(j int) bool {
	return value.Negated(l.text, l.words, j) || reCannotThen.MatchString(l.right(l.words[j].End, 30))
}

var reCannotThen = lazy.Pattern(`^ (?:я |i |we |yo )?(?:не |no (?:puedo|podemos|me)|can't|cannot|won't|(?:is|are|'s) (?:no |not )|no good|school|школ|работ|tiene|tengo|hay)`)
