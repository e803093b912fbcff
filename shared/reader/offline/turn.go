package offline

import (
	"strings"

	"github.com/sufler/sufler/shared/lazy"
	"github.com/sufler/sufler/shared/value"
	"github.com/sufler/sufler/shared/words"
)

// The state of a talk, carried through it in one pass before any rule: what each line
// does with what was said. Every rule asks it, whatever its type of value.

// act is what a line does; it may do several things.
type act uint8

const (
	accepts  act = 1 << iota // takes what was offered
	refuses                  // doesn't
	leaves                   // ends the matter for now: thinks it over, cancels
	corrects                 // says something in the place of what was said
	inquires                 // asks what things cost or when somebody works, and wants none of it yet
	fixes                    // an operator's word that something was changed
)

// does says whether the line does one of these.
func (l *line) does(a act) bool { return l != nil && l.acts&a != 0 }

// turns labels the lines.
func (t *talk) turns() {
	for l := range t.heard() {
		if !l.customer {
			if l.says(reFixes) {
				l.acts |= fixes
			}
			continue
		}
		l.acts = l.customerActs()
	}
	t.gone = -1
	for l := range t.heard() {
		switch {
		case l.does(leaves):
			t.gone = l.at
		case l.customer && t.gone >= 0 && l.does(accepts) && !l.before.says(reAfterwards):
			t.gone = -1
		}
	}
}

func (l *line) customerActs() act {
	a := act(0)
	if l.reply == value.Yes || l.says(reAccepts) {
		a |= accepts
	}
	if l.reply == value.No || l.says(reRejects) {
		a |= refuses
	}
	if len(l.words) <= longestLeave && l.says(reLeaves) && !strings.Contains(l.text, "?") {
		a |= leaves | refuses
	}
	if l.says(reTakesBack) {
		a |= corrects
	}
	if strings.Contains(l.text, "?") && l.says(reInquires) || l.onlyAsks && l.says(reWorksWhen) {
		a |= inquires
	}
	return a
}

// longestLeave is how many words a line has that only puts something off.
const longestLeave = 14

var (
	// reLeaves: not now, or not at all.
	reLeaves = lazy.Pattern(`(?:^|[^\p{L}])(?:подума(?:ю|ем)|посоветуюсь|обсу(?:дим|жу)|(?:спрошу|передам|узнаю|посоветуемся)(?: \p{L}+){0,3}|отпи(?:шусь|шемся)|сравн(?:ю|им)|прицениваюсь|присматрива\p{L}+|пока (?:думаю|думаем|выбира\p{L}+)|передумал\p{L}*|ничего не (?:надо|нужно)|в другой раз|не интересно|не актуально|отмените все|откажусь|отказываюсь|lo dejo|dejalo|dejemoslo|no me interesa|(?:me )?lo (?:pienso|pensare)|otra vez sera|i'll (?:pass|wait|think|skip)|(?:let me )?think (?:about it|it over)|not interested|forget it|never ?mind|maybe (?:later|another time)|leave it|hold off|(?:i'll |we'll |will )?get back to you|(?:ring|shop|ask) (?:a )?(?:round|around)(?: \p{L}+){0,3}|lo (?:consulto|hablo|comento)(?: \p{L}+){0,4}|(?:os|le|te) (?:digo|aviso) (?:algo|luego))(?:[^\p{L}]|$)`)
	// reAfterwards: an operator's question that reopens nothing.
	reAfterwards = lazy.Pattern(`сообщ|напомн|акци|рассыл|оставите|notify|e-?mail you|let you know|avis|ofertas|newsletter|anything else|что-?нибудь|algo mas`)
	// reFixes: the operator has changed something that was said before.
	reFixes = lazy.Pattern(`исправил|поменял|изменил|заменил|обновил|перен[её]с|updated|changed (?:it|that|the)|corrected|corregid|cambiad|actualizad`)
	// reInquires and reWorksWhen: questions for a price, and for when somebody works.
	reInquires  = lazy.Pattern(`(?:^|[^\p{L}])(?:сколько (?:стоит|стоят|будет стоить|выйдет)|поч[её]м|какая цена|how much|what(?:'s| is) the (?:price|cost)|price for|cuanto (?:cuesta|vale|sale|seria)|que precio|a como)`)
	reWorksWhen = lazy.Pattern(`(?:^|[^\p{L}])(?:работаете|открыты|до (?:скольк|котор)\p{L}*|часы работы|are you (?:open|closed)|do you (?:open|close|work)|open(?:ing)? hours|what time do you|abren|abris|abre|cierran|cierra|trabaj[ai]n|horario)`)
	// reTakesBack stands between what is taken back and what is said in its place.
	reTakesBack = lazy.Pattern(`(?:^|[^\p{L}])(?:ой|нет|точнее|вернее|хотя|то есть|ошиб\p{L}+|не то|пусть будет|лучше|друг(?:ой|ая|ое)|perdon|no|mejor|digo|bueno no|no wait|oops|sorry|i mean|actually|scratch that|make (?:it|that)|rather|correction|my (?:other|new) (?:number|phone|cell|mobile|email))(?:[^\p{L}]|$)`)
	// reInstead: the same within a line, right before the second value.
	reInstead = lazy.Pattern(`^[^\p{L}]*(?:\p{L}+ )?(?:(?:[.,!…—–-]+ ?|^ ?)(?:ой|нет|не|точнее|вернее|хотя нет|хотя|то есть|perdon|no\b|mejor|digo|oops|sorry|no wait|wait|i mean|actually|scratch that|make (?:it|that)|rather)[ ,.!]*){1,3}(?:\p{L}{1,8} ){0,2}$`)
)

