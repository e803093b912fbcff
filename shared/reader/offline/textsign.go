package offline

import (
	"slices"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/lazy"
)

// The signs of a stretch that differ from field to field.
const (
	textAsked       = textBase + iota // the question before it asks for the field
	textAskedWhole                    // and it is the whole of a clause
	textAskedAll                      // and of the line
	textAskedFirst                    // or of the first clause
	textAskedLong                     // how long the answer is
	textOtherAsked                    // it asks for another field of the card
	textRule                          // from here to textRulePart: what the rules say
	textRuled                         //
	textWon                           //
	textNoRule                        //
	textRulePart                      //
	textTitlePrev                     // the title's word stands right before it
	textTitleNear                     // within its clause, before it
	textTitleNext                     // behind it
	textTitleIn                       // it holds one
	textTitleOnly                     // and nothing else
	textTitleLine                     // elsewhere in its line
	textTitleBefore                   // in the other side's line before
	textTitleAway                     // elsewhere in the talk
	textTitleNone                     // nowhere
	textTitleBare                     // it has none of weight
	textAboutPrev                     // the same of the description's words
	textAboutNear                     //
	textAboutIn                       //
	textAboutOnly                     //
	textAboutLine                     //
	textAboutBefore                   //
	textOthersPrev                    // another field's title right before it
	textOthersIn                      // it holds one
	textOthersLine                    //
	textFrom                          // where something comes from is wanted, and it stands behind "from"
	textTo                            // where it goes, behind "to"
	textFromNot                       // the other way round
	textAt                            // a place is wanted, behind any preposition
	textAtBare                        // or behind none
	textModel                         // a model is wanted, with figures or capitals
	textModelBare                     // or without
	textFault                         // what is wrong is wanted, with a verb
	textWhoTitle                      // a person is wanted
	textWhoName                       // and it may be a name
	textCurrent                       // the card holds something
	textMany                          // how many other texts the card wants
	textEarlier                       // what the field wants is wished for at first
	textKind                          // from here on, of each kind: one, and with an answer, figures, capitals, places
	textSigns       = textKind + kindSigns*kindTexts
)

const (
	kindSigns = 6
	kindTexts = 8
)

// textual is a field with what of it is looked for around a stretch.
type textual struct {
	t             *talk
	s             *slot
	called        *titleSaid
	others        [][]string
	from, to, at  bool
	model, fault  bool
	who           bool
	kind          int
	many, current float64
	marks         map[*line][]mark
	lines         map[*line]lineSigns
}

// mark is what of a field's words one word of a line is.
type mark uint8

const (
	ofTitle mark = 1 << iota
	ofAbout
	ofOthers
)

// lineSigns are what is the same for all of a line.
type lineSigns struct {
	asked, other                                float64
	title, about, others, titleBefore, aboutBef bool
}

var (
	reWantsFrom  = lazy.Pattern(`откуда|отправлен|вылет|забор|погруз|\bfrom\b|origin|pick-?up|depart|desde|salida|recogida`)
	reWantsTo    = lazy.Pattern(`(?:^|[^\p{L}])куда|назначен|прибыт|выгруз|доставк|destin|drop-?off|deliver|arriv|\bto\b|hasta|llegada|entrega`)
	reWantsPlace = lazy.Pattern(`где|откуда|(?:^|[^\p{L}])куда|адрес|мест|район|город|филиал|пункт|where|place|location|address|venue|city|area|branch|site|donde|lugar|sitio|ciudad|zona|direccion|sede|sucursal|pais|стран|country`)
	reWantsModel = lazy.Pattern(`модел|марк|автомоб|машин|устройств|аппарат|техник|прибор|model|make|brand|device|vehicle|bike|machine|appliance|modelo|marca|vehiculo|equipo|aparato|dispositivo|препарат|medic|drug|бренд`)
	reWantsFault = lazy.Pattern(`неисправ|проблем|жалоб|поломк|дефект|случил|беспокоит|симптом|повод|problem|issue|fault|complain|damage|wrong|symptom|reason|problema|fallo|averia|sintoma|queja|motivo|dano`)
	reBehindFrom = lazy.Words(`из от с со from de del desde`)
	reBehindTo   = lazy.Words(`в во на до к ко to into a al para hasta`)
)

