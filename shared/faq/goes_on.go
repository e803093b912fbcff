package faq

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/words"
)

// dayWords are the words by which a day is named, or a time of it.
var dayWords = lazy.Table(func() map[string]bool {
	out := map[string]bool{}
	for _, w := range words.Of(`утром днем днём вечером ночью утра вечера обед послезавтра mañana tarde tardes noche noches mediodía pasado morning mornings afternoon afternoons evening evenings night nights noon lunch lunchtime`) {
		out[w.Text] = true
	}
	for _, said := range asksFor.Get()[day] {
		for _, w := range strings.Fields(said) {
			out[w] = true
		}
	}
	return out
})

// ofHours is the topic of opening hours: the first of topics.txt. ofOpen is the line of
// likeness.txt of words for them.
const (
	ofHours = 1
	ofOpen  = "25"
)

// About says which entries may answer a question that only goes on ("and a crown?") once it
// is read with the one before: those that have something of its own words, and not all that
// the one before asks for. Asked of a certain day, what tells a time is meant, too; and a
// question without any word of its own ("and how much?") may be about all.
func (b *Base) About(question string) func(entry int) bool {
	q := b.question(question)
	number := func(meant string) (int32, bool) {
		n, is := b.terms[(term{kind: meaning, text: meant}).key()]
		return n, is
	}
	open, opens := number(ofOpen)
	own, days := false, false
	var known []int32 // what of its words the base knows
	for i, t := range q.vector {
		switch {
		case t.kind == meaning && t.topic > 0:
			own = true
		case t.of == 0 || t.cost || t.kind != stem && t.kind != meaning:
			continue
		case opens && t.term == open && t.topic == 0: // what an entry may have by "сколько"
			days = true
			continue
		case dayWords.Get()[q.names[i]]:
			days = true
		default:
			own = true
		}
		if t.term >= 0 {
			known = append(known, t.term)
		}
	}
	hours, ours := number(topic{of: ofHours}.key())
	return func(entry int) bool {
		from, to := b.docsOf(int32(entry))
		for _, t := range known {
			if b.within(t, from, to) {
				return true
			}
		}
		if days {
			return b.about[entry]&(moment|day) != 0 || ours && b.within(hours, from, to)
		}
		return !own
	}
}