// takenBack says whether the line says something else in the place of what stands
// between two places: "двенадцать. нет, пятнадцать", "sixty, no wait, eighty".
func (l *line) takenBack(end, start int) bool {
	return start > end && start-end < longestInstead && reInstead.MatchString(words.Fold(l.text[end:start]))
}

// longestInstead is how many bytes a taking back has.
const longestInstead = 60

// superseded leaves out, of the claims of one field, those that their line takes back.
func superseded(all []claim) []claim {
	var out []claim
	for i, c := range all {
		back := false
		for j, o := range all {
			back = back || i != j && o.line == c.line && o.value != c.value && c.end <= o.start && c.line.takenBack(c.end, o.start) && !c.line.talk.putsRight(c.slot, c.line, c.start)
		}
		if !back {
			out = append(out, c)
		}
	}
	return out
}

// chosen says whether one of the customer's next lines picks, by a word of it, one of
// the things that a line of the operator's names with a figure each (made), and
// whether it is the one at a place: "Оригинал 14 900, копия 8 500" – "копию".
func (t *talk) chosen(l *line, at int, hits []value.Hit) (picked, made bool) {
	if l.customer || len(hits) < 2 || len(hits) > mostPicked {
		return false, false
	}
	labels := make([]map[string]bool, len(hits))
	for i, h := range hits {
		labels[i] = l.label(hits, i, h)
	}
	n := l.next
	for range mostChoosing {
		if n == nil || len(n.words) > longestLeave {
			return false, false
		}
		of := -1
		for i := range labels {
			for j, st := range n.stems {
				if labels[i][st] && onlyLabel(labels, i, st) && !value.Negated(n.text, n.words, j) {
					if of >= 0 && of != i {
						return false, false // both
					}
					of = i
				}
			}
		}
		if of >= 0 && !n.does(refuses) && (!n.onlyAsks || n.says(reThen)) {
			return hits[of].Start <= at && at < hits[of].End, true
		}
		n = n.next
	}
	return false, false
}

// mostChoosing is how many of the customer's lines may choose.
const mostChoosing = 6

// reThen concludes from what was said.
var reThen = lazy.Pattern(`(?:^|[^\p{L}])(?:тогда|then|entonces|беру|возьму|i'll take)(?:[^\p{L}]|$)`)

// label is the stems of the words that say what a figure is for: before it, behind the
// one before; or behind it, where a comma or an "or" parts it from the next.
func (l *line) label(hits []value.Hit, i int, h value.Hit) map[string]bool {
	p := l.part(h.Start)
	from, to := p.start, p.end
	if i > 0 {
		from = max(from, hits[i-1].End)
		if at := reParts.FindStringIndex(l.text[from:h.Start]); at != nil {
			from += at[1]
		}
	}
	if i+1 < len(hits) && hits[i+1].Start <= to {
		to = hits[i+1].Start
		if at := reParts.FindStringIndex(l.text[h.End:to]); at != nil {
			to = h.End + at[0]
		} else {
			to = h.End
		}
	}
	out := map[string]bool{}
	for j, w := range l.words {
		if w.Start >= from && w.End <= to && !(w.Start < h.End && h.Start < w.End) && len([]rune(w.Text)) > 3 && !words.Filler(w.Text) && !dull.Get()[l.stems[j]] {
			out[l.stems[j]] = true
		}
	}
	return out
}

var reParts = lazy.Pattern(`[,;/]|(?:^|[ ])(?:или|либо|or|o|и|and|y)(?:[ ]|$)`)

func onlyLabel(labels []map[string]bool, at int, stem string) bool {
	for i := range labels {
		if i != at && labels[i][stem] {
			return false
		}
	}
	return true
}