// textual looks at the field once.
func (t *talk) textual(s *slot) *textual {
	g := &textual{t: t, s: s, called: t.saidOf(s), kind: textKindOf(s.kind), marks: map[*line][]mark{}, lines: map[*line]lineSigns{}}
	g.from, g.to = reWantsFrom.MatchString(s.label), reWantsTo.MatchString(s.label)
	g.at = reWantsPlace.MatchString(s.label) || s.kind == address || s.kind == city
	g.model, g.fault = reWantsModel.MatchString(s.label), reWantsFault.MatchString(s.label)
	g.who = reSomebody.MatchString(s.label)
	for _, o := range t.slots {
		if o != s {
			g.others = append(g.others, t.saidOf(o).words)
			g.many += truthOf(o.isText()) / 4
		}
	}
	g.many = min(g.many, 1)
	g.current = truthOf(t.chat.Current[s.field.Name] != "")
	return g
}

func textKindOf(k kind) int {
	return max(0, slices.Index([]kind{plain, title, sort_, vehicle, size, city, company, address}, k))
}

// marksOf says of each word of a line whose it is.
func (g *textual) marksOf(l *line) []mark {
	if m, ok := g.marks[l]; ok {
		return m
	}
	out := make([]mark, len(l.words))
	any := func(all []string, st string) bool {
		return slices.ContainsFunc(all, func(m string) bool { return akin(m, st) })
	}
	for i, st := range l.stems {
		if i >= mostStretchWords {
			break
		}
		if l.wordClass(i)&wordClosed != 0 {
			continue
		}
		if any(g.called.words, st) {
			out[i] |= ofTitle
		}
		if any(g.called.about, st) {
			out[i] |= ofAbout
		}
		if slices.ContainsFunc(g.others, func(all []string) bool { return any(all, st) }) {
			out[i] |= ofOthers
		}
	}
	g.marks[l] = out
	return out
}

func (g *textual) lineSigns(l *line) lineSigns {
	if s, ok := g.lines[l]; ok {
		return s
	}
	out := lineSigns{asked: g.t.asked(g.s, l)}
	for _, m := range g.marksOf(l) {
		out.title, out.about, out.others = out.title || m&ofTitle != 0, out.about || m&ofAbout != 0, out.others || m&ofOthers != 0
	}
	if q := l.before; q != nil {
		out.titleBefore, out.aboutBef = g.called.lines[q.at] > 0, g.called.abouts[q.at] > 0
		if out.asked < 0.7 && l.customer {
			for _, o := range g.t.slots {
				if o != g.s {
					out.other = max(out.other, g.t.asked(o, l))
				}
			}
		}
	}
	g.lines[l] = out
	return out
}

// signs are those of a stretch for the field.
func (g *textual) signs(st stretch, v desk.Value, ruled []claim, won claim) []float64 {
	out := make([]float64, textSigns)
	copy(out, st.base)
	l := st.line
	ls, marks := g.lineSigns(l), g.marksOf(l)
	whole := st.base[textWhole]
	out[textAsked], out[textAskedWhole] = ls.asked, ls.asked*whole
	out[textAskedAll] = ls.asked * st.base[textLine]
	out[textAskedFirst] = ls.asked * whole * st.base[textFirst]
	out[textAskedLong] = ls.asked * min(float64(len(l.words)), 12) / 12
	out[textOtherAsked] = ls.other
	g.ruled(out, st, v, ruled, won)
	g.words(out, st, ls, marks)
	link := ""
	if st.from > st.clause[0] {
		link = l.words[st.from-1].Text
	}
	behindFrom, behindTo := reBehindFrom.Has(link), reBehindTo.Has(link)
	out[textFrom], out[textTo] = truthOf(g.from && behindFrom), truthOf(g.to && !g.from && behindTo)
	out[textFromNot] = truthOf(g.from && !g.to && behindTo || g.to && !g.from && behindFrom)
	out[textAt], out[textAtBare] = truthOf(g.at && st.base[textLink] > 0), truthOf(g.at && st.base[textLink] == 0)
	typed := st.base[textFigure] + st.base[textCapital] + st.base[textForeign] + st.base[textLetters]
	out[textModel], out[textModelBare] = truthOf(g.model && typed > 0), truthOf(g.model && typed == 0)
	out[textFault] = truthOf(g.fault && st.base[textVerb] > 0)
	out[textWhoTitle], out[textWhoName] = truthOf(g.who), truthOf(g.who && st.base[textCalled] > 0)
	out[textCurrent], out[textMany] = g.current, g.many
	out[textEarlier] = truthOf(g.model || g.fault) * st.base[textEarly]
	k := textKind + g.kind*kindSigns
	out[k], out[k+1], out[k+2] = 1, ls.asked*whole, st.base[textFigure]
	out[k+3], out[k+4], out[k+5] = max(st.base[textCapital], st.base[textCapitalOne]), st.base[textPlace], whole
	return out
}

// ruled are the signs of what the rules say.
func (g *textual) ruled(out []float64, st stretch, v desk.Value, ruled []claim, won claim) {
	out[textNoRule] = truthOf(won.line == nil)
	out[textWon] = truthOf(won.line != nil && won.value == v)
	for _, o := range ruled {
		if o.line != st.line || o.start >= st.end || st.start >= o.end {
			continue
		}
		out[textRulePart] = 1
		if o.value == v || o.start == st.start && o.end == st.end {
			out[textRule], out[textRuled] = 1, max(out[textRuled], min(o.score-threshold, 0.5))
		}
	}
	if out[textRule] > 0 {
		out[textRulePart] = 0
	}
}

// words are the signs of the field's words around a stretch and in it.
func (g *textual) words(out []float64, st stretch, ls lineSigns, marks []mark) {
	title, about, others := 0, 0, 0
	for i := st.from; i < st.to; i++ {
		title += int(truthOf(marks[i]&ofTitle != 0))
		about += int(truthOf(marks[i]&ofAbout != 0))
		others += int(truthOf(marks[i]&ofOthers != 0))
	}
	n := st.to - st.from
	out[textTitleIn], out[textTitleOnly] = truthOf(title > 0), truthOf(title == n)
	out[textAboutIn], out[textAboutOnly] = truthOf(about > 0), truthOf(about == n)
	out[textOthersIn] = truthOf(others > 0)
	// the nearest open word before it, whatever marks part them
	near := st.from - 1
	for near >= 0 && st.line.wordClass(near)&wordClosed != 0 && near > st.from-3 {
		near--
	}
	if near >= 0 {
		out[textTitlePrev], out[textAboutPrev] = truthOf(marks[near]&ofTitle != 0), truthOf(marks[near]&ofAbout != 0)
		out[textOthersPrev] = truthOf(marks[near]&ofOthers != 0)
	}
	for i := st.clause[0]; i < st.from; i++ {
		out[textTitleNear] = max(out[textTitleNear], truthOf(marks[i]&ofTitle != 0))
		out[textAboutNear] = max(out[textAboutNear], truthOf(marks[i]&ofAbout != 0))
	}
	for i := st.to; i < st.clause[1]; i++ {
		out[textTitleNext] = max(out[textTitleNext], truthOf(marks[i]&ofTitle != 0))
	}
	out[textOthersLine] = truthOf(ls.others)
	out[textAboutLine], out[textAboutBefore] = truthOf(ls.about), truthOf(ls.aboutBef)
	switch {
	case len(g.called.words) == 0:
		out[textTitleBare] = 1
	case ls.title:
		out[textTitleLine] = 1
	case ls.titleBefore:
		out[textTitleBefore] = 1
	case g.called.anywhere > 0:
		out[textTitleAway] = 1
	default:
		out[textTitleNone] = 1
	}
}
